"""Figures over HTTP: what was reported, due and ended in a period, told apart by unit, battle, area, day …"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlmodel import Session, col

from app.assessments.figures import By, Period, figures, total
from app.assessments.indicators import RATES, Figures
from app.cases.asking import Narrowing
from app.core.clock import now
from app.core.problems import Problem
from app.core.shapes import Day
from app.http.asked import asked, documented
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn
from app.notices.model import Battle, Category, Grid, Group, Town, Unit, Village
from app.notices.versions import InForce
from app.people.models import Account

router = APIRouter(prefix="/api/figures", tags=["figures"])

LONGEST = timedelta(days=400)
NOWHERE = {
    By.BATTLE: "不属四场战役",
    By.TOWN: "区域外",
    By.VILLAGE: "未划入村居",
    By.GRID: "未划入网格",
}
"""What cases without such a group stand under."""


class FiguresAsked(Narrowing):
    """The period, both days included (today where left out), what to tell apart by, and what narrows it."""

    since: Day | None = None
    until: Day | None = None
    by: By = By.UNIT


class FiguresOut(BaseModel):
    """Counts of cases and rates between 0 and 1 (null where there is nothing to be a part of)."""

    reported: int
    filed: int
    ended: int
    ended_on_time: int
    due: int
    suspended: int
    closed: int
    closed_on_time: int
    late: int
    reworked: int
    returned: int
    supervised: int
    filing_rate: float | None
    closing_rate: float | None
    on_time_rate: float | None
    late_rate: float | None
    rework_rate: float | None
    return_rate: float | None


class GroupFigures(FiguresOut):
    """The figures of one unit, battle, head, area, day or person."""

    code: str
    name: str


class FiguresPage(BaseModel):
    """All groups in which something happened, and their sum."""

    since: date
    until: date
    by: By
    total: FiguresOut
    groups: Annotated[list[GroupFigures], Field(description="in the notice's order; days in theirs")]


FiguresAskedDep = Annotated[FiguresAsked, Depends(asked(FiguresAsked))]


@router.get("", openapi_extra=documented(FiguresAsked))
def get_figures(
    person: SignedIn, session: ReadSession, versions: VersionsDep, wanted: FiguresAskedDep
) -> FiguresPage:
    """Figures of the cases you may see, with the formulas of the standard."""
    in_force = versions.in_force
    if wanted.by is By.REPORTER and not person.sees_all:
        raise Problem("not-allowed", what=("按人员统计", "count by person"))
    period = _period(wanted, ZoneInfo(in_force.notice.calendar.zone))
    found = figures(session, in_force, person, wanted.filters, period, wanted.by)
    names = _names(session, in_force, wanted.by, list(found))
    order = {code: place for place, code in enumerate(names)}
    groups = [
        GroupFigures(code=code, name=names.get(code, code), **_shown(found[code]))
        for code in sorted(found, key=lambda code: (order.get(code, len(order)), code))
    ]
    return FiguresPage(
        since=period.since,
        until=period.until,
        by=wanted.by,
        total=FiguresOut(**_shown(total(found))),
        groups=groups,
    )


def _period(wanted: FiguresAsked, zone: ZoneInfo) -> Period:
    today = now().astimezone(zone).date()
    until = wanted.until or max(today, wanted.since or today)
    since = wanted.since or until
    if since > until or until - since > LONGEST:
        raise Problem(
            "invalid-input",
            summary=("起止日期应先后有序，最长 400 天", "since must not be after until, 400 days at most"),
        )
    return Period(since, until, zone)


def _shown(of: Figures) -> dict[str, float | int | None]:
    return asdict(of) | {rate: getattr(of, rate) for rate in RATES}


def _names(session: Session, in_force: InForce, by: By, codes: list[str]) -> dict[str, str]:
    """Names by code, in the order in which people expect the groups."""
    notice = in_force.notice
    if by is By.REPORTER:
        rows = session.execute(select(col(Account.id), col(Account.name)).order_by(col(Account.name)))
        return {str(account): name for account, name in rows}
    if by is By.DAY:
        return {code: code for code in sorted(codes)}
    tables: dict[By, Mapping[str, Unit | Battle | Group | Category | Town | Village | Grid]] = {
        By.UNIT: notice.units,
        By.BATTLE: notice.battles,
        By.FAMILY: notice.groups,
        By.HEAD: notice.groups,
        By.CATEGORY: notice.categories,
        By.TOWN: notice.towns,
        By.VILLAGE: notice.villages,
        By.GRID: notice.grids,
    }
    return {one.code: one.name for one in tables[by].values()} | {"": NOWHERE.get(by, "")}
