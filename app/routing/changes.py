"""What differs between two responsibility tables, rule by rule and field by field, in readable words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.notices.model import ANY, TOWN, Notice, Rule

TOWN_NAME = "属地镇街"
NOTHING = "无"
FIELDS = ("category", "area", "source", "when", "lead", "co_units", "clause", "reason", "mark")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a rule, as it was and as it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule that both tables have, and what it says differently."""

    before: Rule
    after: Rule
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """From one table to another. ``other_tables``: what else differs in the notice (deadlines, units…)."""

    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[Changed, ...]
    other_tables: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether any rule differs."""
        return bool(self.added or self.removed or self.changed)


def changes(before: Notice, after: Notice) -> Changes:
    """What was done to ``before`` to make it ``after``."""
    common = [rule for code, rule in after.rules.items() if code in before.rules]
    return Changes(
        added=tuple(rule for code, rule in after.rules.items() if code not in before.rules),
        removed=tuple(rule for code, rule in before.rules.items() if code not in after.rules),
        changed=tuple(
            Changed(before.rules[rule.code], rule, _fields(before, after, rule))
            for rule in common
            if before.rules[rule.code] != rule
        ),
        other_tables=_other_tables(before, after),
    )


def _fields(before: Notice, after: Notice, rule: Rule) -> tuple[Field, ...]:
    old = before.rules[rule.code]
    return tuple(
        Field(name, readable(before, old, name), readable(after, rule, name))
        for name in FIELDS
        if getattr(old, name) != getattr(rule, name)
    )


def _other_tables(before: Notice, after: Notice) -> tuple[str, ...]:
    names = (one.name for one in fields(Notice) if one.name not in {"rules", "lines"})
    return tuple(name for name in names if _said(getattr(before, name)) != _said(getattr(after, name)))


def _said(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def readable(notice: Notice, rule: Rule, name: str) -> str:
    """A rule's field in the words of its notice."""
    said = _WORDS.get(name)
    return said(notice, rule) if said else str(getattr(rule, name))


def condition_words(notice: Notice, rule: Rule) -> list[str]:
    """Each condition as its question with the answer."""
    asked = ((notice.questions.get(one.question), one) for one in rule.when)
    return [f"{known.text if known else one.question}{'是' if one.answer else '否'}" for known, one in asked]


def pattern_name(notice: Notice, pattern: str) -> str:
    """The name of a type, head or family."""
    if pattern == ANY:
        return "全部案由"
    named = notice.categories.get(pattern) or notice.groups.get(pattern)
    return named.name if named else pattern


def area_name(notice: Notice, area: str) -> str:
    """The name of an area."""
    if area == ANY:
        return "全县"
    known = notice.areas.get(area)
    return known.name if known else area


def source_name(notice: Notice, source: str) -> str:
    """The name of a source."""
    if source == ANY:
        return "全部来源"
    known = notice.sources.get(source)
    return known.name if known else source


def unit_name(notice: Notice, unit: str) -> str:
    """The name of a unit; TOWN is the town the place lies in."""
    if unit == TOWN:
        return TOWN_NAME
    known = notice.units.get(unit)
    return known.name if known else unit


def _helpers(notice: Notice, rule: Rule) -> str:
    parts = ((unit_name(notice, co.unit), co.duty) for co in rule.co_units)
    return "、".join(unit + (f"（{duty}）" if duty else "") for unit, duty in parts) or NOTHING


def _clause(notice: Notice, rule: Rule) -> str:
    clause = notice.clauses.get(rule.clause)
    return f"{clause.citation}：{clause.text}" if clause else rule.clause


_WORDS: Mapping[str, Callable[[Notice, Rule], str]] = {
    "category": lambda notice, rule: pattern_name(notice, rule.category),
    "area": lambda notice, rule: area_name(notice, rule.area),
    "source": lambda notice, rule: source_name(notice, rule.source),
    "when": lambda notice, rule: "；".join(condition_words(notice, rule)) or NOTHING,
    "lead": lambda notice, rule: unit_name(notice, rule.lead),
    "co_units": _helpers,
    "clause": _clause,
}
