"""Vector tiles, read back by a reader that knows the specification and nothing of the writer."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.map.mvt import EXTENT, Cell, Point, point_layer

SHIPS = (
    ("number", "state", "overdue", "count"),
    [
        Point(1, 10, 20, ("20230201-0001", "DISPATCHED", True, None)),
        Point(2, 4095, 0, ("20230201-0002", "DISPATCHED", False, 12)),
    ],
)


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


def test_what_is_written_is_read() -> None:
    keys, points = SHIPS
    (layer,) = read_tile(point_layer("cases", keys, points))
    assert (layer.name, layer.version, layer.extent) == ("cases", 2, EXTENT)
    first, second = layer.features
    assert (first.id, first.kind, first.at) == (1, 1, (10, 20))
    assert first.properties == {"number": "20230201-0001", "state": "DISPATCHED", "overdue": True}
    assert second.properties == {
        "number": "20230201-0002",
        "state": "DISPATCHED",
        "overdue": False,
        "count": 12,
    }


def test_a_value_that_comes_again_is_stored_once() -> None:
    keys, points = SHIPS
    (layer,) = read_tile(point_layer("cases", keys, points))
    assert layer.values.count("DISPATCHED") == 1


def test_layers_are_joined_to_a_tile() -> None:
    keys, points = SHIPS
    tile = point_layer("cases", keys, points) + point_layer(
        "clusters", ("count",), [Point(None, 0, 0, (3,))], extent=512
    )
    assert [(layer.name, layer.extent, len(layer.features)) for layer in read_tile(tile)] == [
        ("cases", 4096, 2),
        ("clusters", 512, 1),
    ]


def test_no_points_make_no_layer() -> None:
    assert point_layer("cases", ("number",), []) == b""


def test_a_feature_without_attributes_has_none() -> None:
    (layer,) = read_tile(point_layer("cases", ("note",), [Point(None, 5, 6, (None,))]))
    assert (layer.features[0].id, layer.features[0].properties, layer.values) == (None, {}, [])


def test_equal_values_of_other_types_stay_apart() -> None:
    (layer,) = read_tile(point_layer("cases", ("a", "b", "c"), [Point(None, 0, 0, (True, 1, 1.0))]))
    assert [(type(value), value) for value in layer.features[0].properties.values()] == [
        (bool, True),
        (int, 1),
        (float, 1.0),
    ]


def test_the_specification_s_own_point() -> None:
    """The example of the specification's 4.3.5.1: a point at (25, 17) is the geometry 9 50 34."""
    tile = point_layer("p", (), [Point(None, 25, 17, ())])
    assert bytes((0x22, 3, 9, 50, 34)) in tile


@pytest.mark.parametrize(
    ("point", "error"),
    [
        (Point(None, 0, 0, ("one",)), ValueError),
        (Point(None, 0, 0, ("one", "two", "three")), ValueError),
        (Point(-1, 0, 0, ("one", "two")), ValueError),
        (Point(1 << 64, 0, 0, ("one", "two")), ValueError),
        (Point(None, 0, 0, ("one", 1 << 64)), ValueError),
        (Point(None, 0, 0, ("one", b"bytes")), TypeError),  # type: ignore[arg-type]  # what is tried
    ],
)
def test_what_does_not_fit_is_refused(point: Point, error: type[Exception]) -> None:
    with pytest.raises(error):
        point_layer("cases", ("a", "b"), [point])


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=12),
    st.floats(allow_nan=False),
    st.integers(min_value=-(1 << 63), max_value=(1 << 64) - 1),
)
coordinates = st.integers(min_value=-(1 << 20), max_value=1 << 20)
identities = st.none() | st.integers(min_value=0, max_value=(1 << 64) - 1)


@given(
    st.lists(
        st.builds(Point, identities, coordinates, coordinates, st.tuples(cells, cells)),
        min_size=1,
        max_size=8,
    )
)
def test_any_points_come_back(points: list[Point]) -> None:
    (layer,) = read_tile(point_layer("点", ("甲", "b"), points))
    assert [(one.id, *one.at) for one in layer.features] == [point[:3] for point in points]
    for point, feature in zip(points, layer.features, strict=True):
        wanted = {key: cell for key, cell in zip(("甲", "b"), point.cells, strict=True) if cell is not None}
        assert feature.properties == wanted
        assert [type(cell) for cell in feature.properties.values()] == [
            type(cell) for cell in wanted.values()
        ]
