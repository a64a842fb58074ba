"""Reading a notice folder: files in, one checked :class:`~app.notices.model.Notice` out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.notices.check import check
from app.notices.faults import Fault, NoticeFaults
from app.notices.model import (
    Battle,
    Category,
    Clause,
    Deadline,
    FollowKind,
    FollowUp,
    Group,
    Level,
    Mark,
    Notice,
    Question,
    Rule,
    Shape,
    Source,
    Stage,
    TimeUnit,
    Town,
    Unit,
    UnitKind,
    Urgency,
    Village,
)
from app.notices.settings import CALENDAR, NOTICE, calendar, county, desks, read_settings
from app.notices.tables import Row, read_table, read_text

Record = TypeVar("Record")
Lines = dict[tuple[str, str], int]

TEXT = "notice.txt"
SHAPES = "towns.geojson"


def read_folder(folder: Path) -> Notice:
    """The notice in a folder. Raises :class:`NoticeFaults` with every fault of files, words and rules."""
    faults: list[Fault] = []
    if not folder.is_dir():
        raise NoticeFaults([Fault(str(folder), 0, "没有这个方案文件夹。")])
    notice = _assemble(folder, faults)
    faults.extend(check(notice))
    if faults:
        raise NoticeFaults(_worth_saying(faults))
    return notice


def _worth_saying(faults: list[Fault]) -> list[Fault]:
    """Without what only follows from a file that could not be read at all."""
    unread = {fault.file for fault in faults if fault.line == 0}
    return [fault for fault in faults if fault.line or fault.file in unread]


def _assemble(folder: Path, faults: list[Fault]) -> Notice:
    particulars = read_settings(folder, NOTICE, faults)
    lines: Lines = {}
    tables = _Tables(folder, faults, lines)
    return Notice(
        code=particulars.text("code"),
        title=particulars.text("title"),
        number=particulars.text("number"),
        bureau=particulars.text("bureau"),
        issued=particulars.day("issued"),
        starts=particulars.day("starts"),
        ends=particulars.day("ends"),
        text=read_text(folder, TEXT, faults) or "",
        county=county(particulars.table("county")),
        desks=desks(particulars.table("desks")),
        calendar=calendar(read_settings(folder, CALENDAR, faults)),
        clauses=tables.keyed("clauses.csv", "code,section,item,text", _clause),
        units=tables.keyed("units.csv", "code,name,short_name,kind,leads,town,clause,receives,mark", _unit),
        battles=tables.keyed("battles.csv", "code,number,name,lead,clause", _battle),
        groups=tables.keyed("groups.csv", "code,parent,number,name,battle,mark", _group),
        categories=tables.keyed("categories.csv", "code,group,name,event_code,urgency,closing,legal_basis,note,mark", _category),
        deadlines=tables.listed("deadlines.csv", "category,stage,milestone,amount,unit,plan_date,when,mark,note", _deadline),
        questions=tables.keyed("questions.csv", "key,text,categories,effect,mark", _question),
        sources=tables.keyed("sources.csv", "code,name,desk,clause,mark", _source),
        rules=tables.keyed("rules.csv", "code,category,area,source,when,lead,co_units,clause,reason,mark", _rule),
        follow_ups=tables.listed("follow_ups.csv", "category,when,kind,target,reason,mark", _follow_up),
        towns=tables.keyed("towns.csv", "code,name,kind,pinyin,other_code", _town),
        villages=tables.keyed("villages.csv", "code,town,name,kind", _village),
        shapes=_shapes(folder, faults, lines),
        lines=lines,
    )


class _Tables:
    """The folder's tables, their faults and lines gathered in one place."""

    def __init__(self, folder: Path, faults: list[Fault], lines: Lines) -> None:
        self.folder, self.faults, self.lines = folder, faults, lines

    def keyed(self, file: str, columns: str, build: Callable[[Row], Record]) -> dict[str, Record]:
        """Records by the first column, which must be there and must not come twice."""
        names = columns.split(",")
        found: dict[str, Record] = {}
        for row in read_table(self.folder, file, names, self.faults):
            key = row.required(names[0])
            if key in found:
                row.fault(f"{names[0]}“{key}”与第 {self.lines[file, key]} 行重复。")
                continue
            if key:
                self.lines[file, key] = row.line
                found[key] = build(row)
        return found

    def listed(self, file: str, columns: str, build: Callable[[Row], Record]) -> tuple[Record, ...]:
        """Records in order; their lines are kept by position."""
        rows = read_table(self.folder, file, columns.split(","), self.faults)
        self.lines.update({(file, str(index)): row.line for index, row in enumerate(rows)})
        return tuple(build(row) for row in rows)


