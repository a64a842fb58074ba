"""Cases as points for a map: GeoJSON of what lies in a box."""

from typing import Any

from geojson import Feature, FeatureCollection, Point
from sqlalchemy import RowMapping, select
from sqlmodel import Session

from app.cases.filters import Filters
from app.cases.queries import case_columns, is_late, narrowed
from app.core.clock import now
from app.notices.versions import InForce
from app.people.policy import Person

MOST = 5_000
COLUMNS = (
    "id",
    "number",
    "state",
    "category_code",
    "unit_code",
    "lon",
    "lat",
    "due_at",
    "due_order",
    "urgent",
    "demo",
    "reported_at",
)


def pins(
    session: Session,
    in_force: InForce,
    person: Person,
    filters: Filters,
    most: int = MOST,
    *,
    all_or_none: bool = False,
) -> dict[str, Any]:
    """The cases in the box as RFC 7946 points, WGS-84; at most so many, the newest first.

    ``truncated`` says that there are more than were sent. ``all_or_none``: where there are more, none is sent
    (and in no order, so that nothing has to be sorted to find that out).
    """
    columns = case_columns(COLUMNS)
    query = narrowed(select(*columns.values()), person, filters).limit(most + 1)
    if not all_or_none:
        query = query.order_by(columns["reported_at"].desc())
    rows = list(session.execute(query).mappings())
    truncated = len(rows) > most
    sent = [] if truncated and all_or_none else rows[:most]
    return {**FeatureCollection([_feature(in_force, row) for row in sent]), "truncated": truncated}


def _feature(in_force: InForce, row: RowMapping) -> Feature:
    category = in_force.notice.categories.get(row["category_code"])
    return Feature(
        id=str(row["id"]),
        geometry=Point((row["lon"], row["lat"]), precision=7),
        properties={
            "id": row["id"],
            "number": row["number"],
            "state": row["state"],
            "category": row["category_code"],
            "category_name": category.name if category else row["category_code"],
            "unit": row["unit_code"],
            "unit_name": in_force.unit_name(row["unit_code"])["name"],
            "overdue": is_late(row["state"], row["due_order"], now()),
            "urgent": row["urgent"],
            "due_at": row["due_at"],
            "reported_at": row["reported_at"],
            "demo": row["demo"],
        },
    )
