"""What must hold of working time whatever the moments: never backwards, it adds up, it can be undone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.categories.calendar import WorkingCalendar
from app.notices.kinds import TimeUnit
from tests.notices.folders import yiyuan

CALENDAR = WorkingCalendar(yiyuan().calendar)
ZONE = ZoneInfo("Asia/Shanghai")

moments = st.one_of(
    st.datetimes(datetime(2022, 12, 1), datetime(2027, 3, 1), timezones=st.just(ZONE)),  # noqa: DTZ001  (the zone follows)
    st.datetimes(datetime(2023, 1, 13), datetime(2023, 2, 6), timezones=st.just(ZONE)),  # noqa: DTZ001  (round Spring Festival)
    st.builds(
        lambda day, minute: datetime(2023, 1, 1, tzinfo=ZONE) + timedelta(days=day, minutes=minute),
        st.integers(0, 400),
        st.sampled_from([0, 509, 510, 511, 719, 720, 721, 809, 810, 811, 1049, 1050, 1051, 1439]),
    ),
)
lengths = st.one_of(
    st.timedeltas(timedelta(0), timedelta(hours=300)),
    st.integers(0, 40).map(lambda halves: timedelta(hours=3.75) * halves),
)


@given(moments, lengths)
def test_adding_and_then_measuring_gives_back_what_was_added(start: datetime, length: timedelta) -> None:
    assert CALENDAR.between(start, CALENDAR.add_working(start, length)) == length / timedelta(seconds=1)


@given(moments, lengths, lengths)
def test_adding_twice_is_adding_the_sum(start: datetime, first: timedelta, second: timedelta) -> None:
    step_by_step = CALENDAR.add_working(CALENDAR.add_working(start, first), second)
    at_once = CALENDAR.add_working(start, first + second)
    if second:
        assert step_by_step == at_once
    else:
        assert CALENDAR.between(at_once, step_by_step) == 0


@given(moments, moments, lengths)
def test_who_starts_later_is_never_due_earlier(one: datetime, other: datetime, length: timedelta) -> None:
    earlier, later = sorted((one, other))
    assert CALENDAR.add_working(earlier, length) <= CALENDAR.add_working(later, length)


@given(moments, lengths, lengths)
def test_more_time_is_never_due_earlier(start: datetime, one: timedelta, other: timedelta) -> None:
    less, more = sorted((one, other))
    assert start <= CALENDAR.add_working(start, less) <= CALENDAR.add_working(start, more)


@given(moments, moments, moments)
def test_time_between_adds_up_and_turns_its_sign(a: datetime, b: datetime, c: datetime) -> None:
    seconds = CALENDAR.between(a, b) + CALENDAR.between(b, c) - CALENDAR.between(a, c)
    assert abs(seconds) < 1e-5
    assert CALENDAR.between(a, b) == -CALENDAR.between(b, a)


@given(moments, moments)
def test_working_time_is_never_longer_than_the_time_on_the_wall(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert 0 <= CALENDAR.between(earlier, later) <= (later - earlier).total_seconds()


@given(moments, st.integers(1, 60))
def test_a_deadline_falls_within_working_hours(start: datetime, days: int) -> None:
    due = CALENDAR.add(start, days, TimeUnit.WORKING_DAYS)
    assert CALENDAR.previous_working(due) == due
    assert CALENDAR.is_working_day(due.date())


@given(moments)
def test_the_next_and_the_previous_working_moment_enclose_no_work(moment: datetime) -> None:
    before, after = CALENDAR.previous_working(moment), CALENDAR.next_working(moment)
    assert before <= moment <= after
    assert CALENDAR.between(before, after) == 0
    assert CALENDAR.is_working(after)


@given(moments)
def test_three_days_counted_quarter_by_quarter_agree(moment: datetime) -> None:
    """Against a plain count of the notice's hours, which begin and end on quarters."""
    start = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    quarters = (start + timedelta(minutes=15 * step) for step in range(4 * 24 * 3))
    worked = sum(_works(quarter) for quarter in quarters)
    assert CALENDAR.between(start, start + timedelta(days=3)) == worked * 15 * 60


def _works(moment: datetime) -> bool:
    table = yiyuan().calendar
    day = moment.date()
    made_up = any(day in holiday.make_up for holiday in table.holidays)
    off = any(holiday.first <= day <= holiday.last for holiday in table.holidays)
    works = made_up or (not off and day.isoweekday() not in table.rest_days)
    return works and any(start <= moment.time() < end for start, end in table.hours)
