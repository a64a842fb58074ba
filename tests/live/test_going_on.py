"""Cut, slow, signed out or stopped: nobody misses anything without being told, and nothing is held up."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.core.clock import now
from app.core.config import Settings
from app.journal.record import SYSTEM, Happening, record
from app.live.following import Pace
from app.live.stream import LiveStream
from app.people.models import Account, SignIn
from tests.bureau import PASSWORD, Someone, open_bureau, report_body
from tests.live.listening import PATIENCE, TownHall, open_town_hall

ROOT = Path(__file__).resolve().parents[2]


def quick(**changes: float) -> Pace:
    """A pace at which what takes minutes in service takes a moment."""
    return Pace(**({"look": 600} | changes))  # type: ignore[arg-type]  # the counts among them are whole numbers


@pytest.mark.parametrize("way", ["since", "last_event_id"])
def test_after_a_cut_exactly_the_missed_ones_come(hall: TownHall, way: str) -> None:
    first = hall.listens("command")
    seen = hall["inspector"].files()["id"]
    last = first.hears("case", case=seen, version=3).id
    first.close()
    missed = [hall["inspector"].files()["id"] for _ in range(3)]

    second = hall.listens("command", **{way: last})
    later = hall["inspector"].files()["id"]
    second.hears("case", case=later, version=3)
    told = [one for one in second.heard if one.kind == "case"]
    assert [one.data["case"] for one in told] == [case for case in [*missed, later] for _ in range(3)]
    assert [one.id for one in told] == list(range(last + 1, last + 13))
    assert second.heard[0].id == last  # cut again before the first event, nothing would be lost


def test_while_reports_pour_in_nobody_misses_or_hears_one_twice(hall: TownHall) -> None:
    inspector = hall["inspector"]
    digest = inspector.take_photo()
    start = hall.listens("command").hears("hello").data["seq"]

    def report(_turn: int) -> int:
        answer: httpx.Response = inspector.http.put(f"/api/cases/{uuid4()}", json=report_body(digest))
        return answer.status_code

    with ThreadPoolExecutor(4) as hands:
        reports = [hands.submit(report, turn) for turn in range(24)]
        ears = [hall.listens("command", since=start) for _ in range(8)]
        assert {one.result() for one in reports} == {201}
    for ear in ears:
        ear.waits_for(lambda ear: len(ear.told()) >= 72)
        assert [one.id for one in ear.heard if one.kind == "case"] == list(range(start + 1, start + 73))


@pytest.mark.parametrize("pace", [quick(most_behind=5)])
def test_who_missed_too_much_reads_anew_and_goes_on_from_there(hall: TownHall) -> None:
    start = hall.listens("command").hears("hello").id
    for _ in range(2):
        hall["inspector"].files()

    ear = hall.listens("command", since=start)
    resync = ear.hears("resync")
    case = hall["inspector"].files()["id"]
    ear.hears("case", case=case, version=3)
    assert resync.id == start + 6
    assert [one.id - start for one in ear.heard] == [6, 6, 7, 8, 9]


def test_a_position_the_journal_never_had_means_reading_anew(hall: TownHall) -> None:
    newest = hall.listens("command").hears("hello").id

    assert hall.listens("command", since=1_000_000).hears("resync").id == newest


def test_what_another_process_writes_is_heard(hall_settings: Settings, backend: str, tmp_path: Path) -> None:
    """On PostgreSQL by notice alone; on SQLite by looking."""
    pace = quick() if backend == "postgresql" else quick(look=0.2)
    with (
        open_town_hall(hall_settings, pace) as hall,
        open_bureau(None, tmp_path / "bureau", hall_settings.database_url) as elsewhere,
    ):
        ear = hall.listens("command")
        case = elsewhere["inspector"].files()["id"]
        ear.hears("case", case=case, version=3)


@pytest.mark.parametrize("pace", [quick(heartbeat=0.1)])
def test_a_quiet_stream_shows_that_it_lives_and_moves_the_position(hall: TownHall) -> None:
    ear = hall.listens("dispatcher-cgzx")
    hall["inspector"].files("LL2-02")

    newest = ear.hears("hello").id + 3
    ear.waits_for(lambda ear: ":" in ear.lines and f"id: {newest}" in ear.lines)
    assert ear.told() == []


@pytest.mark.parametrize("pace", [quick(recheck=0.1)])
def test_signing_out_ends_the_stream(hall: TownHall) -> None:
    ear, other = hall.listens("dispatcher-zfdd"), hall.listens("command")
    assert hall["dispatcher-zfdd"].http.delete("/api/session").status_code == 204

    ear.ends()
    assert ear.heard[-1].kind == "ended"
    assert not other.over


def test_an_open_stream_does_not_keep_a_session_alive(hall: TownHall) -> None:
    hall.listens("command")
    with hall.database.reading() as session:
        rows = session.execute(select(col(SignIn.created_at), col(SignIn.last_seen_at))).all()
    assert all(created == seen for created, seen in rows)


@pytest.mark.parametrize("pace", [quick(recheck=0.1)])
def test_whose_rights_change_reads_anew_and_hears_by_the_new_ones(hall: TownHall) -> None:
    ear = hall.listens("dispatcher-zfdd")
    with hall.database.writing() as session:
        mover = col(Account.username) == "dispatcher-zfdd"
        session.execute(update(Account).where(mover).values(unit_code="CGZX"))
    ear.hears("resync")
    hall["inspector"].files("LL2-02")
    trees = hall["inspector"].files("YL-01")["id"]
    ear.hears("case", case=trees, version=3)
    assert {case for _, case, _ in ear.told()} == {trees}


@contextmanager
def lazy_reader(hall: TownHall) -> Iterator[tuple[socket.socket, LiveStream]]:
    """Somebody of the office who opens a stream and reads nothing of it."""
    cookie = "; ".join(f"{name}={value}" for name, value in hall["office"].http.cookies.items())
    host, port = hall.address.removeprefix("http://").split(":")
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        line.settimeout(PATIENCE)
        line.connect((host, int(port)))
        line.sendall(f"GET /api/live HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        while not (found := [one for one in hall.live._streams if one.person.username == "office"]):
            time.sleep(0.01)
        yield line, found[0]


@pytest.mark.parametrize("pace", [quick(most_waiting=200_000)])
def test_a_reader_too_slow_is_let_go_and_the_others_hear_all(hall: TownHall) -> None:
    quick_one = hall.listens("command")
    with lazy_reader(hall) as (line, lazy):
        last = _talk_until(hall, lambda: lazy.ended)
        waiting = sum(map(len, lazy._waiting))
        quick_one.waits_for(lambda ear: ear.heard[-1].id >= last)
        got = b""
        while b"event: resync" not in got and (chunk := line.recv(1 << 16)):
            got += chunk
    assert waiting < 200  # only the word that something was missed
    assert b"event: resync" in got
    ids = [one.id for one in quick_one.heard if one.kind == "case"]
    assert all(later == earlier + 1 for earlier, later in pairwise(ids))


@pytest.mark.parametrize("pace", [quick(most_waiting=200_000, send=0.3, heartbeat=0.1)])
def test_a_reader_that_takes_nothing_at_all_is_cut(hall: TownHall) -> None:
    other = hall.listens("command")
    with lazy_reader(hall) as (_line, lazy):
        _talk_until(hall, lambda: lazy not in hall.live._streams)
    assert not other.over


def _talk_until(hall: TownHall, done: Callable[[], bool]) -> int:
    """Write to the journal until a reader's pipe is full and it has been let go; returns the last ``seq``."""
    case = hall["inspector"].files()
    version, last = 3, 3
    give_up = time.monotonic() + 60
    while not done() and time.monotonic() < give_up:
        more = [
            Happening(now(), SYSTEM, "escalate", UUID(case["id"]), version + n, "DISPATCHED", "DISPATCHED")
            for n in range(1, 201)
        ]
        version += 200
        with hall.database.writing() as session:
            last = record(session, more)
        time.sleep(0.02)
    assert done()
    return last


