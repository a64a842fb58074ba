"""A day of patrol: on duty and off, the track in between, who may see it, and how it is forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.clock import set_clock
from app.duty.models import DutyLook, DutyPoint, DutySpell
from app.journal.models import Entry
from app.people.accounts import NewAccount, enter
from app.people.models import Role
from app.people.passwords import hash_password
from app.reactions import sweep_once
from tests.bureau import COUNTY_SEAT, PASSWORD, Bureau, Someone

LON, LAT = COUNTY_SEAT
SEVEN = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)  # seven in the morning here, on the 26th


def at(moment: datetime) -> None:
    set_clock(lambda: moment)


def minutes(n: float) -> datetime:
    return SEVEN + timedelta(minutes=n)


@pytest.fixture(autouse=True)
def _morning() -> None:
    at(SEVEN)


def mark(moment: datetime, north_m: float = 0) -> dict[str, Any]:
    place = {"lon": LON, "lat": LAT + north_m / 111_195, "accuracy_m": 8}
    return {"at": moment.isoformat(), "location": place}


def goes_on(who: Someone, moment: datetime = SEVEN, spell: UUID | None = None) -> str:
    spell_id = str(spell or uuid4())
    answer = who.http.put(f"/api/duty/{spell_id}", json=mark(moment))
    assert answer.status_code in {200, 201}, answer.text
    return spell_id


def goes_off(who: Someone, spell: str, moment: datetime) -> dict[str, Any]:
    answer = who.http.post(f"/api/duty/{spell}/end", json=mark(moment, 500))
    assert answer.status_code == 200, answer.text
    ended: dict[str, Any] = answer.json()
    return ended


def walks(who: Someone, spell: str, *moments: datetime) -> dict[str, int]:
    points = [
        {"at": moment.isoformat(), "lon": LON, "lat": LAT + index * 100 / 111_195, "accuracy_m": 6}
        for index, moment in enumerate(moments)
    ]
    answer = who.http.post(f"/api/duty/{spell}/points", json={"points": points})
    assert answer.status_code == 200, answer.text
    kept: dict[str, int] = answer.json()
    return kept


def day(who: Someone, of: str = "") -> dict[str, Any]:
    answer = who.http.get(f"/api/duty/people/{of}" if of else "/api/duty/day", params={"day": "2026-11-26"})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def written_down(bureau: Bureau, operation: str) -> list[Entry]:
    with bureau.database.reading() as session:
        query = select(Entry).where(col(Entry.operation) == operation).order_by(col(Entry.seq))
        return list(session.execute(query).scalars())


def inspector_of(bureau: Bureau, unit: str) -> Someone:
    """An inspector who belongs to a unit, and so has a chief."""
    new = NewAccount(f"inspector-{unit.lower()}", "小陈", frozenset({Role.INSPECTOR}), unit)
    with bureau.database.writing() as session:
        enter(session, [new], hash_password(PASSWORD))
    return bureau[new.username]


def test_a_day_of_patrol(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    spell = goes_on(inspector)
    assert inspector.http.get("/api/duty").json()["spell"]["id"] == spell
    at(minutes(200))

    assert walks(inspector, spell, minutes(1), minutes(2), minutes(3)) == {"kept": 3, "outside": 0}
    goes_off(inspector, spell, minutes(200))

    today = day(inspector)
    assert today["spells"][0]["metres"] == 200
    assert len(today["spells"][0]["points"]) == 3
    assert today["spells"][0]["ended_by"] == "person"
    assert today["terms"]["keep_days"] == 180
    assert inspector.http.get("/api/duty").json()["spell"] is None


def test_sent_twice_it_happened_once(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    spell = goes_on(inspector)
    goes_on(inspector, minutes(5), UUID(spell))
    at(minutes(60))
    for _ in range(2):
        walks(inspector, spell, minutes(1), minutes(2))
        ended = goes_off(inspector, spell, minutes(30))
    goes_off(inspector, spell, minutes(45))

    assert datetime.fromisoformat(ended["ended_at"]) == minutes(30)
    assert datetime.fromisoformat(ended["began_at"]) == SEVEN
    assert len(day(inspector)["spells"][0]["points"]) == 2
    assert len(written_down(bureau, "duty_begun")) == len(written_down(bureau, "duty_ended")) == 1


def test_what_was_recorded_off_duty_is_not_kept(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    spell = goes_on(inspector)
    at(minutes(60))
    assert walks(inspector, spell, minutes(-10), minutes(5), minutes(40)) == {"kept": 2, "outside": 1}

    goes_off(inspector, spell, minutes(30))  # said at half past, sent only now

    assert len(day(inspector)["spells"][0]["points"]) == 1
    assert walks(inspector, spell, minutes(35)) == {"kept": 0, "outside": 1}


def test_going_on_anew_ends_what_was_open_in_whatever_order_it_arrives(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    at(minutes(300))
    first, third = goes_on(inspector), goes_on(inspector, minutes(200))
    second = goes_on(inspector, minutes(100))  # had no signal

    spells = {spell["id"]: spell for spell in day(inspector)["spells"]}
    ends = {name: spells[one]["ended_at"] for name, one in (("first", first), ("second", second))}
    assert {name: datetime.fromisoformat(end) for name, end in ends.items()} == {
        "first": minutes(200),
        "second": minutes(200),
    }
    assert spells[third]["ended_at"] is None
    assert spells[first]["ended_by"] == "next"


def test_who_forgets_is_taken_off_and_may_still_say_when_it_was(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    spell = goes_on(inspector)
    at(minutes(12 * 60 - 1))
    assert sweep_once(bureau.database, bureau.app.state.versions) == 0
    at(minutes(13 * 60))

    assert sweep_once(bureau.database, bureau.app.state.versions) == 1
    assert day(inspector)["spells"][0]["ended_by"] == "time"
    assert walks(inspector, spell, minutes(12.5 * 60)) == {"kept": 0, "outside": 1}

    told = goes_off(inspector, spell, minutes(8 * 60))
    assert (told["ended_by"], datetime.fromisoformat(told["ended_at"])) == ("person", minutes(480))


def test_a_clock_that_is_fast_does_not_put_anybody_on_duty_tomorrow(bureau: Bureau) -> None:
    spell = goes_on(bureau["inspector"], SEVEN + timedelta(days=1))

    assert (
        datetime.fromisoformat(bureau["inspector"].http.get("/api/duty").json()["spell"]["began_at"]) == SEVEN
    )
    assert spell


def test_what_was_entered_afterwards_says_so_to_the_person_and_their_chief(bureau: Bureau) -> None:
    theirs = inspector_of(bureau, "ZFDD")
    at(minutes(3))
    in_time = goes_on(theirs)
    goes_off(theirs, in_time, minutes(3))
    at(minutes(3 * 24 * 60))
    afterwards = goes_on(theirs, minutes(60))
    goes_off(theirs, afterwards, minutes(600))

    for reader, of in ((theirs, ""), (bureau["dispatcher-zfdd"], theirs.username)):
        spells = {spell["id"]: spell for spell in day(reader, of)["spells"]}
        assert [spells[one]["late"] for one in (in_time, afterwards)] == [False, True]
        assert datetime.fromisoformat(spells[afterwards]["received_at"]) == minutes(3 * 24 * 60)


def test_what_is_older_than_any_phone_is_without_a_signal_is_refused(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    at(SEVEN + timedelta(days=8))

    refused = inspector.http.put(f"/api/duty/{uuid4()}", json=mark(SEVEN))

    assert refused.status_code == 422
    assert refused.json()["type"].endswith("duty-too-old")
    assert "7 天" in refused.json()["detail"]
    assert day(inspector)["spells"] == []


@pytest.mark.parametrize("who", ["command", "office", "admin", "dispatcher-zfdd"])
def test_only_who_goes_out_can_go_on_duty(bureau: Bureau, who: str) -> None:
    assert bureau[who].http.put(f"/api/duty/{uuid4()}", json=mark(SEVEN)).status_code == 403


def test_nobody_touches_anothers_duty(bureau: Bureau) -> None:
    spell = goes_on(bureau["inspector"])
    other = bureau["inspector2"].http

    assert other.put(f"/api/duty/{spell}", json=mark(SEVEN)).status_code == 404
    assert other.post(f"/api/duty/{spell}/end", json=mark(SEVEN)).status_code == 404
    assert other.post(f"/api/duty/{spell}/points", json={"points": []}).status_code == 404
    assert bureau.stranger().get("/api/duty/day").status_code == 401


def test_command_sees_who_is_where_and_that_is_written_down_and_told(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    spell = goes_on(inspector)
    at(minutes(10))
    walks(inspector, spell, minutes(4), minutes(5))

    items = bureau["command"].http.get("/api/duty/people").json()["items"]

    assert [(one["username"], datetime.fromisoformat(one["at"])) for one in items] == [
        ("inspector", minutes(5))
    ]
    assert items[0]["location"]["lat"] > LAT
    at(minutes(11))
    day(bureau["command"], "inspector")
    looks = written_down(bureau, "duty_looked")
    assert [entry.actor_name for entry in looks] == ["赵指挥（演示）"] * 2
    assert [(look["viewer"], look["what"]) for look in day(inspector)["looks"]] == [
        ("赵指挥（演示）", "track"),
        ("赵指挥（演示）", "now"),
    ]


def test_a_board_that_renews_itself_is_one_look_until_some_minutes_later(bureau: Bureau) -> None:
    goes_on(bureau["inspector"])
    for minute in (1, 2, 3, 15):
        at(minutes(minute))
        bureau["command"].http.get("/api/duty/people")

    assert len(written_down(bureau, "duty_looked")) == 2


def test_ones_own_day_is_nobodys_look(bureau: Bureau) -> None:
    goes_on(bureau["inspector"])
    day(bureau["inspector"])

    assert written_down(bureau, "duty_looked") == []


def test_a_chief_sees_their_own_people_and_no_others(bureau: Bureau) -> None:
    theirs = inspector_of(bureau, "ZFDD")
    goes_on(theirs)
    goes_on(bureau["inspector"])
    chief = bureau["dispatcher-zfdd"]

    assert [one["name"] for one in chief.http.get("/api/duty/people").json()["items"]] == ["小陈"]
    assert day(chief, theirs.username)["person"] == "小陈"
    assert chief.http.get("/api/duty/people/inspector").status_code == 404
    assert bureau["dispatcher-cgb"].http.get(f"/api/duty/people/{theirs.username}").status_code == 404


@pytest.mark.parametrize("who", ["inspector2", "crew-zfdd", "office", "admin"])
def test_nobody_else_sees_where_anybody_is(bureau: Bureau, who: str) -> None:
    goes_on(bureau["inspector"])

    assert bureau[who].http.get("/api/duty/people").status_code == 403
    assert bureau[who].http.get("/api/duty/people/inspector").status_code == 403
    assert written_down(bureau, "duty_looked") == []


def test_after_180_days_it_is_deleted_and_only_counted(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    spell = goes_on(inspector)
    at(minutes(60))
    walks(inspector, spell, minutes(1), minutes(2))
    goes_off(inspector, spell, minutes(60))
    bureau["command"].http.get("/api/duty/people/inspector")

    at(SEVEN + timedelta(days=179))
    assert sweep_once(bureau.database, bureau.app.state.versions) == 0
    at(SEVEN + timedelta(days=181))
    assert sweep_once(bureau.database, bureau.app.state.versions) == 1

    with bureau.database.reading() as session:
        left = [
            session.execute(select(table)).scalars().first() for table in (DutySpell, DutyPoint, DutyLook)
        ]
    assert left == [None, None, None]
    swept = written_down(bureau, "duty_swept")[0]
    assert '"points":2' in swept.detail


def test_no_place_is_ever_in_the_journal(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    spell = goes_on(inspector)
    at(minutes(5))
    walks(inspector, spell, minutes(1))
    goes_off(inspector, spell, minutes(5))
    bureau["command"].http.get("/api/duty/people/inspector")

    with bureau.database.reading() as session:
        said = " ".join(entry.detail for entry in session.execute(select(Entry)).scalars())
    assert "118.16" not in said
    assert "36.18" not in said
