"""The rules are total and unambiguous: every report has exactly one lead, whatever it says of itself.

Proved by going through all that can make a difference: every type, no area and every area that a rule names,
every source, and all answers to the questions that the type's rules ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from app.notices.faults import Fault
from app.notices.model import ANY, Category, Notice, Rule
from app.notices.specificity import fits, rule_specificity, rules_by_category

MOST_QUESTIONS = 10
"""More questions in the rules of one type would be neither asked nor checked in reasonable time."""


@dataclass(frozen=True, slots=True)
class _Report:
    """One way that a report of a type can be."""

    area: str | None
    source: str
    answers: dict[str, bool]


def check_rules(notice: Notice) -> Iterator[Fault]:
    """Types with a gap, and pairs of rules that tie."""
    if not notice.rules or not notice.sources:
        return
    tied: set[tuple[str, str]] = set()
    for category in notice.categories.values():
        rules = rules_by_category(notice)[category.code]
        if len(_questions(rules)) > MOST_QUESTIONS:
            line = notice.line("categories.csv", category.code)
            yield Fault("categories.csv", line, f"责任规则里的问题超过 {MOST_QUESTIONS} 个，请合并。")
            continue
        yield from _of_one(notice, category, rules, tied)


def _of_one(
    notice: Notice, category: Category, rules: tuple[Rule, ...], tied: set[tuple[str, str]]
) -> Iterator[Fault]:
    """One fault for the first gap of a type, one for each pair that ties and is not in ``tied`` yet."""
    gap = False
    for report in _reports(notice, rules):
        fitting = [rule for rule in rules if fits(rule, report.area, report.source, report.answers)]
        if not fitting:
            if not gap:
                yield _gap(notice, category, report)
            gap = True
            continue
        best = rule_specificity(notice, category.code, fitting[0])
        for rival in fitting[1:]:
            pair = fitting[0].code, rival.code
            if rule_specificity(notice, category.code, rival) == best and pair not in tied:
                tied.add(pair)
                yield _tie(notice, category, report, fitting[0], rival)


def _reports(notice: Notice, rules: tuple[Rule, ...]) -> Iterator[_Report]:
    areas: list[str | None] = [None, *sorted({rule.area for rule in rules} - {ANY})]
    questions = _questions(rules)
    for area, source, answers in product(
        areas, notice.sources, product((False, True), repeat=len(questions))
    ):
        yield _Report(area, source, dict(zip(questions, answers, strict=True)))


def _questions(rules: tuple[Rule, ...]) -> list[str]:
    return sorted({condition.question for rule in rules for condition in rule.when})


def _gap(notice: Notice, category: Category, report: _Report) -> Fault:
    line = notice.line("categories.csv", category.code)
    return Fault("categories.csv", line, f"“{category.name}”没有适用的责任规则（{_words(notice, report)}）。")


def _tie(notice: Notice, category: Category, report: _Report, first: Rule, second: Rule) -> Fault:
    (line, one), (other_line, other) = sorted(
        (notice.line("rules.csv", rule.code), rule.code) for rule in (first, second)
    )
    where = f"第 {line} 行的规则 {one} 与第 {other_line} 行的规则 {other}"
    message = (
        f"{where}同样具体，又都适用于“{category.name}”（{_words(notice, report)}），请让其中一条更具体。"
    )
    return Fault("rules.csv", other_line, message)


def _words(notice: Notice, report: _Report) -> str:
    parts = [notice.sources[report.source].name]
    if report.area:
        area = notice.areas.get(report.area)
        parts.append(area.name if area else report.area)
    for key, answer in report.answers.items():
        asked = notice.questions.get(key)
        parts.append(f"{asked.text if asked else key}{'是' if answer else '否'}")
    return "，".join(parts)
