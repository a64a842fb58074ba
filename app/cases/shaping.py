"""From rows to what a reader sees: codes get their names, times their meaning, operations their readers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from app.cases.models import Case, CasePhoto
from app.cases.queries import ROW, is_late
from app.cases.rights import may
from app.cases.shapes import EntryOut
from app.cases.states import MOVES, State
from app.core.clock import now
from app.journal.chain import detail_of
from app.journal.models import Entry
from app.notices.versions import InForce, Versions
from app.people.policy import Person

Shown = dict[str, Any]


def show_rows(versions: Versions, person: Person, rows: Sequence[RowMapping]) -> list[Shown]:
    """Inbox rows as in :class:`~app.cases.shapes.CaseRow`."""
    moment, current = now(), versions.in_force
    return [_row(versions, current, person, row, moment) for row in rows]


def _row(
    versions: Versions, current: InForce, person: Person, row: Mapping[Any, Any], moment: datetime
) -> Shown:
    state: State = row["state"]
    return {
        "id": row["id"],
        "number": row["number"],
        "version": row["version"],
        "state": state,
        "source": row["source"],
        "category": category_name(current, row["category_code"]),
        "unit": current.unit_name(row["unit_code"]),
        "area": current.area_name(row["area_code"]),
        "location": {"lon": row["lon"], "lat": row["lat"], "accuracy_m": row["accuracy_m"]},
        "description": row["description"],
        "due_at": row["due_at"],
        "warn_at": row["warn_at"],
        "overdue": is_late(state, row["due_at"], moment),
        "urgent": row["urgent"],
        "reported_at": row["reported_at"],
        "closed_at": row["closed_at"],
        "cover": row["cover"],
        "routing": routing(
            versions, row["notice_version_id"], row["rule_code"], row["clause_code"], row["why"]
        ),
        "may": may(person, state, row["unit_code"]),
        "flags": ["outside_county"] if row["outside_county"] else [],
        "demo": row["demo"],
        "rework_count": row["rework_count"],
        "return_count": row["return_count"],
    }


def routing(
    versions: Versions, version_id: int, rule: str | None, clause_code: str | None, why: str
) -> Shown:
    """Why a case is where it is, in the words of the version of the notice that routed it."""
    clause = versions.of(version_id).notice.clauses.get(clause_code or "")
    return {
        "rule": rule,
        "clause": clause.text if clause else None,
        "clause_code": clause_code,
        "clause_section": clause.citation if clause else None,
        "why": why,
    }


def category_name(current: InForce, code: str) -> Shown:
    """A type with its head; a type that is no longer in force keeps its code for a name."""
    category = current.notice.categories.get(code)
    if category is None:
        return {"code": code, "name": code, "group": code, "group_name": ""}
    return {
        "code": code,
        "name": category.name,
        "group": category.group,
        "group_name": current.notice.groups[category.group].name,
    }


def show_case(
    versions: Versions,
    person: Person,
    case: Case,
    co_units: Sequence[str],
    photos: Sequence[CasePhoto],
    reporter: str,
) -> Shown:
    """One case whole, as in :class:`~app.cases.shapes.CaseDetail`."""
    current = versions.in_force
    row = {column.name: getattr(case, column.name) for column in ROW}
    category = current.notice.categories.get(case.category_code)
    return {
        **_row(versions, current, person, row, now()),
        "co_units": [current.unit_name(code) for code in co_units],
        "photos": [
            {"sha256": photo.sha256, "role": photo.role, "taken_at": photo.taken_at} for photo in photos
        ],
        "reporter": reporter,
        "notice_version": versions.of(case.notice_version_id).number,
        "battle": case.battle,
        "attributes": case.attributes,
        "taken_at": case.taken_at,
        "fixed_at": case.fixed_at,
        "fix_source": case.fix_source,
        "dispatched_at": case.dispatched_at,
        "accepted_at": case.accepted_at,
        "fed_back_at": case.fed_back_at,
        "closing_criterion": category.closing if category else "",
        "legal_basis": category.legal_basis if category else "",
    }


def show_entry(entry: Entry) -> EntryOut:
    """A line of the journal with its label."""
    move = MOVES.get(entry.operation)
    return EntryOut(
        seq=entry.seq,
        at=entry.at,
        operation=entry.operation,
        label=move.label if move else entry.operation,
        actor=entry.actor_name,
        from_state=entry.from_state and State(entry.from_state),
        to_state=entry.to_state and State(entry.to_state),
        version=entry.version,
        detail=detail_of(entry),
        hash=entry.hash,
    )
