"""Where a report lies: in which town, and whether in the county at all."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notices.kinds import Level
from app.notices.model import Notice, Shape
from app.places.find import AreaFinder
from tests.notices.folders import yiyuan

FINDER = AreaFinder(yiyuan())


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def with_shapes(*shapes: Shape) -> Notice:
    return replace(yiyuan(), shapes={shape.code: shape for shape in shapes})


@pytest.mark.parametrize(
    ("lon", "lat", "town"),
    [
        (118.1602, 36.1861, "历山街道"),
        (118.10, 36.19, "南麻街道"),
        (117.95, 36.20, "鲁村镇"),
        (118.40, 35.95, "东里镇"),
        (118.05, 36.35, "南鲁山镇"),
    ],
)
def test_a_position_lies_in_a_town(lon: float, lat: float, town: str) -> None:
    area = FINDER.find(lon, lat)
    assert area is not None
    assert (area.name, area.level) == (town, Level.TOWN)
    assert area.shape is not None
    assert area.shape.schematic


@given(st.floats(117.8969, 118.5171), st.floats(35.9243, 36.3912))
def test_the_schematic_towns_leave_no_hole_in_the_county(lon: float, lat: float) -> None:
    assert FINDER.in_county(lon, lat)
    assert FINDER.find(lon, lat) is not None


@pytest.mark.parametrize(("lon", "lat"), [(116.397, 39.909), (118.6, 36.2), (36.1861, 118.1602)])
def test_elsewhere_is_no_area_and_not_the_county(lon: float, lat: float) -> None:
    assert FINDER.find(lon, lat) is None
    assert not FINDER.in_county(lon, lat)


def test_on_a_border_the_answer_is_always_the_lower_code() -> None:
    area = FINDER.find(118.145, 36.20)
    assert area is not None
    assert area.code == "370323001"


def test_a_village_that_has_an_outline_is_found_before_its_town() -> None:
    village = Shape("370323001001", Level.VILLAGE, False, square(118.15, 36.18, 118.16, 36.19))
    town = yiyuan().shapes["370323001"]
    finder = AreaFinder(with_shapes(town, village))
    inside, beside = finder.find(118.155, 36.185), finder.find(118.17, 36.185)
    assert inside is not None
    assert beside is not None
    assert (inside.name, beside.name) == ("历山居委会", "历山街道")


def test_without_outlines_nothing_is_found_and_nothing_breaks() -> None:
    assert AreaFinder(with_shapes()).find(118.1602, 36.1861) is None
