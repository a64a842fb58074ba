"""OFFICE's lists: what is late, reworked, returned too often, and what has been ordered."""

import base64
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from app.cases.models import Case
from app.cases.queries import ROW, Line
from app.cases.states import ENDED, RUNNING
from app.cases.workflow_models import SupervisionOrder
from app.core.clock import now
from app.core.problems import Problem
from app.notices.model import Limits


class Listed(StrEnum):
    """Why a case is on a list."""

    LATE = "late"
    REWORK = "rework"
    RETURNED = "returned"
    ORDERED = "ordered"


def conditions(kind: Listed, limits: Limits) -> ColumnElement[bool]:
    """The cases of a list: open ones that are late, reworked or returned so often, or under an order."""
    is_open = col(Case.state).not_in(sorted(ENDED))
    match kind:
        case Listed.LATE:
            return and_(col(Case.state).in_(sorted(RUNNING)), col(Case.due_order) < now())
        case Listed.REWORK:
            return and_(is_open, col(Case.rework_count) >= limits.supervise_reworks)
        case Listed.RETURNED:
            return and_(is_open, col(Case.return_count) >= limits.supervise_returns)
        case Listed.ORDERED:
            return col(Case.is_supervised).is_(True)


def listed(
    session: Session, kind: Listed, limits: Limits, after: str | None, limit: int
) -> tuple[Sequence[Line], str | None]:
    """A page of a list, the longest late first, and the key that continues it.

    Raises:
        Problem: ``invalid-input`` for a key that is not ours.
    """
    query = select(*ROW).where(conditions(kind, limits))
    if after:
        moment, case_id = _read_key(after)
        tie = and_(col(Case.due_order) == moment, col(Case.id) > case_id)
        query = query.where(or_(col(Case.due_order) > moment, tie))
    query = query.order_by(col(Case.due_order), col(Case.id)).limit(limit + 1)
    rows = [*map(Line._make, session.execute(query))]
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], _write_key(rows[limit - 1])


def how_many(session: Session, limits: Limits) -> dict[Listed, int]:
    """How long each list is."""
    return {
        kind: session.execute(
            select(func.count()).select_from(Case).where(conditions(kind, limits))
        ).scalar_one()
        for kind in Listed
    }


def latest_orders(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, SupervisionOrder]:
    """The latest order on each of these cases."""
    orders = session.execute(
        select(SupervisionOrder)
        .where(col(SupervisionOrder.case_id).in_(case_ids))
        .order_by(col(SupervisionOrder.ordered_at)),
    ).scalars()
    return {order.case_id: order for order in orders}


def _write_key(row: Line) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([row.due_order, str(row.id)])).decode()


def _read_key(key: str) -> tuple[datetime, UUID]:
    try:
        moment, case_id = orjson.loads(base64.urlsafe_b64decode(key))
        return datetime.fromisoformat(moment), UUID(case_id)
    except (ValueError, TypeError):
        raise Problem("invalid-input", summary=("翻页标记不正确", "the page key is not valid")) from None
