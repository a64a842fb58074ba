"""The responsibility table: what is in force, what a rule may say, and trying a report on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.cases.models import Source
from app.cases.placing import place
from app.cases.shapes import Routing
from app.cases.states import State
from app.core.clock import now
from app.core.problems import Problem
from app.core.shapes import Answer, Latitude, Longitude, Named, Sent
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn
from app.notices.kinds import Mark
from app.notices.model import TOWN, Notice, Rule
from app.notices.versions import InForce
from app.places.find import outline
from app.routing.changes import TOWN_NAME, area_name, condition_words, pattern_name, source_name, unit_name
from app.routing.drafts import demand_ruler, draft
from app.routing.publishing import demand_decidable

router = APIRouter(prefix="/api/responsibility")


class ClauseOut(BaseModel):
    """A passage of the notice, verbatim, and where it stands."""

    code: str
    section: str
    text: str


class Helper(Named):
    """A unit that helps, and with what (may be empty)."""

    duty: str


class RuleOut(BaseModel):
    """Reports like this go to that unit. ``lead`` ``TOWN`` is the town the place lies in.

    ``when_words``: the conditions as the questions with their answers. ``family`` and ``head`` are the codes
    of the groups that the rule's pattern lies in, None where it covers more.
    """

    code: str
    category: str
    category_name: str
    family: str | None
    head: str | None
    area: str
    area_name: str
    source: str
    source_name: str
    when: dict[str, bool]
    when_words: list[str]
    lead: Named
    co_units: list[Helper]
    clause: ClauseOut
    reason: str
    mark: Mark


class ResponsibilityOut(BaseModel):
    """The responsibility table of the version in force."""

    notice: str
    version: int
    rules: list[RuleOut]


class Pattern(Named):
    """What a rule's ``category`` may be: a type, a head or a family. ``level`` says which."""

    level: str
    family: str | None
    head: str | None


class Asked(BaseModel):
    """A question that a rule may set as a condition, and the patterns it is asked for."""

    key: str
    label: str
    categories: list[str]


class Choices(BaseModel):
    """All that a rule's fields may hold, by code and name, in the order of the notice."""

    patterns: list[Pattern]
    areas: list[Named]
    sources: list[Named]
    questions: list[Asked]
    leads: list[Named]
    helpers: list[Named]
    clauses: list[ClauseOut]


class TryPosition(BaseModel):
    """A place. WGS-84 degrees."""

    lon: Longitude
    lat: Latitude


class Trial(Sent, BaseModel):
    """A report that is not filed. ``area`` stands for a place somewhere in it where no position is given;
    ``draft`` tries it on a draft instead of the table in force.
    """

    category: Annotated[str, Field(min_length=1, max_length=32)]
    location: TryPosition | None = None
    area: Annotated[str, Field(max_length=15)] | None = None
    source: Source = Source.INSPECTOR
    attributes: dict[str, Answer] = {}
    draft: UUID | None = None


class TrialOut(BaseModel):
    """Where it would go, and why. ``state`` REPORTED: COMMAND must accept it first."""

    unit: Named
    co_units: list[Named]
    routing: Routing
    area: Named | None
    outside_county: bool
    urgent: bool
    due_at: datetime | None
    deadline: str
    state: State


@router.get("")
def get_responsibility(_person: SignedIn, versions: VersionsDep) -> ResponsibilityOut:
    """The table in force with its clauses."""
    in_force = versions.in_force
    rules = [show_rule(in_force.notice, rule) for rule in in_force.notice.rules.values()]
    return ResponsibilityOut(notice=in_force.notice.code, version=in_force.number, rules=rules)


@router.get("/choices")
def get_rule_choices(_person: SignedIn, versions: VersionsDep) -> Choices:
    """What a rule may say."""
    return _choices(versions.in_force.notice)


@router.post("/try")
def try_report(trial: Trial, person: SignedIn, session: ReadSession, versions: VersionsDep) -> TrialOut:
    """Where would this report go, and why? Nothing is filed."""
    if trial.draft is None:
        return _tried(versions.in_force, trial)
    demand_ruler(person, ("在草案上试算", "try reports on drafts"))
    opened = draft(session, versions, trial.draft)
    demand_decidable(opened)
    return _tried(InForce(opened.base.id, opened.base.number, opened.notice), trial)


