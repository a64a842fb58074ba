"""Where a case can stand; what leads from one state to another is in ``table.py``."""

from collections.abc import Mapping
from enum import StrEnum


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
RUNNING = OPEN - {State.SUSPENDED}
"""States in which a clock runs."""
