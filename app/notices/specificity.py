"""Which of several rows that fit is the most specific one: the one order for rules and deadlines.

From the strongest to the weakest, compared one after the other:

1. the number of answers that the row asks for (an exception beats what it is an exception to),
2. the area: a longer code is a smaller place, ``*`` is everywhere,
3. the source: a named one beats ``*``,
4. the type: type, head, family, ``*``.

An exception stated once for a family therefore holds for all its types, also for those with rows of
their own.
Two rows that fit and are equal in all four are a tie, which the checker refuses.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

from app.notices.model import ANY, Deadline, Notice, Rule, When

Specificity = tuple[int, int, int, int]

_YES = frozenset({"yes", "true", "是"})


def said_yes(answer: object) -> bool:
    """Whether an answer as a form or a client sends it means yes: ``true``, ``"yes"`` or ``"是"``."""
    return answer is True or (isinstance(answer, str) and answer.strip().lower() in _YES)


def holds(when: When, attributes: Mapping[str, Any]) -> bool:
    """Whether the answers given are those that the row asks for."""
    return all(said_yes(attributes.get(c.question)) is c.answer for c in when)


def covers(area: str, place: str | None) -> bool:
    """Whether an area pattern takes in a place: ``*``, the place itself, or an area that it lies in.

    Codes of the statistical bureau nest: county 6, town 9, village 12, grid cell 15 digits.
    """
    return area == ANY or (place is not None and place.startswith(area))


def fits(rule: Rule, area: str | None, source: str, attributes: Mapping[str, Any]) -> bool:
    """Whether a rule that covers the type also fits the place, the source and the answers."""
    return rule.source in (ANY, source) and covers(rule.area, area) and holds(rule.when, attributes)


def rule_specificity(notice: Notice, category: str, rule: Rule) -> Specificity:
    """Larger is more specific; ``rule`` must cover ``category``."""
    area = 0 if rule.area == ANY else len(rule.area)
    return len(rule.when), area, int(rule.source != ANY), -notice.lineages[category].index(rule.category)


def deadline_specificity(notice: Notice, category: str, row: Deadline) -> Specificity:
    """Larger is more specific; ``row`` must cover ``category``."""
    return len(row.when), 0, 0, -notice.lineages[category].index(row.category)


@lru_cache(maxsize=16)
def rules_by_category(notice: Notice) -> Mapping[str, tuple[Rule, ...]]:
    """For each type the rules that may place it, most specific first."""
    found: dict[str, tuple[Rule, ...]] = {}
    for category, lineage in notice.lineages.items():
        rules = [rule for rule in notice.rules.values() if rule.category in lineage]
        rules.sort(key=partial(rule_specificity, notice, category), reverse=True)
        found[category] = tuple(rules)
    return found


@lru_cache(maxsize=16)
def deadlines_by_category(notice: Notice) -> Mapping[str, tuple[Deadline, ...]]:
    """For each type its rows of deadlines, most specific first."""
    found: dict[str, tuple[Deadline, ...]] = {}
    for category, lineage in notice.lineages.items():
        rows = [row for row in notice.deadlines if row.category in lineage]
        rows.sort(key=partial(deadline_specificity, notice, category), reverse=True)
        found[category] = tuple(rows)
    return found
