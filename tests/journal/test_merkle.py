"""A tree over entries: each can be proved to be among them, and nothing else can."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journal.merkle import NOTHING, Root, leaf, paths_to, root_by_path, root_of

A, B, C = (leaf(hashlib.sha256(name).hexdigest()) for name in (b"a", b"b", b"c"))


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_the_tree_is_that_of_rfc_6962() -> None:
    assert root_of([]) == NOTHING == hashlib.sha256(b"").digest()
    assert root_of([A]) == A
    assert root_of([A, B, C]) == node(node(A, B), C)
    assert root_of([A, B, C, A, B]) == node(node(node(A, B), node(C, A)), B)


@given(st.integers(1, 70), st.data())
def test_every_entry_has_a_path_to_the_root_and_no_other_has(size: int, data: st.DataObject) -> None:
    leaves = [leaf(hashlib.sha256(str(at).encode()).hexdigest()) for at in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = paths_to(leaves, {index, 0})[index]
    root = root_of(leaves)

    assert root_by_path(leaves[index], index, size, path) == root
    assert root_by_path(A, index, size, path) != root
    if size > 1:
        with pytest.raises(ValueError, match="too short"):
            root_by_path(leaves[index], index, size, path[:-1])
    with pytest.raises(ValueError, match="too long"):
        root_by_path(leaves[index], index, size, [*path, A])


def test_a_root_that_grows_is_the_root_of_what_it_has() -> None:
    growing = Root()
    leaves = [leaf(hashlib.sha256(bytes([at])).hexdigest()) for at in range(40)]
    for size, one in enumerate(leaves, start=1):
        growing.add(one)
        assert growing.digest() == root_of(leaves[:size])
