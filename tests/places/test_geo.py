"""Datums against published vectors, cells and ranges against what tiles are."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.geo import (
    ZOOM,
    Box,
    bd09_to_gcj02,
    bd09_to_wgs84,
    box_ranges,
    cell_centre,
    cell_of,
    deinterleave,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    interleave,
    metres_between,
    tile_number,
    tile_range,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

PLACES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("datum_vectors.json").read_text("utf-8"))[
    "places"
]
TRANSFORMS = {
    ("wgs84", "gcj02"): wgs84_to_gcj02,
    ("gcj02", "wgs84"): gcj02_to_wgs84,
    ("gcj02", "bd09"): gcj02_to_bd09,
    ("bd09", "gcj02"): bd09_to_gcj02,
    ("wgs84", "bd09"): wgs84_to_bd09,
    ("bd09", "wgs84"): bd09_to_wgs84,
}
lons, lats = st.floats(73.6, 135.0), st.floats(18.2, 53.5)
county_lons, county_lats = st.floats(117.8969, 118.5171), st.floats(35.9243, 36.3912)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.get("name", "public"))
@pytest.mark.parametrize(("source", "target"), TRANSFORMS)
def test_a_place_is_found_again_in_another_datum(place: dict[str, Any], source: str, target: str) -> None:
    if source in place and target in place:
        found = TRANSFORMS[source, target](*place[source])
        assert found == pytest.approx(place[target], abs=place.get("tolerance", 5e-8), rel=0)


def test_the_county_seat_would_lie_half_a_kilometre_off_under_the_wrong_label() -> None:
    seat = next(place for place in PLACES if place.get("name") == "county_seat_center")
    assert metres_between(tuple(seat["wgs84"]), tuple(seat["gcj02"])) == pytest.approx(
        seat["offset_m"], abs=1.5
    )


@given(lons, lats)
def test_every_shift_can_be_undone(lon: float, lat: float) -> None:
    assert gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-9, rel=0)
    assert bd09_to_wgs84(*wgs84_to_bd09(lon, lat)) == pytest.approx((lon, lat), abs=1e-9, rel=0)


@pytest.mark.parametrize("place", [(-122.42, 37.77), (2.35, 48.86), (151.2, -33.87)])
def test_outside_china_nothing_is_shifted(place: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*place) == place


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert metres_between((118.0, 36.0), (118.0, 37.0)) == pytest.approx(111_195, abs=10)


@given(st.integers(0, 2**ZOOM - 1), st.integers(0, 2**ZOOM - 1))
def test_interleaving_loses_nothing(x: int, y: int) -> None:
    assert deinterleave(interleave(x, y)) == (x, y)
    assert interleave(x, y) < 2**52


@given(county_lons, county_lats)
def test_a_cell_is_where_its_position_is(lon: float, lat: float) -> None:
    assert metres_between((lon, lat), cell_centre(cell_of(lon, lat))) < 0.5


@pytest.mark.parametrize(
    ("lon", "lat", "tile"),
    [
        (118.1602, 36.1861, (10, 848, 401)),
        (0.1, -0.1, (1, 1, 1)),
        (-0.1, 0.1, (1, 0, 0)),
        (180.0, -90.0, (3, 7, 7)),
    ],
)
def test_a_tile_holds_the_cells_that_lie_in_it(lon: float, lat: float, tile: tuple[int, int, int]) -> None:
    assert cell_of(lon, lat) in tile_range(*tile)


def test_tiles_of_all_zooms_have_numbers_of_their_own() -> None:
    here = cell_of(118.1602, 36.1861)
    numbers = [tile_number(z, here) for z in range(ZOOM + 1)]

    assert numbers[0] == 1
    assert [finer >> 2 for finer in numbers[1:]] == numbers[:-1]
    assert numbers[ZOOM] - (1 << 2 * ZOOM) == here


@pytest.mark.parametrize("tile", [(27, 0, 0), (-1, 0, 0), (3, 8, 0), (3, 0, -1)])
def test_a_tile_that_is_none_is_refused(tile: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no tile"):
        tile_range(*tile)


@given(county_lons, county_lons, county_lats, county_lats, st.integers(1, 32), st.data())
def test_the_ranges_of_a_box_hold_every_position_in_it(
    lon: float, other_lon: float, lat: float, other_lat: float, at_most: int, data: st.DataObject
) -> None:
    west, east, south, north = (
        min(lon, other_lon),
        max(lon, other_lon),
        min(lat, other_lat),
        max(lat, other_lat),
    )
    ranges = box_ranges((west, south, east, north), at_most)
    assert 1 <= len(ranges) <= at_most
    assert all(one.stop < later.start for one, later in pairwise(ranges))
    cell = cell_of(data.draw(st.floats(west, east)), data.draw(st.floats(south, north)))
    assert any(cell in one for one in ranges)


@pytest.mark.parametrize(
    ("box", "waste"),
    [
        ((118.10, 36.15, 118.20, 36.22), 1.3),
        ((118.10, 36.15, 118.101, 36.35), 8),
        ((118.10, 36.15, 118.5, 36.151), 8),
    ],
    ids=["a screen", "a street to the north", "a street to the east"],
)
def test_ranges_do_not_reach_far_beyond_the_box(box: Box, waste: float) -> None:
    west, north = deinterleave(cell_of(box[0], box[3]))
    east, south = deinterleave(cell_of(box[2], box[1]))
    cells = (east - west + 1) * (south - north + 1)
    assert cells <= sum(len(one) for one in box_ranges(box, 32)) < waste * cells


def test_a_box_inside_out_is_refused() -> None:
    with pytest.raises(ValueError, match="west"):
        box_ranges((118.2, 36.0, 118.1, 36.1))
