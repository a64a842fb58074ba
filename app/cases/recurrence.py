"""Has this been here before? A new case near one of its type closed lately is linked to it (复发)."""

from datetime import timedelta
from math import cos, radians

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from app.cases.models import Case
from app.cases.states import State
from app.cases.workflow_models import CaseLink, LinkKind
from app.core.geo import box_ranges, metres_between
from app.notices.model import Limits

METRES_A_DEGREE = 111_195.0


def link_to_earlier(session: Session, case: Case, limits: Limits) -> Case | None:
    """Link ``case`` to the nearest closed one of its type within the notice's limits; returns it."""
    earlier = _nearest_closed(session, case, limits)
    if earlier is not None:
        session.add(CaseLink(case_id=case.id, other_id=earlier.id, kind=LinkKind.RECURRENCE))
    return earlier


def _nearest_closed(session: Session, case: Case, limits: Limits) -> Case | None:
    up = limits.recurrence_metres / METRES_A_DEGREE
    across = up / max(cos(radians(case.lat)), 0.01)
    box = (case.lon - across, case.lat - up, case.lon + across, case.lat + up)
    closed_there = (
        and_(col(Case.state) == State.CLOSED, col(Case.cell).between(span.start, span.stop - 1))
        for span in box_ranges(box, at_most=4)
    )
    closed = session.execute(
        select(Case).where(
            or_(*closed_there),
            col(Case.category_code) == case.category_code,
            col(Case.closed_at) >= case.reported_at - timedelta(days=limits.recurrence_days),
        ),
    ).scalars()
    here = (case.lon, case.lat)
    near = [(metres_between(here, (one.lon, one.lat)), str(one.id), one) for one in closed]
    near = [found for found in near if found[0] <= limits.recurrence_metres]
    return min(near)[2] if near else None
