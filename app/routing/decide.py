"""Who is responsible for a report, by which rule and clause, and why: pure, from the notice and the facts.

The most specific rule wins (:mod:`app.notices.specificity`). A notice that passed the checker has exactly one
for every report; where one has none, or the rule means a town that is not known, the fallback unit
(指挥中心) takes the case and the sentence says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.notices.model import TOWN, CoUnit, Notice, Rule
from app.notices.specificity import fits, rules_by_category
from app.units.towns import town_unit


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a report: codes of its type and area (town, village, grid cell), source, answers."""

    category: str
    area: str | None = None
    source: str = "inspector"
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """Unit codes, the rule's and the clause's code, and a Chinese sentence.

    ``rule`` is None where no rule placed the case. ``duties``: what each co-unit does (may be empty text).
    ``desk`` is the unit that accepts or refuses such reports before ``unit`` gets them; None: filed at once.
    """

    unit: str
    co_units: tuple[str, ...]
    rule: str | None
    clause: str
    why: str
    duties: Mapping[str, str]
    desk: str | None


def decide(notice: Notice, facts: Facts) -> Decision:
    """Place a report; a source that the notice does not name is filed at once.

    Raises :class:`~app.notices.model.UnknownCategory`.
    """
    category = notice.category(facts.category)
    rule = _winner(notice, facts)
    if rule is None:
        return _to_fallback(notice, facts, f"没有责任规则适用于“{category.name}”")
    lead = rule.lead
    if lead == TOWN:
        town = town_unit(notice, facts.area)
        if town is None:
            return _to_fallback(notice, facts, f"“{category.name}”{rule.reason}，但未能确定属地镇街", rule)
        lead = town.code
    duties = _duties(notice, rule, facts, lead)
    clause = notice.clauses[rule.clause]
    why = (
        f"“{category.name}”{rule.reason}，依据方案“{clause.citation}”，由{notice.units[lead].short_name}牵头"
        f"{_helpers(notice, duties)}（规则{rule.code}）{_desk_words(notice, facts)}。"
    )
    return Decision(lead, tuple(duties), rule.code, rule.clause, why, duties, _desk(notice, facts))


def _winner(notice: Notice, facts: Facts) -> Rule | None:
    for rule in rules_by_category(notice)[facts.category]:
        if fits(rule, facts.area, facts.source, facts.attributes):
            return rule
    return None


def _to_fallback(notice: Notice, facts: Facts, reason: str, rule: Rule | None = None) -> Decision:
    unit = notice.units[notice.desks.fallback]
    clause = notice.clauses[unit.clause]
    duties = _duties(notice, rule, facts, unit.code) if rule else {}
    why = (
        f"{reason}，依据方案“{clause.citation}”，由{unit.short_name}人工指派"
        f"{_helpers(notice, duties)}{_desk_words(notice, facts)}。"
    )
    code = rule.code if rule else None
    return Decision(unit.code, tuple(duties), code, clause.code, why, duties, _desk(notice, facts))


def _duties(notice: Notice, rule: Rule, facts: Facts, lead: str) -> dict[str, str]:
    """Each co-unit and its duty, towns resolved; a town that is not known, and the lead itself, left out."""
    duties: dict[str, str] = {}
    for co in rule.co_units:
        code = _resolved(notice, co, facts.area)
        if code is not None and code != lead:
            duties[code] = co.duty
    return duties


def _resolved(notice: Notice, co: CoUnit, area: str | None) -> str | None:
    if co.unit != TOWN:
        return co.unit
    town = town_unit(notice, area)
    return town.code if town else None


def _helpers(notice: Notice, duties: Mapping[str, str]) -> str:
    if not duties:
        return ""
    named = (notice.units[code].short_name + (f"（{duty}）" if duty else "") for code, duty in duties.items())
    return f"，{'、'.join(named)}协办"


def _desk(notice: Notice, facts: Facts) -> str | None:
    source = notice.sources.get(facts.source)
    return source.desk if source else None


def _desk_words(notice: Notice, facts: Facts) -> str:
    desk = _desk(notice, facts)
    if desk is None:
        return ""
    return f"；{notice.sources[facts.source].name}先由{notice.units[desk].short_name}受理"
