"""How long things are kept that no case needs: by sweep, journalled, and nothing that a case rests on.

Tracks of patrols have their time in the notice (``app/duty/sweeping.py``, 180 days), as they are the bureau's
own rule. What is here is the operator's: photos that were sent and never filed, and who signed in or failed.
Records of who looked and who signed in are kept for six months at least (网络安全法 2016, article 21).
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from app.cases.models import CasePhoto
from app.core.clock import now
from app.core.db import Database
from app.journal.record import SYSTEM, Happening, record, take_turn
from app.people.models import FailedSignIn, SignInRecord
from app.photos.blobs import BlobStore, MissingBlob
from app.photos.models import Photo, PhotoBearer, PhotoLook

log = logging.getLogger("xuncheng.keeping")
AT_A_TIME = 200
EVERY_S = 3_600.0
OPERATION = "retention"


@dataclass(frozen=True, slots=True)
class Terms:
    """For how many days: photos that no case has, and records of sign-ins."""

    unfiled_days: int
    log_days: int


class Forgetter:
    """Called often, it forgets what is due at the first call and then once an hour."""

    def __init__(self, database: Database, store: BlobStore, terms: Terms) -> None:
        self._database = database
        self._store = store
        self._terms = terms
        self._next = 0.0

    def __call__(self) -> int:
        """Forget if it is time; how many photos and records went. Raises OSError."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY_S
        gone = 0
        while some := forget(self._database, self._store, self._terms):
            gone += some
        return gone


def forget(database: Database, store: BlobStore, terms: Terms) -> int:
    """Forget some of what is due; how many photos and records went. Call again until it is nothing.

    The rows go first, in one transaction with the journal's entry; a photo that is filed at that very moment
    makes the transaction fail on its foreign key, and stays. Should the process end before the originals have
    gone, they lie in the store unknown to anybody; ``python -m app blobs check`` names them.
    """
    at = now()
    unfiled_before = at - timedelta(days=terms.unfiled_days)
    logs_before = at - timedelta(days=terms.log_days)
    with database.writing() as session:
        take_turn(session)
        photos = _forget_photos(session, unfiled_before)
        failures = _forget_before(session, FailedSignIn, logs_before)
        records = _forget_before(session, SignInRecord, logs_before)
        if photos or failures or records:
            detail = {
                "photos": photos,
                "unfiled_before": unfiled_before,
                "failed_sign_ins": failures,
                "sign_in_records": records,
                "logs_before": logs_before,
            }
            record(session, [Happening(at, SYSTEM, OPERATION, detail=detail)])
    for sha256 in photos:
        _remove(store, sha256, unfiled_before)
    if photos:
        log.info("%d photos that no case has were removed", len(photos))
    return len(photos) + failures + records


def _forget_photos(session: Session, before: datetime) -> list[str]:
    """The hashes of photos whose rows have gone: nobody has brought them lately and no case has them."""
    lately = select(col(PhotoBearer.sha256)).where(
        col(PhotoBearer.sha256) == col(Photo.sha256),
        or_(col(PhotoBearer.received_at) >= before, col(PhotoBearer.again_at) >= before),
    )
    filed = select(col(CasePhoto.sha256)).where(col(CasePhoto.sha256) == col(Photo.sha256))
    due = (
        select(col(Photo.sha256))
        .where(col(Photo.received_at) < before, ~lately.exists(), ~filed.exists())
        .order_by(col(Photo.received_at))
        .limit(AT_A_TIME)
    )
    hashes: Sequence[str] = session.execute(due).scalars().all()
    for model in (PhotoLook, PhotoBearer, Photo):
        session.execute(delete(model).where(col(model.sha256).in_(hashes)))
    return list(hashes)


def _forget_before(session: Session, model: type[FailedSignIn] | type[SignInRecord], before: datetime) -> int:
    due = select(col(model.id)).where(col(model.at) < before).limit(AT_A_TIME)
    ids = session.execute(due).scalars().all()
    session.execute(delete(model).where(col(model.id).in_(ids)))
    return len(ids)


def _remove(store: BlobStore, sha256: str, before: datetime) -> None:
    """Unless somebody has just sent it again: then it is theirs now."""
    try:
        if store.put_at(sha256) < before.timestamp():
            store.remove(sha256)
    except MissingBlob:
        log.warning("photo %s was gone already", sha256)
