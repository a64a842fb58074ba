"""What is only written waits for the next question, and is there when it is asked; what is wrong is not lost."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.cases.models import CaseDay
from app.core.plain import Plain, sent_together
from app.people.models import Account
from app.photos.models import Photo, PhotoBearer
from tests.bureau import Bureau

NOTE = Plain(lambda insert: insert(CaseDay), ("day", "last"))
NOTE_AND_SAY = Plain(lambda insert: insert(CaseDay).returning(col(CaseDay.day)), ("day", "last"))
NOTED = Plain(select(col(CaseDay.day), col(CaseDay.last)).order_by(col(CaseDay.day)))
PHOTO = Plain(lambda insert: insert(Photo), ("sha256", "bytes", "received_at", "flags"))
BEARER = Plain(lambda insert: insert(PhotoBearer), ("sha256", "account_id", "received_at"))


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that reach the database in a test's transaction."""
    sent: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr("app.core.plain.took", lambda sql, _began: sent.append(sql))
        yield sent


def test_what_is_asked_in_between_sees_what_was_written_before(bureau: Bureau) -> None:
    with bureau.database.writing() as session, sent_together(session):
        NOTE.run(session, {"day": "20230215", "last": 1}, {"day": "20230216", "last": 2})
        seen = NOTED.rows(session, {})
        NOTE.run(session, {"day": "20230217", "last": 3})

    assert seen == [("20230215", 1), ("20230216", 2)]
    with bureau.database.reading() as session:
        assert NOTED.rows(session, {}) == [*seen, ("20230217", 3)]


def test_postgresql_makes_one_trip_of_it(bureau: Bureau, backend: str, trips: list[str]) -> None:
    with bureau.database.writing() as session, sent_together(session):
        for day in range(10, 14):
            NOTE.run(session, {"day": f"202302{day}", "last": day})

    assert len(trips) == (1 if backend == "postgresql" else 4)


def test_what_returns_something_goes_with_what_waits(bureau: Bureau, backend: str, trips: list[str]) -> None:
    with bureau.database.writing() as session, sent_together(session):
        NOTE.run(session, {"day": "20230215", "last": 1})
        given = NOTE_AND_SAY.rows(session, {"day": "20230216", "last": 2})

    assert given == [("20230216",)]
    assert len(trips) == (1 if backend == "postgresql" else 2)
    with bureau.database.reading() as session:
        assert NOTED.rows(session, {}) == [("20230215", 1), ("20230216", 2)]


def test_a_row_and_the_row_it_points_to_may_go_together(bureau: Bureau) -> None:
    sha256, now = "ab" * 32, datetime(2023, 2, 15, 1, tzinfo=UTC)
    with bureau.database.reading() as session:
        bearer = session.execute(
            select(col(Account.id)).where(col(Account.username) == "inspector")
        ).scalar_one()
    with bureau.database.writing() as session, sent_together(session):
        PHOTO.run(session, {"sha256": sha256, "bytes": 7, "received_at": now, "flags": []})
        BEARER.run(session, {"sha256": sha256, "account_id": bearer, "received_at": now})

    with bureau.database.reading() as session:
        assert session.get_one(PhotoBearer, (sha256, bearer)).received_at == now


def a_row_and_an_orphan(bureau: Bureau) -> None:
    orphan = {"sha256": "cd" * 32, "account_id": uuid4(), "received_at": datetime(2023, 2, 15, 1, tzinfo=UTC)}
    with bureau.database.writing() as session, sent_together(session):
        NOTE.run(session, {"day": "20230215", "last": 1})
        BEARER.run(session, orphan)


def a_row_and_second_thoughts(bureau: Bureau) -> None:
    with bureau.database.writing() as session, sent_together(session):
        NOTE.run(session, {"day": "20230215", "last": 1})
        raise LookupError


def test_what_is_wrong_with_a_row_is_raised_and_nothing_of_the_block_stays(bureau: Bureau) -> None:
    driver = bureau.database.engine.dialect.loaded_dbapi
    with pytest.raises(driver.IntegrityError):
        a_row_and_an_orphan(bureau)

    with bureau.database.reading() as session:
        assert NOTED.rows(session, {}) == []


def test_what_somebody_thought_better_of_is_not_sent(bureau: Bureau) -> None:
    with pytest.raises(LookupError):
        a_row_and_second_thoughts(bureau)

    with bureau.database.reading() as session:
        assert NOTED.rows(session, {}) == []


def test_outside_a_block_each_is_told_at_once(bureau: Bureau, trips: list[str]) -> None:
    with bureau.database.writing() as session:
        NOTE.run(session, {"day": "20230215", "last": 1})
        assert len(trips) == 1
