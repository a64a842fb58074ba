"""The notice in force, as screens need it: units, battles, types with deadlines and questions, labels."""

from datetime import date

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app.cases.routes import json_response
from app.cases.states import STATE_LABELS, TONES, State
from app.cases.table import MOVES
from app.categories.deadlines import deadline_of
from app.core.clock import now
from app.core.shapes import Named
from app.http.parts import VersionsDep
from app.http.session import SignedIn
from app.notices.model import CalendarTable, Category, Notice, Urgency
from app.notices.versions import InForce

router = APIRouter(prefix="/api", tags=["notice"])


class CountyOut(BaseModel):
    """The county: ``bbox`` west, south, east, north and ``center`` lon, lat in WGS-84 degrees."""

    name: str
    bbox: tuple[float, float, float, float]
    center: tuple[float, float]


class BattleOut(BaseModel):
    """One of the campaign's battles."""

    number: int
    name: str
    lead_unit: str


class UnitOut(Named):
    """A unit; ``kind`` is bureau, town or external. ``clause`` is verbatim."""

    short_name: str
    kind: str
    clause: str


class SquadOut(Named):
    """A squad (班组) of a unit, to which it hands cases."""

    unit: str


class GroupOut(Named):
    """A head of case types (大类) with its family."""

    family: str
    family_name: str


class QuestionOut(BaseModel):
    """A yes/no fact that changes who is responsible or by when; answered in ``attributes`` under ``key``."""

    key: str
    label: str
    effect: str


class CategoryOut(Named):
    """A case type. ``deadline`` in words, such as ``4工作时``."""

    group: str
    family: str
    urgent: bool
    deadline: str
    closing_criterion: str
    legal_basis: str
    questions: list[QuestionOut]


class StateOut(BaseModel):
    """A state of a case with its label and the tone it is shown in."""

    code: State
    label: str
    label_en: str
    tone: str


class OperationOut(BaseModel):
    """An operation with its label and what it must bring."""

    code: str
    label: str
    label_en: str
    needs_reason: bool
    needs_after_photo: bool


class HolidayOut(BaseModel):
    """Days off in a row, both ends included, and the days worked to make up for them."""

    name: str
    first: date
    last: date
    make_up: list[date]


class CalendarOut(BaseModel):
    """When people work, for clocks on screens. ``rest_days`` are ISO weekdays, ``hours`` local times."""

    zone: str
    hours: list[tuple[str, str]]
    rest_days: list[int]
    first_year: int
    last_year: int
    holidays: list[HolidayOut]


class NoticeOut(BaseModel):
    """The reference data of the version in force."""

    code: str
    title: str
    document_number: str
    bureau: str
    version: int
    starts: str
    ends: str
    county: CountyOut
    battles: list[BattleOut]
    units: list[UnitOut]
    squads: list[SquadOut]
    groups: list[GroupOut]
    categories: list[CategoryOut]
    towns: list[Named]
    sources: list[Named]
    states: list[StateOut]
    operations: list[OperationOut]
    calendar: CalendarOut


@router.get("/notice", response_model=NoticeOut)
def get_notice(request: Request, _person: SignedIn, versions: VersionsDep) -> Response:
    """The notice in force; it changes with a version, so a reader may keep it by its ETag."""
    in_force = versions.in_force
    etag = f'"{in_force.notice.digest[:32]}-{now():%Y%m%d}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    response = json_response(_shown(in_force).model_dump())
    response.headers.update(headers)
    return response


def _shown(in_force: InForce) -> NoticeOut:
    notice = in_force.notice
    return NoticeOut(
        code=notice.code,
        title=notice.title,
        document_number=notice.number,
        bureau=notice.bureau,
        version=in_force.number,
        starts=notice.starts.isoformat(),
        ends=notice.ends.isoformat(),
        county=CountyOut(name=notice.county.name, bbox=notice.county.bbox, center=notice.county.centre),
        battles=[
            BattleOut(number=battle.number, name=battle.name, lead_unit=battle.lead)
            for battle in notice.battles.values()
        ],
        squads=[
            SquadOut(code=squad.code, name=squad.name, unit=squad.unit) for squad in notice.squads.values()
        ],
        units=[
            UnitOut(
                code=unit.code,
                name=unit.name,
                short_name=unit.short_name,
                kind=unit.kind.value,
                clause=notice.clauses[unit.clause].text if unit.clause in notice.clauses else "",
            )
            for unit in notice.units.values()
        ],
        groups=_groups(notice),
        categories=[_category(notice, category) for category in notice.categories.values()],
        towns=[Named(code=town.code, name=town.name) for town in notice.towns.values()],
        sources=[Named(code=source.code, name=source.name) for source in notice.sources.values()],
        states=[
            StateOut(code=state, label=labels[0], label_en=labels[1], tone=TONES[state])
            for state, labels in STATE_LABELS.items()
        ],
        operations=[
            OperationOut(
                code=move.code,
                label=move.label,
                label_en=move.label_en,
                needs_reason=move.needs_reason,
                needs_after_photo=move.needs_after_photo,
            )
            for move in MOVES.values()
        ],
        calendar=calendar_of(notice.calendar),
    )


def calendar_of(table: CalendarTable) -> CalendarOut:
    """The working calendar as screens are given it."""
    return CalendarOut(
        zone=table.zone,
        hours=[(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in table.hours],
        rest_days=list(table.rest_days),
        first_year=table.first_year,
        last_year=table.last_year,
        holidays=[
            HolidayOut(name=row.name, first=row.first, last=row.last, make_up=list(row.make_up))
            for row in table.holidays
        ],
    )


def _groups(notice: Notice) -> list[GroupOut]:
    """The groups that types hang on directly, in the order of the file."""
    used = {category.group: notice.family(category.code) for category in notice.categories.values()}
    return [
        GroupOut(
            code=group.code, name=group.name, family=used[group.code].code, family_name=used[group.code].name
        )
        for group in notice.groups.values()
        if group.code in used
    ]


def _category(notice: Notice, category: Category) -> CategoryOut:
    return CategoryOut(
        code=category.code,
        name=category.name,
        group=category.group,
        family=notice.family(category.code).code,
        urgent=category.urgency is Urgency.URGENT,
        deadline=deadline_of(notice, category.code, now()).says,
        closing_criterion=category.closing,
        legal_basis=category.legal_basis,
        questions=[
            QuestionOut(key=question.key, label=question.text, effect=question.effect)
            for question in notice.questions_for(category.code)
        ],
    )
