"""Reading a notice folder: files in, one checked :class:`~app.notices.model.Notice` out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson

from app.notices import rows
from app.notices.check import check
from app.notices.faults import Fault, NoticeFaults
from app.notices.model import Level, Notice, Shape
from app.notices.settings import (
    CALENDAR,
    NOTICE,
    calendar,
    county,
    desks,
    duty,
    escalations,
    limits,
    photo_checks,
    read_settings,
)
from app.notices.tables import Row, read_table, read_text

Record = TypeVar("Record")
Lines = dict[tuple[str, str], int]

TEXT = "notice.txt"
SHAPES = "towns.geojson"


def read_folder(folder: Path) -> Notice:
    """The notice in a folder. Raises :class:`NoticeFaults` with every fault of files, words and rules."""
    if not folder.is_dir():
        raise NoticeFaults([Fault(str(folder), 0, "没有这个方案文件夹。")])
    faults: list[Fault] = []
    notice = _assemble(folder, faults)
    unread = {fault.file for fault in faults if fault.line == 0}
    faults.extend(fault for fault in check(notice) if fault.line or fault.file not in unread)
    if faults:
        raise NoticeFaults(faults)
    return notice


def _assemble(folder: Path, faults: list[Fault]) -> Notice:
    particulars = read_settings(folder, NOTICE, faults)
    working_time = read_settings(folder, CALENDAR, faults)
    lines: Lines = {**particulars.lines(), **working_time.lines()}
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
        limits=limits(particulars.table("limits")),
        duty=duty(particulars.table("duty")),
        photos=photo_checks(particulars.table("photos")),
        escalations=escalations(particulars),
        calendar=calendar(working_time),
        clauses=tables.keyed("clauses.csv", "code,section,item,text", rows.clause),
        units=tables.keyed(
            "units.csv", "code,name,short_name,kind,leads,town,clause,receives,mark", rows.unit
        ),
        battles=tables.keyed("battles.csv", "code,number,name,lead,clause", rows.battle),
        groups=tables.keyed("groups.csv", "code,parent,number,name,battle,mark", rows.group),
        categories=tables.keyed(
            "categories.csv",
            "code,group,name,event_code,urgency,closing,legal_basis,note,mark",
            rows.category,
        ),
        deadlines=tables.listed(
            "deadlines.csv", "category,stage,milestone,amount,unit,plan_date,when,mark,note", rows.deadline
        ),
        questions=tables.keyed("questions.csv", "key,text,categories,effect,mark", rows.question),
        sources=tables.keyed("sources.csv", "code,name,desk,clause,mark", rows.source),
        rules=tables.keyed(
            "rules.csv", "code,category,area,source,when,lead,co_units,clause,reason,mark", rows.rule
        ),
        follow_ups=tables.listed("follow_ups.csv", "category,when,kind,target,reason,mark", rows.follow_up),
        towns=tables.keyed("towns.csv", "code,name,kind,pinyin,other_code", rows.town),
        villages=tables.keyed("villages.csv", "code,town,name,kind", rows.village),
        shapes=_shapes(folder, faults, lines),
        grids=tables.optional("grids.csv", "code,village,name", rows.grid),
        facilities=tables.optional(
            "facilities.csv", "code,name,kind,lon,lat,schematic,hours,places,mark", rows.facility
        ),
        squads=tables.optional("squads.csv", "code,unit,name,mark", rows.squad),
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

    def optional(self, file: str, columns: str, build: Callable[[Row], Record]) -> dict[str, Record]:
        """The same of a table that the folder may lack."""
        return self.keyed(file, columns, build) if (self.folder / file).exists() else {}

    def listed(self, file: str, columns: str, build: Callable[[Row], Record]) -> tuple[Record, ...]:
        """Records in order; their lines are kept by position."""
        found = read_table(self.folder, file, columns.split(","), self.faults)
        self.lines.update({(file, str(index)): row.line for index, row in enumerate(found)})
        return tuple(build(row) for row in found)


def _shapes(folder: Path, faults: list[Fault], lines: Lines) -> dict[str, Shape]:
    text = read_text(folder, SHAPES, faults)
    if text is None:
        return {}
    try:
        features: list[dict[str, Any]] = orjson.loads(text)["features"]
        found = {}
        for feature in features:
            about = feature["properties"]
            code = str(about["code"])
            lines[SHAPES, code] = _line_of(text, code)
            found[code] = Shape(
                code, Level(about["level"]), bool(about.get("schematic", False)), feature["geometry"]
            )
    except orjson.JSONDecodeError as trouble:
        faults.append(Fault(SHAPES, trouble.lineno, "不是有效的 JSON，读不出来。"))
        return {}
    except (KeyError, TypeError, ValueError) as trouble:
        faults.append(
            Fault(SHAPES, 0, f"每个要素要有 properties.code、properties.level 和 geometry（{trouble}）。")
        )
        return {}
    return found


def _line_of(text: str, code: str) -> int:
    place = text.find(f'"{code}"')
    return text.count("\n", 0, place) + 1 if place >= 0 else 0
