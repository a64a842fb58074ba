"""Which photos are known, and to whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select, text, update
from sqlmodel import Session, col

from app.core.clock import LOCAL, now
from app.core.plain import SHAPES, Plain, columns_of
from app.photos.facts import PhotoFacts
from app.photos.lookalike import SAME_LOOK_BITS, bands_of, bits_apart
from app.photos.models import Photo, PhotoBearer, PhotoLook


@dataclass(frozen=True, slots=True)
class Arrival:
    """A photo in somebody's name: when they first brought it, and whether that was just now."""

    sha256: str
    bytes: int
    received_at: datetime
    is_new: bool


_NOTE_PHOTO = Plain(
    lambda insert: insert(Photo).on_conflict_do_nothing(), ("sha256", "bytes", "received_at", "flags")
)
_NOTE_BEARER = Plain(
    lambda insert: insert(PhotoBearer).on_conflict_do_nothing().returning(col(PhotoBearer.sha256)),
    ("sha256", "account_id", "received_at"),
)
_BROUGHT_AGAIN = Plain(
    update(PhotoBearer)
    .where(col(PhotoBearer.sha256) == bindparam("photo"), col(PhotoBearer.account_id) == bindparam("bearer"))
    .values(again_at=bindparam("at"))
    .returning(col(PhotoBearer.received_at))
)


def note_arrival(session: Session, sha256: str, size: int, bearer: UUID, at: datetime) -> Arrival:
    """Write down that ``bearer`` has brought the whole photo of ``size`` bytes; again is harmless."""
    brought = {"sha256": sha256, "account_id": bearer, "received_at": at}
    _NOTE_PHOTO.run(session, brought | {"bytes": size, "flags": []})
    if _NOTE_BEARER.rows(session, brought):
        return Arrival(sha256, size, at, is_new=True)
    again = _BROUGHT_AGAIN.rows(session, {"photo": sha256, "bearer": bearer, "at": at})
    return Arrival(sha256, size, again[0][0], is_new=False)


def not_brought_by(session: Session, bearer: UUID, hashes: Sequence[str]) -> list[str]:
    """Those of ``hashes`` that this person has not sent, in the order given.

    A hash somebody else sent is as unknown as one nobody sent: whether we hold a photo is nobody's business.
    """
    if not hashes:
        return []
    named: dict[str, object] = {f"sha256_{at}": sha256 for at, sha256 in enumerate(hashes)}
    brought = {row[0] for row in _brought_of(len(hashes)).rows(session, named | {"account_id": bearer})}
    return [sha256 for sha256 in hashes if sha256 not in brought]


@lru_cache(SHAPES)
def _brought_of(count: int) -> Plain:
    """Which of so many photos somebody has brought."""
    named: list[Any] = [bindparam(f"sha256_{at}") for at in range(count)]
    return Plain(
        select(col(PhotoBearer.sha256)).where(
            col(PhotoBearer.account_id) == bindparam("account_id"), col(PhotoBearer.sha256).in_(named)
        )
    )


def arrivals_of(session: Session, sha256: str) -> list[datetime]:
    """When each of those who have brought the photo first did, in order."""
    query = select(col(PhotoBearer.received_at)).where(col(PhotoBearer.sha256) == sha256)
    return list(session.execute(query.order_by(col(PhotoBearer.received_at))).scalars())


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


def claim(session: Session, most: int, but: Collection[str], until: datetime) -> list[str]:
    """The same for one of several processes: these are its own until then, and the others get different ones.

    Nobody waits for anybody: what another is claiming at this moment is passed over. ``but``: not these.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL synchronous_commit = off"))  # a claim that a crash loses does no harm
    free = or_(col(Photo.claimed_until).is_(None), col(Photo.claimed_until) <= now())
    chosen = (
        select(col(Photo.sha256))
        .where(col(Photo.examined_at).is_(None), free, col(Photo.sha256).not_in(but))
        .order_by(col(Photo.received_at))
        .limit(most)
        .with_for_update(skip_locked=True, key_share=True)  # a case may take the photo up meanwhile
        .cte("chosen")
    )
    claimed = (
        update(Photo)
        .where(col(Photo.sha256).in_(select(chosen.c.sha256)))
        .values(claimed_until=until)
        .returning(col(Photo.sha256))
    )
    return list(session.execute(claimed).scalars())


def put_off(session: Session, sha256: str, until: datetime) -> None:
    """What has been claimed could not be had: nobody need try again before then, and anybody may after."""
    session.execute(update(Photo).where(col(Photo.sha256) == sha256).values(claimed_until=until))


_LOOK = Plain(lambda insert: insert(PhotoLook).on_conflict_do_nothing(), columns_of(PhotoLook))
_IN_BAND = Plain(
    select(col(PhotoLook.sha256), col(PhotoLook.phash)).where(col(PhotoLook.band) == bindparam("band"))
)


def of_one_look(session: Session, sha256: str, phash: str | None) -> dict[str, int]:
    """Other photos of the same look, and in how many bits their hashes differ."""
    if phash is None:
        return {}
    near = {row for band in bands_of(phash) for row in _IN_BAND.rows(session, {"band": band})}
    bits = {other: bits_apart(phash, theirs) for other, theirs in near if other != sha256}
    return {other: apart for other, apart in bits.items() if apart <= SAME_LOOK_BITS}


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
    if facts.phash:
        looks = ({"band": band, "sha256": sha256, "phash": facts.phash} for band in bands_of(facts.phash))
        _LOOK.run(session, *looks)
