"""The clocks of a case: by when the stage it is in must end, by when the unit must be done, what presses.

Two deadlines matter at a time. ``due_at`` is the unit's: it starts at dispatch and is moved only by an
extension, a suspension, a conversion or a new dispatch after rework. ``stage_due_at`` is that of the stage a
case is in (register, dispatch, accept, verify). ``due_order`` is the one that presses: the unit's while the
case is in its hands, else the stage's; for a suspended case its review. A case is late when that has passed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.cases.models import NO_DEADLINE
from app.cases.states import State
from app.cases.steps import STAGE_OF, utc
from app.categories.deadlines import deadline_of
from app.notices.model import Stage
from app.notices.versions import InForce

WITH_THE_UNIT = frozenset({State.DISPATCHED, State.ACCEPTED, State.REWORK})


def stage_due(
    in_force: InForce, category: str, attributes: Mapping[str, Any], state: State, at: datetime
) -> datetime | None:
    """By when the stage that begins at ``at`` must end; None where no clock runs or the notice sets none."""
    stage = STAGE_OF.get(state)
    if stage is None or stage is Stage.HANDLE or category not in in_force.notice.categories:
        return None
    try:
        return utc(deadline_of(in_force.notice, category, at, attributes, stage).due_at)
    except LookupError:
        return None


def handling(in_force: InForce, category: str, attributes: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The unit's clock as columns of a case dispatched at ``at``."""
    due = deadline_of(in_force.notice, category, at, attributes)
    return {"due_at": utc(due.due_at), "warn_at": utc(due.warn_at), "urgent": due.urgent}


def pressing(
    state: State, due_at: datetime | None, stage_due_at: datetime | None, review_at: datetime | None
) -> datetime:
    """What the inbox sorts by: the deadline that presses now, or the end of time."""
    if state is State.SUSPENDED:
        return review_at or NO_DEADLINE
    if state in WITH_THE_UNIT or (state is State.FILED and due_at is not None):
        return due_at or NO_DEADLINE
    return stage_due_at or due_at or NO_DEADLINE
