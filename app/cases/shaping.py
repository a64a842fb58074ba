"""From rows to what a reader sees: codes get their names, times their meaning, operations their readers."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.cases.attaching import location_of
from app.cases.models import NO_DEADLINE
from app.cases.photo_doubts import metres_off
from app.cases.queries import Line, is_late, line_of
from app.cases.rights import is_anothers, may, spent_on
from app.cases.shapes import EntryOut
from app.cases.states import State
from app.cases.table import names_of
from app.cases.whole import WholeCase
from app.cases.workflow_models import SupervisionOrder
from app.core.clock import now
from app.journal.chain import detail_of
from app.journal.models import Entry
from app.notices.kinds import FollowKind
from app.notices.versions import InForce, Versions
from app.people.policy import Person
from app.seals.models import Seal, Verdict

Shown = dict[str, Any]
PLAIN = (
    "battle",
    "attributes",
    "taken_at",
    "fixed_at",
    "fix_source",
    "dispatched_at",
    "accepted_at",
    "fed_back_at",
    "squad",
    "review_at",
)
"""What a case's page shows as it stands in the row."""
KEPT_FOR_VERIFYING = frozenset({"columns", "receipt"})
"""What an entry says that no reader of the journal asks for."""
ORDER = ("kind", "reason", "ordered_at", "reply_by", "replied_at", "reply")


def show_rows(versions: Versions, person: Person, rows: Sequence[Line]) -> list[Shown]:
    """Inbox rows as in :class:`~app.cases.shapes.CaseRow`. Rows share what is alike in them: change none."""
    moment, current = now(), versions.in_force
    standings: dict[Any, list[str]] = {}
    return [
        _row(versions, current, row, moment, _may(standings, current, person, row, moment)) for row in rows
    ]


def _may(
    standings: dict[Any, list[str]], current: InForce, person: Person, row: Line, moment: datetime
) -> list[str]:
    """The reader's operations, worked out once for all rows that stand alike."""
    more = row.category_code in current.calling_for_more
    spent = spent_on(row, current.notice.limits.extensions, moment)
    alike = (row.state, row.unit_code, row.pending, row.has_open_order, more, spent, is_anothers(person, row))
    known = standings.get(alike)
    if known is None:
        known = standings[alike] = may(person, *alike)
    return known


def _row(versions: Versions, current: InForce, row: Line, moment: datetime, may_do: list[str]) -> Shown:
    state = row.state
    return {
        "id": row.id,
        "number": row.number,
        "version": row.version,
        "state": state,
        "source": row.source,
        "category": current.category_name(row.category_code),
        "unit": current.unit_name(row.unit_code),
        "area": current.area_name(row.area_code),
        "location": {"lon": row.lon, "lat": row.lat, "accuracy_m": row.accuracy_m},
        "description": row.description,
        "due_at": row.due_at,
        "warn_at": row.warn_at,
        "clock_at": None if row.due_order == NO_DEADLINE else row.due_order,
        "stage_due_at": row.stage_due_at,
        "overdue": is_late(state, row.due_order, moment),
        "urgent": row.urgent,
        "reported_at": row.reported_at,
        "closed_at": row.closed_at,
        "cover": row.cover,
        "routing": versions.of(row.notice_version_id).routing(row.rule_code, row.clause_code, row.why),
        "may": may_do,
        "flags": ["outside_county"] if row.outside_county else [],
        "demo": row.demo,
        "pending": row.pending,
        "supervised": row.is_supervised,
        "self_handled": row.self_handled,
        "rework_count": row.rework_count,
        "return_count": row.return_count,
    }


