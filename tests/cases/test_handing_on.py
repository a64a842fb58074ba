"""A task goes from hand to hand, and everybody can see whose it is."""

from app.people.accounts import NewAccount, enter
from app.people.models import Role
from app.people.passwords import hash_password
from tests.bureau import COUNTY_SEAT, PASSWORD, Bureau, Someone


def kind(answer: object) -> str:
    said: str = answer.json()["type"]  # type: ignore[attr-defined]  # an httpx response
    return said.rsplit(":", 1)[1]


def met(bureau: Bureau, username: str) -> tuple[int, int, int, int]:
    """In how many ways the one case there is meets somebody: in the list, counted, on the map, in the pack."""
    http, (lon, lat) = bureau[username].http, COUNTY_SEAT
    counts = http.get("/api/cases/counts").json()
    return (
        len(http.get("/api/cases").json()["items"]),
        sum(counts["by_state"].values()),
        int(bool(http.get("/tiles/cases/10/848/401.mvt").content)),
        len(http.get(f"/api/pack?lon={lon}&lat={lat}").json()["tasks"]),
    )


def second_crew(bureau: Bureau, unit: str = "ZFDD") -> Someone:
    """Somebody who came to the unit this morning."""
    name = f"crew2-{unit.lower()}"
    with bureau.database.writing() as session:
        enter(session, [NewAccount(name, "小周", frozenset({Role.CREW}), unit)], hash_password(PASSWORD))
    return bureau[name]


def sent_to_verify(bureau: Bureau, inspector: str | None) -> str:
    case_id: str = bureau["command"].files(source="hotline")["id"]
    bureau["command"].does("verify_req", case_id, assignee=inspector)
    return case_id


def test_an_inspector_hands_a_task_to_another_who_does_it(bureau: Bureau) -> None:
    case_id = sent_to_verify(bureau, "inspector")

    handed = bureau["inspector"].does("hand_check", case_id, assignee="inspector2", reason="我在鲁村，赶不到")

    assert (handed["state"], handed["verifier"]) == ("VERIFYING", "王查（演示）")
    entry = bureau["command"].journal(case_id)[-1]
    assert (entry["label"], entry["actor"]) == ("转交核查", "李巡（演示）")
    assert entry["detail"] == {"assignee": "王查（演示）", "reason": "我在鲁村，赶不到"}
    tasks = {who: bureau[who].http.get("/api/pack").json()["tasks"] for who in ("inspector", "inspector2")}
    assert ([task["id"] for task in tasks["inspector2"]], tasks["inspector"]) == ([case_id], [])
    assert bureau["inspector2"].does("verify_ack", case_id, reason="属实")["state"] == "REPORTED"


def to_be_checked(bureau: Bureau, inspector: str | None) -> str:
    """Alice's own report, put right and sent to be verified."""
    case_id: str = bureau["inspector"].files()["id"]
    bureau["crew-zfdd"].does("accept", case_id)
    bureau["crew-zfdd"].feeds_back(case_id)
    bureau["command"].does("check_req", case_id, assignee=inspector)
    return case_id


def test_only_whoever_has_it_can_hand_it_on(bureau: Bureau) -> None:
    case_id = to_be_checked(bureau, "inspector2")
    version = bureau["command"].case(case_id)["version"]

    taken = bureau["inspector"].try_step(case_id, "hand_check", version, assignee="inspector")

    assert (taken.status_code, kind(taken)) == (403, "not-in-your-hands")


def test_who_reported_it_does_not_verify_what_a_colleague_was_sent_to(bureau: Bureau) -> None:
    case_id = to_be_checked(bureau, "inspector2")
    alice, case = bureau["inspector"], bureau["inspector"].case(case_id)

    assert not {"check_pass", "check_fail", "hand_check"} & set(case["may"])
    listed = [row for row in alice.http.get("/api/cases").json()["items"] if row["id"] == case_id]
    assert not {"check_pass", "check_fail", "hand_check"} & set(listed[0]["may"])
    refused = alice.try_step(case_id, "check_pass", case["version"])
    assert (refused.status_code, kind(refused)) == (403, "not-in-your-hands")
    assert bureau["inspector2"].does("check_pass", case_id)["state"] == "CLOSED"


