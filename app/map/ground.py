"""What the map stands on: a configured base map, or none, and the areas drawn over it."""

from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from geojson import Feature, FeatureCollection, Point
from sqlalchemy import select
from sqlmodel import Session, col

from app.core.config import Settings
from app.notices.model import Notice
from app.notices.registers import AreaRegister

TIANDITU = "https://t{shard}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
TIANDITU_SHARDS = range(8)


def base_map(settings: Settings) -> dict[str, Any]:
    """Kind, tile addresses and attribution of the configured base map; ``none`` draws a plain ground.

    天地图 needs a key and carries no datum shift: its tiles fit WGS-84 positions as they are.
    """
    base: dict[str, Any] = {
        "kind": "none",
        "layers": [],
        "url": None,
        "attribution": settings.basemap_attribution,
        "max_zoom": settings.basemap_max_zoom,
    }
    match settings.basemap_kind:
        case "tianditu" if settings.basemap_key:
            key = quote(settings.basemap_key.get_secret_value())
            layers = [
                [TIANDITU.format(shard=shard, layer=layer, key=key) for shard in TIANDITU_SHARDS]
                for layer in ("vec", "cva")
            ]
            return base | {
                "kind": "raster",
                "layers": layers,
                "attribution": settings.basemap_attribution or "天地图",
            }
        case "raster" if settings.basemap_url:
            return base | {"kind": "raster", "layers": [[settings.basemap_url]]}
        case "pmtiles" if settings.basemap_url:
            return base | {"kind": "pmtiles", "url": settings.basemap_url}
        case _:
            return base


def base_map_origins(settings: Settings) -> list[str]:
    """The hosts a browser must be allowed to fetch the base map from."""
    match settings.basemap_kind:
        case "tianditu":
            return ["https://*.tianditu.gov.cn"]
        case "raster" | "pmtiles" if settings.basemap_url.startswith(("http://", "https://")):
            parts = urlsplit(settings.basemap_url)
            return [f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"]
        case _:
            return []


def facilities_as_features(notice: Notice) -> dict[str, Any]:
    """Stall-guide points and parking as RFC 7946 points, WGS-84; ``schematic`` ones are there for show."""
    features = [
        Feature(
            id=place.code,
            geometry=Point((place.lon, place.lat), precision=7),
            properties={
                "code": place.code,
                "name": place.name,
                "kind": place.kind,
                "schematic": place.schematic,
                "hours": place.hours,
                "places": place.places,
            },
        )
        for place in notice.facilities.values()
    ]
    return dict(FeatureCollection(features))


def areas_as_features(session: Session) -> dict[str, Any]:
    """The areas that have an outline, as a GeoJSON FeatureCollection (RFC 7946)."""
    rows = session.execute(
        select(AreaRegister)
        .where(col(AreaRegister.boundary).is_not(None), col(AreaRegister.retired).is_(False))
        .order_by(col(AreaRegister.code)),
    ).scalars()
    features = [
        {
            "type": "Feature",
            "id": index,
            "geometry": orjson.loads(row.boundary or "null"),
            "properties": {
                "code": row.code,
                "name": row.name,
                "level": row.level,
                "schematic": row.schematic,
            },
        }
        for index, row in enumerate(rows, start=1)
    ]
    return {"type": "FeatureCollection", "features": features}
