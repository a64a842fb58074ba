"""Writing Mapbox Vector Tiles 2.1 of points, by hand: cases and clusters are all that our tiles hold.

The format is github.com/mapbox/vector-tile-spec (2.1); field numbers below are those of its
``vector_tile.proto``. Pure: integers and attributes in, bytes out. A general encoder builds geometries and
protobuf messages one object at a time; a point is three numbers, so the bytes are put together directly.
"""

import struct
from collections.abc import Iterable, Sequence

Cell = str | bool | int | float | None
"""An attribute's value; ``None`` leaves the attribute out of that feature."""

EXTENT = 4096
"""Units along a tile's side."""

Place = tuple[int | None, int, int]
"""A point's id, any unsigned 64-bit number or ``None``, and where it lies in tile units.

From the north-west corner, x east, y south; outside 0 to the extent it lies in the tile's buffer.
"""


def point_layer(
    name: str,
    keys: Sequence[str],
    places: Sequence[Place],
    columns: Iterable[Sequence[Cell]],
    extent: int = EXTENT,
) -> bytes:
    """A layer of points, ready to stand in a tile; empty for no points (the format forbids an empty layer).

    ``columns``: for each key what it says of each of the points. Layers are simply concatenated to a tile.

    Raises:
        ValueError: there is not one column for each key and one cell for each place, or a number is too large
            for the format.
        TypeError: a cell is of another type than :data:`Cell`.
    """
    if not places:
        return b""
    values = _Values()
    tags = [_tags(at, cells, values) for at, (_, cells) in enumerate(zip(keys, columns, strict=True))]
    features = zip(places, *tags, strict=True)
    parts = [_field(b"\x0a", name.encode())]  # 1: name; 2: features
    parts += [_feature(place, b"".join(tags)) for place, *tags in features]
    parts += [_field(b"\x1a", key.encode()) for key in keys]  # 3: keys
    parts += map(_value, values.all)  # 4: values
    parts.append(b"\x28" + _varint(extent) + b"\x78\x02")  # 5: extent; 15: version 2
    return _field(b"\x1a", b"".join(parts))  # 3: a layer of the tile


def _tags(place: int, cells: Sequence[Cell], values: "_Values") -> list[bytes]:
    """A column's tags: for each of its cells the key's index and the value's."""
    key = _varint(place)
    return [b"" if cell is None else key + values[cell.__class__][cell] for cell in cells]


class _Values(dict[type, "_OfType"]):
    """A layer's values by type (True, 1 and 1.0 are equal, but not here), and where each stands among all."""

    def __init__(self) -> None:
        self.all: list[Cell] = []

    def __missing__(self, kind: type) -> "_OfType":
        self[kind] = found = _OfType(self.all)
        return found


class _OfType(dict[Cell, bytes]):
    """Those of one type: their indices, spelt."""

    def __init__(self, all_values: list[Cell]) -> None:
        self._all = all_values

    def __missing__(self, cell: Cell) -> bytes:
        self[cell] = index = _varint(len(self._all))
        self._all.append(cell)
        return index


def _feature(place: Place, tags: bytes) -> bytes:
    identity, x, y = place
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
        text = cell.encode()
        return _TEXTS[len(text)] + text if len(text) < len(_TEXTS) else _field(b"\x22", _field(b"\x0a", text))
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
_TEXTS = tuple(bytes((0x22, 2 + length, 0x0A, length)) for length in range(126))
"""How a value that is a text begins, by its length in bytes."""


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
