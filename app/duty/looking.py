"""Seeing who is on duty and where somebody was: oneself, one's chief, COMMAND; every look is written down."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlmodel import Session, col

from app.core.clock import LOCAL, now
from app.core.geo import metres_between
from app.core.problems import Problem
from app.core.shapes import Named
from app.duty.models import DutyLook, DutyPoint, DutySpell, LookedAt
from app.duty.shapes import DutyDay, DutyFix, DutyTerms, LookOut, OnDuty, SpellDay, SpellOut
from app.journal.record import Happening, record
from app.notices.versions import InForce
from app.people.models import Account, Role
from app.people.policy import Person

MOST_LOOKS = 50
AT_ONCE = timedelta(minutes=10)
"""What reaches the server within these was sent as it happened, by a clock that is a little off."""


def terms_of(in_force: InForce) -> DutyTerms:
    """What is recorded, and for how long."""
    duty = in_force.notice.duty
    return DutyTerms(
        longest_hours=duty.longest_hours,
        track_metres=duty.track_metres,
        track_seconds=duty.track_seconds,
        keep_days=duty.keep_days,
    )


def on_duty(session: Session, in_force: InForce, person: Person) -> list[OnDuty]:
    """Everybody on duty whom this person may see, with where they last were; the look is written down.

    Raises:
        Problem: ``not-allowed``.
    """
    query = (
        select(DutySpell, Account)
        .join(Account, col(Account.id) == col(DutySpell.account_id))
        .where(col(DutySpell.ended_at).is_(None))
        .order_by(col(Account.name))
    )
    if Role.COMMAND not in person.roles:
        query = query.where(col(Account.unit_code) == _own_unit(person))
    found = list(session.execute(query))
    _write_down(session, in_force, person, [account for _, account in found], LookedAt.NOW, "")
    return [_shown_now(in_force, spell, account) for spell, account in found]


def day_of_another(session: Session, in_force: InForce, person: Person, username: str, day: date) -> DutyDay:
    """Somebody's day for their chief or COMMAND; that is a look, and written down.

    Raises:
        Problem: ``not-allowed``; ``not-found``, also for people of other units.
    """
    query = select(Account).where(col(Account.username) == username.lower())
    if Role.COMMAND not in person.roles:
        query = query.where(col(Account.unit_code) == _own_unit(person))
    account = session.execute(query).scalar_one_or_none()
    if account is None:
        raise Problem("not-found", what=("这个人", "this person"))
    if account.id != person.id:
        _write_down(session, in_force, person, [account], LookedAt.TRACK, day.isoformat())
    return day_of(session, in_force, account.id, account.name, day)


def day_of(session: Session, in_force: InForce, account_id: UUID, name: str, day: date) -> DutyDay:
    """A person's day in county time: the spells that touch it, whole, with their tracks."""
    start = datetime.combine(day, time(), LOCAL)
    query = (
        select(DutySpell)
        .where(
            col(DutySpell.account_id) == account_id,
            col(DutySpell.began_at) < start + timedelta(days=1),
            or_(col(DutySpell.ended_at).is_(None), col(DutySpell.ended_at) >= start),
        )
        .order_by(col(DutySpell.began_at))
    )
    spells = list(session.execute(query).scalars())
    return DutyDay(
        person=name,
        day=day,
        spells=[_with_track(spell, _points(session, spell.id)) for spell in spells],
        looks=_looks(session, account_id),
        terms=terms_of(in_force),
    )


def shown(spell: DutySpell) -> SpellOut:
    """A spell as it travels."""
    return SpellOut(
        id=spell.id,
        began_at=spell.began_at,
        began=_fix(spell.began_lon, spell.began_lat, spell.began_accuracy_m),
        ended_at=spell.ended_at,
        ended=_fix(spell.ended_lon, spell.ended_lat, spell.ended_accuracy_m),
        ended_by=spell.ended_by,
        received_at=spell.received_at,
        late=spell.received_at - spell.began_at > AT_ONCE,
    )


def _own_unit(person: Person) -> str:
    """The unit whose people are this person's to look after.

    Raises:
        Problem: ``not-allowed``.
    """
    if Role.DISPATCHER not in person.roles or person.unit_code is None:
        raise Problem("not-allowed", what=("查看他人的到岗和轨迹", "see where others are"))
    return person.unit_code


def _write_down(
    session: Session,
    in_force: InForce,
    viewer: Person,
    subjects: Sequence[Account],
    what: LookedAt,
    day: str,
) -> None:
    """One look is written down once: a board that renews itself looks again only after some minutes."""
    at = now()
    since = at - timedelta(minutes=in_force.notice.duty.look_minutes)
    told = select(col(DutyLook.subject_id)).where(
        col(DutyLook.viewer_id) == viewer.id,
        col(DutyLook.at) > since,
        col(DutyLook.what) == what,
        col(DutyLook.day) == day,
    )
    lately = set(session.execute(told).scalars())
    fresh = [one for one in subjects if one.id not in lately and one.id != viewer.id]
    if not fresh:
        return
    session.add_all(
        DutyLook(subject_id=one.id, at=at, viewer_id=viewer.id, what=what, day=day) for one in fresh
    )
    detail = {"what": what, "day": day, "subjects": [{"id": one.id, "name": one.name} for one in fresh]}
    record(session, [Happening(at=at, actor=viewer.actor, operation="duty_looked", detail=detail)])


def _looks(session: Session, account_id: UUID) -> list[LookOut]:
    query = (
        select(col(DutyLook.at), col(DutyLook.what), col(DutyLook.day), col(Account.name))
        .join(Account, col(Account.id) == col(DutyLook.viewer_id))
        .where(col(DutyLook.subject_id) == account_id)
        .order_by(col(DutyLook.at).desc())
        .limit(MOST_LOOKS)
    )
    rows: Iterable[Row[Any]] = session.execute(query)
    return [LookOut(viewer=row.name, at=row.at, what=row.what, day=row.day) for row in rows]


def _points(session: Session, spell_id: UUID) -> list[DutyPoint]:
    query = select(DutyPoint).where(col(DutyPoint.spell_id) == spell_id).order_by(col(DutyPoint.at))
    return list(session.execute(query).scalars())


def _with_track(spell: DutySpell, points: Sequence[DutyPoint]) -> SpellDay:
    length = sum(metres_between((a.lon, a.lat), (b.lon, b.lat)) for a, b in pairwise(points))
    return SpellDay(
        **shown(spell).model_dump(),
        metres=round(length),
        points=[(point.at, point.lon, point.lat, point.accuracy_m) for point in points],
    )


def _shown_now(in_force: InForce, spell: DutySpell, account: Account) -> OnDuty:
    moved = spell.last_at is not None
    last = _fix(spell.last_lon, spell.last_lat, spell.last_accuracy_m)
    return OnDuty(
        username=account.username,
        name=account.name,
        unit=Named(**in_force.unit_name(account.unit_code)) if account.unit_code else None,
        since=spell.began_at,
        at=spell.last_at or spell.began_at,
        location=last if moved else _fix(spell.began_lon, spell.began_lat, spell.began_accuracy_m),
    )


def _fix(lon: float | None, lat: float | None, accuracy_m: float | None) -> DutyFix | None:
    return None if lon is None or lat is None else DutyFix(lon=lon, lat=lat, accuracy_m=accuracy_m)
