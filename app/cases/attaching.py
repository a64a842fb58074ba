"""Photos that a step brings: sent by that person before, hung on the case in order."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.cases.models import CasePhoto
from app.cases.photo_refs import PhotoRef
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


def add_photos(session: Session, case_id: UUID, photos: Sequence[PhotoRef], version: int) -> None:
    """Hang photos on a case after those that are there."""
    if not photos:
        return
    first = session.execute(select(func.count()).where(col(CasePhoto.case_id) == case_id)).scalar_one()
    session.add_all(
        CasePhoto(
            case_id=case_id,
            position=first + index,
            sha256=photo.sha256,
            role=photo.role,
            taken_at=photo.taken_at,
            version=version,
        )
        for index, photo in enumerate(photos)
    )
