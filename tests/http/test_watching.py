"""Who runs the service can see how it does, and sees nobody's name, words or places in it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.logs import JsonLines, PlainLines
from app.core.request_id import request_id
from app.core.slow import slow_from
from app.main import create_app
from tests.bureau import PASSWORD, Bureau, open_bureau

NAME = "王某某"


class Lines(logging.Handler):
    """What would stand in the log, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, logger = Lines(), logging.getLogger("xuncheng")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield handler
    logger.removeHandler(handler)
    logger.setLevel("NOTSET")


def by_loopback(bureau: Bureau) -> TestClient:
    return TestClient(bureau.app, client=("127.0.0.1", 4711))


def test_a_request_keeps_its_number_through_answer_problem_and_log(bureau: Bureau, lines: Lines) -> None:
    answer = bureau.stranger().get("/api/me", headers={"X-Request-ID": "proxy-0123456789"})

    assert answer.status_code == 401
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "proxy-0123456789"
    assert [line["request_id"] for line in lines.lines if line["logger"] == "xuncheng.requests"] == [
        "proxy-0123456789"
    ]


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "evil\tnumber", '"},{"level":"x'])
def test_a_number_that_could_do_harm_is_replaced(bureau: Bureau, given: str) -> None:
    answer = bureau.stranger().get("/healthz", headers={"X-Request-ID": given})

    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 16


def test_two_requests_have_two_numbers(bureau: Bureau) -> None:
    numbers = {bureau.stranger().get("/healthz").headers["x-request-id"] for _ in range(2)}

    assert len(numbers) == 2
    assert request_id() is None


def test_requests_are_counted_and_timed_by_their_route_on_the_short_way_too(bureau: Bureau) -> None:
    case = bureau["inspector"].files()
    bureau["command"].http.get(f"/api/cases/{case['id']}")

    said = by_loopback(bureau).get("/metrics").text

    assert 'xuncheng_requests_total{method="PUT",route="/api/photos/{sha256}",status="201"} 1.0' in said
    assert 'xuncheng_requests_total{method="PUT",route="/api/cases/{case_id}",status="201"} 1.0' in said
    assert 'xuncheng_requests_total{method="GET",route="/api/cases/{case_id}",status="200"} 1.0' in said
    assert "xuncheng_request_seconds_bucket" in said
    assert "process_resident_memory_bytes" in said
    assert case["id"] not in said


def test_addresses_that_nobody_serves_do_not_make_series_of_their_own(bureau: Bureau) -> None:
    for number in range(5):
        bureau.stranger().get(f"/api/nothing-{number}")

    series = [line for line in by_loopback(bureau).get("/metrics").text.splitlines() if "nothing" in line]
    assert series == []


@pytest.mark.parametrize(
    ("token", "client", "headers", "status"),
    [
        (None, "127.0.0.1", {}, 200),
        (None, "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        (None, "203.0.113.9", {}, 404),
        ("secret-of-the-scraper", "203.0.113.9", {"Authorization": "Bearer secret-of-the-scraper"}, 200),
        ("secret-of-the-scraper", "127.0.0.1", {}, 404),
        ("secret-of-the-scraper", "127.0.0.1", {"Authorization": "Bearer guess"}, 404),
    ],
)
def test_figures_are_for_this_machine_or_who_has_the_token(
    prepared: Path, tmp_path: Path, token: str | None, client: str, headers: dict[str, str], status: int
) -> None:
    secret = SecretStr(token) if token else None
    with open_bureau(prepared, tmp_path / "bureau", metrics_token=secret) as bureau:
        assert (
            TestClient(bureau.app, client=(client, 4711)).get("/metrics", headers=headers).status_code
            == status
        )


def test_the_log_says_what_was_asked_and_of_nobody(bureau: Bureau, lines: Lines) -> None:
    alice = bureau["inspector"]
    alice.files(description="王某某家门口，电话13800000000")
    bureau["command"].http.get("/api/cases?q=王某某")
    bureau.stranger().post("/api/session", json={"username": "inspector", "password": "wrong-secret"})

    said = json.dumps(lines.lines, ensure_ascii=False)
    asked = [line for line in lines.lines if line["logger"] == "xuncheng.requests"]
    assert {"method", "route", "status", "ms", "request_id", "at"} <= set(asked[0])
    assert "/api/cases/{case_id}" in [line["route"] for line in asked]
    for private in ("王某某", "13800000000", "wrong-secret", PASSWORD, "118.16", "inspector", "测试"):
        assert private not in said


def test_a_failure_is_logged_by_its_route_and_not_by_whom_it_was_about(bureau: Bureau, lines: Lines) -> None:
    command = bureau["command"].http
    with bureau.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE duty_spells RENAME TO somewhere_else")

    assert command.get("/api/duty/people/inspector2?day=2026-11-25").status_code == 500

    [failed] = [line for line in lines.lines if line["message"].startswith("unexpected failure")]
    assert "/api/duty/people/{username}" in failed["message"]
    assert "inspector2" not in json.dumps(lines.lines)


def test_refusals_are_logged_for_whoever_watches_for_attackers(bureau: Bureau, lines: Lines) -> None:
    bureau.stranger().post("/api/session", json={"username": "inspector", "password": "wrong"})
    bureau["inspector"].http.delete("/api/session", headers={"Origin": "https://elsewhere.example"})

    seen = [line["problem"] for line in lines.lines if line["logger"] == "xuncheng.security"]
    assert {"wrong-credentials", "cross-site"} <= set(seen)


def test_the_interfaces_page_is_shown_in_the_demo_alone(bureau: Bureau) -> None:
    for_a_bureau = create_app(bureau.settings.model_copy(update={"demo": False}))

    assert bureau.stranger().get("/api/docs").status_code == 200
    assert TestClient(for_a_bureau).get("/api/docs").status_code == 404


def test_a_slow_statement_is_named_without_its_values(bureau: Bureau, lines: Lines) -> None:
    slow_from(0)
    try:
        bureau["command"].http.get("/api/cases?q=王某某")
        with bureau.database.reading() as session:
            session.execute(text("SELECT :who"), {"who": "王某某"})
    finally:
        slow_from(500)

    slow = [line for line in lines.lines if line["message"] == "slow statement"]
    assert any("SELECT" in line["sql"] for line in slow)
    assert {"ms", "sql"} <= set(slow[0])
    assert "王某某" not in json.dumps(slow, ensure_ascii=False)
    assert "xuncheng_slow_statements_total 0.0" not in by_loopback(bureau).get("/metrics").text


def enter_twice(bureau: Bureau, **unit: str) -> None:
    with bureau.database.writing() as session:
        for _ in range(2):
            session.execute(text("INSERT INTO units (code, name) VALUES (:code, :name)"), unit)


def test_a_failed_statement_is_logged_without_its_values(bureau: Bureau) -> None:
    with pytest.raises(IntegrityError) as failed:
        enter_twice(bureau, code="X", name=NAME)
    why = (failed.type, failed.value, failed.tb)
    record = logging.LogRecord("xuncheng", logging.ERROR, "", 0, "failed", None, why)

    for said in (JsonLines().format(record), PlainLines().format(record)):
        assert "INSERT INTO units" in said
        assert NAME not in said
