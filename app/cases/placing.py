"""What becomes of a report, before anything is written: area, unit, clause, deadline, first states."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.cases.models import Source
from app.cases.shapes import Routing
from app.cases.states import State
from app.categories.deadlines import Due, deadline_of
from app.core.problems import Problem
from app.core.shapes import Named
from app.notices.model import Area, UnknownCategory
from app.notices.versions import InForce
from app.routing.decide import Decision, Facts, decide

AT_ONCE = (State.REPORTED, State.FILED, State.DISPATCHED)
WAITS = (State.REPORTED,)


@dataclass(frozen=True, slots=True)
class Placed:
    """A report with its place in the bureau.

    ``states`` are those it passes through at once; the last is where it stays.

    Moments are in UTC; ``due_at`` is None where the plan and not the clock says, and while COMMAND has not
    filed the report (the unit's clock starts at dispatch).
    """

    at: datetime
    states: tuple[State, ...]
    unit: Named
    co_units: list[Named]
    routing: Routing
    area: Named | None
    outside_county: bool
    urgent: bool
    due_at: datetime | None
    warn_at: datetime | None
    deadline: str
    battle: int | None

    def put_right(self) -> "Placed":
        """The same for what was put right on the spot: it waits for verification, not for a unit."""
        return replace(self, states=(State.REPORTED, State.FILED, State.FEEDBACK), due_at=None, warn_at=None)


def place(
    in_force: InForce,
    category: str,
    lon_lat: tuple[float, float] | None,
    source: Source,
    attributes: Mapping[str, Any],
    at: datetime,
) -> Placed:
    """Find the area, decide, and set the clock as from ``at``. ``lon_lat``: WGS-84 degrees.

    Raises:
        Problem: ``unknown-category``.
    """
    area = in_force.areas.find(*lon_lat) if lon_lat else None
    try:
        facts = Facts(
            category=category, area=area.code if area else None, source=source.value, attributes=attributes
        )
        decision = decide(in_force.notice, facts)
        due = deadline_of(in_force.notice, category, at, attributes)
    except UnknownCategory:
        raise Problem("unknown-category", code=category) from None
    states = states_at_once(in_force, decision)
    runs = states[-1] is State.DISPATCHED
    return Placed(
        at=at,
        states=states,
        unit=_named(in_force, decision.unit),
        co_units=[_named(in_force, code) for code in decision.co_units],
        routing=routing_of(in_force, decision),
        area=_area(area),
        outside_county=lon_lat is not None and not in_force.areas.in_county(*lon_lat),
        urgent=due.urgent,
        due_at=_utc(due.due_at) if runs else None,
        warn_at=_utc(due.warn_at) if runs else None,
        deadline=due.says,
        battle=battle_of(in_force, category),
    )


def states_at_once(in_force: InForce, decision: Decision) -> tuple[State, ...]:
    """Our own inspectors' reports are filed and dispatched at once.

    Others wait for COMMAND, and so does what no rule places.
    """
    waits = decision.desk is not None or decision.unit == in_force.notice.desks.fallback
    return WAITS if waits else AT_ONCE


def routing_of(in_force: InForce, decision: Decision) -> Routing:
    """Why there: rule, clause verbatim, sentence."""
    clause = in_force.notice.clauses[decision.clause]
    return Routing(
        rule=decision.rule,
        clause=clause.text,
        clause_code=clause.code,
        clause_section=clause.citation,
        why=decision.why,
    )


def deadline_from(in_force: InForce, category: str, attributes: Mapping[str, Any], at: datetime) -> Due:
    """The handling deadline of a case dispatched at ``at``."""
    return deadline_of(in_force.notice, category, at, attributes)


def _named(in_force: InForce, code: str) -> Named:
    return Named(**in_force.unit_name(code))


def _area(area: Area | None) -> Named | None:
    return Named(code=area.code, name=area.name) if area else None


def battle_of(in_force: InForce, category: str) -> int | None:
    """The number of the battle (战役) that a type belongs to, if it belongs to one."""
    notice = in_force.notice
    groups = (notice.groups[code] for code in notice.lineages[category] if code in notice.groups)
    return next((notice.battles[group.battle].number for group in groups if group.battle), None)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
