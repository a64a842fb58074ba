"""What tiles show is what the person may see and asked for: nothing twice, nothing missing, nothing stale."""

from collections import Counter
from itertools import cycle
from math import atan, degrees, pi, sinh
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.cases.filters import Filters, Moment, Span
from app.cases.models import Source
from app.cases.queries import narrowed
from app.cases.rights import CASES
from app.cases.states import ENDED, OPEN, State
from app.core.clock import LOCAL, now
from app.core.geo import ZOOM, deinterleave, tile_number
from app.map.heaps import Tile
from app.map.mvt import EXTENT
from app.map.tiles import MOST_POINTS, NEAR, tile_of_cases
from app.notices.versions import Versions
from app.people.models import Role
from app.people.policy import Person
from tests.bench.filling import fill
from tests.bureau import COUNTY_SEAT, Bureau
from tests.map.reading import ReadFeature, read_tile

TODAY = now().astimezone(LOCAL).date()
EVERYONE = ("command", "dispatcher-zfdd", "crew-cgb", "inspector-1")
QUESTIONS = [
    Filters(),
    Filters(state=tuple(sorted(OPEN))),
    Filters(state=(State.CLOSED,)),
    Filters(unit=("ZFDD",)),
    Filters(unit=("ZFDD", "CGB", "ZZB", "HJZX")),
    Filters(category="LL", state=(State.CLOSED, State.ACCEPTED)),
    Filters(category="LL2-02"),
    Filters(battle=3),
    Filters(battle=3, unit=("ZFDD",), category="LL"),
    Filters(overdue=True),
    Filters(area="370323"),
    Filters(source=Source.PUBLIC),
    Filters(mine=True),
    Filters(spans=(Span(Moment.REPORTED, None, TODAY),)),
    Filters(q="村口"),
]


@pytest.fixture
def filled(bureau: Bureau) -> Bureau:
    """A bureau with cases all over the county, in all states."""
    fill(bureau.database, Versions(bureau.database).in_force, 1_500, now())
    return bureau


def person(bureau: Bureau, username: str) -> Person:
    """Who they are, as far as rights go."""
    me = bureau[username].http.get("/api/me").json()
    roles = frozenset(Role(role) for role in me["roles"])
    return Person(UUID(me["id"]), username, me["name"], roles, me["unit"] and me["unit"]["code"])


def rows(bureau: Bureau, who: Person, filters: Filters) -> list[Any]:
    """The cases by the plain condition."""
    with bureau.database.reading() as session:
        return list(session.execute(narrowed(select(CASES.id, CASES.state, CASES.cell), who, filters)))


def tile_at(z: int, cell: int) -> Tile:
    """The tile that holds a case."""
    x, y = deinterleave(cell)
    return Tile(z, x >> ZOOM - z, y >> ZOOM - z)


def shown(bureau: Bureau, who: Person, filters: Filters, tile: Tile) -> list[ReadFeature]:
    """What a tile shows."""
    with bureau.database.engine.connect() as connection:
        layers = read_tile(tile_of_cases(connection, who, filters, tile))
    return [feature for layer in layers for feature in layer.features]


def by_state(features: list[ReadFeature]) -> Counter[str]:
    """How many cases of each state the features stand for."""
    counted: Counter[str] = Counter()
    for feature in features:
        if "count" in feature.properties:
            states = {name: n for name, n in feature.properties.items() if name != "count"}
            assert sum(map(int, states.values())) == feature.properties["count"]  # type: ignore[arg-type]  # numbers
            counted.update({str(name): int(n) for name, n in states.items()})  # type: ignore[arg-type]  # numbers
        else:
            counted[str(feature.properties["state"])] += 1
    return counted


def test_tiles_hold_what_may_be_seen_and_was_asked_for(filled: Bureau) -> None:
    all_cases = rows(filled, person(filled, "command"), Filters())
    for username, z in [*zip(EVERYONE, cycle((7, 10)), strict=False), ("command", NEAR)]:
        who = person(filled, username)
        everywhere = {tile_at(z, row.cell) for row in all_cases}
        for filters in QUESTIONS:
            wanted = rows(filled, who, filters)
            expected = Counter((tile_at(z, row.cell), row.state.value) for row in wanted)
            seen = {tile: shown(filled, who, filters, tile) for tile in everywhere}
            counted = {
                (tile, state): n for tile, found in seen.items() for state, n in by_state(found).items()
            }
            assert counted == dict(expected), (username, filters)
            ids = {str(row.id) for row in wanted}
            assert {str(one.properties.get("id", "")) for found in seen.values() for one in found} <= {
                *ids,
                "",
            }


