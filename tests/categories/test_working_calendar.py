"""The working calendar against cases counted by hand, on a 2023 wall calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.categories.calendar import WorkingCalendar
from app.notices.kinds import TimeUnit
from tests.categories.moments import at
from tests.notices.folders import yiyuan

HOURS, DAYS, NATURAL = TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS, TimeUnit.NATURAL_HOURS
CALENDAR = WorkingCalendar(yiyuan().calendar)


ADDED = [
    ("within the morning", "2023-02-01 09:00", 2, HOURS, "2023-02-01 11:00"),
    ("to the very end of the morning", "2023-02-01 08:30", 3, HOURS, "2023-02-01 11:30"),
    ("over lunch", "2023-02-01 11:00", 2, HOURS, "2023-02-01 14:30"),
    ("filed at lunch", "2023-02-01 12:45", 1, HOURS, "2023-02-01 14:30"),
    ("filed before work", "2023-02-01 06:00", 1, HOURS, "2023-02-01 09:30"),
    ("filed at night", "2023-02-01 22:00", 4, HOURS, "2023-02-02 14:00"),
    ("to the end of the day and not the next morning", "2023-02-01 16:30", 1, HOURS, "2023-02-01 17:30"),
    ("over a weekend", "2023-02-03 17:00", 1, HOURS, "2023-02-06 09:00"),
    ("filed on a Saturday", "2023-02-04 10:00", 2, HOURS, "2023-02-06 10:30"),
    (
        "the eve of Spring Festival, until the make-up Saturday",
        "2023-01-20 16:30",
        2,
        HOURS,
        "2023-01-28 09:30",
    ),
    ("on New Year's Day of the rabbit", "2023-01-22 00:00", 4, HOURS, "2023-01-28 14:00"),
    ("the make-up Sunday on which the notice was issued", "2023-01-29 17:00", 1, HOURS, "2023-01-30 09:00"),
    ("one day", "2023-02-01 10:00", 1, DAYS, "2023-02-02 10:00"),
    ("one day over a weekend", "2023-02-03 15:00", 1, DAYS, "2023-02-06 15:00"),
    ("one day over Spring Festival", "2023-01-20 16:30", 1, DAYS, "2023-01-28 16:30"),
    (
        "three days over Spring Festival, both make-up days count",
        "2023-01-20 10:00",
        3,
        DAYS,
        "2023-01-30 10:00",
    ),
    ("twenty days over Spring Festival", "2023-01-20 16:30", 20, DAYS, "2023-02-22 16:30"),
    ("five days over Qingming", "2023-04-04 09:00", 5, DAYS, "2023-04-12 09:00"),
    (
        "seven days over May Day: the 23rd worked, the 6th too",
        "2023-04-21 09:00",
        7,
        DAYS,
        "2023-05-04 09:00",
    ),
    (
        "one day filed on a holiday ends with the first day of work",
        "2023-05-01 12:00",
        1,
        DAYS,
        "2023-05-04 17:30",
    ),
    ("over the golden week", "2023-09-28 14:00", 3, DAYS, "2023-10-09 14:00"),
    ("Spring Festival 2026", "2026-02-13 09:00", 3, DAYS, "2026-02-25 09:00"),
    ("an urgent hour on a holiday", "2023-01-22 23:30", 1, NATURAL, "2023-01-23 00:30"),
    ("nothing is at once, even at night", "2023-01-22 23:30", 0, HOURS, "2023-01-22 23:30"),
]


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"), [row[1:] for row in ADDED], ids=[row[0] for row in ADDED]
)
def test_time_allowed_runs_out_when_counted_by_hand(
    start: str, amount: int, unit: TimeUnit, due: str
) -> None:
    assert CALENDAR.add(at(start), amount, unit) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2023-02-01 08:30", "2023-02-01 17:30", 7.5),
        ("2023-02-01 11:30", "2023-02-01 14:00", 1.0),
        ("2023-02-01 12:00", "2023-02-01 13:30", 0.0),
        ("2023-01-20 17:30", "2023-01-28 08:30", 0.0),
        ("2023-01-20 17:00", "2023-01-30 09:00", 16.0),
        ("2023-02-04 00:00", "2023-02-06 00:00", 0.0),
        ("2023-02-02 09:00", "2023-02-01 09:00", -7.5),
    ],
)
def test_working_time_between_two_moments(start: str, end: str, hours: float) -> None:
    assert CALENDAR.between(at(start), at(end)) == hours * 3600


@pytest.mark.parametrize(
    ("moment", "previous", "following"),
    [
        ("2023-02-01 09:00", "2023-02-01 09:00", "2023-02-01 09:00"),
        ("2023-02-01 12:30", "2023-02-01 12:00", "2023-02-01 13:30"),
        ("2023-02-01 12:00", "2023-02-01 12:00", "2023-02-01 13:30"),
        ("2023-01-24 10:00", "2023-01-20 17:30", "2023-01-28 08:30"),
        ("2023-02-04 10:00", "2023-02-03 17:30", "2023-02-06 08:30"),
    ],
)
def test_the_working_moments_next_to_another(moment: str, previous: str, following: str) -> None:
    assert CALENDAR.previous_working(at(moment)) == at(previous)
    assert CALENDAR.next_working(at(moment)) == at(following)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 1, 20), True),
        (date(2023, 1, 27), False),
        (date(2023, 1, 28), True),
        (date(2023, 1, 29), True),
        (date(2023, 4, 23), True),
        (date(2023, 4, 30), False),
        (date(2023, 6, 25), True),
        (date(2023, 12, 31), False),
        (date(2026, 2, 28), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2030, 10, 1), True),
    ],
)
def test_days_off_and_days_made_up_for(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_beyond_the_table_only_weekends_count_and_that_is_known() -> None:
    assert [CALENDAR.knows(year) for year in (2022, 2023, 2026, 2027)] == [False, True, True, False]
    assert CALENDAR.add(at("2027-02-05 09:00"), 1, DAYS) == at("2027-02-08 09:00")


def test_a_moment_is_the_same_in_any_zone() -> None:
    in_yiyuan = at("2023-02-01 11:00")
    in_tokyo = in_yiyuan.astimezone(timezone(timedelta(hours=9)))
    assert (
        CALENDAR.add(in_tokyo, 2, HOURS)
        == CALENDAR.add(in_yiyuan.astimezone(UTC), 2, HOURS)
        == at("2023-02-01 14:30")
    )


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="时区"):
        CALENDAR.add(datetime(2023, 2, 1, 9), 1, HOURS)  # noqa: DTZ001  (that is what is refused)


@pytest.mark.parametrize(("amount", "unit"), [(-1, HOURS), (-1, DAYS), (-1, NATURAL), (1, TimeUnit.BY_PLAN)])
def test_an_amount_that_is_none_is_refused(amount: int, unit: TimeUnit) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the message is the unit's)
        CALENDAR.add(at("2023-02-01 09:00"), amount, unit)


def test_another_county_may_work_on_saturdays() -> None:
    six_days = WorkingCalendar(replace(yiyuan().calendar, rest_days=(7,)))
    assert six_days.add(at("2023-02-03 17:00"), 1, HOURS) == at("2023-02-04 09:00")
