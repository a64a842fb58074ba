"""The life of a case: the states, the table of moves, and who may make each.

The table is the rule: the workflow, seven steps from 信息收集 to 综合评价. It is code on purpose:
a state or a move is added here, in the CHECK of a migration, in a label, in a journey. Nothing else changes
a case's state; ``moves.py`` is the one writer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.people.models import Role


class State(StrEnum):
    """Where a case stands."""

    REPORTED = "REPORTED"
    VERIFYING = "VERIFYING"
    REJECTED = "REJECTED"
    FILED = "FILED"
    DISPATCHED = "DISPATCHED"
    ACCEPTED = "ACCEPTED"
    FEEDBACK = "FEEDBACK"
    CHECKING = "CHECKING"
    REWORK = "REWORK"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    VOID = "VOID"


STATE_LABELS: Mapping[State, tuple[str, str]] = {
    State.REPORTED: ("已上报", "Reported"),
    State.VERIFYING: ("待核实", "To be looked at"),
    State.REJECTED: ("不予立案", "Not filed"),
    State.FILED: ("待派遣", "Filed"),
    State.DISPATCHED: ("待签收", "Dispatched"),
    State.ACCEPTED: ("处置中", "In hand"),
    State.FEEDBACK: ("待核查", "Fed back"),
    State.CHECKING: ("核查中", "Being verified"),
    State.REWORK: ("返工", "Rework"),
    State.SUSPENDED: ("挂账", "Suspended"),
    State.CLOSED: ("已结案", "Closed"),
    State.VOID: ("作废", "Void"),
}

TONES: Mapping[State, str] = {
    State.REPORTED: "new",
    State.VERIFYING: "new",
    State.REJECTED: "ended",
    State.FILED: "new",
    State.DISPATCHED: "waiting",
    State.ACCEPTED: "active",
    State.FEEDBACK: "review",
    State.CHECKING: "review",
    State.REWORK: "bad",
    State.SUSPENDED: "paused",
    State.CLOSED: "done",
    State.VOID: "ended",
}
"""How a state is coloured everywhere: by what it asks of people."""

ENDED = frozenset({State.REJECTED, State.CLOSED, State.VOID})
OPEN = frozenset(State) - ENDED
IN_HAND = frozenset({State.DISPATCHED, State.ACCEPTED, State.REWORK})
"""States in which the unit's clock is what matters."""


class Who(StrEnum):
    """Who may make a move, seen from the case."""

    INSPECTOR = "INSPECTOR"
    COMMAND = "COMMAND"
    LEAD_DISPATCHER = "LEAD_DISPATCHER"
    LEAD_CREW = "LEAD_CREW"
    OFFICE = "OFFICE"
    SYSTEM = "SYSTEM"


LEAD = frozenset({Who.LEAD_DISPATCHER, Who.LEAD_CREW})

ROLE_OF: Mapping[Who, Role] = {
    Who.INSPECTOR: Role.INSPECTOR,
    Who.COMMAND: Role.COMMAND,
    Who.LEAD_DISPATCHER: Role.DISPATCHER,
    Who.LEAD_CREW: Role.CREW,
    Who.OFFICE: Role.OFFICE,
}


@dataclass(frozen=True, slots=True)
class Move:
    """One operation: from which states, to which, by whom, and what it must bring."""

    code: str
    label: str
    label_en: str
    from_states: frozenset[State | None]
    to_state: State
    who: frozenset[Who]
    needs_reason: bool = False
    needs_after_photo: bool = False

    @property
    def is_intake(self) -> bool:
        """Whether the move begins a case, so that nobody can make it on one that is there."""
        return None in self.from_states

    @property
    def names(self) -> tuple[str, str]:
        """The label, Chinese and English."""
        return self.label, self.label_en


def _move(
    code: str,
    label: str,
    label_en: str,
    from_states: set[State | None],
    to_state: State,
    who: set[Who] | frozenset[Who],
    *,
    reason: bool = False,
    after_photo: bool = False,
) -> Move:
    return Move(code, label, label_en, frozenset(from_states), to_state, frozenset(who), reason, after_photo)


S = State
MOVES: Mapping[str, Move] = {
    move.code: move
    for move in (
        # what intake does by itself
        _move("report", "上报", "Report", {None}, S.REPORTED, {Who.SYSTEM}),
        _move("file", "立案", "File", {S.REPORTED}, S.FILED, {Who.COMMAND, Who.SYSTEM}),
        _move("dispatch", "派遣", "Dispatch", {S.FILED}, S.DISPATCHED, {Who.COMMAND, Who.SYSTEM}),
        # COMMAND's desk
        _move("reject", "不予立案", "Refuse to file", {S.REPORTED}, S.REJECTED, {Who.COMMAND}, reason=True),
        _move("check_req", "下发核查", "Ask to verify", {S.FEEDBACK}, S.CHECKING, {Who.COMMAND}),
        _move("redo", "返工再派", "Send back for rework", {S.REWORK}, S.DISPATCHED, {Who.COMMAND}),
        # the unit's desk
        _move("accept", "签收", "Accept", {S.DISPATCHED}, S.ACCEPTED, LEAD),
        _move("return", "退回", "Return", {S.DISPATCHED}, S.FILED, {Who.LEAD_DISPATCHER}, reason=True),
        _move("feedback", "处理反馈", "Feed back", {S.ACCEPTED}, S.FEEDBACK, LEAD, after_photo=True),
        # verification: on the spot by an inspector, or by COMMAND from the photos
        _move(
            "check_pass",
            "核查通过",
            "Verified",
            {S.FEEDBACK, S.CHECKING},
            S.CLOSED,
            {Who.INSPECTOR, Who.COMMAND},
        ),
        _move(
            "check_fail",
            "核查不通过",
            "Not put right",
            {S.FEEDBACK, S.CHECKING},
            S.REWORK,
            {Who.INSPECTOR, Who.COMMAND},
            reason=True,
        ),
    )
}
