"""Each unit's queue and what counts it (counters, the map's cells), kept in the case's own transaction.

A case stands in the queue of the unit that leads it and of every unit that helps. The queue's rows are what
the counters count, so a change is found by comparing them with the case; nobody has to say what changed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Select,
    Uuid,
    bindparam,
    delete,
    except_,
    func,
    insert,
    select,
    union,
    union_all,
    update,
)
from sqlmodel import Session, col

from app.cases.cells import cell_drift, keep_cells, recount_cells
from app.cases.departures import note_departures
from app.cases.models import Case, CaseUnit
from app.cases.queues import AREA_DIGITS, CaseCount, CaseQueue
from app.core.plain import Plain

_queue: Any = CaseQueue.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
_counts: Any = CaseCount.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
CELL = ("unit_code", "lead_unit", "state", "category_code", "town")
PLACE = (*CELL, "due_order", "reported_at", "battle", "cell")
_ONE = bindparam("one", type_=Uuid())


class _Place(NamedTuple):
    """A case's place in one queue: the columns of ``PLACE``; the first five are the counter's cell."""

    unit_code: str
    lead_unit: str
    state: str
    category_code: str
    town: str
    due_order: Any
    reported_at: Any
    battle: int
    cell: int


def _facts(unit: Any) -> list[Any]:
    """What a queue row of ``unit`` must say, from the case itself."""
    town = func.substr(func.coalesce(col(Case.area_code), ""), 1, AREA_DIGITS)
    return [
        unit.label("unit_code"),
        col(Case.unit_code).label("lead_unit"),
        col(Case.state),
        col(Case.category_code),
        town.label("town"),
        col(Case.due_order),
        col(Case.reported_at),
        func.coalesce(col(Case.battle), 0).label("battle"),
        col(Case.cell),
    ]


_lead: Select[Any] = select(col(Case.id).label("case_id"), *_facts(col(Case.unit_code)))
_helpers: Select[Any] = select(col(Case.id).label("case_id"), *_facts(col(CaseUnit.unit_code))).where(
    col(CaseUnit.case_id) == col(Case.id), col(CaseUnit.unit_code) != col(Case.unit_code)
)
_should = union_all(_lead, _helpers)
_should_one = union_all(_lead.where(col(Case.id) == _ONE), _helpers.where(col(Case.id) == _ONE))
_has = select(_queue.c.case_id, *(_queue.c[name] for name in PLACE))
_HAS_ONE = Plain(_has.where(_queue.c.case_id == _ONE))
_SHOULD_ONE = Plain(_should_one)
_ENTER = Plain(insert(_queue), ("case_id", *PLACE))


def keep_in_step(session: Session, case_id: UUID) -> None:
    """Bring queues, counters and the map's cells in step with the case as it now stands in this transaction.

    Call it after every change of a case's state, units, type, area or deadline, holding the journal's turn
    (:func:`app.journal.record.take_turn`), so that two who change the same counters never wait in a ring.
    """
    had = {row[1]: _Place(*row[1:]) for row in _HAS_ONE.rows(session, {"one": case_id})}
    has = {row[1]: _Place(*row[1:]) for row in _SHOULD_ONE.rows(session, {"one": case_id})}
    if had != has:
        _requeue(session, case_id, had, has)
        _recount_one(session, had, has)


def enter_queues(session: Session, case: Mapping[str, Any], helpers: Iterable[str]) -> None:
    """The same for a new case, given its row and the units that help: nothing has to be looked up."""
    lead = case["unit_code"]
    rest = (
        case["state"],
        case["category_code"],
        (case["area_code"] or "")[:AREA_DIGITS],
        case["due_order"],
        case["reported_at"],
        case["battle"] or 0,
        case["cell"],
    )
    has = {unit: _Place(unit, lead, *rest) for unit in (lead, *helpers)}
    _requeue(session, case["id"], {}, has)
    _recount_one(session, {}, has)


def _recount_one(session: Session, had: Mapping[str, _Place], has: Mapping[str, _Place]) -> None:
    cells = Counter(place[: len(CELL)] for place in has.values())
    cells.subtract(place[: len(CELL)] for place in had.values())
    _count(session, {cell: by for cell, by in cells.items() if by})
    keep_cells(session, had.values(), has.values())


def _requeue(session: Session, case_id: UUID, had: Mapping[str, _Place], has: Mapping[str, _Place]) -> None:
    gone = [unit for unit in had if unit not in has]
    if gone:
        session.execute(delete(_queue).where(_queue.c.case_id == case_id, _queue.c.unit_code.in_(gone)))
        note_departures(session, case_id, gone)
    _ENTER.run(session, *({"case_id": case_id, **has[unit]._asdict()} for unit in has if unit not in had))
    moved = [
        {"one": case_id, "queue": unit, **place._asdict()}
        for unit, place in has.items()
        if unit in had and place != had[unit]
    ]
    if moved:
        session.execute(_UPDATE, moved)


_UPDATE = (
    update(_queue)
    .where(_queue.c.case_id == _ONE, _queue.c.unit_code == bindparam("queue"))
    .values({name: bindparam(name) for name in PLACE[1:]})
)


def _adding(new: Any) -> Any:
    add = new(_counts)
    return add.on_conflict_do_update(
        index_elements=CELL, set_={"cases": _counts.c.cases + add.excluded.cases}
    )


_ADD = Plain(_adding, (*CELL, "cases"))


def _count(session: Session, changes: Mapping[tuple[Any, ...], int]) -> None:
    _ADD.run(session, *({**dict(zip(CELL, cell, strict=True)), "cases": by} for cell, by in changes.items()))


def recount(session: Session) -> None:
    """Write all queues, counters and cells anew (after a bulk import, or when verifying found drift)."""
    session.execute(delete(_counts))
    session.execute(delete(_queue))
    session.execute(insert(_queue).from_select(["case_id", *PLACE], _should))
    session.execute(insert(_counts).from_select([*CELL, "cases"], _counted()))
    recount_cells(session)


def drift(session: Session) -> Iterator[str]:
    """Sentences on the cases that stand wrong in a queue, and on counters and cells that are off."""
    should, has = select(_should.subquery()), select(_has.subquery())
    wrong = union(
        *(select(part.subquery().c.case_id) for part in (except_(should, has), except_(has, should)))
    )
    numbers = select(col(Case.number)).where(col(Case.id).in_(select(wrong.subquery().c.case_id)))
    for number in session.execute(numbers.order_by(col(Case.number))).scalars():
        yield f"案件 {number} 在单位待办中的位置与案件不符，可用 python -m app recount 重建"
    counted = _counted().subquery()
    kept = select(*(_counts.c[name] for name in CELL), (-_counts.c.cases).label("cases"))
    both = union_all(select(counted), kept).subquery()
    cell = [both.c[name] for name in CELL]
    off = func.sum(both.c.cases)
    for row in session.execute(select(*cell, off).group_by(*cell).having(off != 0).order_by(*cell)):
        told_apart = "、".join(row[1:5])
        yield f"单位 {row[0]} 的案件计数（{told_apart}）差 {row[5]} 件，可用 python -m app recount 重建"
    yield from cell_drift(session)


def _counted() -> Select[Any]:
    cell = [_queue.c[name] for name in CELL]
    return select(*cell, func.count().label("cases")).group_by(*cell)
