"""Somebody sends what no database can hold, or a day that no calendar has: it is refused with a sentence."""

from typing import Any
from uuid import uuid4

import pytest

from tests.bureau import Bureau

MANY = "99999999999999999999"
EDGES = ("0001-01-01", "9999-12-31")


def assert_refused(answer: Any) -> None:
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"].endswith("invalid-input")


@pytest.mark.parametrize(
    "path",
    [
        "/api/cases?q=%00",
        "/api/cases?unit=%00",
        "/api/cases?category=a%00b",
        "/api/cases?area=%00",
        "/api/cases/counts?unit=%00",
        "/api/figures?unit=%00",
        "/api/duty/people/a%00b",
        "/tiles/cases/3/1/1.mvt?category=%00",
    ],
)
def test_a_nul_in_an_address(bureau: Bureau, path: str) -> None:
    answer = bureau["command"].http.get(path)

    assert_refused(answer)
    assert "NUL" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["words", "unit", "after"])
def test_a_nul_in_what_an_administrator_looks_for(bureau: Bureau, name: str) -> None:
    assert_refused(bureau["admin"].http.get(f"/api/accounts?{name}=%00"))


def test_percent_signs_that_are_meant_are_none(bureau: Bureau) -> None:
    assert bureau["command"].http.get("/api/cases", params={"q": "%00"}).status_code == 200


def test_a_nul_in_a_body(bureau: Bureau) -> None:
    name = {"username": "a\0b", "password": "x"}
    account = {"username": "newcomer", "name": "新\0人", "roles": ["inspector"]}
    draft = {"title": "a\0b", "note": ""}

    assert_refused(bureau.stranger().post("/api/session", json=name))
    assert_refused(bureau["admin"].http.post("/api/accounts", json=account))
    assert_refused(bureau["office"].http.post("/api/responsibility/drafts", json=draft))


def test_a_backslash_before_it_makes_it_words(bureau: Bureau) -> None:
    written = {"username": "inspector", "password": "\\u0000"}

    assert bureau.stranger().post("/api/session", json=written).status_code == 401


@pytest.mark.parametrize("auth", [("a\0b", "x"), ("inspector", "a\0b")])
def test_a_nul_in_a_name_sent_with_a_report(bureau: Bureau, auth: tuple[str, str]) -> None:
    assert_refused(bureau.stranger().post("/api/reports", auth=auth, data={"category": "LL2-02"}))


@pytest.mark.parametrize("day", EDGES)
@pytest.mark.parametrize(
    "path",
    [
        "/api/duty/day?day={}",
        "/api/duty/people/inspector2?day={}",
        "/api/map/replay?day={}",
        "/api/figures?since={}",
        "/api/figures?until={}",
        "/api/cases?reported_since={}",
        "/api/cases?due_until={}",
    ],
)
def test_days_that_no_bureau_has_seen(bureau: Bureau, path: str, day: str) -> None:
    assert_refused(bureau["command"].http.get(path.format(day)))


def test_numbers_that_no_database_can_hold(bureau: Bureau) -> None:
    draft = f"/api/responsibility/drafts/{uuid4()}"

    assert_refused(bureau["admin"].http.get(f"/api/account-journal?before={MANY}"))
    assert_refused(bureau["office"].http.delete(f"{draft}?version={MANY}"))
    assert_refused(bureau["office"].http.delete(f"{draft}/rules/R1?version={MANY}"))
    assert_refused(bureau["command"].http.get(f"/api/live?since={MANY}"))
