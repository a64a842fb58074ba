"""Whom a case can be handed to: everybody sees those they may choose, and nobody else."""

import pytest

from tests.bureau import Bureau


@pytest.mark.parametrize(
    ("who", "purpose", "people", "squads"),
    [
        ("dispatcher-zfdd", "assign", {"crew-zfdd", "dispatcher-zfdd"}, ["一中队", "二中队", "三中队"]),
        ("dispatcher-hjzx", "assign", {"crew-hjzx", "dispatcher-hjzx"}, []),
        ("command", "look", {"inspector", "inspector2"}, []),
        ("inspector", "hand_over", {"inspector2"}, []),
        ("crew-cgzx", "hand_over", {"dispatcher-cgzx"}, []),
    ],
)
def test_who_can_be_chosen(
    bureau: Bureau, who: str, purpose: str, people: set[str], squads: list[str]
) -> None:
    found = bureau[who].http.get("/api/people", params={"purpose": purpose}).json()

    assert {one["username"] for one in found["people"]} == people
    assert [one["name"] for one in found["squads"]] == squads
    assert found["people"][0].keys() == {"username", "name", "unit"}


@pytest.mark.parametrize(
    ("who", "purpose"),
    [("inspector", "assign"), ("crew-zfdd", "assign"), ("dispatcher-zfdd", "look"), ("office", "look"), ("admin", "hand_over"), ("command", "assign")],
)  # fmt: skip
def test_who_has_nothing_to_hand_out_sees_nobody(bureau: Bureau, who: str, purpose: str) -> None:
    answer = bureau[who].http.get("/api/people", params={"purpose": purpose})

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("not-allowed")


def test_whoever_is_chosen_is_taken(bureau: Bureau) -> None:
    case_id, unit = bureau["inspector"].files()["id"], bureau["dispatcher-zfdd"]
    unit.does("accept", case_id)
    offered = unit.http.get("/api/people?purpose=assign").json()

    assigned = unit.does(
        "assign", case_id, assignee=offered["people"][0]["username"], squad=offered["squads"][0]["name"]
    )

    assert (assigned["squad"], assigned["assignee"]) == ("一中队", offered["people"][0]["name"])
