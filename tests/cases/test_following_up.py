"""Mud on the road: the cleaners wash it off, and the site that it comes from gets a case of its own."""

from uuid import uuid4

from tests.bureau import Bureau

MUD, WASH = "YC3-03", "YC1-03"


def test_the_source_gets_a_case_with_the_evidence_and_both_know_of_each_other(bureau: Bureau) -> None:
    mud = bureau["inspector"].files(MUD)
    cleaners, command = bureau["dispatcher-hjzx"], bureau["command"]
    offered = cleaners.case(mud["id"])["follow_ups"]
    assert [(one["kind"], one["category"]["code"]) for one in offered] == [("open", WASH)]
    new_id = str(uuid4())

    before = cleaners.does("follow_up", mud["id"], category=WASH, new_id=new_id, reason="来自东环路工地")

    source = command.case(new_id)
    assert (source["unit"]["code"], source["state"], source["category"]["code"]) == (
        "ZZB",
        "DISPATCHED",
        WASH,
    )
    assert [photo["sha256"] for photo in source["photos"]] == mud["photos"]
    assert mud["number"] in source["description"]
    assert before["state"] == "DISPATCHED"  # the mud itself is still to be washed off
    assert [(link["id"], link["kind"]) for link in before["links"]] == [(new_id, "follow_up")]
    assert [link["id"] for link in source["links"]] == [mud["id"]]
    assert bureau["dispatcher-zzb"].case(new_id)["number"] == source["number"]
    assert command.journal(mud["id"])[-1]["detail"]["opens"] == new_id


def test_it_is_opened_once_while_it_is_open(bureau: Bureau) -> None:
    mud, command = bureau["inspector"].files(MUD)["id"], bureau["command"]
    first = str(uuid4())
    version = command.does("follow_up", mud, category=WASH, new_id=first)["version"]

    again = command.try_step(mud, "follow_up", version, category=WASH)

    assert (again.status_code, again.json()["type"].rsplit(":", 1)[1]) == (409, "followed-already")
    assert command.case(first)["number"] in again.json()["detail"]


def test_where_the_notice_sets_a_condition_it_must_hold(bureau: Bureau) -> None:
    gate, zzb = bureau["inspector"].files(WASH), bureau["dispatcher-zzb"]
    version = zzb.case(gate["id"])["version"]
    assert zzb.case(gate["id"])["follow_ups"][0]["asks"] == [
        {"key": "mud_on_road", "label": "路面是否已带泥？", "answer": True}
    ]

    refused = zzb.try_step(gate["id"], "follow_up", version, category=MUD)
    opened = zzb.try_step(gate["id"], "follow_up", version, category=MUD, attributes={"mud_on_road": True})

    assert (refused.status_code, refused.json()["type"].rsplit(":", 1)[1]) == (422, "no-follow-up")
    assert opened.status_code == 200


def test_what_the_notice_does_not_name_does_not_follow(bureau: Bureau) -> None:
    stall, command = bureau["inspector"].files("LL2-02"), bureau["command"]
    assert "follow_up" not in command.case(stall["id"])["may"]

    answer = command.try_step(stall["id"], "follow_up", 3, category=WASH)

    assert answer.json()["type"].endswith("no-follow-up")


def test_what_has_turned_out_to_be_another_type_is_offered_as_such(bureau: Bureau) -> None:
    shed = bureau["inspector"].files("LL1-01")

    offered = bureau["dispatcher-zfdd"].case(shed["id"])["follow_ups"]

    assert [(one["kind"], one["category"]["code"], one["reason"]) for one in offered] == [
        ("convert", "WJ-01", "有固定基础、需要规划许可的是违法建筑")
    ]
