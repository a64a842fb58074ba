"""What goes in and out over HTTP about cases. Positions are WGS-84, lon before lat; times carry a zone."""

from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from app.cases.models import FixSource, HelpStatus, PhotoRole, Source
from app.cases.photo_doubts import DoubtKind
from app.cases.photo_refs import Location, PhotoRef, Sha256
from app.cases.states import State
from app.cases.steps import Step
from app.cases.table import Pending
from app.cases.workflow_models import LinkKind, SupervisionKind
from app.core.shapes import Answer, Count, Day, Moment, Named, Sent
from app.notices.kinds import FollowKind
from app.seals.shapes import SealIn, SealOut

Attributes = Annotated[dict[Annotated[str, Field(max_length=40)], Answer], Field(max_length=40)]


class Report(Sent, BaseModel):
    """A report as the phone sends it. ``source`` other than ``inspector`` is COMMAND's to say.

    ``seal`` is no part of what is reported: it is never dumped, so the same report under another seal, or
    under none, is the same report.
    """

    category: Annotated[str, Field(min_length=1, max_length=32)]
    location: Location
    taken_at: Moment | None = None
    description: Annotated[str, Field(max_length=2000)] = ""
    photos: Annotated[list[PhotoRef], Field(max_length=9)]
    attributes: Attributes = {}
    source: Source = Source.INSPECTOR
    seal: Annotated[SealIn | None, Field(exclude=True)] = None

    @model_validator(mode="after")
    def _each_photo_once(self) -> "Report":
        if len({photo.sha256 for photo in self.photos}) < len(self.photos):
            raise ValueError("photo given twice")
        return self


class Routing(BaseModel):
    """Why the case is where it is: the rule, the clause (verbatim) and a sentence."""

    rule: str | None
    clause: str | None
    clause_code: str | None
    clause_section: str | None
    why: str


class Receipt(BaseModel):
    """What the reporter holds in hand: the case stands, with these photos."""

    id: UUID
    number: str
    state: State
    unit: Named
    co_units: list[Named]
    routing: Routing
    area: Named | None
    due_at: datetime | None
    photos: list[Sha256]
    received_at: datetime


class CategoryName(Named):
    """A case type, its head (大类) and family."""

    group: str
    group_name: str


class Position(BaseModel):
    """Where a case is. WGS-84 degrees, metres."""

    lon: float
    lat: float
    accuracy_m: float | None


class CaseRow(BaseModel):
    """A case as the inbox shows it. ``may``: the operations this reader may do on it now.

    ``due_at`` is the unit's deadline, ``stage_due_at`` that of the stage the case is in, ``clock_at`` the one
    that presses and makes it ``overdue``.
    """

    id: UUID
    number: str
    version: int
    state: State
    source: Source
    category: CategoryName
    unit: Named
    area: Named | None
    location: Position
    description: str
    due_at: datetime | None
    warn_at: datetime | None
    clock_at: datetime | None
    stage_due_at: datetime | None
    overdue: bool
    urgent: bool
    reported_at: datetime
    closed_at: datetime | None
    cover: Sha256 | None
    routing: Routing
    may: list[str]
    flags: list[str]
    demo: bool
    pending: Pending | None
    supervised: bool
    self_handled: bool
    rework_count: int
    return_count: int


class CasePage(BaseModel):
    """A page of the inbox; ``next`` is what to pass as ``after``."""

    items: list[CaseRow]
    next: str | None


class Counts(BaseModel):
    """How many cases stand in each state, under the same filters as the inbox."""

    by_state: dict[State, int]
    overdue: int


class CoUnitOut(Named):
    """A unit that helps: told only, asked for a task (``duty``), done with an ``answer``, or waived."""

    status: HelpStatus
    duty: str
    answer: str


class RequestOut(BaseModel):
    """What has been asked for and waits for an answer."""

    kind: Pending
    reason: str
    asked_by: str
    asked_at: datetime
    until: datetime | None


class OrderOut(BaseModel):
    """A supervision order (督办单) and its reply."""

    number: str
    kind: SupervisionKind
    reason: str
    ordered_at: datetime
    reply_by: date
    replied_at: datetime | None
    reply: str | None


class LinkOut(BaseModel):
    """Another case this one belongs to, or that belongs to it."""

    id: UUID
    number: str
    state: State
    kind: LinkKind
    older: bool


