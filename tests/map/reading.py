"""A reader of vector tiles that knows the specification and nothing of the writer."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.map.mvt import Cell


@dataclass
class ReadFeature:
    """A feature as a map page would see it."""

    id: int | None = None
    kind: int = 0
    at: tuple[int, int] = (0, 0)
    properties: dict[str, Cell] = field(default_factory=dict)


@dataclass
class ReadLayer:
    """A layer as a map page would see it."""

    name: str
    version: int
    extent: int
    features: list[ReadFeature]
    values: list[Cell]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends."""
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Protobuf's wire format: field numbers with a number (wire type 0) or bytes (1 and 2)."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            content, at = varint(message, at)
            yield number, content
            continue
        length, at = (8, at) if wire == 1 else varint(message, at)
        assert wire in {1, 2}
        assert at + length <= len(message)
        yield number, message[at : at + length]
        at += length


def packed(content: int | bytes) -> list[int]:
    """Repeated numbers in one field."""
    assert isinstance(content, bytes)
    numbers, at = [], 0
    while at < len(content):
        number, at = varint(content, at)
        numbers.append(number)
    return numbers


def unzigzag(number: int) -> int:
    """Even numbers are positive, odd ones negative."""
    return -(number + 1) // 2 if number % 2 else number // 2


def read_value(message: bytes) -> Cell:
    """The single value of a value message."""
    ((number, content),) = fields(message)
    if isinstance(content, bytes):
        return content.decode() if number == 1 else float(struct.unpack("<d", content)[0])
    return {5: content, 6: unzigzag(content), 7: bool(content)}[number]


def read_feature(message: bytes, keys: list[str], values: list[Cell]) -> ReadFeature:
    """A feature with its attributes looked up."""
    feature = ReadFeature()
    for number, content in fields(message):
        if number == 1:
            assert isinstance(content, int)
            feature.id = content
        elif number == 2:
            tags = packed(content)
            feature.properties = {
                keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)
            }
        elif number == 3:
            assert isinstance(content, int)
            feature.kind = content
        else:
            command, x, y = packed(content)
            assert (number, command) == (4, 9)  # MoveTo, one pair
            feature.at = unzigzag(x), unzigzag(y)
    return feature


def read_tile(tile: bytes) -> list[ReadLayer]:
    """All layers of a tile."""
    layers = []
    for number, layer in fields(tile):
        assert number == 3
        assert isinstance(layer, bytes)
        found = list(fields(layer))
        texts = {
            number: [content for which, content in found if which == number and isinstance(content, bytes)]
            for number in (1, 2, 3, 4)
        }
        numbers = {which: content for which, content in found if isinstance(content, int)}
        keys, values = [key.decode() for key in texts[3]], [read_value(value) for value in texts[4]]
        features = [read_feature(message, keys, values) for message in texts[2]]
        layers.append(ReadLayer(texts[1][0].decode(), numbers[15], numbers[5], features, values))
    return layers