def test_idle_streams_hold_no_connection(hall: TownHall) -> None:
    ears = [hall.listens("command") for _ in range(12)]

    pool = hall.database.engine.pool
    deadline = time.monotonic() + PATIENCE
    while pool.checkedout() and time.monotonic() < deadline:  # type: ignore[attr-defined]  # a QueuePool on both
        time.sleep(0.01)
    assert pool.checkedout() == 0  # type: ignore[attr-defined]
    assert len(ears) == len(hall.live._streams)


def test_who_goes_is_forgotten(hall: TownHall) -> None:
    ears = [hall.listens("command") for _ in range(3)]
    for ear in ears:
        ear.close()

    deadline = time.monotonic() + PATIENCE
    while hall.live._streams and time.monotonic() < deadline:
        time.sleep(0.01)
    assert hall.live._streams == set()


def test_the_server_stops_at_once_with_streams_open(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = os.environ | {
        "XUNCHENG_DATABASE_URL": f"sqlite:///{tmp_path}/xuncheng.db",
        "XUNCHENG_BLOB_URL": f"file:{tmp_path}/blobs",
        "XUNCHENG_PORT": str(port),
        "XUNCHENG_DEMO_PASSWORD": PASSWORD,
        "XUNCHENG_DEMO_CASES": "0",
    }
    server = subprocess.Popen([sys.executable, "-m", "app", "serve", "--demo"], cwd=ROOT, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as browser:
            _wait_for(browser)
            Someone(browser, "command")
            with browser.stream("GET", "/api/live") as stream:
                lines = stream.iter_lines()
                assert next(lines).startswith("id: ")
                started = time.monotonic()
                server.send_signal(signal.SIGTERM)
                rest = list(lines)
                server.wait(PATIENCE)
                taken = time.monotonic() - started
        assert rest[0] == "event: hello"
        assert taken < 2  # streams are ended, not waited for: that would take three seconds
    finally:
        server.kill()
        server.wait()


def _wait_for(browser: httpx.Client) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if browser.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
