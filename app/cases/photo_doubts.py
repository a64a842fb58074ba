"""What speaks against a photo of a case: taken elsewhere or at another time, or an old photo used again.

Two places are held against the case: where the device was at the shutter, as the phone says, and where the
camera was, as the photo's own data say; the one against the other where the photo has both.

The moment of the shutter is held against when the photo came and when the case began.

Nothing is refused for it and nobody accused: whoever checks the case is told. Worked out when the case is
read, from the photos' facts, so that it is never stale; the figures are the notice's (``[photos]``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlmodel import Session, col

from app.cases.attaching import location_of
from app.cases.models import Case, CasePhoto, PhotoRole
from app.cases.photo_refs import Location
from app.cases.rights import is_needed, visible_to
from app.cases.workflow_models import CaseLink
from app.core.clock import LONGEST_UNSENT
from app.core.geo import metres_between
from app.notices.model import PhotoChecks
from app.people.policy import Person
from app.photos.lookalike import SAME_LOOK_BITS, bits_apart
from app.photos.models import Photo
from app.photos.records import of_one_look

FIRST_VERSION = 1
"""Of the journal entry that brings the report's own photos."""
FRESH = timedelta(minutes=5)
"""How far a fix may be from the shutter's time and still say where the photo was taken."""


class DoubtKind(StrEnum):
    """What speaks against a photo.

    ``away``: the device was not at the case's place; ``elsewhere``: the camera was not where the device was;
    ``other_time``: nor were their clocks the same; ``before_case``: an after-photo from before there was
    anything to clear up; ``old``: taken long before it came; ``future``: taken, it says, after it had come.
    """

    AWAY = "away"
    ELSEWHERE = "elsewhere"
    OTHER_TIME = "other_time"
    BEFORE_CASE = "before_case"
    OLD = "old"
    FUTURE = "future"
    SAME = "same"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Doubt:
    """``amount``: metres (away, elsewhere), differing bits of 64 (same: 0, alike), or seconds (the others).

    ``case_id``, ``number``: the case whose photo it was, where the reader may see it; ``own``: this one's.
    """

    kind: DoubtKind
    amount: int
    own: bool = False
    case_id: UUID | None = None
    number: str | None = None


def may_doubt(person: Person, case: Case) -> bool:
    """Whether the person is one who checks: COMMAND, OFFICE, or an inspector sent to verify."""
    if person.sees_all or case.verifier_id == person.id:
        return True
    return is_needed(person, case) and case.reporter_id != person.id


def doubts_of(
    session: Session, person: Person, case: Case, photos: Sequence[CasePhoto], checks: PhotoChecks
) -> dict[str, list[Doubt]]:
    """The doubts about each photo, by its hash; those without are left out."""
    hashes = [photo.sha256 for photo in photos]
    facts = {
        photo.sha256: photo
        for photo in session.execute(select(Photo).where(col(Photo.sha256).in_(hashes))).scalars()
    }
    found = {
        photo.sha256: [
            *_off_the_place(case, photo, fix, checks),
            *_off_the_fix(case, photo, fix, facts[photo.sha256], checks),
            *_off_the_clock(case, photo, facts[photo.sha256], checks),
            *_own(photo, photos, facts),
            *_of_another(session, person, case, photo, facts[photo.sha256]),
        ]
        for photo, fix in ((photo, location_of(photo)) for photo in photos)
    }
    return {sha256: doubts for sha256, doubts in found.items() if doubts}


def doubtful_among(
    session: Session, person: Person, ids: Sequence[UUID], checks: PhotoChecks
) -> dict[UUID, list[DoubtKind]]:
    """Of these cases those the person checks and that have doubtful photos, with what speaks against them."""
    cases = session.execute(select(Case).where(col(Case.id).in_(ids), visible_to(person))).scalars().all()
    checked = [case for case in cases if may_doubt(person, case)]
    photos: dict[UUID, list[CasePhoto]] = {case.id: [] for case in checked}
    query = select(CasePhoto).where(col(CasePhoto.case_id).in_(photos)).order_by(col(CasePhoto.position))
    for photo in session.execute(query).scalars():
        photos[photo.case_id].append(photo)
    found = {case.id: doubts_of(session, person, case, photos[case.id], checks) for case in checked}
    return {
        case_id: sorted({doubt.kind for doubts in by_photo.values() for doubt in doubts})
        for case_id, by_photo in found.items()
        if by_photo
    }


def _off_the_place(
    case: Case, photo: CasePhoto, fix: Location | None, checks: PhotoChecks
) -> Iterator[Doubt]:
    """The device's fix against the case's place."""
    if fix is None or not _is_of_the_shutter(fix, photo):
        return
    away = metres_off(case, fix)
    if away > checks.far_metres + _doubtful(fix) + _doubtful(case):
        yield Doubt(DoubtKind.AWAY, round(away))