def test_few_cases_are_points_and_many_are_clusters_in_their_middle(
    filled: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = person(filled, "command")
    found = rows(filled, who, Filters())
    for z in (6, 9, 11, 13, 16, 19):
        for tile in {tile_at(z, row.cell) for row in found[:8]}:
            features = shown(filled, who, Filters(), tile)
            many = sum(by_state(features).values()) > MOST_POINTS
            assert all(("count" in one.properties) is many for one in features), tile
            assert not many or len({one.id for one in features}) == len(features)
    for filters in (Filters(), Filters(state=tuple(sorted(ENDED)))):
        demand_in_the_middle(filled, who, filters, tile_at(8, found[0].cell))

    few, tile = Filters(category="WB", state=(State.CLOSED,)), tile_at(8, found[0].cell)
    assert all("id" in one.properties for one in shown(filled, who, few, tile))
    monkeypatch.setattr("app.map.tiles.CROWD", 10)
    in_a_crowd = shown(filled, who, few, tile)
    assert in_a_crowd
    assert all("count" in one.properties for one in in_a_crowd)


def demand_in_the_middle(bureau: Bureau, who: Person, filters: Filters, tile: Tile) -> None:
    """Each cluster stands where its cases lie on average, to a tile's unit."""
    clusters = shown(bureau, who, filters, tile)
    assert clusters
    found = rows(bureau, who, filters)
    unit = (1 << ZOOM - tile.z) // EXTENT
    for cluster in clusters:
        places = [deinterleave(row.cell) for row in found if tile_number(tile.level, row.cell) == cluster.id]
        assert len(places) == cluster.properties["count"]
        for axis in (0, 1):
            mean = sum(place[axis] for place in places) / len(places)
            here = cluster.at[axis] * unit + (tile[1 + axis] << ZOOM - tile.z)
            assert here == pytest.approx(mean, abs=unit)


def position(tile: Tile, at: tuple[int, int]) -> tuple[float, float]:
    """Longitude and latitude of a place in a tile."""
    x, y = ((start + place / EXTENT) / (1 << tile.z) for start, place in zip(tile[1:], at, strict=True))
    return x * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y))))


@pytest.mark.parametrize("z", [3, 10, 14, 15, 19])
def test_a_point_stands_where_its_case_is(bureau: Bureau, z: int) -> None:
    case_id = bureau["inspector"].files()["id"]
    who = person(bureau, "command")
    (row,) = rows(bureau, who, Filters())
    tile = tile_at(z, row.cell)
    (point,) = shown(bureau, who, Filters(), tile)

    assert point.properties["id"] == case_id
    unit = 360 / (1 << z) / EXTENT
    assert position(tile, point.at) == pytest.approx(COUNTY_SEAT, abs=max(unit, 1e-5))


def test_a_tile_is_right_at_once_and_not_sent_again_if_nothing_has_changed(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    (row,) = rows(bureau, person(bureau, "command"), Filters())
    z, x, y = tile_at(14, row.cell)
    path = f"/tiles/cases/{z}/{x}/{y}.mvt"
    command, dispatcher = bureau["command"].http, bureau["dispatcher-zfdd"]
    first = command.get(path)
    assert first.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert first.headers["cache-control"] == "private, no-cache"
    again = command.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    dispatcher.does("accept", case_id)
    changed = command.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    (layer,) = read_tile(changed.content)
    assert [one.properties["state"] for one in layer.features] == ["ACCEPTED"]
    assert command.get(path, params={"state": "DISPATCHED"}).content == b""
    assert bureau["dispatcher-hjzx"].http.get(path).content == b""


def test_tiles_are_for_those_who_have_signed_in(bureau: Bureau) -> None:
    stranger = bureau.stranger()

    assert stranger.get("/tiles/cases/9/424/200.mvt").status_code == 401
    assert stranger.get("/tiles/cases.json").status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [("9/512/0", 404), ("9/0/512", 404), ("20/0/0", 422), ("-1/0/0", 422), ("a/0/0", 422), ("9/0/0", 200)],
)
def test_a_tile_that_is_none_is_told_as_such(bureau: Bureau, path: str, status: int) -> None:
    assert bureau["command"].http.get(f"/tiles/cases/{path}.mvt").status_code == status


def test_map_programs_are_told_where_the_tiles_are(bureau: Bureau) -> None:
    bureau["inspector"].files()
    told = bureau["command"].http.get("/tiles/cases.json", params={"state": ["DISPATCHED", "REWORK"]}).json()

    assert told["tilejson"] == "3.0.0"
    assert told["bounds"][0] < COUNTY_SEAT[0] < told["bounds"][2]
    (address,) = told["tiles"]
    address_of_all, key = address.split("&key=")
    assert address_of_all.endswith("/tiles/cases/{z}/{x}/{y}.mvt?state=DISPATCHED&state=REWORK")
    assert key
    (layer,) = read_tile(bureau["command"].http.get(address.format(z=0, x=0, y=0)).content)
    described = {one["id"]: one["fields"] for one in told["vector_layers"]}
    assert layer.features[0].properties.keys() <= described[layer.name].keys()
