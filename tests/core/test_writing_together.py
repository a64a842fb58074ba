"""Who writes at the same moment shares a transaction; a failure is nobody's but its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.cases.models import CaseDay
from tests.bureau import Bureau

Job = Callable[[Session], str]


def noting(day: int, times: list[int], failure: BaseException | None = None) -> Job:
    """Writes a row down and then fails, or not; ``times``: how often each day's job was done."""

    def job(session: Session) -> str:
        times.append(day)
        session.add(CaseDay(day=f"202302{day:02}", last=day))
        session.flush()
        if failure is not None:
            raise failure
        return f"day {day}"

    return job


def at_the_same_moment(bureau: Bureau, *jobs: Job) -> list[object]:
    async def write() -> list[object]:
        return list(
            await asyncio.gather(*(bureau.database.write(job) for job in jobs), return_exceptions=True)
        )

    with ThreadPoolExecutor(1) as elsewhere:  # a browser's driver may run a loop in this thread
        return elsewhere.submit(asyncio.run, write()).result(30)


def days(bureau: Bureau) -> int:
    with bureau.database.reading() as session:
        counted: int = session.execute(select(func.count(col(CaseDay.day)))).scalar_one()
    return counted


def test_all_are_done_once_where_none_fails(bureau: Bureau) -> None:
    times: list[int] = []

    told = at_the_same_moment(bureau, *(noting(day, times) for day in range(1, 9)))

    assert told == [f"day {day}" for day in range(1, 9)]
    assert sorted(times) == list(range(1, 9))
    assert days(bureau) == 8


def test_one_that_fails_leaves_nothing_and_the_others_are_done_again(bureau: Bureau) -> None:
    times: list[int] = []

    told = at_the_same_moment(
        bureau,
        noting(1, times),
        noting(2, times, ValueError("of its own")),
        noting(2, times),
        noting(3, times),
    )

    assert [str(one) for one in told] == ["day 1", "of its own", "day 2", "day 3"]
    assert times.count(1) == 2
    assert days(bureau) == 3


def test_nobody_waits_for_ever_when_the_program_is_told_to_end(bureau: Bureau) -> None:
    times: list[int] = []

    told = at_the_same_moment(bureau, noting(1, times), noting(2, times, asyncio.CancelledError()))

    assert [type(one) for one in told] == [asyncio.CancelledError] * 2
    assert days(bureau) == 0
    assert at_the_same_moment(bureau, noting(3, times)) == ["day 3"]
