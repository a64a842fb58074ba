"""Taking in a report: place it, decide who is responsible, set the clock, write it down. One transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, col

from app.cases.attaching import add_photos, demand_photos
from app.cases.clocks import pressing, stage_due
from app.cases.counters import enter_queues
from app.cases.models import Case, CaseReceipt, CaseUnit, HelpStatus, PhotoRole, Source
from app.cases.numbers import next_number
from app.cases.placing import Placed, place
from app.cases.recurrence import Earlier, earlier_of, link
from app.cases.retold import columns_at_intake
from app.cases.sealing import seal_report
from app.cases.shapes import Receipt, Report
from app.cases.states import State
from app.core.canonical import digest
from app.core.clock import now
from app.core.geo import cell_of
from app.core.plain import Plain, columns_of
from app.core.problems import Problem
from app.core.shapes import Named
from app.journal.record import SYSTEM, Actor, Happening, record, take_turn
from app.notices.versions import InForce
from app.people.models import Role
from app.people.policy import Person

AS_NEW = dict.fromkeys(columns_of(Case)) | {
    name: field.default for name, field in Case.model_fields.items() if not field.is_required()
}
"""What stands in a case's row before anything has happened to it."""
TOLD = {"status": HelpStatus.TOLD, "duty": "", "answer": ""}

_KEPT = Plain(
    select(col(CaseReceipt.digest), col(CaseReceipt.document)).where(
        col(CaseReceipt.case_id) == bindparam("case_id")
    )
)
_RECEIPT = Plain(insert(CaseReceipt), columns_of(CaseReceipt))
_CASE = Plain(insert(Case), columns_of(Case))
_HELPS = Plain(insert(CaseUnit), columns_of(CaseUnit))

SHOWS_THE_MATTER = frozenset({PhotoRole.BEFORE, PhotoRole.NEAR, PhotoRole.FAR})


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt as it went (or goes) out, and whether the report was new."""

    receipt: bytes
    is_new: bool


def take_in(session: Session, in_force: InForce, person: Person, case_id: UUID, report: Report) -> Filed:
    """File a report under the id its phone made. The same report again gets the same receipt.

    Raises:
        Problem: ``case-differs`` (the id is used for other content or by somebody else), ``not-allowed``,
            ``unknown-category``, ``before-photo-required``, ``photos-missing``.
    """
    said = _said(person, report)
    take_turn(session)
    earlier = _receipt_of(session, case_id, said)
    if earlier is not None:
        return Filed(earlier, is_new=False)
    _demand_complete(session, person, report)
    return _open(session, in_force, person, case_id, report, said)


def open_linked(session: Session, in_force: InForce, person: Person, case_id: UUID, report: Report) -> Filed:
    """Open a case that follows from another; its photos are in evidence already.

    Raises:
        Problem: ``case-differs`` where the id is taken.
    """
    said = _said(person, report)
    take_turn(session)
    earlier = _receipt_of(session, case_id, said)
    if earlier is not None:
        return Filed(earlier, is_new=False)
    return _open(session, in_force, person, case_id, report, said)


def _said(person: Person, report: Report) -> str:
    """What tells reports apart that are sent under one id."""
    return digest({"report": report.model_dump(mode="json"), "reporter": str(person.id)})


def _open(
    session: Session, in_force: InForce, person: Person, case_id: UUID, report: Report, said: str
) -> Filed:
    """Place the report and write everything down; the caller has the turn, so no twin can come between."""
    position = (report.location.lon, report.location.lat)
    placed = place(in_force, report.category, position, report.source, report.attributes, now())
    if _is_put_right(report):
        placed = placed.put_right()
    case = _case(session, in_force, person, case_id, report, placed)
    receipt = _receipt(case, placed, report)
    helpers = [unit.code for unit in placed.co_units]
    kept = {"case_id": case_id, "reporter_id": person.id, "digest": said, "document": receipt.decode()}
    earlier = earlier_of(session, case, in_force.notice.limits) if _may_recur(report) else None
    _RECEIPT.run(session, kept)
    _CASE.run(session, case)
    _HELPS.run(session, *({"case_id": case_id, "unit_code": code, **TOLD} for code in helpers))
    add_photos(session, case_id, report.photos, version=1, is_first=True)
    enter_queues(session, case, helpers)
    if earlier is not None:
        link(session, case, earlier)
    beside = seal_report(session, person, case_id, report, placed.at)
    beside["receipt"] = {"digest": said, "document": sha256(receipt).hexdigest()}
    record(session, _happenings(case, person.actor, report, placed, earlier, beside))
    return Filed(receipt, is_new=True)


def _may_recur(report: Report) -> bool:
    """What is opened as a follow-up says itself what it belongs to."""
    return report.source is not Source.LINKED


def _receipt_of(session: Session, case_id: UUID, said: str) -> bytes | None:
    rows = _KEPT.rows(session, {"case_id": case_id})
    if not rows:
        return None
    [(kept, document)] = rows
    if kept != said:
        raise Problem("case-differs")
    return bytes(document.encode())


def _demand_complete(session: Session, person: Person, report: Report) -> None:
    if report.source is not Source.INSPECTOR and Role.COMMAND not in person.roles:
        raise Problem("not-allowed", what=("登记其他来源的案件", "register reports from elsewhere"))
    if not any(photo.role in SHOWS_THE_MATTER for photo in report.photos):
        raise Problem("before-photo-required")
    demand_photos(session, person, report.photos)


def _case(
    session: Session, in_force: InForce, person: Person, case_id: UUID, report: Report, placed: Placed
) -> dict[str, Any]:
    """The case's row."""
    moment, location = placed.at, report.location
    stage = stage_due(in_force, report.category, report.attributes, placed.states[-1], moment)
    is_done = placed.states[-1] is State.FEEDBACK
    return {
        **AS_NEW,
        "id": case_id,
        "number": next_number(session, moment),
        "version": len(placed.states),
        "state": placed.states[-1],
        "source": report.source,
        "category_code": report.category,
        "battle": placed.battle,
        "unit_code": placed.unit.code,
        "notice_version_id": in_force.id,
        "rule_code": placed.routing.rule,
        "clause_code": placed.routing.clause_code,
        "why": placed.routing.why,
        "lon": location.lon,
        "lat": location.lat,
        "accuracy_m": location.accuracy_m,
        "fixed_at": location.fixed_at,
        "fix_source": location.source,
        "cell": cell_of(location.lon, location.lat),
        "area_code": placed.area.code if placed.area else None,
        "outside_county": placed.outside_county,
        "description": report.description.strip(),
        "attributes": dict(report.attributes),
        "cover": report.photos[0].sha256,
        "urgent": placed.urgent,
        "demo": person.demo,
        "taken_at": report.taken_at,
        "reported_at": moment,
        "reporter_id": person.id,
        "dispatched_at": moment if placed.states[-1] is State.DISPATCHED else None,
        "due_at": placed.due_at,
        "warn_at": placed.warn_at,
        "stage_due_at": stage,
        "due_order": pressing(placed.states[-1], placed.due_at, stage, None),
        "fed_back_at": moment if is_done else None,
        "handler_id": person.id if is_done else None,
        "self_handled": is_done,
    }


