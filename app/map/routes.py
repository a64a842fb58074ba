"""The map's ground and its pins."""

from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from app.cases.asking import Narrowing
from app.cases.filters import Filters
from app.cases.routes import NarrowingDep, json_response
from app.core.problems import Problem
from app.core.shapes import Day
from app.http.asked import documented, parser_of
from app.http.guests import KEY, MapReader, MapReaderDep, map_key_for
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SettingsDep, SignedIn, SignedInOrBasic
from app.map.ground import areas_as_features, base_map, facilities_as_features
from app.map.heaps import Tile
from app.map.pins import MOST, pins
from app.map.recurring import recurring
from app.map.replay import Replay, replay
from app.map.tile_json import DEEPEST, TileJson, tile_json
from app.map.tiles import tile_of_cases
from app.people.policy import Person

router = APIRouter(tags=["map"])
MVT = "application/vnd.mapbox-vector-tile"
TILE_PATH = {"z": "|".join(map(str, range(DEEPEST + 1))), "x": "[0-9]{1,8}", "y": "[0-9]{1,8}"}
"""What the parts of a tile's address look like where it is a tile at all."""
QUERIES = 256
"""So many ways of narrowing the map are remembered."""
_parse = parser_of(Narrowing)


class TileAsked(Narrowing):
    """``key``: what stands in the address that ``/tiles/cases.json`` gives."""

    key: Annotated[str | None, Field(max_length=100)] = None


class BaseMap(BaseModel):
    """The configured base map. ``layers``: for each raster layer, from the ground up, its tile addresses."""

    kind: str
    layers: list[list[str]]
    url: str | None
    attribution: str
    max_zoom: int


@router.get(
    "/api/cases.geojson",
    response_class=Response,
    responses={200: {"content": {"application/geo+json": {}}}},
    openapi_extra=documented(Narrowing),
)
def get_pins(
    person: SignedIn,
    session: ReadSession,
    versions: VersionsDep,
    wanted: NarrowingDep,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    all_or_none: Annotated[bool, Query(description="None where there are more than `limit`.")] = False,
) -> Response:
    """Cases in a box as GeoJSON (RFC 7946), under the same filters as the inbox, the newest first."""
    found = pins(session, versions.in_force, person, wanted.filters, limit, all_or_none=all_or_none)
    response = json_response(found)
    response.headers["Content-Type"] = "application/geo+json"
    return response


@router.get(
    "/api/areas.geojson", response_class=Response, responses={200: {"content": {"application/geo+json": {}}}}
)
def get_areas(_person: SignedIn, session: ReadSession) -> Response:
    """Outlines of areas; ``schematic`` ones are drawn for show."""
    response = json_response(areas_as_features(session))
    response.headers["Content-Type"] = "application/geo+json"
    return response


@router.get(
    "/api/map/facilities.geojson",
    response_class=Response,
    responses={200: {"content": {"application/geo+json": {}}}},
)
def get_facilities(_person: SignedIn, versions: VersionsDep) -> Response:
    """Stall-guide points (便民疏导点) and parking, as the notice's folder has them."""
    response = json_response(facilities_as_features(versions.in_force.notice))
    response.headers["Content-Type"] = "application/geo+json"
    return response


@router.get("/api/map/base")
def get_base_map(_person: SignedIn, settings: SettingsDep) -> BaseMap:
    """Where the base map comes from."""
    shown: dict[str, Any] = base_map(settings)
    return BaseMap(**shown)


@router.get(
    "/api/map/recurring.geojson",
    response_class=Response,
    responses={200: {"content": {"application/geo+json": {}}}},
    openapi_extra=documented(Narrowing),
)
def get_recurring(
    person: SignedIn, session: ReadSession, versions: VersionsDep, wanted: NarrowingDep
) -> Response:
    """Spots where it keeps coming back, as GeoJSON (RFC 7946), the most often repeated first."""
    response = json_response(recurring(session, versions.in_force, person, wanted.filters))
    response.headers["Content-Type"] = "application/geo+json"
    return response


@router.get("/api/map/replay", openapi_extra=documented(Narrowing))
def get_replay(
    person: SignedIn, session: ReadSession, wanted: NarrowingDep, day: Annotated[Day, Query()]
) -> Replay:
    """A local day's steps in their order, of cases you may see; what narrows goes by how they stand now."""
    return replay(session, person, wanted.filters, day)


@router.get(
    "/tiles/cases/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses={200: {"content": {MVT: {}}}, 304: {"description": "nothing has changed"}},
    openapi_extra=documented(TileAsked),
)
async def get_tile(
    z: Annotated[int, Path(ge=0, le=DEEPEST)],
    x: Annotated[int, Path(ge=0)],
    y: Annotated[int, Path(ge=0)],
    request: Request,
    reader: MapReaderDep,
    wanted: NarrowingDep,
) -> Response:
    """A vector tile of the cases you may see: points where they are few, else clusters with counts by state.

    Right at once after a change: ask each time with ``If-None-Match``. Programs without our cookie show the
    ``key`` that ``/tiles/cases.json`` put into the address, or name and password (Basic).
    """
    return await _tile(request, reader, wanted.filters, Tile(z, x, y))


async def get_tile_at_once(request: Request, z: str, x: str, y: str) -> Response:
    """The same on the short way (:mod:`app.http.lane`)."""
    filters = _filters_in(request.scope["query_string"])
    return await _tile(request, MapReader(request), filters, Tile(int(z), int(x), int(y)))


@lru_cache(QUERIES)
def _filters_in(query: bytes) -> Filters:
    """What narrows the map stands in every tile's address alike."""
    return _parse(QueryParams(query)).filters


async def _tile(request: Request, reader: MapReader, filters: Filters, tile: Tile) -> Response:
    if tile.x >> tile.z or tile.y >> tile.z:
        raise Problem("not-found", what=("这块瓦片", "tile"))

    def look(connection: Connection, person: Person) -> bytes:
        return tile_of_cases(connection, person, filters, tile)

    body = await reader(look)
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, headers)
    return Response(body, 200, headers, MVT)


@router.get("/tiles/cases.json", openapi_extra=documented(Narrowing))
def get_tile_json(
    person: SignedInOrBasic, request: Request, versions: VersionsDep, wanted: NarrowingDep
) -> TileJson:
    """The tiles described for map programs (TileJSON 3.0); what narrows this narrows them.

    Their address holds a key that reads them in your name for twelve hours, and does nothing else.
    """
    _ = wanted.filters
    query = f"{request.url.query}&{KEY}={map_key_for(request, person)}".lstrip("&")
    return tile_json(str(request.base_url), query, versions.in_force.notice.county.bbox)
