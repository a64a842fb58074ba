"""Working time (工作时): when people work, and arithmetic along it.

Working time is counted as microseconds since the calendar's first day; :meth:`_elapsed` maps a moment to it
and :meth:`_moment` back. Everything else is these two, so adding is additive and ``between`` undoes ``add``.
The zone is taken to have no clock changes within working hours (China has none).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.notices.model import CalendarTable, TimeUnit

DAYS_KEPT = 1024
"""So many days that have been looked for are remembered: most deadlines fall in the same few weeks."""
_MICROSECOND = timedelta(microseconds=1)


class WorkingCalendar:
    """The working hours that a table says. Moments must carry a zone, else ``ValueError``."""

    def __init__(self, table: CalendarTable) -> None:
        self.zone = ZoneInfo(table.zone)
        self.first_year, self.last_year = table.first_year, table.last_year
        self._rest_days = frozenset(table.rest_days)
        self._spans = [(_since_midnight(start), _since_midnight(end)) for start, end in table.hours]
        self._day = sum(end - start for start, end in self._spans)
        exceptions = _exceptions(table, self._rest_days)
        self._exceptions = sorted(exceptions)
        self._shifts = _running_sum([exceptions[day] for day in self._exceptions])
        self._day_after = lru_cache(DAYS_KEPT)(self._find_day_after)

    @property
    def day_length(self) -> timedelta:
        """Working time of one working day (工作日)."""
        return self._day * _MICROSECOND

    def knows(self, year: int) -> bool:
        """Whether the year's holidays are in the table; if not, only weekly rest days count."""
        return self.first_year <= year <= self.last_year

    def is_working_day(self, day: date) -> bool:
        """Whether people work on a day."""
        ordinal = day.toordinal()
        return self._days_before(ordinal + 1) > self._days_before(ordinal)

    def is_working(self, moment: datetime) -> bool:
        """Whether a moment lies within working hours (the end of a span no longer does)."""
        return self.next_working(moment) == moment

    def add(self, start: datetime, amount: int, unit: TimeUnit) -> datetime:
        """The moment at which ``amount`` of ``unit`` after ``start`` has passed, in the calendar's zone.

        A working day is the working time of one day: from Monday 10:00, one later is Tuesday 10:00 (without a
        holiday between). Raises ``ValueError`` for a negative amount or for ``BY_PLAN``, which is no amount.
        """
        if unit is TimeUnit.NATURAL_HOURS:
            return self.add_natural(start, timedelta(hours=amount))
        if unit is TimeUnit.WORKING_HOURS:
            return self.add_working(start, timedelta(hours=amount))
        if unit is TimeUnit.WORKING_DAYS:
            return self.add_working(start, amount * self.day_length)
        raise ValueError(f"{unit} 不是可以相加的时间")

    def add_natural(self, start: datetime, length: timedelta) -> datetime:
        """``start`` plus time on the wall, in the calendar's zone."""
        _refuse_negative(length)
        return (start.astimezone(UTC) + length).astimezone(self.zone)

    def add_working(self, start: datetime, length: timedelta) -> datetime:
        """The first moment, not before ``start``, at which so much working time has passed."""
        _refuse_negative(length)
        local = self._local(start)
        due = self._moment(self._elapsed(local) + length // _MICROSECOND)
        return max(local, due).replace(tzinfo=self.zone)

    def between(self, start: datetime, end: datetime) -> float:
        """Working seconds from ``start`` to ``end``; negative if ``end`` is earlier."""
        return (self._elapsed(self._local(end)) - self._elapsed(self._local(start))) / 1_000_000

    def next_working(self, moment: datetime) -> datetime:
        """The first moment of work at or after ``moment``."""
        local = self._local(moment)
        elapsed = self._elapsed(local)
        return max(local, self._moment(elapsed, after=True)).replace(tzinfo=self.zone)

    def previous_working(self, moment: datetime) -> datetime:
        """The last moment at or before ``moment`` at which work was going on or had just ended."""
        local = self._local(moment)
        return min(local, self._moment(self._elapsed(local))).replace(tzinfo=self.zone)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("时间必须带时区")
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _days_before(self, ordinal: int) -> int:
        """Working days from 0001-01-01 (ordinal 1, a Monday) up to the day before ``ordinal``."""
        weeks, rest = divmod(ordinal - 1, 7)
        per_week = 7 - len(self._rest_days)
        regular = weeks * per_week + sum(day not in self._rest_days for day in range(1, rest + 1))
        return regular + self._shifts[bisect_left(self._exceptions, ordinal)]

    def _find_day_after(self, days: int) -> int:
        """The ordinal of the working day before which so many have passed."""
        return bisect_right(range(1, date.max.toordinal()), days, key=self._days_before)

    def _elapsed(self, local: datetime) -> int:
        days = self._days_before(local.toordinal())
        whole = days * self._day
        if self._days_before(local.toordinal() + 1) == days:
            return whole
        now = _since_midnight(local.time())
        return whole + sum(min(max(now - start, 0), end - start) for start, end in self._spans)

    def _moment(self, elapsed: int, *, after: bool = False) -> datetime:
        """The earliest moment by which ``elapsed`` has passed; ``after``: the latest before more passes."""
        days, rest = divmod(elapsed, self._day)
        if rest == 0 and not after:
            days, rest = days - 1, self._day
        ordinal = self._day_after(days)
        midnight = datetime.combine(date.fromordinal(ordinal), time())
        for start, end in self._spans:
            length = end - start
            if rest < length or (rest == length and not after):
                return midnight + (start + rest) * _MICROSECOND
            rest -= length
        raise AssertionError("a day's spans add up to the day")


@lru_cache(maxsize=16)
def working_calendar(table: CalendarTable) -> WorkingCalendar:
    """The calendar of a table, built once."""
    return WorkingCalendar(table)


def _since_midnight(moment: time) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond


def _exceptions(table: CalendarTable, rest_days: frozenset[int]) -> dict[int, int]:
    """By ordinal: +1 for a rest day worked, -1 for a regular day off."""
    found: dict[int, int] = {}
    for holiday in table.holidays:
        for ordinal in range(holiday.first.toordinal(), holiday.last.toordinal() + 1):
            if date.fromordinal(ordinal).isoweekday() not in rest_days:
                found[ordinal] = -1
        for day in holiday.make_up:
            if day.isoweekday() in rest_days:
                found[day.toordinal()] = 1
    return found


def _running_sum(values: Sequence[int]) -> list[int]:
    total, sums = 0, [0]
    for value in values:
        total += value
        sums.append(total)
    return sums


def _refuse_negative(length: timedelta) -> None:
    if length < timedelta(0):
        raise ValueError("时限不能为负")
