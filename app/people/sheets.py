"""People in an Excel sheet: read, checked row by row, and entered all together or not at all."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from pydantic import BaseModel
from sqlalchemy import select
from sqlmodel import Session, col

from app.core.problems import Problem
from app.journal.record import Actor, take_turn
from app.notices.model import Notice
from app.people.administration import change, make, what_are
from app.people.models import Account, Role
from app.people.wanted import Wanted, check, check_username

MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 2_000_000, 20_000_000, 5_000
HEADINGS = ("用户名", "姓名", "角色", "单位", "班组")
WITHOUT_SQUADS = HEADINGS[:4]
"""A sheet of an earlier version: whoever is in it stays in their squad."""
ROLE_NAMES = {
    "巡查员": Role.INSPECTOR,
    "调度员": Role.DISPATCHER,
    "处置人员": Role.CREW,
    "指挥中心": Role.COMMAND,
    "办公室": Role.OFFICE,
    "管理员": Role.ADMIN,
}
CLOSED = "这个账号已停用。要恢复，请先在“账号”页面重新启用；不恢复就删去这一行"
"""A sheet opens nobody's account: it may be older than its closing."""
SEPARATORS = str.maketrans("，、；;/", ",,,,,")


class Outcome(StrEnum):
    """What a row does, or did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULT = "fault"


class RowOut(BaseModel):
    """A row of the sheet by its number there; ``fault``: what is to be put right, Chinese."""

    row: int
    username: str
    name: str
    outcome: Outcome
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet, read and checked; ``wanted`` is None where it has a ``fault``."""

    number: int
    username: str
    wanted: Wanted | None
    name: str
    fault: str = ""
    names_squad: bool = True

    def meant(self, now: Wanted | None) -> Wanted | None:
        """What is wanted of somebody who is ``now``: a sheet without squads leaves people in theirs."""
        if self.wanted is None or now is None or self.names_squad or now.unit_code != self.wanted.unit_code:
            return self.wanted
        return replace(self.wanted, squad_code=now.squad_code)


def template(notice: Notice) -> bytes:
    """A workbook to fill in: headings, choices for units, and a page that explains them."""
    book = Workbook()
    sheet, help_page = book.active, book.create_sheet("说明")
    assert sheet is not None  # noqa: S101  (a new workbook has one)
    sheet.title = "人员"
    sheet.append(HEADINGS)
    for column, width in zip("ABCDE", (18, 14, 22, 26, 18), strict=True):
        sheet.column_dimensions[column].width = width
    help_page.append(("角色（可填多个，用顿号隔开）", "单位（调度员、处置人员必填）", "班组（可不填）"))
    units = [unit.name for unit in notice.units.values()]
    squads = [f"{squad.name}（{notice.units[squad.unit].name}）" for squad in notice.squads.values()]
    for line in zip_longest(ROLE_NAMES, units, squads, fillvalue=""):
        help_page.append(line)
    choice = DataValidation(type="list", formula1=f"说明!$B$2:$B${len(units) + 1}", allow_blank=True)
    choice.add(f"D2:D{MOST_ROWS}")
    sheet.add_data_validation(choice)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_sheet(notice: Notice, data: bytes) -> Sequence[Row]:
    """The people of an .xlsx sheet; the database is not asked. Raises ``not-a-sheet``."""
    cells, names_squad = _cells(data)
    return list(_checked(notice, cells, names_squad=names_squad))


def weigh(session: Session, rows: Sequence[Row]) -> Sequence[RowOut]:
    """What entering each of the rows would do."""
    return _weighed(session, rows, _known(session, rows))


def enter_rows(session: Session, notice: Notice, by: Actor, rows: Sequence[Row]) -> Sequence[RowOut]:
    """Enter everybody; returns what that did. Again changes nothing.

    New accounts have no password until a link is used. Who is not in the sheet stays as they are.

    Raises:
        Problem: ``sheet-has-faults`` with the rows, and nothing is entered.
    """
    take_turn(session)  # nobody's account is closed meanwhile
    known = _known(session, rows)
    shown = _weighed(session, rows, known)
    faults = sum(one.outcome is Outcome.FAULT for one in shown)
    if faults:
        raise Problem("sheet-has-faults", count=faults, shown={"rows": [one.model_dump() for one in shown]})
    now = what_are(session, list(known.values()))
    for row, told in zip(rows, shown, strict=True):
        account = known.get(row.username)
        wanted = row.meant(now[account.id] if account else None)
        if wanted is None or told.outcome is Outcome.SAME:
            continue
        if account is None:
            make(session, notice, by, row.username, wanted)
        else:
            change(session, notice, by, account.id, wanted)
    return shown


