"""What is kept of a case in several tables, read in step: each table once, in the order of the cases."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.cases.models import Case, CasePhoto
from app.journal.models import Entry
from app.photos.models import Photo
from app.seals.models import Seal

AT_A_TIME = 1_000
Keyed = Iterator[tuple[UUID, list[Row[Any]]]]


def cases_side_by_side(session: Session, case_id: UUID | None) -> Iterator[list[list[Row[Any]]]]:
    """For every case, or one alone: its row, its journal's steps, its photos and its seals, as four lists.

    What is there without the others comes too, with empty lists. One case at a time is in memory.
    """
    waiting = [reads(session, case_id) for reads in (_cases, _told, _hung, _sealed)]
    heads = [next(stream, None) for stream in waiting]
    while any(heads):
        nearest = min(head[0] for head in heads if head)
        rows: list[list[Row[Any]]] = []
        for at, head in enumerate(heads):
            here = head is not None and head[0] == nearest
            rows.append(head[1] if head and here else [])
            if here:
                heads[at] = next(waiting[at], None)
        yield rows


def _grouped(session: Session, query: Any, key: str) -> Keyed:
    rows = session.execute(query.execution_options(yield_per=AT_A_TIME))
    for case_id, group in groupby(rows, key=lambda row: getattr(row, key)):
        yield case_id, list(group)


def _cases(session: Session, case_id: UUID | None) -> Keyed:
    columns = ("id", "number", "lon", "lat", "accuracy_m", "fixed_at", "taken_at", "reporter_id")
    query = select(*(col(getattr(Case, name)) for name in columns)).order_by(col(Case.id))
    return _grouped(session, query if case_id is None else query.where(col(Case.id) == case_id), "id")


def _told(session: Session, case_id: UUID | None) -> Keyed:
    """The journal's entries that are steps of a case."""
    query = select(
        col(Entry.case_id),
        col(Entry.seq),
        col(Entry.version),
        col(Entry.operation),
        col(Entry.actor_id),
        col(Entry.detail),
    ).where(col(Entry.case_id).is_not(None), col(Entry.version).is_not(None))
    if case_id is not None:
        query = query.where(col(Entry.case_id) == case_id)
    return _grouped(session, query.order_by(col(Entry.case_id), col(Entry.seq)), "case_id")


def _hung(session: Session, case_id: UUID | None) -> Keyed:
    """The photos as they hang; ``known`` is empty where the register of photos has lost one."""
    hung = CasePhoto.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
    query = select(*hung, col(Photo.sha256).label("known")).outerjoin(Photo, col(Photo.sha256) == hung.sha256)
    if case_id is not None:
        query = query.where(hung.case_id == case_id)
    return _grouped(session, query.order_by(hung.case_id, hung.position), "case_id")


def _sealed(session: Session, case_id: UUID | None) -> Keyed:
    seals = Seal.__table__.c  # type: ignore[attr-defined]  # SQLModel puts it there
    query = select(*seals)
    if case_id is not None:
        query = query.where(seals.case_id == case_id)
    return _grouped(session, query.order_by(seals.case_id, seals.version), "case_id")
