"""A task goes from hand to hand, and everybody can see whose it is."""

from app.people.accounts import NewAccount, enter
from app.people.models import Role
from app.people.passwords import hash_password
from tests.bureau import PASSWORD, Bureau, Someone


def kind(answer: object) -> str:
    said: str = answer.json()["type"]  # type: ignore[attr-defined]  # an httpx response
    return said.rsplit(":", 1)[1]


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


def test_only_whoever_has_it_can_hand_it_on(bureau: Bureau) -> None:
    case_id = sent_to_verify(bureau, "inspector2")
    version = bureau["command"].case(case_id)["version"]

    taken = bureau["inspector"].try_step(case_id, "hand_check", version, assignee="inspector")

    assert (taken.status_code, kind(taken)) == (403, "not-in-your-hands")


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
