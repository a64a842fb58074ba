"""The rules of a draft as rows, put in the place of a notice's own, and what the checker says of them."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

import orjson

from app.core.canonical import canonical_json
from app.notices.check import check
from app.notices.kinds import Mark
from app.notices.model import TOWN, Condition, CoUnit, Notice, Rule

RULES = "rules.csv"
CATEGORIES = "categories.csv"
COLUMNS = {
    "category": "案由范围", "area": "区域", "source": "来源", "when": "情形", "lead": "主办单位",
    "co_units": "协办单位", "clause": "依据条款", "reason": "理由",
}  # fmt: skip
"""The columns of the folder's table as the screen calls them."""
REQUIRED = ("category", "area", "source", "lead", "clause", "reason")
"""Cells that may not be empty, as in the folder's table."""


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong, with the rule or the case type it belongs to (None: the table as a whole)."""

    rule: str | None
    category: str | None
    message: str


def written(rules: Sequence[Rule]) -> str:
    """Rules as the JSON text that a draft keeps."""
    return canonical_json([asdict(rule) for rule in rules]).decode()


def read(text: str) -> tuple[Rule, ...]:
    """The rules that :func:`written` wrote."""
    return tuple(_rule(row) for row in orjson.loads(text))


def _rule(row: dict[str, Any]) -> Rule:
    when = tuple(Condition(one["question"], one["answer"]) for one in row.pop("when"))
    co_units = tuple(CoUnit(one["unit"], one["duty"]) for one in row.pop("co_units"))
    return Rule(**row | {"mark": Mark(row["mark"])}, when=when, co_units=co_units)


def with_rules(notice: Notice, rules: Sequence[Rule]) -> Notice:
    """The notice with these rules instead of its own. Lines are the rules' places in the list, from 1."""
    lines = {(RULES, rule.code): place for place, rule in enumerate(rules, 1)}
    lines |= {(CATEGORIES, code): place for place, code in enumerate(notice.categories, 1)}
    return replace(notice, rules={rule.code: rule for rule in rules}, lines=lines)


@lru_cache(maxsize=16)
def faults_of(notice: Notice) -> tuple[RuleFault, ...]:
    """What keeps a notice made by :func:`with_rules` from being put in force: the folder's own checker."""
    rules, categories = list(notice.rules.values()), list(notice.categories)
    found = [
        RuleFault(rule.code, None, f"{COLUMNS[name]}不能为空。")
        for rule in rules
        for name in REQUIRED
        if not getattr(rule, name).strip()
    ]
    empty = {fault.rule for fault in found}
    for fault in check(notice):
        rule = rules[fault.line - 1].code if fault.file == RULES and fault.line else None
        category = categories[fault.line - 1] if fault.file == CATEGORIES and fault.line else None
        if not (rule in empty and "“”" in fault.message):
            found.append(RuleFault(rule, category, _without_files(fault.message)))
    return tuple(found)


def _without_files(message: str) -> str:
    """The checker's sentence for somebody who sees a table and not files: no file, line or column names."""
    message = re.sub(r"（[^（）]*\.csv[^（）]*）|，请先写进 \w+\.csv|第 \d+ 行的", "", message)
    return re.sub(r"(?<![“\w-])(" + "|".join(COLUMNS) + r")\b ?", lambda found: COLUMNS[found[1]], message)


def undecidable(notice: Notice) -> list[str]:
    """Codes of rules that name a unit or clause there is not: with them nothing can be decided."""
    units = {TOWN, *notice.units}
    return [
        rule.code
        for rule in notice.rules.values()
        if rule.clause not in notice.clauses or not {rule.lead, *(co.unit for co in rule.co_units)} <= units
    ]
