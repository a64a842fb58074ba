"""Each hears of the cases they may see, and of no other; whoever loses one is told once."""

from datetime import datetime

import pytest

from app.core.config import Settings
from app.live.events import CaseEvent, GoneEvent, HelloEvent
from app.live.following import Pace
from tests.live.listening import TownHall, open_town_hall
from tests.waiting import wait_for


def test_a_unit_hears_of_its_cases_and_another_does_not(hall: TownHall) -> None:
    zfdd, cgzx = hall.listens("dispatcher-zfdd"), hall.listens("dispatcher-cgzx")
    stalls = hall["inspector"].files("LL2-02")
    trees = hall["inspector"].files("YL-01")
    assert (stalls["unit"]["code"], trees["unit"]["code"]) == ("ZFDD", "CGZX")

    zfdd.hears("case", case=stalls["id"], state="DISPATCHED", unit="ZFDD")
    cgzx.hears("case", case=trees["id"], state="DISPATCHED", unit="CGZX")
    assert {case for _, case, _ in zfdd.told()} == {stalls["id"]}
    assert {case for _, case, _ in cgzx.told()} == {trees["id"]}


def test_command_hears_all_and_an_inspector_their_own(hall: TownHall) -> None:
    command, own, other = (hall.listens(name) for name in ("command", "inspector", "inspector2"))
    mine = hall["inspector"].files()["id"]
    theirs = hall["inspector2"].files()["id"]

    command.hears("case", case=theirs, version=3)
    own.hears("case", case=mine, version=3)
    other.hears("case", case=theirs, version=3)
    assert command.told() == [("case", case, version) for case in (mine, theirs) for version in (1, 2, 3)]
    assert {case for _, case, _ in own.told()} == {mine}
    assert {case for _, case, _ in other.told()} == {theirs}


def test_what_waits_on_the_spot_comes_to_every_inspector_and_goes_again(hall: TownHall) -> None:
    case = hall["inspector"].files()["id"]
    other = hall.listens("inspector2")
    hall["dispatcher-zfdd"].does("accept", case)
    hall["crew-zfdd"].feeds_back(case)
    hall["command"].does("check_req", case)
    hall["inspector2"].does("check_pass", case)

    other.hears("gone", case=case)
    assert other.told() == [("case", case, 6), ("gone", case, 7)]


def test_what_one_inspector_is_sent_to_by_name_comes_to_nobody_else(hall: TownHall) -> None:
    case = hall["command"].files(source="hotline")["id"]
    alice, bob = hall.listens("inspector"), hall.listens("inspector2")
    hall["command"].does("verify_req", case, assignee="inspector2")
    bob.hears("case", case=case, operation="verify_req")
    own = hall["inspector"].files()["id"]

    alice.hears("case", case=own, version=3)
    assert {heard for _, heard, _ in alice.told()} == {own}


def test_one_person_holds_so_many_streams_and_a_page_that_comes_back_is_let_in(
    hall_settings: Settings, pace: Pace
) -> None:
    with open_town_hall(hall_settings.model_copy(update={"streams_per_person": 3}), pace) as hall:
        ears = [hall.listens("inspector") for _ in range(3)]

        refused = hall["inspector"].http.get("/api/live")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "实时" in refused.json()["detail"]
        hall.listens("inspector2")

        ears[0].close()
        wait_for(lambda: hall.live.count() == 3)
        hall.listens("inspector")


def test_a_unit_that_loses_a_case_is_told_once_and_the_next_one_gets_it(hall: TownHall) -> None:
    case = hall["inspector"].files()["id"]
    command, loser, winner = (
        hall.listens(name) for name in ("command", "dispatcher-zfdd", "dispatcher-cgzx")
    )
    hall["command"].does("convert", case, category="YL-01", reason="现场是绿地")
    hall["dispatcher-cgzx"].does("accept", case)

    winner.hears("case", case=case, operation="accept")
    command.hears("case", case=case, operation="accept")
    assert winner.told() == [("case", case, 4), ("case", case, 5)]
    assert command.told() == [("case", case, 4), ("case", case, 5)]
    loser.hears("gone", case=case)
    after = hall["inspector"].files()["id"]
    loser.hears("case", case=after, version=3)
    assert loser.told()[:2] == [("gone", case, 4), ("case", after, 1)]


def test_who_lost_and_found_a_case_while_away_hears_it_in_order(hall: TownHall) -> None:
    case = hall["inspector"].files()["id"]
    before = hall.listens("dispatcher-zfdd").hears("hello").data["seq"]
    hall["command"].does("convert", case, category="YL-01", reason="现场是绿地")
    gone = hall.listens("dispatcher-zfdd", since=before)
    gone.hears("gone", case=case, version=4)
    other = hall.listens("dispatcher-cgzx", since=before)
    hall["command"].does("undo", case)
    back = hall.listens("dispatcher-zfdd", since=before)

    back.hears("case", case=case, version=5, operation="undo")
    gone.hears("case", case=case, version=5)
    other.hears("gone", case=case, version=5)
    assert gone.told() == [("gone", case, 4), ("case", case, 5)]
    assert other.told() == [("case", case, 4), ("gone", case, 5)]


def test_an_event_is_what_the_interface_says_it_is_and_names_nobody(hall: TownHall) -> None:
    ear = hall.listens("command")
    case = hall["inspector"].files()["id"]
    hall["dispatcher-zfdd"].does("accept", case)

    dispatched = ear.hears("case", case=case, operation="dispatch")
    accepted = CaseEvent.model_validate(ear.hears("case", case=case, operation="accept").data, extra="forbid")
    HelloEvent.model_validate(ear.hears("hello").data, extra="forbid")
    assert (accepted.before, accepted.state, accepted.version) == ("DISPATCHED", "ACCEPTED", 4)
    assert (round(accepted.lon, 4), round(accepted.lat, 4)) == (118.1602, 36.1861)
    assert dispatched.id == dispatched.data["seq"]
    person = hall["inspector"].http.get("/api/me").json()
    assert person["name"] not in "".join(ear.lines)
    assert person["id"] not in "".join(ear.lines)
    GoneEvent.model_validate({"seq": 1, "case": case, "version": 2}, extra="forbid")


def test_what_the_rules_do_rings_at_once_and_what_a_person_did_once_it_stands(hall: TownHall) -> None:
    ear = hall.listens("command")
    case = hall["inspector"].files()["id"]
    hall["dispatcher-zfdd"].does("return", case, reason="不属本单位职责")
    hall["command"].does("dispatch", case)
    hall["dispatcher-zfdd"].does("accept", case)
    hall["crew-zfdd"].feeds_back(case)
    undo = hall.app.state.versions.in_force.notice.limits.undo_seconds

    entries = hall["command"].journal(case)
    at = {entry["version"]: datetime.fromisoformat(entry["at"]) for entry in entries}
    waits = {
        version: CaseEvent.model_validate(ear.hears("case", version=version).data).ring_after - at[version]
        for version in at
    }
    assert undo > 0
    assert [waits[version].total_seconds() for version in sorted(waits)] == [0, 0, 0, undo, undo, undo, 0]


@pytest.mark.parametrize("since", [-1, -1000])
def test_a_new_reader_may_begin_a_little_earlier(hall: TownHall, since: int) -> None:
    case = hall["inspector"].files()["id"]
    ear = hall.listens("command", since=since)

    ear.hears("case", case=case, version=3)
    assert len(ear.told()) == min(3, -since)


def test_nobody_listens_without_signing_in(hall: TownHall) -> None:
    answer = hall.browser().get("/api/live")

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("not-signed-in")
