"""The table of moves: every operation, from which states, to which, by whom, and what it must bring.

It is code on purpose: a move is added here, in a label, in an effect and in a journey. Nothing else changes a
case's state; ``moves.py`` is the one writer. ``to_state`` None: the move leaves the state as it is, or its effect
says where it leads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.cases.states import ENDED, OPEN, State
from app.people.models import Role


class Who(StrEnum):
    """Who may make a move, seen from the case."""

    INSPECTOR = "INSPECTOR"
    COMMAND = "COMMAND"
    LEAD_DISPATCHER = "LEAD_DISPATCHER"
    LEAD_CREW = "LEAD_CREW"
    HELPER = "HELPER"
    OFFICE = "OFFICE"
    SYSTEM = "SYSTEM"


class Pending(StrEnum):
    """What somebody has asked for and nobody has answered yet; one thing at a time."""

    EXTENSION = "EXTENSION"
    SUSPENSION = "SUSPENSION"
    VOIDING = "VOIDING"


LEAD = frozenset({Who.LEAD_DISPATCHER, Who.LEAD_CREW})
HELP_ROLES = frozenset({Role.DISPATCHER, Role.CREW})

ROLE_OF: Mapping[Who, Role] = {
    Who.INSPECTOR: Role.INSPECTOR,
    Who.COMMAND: Role.COMMAND,
    Who.LEAD_DISPATCHER: Role.DISPATCHER,
    Who.LEAD_CREW: Role.CREW,
    Who.OFFICE: Role.OFFICE,
}


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. ``asks`` opens a request, ``answers`` needs one of its kind; ``takes_back``: may be undone."""

    code: str
    label: str
    label_en: str
    from_states: frozenset[State | None]
    to_state: State | None
    who: frozenset[Who]
    needs_reason: bool = False
    needs_after_photo: bool = False
    asks: Pending | None = None
    answers: Pending | None = None
    takes_back: bool = False

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
    labels: tuple[str, str],
    from_states: Iterable[State | None],
    to_state: State | None,
    who: Iterable[Who],
    *,
    reason: bool = False,
    after_photo: bool = False,
    asks: Pending | None = None,
    answers: Pending | None = None,
    undo: bool = False,
) -> Move:
    return Move(
        code,
        *labels,
        frozenset(from_states),
        to_state,
        frozenset(who),
        reason,
        after_photo,
        asks,
        answers,
        undo,
    )


S, W, P = State, Who, Pending
IN_UNIT = frozenset({S.DISPATCHED, S.ACCEPTED, S.REWORK})
HELPING = frozenset({S.DISPATCHED, S.ACCEPTED, S.FEEDBACK, S.CHECKING, S.REWORK, S.SUSPENDED})
BEFORE_WORK = frozenset({S.REPORTED, S.FILED, S.DISPATCHED})

