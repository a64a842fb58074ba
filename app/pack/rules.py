"""What decides where a report goes and by when, cut down to what a phone needs to decide the same."""

from functools import lru_cache
from typing import Any

from shapely import STRtree
from shapely.geometry import box as box_around
from shapely.geometry.base import BaseGeometry

from app.core.geo import Box
from app.notices.model import Area, Deadline, Level, Notice, Rule, Stage, Urgency, When
from app.notices.versions import InForce
from app.photos.lookalike import SAME_LOOK_BITS
from app.places.find import outline

Shown = dict[str, Any]


@lru_cache(maxsize=4)
def rules_of(in_force: InForce) -> Shown:
    """The rules of a version as in :class:`~app.pack.shapes.PackRules`. Shared: change nothing in it."""
    notice = in_force.notice
    return {
        "digest": notice.digest,
        "version": in_force.number,
        "fallback": notice.desks.fallback,
        "county": notice.county.name,
        "bbox": notice.county.bbox,
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "short_name": unit.short_name,
                "town": unit.town,
                "clause": unit.clause,
            }
            for unit in notice.units.values()
        ],
        "clauses": [
            {"code": clause.code, "citation": clause.citation, "text": clause.text}
            for clause in notice.clauses.values()
        ],
        "categories": _categories(notice),
        "rules": [_rule(rule) for rule in notice.rules.values()],
        "deadlines": [_deadline(row) for row in notice.deadlines if _ends_handling(row)],
        "sources": [
            {"code": source.code, "name": source.name, "desk": source.desk}
            for source in notice.sources.values()
        ],
        "towns": [{"code": town.code, "name": town.name} for town in notice.towns.values()],
        "villages": [(village.code, village.name) for village in notice.villages.values()],
        "outlines": [outline_of(area) for area in _drawn(notice) if area.level in {Level.COUNTY, Level.TOWN}],
        "near_metres": notice.limits.recurrence_metres,
        "look_bits": SAME_LOOK_BITS,
    }


def finer_outlines(notice: Notice, box: Box) -> list[Shown]:
    """The outlines of villages and grid cells that reach into a box."""
    areas, outlines, tree = _finer(notice)
    return [outline_of(areas[index]) for index in sorted(tree.query(box_around(*box)))] if outlines else []


def outline_of(area: Area) -> Shown:
    """An area's outline as in :class:`~app.pack.shapes.PackOutline`. ``ValueError`` if it has none."""
    if area.shape is None:
        raise ValueError(f"区域 {area.code} 没有边界")
    drawn = area.shape
    return {
        "code": area.code,
        "level": area.level,
        "schematic": drawn.schematic,
        "geometry": dict(drawn.geometry),
    }


def _categories(notice: Notice) -> list[Shown]:
    return [
        {
            "code": category.code,
            "name": category.name,
            "urgent": category.urgency is Urgency.URGENT,
            "lineage": list(notice.lineages[category.code]),
        }
        for category in notice.categories.values()
    ]


def _rule(rule: Rule) -> Shown:
    return {
        "code": rule.code,
        "category": rule.category,
        "area": rule.area,
        "source": rule.source,
        "when": _when(rule.when),
        "lead": rule.lead,
        "co_units": [(co.unit, co.duty) for co in rule.co_units],
        "clause": rule.clause,
        "reason": rule.reason,
    }


def _ends_handling(row: Deadline) -> bool:
    return row.stage is Stage.HANDLE and row.milestone == ""


def _deadline(row: Deadline) -> Shown:
    return {
        "category": row.category,
        "amount": row.amount,
        "unit": row.unit,
        "plan_date": row.plan_date,
        "when": _when(row.when),
    }


def _when(when: When) -> list[tuple[str, bool]]:
    return [(condition.question, condition.answer) for condition in when]


@lru_cache(maxsize=4)
def _finer(notice: Notice) -> tuple[list[Area], list[BaseGeometry], STRtree]:
    areas = [area for area in _drawn(notice) if area.level not in {Level.COUNTY, Level.TOWN}]
    outlines = [outline(area) for area in areas]
    return areas, outlines, STRtree(outlines)


def _drawn(notice: Notice) -> list[Area]:
    return [area for area in notice.areas.values() if area.shape is not None]
