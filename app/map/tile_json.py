"""The case tiles described for map programs: TileJSON 3.0 (github.com/mapbox/tilejson-spec)."""

from typing import Literal

from pydantic import BaseModel

from app.cases.states import STATE_LABELS
from app.core.geo import Box

DEEPEST = 19
"""The finest zoom of tiles; nearer, a map draws these larger."""


class VectorLayer(BaseModel):
    """A layer of the tiles: what each of its attributes says."""

    id: str
    description: str
    fields: dict[str, str]


class TileJson(BaseModel):
    """``bounds``: west, south, east, north in WGS-84 degrees, of the county."""

    tilejson: Literal["3.0.0"] = "3.0.0"
    name: str = "巡城案件"
    tiles: list[str]
    vector_layers: list[VectorLayer]
    minzoom: int = 0
    maxzoom: int = DEEPEST
    bounds: Box


LAYERS = [
    VectorLayer(
        id="cases",
        description="单个案件（瓦片内案件较少时）",
        fields={
            "id": "String: the case's id",
            "state": "String: one of the states",
            "category": "String: 案由代码",
            "unit": "String: 责任单位代码",
            "overdue": "Boolean: 已超期",
            "urgent": "Boolean: 紧急",
        },
    ),
    VectorLayer(
        id="clusters",
        description="案件聚合（瓦片内案件较多时），按状态计数",
        fields={
            "count": "Number: 案件数",
            **{state.value: f"Number: {chinese}" for state, (chinese, _) in STATE_LABELS.items()},
        },
    ),
]


def tile_json(base: str, query: str, bounds: Box) -> TileJson:
    """Tiles under the address ``base`` (ends in a slash); ``query``: what narrows them, and a key."""
    address = f"{base}tiles/cases/{{z}}/{{x}}/{{y}}.mvt?{query}"
    return TileJson(tiles=[address], vector_layers=LAYERS, bounds=bounds)