def _known(session: Session, rows: Sequence[Row]) -> Mapping[str, Account]:
    named = select(Account).where(col(Account.username).in_([row.username for row in rows]))
    return {account.username: account for account in session.execute(named).scalars()}


def _weighed(session: Session, rows: Sequence[Row], known: Mapping[str, Account]) -> Sequence[RowOut]:
    now = what_are(session, list(known.values()))
    return [_weighed_row(row, now[known[row.username].id] if row.username in known else None) for row in rows]


def _weighed_row(row: Row, now: Wanted | None) -> RowOut:
    fault = row.fault
    if row.wanted is not None and now is not None and not now.active:
        fault = CLOSED
    if row.wanted is None or fault:
        outcome = Outcome.FAULT
    elif now is None:
        outcome = Outcome.NEW
    else:
        outcome = Outcome.SAME if now == row.meant(now) else Outcome.CHANGED
    return RowOut(row=row.number, username=row.username, name=row.name, outcome=outcome, fault=fault)


def _cells(data: bytes) -> tuple[Iterator[tuple[int, list[str]]], bool]:
    """Rows under the headings by their number, and whether squads are named; formulas are read as nothing."""
    _refuse_what_swells(data)
    try:
        sheet: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        lines = sheet.iter_rows(max_col=len(HEADINGS), values_only=True)
        rows = [[_text(cell) for cell in line] for line in lines]
    except Exception as failure:  # a made-up workbook breaks the library in many ways, and is refused by all
        raise _unreadable() from failure
    headings = tuple(rows[0]) if rows else ()
    if headings != HEADINGS and headings[: len(WITHOUT_SQUADS)] != WITHOUT_SQUADS:
        why = (f"第一行应为：{'、'.join(HEADINGS)}", f"the first row should be: {', '.join(HEADINGS)}")
        raise Problem("not-a-sheet", why=why)
    if len(rows) > MOST_ROWS + 1:
        raise Problem("not-a-sheet", why=(f"最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows"))
    width = len(HEADINGS)
    filled = ((number, [*row, *[""] * width][:width]) for number, row in enumerate(rows[1:], 2) if any(row))
    return filled, headings == HEADINGS


def _refuse_what_swells(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile as failure:
        raise _unreadable() from failure
    if unpacked > MOST_UNPACKED:
        raise Problem("not-a-sheet", why=("文件解压后过大", "it is too large unpacked"))


def _unreadable() -> Problem:
    return Problem("not-a-sheet", why=("这不是能读的 .xlsx 文件", "it is no .xlsx file that can be read"))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _checked(notice: Notice, cells: Iterator[tuple[int, list[str]]], *, names_squad: bool) -> Iterator[Row]:
    units = notice.units.values()
    named = {name: unit.code for unit in units for name in (unit.code, unit.name, unit.short_name)}
    seen: dict[str, int] = {}
    for number, (typed, name, roles, unit, squad) in cells:
        username = typed.lower()
        try:
            if username in seen:
                raise _fault(f"用户名和第 {seen[username]} 行相同")
            wanted = _wanted(name, roles, unit, named)
            if names_squad and squad:
                wanted = replace(wanted, squad_code=_squad(notice, wanted.unit_code, squad))
            check_username(username)
            check(notice, wanted)
        except Problem as problem:
            yield Row(number, username, None, name, problem.sentence("zh"))
        else:
            seen[username] = number
            yield Row(number, username, wanted, name, names_squad=names_squad)


def _wanted(name: str, roles: str, unit: str, units: Mapping[str, str]) -> Wanted:
    if not 1 <= len(name) <= 64:
        raise _fault("姓名要填，不超过 64 个字")
    named = [one.strip() for one in roles.translate(SEPARATORS).split(",") if one.strip()]
    unknown = [one for one in named if one not in ROLE_NAMES and one.upper() not in Role.__members__]
    if unknown or not named:
        raise _fault(f"角色“{'、'.join(unknown) or '空'}”不认识，可用：{'、'.join(ROLE_NAMES)}")
    if unit and unit not in units:
        raise _fault(f"责任表里没有单位“{unit}”")
    held = frozenset(ROLE_NAMES.get(one) or Role[one.upper()] for one in named)
    return Wanted(name, held, units[unit] if unit else None)


def _squad(notice: Notice, unit: str | None, typed: str) -> str:
    for squad in notice.squads.values():
        if squad.unit == unit and typed in (squad.code, squad.name):
            return squad.code
    raise _fault(f"所填单位没有班组“{typed}”")


def _fault(sentence: str) -> Problem:
    return Problem("invalid-input", summary=sentence)
