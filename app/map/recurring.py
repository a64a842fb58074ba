"""Where it keeps coming back: cases linked as recurrences (复发), drawn together into spots."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from geojson import Feature, FeatureCollection, Point
from sqlalchemy import select
from sqlmodel import Session, col

from app.cases.filters import Filters
from app.cases.queries import case_columns, narrowed
from app.cases.workflow_models import CaseLink, LinkKind
from app.notices.versions import InForce
from app.people.policy import Person

MOST = 5_000
_TOLD = ("id", "number", "state", "reported_at")
_SHOWN = ("id", "number", "lon", "lat", "category_code", "unit_code", "state", "reported_at")


def recurring(session: Session, in_force: InForce, person: Person, filters: Filters) -> dict[str, Any]:
    """Spots as RFC 7946 points, WGS-84, the most often repeated first: what, how often, since when.

    A spot holds the recurrences the person may see and asked for, of the newest :data:`MOST`; ``cases`` are
    their ids, the newest first, ``times_told`` the same with number, state and when each was reported.
    Nothing of a case they may not see is in it.
    """
    columns = case_columns(_SHOWN)
    again = narrowed(select(col(CaseLink.other_id), *columns.values()), person, filters)
    again = again.join(CaseLink, col(CaseLink.case_id) == columns["id"])
    again = again.where(col(CaseLink.kind) == LinkKind.RECURRENCE)
    rows = session.execute(again.order_by(columns["reported_at"].desc()).limit(MOST)).mappings().all()
    known: dict[UUID, Any] = {row["id"]: row for row in rows}
    older = {row["other_id"] for row in rows} - known.keys()
    first = narrowed(select(*columns.values()), person, Filters()).where(columns["id"].in_(older))
    known.update((row["id"], row) for row in session.execute(first).mappings())
    links = [(row["id"], row["other_id"]) for row in rows if row["other_id"] in known]
    spots = [sorted((known[one] for one in spot), key=_reported, reverse=True) for spot in _together(links)]
    spots.sort(key=lambda spot: (len(spot), _reported(spot[0])), reverse=True)
    return dict(FeatureCollection([_feature(in_force, spot) for spot in spots]))


def _reported(row: Mapping[str, Any]) -> datetime:
    moment: datetime = row["reported_at"]
    return moment


def _together(links: Iterable[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """What hangs together by links."""
    spots: dict[UUID, set[UUID]] = {}
    for one, other in links:
        whole = spots.get(one, {one}) | spots.get(other, {other})
        spots.update(dict.fromkeys(whole, whole))
    return list({id(spot): spot for spot in spots.values()}.values())


def _feature(in_force: InForce, spot: Sequence[Mapping[str, Any]]) -> Feature:
    newest, oldest = spot[0], spot[-1]
    return Feature(
        id=str(newest["id"]),
        geometry=Point((newest["lon"], newest["lat"]), precision=7),
        properties={
            "id": newest["id"],
            "number": newest["number"],
            "state": newest["state"],
            "category": newest["category_code"],
            "category_name": in_force.category_name(newest["category_code"])["name"],
            "unit_name": in_force.unit_name(newest["unit_code"])["name"],
            "times": len(spot),
            "first_at": oldest["reported_at"],
            "last_at": newest["reported_at"],
            "cases": [row["id"] for row in spot],
            "times_told": [{name: row[name] for name in _TOLD} for row in spot],
        },
    )
