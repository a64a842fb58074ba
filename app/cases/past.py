"""Past cases for those who weigh the rules: the facts they were placed by, and where they went afterwards."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.cases.models import Case
from app.cases.states import State
from app.core.problems import Problem
from app.journal.models import Entry
from app.routing.dry_run import PastCase
from app.routing.fairness import Step

_FACTS = (
    col(Case.id),
    col(Case.number),
    col(Case.category_code),
    col(Case.area_code),
    col(Case.source),
    col(Case.attributes),
    col(Case.unit_code),
)


def past_cases(session: Session, since: datetime, most: int) -> tuple[list[PastCase], int]:
    """The newest ``most`` cases reported since a moment, and how many there are. Void ones are left out."""
    real = (col(Case.reported_at) >= since, col(Case.state) != State.VOID)
    total = session.execute(select(func.count()).select_from(Case).where(*real)).scalar_one()
    rows = session.execute(
        select(*_FACTS).where(*real).order_by(col(Case.reported_at).desc(), col(Case.id).desc()).limit(most)
    )
    return [PastCase(*row) for row in rows], total


def past_case(session: Session, case_id: UUID) -> PastCase:
    """One of them. Raises Problem ``not-found``."""
    row = session.execute(select(*_FACTS).where(col(Case.id) == case_id)).one_or_none()
    if row is None:
        raise Problem("not-found", what=("这个案件", "this case"))
    return PastCase(*row)


def numbers_of(session: Session, case_ids: list[UUID]) -> dict[UUID, str]:
    """The numbers of these cases."""
    rows = session.execute(select(col(Case.id), col(Case.number)).where(col(Case.id).in_(case_ids)))
    return {row.id: row.number for row in rows}


def placed_by_rule(session: Session, since: datetime) -> dict[str | None, int]:
    """How many cases reported since a moment each rule has now. Void ones are left out."""
    rows = session.execute(
        select(col(Case.rule_code), func.count())
        .where(col(Case.reported_at) >= since, col(Case.state) != State.VOID)
        .group_by(col(Case.rule_code)),
    )
    return {row.rule_code: row[1] for row in rows}


def placements(session: Session, since: datetime) -> Iterator[tuple[str | None, str, list[Step]]]:
    """For each such case that was dispatched or returned: its rule and unit now, and those steps in order."""
    rows = session.execute(
        select(
            col(Case.id),
            col(Case.rule_code),
            col(Case.unit_code),
            col(Entry.at),
            col(Entry.operation),
            col(Entry.detail),
        )
        .join(Entry, col(Entry.case_id) == col(Case.id))
        .where(
            col(Case.reported_at) >= since,
            col(Case.state) != State.VOID,
            col(Entry.operation).in_(("dispatch", "return")),
        )
        .order_by(col(Case.id), col(Entry.seq))
        .execution_options(yield_per=2000),
    )
    for _, of_case in groupby(rows, key=lambda row: row.id):
        steps = list(of_case)
        yield steps[0].rule_code, steps[0].unit_code, [_step(*row) for row in steps]


def _step(case_id: UUID, rule: str | None, unit: str, at: datetime, operation: str, detail: str) -> Step:  # noqa: ARG001  (the row as it comes)
    said = orjson.loads(detail)
    return Step(case_id, at, operation, said.get("unit"), said.get("rule"), said.get("reason", ""))
