"""One step on a case: what a person brings, what a move is given to work with, and what it makes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.cases.models import Case
from app.cases.photo_refs import PhotoRef
from app.cases.states import State
from app.cases.table import Move, Who
from app.notices.model import Stage
from app.notices.versions import InForce
from app.people.policy import Person
from app.seals.shapes import SealIn


@dataclass(frozen=True, slots=True)
class Step:
    """What a person brings: the version they saw, why, photos, and what the operation needs besides."""

    version: int
    reason: str = ""
    photos: Sequence[PhotoRef] = ()
    unit: str | None = None
    category: str | None = None
    attributes: Mapping[str, Any] | None = None
    assignee: str | None = None
    squad: str | None = None
    into: UUID | None = None
    until: datetime | None = None
    reply_by: date | None = None
    kind: str | None = None
    waive: str = ""
    seal: SealIn | None = None
    new_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a move works with. ``at``: now, in UTC; ``standing``: what the person is to the case."""

    session: Session
    in_force: InForce
    person: Person
    case: Case
    move: Move
    step: Step
    at: datetime
    standing: frozenset[Who]

    @property
    def version(self) -> int:
        """The case's version after the step."""
        return self.case.version + 1


@dataclass(slots=True)
class Effect:
    """What a move changes: columns, the state where the table leaves it open, words for the journal.

    ``then``: what the system does next, as moves of their own (filing is followed by dispatch).
    """

    values: dict[str, Any] = field(default_factory=dict)
    to_state: State | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    then: list[str] = field(default_factory=list)


Maker = Callable[[Context], Effect]

STAGE_OF: Mapping[State, Stage] = {
    State.REPORTED: Stage.REGISTER,
    State.VERIFYING: Stage.REGISTER,
    State.FILED: Stage.DISPATCH,
    State.DISPATCHED: Stage.ACCEPT,
    State.ACCEPTED: Stage.HANDLE,
    State.FEEDBACK: Stage.VERIFY,
    State.CHECKING: Stage.VERIFY,
    State.REWORK: Stage.DISPATCH,
}
"""Which stage's clock runs in a state; none in a suspended or ended one."""


def utc(moment: datetime | None) -> datetime | None:
    """The moment in UTC."""
    return moment.astimezone(UTC) if moment else None
