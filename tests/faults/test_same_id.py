"""One report sent by twenty hands at the same moment is one case."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import orjson
import pytest

from tests.bureau import prepare
from tests.faults.nursery import Nursery
from tests.faults.phone import Phone, Report, new_report
from tests.faults.reckoning import reckon
from tests.faults.running_bureau import INSPECTORS, Service, enter_people, serving
from tests.postgres import Postgres

HANDS = 20


@contextmanager
def served_on(
    backend: str, nursery: Nursery, request: pytest.FixtureRequest, tmp_path: Path, mutant: str | None = None
) -> Iterator[Service]:
    """The server on that database."""
    log = tmp_path / "server.log"
    if backend == "sqlite":
        with serving(nursery, request.getfixturevalue("folder"), log, mutant) as service:
            yield service
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.new_database(request.getfixturevalue("staffed_postgres"))
    with serving(nursery, tmp_path / "bureau", log, mutant, {"DATABASE_URL": server.url(name)}) as service:
        yield service
    server.drop(name)


@pytest.fixture(scope="session")
def staffed_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The prepared bureau as a PostgreSQL database to copy."""
    name = postgres.new_database()
    enter_people(prepare(tmp_path_factory.mktemp("staffed-postgres"), postgres.url(name)))
    return name


def with_other_words(report: Report) -> Report:
    """A report of the same id that says something else."""
    return replace(report, body=report.body | {"description": f"{report.token}，另一份内容"})


def all_at_once(phone: Phone, report: Report) -> list[httpx.Response]:
    """The same report from twenty connections, let go together; every other one with other words."""
    other = with_other_words(report)
    gate = threading.Barrier(HANDS)

    def send(number: int) -> httpx.Response:
        body = report.body if number % 2 == 0 else other.body
        with httpx.Client(base_url=str(phone.http.base_url), cookies=phone.http.cookies, timeout=60) as line:
            line.get("/healthz")
            gate.wait()
            return line.put(f"/api/cases/{report.id}", json=body)

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(send, range(HANDS)))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_twenty_at_once_are_one_case_and_one_receipt(
    nursery: Nursery, request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    with served_on(database, nursery, request, tmp_path) as service:
        phone = Phone(service.address, INSPECTORS[0])
        for _ in range(3):
            report = new_report()
            for name, data in report.photos.items():
                phone.send_photo(name, data)
            answers = all_at_once(phone, report)

            won = [answer for answer in answers if answer.status_code == 201]
            assert len(won) == 1
            phone.note(
                report if report.body == orjson.loads(won[0].request.content) else with_other_words(report),
                won[0],
            )
            same = [answer for answer in answers if answer.request.content == won[0].request.content]
            others = [answer for answer in answers if answer not in same]
            assert {answer.content for answer in same} == {won[0].content}
            assert sorted(answer.status_code for answer in same) == [200] * (HANDS // 2 - 1) + [201]
            assert [answer.status_code for answer in others] == [409] * (HANDS // 2)
            assert {answer.json()["type"] for answer in others} == {"urn:xuncheng:problem:case-differs"}
        found = reckon(service, [phone])
        phone.close()

    assert found.is_well, found


@pytest.mark.parametrize(("mutant", "statuses"), [("no_idempotency", {201}), ("content_unseen", {200, 201})])
def test_servers_that_are_wrong_are_caught_by_it(
    nursery: Nursery, request: pytest.FixtureRequest, tmp_path: Path, mutant: str, statuses: set[int]
) -> None:
    with served_on("sqlite", nursery, request, tmp_path, mutant) as service:
        phone = Phone(service.address, INSPECTORS[0])
        report = new_report()
        for name, data in report.photos.items():
            phone.send_photo(name, data)
        answers = all_at_once(phone, report)
        phone.close()

    assert {answer.status_code for answer in answers} == statuses
