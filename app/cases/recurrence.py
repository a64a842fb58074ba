"""Has this been here before? A new case near one of its type closed lately is linked to it (复发)."""

from collections.abc import Mapping
from datetime import timedelta
from math import cos, radians
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, insert, or_, select
from sqlmodel import Session, col

from app.cases.models import Case
from app.cases.states import State
from app.cases.workflow_models import CaseLink, LinkKind
from app.core.db import BIG
from app.core.geo import metres_between, ranges_around
from app.core.plain import Plain, columns_of
from app.notices.model import Limits

METRES_A_DEGREE = 111_195.0


RANGES = 4  # as many as ranges_around gives

_LINK = Plain(insert(CaseLink), columns_of(CaseLink))
_CLOSED_THERE = Plain(
    select(col(Case.id), col(Case.number), col(Case.lon), col(Case.lat)).where(
        or_(
            *(
                (col(Case.state) == State.CLOSED)
                & col(Case.cell).between(bindparam(f"from_{at}", type_=BIG), bindparam(f"to_{at}", type_=BIG))
                for at in range(RANGES)
            )
        ),
        col(Case.category_code) == bindparam("category_code"),
        col(Case.closed_at) >= bindparam("since"),
    )
)


class Earlier(NamedTuple):
    """A case that this one repeats."""

    id: UUID
    number: str


def link(session: Session, case: Mapping[str, Any], earlier: Earlier) -> None:
    """Write down that a case (its row) repeats an earlier one."""
    _LINK.run(session, {"case_id": case["id"], "other_id": earlier.id, "kind": LinkKind.RECURRENCE})


def earlier_of(session: Session, case: Mapping[str, Any], limits: Limits) -> Earlier | None:
    """The nearest closed case of a new one's type within the notice's limits; the new one is its row."""
    here = lon, lat = case["lon"], case["lat"]
    up = limits.recurrence_metres / METRES_A_DEGREE
    across = up / max(cos(radians(lat)), 0.01)
    spans = ranges_around((lon - across, lat - up, lon + across, lat + up))
    spans += spans[-1:] * (RANGES - len(spans))
    values = {f"from_{at}": span.start for at, span in enumerate(spans)}
    values |= {f"to_{at}": span.stop - 1 for at, span in enumerate(spans)}
    values |= {
        "category_code": case["category_code"],
        "since": case["reported_at"] - timedelta(days=limits.recurrence_days),
    }
    closed = _CLOSED_THERE.rows(session, values)
    near = [(metres_between(here, (row[2], row[3])), str(row[0]), Earlier(row[0], row[1])) for row in closed]
    near = [found for found in near if found[0] <= limits.recurrence_metres]
    return min(near)[2] if near else None
