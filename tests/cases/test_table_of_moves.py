"""The table of moves, walked whole: every state, every operation, every chair. Allowed, or a clear refusal."""

from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from app.cases.counters import keep_in_step
from app.cases.models import Case, CaseUnit, HelpStatus
from app.cases.moves import EFFECTS
from app.cases.rights import ON_THE_SPOT
from app.cases.states import State
from app.cases.table import MOVES, Move, Who
from app.cases.workflow_models import CaseLink, CaseRequest, SupervisionKind, SupervisionOrder
from app.core.clock import now
from app.core.problems import catalogue
from app.journal.record import take_turn
from tests.bureau import Bureau

CHAIRS: dict[str, set[Who]] = {
    "inspector": {Who.INSPECTOR},
    "inspector2": {Who.INSPECTOR},
    "command": {Who.COMMAND},
    "office": {Who.OFFICE},
    "admin": set(),
    "dispatcher-zfdd": {Who.LEAD_DISPATCHER},
    "crew-zfdd": {Who.LEAD_CREW},
    "dispatcher-cgb": {Who.HELPER},
    "dispatcher-hjzx": set(),
}
COLLEAGUES = {"hand_check": ("inspector", "inspector2"), "hand_work": ("dispatcher-zfdd", "crew-zfdd")}
"""To whom a task is handed on: to the first, by the first to the second."""
BY_PEOPLE = sorted(set(MOVES) - {"report", "self_handle"})
REFUSALS = {403, 404, 409, 422}


def test_every_move_that_people_make_has_its_effect() -> None:
    assert set(EFFECTS) == set(BY_PEOPLE)


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {move.to_state for move in MOVES.values()}
    left = {state for move in MOVES.values() for state in move.from_states if move.to_state is not state}

    assert set(State) <= reached
    assert {state for state in State if state not in {State.REJECTED, State.VOID}} <= left


@pytest.mark.parametrize("state", list(State))
def test_every_operation_by_every_chair_in(bureau: Bureau, state: State) -> None:
    case_id = UUID(bureau["inspector"].files("LL2-02")["id"])
    other = bureau["inspector"].files("LL2-02")["id"]
    after = {name: bureau[name].take_photo(role="after") for name in CHAIRS}
    has_moved, previous = (
        True,
        "",
    )  # a refused step has changed nothing: the walk goes on from where it stands
    for operation, chair in product(BY_PEOPLE, CHAIRS):
        move = MOVES[operation]
        if has_moved or move.answers or move.code == "supervise_reply" or previous != operation:
            put_into(bureau, case_id, state, move)
        brought = everything(operation, other, after[chair])
        if operation in COLLEAGUES:
            brought |= {"assignee": COLLEAGUES[operation][chair == COLLEAGUES[operation][0]]}
        answer = bureau[chair].try_step(str(case_id), operation, 10, **brought)
        sees = chair != "inspector2" or state in ON_THE_SPOT
        allowed = sees and bool(CHAIRS[chair] & move.who) and state in move.from_states
        has_moved, previous = answer.status_code == 200, operation
        said = f"{chair} {operation} in {state}: {answer.status_code} {answer.text[:200]}"
        if allowed:
            assert answer.status_code == 200, said
        else:
            assert answer.status_code in REFUSALS, said
            assert answer.json()["type"].rsplit(":", 1)[1] in catalogue(), said


@pytest.mark.parametrize("state", list(State))
def test_what_is_offered_is_what_would_be_taken(bureau: Bureau, state: State) -> None:
    """With an order that waits for its reply nobody is offered another; without one nobody is asked to reply."""
    case_id = UUID(bureau["inspector"].files("LL2-02")["id"])
    for code, not_now in (
        ("supervise_reply", {"supervise", "follow_up"}),
        ("follow_up", {"supervise_reply"}),
    ):
        put_into(bureau, case_id, state, MOVES[code])
        for chair, whos in CHAIRS.items():
            answer = bureau[chair].http.get(f"/api/cases/{case_id}")
            offered = set(answer.json()["may"]) if answer.status_code == 200 else set()
            sees = whos and (chair != "inspector2" or state in ON_THE_SPOT)
            taken = {
                move.code
                for move in MOVES.values()
                if sees and state in move.from_states and whos & move.who and not move.answers
            }
            assert offered == taken - not_now, f"{chair} in {state}"


def everything(operation: str, other: str, after_photo: str) -> dict[str, Any]:
    """A body that lacks nothing the operation may ask for."""
    tomorrow = (now() + timedelta(days=30)).isoformat()
    body: dict[str, Any] = {
        "reason": "有理由",
        "until": tomorrow,
        "reply_by": tomorrow[:10],
        "category": "LL2-03",
    }
    body |= {"into": other, "squad": "一中队", "unit": "HJZX" if operation == "coop" else "ZFDD"}
    if operation in {"feedback", "check_pass"}:
        body |= {"photos": [{"sha256": after_photo, "role": "after"}], "waive": "先行结案"}
    if operation == "follow_up":
        return {"category": "YC1-03", "new_id": str(uuid4())}
    return body if operation != "reopen" else {"reason": "又出现了", "new_id": str(uuid4())}


def put_into(bureau: Bureau, case_id: UUID, state: State, move: Move) -> None:
    """Put the case where the walk begins, at version 10, with a deadline ahead, help asked, and what the move answers."""
    moment, pending = now(), move.answers
    values: dict[str, Any] = {
        "state": state, "version": 10, "unit_code": "ZFDD", "pending": pending,
        "category_code": "YC3-03" if move.code == "follow_up" else "LL2-02",
        "has_open_order": move.code == "supervise_reply",
        "due_at": moment + timedelta(days=2), "due_order": moment + timedelta(days=2), "dispatched_at": moment,
        "suspended_at": moment if state is State.SUSPENDED else None, "handler_id": None, "extension_count": 0,
        "return_count": 0, "is_ruled": False, "is_supervised": False, "verifier_id": None, "assignee_id": None,
    }  # fmt: skip
    with bureau.database.writing() as session:
        take_turn(session)
        session.execute(update(Case).where(col(Case.id) == case_id).values(**values))
        for table in (CaseUnit, CaseRequest, SupervisionOrder):
            session.execute(delete(table).where(col(table.case_id) == case_id))
        session.execute(delete(CaseLink).where(col(CaseLink.other_id) == case_id))
        session.flush()
        session.add(CaseUnit(case_id=case_id, unit_code="CGB", status=HelpStatus.ASKED))
        asker = session.get_one(Case, case_id).reporter_id
        if pending:
            session.add(CaseRequest(
                case_id=case_id, version=9, kind=pending, asked_by=asker, asked_at=moment, reason="有原因", until=moment + timedelta(days=9)
            ))  # fmt: skip
        if move.code == "supervise_reply":
            session.add(SupervisionOrder(
                year=2026, serial=1, case_id=case_id, unit_code="ZFDD", kind=SupervisionKind.LATE, ordered_by=asker,
                ordered_at=moment, reason="超期", reply_by=moment.date(),
            ))  # fmt: skip
        session.flush()
        keep_in_step(session, case_id)
