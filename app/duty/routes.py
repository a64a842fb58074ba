"""On duty and off, the track in between, and who may see it."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Response

from app.core.clock import LOCAL, now
from app.core.shapes import Day
from app.duty.looking import day_of, day_of_another, on_duty, shown, terms_of
from app.duty.shapes import DutyDay, DutyMark, DutyNow, OnDutyList, SpellOut, TrackPoints, TrackReceipt
from app.duty.spells import begin, end, note_points, open_spell
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn, WriteSession

router = APIRouter(prefix="/api/duty", tags=["duty"])


@router.get("")
def get_duty(person: SignedIn, session: ReadSession, versions: VersionsDep) -> DutyNow:
    """Am I on duty, and what is recorded then?"""
    spell = open_spell(session, person.id)
    return DutyNow(spell=shown(spell) if spell else None, terms=terms_of(versions.in_force))


@router.get("/day")
def get_my_day(
    person: SignedIn, session: ReadSession, versions: VersionsDep, day: Day | None = None
) -> DutyDay:
    """One's own day, today's if none is named, and who has looked."""
    return day_of(session, versions.in_force, person.id, person.name, day or _today())


@router.get("/people")
def get_on_duty(person: SignedIn, session: WriteSession, versions: VersionsDep) -> OnDutyList:
    """Who is on duty and where: all for COMMAND, their own people for a unit's head. Looking is logged."""
    return OnDutyList(items=on_duty(session, versions.in_force, person))


@router.get("/people/{username}")
def get_day_of(
    username: str, person: SignedIn, session: WriteSession, versions: VersionsDep, day: Day | None = None
) -> DutyDay:
    """Somebody's day, for COMMAND and the head of their unit. Looking is logged and told to that person."""
    return day_of_another(session, versions.in_force, person, username, day or _today())


@router.put("/{spell_id}", status_code=201, responses={200: {"model": SpellOut}})
def begin_duty(
    spell_id: UUID, mark: DutyMark, response: Response, person: SignedIn, session: WriteSession
) -> SpellOut:
    """Go on duty, under an id made on the phone. The same again answers the same."""
    spell, is_new = begin(session, person, spell_id, mark)
    response.status_code = 201 if is_new else 200
    return shown(spell)


@router.post("/{spell_id}/end")
def end_duty(spell_id: UUID, mark: DutyMark, person: SignedIn, session: WriteSession) -> SpellOut:
    """Go off duty. The same again answers the same."""
    return shown(end(session, person, spell_id, mark))


@router.post("/{spell_id}/points")
def add_points(
    spell_id: UUID, batch: TrackPoints, person: SignedIn, session: WriteSession, versions: VersionsDep
) -> TrackReceipt:
    """A batch of the track. What lies outside the time on duty is not kept."""
    return note_points(session, versions.in_force, person, spell_id, batch.points)


def _today() -> date:
    return now().astimezone(LOCAL).date()
