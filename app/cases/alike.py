"""Open cases that may be the same thing reported twice: close by and of the same head, or of one look."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.cases.models import Case, CasePhoto, PhotoRole
from app.cases.queries import ROW, Line
from app.cases.rights import visible_to
from app.cases.states import OPEN
from app.core.geo import Box, box_ranges, metres_between
from app.notices.model import Notice
from app.people.policy import Person
from app.photos.lookalike import bits_apart
from app.photos.models import Photo

NEAR_M = 100
"""Two inspectors' fixes of one heap lie this far apart at worst, each known to some tens of metres."""
LOOK_M = 300
"""How far around photos are compared: a wrong fix in a street of houses."""
LOOK_BITS = 10
"""Of 64: photos of the same scene from nearly the same spot. (The same picture sent again: at most 3.)"""
SEARCHED = 300
MOST = 8
METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True)
class Alike:
    """Another case, metres away; ``look_bits``: how far its likest photo is from ours (None: unlike)."""

    line: Line
    metres: float
    look_bits: int | None


def alike(session: Session, notice: Notice, person: Person, case: Case) -> list[Alike]:
    """Open cases the person may see that may be the same: of the same look first, then the nearest."""
    here = (case.lon, case.lat)
    query = (
        select(*ROW)
        .where(
            or_(*(col(Case.cell).between(part.start, part.stop - 1) for part in box_ranges(_around(case)))),
            col(Case.state).in_(sorted(OPEN)),
            col(Case.id) != case.id,
            visible_to(person),
        )
        .order_by(col(Case.reported_at).desc())
        .limit(SEARCHED)
    )
    lines = [Line._make(row) for row in session.execute(query)]
    looks = _looks(session, [case.id, *(line.id for line in lines)])
    head = _head(notice, case.category_code)
    found = [
        Alike(line, metres_between(here, (line.lon, line.lat)), _bits(looks.get(case.id), looks.get(line.id)))
        for line in lines
    ]
    kept = [
        one
        for one in found
        if (one.look_bits is not None and one.metres <= LOOK_M)
        or (one.metres <= NEAR_M and _head(notice, one.line.category_code) == head)
    ]
    return sorted(kept, key=lambda one: (one.look_bits is None, one.metres, str(one.line.id)))[:MOST]


def _around(case: Case) -> Box:
    up = LOOK_M / METRES_A_DEGREE
    across = up / max(cos(radians(case.lat)), 0.01)
    return (case.lon - across, case.lat - up, case.lon + across, case.lat + up)


def _head(notice: Notice, category: str) -> str:
    """The head of a type; one that the notice in force no longer has is like itself alone."""
    return notice.head(category).code if category in notice.categories else category


def _looks(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The perceptual hashes of what was found, by case; photos not yet examined have none."""
    query = (
        select(col(CasePhoto.case_id), col(Photo.phash))
        .join(Photo, col(Photo.sha256) == col(CasePhoto.sha256))
        .where(
            col(CasePhoto.case_id).in_(ids),
            col(CasePhoto.role) != PhotoRole.AFTER,
            col(Photo.phash).is_not(None),
        )
    )
    looks: dict[UUID, list[str]] = {}
    for case_id, phash in session.execute(query):
        looks.setdefault(case_id, []).append(phash)
    return looks


def _bits(ours: list[str] | None, theirs: list[str] | None) -> int | None:
    least = min((bits_apart(one, other) for one in ours or () for other in theirs or ()), default=64)
    return least if least <= LOOK_BITS else None
