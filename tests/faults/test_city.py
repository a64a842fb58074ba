"""A city: two processes behind the proxy, PostgreSQL, a bucket. One process dies in the middle of the day."""

import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import httpx
import pytest

from tests.bureau import PASSWORD, prepare
from tests.faults.city import City, open_city
from tests.faults.doses import DOSE
from tests.faults.nursery import Nursery
from tests.faults.phone import Phone, new_report
from tests.faults.reckoning import reckon
from tests.faults.running_bureau import COMMAND, INSPECTORS, Service, enter_people
from tests.live.listening import Ear
from tests.postgres import Postgres
from tests.s3 import S3


@pytest.fixture(scope="module")
def city(
    nursery: Nursery, postgres: Postgres, s3: S3, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """One for all: whoever ends a process starts it again."""
    folder, name = tmp_path_factory.mktemp("city"), postgres.new_database()
    enter_people(prepare(folder / "prepared", postgres.url(name)))
    with open_city(nursery, folder / "city", postgres.url(name), s3) as opened:
        yield opened
    postgres.drop(name)


def signs_in(address: str, username: str) -> httpx.Client:
    browser = httpx.Client(base_url=address, timeout=30)
    assert browser.post("/api/session", json={"username": username, "password": PASSWORD}).status_code == 200
    return browser


class Listener:
    """A desk's open stream, taken up again at ``Last-Event-ID`` wherever the proxy leads."""

    def __init__(self, browser: httpx.Client) -> None:
        self.told: list[tuple[str, str, int]] = []
        self.begun = 0
        self._browser = browser
        self._ear: Ear | None = None
        self._last: dict[str, int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                ear = Ear(self._browser, **self._last)
            except (
                httpx.TransportError,
                AssertionError,
            ):  # a process that is dying, a proxy that looks for another
                time.sleep(0.05)
                continue
            self.begun += 1
            self._ear = ear
            while not ear.over and not self._stopping.is_set():
                time.sleep(0.02)
            ear.close()
            self.told += ear.told()
            self._ear = None
            if ear.heard:
                self._last = {"last_event_id": ear.heard[-1].id}

    def heard_of(self) -> set[str]:
        """The cases that were told of so far."""
        open_now = self._ear.told() if self._ear else []
        return {case for kind, case, _version in [*self.told, *open_now] if kind == "case"}

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._browser.close()


def report_all_day(city: City, reports: int, kills: int) -> tuple[list[Phone], Listener]:
    """Inspectors report through the proxy while processes are killed and started again."""
    listener = Listener(signs_in(city.address, COMMAND))
    phones = [Phone(city.address, name) for name in INSPECTORS]

    def work(phone: Phone) -> None:
        for _ in range(reports // len(phones)):
            with suppress(TimeoutError):
                phone.send(new_report(20_000))

    threads = [threading.Thread(target=work, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for number in range(kills):
        while sum(len(phone.ledger.receipts) for phone in phones) < reports * (number + 1) // (kills + 2):
            time.sleep(0.01)
        victim = city.processes[number % len(city.processes)]
        victim.kill(signal.SIGKILL)
        victim.start()
    for thread in threads:
        thread.join()
    return phones, listener


def test_one_process_is_killed_under_load_and_nothing_is_lost_doubled_or_unheard(city: City) -> None:
    phones, listener = report_all_day(city, DOSE.city_reports, DOSE.city_kills)
    sent = {report.id for phone in phones for report, _ in phone.ledger.receipts.values()}
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up and not sent <= listener.heard_of():
        time.sleep(0.05)
    listener.stop()

    assert len(listener.told) == len(set(listener.told)), "heard twice"
    assert sent <= listener.heard_of()
    assert listener.begun > 1, "the stream was never cut: nothing was shown"
    found = reckon(city.processes[0], phones)
    city.processes[0].start()
    for phone in phones:
        phone.close()
    assert found.is_well, found
    assert found.reports == len(sent) >= DOSE.city_reports


@pytest.fixture
def desk(city: City) -> Iterator[httpx.Client]:
    """The command centre's browser, before the proxy."""
    with closing(signs_in(city.address, COMMAND)) as browser:
        yield browser


def open_to_each(city: City, desk: httpx.Client) -> list[Ear]:
    """Streams through the proxy until each process has one: it may still avoid one that was away."""
    ears: list[Ear] = []
    give_up = time.monotonic() + 30
    while not all(streams_of(process) for process in city.processes):
        assert time.monotonic() < give_up
        ears.append(Ear(desk))
        ears[-1].hears("hello")
        time.sleep(0.1)
    return ears


def streams_of(process: Service) -> int:
    said = httpx.get(f"{process.address}/metrics").text
    return int(float(re.search(r"^xuncheng_live_streams (\S+)$", said, re.MULTILINE)[1]))  # type: ignore[index]


def test_a_process_with_open_streams_ends_when_told_and_the_other_takes_over(
    city: City, desk: httpx.Client
) -> None:
    ears = open_to_each(city, desk)
    first, second = city.processes

    how = first.kill(signal.SIGTERM)
    answers = [desk.get("/api/me").status_code for _ in range(5)]
    give_up = time.monotonic() + 20
    while not any(ear.over for ear in ears) and time.monotonic() < give_up:
        time.sleep(0.02)
    over = [ear.over for ear in ears]
    for ear in ears:
        ear.close()
    first.start()

    assert how in {0, -signal.SIGTERM}, "it had to be killed"
    assert answers == [200] * 5
    assert any(over), "its streams were ended"
    assert not all(over), "the other's were not"
    assert second.runs()


def test_what_the_operator_asks_is_not_answered_outside(city: City) -> None:
    for path in ("/metrics", "/readyz"):
        assert httpx.get(f"{city.address}{path}").status_code == 404
        assert httpx.get(f"{city.processes[0].address}{path}").status_code == 200
    forged = httpx.get(f"{city.processes[0].address}/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert forged.status_code == 404
    assert len(httpx.get(f"{city.address}/healthz").headers["x-request-id"]) == 36