def _is_put_right(report: Report) -> bool:
    """Whether the inspector has put it right on the spot (自处置即办): before and after in one report."""
    return report.source is Source.INSPECTOR and any(photo.role is PhotoRole.AFTER for photo in report.photos)


def _receipt(case: dict[str, Any], placed: Placed, report: Report) -> bytes:
    receipt = Receipt(
        id=case["id"],
        number=case["number"],
        state=case["state"],
        unit=placed.unit,
        co_units=placed.co_units,
        routing=placed.routing,
        area=placed.area,
        due_at=placed.due_at,
        photos=[photo.sha256 for photo in report.photos],
        received_at=case["reported_at"],
    )
    return orjson.dumps(receipt.model_dump(), option=orjson.OPT_UTC_Z)


def _happenings(
    case: dict[str, Any],
    reporter: Actor,
    report: Report,
    placed: Placed,
    earlier: Earlier | None,
    beside: dict[str, Any],
) -> list[Happening]:
    """One entry for the report and one for each move that the rules make of it at once.

    ``beside``: what the report's entry says of its seal and of its receipt.
    """
    last = placed.states[-1]
    details: dict[State, dict[str, Any]] = {
        State.REPORTED: {
            "number": case["number"],
            "report": report.model_dump(mode="json", exclude_none=True),
            "outside_county": placed.outside_county,
            **({"recurs": earlier.number} if earlier else {}),
            **beside,
        },
        State.FILED: {"notice_version": case["notice_version_id"]},
        State.DISPATCHED: _dispatch_detail(placed.unit, placed.co_units, placed, case["due_at"]),
        State.FEEDBACK: {"unit": placed.unit.code},
    }
    codes = {
        State.REPORTED: "report",
        State.FILED: "file",
        State.DISPATCHED: "dispatch",
        State.FEEDBACK: "self_handle",
    }
    happenings, before = [], None
    for version, state in enumerate(placed.states, start=1):
        columns = columns_at_intake(case, is_first=before is None, is_last=state is last)
        happenings.append(
            Happening(
                at=case["reported_at"],
                actor=reporter if state in {State.REPORTED, State.FEEDBACK} else SYSTEM,
                operation=codes[state],
                case_id=case["id"],
                version=version,
                from_state=before,
                to_state=state,
                detail=details[state] | columns,
            )
        )
        before = state
    return happenings


def _dispatch_detail(
    unit: Named, co_units: Sequence[Named], placed: Placed, due_at: datetime | None
) -> dict[str, Any]:
    return {
        "unit": unit.code,
        "co_units": [co.code for co in co_units],
        "rule": placed.routing.rule,
        "clause": placed.routing.clause_code,
        "why": placed.routing.why,
        "due_at": due_at,
    }
