"""Bringing originals from one store to another, and reading a whole store again, hash by hash.

Nothing is taken on trust: what is copied is hashed on its way, and what is there already is read again.
A copy that was interrupted is simply begun again. Renditions stay behind: they are made anew when somebody
looks.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.photos.blobs import BlobError, BlobStore, HashMismatch, MissingBlob, TooLarge

PIECE_BYTES = 1024 * 1024
Tell = Callable[[int], None]


@dataclass
class Moved:
    """How many originals were copied (and of how many bytes), were there already, and what went wrong."""

    copied: int = 0
    bytes: int = 0
    there: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All that were looked at."""
        return self.copied + self.there + len(self.faults)


def copy_originals(source: BlobStore, target: BlobStore, names: Iterable[str], tell: Tell) -> Moved:
    """Copy those originals of ``source`` that ``target`` has not. Raises OSError, StoreUnfit."""
    moved = Moved()
    for sha256 in names:
        try:
            if hash_of(target, sha256) == sha256:
                moved.there += 1
            else:
                moved.bytes += _copy(source, target, sha256)
                moved.copied += 1
        except (HashMismatch, MissingBlob, TooLarge) as why:
            moved.faults.append(f"{sha256}：{fault_of(why)}")
        tell(moved.count)
    return moved


def broken_originals(store: BlobStore, names: Iterable[str], tell: Tell) -> Moved:
    """Read those originals again; ``there`` counts the good ones, ``faults`` names the others."""
    seen = Moved()
    for sha256 in names:
        actual = hash_of(store, sha256)
        if actual == sha256:
            seen.there += 1
        else:
            seen.faults.append(
                f"{sha256}：{'不见了' if actual is None else f'内容被改动（现在是 {actual}）'}"
            )
        tell(seen.count)
    return seen


def hash_of(store: BlobStore, sha256: str) -> str | None:
    """The SHA-256 of what the store has under that name; ``None`` where it has nothing. Raises OSError."""
    running = hashlib.sha256()
    try:
        with store.open(sha256) as original:
            while piece := original.read(PIECE_BYTES):
                running.update(piece)
    except MissingBlob:
        return None
    return running.hexdigest()


def fault_of(why: BlobError) -> str:
    """What is wrong with an original, in a few words."""
    match why:
        case HashMismatch():
            return f"内容被改动（现在是 {why.actual}）"
        case TooLarge():
            return f"超过上限 {why.limit} 字节"
        case _:
            return "不见了"


def _copy(source: BlobStore, target: BlobStore, sha256: str) -> int:
    with source.open(sha256) as original, target.begin(sha256) as incoming:
        while piece := original.read(PIECE_BYTES):
            incoming.write(piece)
        return incoming.finish().bytes
