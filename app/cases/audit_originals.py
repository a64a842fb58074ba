"""Every original read and hashed again: one flipped bit shows, and the sentence says whose photo it is."""

from collections.abc import Callable, Iterator
from hashlib import sha256 as new_hash
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.cases.audit_evidence import ROLES
from app.cases.models import Case, CasePhoto
from app.photos.blobs import BlobStore, MissingBlob
from app.photos.models import Photo

AT_A_TIME = 1_000
TELL_EVERY = 200
NAMED = 3
"""Cases named for one photo."""
PIECE_BYTES = 1024 * 1024
Tell = Callable[[str, int], None]


class Counted(Protocol):
    """Where it is counted how many have been read."""

    originals: int


def original_faults(
    session: Session, store: BlobStore, case_id: UUID | None, tally: Counted, tell: Tell
) -> Iterator[str]:
    """Read every original and hash it again: one flipped bit shows. One case's only, if one is given."""
    query = select(col(Photo.sha256), col(Photo.bytes)).order_by(col(Photo.sha256))
    if case_id is not None:
        query = query.where(
            col(Photo.sha256).in_(select(col(CasePhoto.sha256)).where(col(CasePhoto.case_id) == case_id))
        )
    for photo in session.execute(query.execution_options(yield_per=AT_A_TIME)):
        fault = _original_fault(store, photo.sha256)
        if fault is not None:
            yield f"{_where_used(session, photo.sha256)}的原件{fault}"
        tally.originals += 1
        if tally.originals % TELL_EVERY == 0:
            tell("照片原件", tally.originals)
    tell("照片原件", tally.originals)


def _original_fault(store: BlobStore, sha256: str) -> str | None:
    try:
        actual = _hash_of(store, sha256)
    except MissingBlob:
        return f"不见了：请从备份恢复文件 {sha256}。"
    except OSError as failure:
        return f"读不出来（{failure.strerror}）：请检查存储，必要时从备份恢复文件 {sha256}。"
    if actual == sha256:
        return None
    return f"内容被改动（现在的 SHA-256 是 {actual[:16]}…）：请另存现有文件备查，再从备份恢复文件 {sha256}。"


def _hash_of(store: BlobStore, sha256: str) -> str:
    running = new_hash()
    with store.open(sha256) as original:
        while piece := original.read(PIECE_BYTES):
            running.update(piece)
    return running.hexdigest()


def _where_used(session: Session, sha256: str) -> str:
    query = (
        select(col(Case.number), col(CasePhoto.position), col(CasePhoto.role))
        .join(Case, col(Case.id) == col(CasePhoto.case_id))
        .where(col(CasePhoto.sha256) == sha256)
        .order_by(col(Case.number))
        .limit(NAMED)
    )
    places = [
        f"案件 {row.number} 第 {row.position + 1} 张照片（{ROLES[row.role]} {sha256[:12]}…）"
        for row in session.execute(query)
    ]
    return "、".join(places) or f"照片 {sha256[:12]}…（没有用在案件里）"