def test_what_one_inspector_was_sent_to_by_name_is_not_every_inspectors(bureau: Bureau) -> None:
    """Neither the case nor its photos, in no list and on no map; handed on, it is the colleague's."""
    case_id = sent_to_verify(bureau, "inspector")
    version = bureau["command"].case(case_id)["version"]
    bob = bureau["inspector2"].http
    photo = bureau["command"].case(case_id)["photos"][0]["sha256"]
    places = (
        f"/api/cases/{case_id}",
        f"/api/cases/{case_id}/journal",
        f"/api/cases/{case_id}/evidence.zip",
        f"/api/photos/{photo}/original",
    )

    assert [bob.get(place).status_code for place in places] == [404] * 4
    assert bureau["inspector2"].try_step(case_id, "verify_ack", version, reason="属实").status_code == 404
    assert met(bureau, "inspector2") == (0, 0, 0, 0)
    assert met(bureau, "inspector") == (1, 1, 1, 1)

    bureau["inspector"].does("hand_check", case_id, assignee="inspector2", reason="赶不到")

    assert [bob.get(place).status_code for place in places] == [200] * 4
    assert met(bureau, "inspector2") == (1, 1, 1, 1)
    assert met(bureau, "inspector") == (0, 0, 0, 0)


def test_what_nobody_was_sent_to_by_name_is_every_inspectors(bureau: Bureau) -> None:
    sent_to_verify(bureau, None)

    assert met(bureau, "inspector") == met(bureau, "inspector2") == (1, 1, 1, 1)


def test_to_whom_it_cannot_go(bureau: Bureau) -> None:
    case_id = sent_to_verify(bureau, None)
    version = bureau["command"].case(case_id)["version"]
    refusals = {
        who: kind(bureau["inspector"].try_step(case_id, "hand_check", version, assignee=who))
        for who in (None, "inspector", "crew-zfdd", "nobody")
    }

    assert refusals == {
        None: "colleague-required",
        "inspector": "same-person",
        "crew-zfdd": "unknown-person",
        "nobody": "unknown-person",
    }


def test_a_crew_hands_its_work_to_a_colleague_of_the_unit_and_to_no_other(bureau: Bureau) -> None:
    colleague = second_crew(bureau)
    second_crew(bureau, "CGB")
    case_id = bureau["inspector"].files()["id"]
    version = bureau["crew-zfdd"].does("accept", case_id)["version"]

    stranger = bureau["crew-zfdd"].try_step(case_id, "hand_work", version, assignee="crew2-cgb")
    handed = bureau["crew-zfdd"].does("hand_work", case_id, assignee="crew2-zfdd")

    assert kind(stranger) == "unknown-person"
    assert (handed["state"], handed["assignee"]) == ("ACCEPTED", "小周")
    assert kind(
        bureau["crew-zfdd"].try_step(case_id, "hand_work", handed["version"], assignee="dispatcher-zfdd")
    ) == ("not-in-your-hands")
    assert colleague.feeds_back(case_id)["state"] == "FEEDBACK"


def test_whoever_fed_back_does_not_get_it_to_verify(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    before, after = inspector.take_photo(), inspector.take_photo(role="after")
    photos = [{"sha256": before, "role": "before"}, {"sha256": after, "role": "after"}]
    case_id = inspector.files(photos=photos)["id"]  # put right on the spot, by inspector
    version = bureau["command"].does("check_req", case_id, assignee="inspector2")["version"]

    back = bureau["inspector2"].try_step(case_id, "hand_check", version, assignee="inspector")

    assert kind(back) == "same-person"


def test_handing_on_can_be_taken_back(bureau: Bureau) -> None:
    case_id = sent_to_verify(bureau, "inspector")
    bureau["inspector"].does("hand_check", case_id, assignee="inspector2")

    assert bureau["inspector"].does("undo", case_id)["verifier"] == "李巡（演示）"
