"""Entries from before steps listed the columns they set: what they tell for certain, and what they undo.

Shapes and clocks follow the notice that was in force then, so that what it set (warnings, stages, whose a
converted case is) is forgotten rather than worked out again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

RELOCATE = "relocate"
"""Areas have been drawn anew: no step, but it changes the row."""
FORGOTTEN: Final = object()
"""A step may have changed the column, and its entry does not say to what."""
STAGE = dict.fromkeys(("stage_due_at", "due_order"), FORGOTTEN)
NEW_CLOCK = dict.fromkeys(("warn_at", "urgent"), FORGOTTEN)
ROUTED: Mapping[str, str] = {
    "unit": "unit_code",
    "rule": "rule_code",
    "clause": "clause_code",
    "why": "why",
    "due_at": "due_at",
}
"""Words of a dispatch, and the columns they are kept in."""
ASKS = {"extend_req": "EXTENSION", "suspend_req": "SUSPENSION", "void_req": "VOIDING"}
ANSWERS = frozenset(f"{asked}_{answer}" for asked in ("extend", "suspend", "void") for answer in ("ok", "no"))


class Line(Protocol):
    """What is read of an entry."""

    seq: int
    at: datetime
    version: int | None
    operation: str
    from_state: str | None
    to_state: str | None
    actor_id: UUID | None


Detail = Mapping[str, Any]
Changes = dict[str, Any]
Step = Callable[[Line, Detail, Detail], Changes]


def older_step(entry: Line, detail: Detail, known: Detail) -> Changes:
    """The columns that an older entry changes, as JSON or ``FORGOTTEN``; ``known``: what they were."""
    if entry.operation == RELOCATE:
        return {"area_code": detail["to"]}
    if entry.version is None:
        return {}
    changes: Changes = dict(STAGE)
    if entry.operation in ANSWERS or entry.from_state != entry.to_state:
        changes["pending"] = None
    if entry.operation in ASKS:
        changes["pending"] = ASKS[entry.operation]
    step = STEPS.get(entry.operation)
    return changes if step is None else changes | step(entry, detail, known)


def _filed(_entry: Line, detail: Detail, _known: Detail) -> Changes:
    return {"notice_version_id": detail["notice_version"]} if "notice_version" in detail else {}


def _dispatched(entry: Line, detail: Detail, known: Detail) -> Changes:
    is_ruled = True if detail.get("ruling") else known.get("is_ruled", FORGOTTEN)
    routed = {column: detail.get(word, FORGOTTEN) for word, column in ROUTED.items()}
    return routed | NEW_CLOCK | _sent_out(entry) | {"is_ruled": is_ruled}


def _redone(entry: Line, detail: Detail, _known: Detail) -> Changes:
    return NEW_CLOCK | _sent_out(entry) | {"due_at": detail["due_at"]}


def _sent_out(entry: Line) -> Changes:
    return {"dispatched_at": entry.at.isoformat(), "accepted_at": None}


def _converted(entry: Line, detail: Detail, _known: Detail) -> Changes:
    """Routed anew; timed anew where the entry names a unit: what is not yet filed has no clock."""
    told = {"category_code": detail["to"], "unit_code": detail.get("unit", FORGOTTEN)}
    told |= dict.fromkeys(("attributes", "battle", "urgent", "rule_code", "clause_code", "why"), FORGOTTEN)
    if "unit" in detail:
        told |= NEW_CLOCK | {"due_at": detail["due_at"], "dispatched_at": entry.at.isoformat()}
    return told


def _handled(entry: Line, _detail: Detail, _known: Detail) -> Changes:
    told = {"fed_back_at": entry.at.isoformat(), "handler_id": entry.actor_id and str(entry.actor_id)}
    return told | ({"self_handled": True} if entry.operation == "self_handle" else {})


def _given_time(_entry: Line, detail: Detail, known: Detail) -> Changes:
    return _due(detail) | {"extension_count": _one_more(known, "extension_count")}


def _due(detail: Detail) -> Changes:
    return {"due_at": detail["due_at"], "warn_at": detail["due_at"]} if "due_at" in detail else {}


def _handed(column: str) -> Step:
    """Entries give people's names; whose account it was they do not say."""

    def handed(_entry: Line, detail: Detail, _known: Detail) -> Changes:
        return {column: FORGOTTEN if detail.get("assignee") else None}

    return handed


def _one_more(known: Detail, count: str) -> Any:
    return known[count] + 1 if count in known else FORGOTTEN


STEPS: Mapping[str, Step] = {
    "file": _filed,
    "dispatch": _dispatched,
    "redo": _redone,
    "convert": _converted,
    "accept": lambda entry, _detail, _known: {"accepted_at": entry.at.isoformat()},
    "return": lambda _entry, _detail, known: {"return_count": _one_more(known, "return_count")},
    "feedback": _handled,
    "self_handle": _handled,
    "check_pass": lambda entry, _detail, _known: {"closed_at": entry.at.isoformat()},
    "check_fail": lambda _entry, _detail, known: {"rework_count": _one_more(known, "rework_count")},
    "extend_ok": _given_time,
    "suspend_ok": lambda entry, detail, _known: {
        "suspended_at": entry.at.isoformat(),
        "review_at": detail["review_at"],
    },
    "resume": lambda _entry, detail, _known: _due(detail) | {"suspended_at": None, "review_at": None},
    "supervise": lambda _entry, _detail, _known: {"is_supervised": True, "has_open_order": True},
    "supervise_reply": lambda _entry, _detail, _known: {"has_open_order": False},
    "assign": lambda entry, detail, known: (
        _handed("assignee_id")(entry, detail, known) | {"squad": detail.get("squad")}
    ),
    "hand_work": _handed("assignee_id"),
    "hand_check": _handed("verifier_id"),
    "verify_req": _handed("verifier_id"),
    "verify_ack": _handed("verifier_id"),
    "check_req": _handed("verifier_id"),
}
"""What each operation changed; one that is not here changed nothing but the state."""
