"""Who is responsible for what, by which clause: the table in force, and trying a report on it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.cases.models import Source
from app.cases.placing import place
from app.cases.shapes import Answer, Latitude, Longitude, Named, Routing
from app.cases.states import State
from app.core.clock import now
from app.http.parts import VersionsDep
from app.http.session import SignedIn
from app.notices.model import Notice, Rule
from app.notices.versions import InForce

router = APIRouter(prefix="/api/responsibility", tags=["responsibility"])


class ClauseOut(BaseModel):
    """A passage of the notice, verbatim, and where it stands."""

    code: str
    section: str
    text: str


class RuleOut(BaseModel):
    """Reports like this go to that unit. ``lead`` ``TOWN`` is the town the place lies in."""

    code: str
    category: str
    area: str
    source: str
    when: dict[str, bool]
    lead: Named
    co_units: list[Named]
    clause: ClauseOut
    reason: str
    mark: str


class ResponsibilityOut(BaseModel):
    """The responsibility table of the version in force."""

    notice: str
    version: int
    rules: list[RuleOut]


class TryPosition(BaseModel):
    """A place. WGS-84 degrees."""

    lon: Longitude
    lat: Latitude


class Trial(BaseModel):
    """A report that is not filed."""

    category: Annotated[str, Field(min_length=1, max_length=32)]
    location: TryPosition | None = None
    source: Source = Source.INSPECTOR
    attributes: dict[str, Answer] = {}


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
    rules = [_rule(in_force.notice, rule) for rule in in_force.notice.rules.values()]
    return ResponsibilityOut(notice=in_force.notice.code, version=in_force.number, rules=rules)


@router.post("/try")
def try_report(trial: Trial, _person: SignedIn, versions: VersionsDep) -> TrialOut:
    """Where would this report go, and why? Nothing is filed."""
    return _tried(versions.in_force, trial)


def _tried(in_force: InForce, trial: Trial) -> TrialOut:
    position = (trial.location.lon, trial.location.lat) if trial.location else None
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


def _rule(notice: Notice, rule: Rule) -> RuleOut:
    clause = notice.clauses[rule.clause]
    return RuleOut(
        code=rule.code,
        category=rule.category,
        area=rule.area,
        source=rule.source,
        when={condition.question: condition.answer for condition in rule.when},
        lead=_named(notice, rule.lead),
        co_units=[_named(notice, co.unit) for co in rule.co_units],
        clause=ClauseOut(code=clause.code, section=clause.citation, text=clause.text),
        reason=rule.reason,
        mark=rule.mark.value,
    )


def _named(notice: Notice, code: str) -> Named:
    unit = notice.units.get(code)
    return Named(code=code, name=unit.name if unit else "属地镇街")
