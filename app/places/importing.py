"""What a file of outlines makes of the notice's areas: worked out whole before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from shapely import STRtree
from shapely.geometry import mapping

from app.core.geo import Box, inside
from app.notices.model import Area, Grid, Level, Notice, Shape
from app.places.outlines import Outline

MARGIN_DEGREES = 0.2
"""An outline that reaches further out of the county's box is in another datum, or another county."""
OVERLAP = 0.02
"""Two areas of a level may share this part of the smaller one: neighbours are never digitised alike."""
_LEVELS = {9: Level.TOWN, 12: Level.VILLAGE, 15: Level.GRID}


@dataclass(frozen=True)
class Plan:
    """The notice as it would be, and what is to be said of each feature, in Chinese sentences."""

    notice: Notice
    placed: dict[str, Outline] = field(default_factory=dict)
    """Outlines by the code of the area they belong to."""
    new_grids: list[Grid] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    overlaps: list[str] = field(default_factory=list)


def plan_import(notice: Notice, outlines: Iterable[Outline]) -> Plan:
    """Give each outline to the area it names: by code (9, 12 or 15 digits), else by name.

    A 15-digit code whose first twelve are a known village is a grid cell and is added if it is new. Areas
    that the file does not mention keep what they have; schematic outlines are replaced for good.
    """
    plan = Plan(notice)
    names = _by_name(notice)
    for outline in outlines:
        if outline.geometry is None:
            plan.refused.append(f"{outline.says}：{outline.refused}。")
            continue
        found = _match(notice, names, outline)
        trouble = _trouble(notice, plan.placed, found, outline)
        if trouble:
            plan.refused.append(f"{outline.says}：{trouble}。")
            continue
        code = found if isinstance(found, str) else found.code
        if isinstance(found, Grid):
            plan.new_grids.append(found)
        plan.placed[code] = outline
        if outline.repaired:
            plan.repaired.append(f"{outline.says}：边界有误，已修复（{outline.repaired}）。")
    plan.overlaps.extend(_overlaps(plan.placed))
    return replace(plan, notice=_drawn(notice, plan))


def _by_name(notice: Notice) -> Mapping[str, list[Area]]:
    names: defaultdict[str, list[Area]] = defaultdict(list)
    for area in notice.areas.values():
        names[area.name].append(area)
    return names


def _match(notice: Notice, names: Mapping[str, list[Area]], outline: Outline) -> str | Grid:
    """The code of a known area, or a new grid cell; empty where the notice knows neither."""
    code = outline.code
    if code in notice.areas:
        return code
    if len(code) == 15 and code.isdigit() and code[:12] in notice.villages:
        return Grid(code, code[:12], outline.name or f"{notice.villages[code[:12]].name}{code[12:]}网格")
    candidates = names.get(outline.name, [])
    if outline.parent and len(candidates) > 1:
        above = {area.code for area in names.get(outline.parent, [])} | {outline.parent}
        candidates = [area for area in candidates if area.parent in above]
    return candidates[0].code if len(candidates) == 1 else ""


def _trouble(notice: Notice, placed: Mapping[str, Outline], found: str | Grid, outline: Outline) -> str:
    if not found:
        return (
            "对不上方案里的镇街、村居或网格。请给出统计用区划代码（镇街 9 位、村居 12 位、网格 15 位），"
            "或与 towns.csv、villages.csv 一致的名称（重名的村居再给所属镇街）"
        )
    code = found if isinstance(found, str) else found.code
    if code in placed:
        return f"与{placed[code].says}是同一个区域 {code}"
    geometry = outline.geometry
    if geometry is None or not _near(geometry.bounds, notice.county.bbox):
        return "边界远在县域之外，请核对坐标系（--datum）和经纬度的次序"
    return ""


def _near(bounds: Box, county: Box) -> bool:
    west, south, east, north = county
    wide: Box = (west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)
    return inside(wide, bounds[0], bounds[1]) and inside(wide, bounds[2], bounds[3])


def _overlaps(placed: Mapping[str, Outline]) -> Iterator[str]:
    """Pairs of one level that lie over each other by more than slips of digitising."""
    levels: defaultdict[int, list[Outline]] = defaultdict(list)
    for code, outline in placed.items():
        levels[len(code)].append(outline)
    for same in levels.values():
        shapes = [outline.geometry for outline in same if outline.geometry is not None]
        tree = STRtree(shapes)
        for one, other in zip(*tree.query(shapes, predicate="intersects"), strict=True):
            if one < other:
                shared = shapes[one].intersection(shapes[other]).area
                if shared > OVERLAP * min(shapes[one].area, shapes[other].area):
                    yield f"{same[one].says}与{same[other].says}互相重叠；重叠处的案件归代码较小的一个。"


def _drawn(notice: Notice, plan: Plan) -> Notice:
    grids = {**notice.grids, **{grid.code: grid for grid in plan.new_grids}}
    shapes = dict(notice.shapes)
    for code, outline in plan.placed.items():
        level = _LEVELS.get(len(code), Level.COUNTY)
        shapes[code] = Shape(code, level, schematic=False, geometry=_rounded(mapping(outline.geometry)))
    return replace(notice, grids=dict(sorted(grids.items())), shapes=shapes)


def _rounded(geometry: object) -> dict[str, object]:
    """As GeoJSON with seven decimals (a centimetre): what a document keeps is the same on every machine."""
    if not isinstance(geometry, dict):
        raise TypeError("not a GeoJSON geometry")
    return {"type": geometry["type"], "coordinates": _seven(geometry["coordinates"])}


def _seven(part: object) -> object:
    if isinstance(part, float | int):
        return round(float(part), 7)
    return [_seven(one) for one in part] if isinstance(part, list | tuple) else part
