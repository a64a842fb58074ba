"""The offline pack as it travels. Positions are WGS-84 degrees, lon before lat; times carry a zone.

Rows that come by the hundred are short lists instead of objects: the phone has one bar of signal.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from app.cases.photo_refs import Sha256
from app.cases.shapes import CaseRow, PhotoShown
from app.cases.states import State
from app.core.shapes import Named
from app.notices.kinds import Level, TimeUnit

When = list[tuple[str, bool]]
"""The answers a row asks for: question and answer."""


class PackUnit(Named):
    """A unit. ``town``: its code as a town, where it is one; ``clause``: the code of its clause."""

    short_name: str
    town: str | None
    clause: str


class PackClause(BaseModel):
    """A passage of the notice, verbatim; ``citation`` says where it stands."""

    code: str
    citation: str
    text: str


class PackCategory(BaseModel):
    """A case type; ``lineage``: the patterns that cover it, narrowest first, as in the rules."""

    code: str
    name: str
    urgent: bool
    lineage: list[str]


class PackRule(BaseModel):
    """A responsibility rule, as in the notice folder. ``co_units``: unit (or TOWN) and duty."""

    code: str
    category: str
    area: str
    source: str
    when: When
    lead: str
    co_units: list[tuple[str, str]]
    clause: str
    reason: str


class PackDeadline(BaseModel):
    """How long handling may take: the end of the stage, not the milestones on the way."""

    category: str
    amount: int | None
    unit: TimeUnit
    plan_date: date | None
    when: When


class PackSource(BaseModel):
    """Where reports come from; ``desk`` accepts or refuses them first."""

    code: str
    name: str
    desk: str | None


class PackOutline(BaseModel):
    """An area's outline: a GeoJSON Polygon or MultiPolygon. ``schematic``: drawn for show."""

    code: str
    level: Level
    schematic: bool
    geometry: dict[str, Any]


class PackRules(BaseModel):
    """All that decides where a report goes and by when, in the version in force.

    ``digest`` names the content. ``villages``: code and name. ``near_metres``: within so much a case is at
    the same place; ``look_bits``: photo hashes at most so many bits apart are of the same look.
    """

    digest: str
    version: int
    fallback: str
    county: str
    bbox: tuple[float, float, float, float]
    units: list[PackUnit]
    clauses: list[PackClause]
    categories: list[PackCategory]
    rules: list[PackRule]
    deadlines: list[PackDeadline]
    sources: list[PackSource]
    towns: list[Named]
    villages: list[tuple[str, str]]
    outlines: list[PackOutline]
    near_metres: int
    look_bits: int


class PackCase(BaseModel):
    """An open case nearby, so that nobody reports it twice.

    Of a case the reader may not open only this much is told: what kind, where, since when and whose. ``id``,
    ``number`` and ``cover`` are None then. ``look``: the perceptual hash of its first photo, 16 hex digits.
    """

    id: UUID | None
    number: str | None
    state: State
    category: str
    unit: str
    lon: float
    lat: float
    reported_at: datetime
    cover: Sha256 | None
    look: str | None


class PackNear(BaseModel):
    """The open cases around a position, the nearest first; ``truncated``: there are more than were sent.

    ``outlines``: of villages and grid cells around, where there are any.
    """

    lon: float
    lat: float
    radius_m: int
    truncated: bool
    cases: list[PackCase]
    outlines: list[PackOutline]


class PackWord(BaseModel):
    """The last thing somebody wrote on a case: why it came back, what is to be looked at."""

    operation: str
    label: str
    actor: str
    at: datetime
    reason: str


class PackTask(CaseRow):
    """Something this person has to do, with what is needed to do it without a signal.

    ``duty``: to look (核实), to verify (核查), or to handle (处置). ``mine``: given to this person by name.
    """

    duty: Literal["look", "verify", "handle"]
    mine: bool
    assignee: str | None
    squad: str | None
    fed_back_at: datetime | None
    accepted_at: datetime | None
    closing_criterion: str
    legal_basis: str
    photos: list[PhotoShown]
    word: PackWord | None


class Pack(BaseModel):
    """What a phone keeps so that its person can go on without a signal.

    ``rules`` is None where the reader said that they have these already (``rules=`` the digest);
    ``more_tasks``: there are more than were sent.
    """

    person: UUID
    rules: PackRules | None
    rules_digest: str
    near: PackNear | None
    tasks: list[PackTask]
    more_tasks: bool