def show_case(versions: Versions, person: Person, whole: WholeCase) -> Shown:
    """One case whole, as in :class:`~app.cases.shapes.CaseDetail`."""
    current, case = versions.in_force, whole.case
    category = current.notice.categories.get(case.category_code)
    row = _row(versions, current, line_of(case), now(), [])
    can_undo = ["undo"] if whole.undo_until else []
    fixes = [(photo, location_of(photo)) for photo in whole.photos]
    return {
        **row,
        **{name: getattr(case, name) for name in PLAIN},
        "may": [*_may_whole(current, person, whole), *can_undo],
        "co_units": [
            current.unit_name(helper.unit_code)
            | {"status": helper.status, "duty": helper.duty, "answer": helper.answer}
            for helper in whole.helpers
        ],
        "request": _request(whole),
        "orders": [show_order(order) for order in whole.orders],
        "links": [asdict(link) for link in whole.links],
        "undo_until": whole.undo_until,
        "photos": [
            {
                "sha256": photo.sha256,
                "role": photo.role,
                "taken_at": photo.taken_at,
                "version": photo.version,
                "location": fix and fix.model_dump(),
                "off_m": fix and metres_off(case, fix),
                "by": whole.bearers.get(photo.version, ("", ""))[0],
                "by_number": whole.bearers.get(photo.version, ("", ""))[1],
                "doubts": [asdict(doubt) for doubt in whole.doubts.get(photo.sha256, ())],
            }
            for photo, fix in fixes
        ],
        "flags": [*row["flags"], *_doubts(whole.seals), *_photo_doubts(whole)],
        "follow_ups": _follow_ups(current, case.category_code),
        "seals": [
            {
                "version": seal.version,
                "verdict": seal.verdict,
                "device": seal.key_id,
                "received_at": seal.received_at,
            }
            for seal in whole.seals
        ],
        "reporter": whole.names[case.reporter_id],
        "assignee": case.assignee_id and whole.names[case.assignee_id],
        "verifier": case.verifier_id and whole.names[case.verifier_id],
        "notice_version": versions.of(case.notice_version_id).number,
        "closing_criterion": category.closing if category else "",
        "legal_basis": category.legal_basis if category else "",
    }


def _may_whole(current: InForce, person: Person, whole: WholeCase) -> list[str]:
    case, more = whole.case, whole.case.category_code in current.calling_for_more
    spent = spent_on(case, current.notice.limits.extensions, now())
    return may(
        person,
        case.state,
        case.unit_code,
        case.pending,
        case.has_open_order,
        more,
        spent,
        is_anothers(person, case),
        helpers=whole.helpers,
    )


def _follow_ups(current: InForce, category: str) -> list[Shown]:
    notice = current.notice
    if category not in notice.categories:
        return []
    return [
        {
            "kind": one.kind,
            "category": current.category_name(one.target),
            "reason": one.reason,
            "asks": [
                {
                    "key": asked.question,
                    "label": notice.questions[asked.question].text,
                    "answer": asked.answer,
                }
                for asked in one.when
            ],
        }
        for kind in FollowKind
        for one in notice.follow_ups_of(category, kind)
    ]


def _doubts(seals: Sequence[Seal]) -> list[str]:
    """A flag for each kind of doubt that a seal of the case leaves."""
    verdicts = {seal.verdict for seal in seals} - {Verdict.VALID}
    return [f"seal_{verdict.value}" for verdict in sorted(verdicts)]


def _photo_doubts(whole: WholeCase) -> list[str]:
    """A flag for each kind of doubt that a photo of the case leaves."""
    kinds = {doubt.kind for doubts in whole.doubts.values() for doubt in doubts}
    return [f"photo_{kind.value}" for kind in sorted(kinds)]


def _request(whole: WholeCase) -> Shown | None:
    request = whole.request
    if request is None:
        return None
    return {
        "kind": request.kind,
        "reason": request.reason,
        "asked_by": whole.names[request.asked_by],
        "asked_at": request.asked_at,
        "until": request.until,
    }


def show_order(order: SupervisionOrder) -> Shown:
    """A supervision order as in :class:`~app.cases.shapes.OrderOut`."""
    return order.model_dump(include=set(ORDER)) | {"number": order.number}


def show_entry(entry: Entry) -> EntryOut:
    """A line of the journal with its label."""
    return EntryOut(
        seq=entry.seq,
        at=entry.at,
        operation=entry.operation,
        label=names_of(entry.operation)[0],
        actor=entry.actor_name,
        from_state=entry.from_state and State(entry.from_state),
        to_state=entry.to_state and State(entry.to_state),
        version=entry.version,
        detail={name: said for name, said in detail_of(entry).items() if name not in KEPT_FOR_VERIFYING},
        hash=entry.hash,
    )