def _off_the_fix(
    case: Case, photo: CasePhoto, fix: Location | None, facts: Photo, checks: PhotoChecks
) -> Iterator[Doubt]:
    """The camera's own place and time against the device's fix and clock."""
    said = fix if fix is not None and _is_of_the_shutter(fix, photo) else case
    if facts.exif_lon is not None and facts.exif_lat is not None:
        metres = metres_between((said.lon, said.lat), (facts.exif_lon, facts.exif_lat))
        if metres > checks.far_metres + _doubtful(said):
            yield Doubt(DoubtKind.ELSEWHERE, round(metres))
    if facts.exif_at is not None and photo.taken_at is not None:
        seconds = abs((facts.exif_at - photo.taken_at).total_seconds())
        if seconds > checks.far_minutes * 60:
            yield Doubt(DoubtKind.OTHER_TIME, round(seconds))


def _off_the_clock(case: Case, photo: CasePhoto, facts: Photo, checks: PhotoChecks) -> Iterator[Doubt]:
    """When it was taken, by the phone or else by the camera, against when it came and when the case began."""
    said = [photo.taken_at or facts.exif_at, case.taken_at if photo.version == FIRST_VERSION else None]
    moments = [moment for moment in said if moment is not None]
    if not moments:
        return
    wrong_clock = timedelta(minutes=checks.far_minutes)
    ahead = max(moments) - facts.received_at
    behind = facts.received_at - min(moments)
    before = _begin_of(case) - min(moments)
    if ahead > wrong_clock:
        yield Doubt(DoubtKind.FUTURE, round(ahead.total_seconds()))
    if photo.role is PhotoRole.AFTER and before > wrong_clock:
        yield Doubt(DoubtKind.BEFORE_CASE, round(before.total_seconds()))
    elif behind > LONGEST_UNSENT:
        yield Doubt(DoubtKind.OLD, round(behind.total_seconds()))


def _begin_of(case: Case) -> datetime:
    """When the matter was found, as the report says as far as that is plausible, else when it came."""
    if case.taken_at is None:
        return case.reported_at
    return min(max(case.taken_at, case.reported_at - LONGEST_UNSENT), case.reported_at)


def metres_off(case: Case, fix: Location) -> float:
    """Metres from the case's place to where the device was."""
    return metres_between((case.lon, case.lat), (fix.lon, fix.lat))


def _is_of_the_shutter(fix: Location, photo: CasePhoto) -> bool:
    """Whether the fix is of about the shutter's time: an old one says where somebody was before."""
    if fix.fixed_at is None or photo.taken_at is None:
        return True
    return abs(photo.taken_at - fix.fixed_at) <= FRESH


def _doubtful(position: Location | Case) -> float:
    return position.accuracy_m or 0


def _own(photo: CasePhoto, photos: Sequence[CasePhoto], facts: Mapping[str, Photo]) -> list[Doubt]:
    """An after-photo that is what was found, once more."""
    if photo.role is not PhotoRole.AFTER:
        return []
    mine = facts[photo.sha256]
    bits = [
        0 if other.sha256 == photo.sha256 else _bits(mine, facts[other.sha256])
        for other in photos
        if other.role is not PhotoRole.AFTER
    ]
    nearest = min(bits, default=64)
    if nearest > SAME_LOOK_BITS:
        return []
    is_same = any(one.sha256 == photo.sha256 and one.role is not PhotoRole.AFTER for one in photos)
    return [Doubt(DoubtKind.SAME if is_same else DoubtKind.ALIKE, nearest, own=True)]


def _bits(one: Photo, other: Photo) -> int:
    return bits_apart(one.phash, other.phash) if one.phash and other.phash else 64


def _of_another(session: Session, person: Person, case: Case, photo: CasePhoto, facts: Photo) -> list[Doubt]:
    """An old photo of a case that this one does not belong to; the earliest such case."""
    bits = {photo.sha256: 0} | of_one_look(session, facts.sha256, facts.phash)
    links = or_(
        and_(col(CaseLink.case_id) == case.id, col(CaseLink.other_id) == col(Case.id)),
        and_(col(CaseLink.other_id) == case.id, col(CaseLink.case_id) == col(Case.id)),
    )
    older = col(Case.reported_at) < case.reported_at
    query = (
        select(col(CasePhoto.sha256), col(Case.id), col(Case.number), visible_to(person).label("is_seen"))
        .join(Case, col(Case.id) == col(CasePhoto.case_id))
        .join(Photo, col(Photo.sha256) == col(CasePhoto.sha256))
        .where(
            col(CasePhoto.sha256).in_(bits),
            col(Case.id) != case.id,
            col(Photo.received_at) <= facts.received_at,
            ~exists().where(links),
            *(() if photo.role is PhotoRole.AFTER else (older,)),
        )
        .order_by(col(Case.reported_at))
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return []
    seen = (row.id, row.number) if row.is_seen else (None, None)
    kind = DoubtKind.SAME if row.sha256 == photo.sha256 else DoubtKind.ALIKE
    return [Doubt(kind, bits[row.sha256], case_id=seen[0], number=seen[1])]
