"""Every code that a row mentions must be one that the folder defines."""

from collections.abc import Container, Iterable, Iterator

from app.notices.faults import Fault
from app.notices.kinds import UnitKind
from app.notices.model import ANY, TOWN, Notice, When

Mention = tuple[str, str, str, str, Container[str]]
"""File, row's key, column, the code it mentions, the codes there are."""


def check_codes(notice: Notice) -> Iterator[Fault]:
    """Unknown codes, questions that are not asked of a type, units that may not lead."""
    yield from _empty_tables(notice)
    for file, key, column, code, known in _mentions(notice):
        if known and code not in known:
            yield _at(notice, file, key, f"{column} 里的“{code}”没有定义（{_home(column)}）。")
    yield from _units(notice)
    yield from _groups(notice)
    yield from _leads(notice)
    for file, key, pattern, when in _conditions(notice):
        for asked in when:
            if notice.questions and not _is_asked(notice, asked.question, pattern):
                words = f"条件“{asked.question}”不是“{pattern}”上报时会问的问题，请先写进 questions.csv。"
                yield _at(notice, file, key, words)


def _empty_tables(notice: Notice) -> Iterator[Fault]:
    tables = {
        "clauses.csv": notice.clauses, "units.csv": notice.units, "groups.csv": notice.groups,
        "categories.csv": notice.categories, "deadlines.csv": notice.deadlines, "sources.csv": notice.sources,
        "rules.csv": notice.rules, "towns.csv": notice.towns,
    }  # fmt: skip
    for file, rows in tables.items():
        if not rows:
            yield Fault(file, 0, "这张表一行也没有。")


def _mentions(notice: Notice) -> Iterator[Mention]:
    patterns = _patterns(notice)
    yield from _mentions_of_tables(notice)
    for question in notice.questions.values():
        for pattern in question.categories:
            yield "questions.csv", question.key, "categories", pattern, patterns
    for rule in notice.rules.values():
        yield "rules.csv", rule.code, "category", rule.category, patterns
        yield "rules.csv", rule.code, "clause", rule.clause, notice.clauses
        if rule.area != ANY:
            yield "rules.csv", rule.code, "area", rule.area, notice.areas
        if rule.source != ANY:
            yield "rules.csv", rule.code, "source", rule.source, notice.sources
        for unit in (rule.lead, *(co.unit for co in rule.co_units)):
            if unit != TOWN:
                yield "rules.csv", rule.code, "lead、co_units", unit, notice.units
    for index, row in enumerate(notice.deadlines):
        yield "deadlines.csv", str(index), "category", row.category, patterns
    for index, follow in enumerate(notice.follow_ups):
        yield "follow_ups.csv", str(index), "category", follow.category, patterns
        yield "follow_ups.csv", str(index), "target", follow.target, notice.categories


def _mentions_of_particulars(notice: Notice) -> Iterator[Mention]:
    for name in ("fallback", "supervision", "penalty"):
        yield "notice.toml", name, name, getattr(notice.desks, name), notice.units
    for index, step in enumerate(notice.escalations):
        if step.to != "LEAD":
            yield "notice.toml", f"escalation {index}", "to", step.to, notice.units


def _mentions_of_tables(notice: Notice) -> Iterator[Mention]:
    yield from _mentions_of_particulars(notice)
    for unit in notice.units.values():
        yield "units.csv", unit.code, "clause", unit.clause, notice.clauses
        if unit.town:
            yield "units.csv", unit.code, "town", unit.town, notice.towns
    for squad in notice.squads.values():
        yield "squads.csv", squad.code, "unit", squad.unit, notice.units
    for battle in notice.battles.values():
        yield "battles.csv", battle.code, "lead", battle.lead, notice.units
        yield "battles.csv", battle.code, "clause", battle.clause, notice.clauses
    for group in notice.groups.values():
        if group.parent:
            yield "groups.csv", group.code, "parent", group.parent, notice.groups
        if group.battle:
            yield "groups.csv", group.code, "battle", group.battle, notice.battles
    for category in notice.categories.values():
        yield "categories.csv", category.code, "group", category.group, notice.groups
    yield from _mentions_of_sources(notice)


