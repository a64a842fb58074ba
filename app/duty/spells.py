"""Going on duty and off, and the track between. All of it may come late, twice, or in the wrong order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.core.clock import LONGEST_UNSENT, now
from app.core.plain import insert_of
from app.core.problems import Problem
from app.duty.models import DutyPoint, DutySpell, EndedBy
from app.duty.shapes import DutyFix, DutyMark, TrackPoint, TrackReceipt
from app.journal.record import Actor, Happening, record, take_turn
from app.notices.versions import InForce
from app.people.models import Role
from app.people.policy import Person

PATROLS = frozenset({Role.INSPECTOR, Role.CREW})
"""Who goes out, and so has a duty to be on."""


def begin(session: Session, person: Person, spell_id: UUID, mark: DutyMark) -> tuple[DutySpell, bool]:
    """Go on duty; returns the spell and whether it is new. The same again changes nothing.

    A spell that is still open ends where this one begins. One that arrives after a later one has begun is
    entered as over. Nobody goes on duty long afterwards: who was where is then for people to say, not phones.

    Raises:
        Problem: ``not-allowed`` for whoever does not go out, ``not-found`` for another's id; ``duty-too-old``
            for what no phone can have kept so long.
    """
    if not person.roles & PATROLS:
        raise Problem("not-allowed", what=("到岗打卡", "go on duty"))
    take_turn(session)
    known = session.get(DutySpell, spell_id)
    if known is not None:
        return _own(person, known), False
    at = min(mark.at, now())
    if at < now() - LONGEST_UNSENT:
        raise Problem("duty-too-old", days=LONGEST_UNSENT.days)
    spell = DutySpell(id=spell_id, account_id=person.id, began_at=at, received_at=now())
    _place(spell, "began", mark.location)
    other = open_spell(session, person.id)
    if other is not None and at < other.began_at:
        spell.ended_at, spell.ended_by = other.began_at, EndedBy.NEXT
    elif other is not None:
        _end(session, other, at, EndedBy.NEXT, person.actor)
        session.flush()  # before the new one opens: a person has one open at most
    session.add(spell)
    session.flush()
    _write_down(session, "duty_begun", person.actor, spell, at)
    return spell, True


def end(session: Session, person: Person, spell_id: UUID, mark: DutyMark) -> DutySpell:
    """Go off duty. The same again changes nothing; one's own word stands against an end that came by itself.

    Raises:
        Problem: ``not-found``.
    """
    take_turn(session)
    spell = mine(session, person, spell_id)
    at = max(min(mark.at, now()), spell.began_at)
    if spell.ended_by is EndedBy.PERSON or (spell.ended_at is not None and spell.ended_at <= at):
        return spell
    _place(spell, "ended", mark.location)
    _end(session, spell, at, EndedBy.PERSON, person.actor)
    # what the phone had recorded beyond the end is nobody's business
    session.execute(
        delete(DutyPoint).where(col(DutyPoint.spell_id) == spell.id, col(DutyPoint.at) > spell.ended_at)
    )
    return spell


def end_by_time(session: Session, spell: DutySpell, at: datetime, actor: Actor) -> None:
    """Nobody has gone off duty: it ends by itself."""
    _end(session, spell, at, EndedBy.TIME, actor)


def note_points(
    session: Session, in_force: InForce, person: Person, spell_id: UUID, points: Sequence[TrackPoint]
) -> TrackReceipt:
    """Keep a batch of the track: only what lies within the spell. The same again is harmless.

    Raises:
        Problem: ``not-found``.
    """
    spell = mine(session, person, spell_id)
    longest = spell.began_at + timedelta(hours=in_force.notice.duty.longest_hours)
    latest = min(spell.ended_at or longest, now() + timedelta(minutes=5))  # a phone's clock may be fast
    within = {point.at: point for point in points if spell.began_at <= point.at <= latest}
    if within:
        insert = insert_of(session)
        rows = [{"spell_id": spell.id, **point.model_dump()} for point in within.values()]
        session.execute(insert(DutyPoint).values(rows).on_conflict_do_nothing())
        newest = within[max(within)]
        if spell.last_at is None or newest.at > spell.last_at:
            spell.last_at, spell.last_lon, spell.last_lat = newest.at, newest.lon, newest.lat
            spell.last_accuracy_m = newest.accuracy_m
            session.add(spell)
    kept = sum(1 for point in points if point.at in within)
    return TrackReceipt(kept=kept, outside=len(points) - kept)


def open_spell(session: Session, account_id: UUID) -> DutySpell | None:
    """The spell somebody is on, if they are on duty."""
    query = select(DutySpell).where(
        col(DutySpell.account_id) == account_id, col(DutySpell.ended_at).is_(None)
    )
    return session.execute(query).scalar_one_or_none()


def mine(session: Session, person: Person, spell_id: UUID) -> DutySpell:
    """The person's own spell with this id.

    Raises:
        Problem: ``not-found``.
    """
    spell = session.get(DutySpell, spell_id)
    if spell is None:
        raise _unknown()
    return _own(person, spell)


def _own(person: Person, spell: DutySpell) -> DutySpell:
    if spell.account_id != person.id:
        raise _unknown()
    return spell


def _unknown() -> Problem:
    return Problem("not-found", what=("这次到岗", "this time on duty"))


def _end(session: Session, spell: DutySpell, at: datetime, how: EndedBy, actor: Actor) -> None:
    spell.ended_at, spell.ended_by = max(at, spell.began_at), how
    session.add(spell)
    _write_down(session, "duty_ended", actor, spell, spell.ended_at)


def _write_down(session: Session, operation: str, actor: Actor, spell: DutySpell, at: datetime) -> None:
    """That somebody came and went is for ever; where, is not: no position goes into the journal."""
    detail = {"spell": spell.id, "account": spell.account_id, "at": at, "ended_by": spell.ended_by}
    record(session, [Happening(at=now(), actor=actor, operation=operation, detail=detail)])


def _place(spell: DutySpell, which: str, fix: DutyFix | None) -> None:
    if fix is not None:
        for name, value in fix.model_dump(include={"lon", "lat", "accuracy_m"}).items():
            setattr(spell, f"{which}_{name}", value)
