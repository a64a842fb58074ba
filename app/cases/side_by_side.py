"""What is kept of a case in several tables, read in step: some hundred cases at a time, in order of id.

Ranges of ids rather than one ordered read of each table: a database may choose to sort, and would then hold
the whole journal in memory.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlmodel import Session, col

from app.cases.models import Case, CasePhoto, CaseReceipt
from app.cases.older import RELOCATE
from app.cases.workflow_models import CaseRequest
from app.core.plain import table_of
from app.journal.models import Entry
from app.photos.models import Photo, PhotoBearer
from app.seals.models import Seal

AT_A_TIME = 500
ENTRY = (
    "case_id",
    "seq",
    "at",
    "version",
    "operation",
    "from_state",
    "to_state",
    "actor_id",
    "actor_name",
    "detail",
)
PHOTO = ("bytes", "received_at", "examined_at")


class Range(NamedTuple):
    """Cases by id: beyond ``after`` (all if None) and up to ``until`` (to the last if None)."""

    after: UUID | None
    until: UUID | None

    def holds(self, column: Any) -> ColumnElement[bool]:
        """The condition on a column that holds a case's id."""
        ends = [column > self.after] if self.after else []
        return and_(column.is_not(None), *ends, *([column <= self.until] if self.until else []))


class Together(NamedTuple):
    """What there is of one case; what is not there is an empty list.

    Its row, what its journal tells of it, its photos, its seals, the requests, the receipt, and who has
    brought its photos.
    """

    cases: list[Row[Any]]
    told: list[Row[Any]]
    hung: list[Row[Any]]
    sealed: list[Row[Any]]
    asked: list[Row[Any]]
    receipts: list[Row[Any]]
    bearers: list[Row[Any]]


def cases_side_by_side(session: Session, case_id: UUID | None) -> Iterator[Together]:
    """Every case, or one alone; what is left of a case whose row is gone comes too."""
    if case_id is not None:
        yield from _read(session, lambda column: column == case_id)
        return
    after: UUID | None = None
    while True:
        page = select(col(Case.id)).order_by(col(Case.id)).limit(AT_A_TIME)
        ids = session.execute(page.where(Range(after, None).holds(col(Case.id)))).scalars().all()
        until = ids[-1] if len(ids) == AT_A_TIME else None
        yield from _read(session, Range(after, until).holds)
        if until is None:
            return
        after = until


def _read(session: Session, holds: Any) -> Iterator[Together]:
    found: dict[UUID, Together] = {}
    for at, query in enumerate(_queries(holds)):
        for row in session.execute(query):
            found.setdefault(row[0], Together([], [], [], [], [], [], []))[at].append(row)
    yield from (found[case_id] for case_id in sorted(found))


def _queries(holds: Any) -> Iterator[Select[Any]]:
    """In the order of ``Together``; the case's id comes first in each row."""
    cases, photos, seals = table_of(Case).c, table_of(CasePhoto).c, table_of(Seal).c
    requests, receipts = table_of(CaseRequest).c, table_of(CaseReceipt).c
    yield select(*cases).where(holds(cases.id))
    told = select(*(col(getattr(Entry, name)) for name in ENTRY)).order_by(col(Entry.seq))
    changes = or_(col(Entry.version).is_not(None), col(Entry.operation) == RELOCATE)
    yield told.where(holds(col(Entry.case_id)), changes)
    known: Any = col(Photo.sha256).label("known")  # empty where the register of photos has lost one
    facts = (col(getattr(Photo, name)) for name in PHOTO)
    hung = select(*photos, known, *facts).outerjoin(Photo, col(Photo.sha256) == photos.sha256)
    yield hung.where(holds(photos.case_id)).order_by(photos.position)
    yield select(*seals).where(holds(seals.case_id)).order_by(seals.version)
    yield select(*requests).where(holds(requests.case_id)).order_by(requests.version)
    yield select(*receipts).where(holds(receipts.case_id))
    bearers = select(photos.case_id, *table_of(PhotoBearer).c).distinct()
    yield bearers.join(CasePhoto, photos.sha256 == col(PhotoBearer.sha256)).where(holds(photos.case_id))
