"""Every original read and hashed again: one flipped bit shows, and the sentence says whose photo it is.

With each goes what the register says of it: its length, what its camera wrote, what speaks against it.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256 as new_hash
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlmodel import Session, col

from app.cases.audit_evidence import ROLES
from app.cases.models import Case, CasePhoto
from app.core.plain import table_of
from app.photos.blobs import BlobStore, MissingBlob
from app.photos.facts import CUT_SHORT
from app.photos.looking_again import differences, looks_alike
from app.photos.models import Photo, PhotoLook
from app.photos.rendering import Examiner

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
    session: Session, store: BlobStore, case_id: UUID | None, tally: Counted, tell: Tell, *, decoding: bool
) -> Iterator[str]:
    """Read every original and hash it again: one flipped bit shows. One case's only, if one is given.

    What the register says of it is held against what it shows; ``decoding``: its pixels too.
    """
    query = select(*table_of(Photo).c).order_by(col(Photo.sha256))
    if case_id is not None:
        query = query.where(
            col(Photo.sha256).in_(select(col(CasePhoto.sha256)).where(col(CasePhoto.case_id) == case_id))
        )
    with Examiner(decoding=decoding) as examiner:
        for photo in session.execute(query.execution_options(yield_per=AT_A_TIME)):
            for fault in _original_faults(store, examiner, photo, decoding=decoding):
                yield f"{_where_used(session, photo.sha256)}的{fault}"
            tally.originals += 1
            if tally.originals % TELL_EVERY == 0:
                tell("照片原件", tally.originals)
    tell("照片原件", tally.originals)


def _original_faults(
    store: BlobStore, examiner: Examiner, photo: Row[Any], *, decoding: bool
) -> Iterator[str]:
    sha256 = photo.sha256
    try:
        with store.local(sha256) as path:
            actual, size = _hash_of(path)
            if actual == sha256:
                yield from _register_faults(photo, size, path, examiner, decoding=decoding)
                return
    except (MissingBlob, FileNotFoundError):
        yield f"原件不见了：请从备份恢复文件 {sha256}。"
        return
    except OSError as failure:
        yield f"原件读不出来（{failure.strerror}）：请检查存储，必要时从备份恢复文件 {sha256}。"
        return
    yield (
        f"原件内容被改动（现在的 SHA-256 是 {actual[:16]}…）：请另存现有文件备查，再从备份恢复文件 {sha256}。"
    )


def _hash_of(path: Path) -> tuple[str, int]:
    running, size = new_hash(), 0
    with path.open("rb") as original:
        while piece := original.read(PIECE_BYTES):
            running.update(piece)
            size += len(piece)
    return running.hexdigest(), size


def _register_faults(
    photo: Row[Any], size: int, path: Path, examiner: Examiner, *, decoding: bool
) -> Iterator[str]:
    """The original is sound; what is written of it may not be."""
    found: list[tuple[str, Any, Any]] = []
    if photo.bytes != size:
        found.append(("字节数", size, photo.bytes))
    shown = examiner.facts(path) if photo.examined_at is not None else None
    if shown is not None:
        found += differences(photo, shown, decoded=decoding)
    for name, is_, said in found:
        yield (
            f"登记与原件不符：{name}应为 {_shown(is_)}，登记为 {_shown(said)}："
            "原件没有变，请从备份恢复照片登记。"
        )


def _shown(value: Any) -> str:
    return "空" if value is None or value == "" else str(value)


def look_faults(session: Session) -> Iterator[str]:
    """Perceptual hashes against what photos are found again by: whoever wipes the one leaves the other."""
    bands = col(PhotoLook.phash)
    query = (
        select(col(Photo.sha256), col(Photo.phash), col(Photo.flags), func.max(bands).label("found_by"))
        .join(PhotoLook, col(PhotoLook.sha256) == col(Photo.sha256))
        .where(or_(col(Photo.phash).is_(None), col(Photo.phash) != bands))
        .group_by(col(Photo.sha256))
    )
    for photo in session.execute(query.execution_options(yield_per=AT_A_TIME)):
        was_cut_short = photo.phash is None and CUT_SHORT.intersection(photo.flags)
        if not was_cut_short and not looks_alike(photo.phash, photo.found_by):
            yield (
                f"{_where_used(session, photo.sha256)}的相似度指纹（{_shown(photo.phash)}）"
                f"与查重表（{photo.found_by}）不符：请从备份恢复照片登记。"
            )


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
