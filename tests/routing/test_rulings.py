"""A ruling on one case becomes a rule for all like it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from app.core.problems import Problem
from app.notices.check import check
from app.routing.decide import Facts, decide
from app.routing.dry_run import PastCase
from app.routing.rule_rows import with_rules
from app.routing.rulings import Ruling, rule_from
from tests.bureau import Bureau
from tests.notices.folders import yiyuan
from tests.routing.drafting import kind, step

LISHAN = "370323001"


def a_case(category: str = "LL2-01", **facts: Any) -> PastCase:
    case = PastCase(uuid4(), "XC-20261123-0001", category, LISHAN, "inspector", {}, "ZFDD")
    return replace(case, **facts)


def test_a_ruling_for_the_town_leaves_other_towns_alone() -> None:
    table = rule_from(yiyuan(), a_case(), Ruling("CGB", area=LISHAN))

    ruled = with_rules(yiyuan(), table.rules)
    assert table.is_new
    assert decide(ruled, Facts("LL2-01", LISHAN)).unit == "CGB"
    assert decide(ruled, Facts("LL2-01", "370323102")).unit == "ZFDD"
    assert check(ruled) == []
    assert ruled.rules[table.code].reason == "经裁定归城管办（案件 XC-20261123-0001）"
    assert ruled.rules[table.code].clause == "C3-CGB"


def test_a_ruling_for_all_changes_the_rule_that_says_the_same() -> None:
    table = rule_from(yiyuan(), a_case(), Ruling("CGB"))

    ruled = with_rules(yiyuan(), table.rules)
    assert (table.code, table.is_new) == ("R-LL2-01", False)
    assert ruled.rules["R-LL2-01"].lead == "CGB"
    assert ruled.rules["R-LL2-01"].co_units == ()
    assert check(ruled) == []


def test_a_ruling_may_hang_on_what_the_case_answered() -> None:
    case = a_case("LL5-03", attributes={"muck_heap": "是"}, unit="HJZX")

    table = rule_from(yiyuan(), case, Ruling("ZFDD", question="muck_heap", reason="成堆渣土须先查处"))

    ruled = with_rules(yiyuan(), table.rules)
    assert decide(ruled, Facts("LL5-03", LISHAN, attributes={"muck_heap": True})).unit == "ZFDD"
    assert decide(ruled, Facts("LL5-03", LISHAN)).unit == "HJZX"


def test_a_ruling_for_the_towns_own_unit_means_whichever_town_it_is() -> None:
    table = rule_from(yiyuan(), a_case(), Ruling(f"T{LISHAN}", area=LISHAN))

    assert table.rules[-1].lead == "TOWN"
    assert decide(with_rules(yiyuan(), table.rules), Facts("LL2-01", LISHAN)).unit == f"T{LISHAN}"


UNFIT = [
    (a_case(), Ruling("NOBODY"), "NOBODY"),
    (a_case(), Ruling("OFFICE"), "不能作主办单位"),
    (a_case(), Ruling("T370323102"), "也不是案件所在的镇街"),
    (a_case(), Ruling("CGB", area="370323102"), "不在区域"),
    (a_case(area=None), Ruling("CGB", area=LISHAN), "不在区域"),
    (a_case(), Ruling("CGB", source="hotline"), "来源不是"),
    (a_case(), Ruling("CGB", question="carriageway"), "不问"),
    (a_case(), Ruling("CGB", clause="C9"), "C9"),
    (a_case("GONE-01"), Ruling("CGB"), "GONE-01"),
    (
        a_case("LL3-01", attributes={"carriageway": True}),
        Ruling("CGB", area=LISHAN),
        "规则 R-LL3-01-R 更具体",
    ),
]


@pytest.mark.parametrize(("case", "ruling", "words"), UNFIT, ids=[words for _, _, words in UNFIT])
def test_a_ruling_that_would_not_work_says_why(case: PastCase, ruling: Ruling, words: str) -> None:
    with pytest.raises(Problem, match=words):
        rule_from(yiyuan(), case, ruling)


def test_the_ruling_is_published_by_two_people_like_any_other(bureau: Bureau) -> None:
    receipt = bureau["inspector"].files("LL2-01")
    command, office = bureau["command"], bureau["office"]
    town = receipt["area"]["code"]

    answer = command.http.post(
        "/api/responsibility/drafts/from-ruling", json={"case_id": receipt["id"], "unit": "CGB", "area": town}
    )

    assert answer.status_code == 201, answer.text
    ruled = answer.json()
    draft = ruled["draft"]
    assert [rule["code"] for rule in draft["changes"]["added"]] == [ruled["rule"]]
    assert (draft["origin_case"], draft["faults"]) == (receipt["id"], [])
    step(office, step(command, draft, "submit"), "approve")
    assert bureau["inspector"].files("LL2-01")["routing"]["rule"] == ruled["rule"]
    assert command.case(receipt["id"])["unit"]["code"] == "ZFDD"


def test_a_ruling_that_does_not_fit_is_refused_over_http(bureau: Bureau) -> None:
    receipt = bureau["inspector"].files("LL2-01")
    body = {"case_id": receipt["id"], "unit": "OFFICE"}

    answer = bureau["office"].http.post("/api/responsibility/drafts/from-ruling", json=body)
    unknown = bureau["office"].http.post(
        "/api/responsibility/drafts/from-ruling", json=body | {"case_id": str(uuid4())}
    )

    assert (answer.status_code, kind(answer)) == (422, "ruling-unfit")
    assert (unknown.status_code, kind(unknown)) == (404, "not-found")