class AskedOut(BaseModel):
    """A question and the answer under which something holds."""

    key: str
    label: str
    answer: bool


class FollowUpOut(BaseModel):
    """What the notice says such a case may turn into (``convert``) or call for besides (``open``)."""

    kind: FollowKind
    category: CategoryName
    reason: str
    asks: list[AskedOut]


class DoubtOut(BaseModel):
    """What speaks against a photo, for those who check the case.

    ``amount``: metres (away, elsewhere), differing bits of 64 (same, alike), seconds (the others). ``own``:
    it is a photo of this case once more; ``case_id``, ``number``: of that case, where the reader may see it.
    """

    kind: DoubtKind
    amount: int
    own: bool
    case_id: UUID | None
    number: str | None


class PhotoShown(BaseModel):
    """A photo of a case; its renditions are at ``/api/photos/{sha256}/{screen|thumb}``."""

    sha256: Sha256
    role: PhotoRole
    taken_at: datetime | None


class PhotoOut(PhotoShown):
    """The same with where it is from.

    ``location``: where the device was at the shutter, if it said so, and ``off_m`` how far that is from the
    case's place, metres. ``version``: of the journal entry that brought the photo; ``by`` and ``by_number``:
    name and username of who did.
    """

    location: Location | None
    off_m: float | None
    doubts: list[DoubtOut]
    version: int
    by: str
    by_number: str


class CaseDetail(CaseRow):
    """One case, whole."""

    co_units: list[CoUnitOut]
    request: RequestOut | None
    orders: list[OrderOut]
    links: list[LinkOut]
    follow_ups: list[FollowUpOut]
    undo_until: datetime | None
    squad: str | None
    assignee: str | None
    verifier: str | None
    review_at: datetime | None
    photos: list[PhotoOut]
    seals: list[SealOut]
    reporter: str
    notice_version: int
    battle: int | None
    attributes: dict[str, Any]
    taken_at: datetime | None
    fixed_at: datetime | None
    fix_source: FixSource
    dispatched_at: datetime | None
    accepted_at: datetime | None
    fed_back_at: datetime | None
    closing_criterion: str
    legal_basis: str


class EntryOut(BaseModel):
    """One line of the journal."""

    seq: int
    at: datetime
    operation: str
    label: str
    actor: str
    from_state: State | None
    to_state: State | None
    version: int | None
    detail: dict[str, Any]
    hash: str


class JournalOut(BaseModel):
    """All that happened to a case, oldest first."""

    items: list[EntryOut]


class MoveIn(Sent, BaseModel):
    """One step of the workflow. ``version`` is the version of the case the person saw.

    Besides, by operation: ``unit`` (dispatch elsewhere, coop), ``category`` and ``attributes`` (convert),
    ``assignee`` and ``squad`` (assign, verify_req, check_req), ``into`` (merge), ``until`` (extension's end,
    review of a suspension), ``reply_by`` and ``kind`` (supervise), ``waive`` (close though help is
    outstanding), ``new_id`` (reopen). ``seal`` is the phone's on the photos of the step.

    ``step_id``: the step's own id, made on the phone. The same step again then gets the case again instead of
    ``stale-version``; it and the seal are no part of what the step says.
    """

    version: Count
    reason: Annotated[str, Field(max_length=1000)] = ""
    photos: Annotated[list[PhotoRef], Field(max_length=9)] = []
    unit: Annotated[str, Field(max_length=32)] | None = None
    category: Annotated[str, Field(max_length=32)] | None = None
    attributes: Attributes | None = None
    assignee: Annotated[str, Field(max_length=64)] | None = None
    squad: Annotated[str, Field(max_length=64)] | None = None
    into: UUID | None = None
    until: Moment | None = None
    reply_by: Day | None = None
    kind: SupervisionKind | None = None
    waive: Annotated[str, Field(max_length=1000)] = ""
    seal: Annotated[SealIn | None, Field(exclude=True)] = None
    new_id: UUID | None = None
    step_id: Annotated[UUID | None, Field(exclude=True)] = None

    def step(self) -> Step:
        """As the moves take it."""
        return Step(**{entry.name: getattr(self, entry.name) for entry in fields(Step)})
