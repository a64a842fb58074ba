"""The inbox comes out of ranges of indexes; it must hold exactly what a person may see and asked for, in order."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.cases.counters import keep_in_step
from app.cases.filters import Filters, Moment, Span
from app.cases.inbox import Sort, inbox
from app.cases.models import Case, Source
from app.cases.queries import narrowed
from app.cases.rights import CASES
from app.cases.states import State
from app.cases.tallies import counts
from app.core.clock import LOCAL, now
from app.people.models import AccountRole, Role
from app.people.policy import Person
from tests.bureau import Bureau, report_body
from tests.statements import statements

EVERYONE = ("command", "office", "dispatcher-zfdd", "crew-cgb", "inspector", "inspector2", "dispatcher-hjzx")
SORTS: tuple[Sort, ...] = ("due_at", "-due_at", "reported_at", "-reported_at")
TODAY = now().astimezone(LOCAL).date()


@pytest.fixture
def busy(bureau: Bureau) -> Bureau:
    """A bureau with cases of several types in several states; one is late, one reported by a dispatcher."""
    for category in ("LL2-02", "LL2-01", "YC1-02", "WB-01", "LL3-01"):
        _report(bureau, "inspector", category, times=3)
    shown = bureau["command"].http.get("/api/cases", params={"limit": 200}).json()["items"]
    with bureau.database.writing() as session:
        dispatcher = UUID(bureau["dispatcher-zfdd"].http.get("/api/me").json()["id"])
        session.add(AccountRole(account_id=dispatcher, role=Role.INSPECTOR))
    _report(bureau, "dispatcher-zfdd", "WB-01", times=1)
    late, done, *_ = (case["id"] for case in shown if case["unit"]["code"] == "ZFDD")
    bureau["dispatcher-zfdd"].does("accept", late)
    bureau["dispatcher-zfdd"].does("accept", done)
    bureau["crew-zfdd"].feeds_back(done)
    bureau["command"].does("check_req", done)
    _make_late(bureau, UUID(late))
    return bureau


def _report(bureau: Bureau, username: str, category: str, times: int) -> None:
    digest = bureau[username].take_photo(category)
    for _ in range(times):
        answer = bureau[username].http.put(f"/api/cases/{uuid4()}", json=report_body(digest, category))
        assert answer.status_code == 201, answer.text


def _make_late(bureau: Bureau, case_id: UUID) -> None:
    before = now() - timedelta(hours=1)
    with bureau.database.writing() as session:
        session.execute(update(Case).where(col(Case.id) == case_id).values(due_at=before, due_order=before))
        keep_in_step(session, case_id)


QUESTIONS = [
    Filters(),
    Filters(state=(State.DISPATCHED,)),
    Filters(state=(State.DISPATCHED, State.ACCEPTED, State.CHECKING)),
    Filters(unit=("ZFDD",)),
    Filters(unit=("ZFDD", "CGB"), state=(State.DISPATCHED,)),
    Filters(unit=("ZFDD", "CGB", "ZZB", "HJZX")),
    Filters(category="LL"),
    Filters(category="LL2-02"),
    Filters(category="L_2"),
    Filters(area="370323"),
    Filters(area="999"),
    Filters(area="370323100999"),
    Filters(overdue=True),
    Filters(overdue=False),
    Filters(overdue=True, unit=("ZFDD",)),
    Filters(mine=True),
    Filters(q="历山路"),
    Filters(q="100%"),
    Filters(battle=1),
    Filters(battle=3, unit=("ZFDD",)),
    Filters(source=Source.INSPECTOR),
    Filters(source=Source.PUBLIC),
    Filters(spans=(Span(Moment.REPORTED, TODAY, TODAY),)),
    Filters(spans=(Span(Moment.REPORTED, None, TODAY - timedelta(days=1)),)),
    Filters(spans=(Span(Moment.DUE, TODAY, TODAY + timedelta(days=3)),)),
    Filters(spans=(Span(Moment.DUE, TODAY, None), Span(Moment.REPORTED, TODAY, None)), unit=("ZFDD",)),
    Filters(spans=(Span(Moment.ENDED, date.min, date.max),)),
    Filters(bbox=(118.0, 36.0, 118.5, 36.5)),
    Filters(bbox=(0.0, 0.0, 1.0, 1.0)),
]


def person(bureau: Bureau, username: str) -> Person:
    """Who they are, as far as rights go."""
    me = bureau[username].http.get("/api/me").json()
    roles = frozenset(Role(role) for role in me["roles"])
    return Person(UUID(me["id"]), username, me["name"], roles, me["unit"] and me["unit"]["code"])


def expected(bureau: Bureau, who: Person, filters: Filters) -> list[Any]:
    """The rows by the plain condition, in no order."""
    with bureau.database.reading() as session:
        columns = (CASES.id, CASES.state, CASES.due_order, CASES.reported_at)
        return list(session.execute(narrowed(select(*columns), who, filters)))


def in_order(rows: list[Any], sort: Sort) -> list[UUID]:
    """Ids in the order of a sort; ids break ties, on both databases in the order of their digits."""
    by = "due_order" if sort.endswith("due_at") else "reported_at"
    ordered = sorted(rows, key=lambda row: (getattr(row, by), row.id.hex), reverse=sort.startswith("-"))
    return [row.id for row in ordered]


def paged(bureau: Bureau, who: Person, filters: Filters, sort: Sort, limit: int) -> list[UUID]:
    """All pages one after the other."""
    ids: list[UUID] = []
    after: str | None = None
    with bureau.database.reading() as session:
        while True:
            page = inbox(session, who, filters, sort, after, limit)
            ids += [row.id for row in page.rows]
            after = page.next
            if after is None:
                return ids


def test_pages_hold_what_may_be_seen_and_was_asked_for_in_order(busy: Bureau) -> None:
    for turn, username in enumerate(EVERYONE):
        who = person(busy, username)
        for index, filters in enumerate(QUESTIONS):
            sort = SORTS[(turn + index) % len(SORTS)]
            rows = expected(busy, who, filters)
            assert paged(busy, who, filters, sort, 4) == in_order(rows, sort), (username, filters, sort)


def test_counters_agree_with_counting(busy: Bureau) -> None:
    for username in EVERYONE:
        who = person(busy, username)
        for filters in QUESTIONS:
            rows = expected(busy, who, filters)
            late = expected(busy, who, Filters(overdue=True))
            with busy.database.reading() as session:
                by_state, overdue = counts(session, who, filters)
            assert by_state == tally(rows), (username, filters)
            if filters.overdue is not False:
                assert overdue == len({row.id for row in rows} & {row.id for row in late}), (
                    username,
                    filters,
                )


def tally(rows: list[Any]) -> dict[State, int]:
    """How many rows in each state."""
    states = [row.state for row in rows]
    return {state: states.count(state) for state in set(states)}


def test_a_number_or_its_beginning_finds_the_case_and_only_for_those_who_may_see_it(bureau: Bureau) -> None:
    receipt = bureau["inspector"].files("LL2-02")
    number = receipt["number"]

    for q in (number, number[:-1], number[:8], number[:6]):
        found = bureau["command"].http.get("/api/cases", params={"q": q}).json()["items"]
        assert [case["number"] for case in found] == [number], q
        counted = bureau["command"].http.get("/api/cases/counts", params={"q": q}).json()
        assert counted["by_state"] == {"DISPATCHED": 1}
    assert bureau["command"].http.get("/api/cases", params={"q": f"{number}9"}).json()["items"] == []
    assert bureau["dispatcher-hjzx"].http.get("/api/cases", params={"q": number}).json()["items"] == []


def test_a_period_is_made_of_local_days(bureau: Bureau) -> None:
    """A report of half past seven in the morning is of that day, though in UTC it is still the day before."""
    early = datetime(2026, 11, 20, 7, 30, tzinfo=LOCAL)
    case_id = UUID(bureau["inspector"].files()["id"])
    with bureau.database.writing() as session:
        session.execute(update(Case).where(col(Case.id) == case_id).values(reported_at=early, due_at=early))
        keep_in_step(session, case_id)

    def found(**query: str) -> int:
        pages = [
            len(bureau[who].http.get("/api/cases", params=query).json()["items"])
            for who in ("command", "dispatcher-zfdd", "inspector")
        ]
        assert len(set(pages)) == 1
        counted = bureau["command"].http.get("/api/cases/counts", params=query).json()["by_state"]
        assert sum(counted.values()) == pages[0]
        return pages[0]

    assert found(reported_since="2026-11-20", reported_until="2026-11-20") == 1
    assert found(due_since="2026-11-20", due_until="2026-11-20") == 1
    assert found(reported_until="2026-11-19") == found(due_since="2026-11-21") == 0
    assert found(ended_since="2026-11-01") == 0


def test_a_period_that_ends_before_it_begins_is_refused(bureau: Bureau) -> None:
    query = {"due_since": "2026-11-20", "due_until": "2026-11-19"}
    answer = bureau["command"].http.get("/api/cases", params=query)

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:xuncheng:problem:invalid-input")


@pytest.mark.parametrize("key", ["rubbish", "W10=", "WzEsMl0=", "bnVsbA=="])
def test_a_page_key_of_nobodys_making_is_told_as_such(bureau: Bureau, key: str) -> None:
    answer = bureau["command"].http.get("/api/cases", params={"after": key})

    assert answer.status_code == 422
    assert "翻页标记" in answer.json()["detail"]


PAGES = (
    "/api/cases",
    "/api/cases?state=DISPATCHED&sort=-reported_at",
    "/api/cases/counts",
    "/api/cases/{id}",
)


def test_an_empty_page_key_is_the_first_page(bureau: Bureau) -> None:
    """As simple clients send it that fill in every parameter."""
    bureau["inspector"].files()

    with_key = bureau["command"].http.get("/api/cases?after=")

    assert with_key.status_code == 200
    assert with_key.json() == bureau["command"].http.get("/api/cases").json()


def test_a_page_takes_few_statements_however_many_cases_it_shows(busy: Bureau) -> None:
    for username in ("command", "dispatcher-zfdd", "inspector"):
        someone = busy[username]
        first = someone.http.get("/api/cases").json()["items"][0]["id"]
        for path in PAGES:
            # whoever asks when two seconds have passed looks for a newer notice: let it be us, before we count
            busy.app.state.versions.forget()
            assert busy.app.state.versions.in_force
            with statements(busy.database) as sent:
                answer = someone.http.get(path.format(id=first))

            assert answer.status_code == 200
            assert len(sent) <= 10, (username, path, sent)
