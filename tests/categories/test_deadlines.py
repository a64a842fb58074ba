"""By when: from type, answers and dispatch to moments on the wall."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from app.categories.deadlines import Due, deadline_of
from app.notices.kinds import Stage
from app.notices.model import UnknownCategory
from tests.categories.moments import at
from tests.notices.folders import yiyuan

FRIDAY_BEFORE_SPRING_FESTIVAL = at("2023-01-20 16:30")
WEDNESDAY = at("2023-02-01 09:00")


def due(category: str, start: datetime = WEDNESDAY, attributes: Mapping[str, object] | None = None) -> Due:
    return deadline_of(yiyuan(), category, start, attributes)


HANDLING = [
    ("a street vendor", "LL2-01", {}, "2023-02-01 11:00", False, "2工作时"),
    ("bare soil to be covered", "YC5-01", {}, "2023-02-06 09:00", False, "3工作日"),
    ("a blocked fire lane", "LL3-05", {}, "2023-02-01 10:00", True, "1小时（紧急）"),
    ("a broken sign", "LL4-05", {}, "2023-02-02 09:00", False, "1工作日"),
    ("a sign about to fall", "LL4-05", {"falling_risk": True}, "2023-02-01 11:00", True, "2小时（紧急）"),
    ("wires", "LL6-03", {}, "2023-02-03 09:00", False, "2工作日"),
    ("wires hanging down", "LL6-03", {"sagging": "yes"}, "2023-02-01 10:00", True, "1小时（紧急）"),
    ("renovation waste", "LL5-03", {}, "2023-02-01 14:30", False, "4工作时"),
    ("a heap of muck", "LL5-03", {"muck_heap": True}, "2023-02-03 09:00", False, "2工作日"),
    ("an illegal structure going up", "WJ-01", {}, "2023-03-01 09:00", True, "20工作日（紧急）"),
    ("what nobody could sort", "QT-99", {}, "2023-02-01 10:00", False, "1工作时"),
]


@pytest.mark.parametrize(
    ("category", "attributes", "due_at", "urgent", "says"),
    [row[1:] for row in HANDLING],
    ids=[row[0] for row in HANDLING],
)
def test_a_case_dispatched_on_wednesday_at_nine(
    category: str, attributes: Mapping[str, object], due_at: str, urgent: bool, says: str
) -> None:
    found = due(category, attributes=attributes)
    assert (found.due_at, found.urgent, found.says) == (at(due_at), urgent, says)


def test_every_type_has_a_deadline_but_the_stock_of_old_buildings() -> None:
    without = [code for code in yiyuan().categories if due(code).due_at is None]
    assert without == ["WJ-02"]
    old = due("WJ-02")
    assert (old.warn_at, old.says) == (None, "按年度计划，无固定期限")
    assert [(step.name, step.due_at) for step in old.milestones] == [("可申请挂账", at("2023-03-01 09:00"))]


def test_the_plan_may_set_a_last_day_for_old_buildings() -> None:
    notice = yiyuan()
    rows = tuple(
        replace(row, plan_date=date(2023, 4, 30)) if row.category == "WJ-02" and not row.milestone else row
        for row in notice.deadlines
    )
    found = deadline_of(replace(notice, deadlines=rows), "WJ-02", WEDNESDAY)
    assert (found.due_at, found.says) == (at("2023-04-28 17:30"), "按年度计划，2023-04-30前")
    assert found.warn_at is not None
    assert WEDNESDAY < found.warn_at < at("2023-04-28 17:30")


@pytest.mark.parametrize(
    ("category", "step", "when"),
    [
        ("LL1-01", "停工", "2023-02-01 14:30"),
        ("WJ-01", "到场并责令停止", "2023-02-01 14:30"),
        ("WJ-03", "处罚", "2023-02-10 09:00"),
        ("WJ-05", "到场并责令停止", "2023-02-01 14:30"),
        ("SZ-01", "围护", "2023-02-01 10:00"),
    ],
)
def test_a_step_on_the_way_has_its_own_moment(category: str, step: str, when: str) -> None:
    assert [(one.name, one.due_at) for one in due(category).milestones] == [(step, at(when))]


def test_the_festival_stops_the_clock_but_not_for_what_is_urgent() -> None:
    assert due("LL2-01", FRIDAY_BEFORE_SPRING_FESTIVAL).due_at == at("2023-01-28 09:30")
    assert due("YC3-02", at("2023-01-22 23:30")).due_at == at("2023-01-23 00:30")


def test_the_warning_comes_when_three_quarters_have_gone() -> None:
    assert due("LL2-02", at("2023-02-01 11:00")).warn_at == at("2023-02-01 15:30")
    assert due("LL3-05", at("2023-01-22 23:00")).warn_at == at("2023-01-22 23:45")
    assert due("LL2-04", at("2023-02-04 10:00")).warn_at == datetime(
        2023, 2, 6, 15, 37, 30, tzinfo=WEDNESDAY.tzinfo
    )


@pytest.mark.parametrize(
    ("stage", "when"),
    [
        (Stage.REGISTER, "2023-02-01 10:00"),
        (Stage.DISPATCH, "2023-02-01 10:00"),
        (Stage.ACCEPT, "2023-02-01 11:00"),
        (Stage.RETURN, "2023-02-01 11:00"),
        (Stage.VERIFY, "2023-02-01 14:30"),
    ],
)
def test_every_stage_has_a_clock(stage: Stage, when: str) -> None:
    assert deadline_of(yiyuan(), "LL2-01", WEDNESDAY, stage=stage).due_at == at(when)


def test_a_deadline_in_a_year_without_known_holidays_says_so() -> None:
    assert "2027年节假日未录入" in due("WJ-01", at("2026-12-21 10:00")).says
    assert "未录入" not in due("LL3-05", at("2027-01-04 10:00")).says


def test_a_stage_without_a_row_and_a_type_that_is_none_are_refused() -> None:
    notice = yiyuan()
    bare = replace(notice, deadlines=tuple(row for row in notice.deadlines if row.stage is not Stage.VERIFY))
    with pytest.raises(LookupError, match="verify"):
        deadline_of(bare, "LL2-01", WEDNESDAY, stage=Stage.VERIFY)
    with pytest.raises(UnknownCategory):
        due("XX-01")
