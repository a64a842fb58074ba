"""Open cases around a position, so that a phone without a signal knows what is reported already."""

from math import cos, radians
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlmodel import Session, col

from app.cases.models import Case
from app.cases.rights import visible_to
from app.cases.states import OPEN
from app.core.geo import Box, Position, box_ranges, metres_between
from app.notices.versions import InForce
from app.pack.rules import finer_outlines
from app.people.policy import Person
from app.photos.models import Photo

RADIUS_M = 1_500
MOST = 300
"""How far around, and how many at most: some 40 kB at the very worst."""
SEARCHED = 3_000
_METRES_A_DEGREE = 111_195.0

Shown = dict[str, Any]


def near(session: Session, in_force: InForce, person: Person, at: Position) -> Shown:
    """The open cases within :data:`RADIUS_M` metres, nearest first, as in :class:`~app.pack.shapes.PackNear`.

    Of a case that the person may not read only its kind, place, age and unit are told (and the look of its
    photo as a hash): who is about to report the same must be able to know that somebody has.
    """
    box = _box_around(at)
    rows = _within(session, box)
    placed = ((metres_between(at, (row.lon, row.lat)), row) for row in rows)
    found = sorted((one for one in placed if one[0] <= RADIUS_M), key=lambda one: one[0])
    readable = _readable(session, person, [row.id for _, row in found[:MOST]])
    return {
        "lon": at[0],
        "lat": at[1],
        "radius_m": RADIUS_M,
        "truncated": len(found) > MOST or len(rows) == SEARCHED,
        "cases": [_shown(row, row.id in readable) for _, row in found[:MOST]],
        "outlines": finer_outlines(in_force.notice, box),
    }


def _box_around(at: Position) -> Box:
    lon, lat = at
    up = RADIUS_M / _METRES_A_DEGREE
    across = up / max(cos(radians(lat)), 0.01)
    return lon - across, lat - up, lon + across, lat + up


def _within(session: Session, box: Box) -> list[Row[Any]]:
    columns = (Case.id, Case.number, Case.state, Case.category_code, Case.unit_code)
    columns += (Case.lon, Case.lat, Case.reported_at, Case.cover, Photo.phash)  # type: ignore[assignment]  # ten of them
    ranges = [col(Case.cell).between(part.start, part.stop - 1) for part in box_ranges(box)]
    query = (
        select(*columns)  # type: ignore[call-overload]  # SQLAlchemy counts only up to ten
        .outerjoin(Photo, col(Photo.sha256) == col(Case.cover))
        .where(or_(*ranges), col(Case.state).in_(sorted(OPEN)))
        .order_by(col(Case.reported_at).desc())
        .limit(SEARCHED)
    )
    return list(session.execute(query))


def _readable(session: Session, person: Person, ids: list[UUID]) -> set[UUID]:
    query = select(col(Case.id)).where(col(Case.id).in_(ids), visible_to(person))
    return set(session.execute(query).scalars()) if ids else set()


def _shown(row: Row[Any], readable: bool) -> Shown:
    return {
        "id": row.id if readable else None,
        "number": row.number if readable else None,
        "state": row.state,
        "category": row.category_code,
        "unit": row.unit_code,
        "lon": row.lon,
        "lat": row.lat,
        "reported_at": row.reported_at,
        "cover": row.cover if readable else None,
        "look": row.phash,
    }