def _mentions_of_sources(notice: Notice) -> Iterator[Mention]:
    for source in notice.sources.values():
        yield "sources.csv", source.code, "clause", source.clause, notice.clauses
        if source.desk:
            yield "sources.csv", source.code, "desk", source.desk, notice.units


def _units(notice: Notice) -> Iterator[Fault]:
    for unit in notice.units.values():
        if (unit.kind is UnitKind.TOWN) != (unit.town is not None):
            yield _at(notice, "units.csv", unit.code, "kind 为 town 的单位要填 town，其他单位不填。")
        if unit.leads and unit.kind is not UnitKind.BUREAU:
            yield _at(notice, "units.csv", unit.code, "镇街和局外单位只协办，leads 应为 no。")
        if unit.code == TOWN:
            yield _at(notice, "units.csv", unit.code, "TOWN 是规则里的专用词，不能作单位代码。")
    for town in notice.towns.values():
        owners = [unit.code for unit in notice.units.values() if unit.town == town.code]
        if len(owners) != 1:
            words = f"镇街 {town.name} 应有且只有一个责任单位，现有 {len(owners)} 个。"
            yield _at(notice, "towns.csv", town.code, words)


def _groups(notice: Notice) -> Iterator[Fault]:
    for group in notice.groups.values():
        parent = notice.groups.get(group.parent or "")
        if parent is not None and parent.parent is not None:
            yield _at(notice, "groups.csv", group.code, "分类只有两层：小类的 parent 应是大类。")
    for code in notice.categories:
        if code in notice.groups or code == ANY:
            yield _at(notice, "categories.csv", code, f"案由代码“{code}”与分类代码重复。")


def _leads(notice: Notice) -> Iterator[Fault]:
    for rule in notice.rules.values():
        lead = notice.units.get(rule.lead)
        if lead is not None and not lead.leads:
            yield _at(
                notice, "rules.csv", rule.code, f"{lead.name}不能作主办单位（units.csv 的 leads 为 no）。"
            )
        helpers = [co.unit for co in rule.co_units]
        if rule.lead in helpers or len(set(helpers)) != len(helpers):
            yield _at(notice, "rules.csv", rule.code, "co_units 里有重复的单位，或与主办单位相同。")
    fallback = notice.units.get(notice.desks.fallback)
    if fallback is not None and not fallback.leads:
        yield _at(
            notice, "notice.toml", "fallback", f"{fallback.name}不能作主办单位（units.csv 的 leads 为 no）。"
        )


def _conditions(notice: Notice) -> Iterator[tuple[str, str, str, When]]:
    for rule in notice.rules.values():
        yield "rules.csv", rule.code, rule.category, rule.when
    for index, row in enumerate(notice.deadlines):
        yield "deadlines.csv", str(index), row.category, row.when
    for index, follow in enumerate(notice.follow_ups):
        yield "follow_ups.csv", str(index), follow.category, follow.when


def _is_asked(notice: Notice, question: str, pattern: str) -> bool:
    """Whether a question is asked of every type that a pattern covers."""
    covered: Iterable[str] = (code for code, lineage in notice.lineages.items() if pattern in lineage)
    return all(question in (asked.key for asked in notice.questions_for(code)) for code in covered)


def _patterns(notice: Notice) -> set[str]:
    return {ANY, *notice.groups, *notice.categories} if notice.categories else set()


def _home(column: str) -> str:
    homes = {
        "clause": "clauses.csv", "group": "groups.csv", "parent": "groups.csv", "battle": "battles.csv",
        "category": "categories.csv、groups.csv", "categories": "categories.csv、groups.csv",
        "target": "categories.csv", "source": "sources.csv", "town": "towns.csv",
        "area": "towns.csv、villages.csv",
    }  # fmt: skip
    return homes.get(column, "units.csv")


def _at(notice: Notice, file: str, key: str, message: str) -> Fault:
    return Fault(file, notice.line(file, key), message)
