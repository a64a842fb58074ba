"""One hash over many entries, of which each can be proved to be among them by a few hashes (RFC 6962, 2.1).

An evidence pack shows a case's own entries to people who may not read the others between them: the path from
an entry to the signed root tells nothing of its neighbours but their hashes. Hashes are 32 bytes.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

NOTHING = sha256(b"").digest()


def leaf(entry_hash: str) -> bytes:
    """The tree's leaf for an entry: SHA-256 over 0x00 and the entry's hash (given in hex)."""
    return sha256(b"\x00" + bytes.fromhex(entry_hash)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Root:
    """The root over leaves as they come; remembers as few hashes as the count has bits."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, new_leaf: bytes) -> None:
        """One more leaf, after all before it."""
        left_full = self.size
        self.size += 1
        self._peaks.append(new_leaf)
        while left_full & 1:
            right, left = self._peaks.pop(), self._peaks.pop()
            self._peaks.append(_node(left, right))
            left_full >>= 1

    def digest(self) -> bytes:
        """The root over the leaves so far."""
        if not self._peaks:
            return NOTHING
        *lefts, root = self._peaks
        for left in reversed(lefts):
            root = _node(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over all leaves."""
    root = Root()
    for one in leaves:
        root.add(one)
    return root.digest()


def paths_to(leaves: Iterable[bytes], indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """For each wanted leaf the neighbours from it up to the root, lowest first; the leaves are read once.

    A neighbour at height h is the root over the leaves whose place differs from the wanted one's in bit h and
    in none above, so that nothing but these few roots is kept.
    """
    beside: dict[int, dict[int, Root]] = {index: {} for index in indexes}
    for at, one in enumerate(leaves):
        for index, roots in beside.items():
            if at != index:
                roots.setdefault((at ^ index).bit_length() - 1, Root()).add(one)
    return {index: [roots[height].digest() for height in sorted(roots)] for index, roots in beside.items()}


def root_by_path(one: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf, its place among ``size`` leaves and its path lead to.

    Raises:
        ValueError: where the path is not as long as that place asks.
    """
    rest = list(path)
    while size > 1:
        if index ^ 1 < size:
            if not rest:
                raise ValueError("the path is too short")
            beside = rest.pop(0)
            one = _node(beside, one) if index & 1 else _node(one, beside)
        index, size = index >> 1, (size + 1) >> 1
    if rest:
        raise ValueError("the path is too long")
    return one