# fmt: off
MOVES: Mapping[str, Move] = {move.code: move for move in (
    # what intake does by itself
    _move("report", ("上报", "Report"), {None}, S.REPORTED, {W.SYSTEM}),
    _move("self_handle", ("自处置即办", "Put right on the spot"), {S.FILED}, S.FEEDBACK, {W.SYSTEM}),
    # COMMAND: what comes in
    _move("file", ("立案", "File"), {S.REPORTED}, S.FILED, {W.COMMAND, W.SYSTEM}, undo=True),
    _move("reject", ("不予立案", "Refuse to file"), {S.REPORTED}, S.REJECTED, {W.COMMAND}, reason=True, undo=True),
    _move("verify_req", ("下发核实", "Send to look"), {S.REPORTED}, S.VERIFYING, {W.COMMAND}, undo=True),
    _move("verify_ack", ("核实回复", "Report what was seen"), {S.VERIFYING}, S.REPORTED, {W.INSPECTOR}, reason=True),
    _move("merge", ("合并重复", "Merge"), BEFORE_WORK, S.VOID, {W.COMMAND}, undo=True),
    _move("dispatch", ("派遣", "Dispatch"), {S.FILED}, S.DISPATCHED, {W.COMMAND, W.SYSTEM}, undo=True),
    # the unit: what it takes on, hands out, asks for, brings back
    _move("accept", ("签收", "Accept"), {S.DISPATCHED}, S.ACCEPTED, LEAD, undo=True),
    _move("return", ("退回", "Return"), {S.DISPATCHED}, S.FILED, {W.LEAD_DISPATCHER}, reason=True, undo=True),
    _move("assign", ("内派", "Assign"), {S.ACCEPTED}, None, {W.LEAD_DISPATCHER}, undo=True),
    _move("convert", ("转类", "Convert"), BEFORE_WORK | IN_UNIT, None, {W.COMMAND, W.LEAD_DISPATCHER}, reason=True, undo=True),
    _move("follow_up", ("关联立案", "Open what follows"), OPEN, None, {W.LEAD_DISPATCHER, W.COMMAND}),
    _move("coop", ("邀请协办", "Ask for help"), IN_UNIT, None, {W.LEAD_DISPATCHER, W.COMMAND}, reason=True),
    _move("coop_done", ("协办完成", "Help given"), HELPING, None, {W.HELPER}, reason=True),
    _move("extend_req", ("申请延期", "Ask for an extension"), {S.ACCEPTED}, None, {W.LEAD_DISPATCHER}, reason=True, asks=P.EXTENSION),
    _move("extend_ok", ("批准延期", "Extend"), {S.ACCEPTED}, None, {W.COMMAND}, answers=P.EXTENSION),
    _move("extend_no", ("不批准延期", "Refuse the extension"), {S.ACCEPTED}, None, {W.COMMAND}, reason=True, answers=P.EXTENSION),
    _move("suspend_req", ("申请挂账", "Ask to suspend"), {S.ACCEPTED}, None, {W.LEAD_DISPATCHER}, reason=True, asks=P.SUSPENSION),
    _move("suspend_ok", ("批准挂账", "Suspend"), {S.ACCEPTED}, S.SUSPENDED, {W.COMMAND}, answers=P.SUSPENSION),
    _move("suspend_no", ("不批准挂账", "Refuse to suspend"), {S.ACCEPTED}, None, {W.COMMAND}, reason=True, answers=P.SUSPENSION),
    _move("resume", ("恢复", "Resume"), {S.SUSPENDED}, S.ACCEPTED, {W.COMMAND, W.SYSTEM}),
    _move("feedback", ("处理反馈", "Feed back"), {S.ACCEPTED}, S.FEEDBACK, LEAD, after_photo=True),
    # verification: on the spot by an inspector, or by COMMAND from the photos
    _move("check_req", ("下发核查", "Ask to verify"), {S.FEEDBACK}, S.CHECKING, {W.COMMAND}, undo=True),
    _move("check_pass", ("核查通过", "Verified"), {S.FEEDBACK, S.CHECKING}, S.CLOSED, {W.INSPECTOR, W.COMMAND}, undo=True),
    _move("check_fail", ("核查不通过", "Not put right"), {S.FEEDBACK, S.CHECKING}, S.REWORK, {W.INSPECTOR, W.COMMAND}, reason=True, undo=True),
    _move("redo", ("返工再派", "Send back for rework"), {S.REWORK}, S.DISPATCHED, {W.COMMAND}, undo=True),
    # from hand to hand
    _move("hand_check", ("转交核查", "Hand the task on"), {S.VERIFYING, S.CHECKING}, None, {W.INSPECTOR}, undo=True),
    _move("hand_work", ("转交处置", "Hand the work on"), {S.ACCEPTED}, None, {W.LEAD_CREW}, undo=True),
    # above the unit
    _move("supervise", ("督办", "Supervise"), OPEN, None, {W.OFFICE}, reason=True),
    _move("supervise_reply", ("督办回复", "Answer the order"), OPEN | ENDED, None, {W.LEAD_DISPATCHER}, reason=True),
    _move("reopen", ("复发重开", "It has come back"), {S.CLOSED}, None, {W.COMMAND}, reason=True),
    _move("void_req", ("申请作废", "Ask to void"), OPEN, None, {W.COMMAND}, reason=True, asks=P.VOIDING),
    _move("void_ok", ("同意作废", "Void"), OPEN, S.VOID, {W.COMMAND, W.OFFICE}, answers=P.VOIDING),
    _move("void_no", ("不同意作废", "Refuse to void"), OPEN, None, {W.COMMAND, W.OFFICE}, reason=True, answers=P.VOIDING),
)}
# fmt: on

OTHER_LABELS: Mapping[str, tuple[str, str]] = {
    "escalate": ("超期升级", "Escalated"),
    "undo": ("撤销", "Taken back"),
    "evidence": ("导出证据包", "Evidence pack taken"),
    "linked": ("关联", "Linked"),
    "relocate": ("区域调整", "Area redrawn"),
}
"""What stands in a case's journal without being a move somebody chooses."""


def names_of(operation: str) -> tuple[str, str]:
    """What an operation is called, Chinese and English."""
    move = MOVES.get(operation)
    return move.names if move else OTHER_LABELS.get(operation, (operation, operation))
