"""A ruling on one case (裁定) as a rule for all that are like it."""

from dataclasses import dataclass, replace

from app.core.problems import Problem
from app.notices.kinds import Mark
from app.notices.model import ANY, TOWN, Condition, Notice, Rule, UnknownCategory, When
from app.notices.specificity import covers, said_yes
from app.routing.decide import Facts, decide
from app.routing.dry_run import PastCase, tie
from app.routing.rule_rows import with_rules
from app.units.towns import town_unit


@dataclass(frozen=True, slots=True)
class Ruling:
    """Cases like this one go to ``unit``, narrowed by what is given.

    ``area``: an area's code that the case lies in; ``source``: the case's own; ``question``: one asked of its
    type, with the case's answer. ``clause`` is a code (None: the unit's own clause); ``reason`` completes
    “this type …” in Chinese (empty: that it was ruled so, and on which case).
    """

    unit: str
    area: str | None = None
    source: str | None = None
    question: str | None = None
    clause: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RuledTable:
    """The rules with the ruling in them, and the code of the rule that says it."""

    rules: tuple[Rule, ...]
    code: str
    is_new: bool


def rule_from(notice: Notice, case: PastCase, ruling: Ruling) -> RuledTable:
    """The table in force with one more rule, which sends this case to the ruled unit.

    Where a rule already has exactly these conditions, two would tie: that one is changed instead.

    Raises:
        Problem: ``unknown-category``, ``unknown-unit``, ``ruling-unfit`` with what does not fit the case or
            with the more specific rule that would still win.
    """
    rule = _rule(notice, case, ruling)
    same = next((one for one in notice.rules.values() if _conditions(one) == _conditions(rule)), None)
    if same is not None:
        rule = replace(same, lead=rule.lead, clause=rule.clause, reason=rule.reason, mark=rule.mark)
    rules = {**notice.rules, rule.code: _without_lead_among_helpers(rule)}
    _demand_it_works(notice, case, ruling, tuple(rules.values()), rule.code)
    return RuledTable(tuple(rules.values()), rule.code, same is None)


def _rule(notice: Notice, case: PastCase, ruling: Ruling) -> Rule:
    unit = notice.units.get(ruling.unit)
    if unit is None:
        raise Problem("unknown-unit", code=ruling.unit)
    clause = ruling.clause or unit.clause
    if clause not in notice.clauses:
        raise _unfit(f"条款“{clause}”不在现行方案中", f"there is no clause “{clause}”")
    reason = ruling.reason.strip() or f"经裁定归{unit.short_name}（案件 {case.number}）"
    return Rule(
        code=_free_code(notice, case.category),
        category=case.category,
        area=_area(case, ruling),
        source=_source(case, ruling),
        when=_when(notice, case, ruling),
        lead=_lead(notice, case, ruling),
        co_units=(),
        clause=clause,
        reason=reason,
        mark=Mark.D,
    )


def _area(case: PastCase, ruling: Ruling) -> str:
    if ruling.area is None:
        return ANY
    if ruling.area == ANY or not covers(ruling.area, case.area):
        raise _unfit(f"案件不在区域“{ruling.area}”之内", f"the case does not lie in {ruling.area}")
    return ruling.area


def _source(case: PastCase, ruling: Ruling) -> str:
    if ruling.source not in {None, case.source}:
        raise _unfit(f"案件的来源不是“{ruling.source}”", f"the case did not come from {ruling.source}")
    return ruling.source or ANY


def _when(notice: Notice, case: PastCase, ruling: Ruling) -> When:
    if ruling.question is None:
        return ()
    try:
        asked = {question.key for question in notice.questions_for(case.category)}
    except UnknownCategory:
        raise Problem("unknown-category", code=case.category) from None
    if ruling.question not in asked:
        raise _unfit(
            f"这类案件上报时不问“{ruling.question}”", f"“{ruling.question}” is not asked of this type"
        )
    return (Condition(ruling.question, said_yes(case.attributes.get(ruling.question))),)


def _lead(notice: Notice, case: PastCase, ruling: Ruling) -> str:
    unit = notice.units[ruling.unit]
    if unit.leads:
        return unit.code
    town = town_unit(notice, case.area)
    if town is not None and town.code == unit.code:
        return TOWN
    raise _unfit(
        f"{unit.name}不能作主办单位（方案里 leads 为 no），也不是案件所在的镇街",
        f"{unit.name} may not lead cases, nor is it the town of this one",
    )


def _free_code(notice: Notice, category: str) -> str:
    number = 2
    while f"R-{category}-{number}" in notice.rules:
        number += 1
    return f"R-{category}-{number}"


def _conditions(rule: Rule) -> tuple[str, str, str, When]:
    return rule.category, rule.area, rule.source, rule.when


def _without_lead_among_helpers(rule: Rule) -> Rule:
    return replace(rule, co_units=tuple(co for co in rule.co_units if co.unit != rule.lead))


def _demand_it_works(
    notice: Notice, case: PastCase, ruling: Ruling, rules: tuple[Rule, ...], code: str
) -> None:
    """The new table must send the very case to the ruled unit, by the new rule."""
    ruled = with_rules(notice, rules)
    facts = Facts(case.category, case.area, case.source, case.attributes)
    try:
        decision = decide(ruled, facts)
    except UnknownCategory:
        raise Problem("unknown-category", code=case.category) from None
    if decision.rule == code and decision.unit == ruling.unit:
        return
    rivals = tie(ruled, facts)
    if rivals is not None and code in rivals:
        other = next(one for one in rivals if one != code)
        raise _unfit(
            f"与规则 {other} 同样具体，分不出先后，请再限定区域、来源或问题",
            f"it would tie with rule {other}; narrow it by area, source or question",
        )
    raise _unfit(
        f"规则 {decision.rule} 更具体，案件仍会归{ruled.units[decision.unit].short_name}，"
        "请再限定区域、来源或问题",
        f"rule {decision.rule} is more specific and would still win; narrow the ruling",
    )


def _unfit(chinese: str, english: str) -> Problem:
    return Problem("ruling-unfit", what=(chinese, english))