def _tried(in_force: InForce, trial: Trial) -> TrialOut:
    position = (trial.location.lon, trial.location.lat) if trial.location else None
    if position is None and trial.area is not None:
        position = _somewhere_in(in_force.notice, trial.area)
    placed = place(in_force, trial.category, position, trial.source, trial.attributes, now())
    return TrialOut(
        unit=placed.unit,
        co_units=placed.co_units,
        routing=placed.routing,
        area=placed.area,
        outside_county=placed.outside_county,
        urgent=placed.urgent,
        due_at=placed.due_at,
        deadline=placed.deadline,
        state=placed.states[-1],
    )


def _somewhere_in(notice: Notice, code: str) -> tuple[float, float]:
    """A position in an area, WGS-84 lon, lat; for one without an outline, in what it lies in."""
    area = notice.areas.get(code)
    while area is not None and area.shape is None:
        area = notice.areas.get(area.parent or "")
    if area is None:
        raise Problem("unknown-area", code=code)
    point = outline(area).representative_point()
    return point.x, point.y


def show_rule(notice: Notice, rule: Rule) -> RuleOut:
    """A rule with the names of what it mentions; what the notice lacks keeps its code for a name."""
    family, head = _groups_of(notice, rule.category)
    return RuleOut(
        code=rule.code,
        category=rule.category,
        category_name=pattern_name(notice, rule.category),
        family=family,
        head=head,
        area=rule.area,
        area_name=area_name(notice, rule.area),
        source=rule.source,
        source_name=source_name(notice, rule.source),
        when={condition.question: condition.answer for condition in rule.when},
        when_words=condition_words(notice, rule),
        lead=named_unit(notice, rule.lead),
        co_units=[
            Helper(code=co.unit, name=unit_name(notice, co.unit), duty=co.duty) for co in rule.co_units
        ],
        clause=_clause(notice, rule.clause),
        reason=rule.reason,
        mark=rule.mark,
    )


def named_unit(notice: Notice, code: str) -> Named:
    """A unit, or TOWN, with its name."""
    return Named(code=code, name=unit_name(notice, code))


def _groups_of(notice: Notice, pattern: str) -> tuple[str | None, str | None]:
    """The family and the head that a pattern lies in."""
    category = notice.categories.get(pattern)
    group = notice.groups.get(category.group if category else pattern)
    if group is None:
        return None, None
    return (group.parent, group.code) if group.parent else (group.code, None)


def _clause(notice: Notice, code: str) -> ClauseOut:
    clause = notice.clauses.get(code)
    return ClauseOut(code=code, section=clause.citation if clause else "", text=clause.text if clause else "")


def _choices(notice: Notice) -> Choices:
    town = Named(code=TOWN, name=TOWN_NAME)
    units = {unit.code: Named(code=unit.code, name=unit.name) for unit in notice.units.values()}
    leads = [named for code, named in units.items() if notice.units[code].leads]
    return Choices(
        patterns=list(_patterns(notice)),
        areas=_named(notice.areas),
        sources=_named(notice.sources),
        questions=[
            Asked(key=one.key, label=one.text, categories=list(one.categories))
            for one in notice.questions.values()
        ],
        leads=[*leads, town],
        helpers=[*units.values(), town],
        clauses=[_clause(notice, code) for code in notice.clauses],
    )


def _patterns(notice: Notice) -> list[Pattern]:
    found = []
    for code in (*notice.groups, *notice.categories):
        family, head = _groups_of(notice, code)
        level = "type" if code in notice.categories else "head" if head else "family"
        found.append(
            Pattern(code=code, name=pattern_name(notice, code), level=level, family=family, head=head)
        )
    return found


def _named(rows: Mapping[str, object]) -> list[Named]:
    return [Named(code=code, name=row.name) for code, row in rows.items()]  # type: ignore[attr-defined]  # rows of the notice have names
