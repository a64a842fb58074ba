"""The rows of a notice (方案): what a bureau's folder says, in values that cannot change.

Positions are WGS-84 in the order lon, lat. ``mark`` says where a row comes from: ``N`` the notice itself,
``S`` another public source, ``D`` our decision, to be confirmed by the bureau.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app.notices.kinds import FacilityKind, FollowKind, Level, Mark, Stage, TimeUnit, UnitKind, Urgency

ANY = "*"
TOWN = "TOWN"
"""In a rule's units: the town that the place lies in."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The answer that a row asks for; a question nobody answered counts as no."""

    question: str
    answer: bool


When = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage of the notice, verbatim, and where it stands (三、责任分工; an item such as （三）)."""

    code: str
    section: str
    item: str
    text: str

    @property
    def citation(self) -> str:
        """How a sentence refers to it: 二、主要工作（三）."""
        return f"{self.section}{self.item}"


@dataclass(frozen=True, slots=True)
class Unit:
    """Who can be responsible. ``leads``: whether cases may be given to it as lead unit."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    leads: bool
    town: str | None
    clause: str
    receives: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Battle:
    """One of the campaign's battles (战役) and who leads it."""

    code: str
    number: int
    name: str
    lead: str
    clause: str


@dataclass(frozen=True, slots=True)
class Group:
    """A family of case types, or a head (大类) within one when it has a parent."""

    code: str
    parent: str | None
    number: int
    name: str
    battle: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Category:
    """A case type (案由)."""

    code: str
    group: str
    name: str
    event_code: str
    urgency: Urgency
    closing: str
    legal_basis: str
    note: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a stage may take. ``category`` is a pattern: a type, a head, a family or ``*``.

    Without a ``milestone`` it is the stage's end; with one, a step on the way (停工 before 拆除).
    ``amount`` is in ``unit``; ``BY_PLAN`` has none, but may have a ``plan_date``.
    """

    category: str
    stage: Stage
    milestone: str
    amount: int | None
    unit: TimeUnit
    plan_date: date | None
    when: When
    mark: Mark
    note: str


@dataclass(frozen=True, slots=True)
class Question:
    """A yes/no fact that changes who is responsible, or by when; asked for the types its patterns name."""

    key: str
    text: str
    categories: tuple[str, ...]
    effect: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Source:
    """Where reports come from. ``desk``: the unit that accepts or refuses them first; None: filed at once."""

    code: str
    name: str
    desk: str | None
    clause: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class CoUnit:
    """A unit that helps, and with what; ``unit`` may be TOWN."""

    unit: str
    duty: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Reports like this go to that unit (责任规则).

    ``category`` is a pattern as in :class:`Deadline`; ``area`` an area's code or ``*`` (a town's code also
    means all within it); ``source`` a source's code or ``*``; ``lead`` a unit's code or TOWN.
    ``reason`` completes “this type …” in Chinese.
    """

    code: str
    category: str
    area: str
    source: str
    when: When
    lead: str
    co_units: tuple[CoUnit, ...]
    clause: str
    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a case of this type may turn into (convert) or call for besides (open)."""

    category: str
    when: When
    kind: FollowKind
    target: str
    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Town:
    """A town (镇街): 9-digit code of the statistical bureau; ``other_code`` is the clashing second list's."""

    code: str
    name: str
    kind: str
    pinyin: str
    other_code: str


@dataclass(frozen=True, slots=True)
class Village:
    """A village (村居): 12-digit code, of which the first nine are its town's."""

    code: str
    town: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Squad:
    """A squad (中队、班组) of a unit, to which cases are handed within it."""

    code: str
    unit: str
    name: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Facility:
    """A place to send people to: a stall-guide point (便民疏导点) or parking. WGS-84 degrees.

    ``schematic``: put there for show, not surveyed. ``places``: stalls or bays, ``None`` where nobody said.
    """

    code: str
    name: str
    kind: FacilityKind
    lon: float
    lat: float
    schematic: bool
    hours: str
    places: int | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Grid:
    """A unit grid cell (单元网格): 15-digit code, of which the first twelve are its village's."""

    code: str
    village: str
    name: str


@dataclass(frozen=True)
class Shape:
    """An area's outline: a GeoJSON Polygon or MultiPolygon. ``schematic``: drawn for show, not surveyed."""

    code: str
    level: Level
    schematic: bool
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class Area:
    """A place with a code, as registers and pickers want it: county, town, village, grid cell."""

    code: str
    name: str
    level: Level
    parent: str | None
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class County:
    """The county; ``bbox`` is west, south, east, north and ``centre`` lon, lat in degrees."""

    code: str
    name: str
    bbox: tuple[float, float, float, float]
    centre: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Desks:
    """The units with a duty towards all cases: ``fallback`` takes what no rule places."""

    fallback: str
    supervision: str
    penalty: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How often, how near, how long: the figures of the workflow.

    ``returns``: after so many returns COMMAND's dispatch is a ruling and can't be returned. ``extensions``:
    how often a deadline may be extended. ``undo_seconds``: how long a step can be taken back. A case within
    ``recurrence_metres`` of one of its type closed at most ``recurrence_days`` ago is a recurrence (复发).
    ``supervise_reworks``, ``supervise_returns``: from how many on OFFICE's list names a case.
    """

    returns: int
    extensions: int
    undo_seconds: int
    recurrence_days: int
    recurrence_metres: int
    supervise_reworks: int
    supervise_returns: int


@dataclass(frozen=True, slots=True)
class Duty:
    """Attendance and patrol tracks; the values here are those of a notice that says nothing of them.

    After ``longest_hours`` a time on duty ends by itself. A track keeps a point every ``track_metres`` or
    ``track_seconds`` and is deleted after ``keep_days``. Who looks again at the same within ``look_minutes``
    is not written down a second time.
    """

    longest_hours: int = 12
    track_metres: int = 20
    track_seconds: int = 60
    keep_days: int = 180
    look_minutes: int = 10


@dataclass(frozen=True, slots=True)
class PhotoChecks:
    """From when on a photo's own data speak against it; the values here are those of a silent notice.

    ``far_metres``: how far the camera's place may lie from the case's, its accuracy left out;
    ``far_minutes``: how far its clock from the device's.
    """

    far_metres: int = 300
    far_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Escalation:
    """What happens to a late case: ``amount`` of ``unit`` past its deadline, ``to`` whom it is brought.

    ``to`` is a unit's code, or ``LEAD``: the head of the unit that leads.
    """

    level: int
    to: str
    amount: int
    unit: TimeUnit
    says: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off in a row, both ends included, and the days worked to make up for them (调休上班)."""

    name: str
    first: date
    last: date
    make_up: tuple[date, ...]
    source: str


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """When people work. ``rest_days`` are ISO weekdays; holidays are known for the years first to last."""

    zone: str
    hours: tuple[tuple[time, time], ...]
    rest_days: tuple[int, ...]
    first_year: int
    last_year: int
    holidays: tuple[Holiday, ...]
    warn_share: float
    """Part of the time allowed after which a case is warned of."""
