"""Which photos are known, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.clock import LOCAL
from app.photos.facts import PhotoFacts
from app.photos.models import Photo, PhotoBearer


@dataclass(frozen=True, slots=True)
class Arrival:
    """A photo in somebody's name: when they first brought it, and whether that was just now."""

    sha256: str
    bytes: int
    received_at: datetime
    is_new: bool


def note_arrival(session: Session, sha256: str, size: int, bearer: UUID, at: datetime) -> Arrival:
    """Write down that ``bearer`` has brought the whole photo of ``size`` bytes; again is harmless."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Photo).values(sha256=sha256, bytes=size, received_at=at, flags=[]).on_conflict_do_nothing(),
    )
    noted = session.execute(
        insert(PhotoBearer)
        .values(sha256=sha256, account_id=bearer, received_at=at)
        .on_conflict_do_nothing()
        .returning(col(PhotoBearer.received_at)),
    ).scalar_one_or_none()
    if noted is not None:
        return Arrival(sha256, size, at, is_new=True)
    first = session.get_one(PhotoBearer, (sha256, bearer))
    return Arrival(sha256, size, first.received_at, is_new=False)


def not_brought_by(session: Session, bearer: UUID, hashes: Sequence[str]) -> list[str]:
    """Those of ``hashes`` that this person has not sent, in the order given.

    A hash somebody else sent is as unknown as one nobody sent: whether we hold a photo is nobody's business.
    """
    if not hashes:
        return []
    known = set(
        session.execute(
            select(col(PhotoBearer.sha256)).where(
                col(PhotoBearer.account_id) == bearer, col(PhotoBearer.sha256).in_(hashes)
            ),
        ).scalars()
    )
    return [sha256 for sha256 in hashes if sha256 not in known]


def unexamined(session: Session, most: int) -> list[str]:
    """Photos whose facts and renditions are still to be made, the longest waiting first."""
    return list(
        session.execute(
            select(col(Photo.sha256))
            .where(col(Photo.examined_at).is_(None))
            .order_by(col(Photo.received_at))
            .limit(most),
        ).scalars()
    )


def note_facts(session: Session, facts: PhotoFacts, sha256: str, at: datetime) -> None:
    """Write down what looking at the photo has shown."""
    photo = session.get_one(Photo, sha256)
    photo.examined_at = at
    photo.media_type = facts.media_type
    photo.width, photo.height = facts.width, facts.height
    photo.exif_at = facts.exif_at(LOCAL)
    photo.exif_lon, photo.exif_lat = facts.exif_lon, facts.exif_lat
    photo.phash = facts.phash
    photo.flags = sorted(facts.flags)
    session.add(photo)
