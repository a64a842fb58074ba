"""What time does by itself: late cases are brought to somebody, suspended ones come up for review.

A sweep looks at what stands in the database, so a restart forgets nothing, and each step leaves a row under a
key that can exist once: whoever sweeps, however often, it happens exactly once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.cases.models import Case
from app.cases.moves import move_by_itself
from app.cases.states import RUNNING, State
from app.cases.workflow_models import Escalation
from app.categories.calendar import working_calendar
from app.core.clock import now
from app.journal.record import SYSTEM, Happening, record, take_turn
from app.notices.model import Escalation as Rung
from app.notices.versions import InForce

AT_A_TIME = 200
LEAD = "LEAD"
LONG_AGO = timedelta(days=60)
"""A clock that ran out longer ago than this is not brought up again by a sweep that has just been set up."""


def sweep(session: Session, in_force: InForce) -> int:
    """Do what is due, in the caller's transaction; returns how much. Call again until it is nothing."""
    take_turn(session)
    return _review(session, in_force) + _escalate(session, in_force)


def _review(session: Session, in_force: InForce) -> int:
    """Suspended cases whose review has come go back to work, with what was left of their clock."""
    due = session.execute(
        select(Case)
        .where(
            col(Case.state) == State.SUSPENDED, col(Case.due_order) <= now(), col(Case.review_at).is_not(None)
        )
        .limit(AT_A_TIME),
    ).scalars()
    cases = list(due)
    for case in cases:
        move_by_itself(session, in_force, case, "resume")
    return len(cases)


def _escalate(session: Session, in_force: InForce) -> int:
    done = 0
    for rung in in_force.notice.escalations:
        for case in _late_and_not_told(session, rung.level):
            if _reached(in_force, rung, case.due_order) <= now():
                _bring_to(session, in_force, case, rung)
                done += 1
    return done


def _late_and_not_told(session: Session, level: int) -> Sequence[Case]:
    told = (
        select(col(Escalation.case_id))
        .where(
            col(Escalation.case_id) == col(Case.id),
            col(Escalation.due_at) == col(Case.due_order),
            col(Escalation.level) == level,
        )
        .exists()
    )
    query = (
        select(Case)
        .where(col(Case.state).in_(sorted(RUNNING)))
        .where(col(Case.due_order).between(now() - LONG_AGO, now()), ~told)
        .order_by(col(Case.due_order))
        .limit(AT_A_TIME)
    )
    return session.execute(query).scalars().all()


def _reached(in_force: InForce, rung: Rung, due: datetime) -> datetime:
    """When a clock that ran out at ``due`` reaches a rung."""
    return working_calendar(in_force.notice.calendar).add(due, rung.amount, rung.unit)


def _bring_to(session: Session, in_force: InForce, case: Case, rung: Rung) -> None:
    """Note it once, and in the journal. The case keeps its version: nobody's screen goes stale."""
    to = case.unit_code if rung.to == LEAD else rung.to
    moment = now()
    session.add(Escalation(case_id=case.id, due_at=case.due_order, level=rung.level, at=moment, unit_code=to))
    session.flush()
    detail = {"level": rung.level, "to": to, "to_name": in_force.unit_name(to)["name"], "says": rung.says}
    record(
        session,
        [
            Happening(
                at=moment,
                actor=SYSTEM,
                operation="escalate",
                case_id=case.id,
                from_state=case.state,
                to_state=case.state,
                detail=detail | {"due_at": case.due_order},
            )
        ],
    )
