"""Vector tiles, read back by a reader that knows the specification and nothing of the writer."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.map.mvt import EXTENT, Cell, point_layer
from tests.map.reading import read_tile


class Point(NamedTuple):
    """A point and what its layer's keys say of it."""

    id: int | None
    x: int
    y: int
    cells: tuple[Cell, ...]


def layer_of(name: str, keys: Sequence[str], points: Sequence[Point], extent: int = EXTENT) -> bytes:
    places = [(point.id, point.x, point.y) for point in points]
    return point_layer(name, keys, places, list(zip(*[point.cells for point in points], strict=True)), extent)


SHIPS = (
    ("number", "state", "overdue", "count"),
    [
        Point(1, 10, 20, ("20230201-0001", "DISPATCHED", True, None)),
        Point(2, 4095, 0, ("20230201-0002", "DISPATCHED", False, 12)),
    ],
)


def test_what_is_written_is_read() -> None:
    keys, points = SHIPS
    (layer,) = read_tile(layer_of("cases", keys, points))
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
    (layer,) = read_tile(layer_of("cases", keys, points))
    assert layer.values.count("DISPATCHED") == 1


def test_layers_are_joined_to_a_tile() -> None:
    keys, points = SHIPS
    tile = layer_of("cases", keys, points) + layer_of(
        "clusters", ("count",), [Point(None, 0, 0, (3,))], extent=512
    )
    assert [(layer.name, layer.extent, len(layer.features)) for layer in read_tile(tile)] == [
        ("cases", 4096, 2),
        ("clusters", 512, 1),
    ]


@pytest.mark.parametrize("bits", range(7, 64, 7))
def test_numbers_are_read_back_on_both_sides_of_every_further_byte(bits: int) -> None:
    points = [Point(number, 0, 0, (number,)) for number in ((1 << bits) - 1, 1 << bits)]
    (layer,) = read_tile(layer_of("clusters", ("count",), points))
    assert [(one.id, one.properties["count"]) for one in layer.features] == [(p.id, p.id) for p in points]


def test_no_points_make_no_layer() -> None:
    assert layer_of("cases", ("number",), []) == b""


def test_a_feature_without_attributes_has_none() -> None:
    (layer,) = read_tile(layer_of("cases", ("note",), [Point(None, 5, 6, (None,))]))
    assert (layer.features[0].id, layer.features[0].properties, layer.values) == (None, {}, [])


def test_equal_values_of_other_types_stay_apart() -> None:
    (layer,) = read_tile(layer_of("cases", ("a", "b", "c"), [Point(None, 0, 0, (True, 1, 1.0))]))
    assert [(type(value), value) for value in layer.features[0].properties.values()] == [
        (bool, True),
        (int, 1),
        (float, 1.0),
    ]


def test_the_specification_s_own_point() -> None:
    """The example of the specification's 4.3.5.1: a point at (25, 17) is the geometry 9 50 34."""
    tile = layer_of("p", (), [Point(None, 25, 17, ())])
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
        layer_of("cases", ("a", "b"), [point])


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
    (layer,) = read_tile(layer_of("点", ("甲", "b"), points))
    assert [(one.id, *one.at) for one in layer.features] == [point[:3] for point in points]
    for point, feature in zip(points, layer.features, strict=True):
        wanted = {key: cell for key, cell in zip(("甲", "b"), point.cells, strict=True) if cell is not None}
        assert feature.properties == wanted
        assert [type(cell) for cell in feature.properties.values()] == [
            type(cell) for cell in wanted.values()
        ]
