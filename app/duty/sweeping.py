"""What time does to attendance: who forgot to go off duty is taken off, old tracks are deleted."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from app.core.clock import now
from app.duty.models import DutyLook, DutyPoint, DutySpell
from app.duty.spells import end_by_time
from app.journal.record import SYSTEM, Happening, record, take_turn
from app.notices.versions import InForce

AT_A_TIME = 200


def sweep_duty(session: Session, in_force: InForce) -> int:
    """Do what is due, in the caller's transaction; returns how much. Call again until it is nothing."""
    take_turn(session)
    return _take_off(session, in_force) + _forget(session, in_force)


def _take_off(session: Session, in_force: InForce) -> int:
    longest = timedelta(hours=in_force.notice.duty.longest_hours)
    query = (
        select(DutySpell)
        .where(col(DutySpell.ended_at).is_(None), col(DutySpell.began_at) <= now() - longest)
        .limit(AT_A_TIME)
    )
    spells = list(session.execute(query).scalars())
    for spell in spells:
        end_by_time(session, spell, spell.began_at + longest, SYSTEM)
    return len(spells)


def _forget(session: Session, in_force: InForce) -> int:
    """Delete what is older than the notice allows; the journal keeps how much, never what."""
    before = now() - timedelta(days=in_force.notice.duty.keep_days)
    query = select(col(DutySpell.id)).where(col(DutySpell.ended_at) < before).limit(AT_A_TIME)
    old = list(session.execute(query).scalars())
    if not old:
        return 0
    points = session.execute(delete(DutyPoint).where(col(DutyPoint.spell_id).in_(old)))
    session.execute(delete(DutySpell).where(col(DutySpell.id).in_(old)))
    session.execute(delete(DutyLook).where(col(DutyLook.at) < before))
    assert isinstance(points, CursorResult)  # noqa: S101  (what a DELETE returns)
    detail = {"spells": len(old), "points": points.rowcount, "before": before}
    record(session, [Happening(at=now(), actor=SYSTEM, operation="duty_swept", detail=detail)])
    return len(old)
