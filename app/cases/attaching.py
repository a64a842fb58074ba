"""Photos that a step brings: sent by that person before, hung on the case in order."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select
from sqlmodel import Session, col

from app.cases.models import CasePhoto, FixSource
from app.cases.photo_refs import Location, PhotoRef
from app.core.plain import Plain, columns_of
from app.core.problems import Problem
from app.people.policy import Person
from app.photos.records import not_brought_by


def demand_photos(session: Session, person: Person, photos: Sequence[PhotoRef]) -> None:
    """Every photo named has been sent by this person.

    Raises:
        Problem: ``photos-missing`` with the list.
    """
    missing = not_brought_by(session, person.id, [photo.sha256 for photo in photos])
    if missing:
        raise Problem("photos-missing", count=len(missing), shown={"missing": missing})


NOWHERE: Mapping[str, Any] = dict.fromkeys(("lon", "lat", "accuracy_m", "fixed_at", "fix_source"))
_ADD = Plain(insert(CasePhoto), columns_of(CasePhoto))
_HAS = Plain(select(func.count()).where(col(CasePhoto.case_id) == bindparam("case_id")))


def add_photos(
    session: Session, case_id: UUID, photos: Sequence[PhotoRef], version: int, *, is_first: bool = False
) -> None:
    """Hang photos on a case after those that are there; ``is_first``: none can be there yet."""
    if not photos:
        return
    first = 0 if is_first else _HAS.rows(session, {"case_id": case_id})[0][0]
    _ADD.run(
        session,
        *(
            {
                "case_id": case_id,
                "position": first + index,
                "sha256": photo.sha256,
                "role": photo.role,
                "taken_at": photo.taken_at,
                "version": version,
                **(NOWHERE if photo.location is None else _fix(photo.location)),
            }
            for index, photo in enumerate(photos)
        ),
    )


def _fix(location: Location) -> dict[str, Any]:
    return location.model_dump(exclude={"source"}) | {"fix_source": location.source}


def location_of(photo: CasePhoto) -> Location | None:
    """Where the device was at the shutter, as it was said; None where it was not."""
    if photo.lon is None or photo.lat is None:
        return None
    return Location(
        lon=photo.lon,
        lat=photo.lat,
        accuracy_m=photo.accuracy_m,
        fixed_at=photo.fixed_at,
        source=photo.fix_source or FixSource.UNKNOWN,
    )
