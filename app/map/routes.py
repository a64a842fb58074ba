"""The map's ground and its pins."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.cases.asking import Narrowing
from app.cases.routes import NarrowingDep, json_response
from app.http.asked import documented
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SettingsDep, SignedIn
from app.map.ground import areas_as_features, base_map
from app.map.pins import pins

router = APIRouter(prefix="/api", tags=["map"])


class BaseMap(BaseModel):
    """The configured base map. ``layers``: for each raster layer, from the ground up, its tile addresses."""

    kind: str
    layers: list[list[str]]
    url: str | None
    attribution: str
    max_zoom: int


@router.get(
    "/cases.geojson",
    response_class=Response,
    responses={200: {"content": {"application/geo+json": {}}}},
    openapi_extra=documented(Narrowing),
)
def get_pins(person: SignedIn, session: ReadSession, versions: VersionsDep, wanted: NarrowingDep) -> Response:
    """Cases in a box as GeoJSON (RFC 7946), under the same filters as the inbox."""
    response = json_response(pins(session, versions.in_force, person, wanted.filters))
    response.headers["Content-Type"] = "application/geo+json"
    return response


@router.get(
    "/areas.geojson", response_class=Response, responses={200: {"content": {"application/geo+json": {}}}}
)
def get_areas(_person: SignedIn, session: ReadSession) -> Response:
    """Outlines of areas; ``schematic`` ones are drawn for show."""
    response = json_response(areas_as_features(session))
    response.headers["Content-Type"] = "application/geo+json"
    return response


@router.get("/map/base")
def get_base_map(_person: SignedIn, settings: SettingsDep) -> BaseMap:
    """Where the base map comes from."""
    shown: dict[str, Any] = base_map(settings)
    return BaseMap(**shown)
