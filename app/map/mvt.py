"""Writing Mapbox Vector Tiles 2.1 of points, by hand: cases and clusters are all that our tiles hold.

The format is github.com/mapbox/vector-tile-spec (2.1); field numbers below are those of its
``vector_tile.proto``. Pure: integers and attributes in, bytes out. A general encoder builds geometries and
protobuf messages one object at a time; a point is three numbers, so the bytes are put together directly.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Cell = str | bool | int | float | None
"""An attribute's value; ``None`` leaves the attribute out of that feature."""

EXTENT = 4096
"""Units along a tile's side."""

_Column = tuple[bytes, dict[Cell, tuple[type, bytes]]]
"""A layer's key: its index, spelt, and what it has met: the cell's type and its tag (both indices, spelt)."""
_Places = dict[tuple[type, Cell], int]
"""Where a value stands among the layer's, by type too: True, 1 and 1.0 are equal in Python, not in a tile."""


class Point(NamedTuple):
    """One feature.

    ``x`` and ``y`` are tile units from the north-west corner, x east, y south; outside 0 to the extent they
    lie in the tile's buffer. ``id`` is any unsigned 64-bit number, or ``None``. ``cells`` stand in the order
    of the layer's keys.
    """

    id: int | None
    x: int
    y: int
    cells: Sequence[Cell]


def point_layer(name: str, keys: Sequence[str], points: Iterable[Point], extent: int = EXTENT) -> bytes:
    """A layer of points, ready to stand in a tile; empty for no points (the format forbids an empty layer).

    Layers are simply concatenated to a tile.

    Raises:
        ValueError: a point has not one cell for each key, or a number is too large for the format.
        TypeError: a cell is of another type than :data:`Cell`.
    """
    places: _Places = {}
    columns: list[_Column] = [(_varint(index), {None: (type(None), b"")}) for index in range(len(keys))]
    features = [_feature(point, columns, places) for point in points]
    if not features:
        return b""
    parts = [_field(b"\x0a", name.encode()), *features]  # 1: name; 2: features
    parts += [_field(b"\x1a", key.encode()) for key in keys]  # 3: keys
    parts += [_value(cell) for _, cell in places]  # 4: values
    parts.append(b"\x28" + _varint(extent) + b"\x78\x02")  # 5: extent; 15: version 2
    return _field(b"\x1a", b"".join(parts))  # 3: a layer of the tile


def _feature(point: Point, columns: Sequence[_Column], places: _Places) -> bytes:
    identity, x, y, cells = point
    tags = b"".join(
        [
            met[1]
            if (met := column[1].get(cell)) and met[0] is cell.__class__
            else _tag(column, cell, places)
            for column, cell in zip(columns, cells, strict=True)
        ]
    )
    at = _step(x) + _step(y)
    body = b"".join(
        (
            b"" if identity is None else b"\x08" + _varint(identity),  # 1: id
            b"\x12" + _varint(len(tags)) if tags else b"",
            tags,  # 2: tags, packed
            b"\x18\x01\x22",
            _SHORT[1 + len(at)],
            b"\x09",
            at,  # 3: type POINT; 4: geometry, packed: MoveTo, once
        )
    )
    return b"\x12" + _varint(len(body)) + body


def _tag(column: _Column, cell: Cell, places: _Places) -> bytes:
    """The tag of a cell that its column meets for the first time (or of a type that was not the last)."""
    kind = cell.__class__
    tag = column[0] + _varint(places.setdefault((kind, cell), len(places)))
    column[1][cell] = kind, tag
    return tag


def _step(number: int) -> bytes:
    """A coordinate, spelt; those within a tile are known beforehand."""
    return _SHORT[number << 1] if 0 <= number <= EXTENT else _varint(_zigzag(number))


def _field(tag: bytes, content: bytes) -> bytes:
    """A length-delimited protobuf field."""
    return tag + _varint(len(content)) + content


def _value(cell: Cell) -> bytes:
    """A value's field; in the message 1: string, 3: double, 5: uint, 6: sint, 7: bool."""
    if cell.__class__ is int and cell >= 0:  # counts
        number = _varint(cell)
        return _COUNTS[len(number)] + number
    if cell.__class__ is str:
        return _field(b"\x22", _field(b"\x0a", cell.encode()))
    return _field(b"\x22", _rarer(cell))


def _rarer(cell: Cell) -> bytes:
    match cell:
        case bool():
            return b"\x38\x01" if cell else b"\x38\x00"
        case str():
            return _field(b"\x0a", cell.encode())
        case int():
            return b"\x28" + _varint(cell) if cell >= 0 else b"\x30" + _varint(_zigzag(cell))
        case float():
            return b"\x19" + struct.pack("<d", cell)
        case _:
            raise TypeError(f"a tile cannot hold a {type(cell).__name__}")


_COUNTS = tuple(bytes((0x22, 1 + length, 0x28)) for length in range(11))
"""How a value that is an unsigned number begins, by the length of its spelling."""


def _zigzag(number: int) -> int:
    """Signed to unsigned, small magnitudes first: 0, -1, 1, -2, …"""
    return number << 1 if number >= 0 else (-number << 1) - 1


def _spelt(number: int) -> bytes:
    """Seven bits a byte, the lowest first, the high bit set on all but the last."""
    spelling = bytearray()
    while number > 0x7F:
        spelling.append(number & 0x7F | 0x80)
        number >>= 7
    spelling.append(number)
    return bytes(spelling)


_SHORT = tuple(_spelt(number) for number in range(4 * EXTENT))
"""Coordinates, lengths and indices, spelt beforehand: nearly every number of a tile is one of these."""
_LOWEST = tuple(bytes((number & 0x7F | 0x80, number >> 7 | 0x80)) for number in range(len(_SHORT)))
"""The same fourteen bits as the beginning of a longer number."""


def _varint(number: int) -> bytes:
    return _SHORT[number] if 0 <= number < len(_SHORT) else _long(number)


def _long(number: int) -> bytes:
    if not 0 <= number < 1 << 64:
        raise ValueError(f"{number} does not fit a vector tile's 64 bits")
    return _LOWEST[number & len(_SHORT) - 1] + _varint(number >> 14)
