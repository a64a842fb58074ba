"""The versions of the responsibility table: when, by whom, what changed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import RowMapping, select
from sqlmodel import Session, col

from app.core.problems import Problem
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn
from app.notices.model import Notice
from app.notices.registers import NoticeVersion
from app.notices.versions import Versions
from app.routing.changes import Changes, changes
from app.routing.models import RuleDraft
from app.routing.table_routes import RuleOut, show_rule

router = APIRouter(prefix="/api/responsibility/versions")


class FieldChange(BaseModel):
    """A field of a rule as it was and as it is, in readable words."""

    field: str
    before: str
    after: str


class RuleChange(BaseModel):
    """A rule that says something else than it did."""

    rule: RuleOut
    fields: list[FieldChange]


class ChangesOut(BaseModel):
    """Rules added, removed and changed. ``other_tables``: what else of the notice differs."""

    added: list[RuleOut]
    removed: list[RuleOut]
    changed: list[RuleChange]
    other_tables: list[str]


class ChangeCounts(BaseModel):
    """How many rules were added, removed and changed; and what else of the notice differs."""

    added: int
    removed: int
    changed: int
    other_tables: list[str]


class Publication(BaseModel):
    """A draft that two people put in force as this version."""

    draft: UUID
    title: str
    submitted_by: str
    approved_by: str
    at: datetime


class VersionOut(BaseModel):
    """One version. ``publications`` is empty for one that was loaded from a folder.

    ``changes`` compares it with the number before it; None for the first.
    """

    number: int
    loaded_at: datetime
    digest: str
    in_force: bool
    rules: int
    publications: list[Publication]
    changes: ChangeCounts | None


class VersionsOut(BaseModel):
    """Versions of the notice, newest first."""

    items: list[VersionOut]


class DiffOut(ChangesOut):
    """What version ``version`` says otherwise than ``against``."""

    version: int
    against: int


@router.get("")
def list_versions(
    _person: SignedIn,
    session: ReadSession,
    versions: VersionsDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> VersionsOut:
    """The newest versions, each with what changed."""
    code = versions.in_force.notice.code
    rows = session.execute(
        select(
            col(NoticeVersion.id),
            col(NoticeVersion.number),
            col(NoticeVersion.loaded_at),
            col(NoticeVersion.digest),
            col(NoticeVersion.in_force),
        )
        .where(col(NoticeVersion.notice_code) == code)
        .order_by(col(NoticeVersion.number).desc())
        .limit(limit + 1),
    ).mappings()
    found = list(rows)
    published = _publications(session, [row["id"] for row in found])
    older = [*found[1:], None]
    return VersionsOut(
        items=[
            _version(versions, row, before, published.get(row["id"], []))
            for row, before in zip(found, older, strict=True)
        ][:limit]
    )


@router.get("/{number}/diff")
def get_version_diff(
    number: int, against: int, _person: SignedIn, session: ReadSession, versions: VersionsDep
) -> DiffOut:
    """What one version says otherwise than another."""
    before, after = (_numbered(session, versions, one) for one in (against, number))
    return DiffOut(
        version=number, against=against, **show_changes(before, after, changes(before, after)).model_dump()
    )


def _numbered(session: Session, versions: Versions, number: int) -> Notice:
    code = versions.in_force.notice.code
    row = session.execute(
        select(col(NoticeVersion.id)).where(
            col(NoticeVersion.notice_code) == code, col(NoticeVersion.number) == number
        )
    ).scalar()
    if row is None:
        raise Problem("not-found", what=(f"责任表第 {number} 版", f"version {number} of the table"))
    return versions.of(row).notice


def _publications(session: Session, version_ids: list[int]) -> dict[int, list[Publication]]:
    rows = session.execute(
        select(RuleDraft)
        .where(col(RuleDraft.published_version_id).in_(version_ids))
        .order_by(col(RuleDraft.approved_at)),
    ).scalars()
    found: dict[int, list[Publication]] = {}
    for row in rows:
        assert row.published_version_id and row.approved_at  # noqa: S101, PT018  (the table's CHECK)
        found.setdefault(row.published_version_id, []).append(
            Publication(
                draft=row.id,
                title=row.title,
                submitted_by=row.submitted_by_name or "",
                approved_by=row.approved_by_name or "",
                at=row.approved_at,
            )
        )
    return found


def _version(
    versions: Versions, row: RowMapping, before: RowMapping | None, published: list[Publication]
) -> VersionOut:
    notice = versions.of(row["id"]).notice
    return VersionOut(
        number=row["number"],
        loaded_at=row["loaded_at"],
        digest=row["digest"],
        in_force=row["in_force"],
        rules=len(notice.rules),
        publications=published,
        changes=count_changes(changes(versions.of(before["id"]).notice, notice)) if before else None,
    )


def count_changes(found: Changes) -> ChangeCounts:
    """Changes as numbers."""
    return ChangeCounts(
        added=len(found.added),
        removed=len(found.removed),
        changed=len(found.changed),
        other_tables=list(found.other_tables),
    )


def show_changes(before: Notice, after: Notice, found: Changes) -> ChangesOut:
    """Changes with the names of what they mention."""
    return ChangesOut(
        added=[show_rule(after, rule) for rule in found.added],
        removed=[show_rule(before, rule) for rule in found.removed],
        changed=[
            RuleChange(
                rule=show_rule(after, one.after),
                fields=[FieldChange(field=f.field, before=f.before, after=f.after) for f in one.fields],
            )
            for one in found.changed
        ],
        other_tables=list(found.other_tables),
    )
