"""OFFICE's desk: what must be chased."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.cases.routes import json_response
from app.cases.shapes import CaseRow, OrderOut
from app.cases.shaping import show_order, show_rows
from app.cases.supervision import Listed, how_many, latest_orders, listed
from app.core.problems import Problem
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn
from app.people.models import Role
from app.people.policy import Person

router = APIRouter(prefix="/api/supervision", tags=["supervision"])

CHASERS = frozenset({Role.OFFICE, Role.COMMAND})


class SupervisedRow(CaseRow):
    """A case with the latest order on it."""

    order: OrderOut | None


class SupervisionPage(BaseModel):
    """A page of a list; ``counts`` says how long each list is."""

    items: list[SupervisedRow]
    next: str | None
    counts: dict[Listed, int]


@router.get("", response_model=SupervisionPage)
def list_supervision(
    person: SignedIn,
    session: ReadSession,
    versions: VersionsDep,
    kind: Listed = Listed.LATE,
    after: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Late, reworked, returned too often, or under an order; the longest late first."""
    _demand_chaser(person)
    limits = versions.in_force.notice.limits
    rows, following = listed(session, kind, limits, after, limit)
    orders = latest_orders(session, [row.id for row in rows])
    items = show_rows(versions, person, rows)
    for item in items:
        order = orders.get(item["id"])
        item["order"] = show_order(order) if order else None
    return json_response({"items": items, "next": following, "counts": how_many(session, limits)})


def _demand_chaser(person: Person) -> None:
    if not person.roles & CHASERS:
        raise Problem("not-allowed", what=("查看督办清单", "see the supervision lists"))
