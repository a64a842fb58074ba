"""Codes that nest as the statistical bureau's do, and outlines that can be searched."""

from collections.abc import Iterator
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.validation import explain_validity

from app.core.geo import Box, inside
from app.notices.faults import Fault
from app.notices.model import Notice, Shape

MARGIN = 0.2
"""Degrees that an outline may reach beyond the county's box before lon and lat must have been mixed up."""


def check_places(notice: Notice) -> Iterator[Fault]:
    """Faults of the county, the towns, the villages and their outlines."""
    yield from _county(notice)
    for town in notice.towns.values():
        if not _is_code(town.code, 9) or not town.code.startswith(notice.county.code):
            words = f"镇街代码“{town.code}”应为九位数字，以县代码 {notice.county.code} 开头。"
            yield Fault("towns.csv", notice.line("towns.csv", town.code), words)
    yield from _villages_and_grids(notice)
    west, _, east, _ = notice.county.bbox
    for place in notice.facilities.values():
        if west < east and not inside(notice.county.bbox, place.lon, place.lat):
            words = f"“{place.name}”的位置（{place.lon}, {place.lat}）不在县域范围框内，请核对经度在前。"
            yield Fault("facilities.csv", notice.line("facilities.csv", place.code), words)
    for drawn in notice.shapes.values():
        for message in _outline(notice, drawn):
            yield Fault("towns.geojson", notice.line("towns.geojson", drawn.code), message)


def _villages_and_grids(notice: Notice) -> Iterator[Fault]:
    for village in notice.villages.values():
        line = notice.line("villages.csv", village.code)
        if village.town not in notice.towns and notice.towns:
            yield Fault("villages.csv", line, f"town 里的“{village.town}”没有定义（towns.csv）。")
        if not _is_code(village.code, 12) or not village.code.startswith(village.town):
            yield Fault("villages.csv", line, f"村居代码“{village.code}”应为十二位数字，以所属镇街代码开头。")
    for cell in notice.grids.values():
        line = notice.line("grids.csv", cell.code)
        if cell.village not in notice.villages:
            yield Fault("grids.csv", line, f"village 里的“{cell.village}”没有定义（villages.csv）。")
        if not _is_code(cell.code, 15) or not cell.code.startswith(cell.village):
            words = f"网格代码“{cell.code}”应为十五位数字，以所属村居代码开头（12 位村居 + 3 位网格）。"
            yield Fault("grids.csv", line, words)


def _county(notice: Notice) -> Iterator[Fault]:
    county = notice.county
    west, south, east, north = county.bbox
    if not _is_code(county.code, 6):
        yield Fault("notice.toml", notice.line("notice.toml", "county"), "县代码应为六位数字。")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        words = "bbox 应依次为西、南、东、北（经度在前，单位为度）。"
        yield Fault("notice.toml", notice.line("notice.toml", "bbox"), words)
    elif not inside(county.bbox, *county.centre):
        yield Fault("notice.toml", notice.line("notice.toml", "centre"), "centre 不在 bbox 之内。")


def _outline(notice: Notice, drawn: Shape) -> Iterator[str]:
    area = notice.areas.get(drawn.code)
    if area is None:
        yield f"边界的代码“{drawn.code}”没有定义（towns.csv、villages.csv、grids.csv）。"
    elif area.level is not drawn.level:
        yield f"{area.name}的 level 应为 {area.level}，现为 {drawn.level}。"
    geometry = _geometry(drawn)
    if geometry is None:
        yield f"“{drawn.code}”的 geometry 不是有效的 Polygon 或 MultiPolygon。"
    elif geometry.is_empty or not geometry.is_valid:
        yield f"“{drawn.code}”的边界不闭合或自相交（{explain_validity(geometry)}）。"
    elif any(notice.county.bbox) and not _near(geometry.bounds, notice.county.bbox):
        yield f"“{drawn.code}”的边界远在县域之外，请核对坐标系（WGS-84）和经纬度的次序。"


def _geometry(drawn: Shape) -> Any:
    """A shapely geometry, None if it can't be one."""
    try:
        if drawn.geometry["type"] not in ("Polygon", "MultiPolygon"):
            return None
        return shape(drawn.geometry)
    except (ShapelyError, KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None


def _near(bounds: Box, county: Box) -> bool:
    west, south, east, north = county
    wide: Box = (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    return inside(wide, bounds[0], bounds[1]) and inside(wide, bounds[2], bounds[3])


def _is_code(code: str, digits: int) -> bool:
    return len(code) == digits and code.isascii() and code.isdigit()
