"""What goes in and out over HTTP about cases. Positions are WGS-84, lon before lat; times carry a zone."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from app.cases.models import FixSource, PhotoRole, Source
from app.cases.states import State

Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Answer = bool | int | float | str | None


class Location(BaseModel):
    """A position and how it was had. ``accuracy_m``: metres, 95 %."""

    lon: Longitude
    lat: Latitude
    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = None
    fixed_at: AwareDatetime | None = None
    source: FixSource = FixSource.UNKNOWN


class PhotoRef(BaseModel):
    """A photo that has been uploaded under its hash."""

    sha256: Sha256
    role: PhotoRole
    taken_at: AwareDatetime | None = None


class Report(BaseModel):
    """A report as the phone sends it. ``source`` other than ``inspector`` is COMMAND's to say."""

    category: Annotated[str, Field(min_length=1, max_length=32)]
    location: Location
    taken_at: AwareDatetime | None = None
    description: Annotated[str, Field(max_length=2000)] = ""
    photos: Annotated[list[PhotoRef], Field(max_length=9)]
    attributes: Annotated[dict[Annotated[str, Field(max_length=40)], Answer], Field(max_length=40)] = {}
    source: Source = Source.INSPECTOR

    @model_validator(mode="after")
    def _each_photo_once(self) -> "Report":
        if len({photo.sha256 for photo in self.photos}) < len(self.photos):
            raise ValueError("photo given twice")
        return self


class Named(BaseModel):
    """A code and the name people know it by."""

    code: str
    name: str


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
    """A case as the inbox shows it. ``may``: the operations this reader may do on it now."""

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
    overdue: bool
    urgent: bool
    reported_at: datetime
    closed_at: datetime | None
    cover: Sha256 | None
    routing: Routing
    may: list[str]
    flags: list[str]
    demo: bool
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
    """A unit that helps."""


class PhotoOut(BaseModel):
    """A photo of a case; its renditions are at ``/api/photos/{sha256}/{screen|thumb}``."""

    sha256: Sha256
    role: PhotoRole
    taken_at: datetime | None


class CaseDetail(CaseRow):
    """One case, whole."""

    co_units: list[CoUnitOut]
    photos: list[PhotoOut]
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


class MoveIn(BaseModel):
    """One step of the workflow. ``version`` is the version of the case the person saw."""

    version: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Field(max_length=1000)] = ""
    photos: Annotated[list[PhotoRef], Field(max_length=9)] = []