def _clause(row: Row) -> Clause:
    return Clause(row.text("code"), row.required("section"), row.text("item"), row.required("text"))


def _unit(row: Row) -> Unit:
    return Unit(
        row.text("code"), row.required("name"), row.required("short_name"), row.choice("kind", UnitKind), row.flag("leads"),
        row.optional("town"), row.required("clause"), row.text("receives"), row.choice("mark", Mark),
    )


def _battle(row: Row) -> Battle:
    return Battle(row.text("code"), row.integer("number"), row.required("name"), row.required("lead"), row.required("clause"))


def _group(row: Row) -> Group:
    return Group(
        row.text("code"), row.optional("parent"), row.integer("number"), row.required("name"), row.optional("battle"),
        row.choice("mark", Mark),
    )


def _category(row: Row) -> Category:
    return Category(
        row.text("code"), row.required("group"), row.required("name"), row.text("event_code"), row.choice("urgency", Urgency),
        row.required("closing"), row.text("legal_basis"), row.text("note"), row.choice("mark", Mark),
    )


def _deadline(row: Row) -> Deadline:
    return Deadline(
        row.required("category"), row.choice("stage", Stage), row.text("milestone"), row.amount("amount"),
        row.choice("unit", TimeUnit), row.day("plan_date"), row.when("when"), row.choice("mark", Mark), row.text("note"),
    )


def _question(row: Row) -> Question:
    return Question(row.text("key"), row.required("text"), row.many("categories"), row.required("effect"), row.choice("mark", Mark))


def _source(row: Row) -> Source:
    return Source(row.text("code"), row.required("name"), row.optional("desk"), row.required("clause"), row.choice("mark", Mark))


def _rule(row: Row) -> Rule:
    return Rule(
        row.text("code"), row.required("category"), row.required("area"), row.required("source"), row.when("when"),
        row.required("lead"), row.co_units("co_units"), row.required("clause"), row.required("reason"), row.choice("mark", Mark),
    )


def _follow_up(row: Row) -> FollowUp:
    return FollowUp(
        row.required("category"), row.when("when"), row.choice("kind", FollowKind), row.required("target"),
        row.required("reason"), row.choice("mark", Mark),
    )


def _town(row: Row) -> Town:
    return Town(row.text("code"), row.required("name"), row.required("kind"), row.text("pinyin"), row.text("other_code"))


def _village(row: Row) -> Village:
    return Village(row.text("code"), row.required("town"), row.required("name"), row.text("kind"))


def _shapes(folder: Path, faults: list[Fault], lines: Lines) -> dict[str, Shape]:
    text = read_text(folder, SHAPES, faults)
    if text is None:
        return {}
    try:
        features: list[dict[str, Any]] = json.loads(text)["features"]
        found = {}
        for feature in features:
            about = feature["properties"]
            code = str(about["code"])
            lines[SHAPES, code] = _line_of(text, code)
            found[code] = Shape(code, Level(about["level"]), bool(about.get("schematic", False)), feature["geometry"])
    except json.JSONDecodeError as trouble:
        faults.append(Fault(SHAPES, trouble.lineno, "不是有效的 JSON，读不出来。"))
        return {}
    except (KeyError, TypeError, ValueError) as trouble:
        faults.append(Fault(SHAPES, 0, f"每个要素要有 properties.code、properties.level 和 geometry（{trouble}）。"))
        return {}
    return found


def _line_of(text: str, code: str) -> int:
    place = text.find(f'"{code}"')
    return text.count("\n", 0, place) + 1 if place >= 0 else 0
