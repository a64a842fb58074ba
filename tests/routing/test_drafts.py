"""A dispatcher complains, COMMAND drafts, OFFICE approves: how the responsibility table is changed."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.journal.chain import detail_of
from app.journal.models import Entry
from app.notices.read import read_folder
from app.notices.versions import load
from tests.bureau import Bureau
from tests.notices.folders import YIYUAN
from tests.routing.drafting import (
    STALLS_TO_CGB,
    begin,
    drop_rule,
    dry_run,
    kind,
    publish,
    put_rule,
    step,
    try_rule,
    try_step,
)


def test_from_a_complaint_to_a_new_version(bureau: Bureau) -> None:
    old = bureau["inspector"].files("LL2-01")["id"]
    bureau["dispatcher-zfdd"].does("return", old, reason="流动商贩应由城管办疏导")
    command, office = bureau["command"], bureau["office"]

    draft = put_rule(command, begin(command), STALLS_TO_CGB)
    assert draft["faults"] == []
    assert [one["rule"]["code"] for one in draft["changes"]["changed"]] == ["R-LL2-01"]
    moves = dry_run(command, draft)["moves"]
    assert [(move["from_unit"]["code"], move["to_unit"]["code"], move["count"]) for move in moves] == [
        ("ZFDD", "CGB", 1)
    ]
    published = step(office, step(command, draft, "submit"), "approve")

    assert (published["state"], published["published_version"]) == ("PUBLISHED", 2)
    new = bureau["inspector"].files("LL2-01")
    assert (new["unit"]["code"], new["routing"]["rule"]) == ("CGB", "R-LL2-01")
    assert "全民城管融合战" in new["routing"]["clause"]
    kept = command.case(old)
    assert (kept["notice_version"], kept["unit"]["code"]) == (1, "ZFDD")
    assert "拆违治乱攻坚战" in kept["routing"]["clause"]
    assert command.case(new["id"])["notice_version"] == 2


def test_the_journal_names_both(bureau: Bureau) -> None:
    published = publish(bureau, STALLS_TO_CGB)

    with bureau.database.reading() as session:
        entry = session.execute(select(Entry).where(col(Entry.operation) == "rules_published")).scalar_one()
    detail = detail_of(entry)
    assert entry.actor_name == "孙督办（演示）"
    assert detail["submitted_by"]["name"] == "赵指挥（演示）"
    assert (detail["draft"], detail["base"], detail["version"]) == (published["id"], 1, 2)


def test_nobody_approves_what_they_submitted(bureau: Bureau) -> None:
    command = bureau["command"]
    submitted = step(command, put_rule(command, begin(command), STALLS_TO_CGB), "submit")

    answer = try_step(command, submitted, "approve")

    assert (answer.status_code, kind(answer)) == (409, "same-person")
    assert "approve" not in submitted["may"]
    assert bureau["command"].http.get("/api/responsibility").json()["version"] == 1


def test_the_database_wants_two_people_too(bureau: Bureau) -> None:
    command = bureau["command"]
    step(command, put_rule(command, begin(command), STALLS_TO_CGB), "submit")

    with pytest.raises(IntegrityError), bureau.database.writing() as session:
        session.execute(text("UPDATE rule_drafts SET approved_by = submitted_by"))


@pytest.mark.parametrize("username", ["inspector", "dispatcher-zfdd", "crew-zfdd"])
def test_others_read_the_table_and_its_history_but_draft_nothing(bureau: Bureau, username: str) -> None:
    person = bureau[username]
    case_id = str(uuid4())
    refused = [
        person.http.post("/api/responsibility/drafts", json={"title": "我来改"}),
        person.http.get("/api/responsibility/drafts"),
        person.http.get(f"/api/responsibility/drafts/{case_id}"),
        person.http.post(f"/api/responsibility/drafts/{case_id}/dry-run"),
        person.http.post("/api/responsibility/drafts/from-ruling", json={"case_id": case_id, "unit": "CGB"}),
        person.http.post("/api/responsibility/try", json={"category": "LL2-01", "draft": case_id}),
        person.http.get("/api/responsibility/fairness"),
    ]

    assert [(one.status_code, kind(one)) for one in refused] == [(403, "not-allowed")] * len(refused)
    assert person.http.get("/api/responsibility").status_code == 200
    assert person.http.get("/api/responsibility/versions").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/choices",
        "/versions",
        "/versions/1/diff?against=1",
        "/drafts",
        "/drafts/5f0c2f4e-4c1e-4d0a-9a43-1f6c1c1f7d11",
        "/fairness",
    ],
)
def test_strangers_see_nothing(bureau: Bureau, url: str) -> None:
    assert bureau.stranger().get(f"/api/responsibility{url}").status_code == 401


def test_two_people_edit_at_once_and_nothing_is_lost(bureau: Bureau) -> None:
    seen = begin(bureau["command"])
    put_rule(bureau["office"], seen, STALLS_TO_CGB)

    late = try_rule(bureau["command"], seen, STALLS_TO_CGB | {"reason": "另一种说法"})

    assert (late.status_code, kind(late)) == (409, "stale-draft")
    assert late.json()["current_version"] == 2
    assert "孙督办" in late.json()["detail"]
    url = f"/api/responsibility/drafts/{seen['id']}"
    kept = {rule["code"]: rule for rule in bureau["command"].http.get(url).json()["rules"]}
    assert kept["R-LL2-01"]["reason"] == "以疏导入市为主，归城管办"


FAULTS = [
    ({"lead": "NOBODY"}, "R-LL2-01", "NOBODY"),
    ({"clause": "C9-NONE"}, "R-LL2-01", "C9-NONE"),
    ({"lead": "OFFICE"}, "R-LL2-01", "不能作主办单位"),
    ({"area": "999999999"}, "R-LL2-01", "999999999"),
    ({"source": "rumour"}, "R-LL2-01", "rumour"),
    ({"when": {"carriageway": True}}, "R-LL2-01", "不是“LL2-01”上报时会问的问题"),
    ({"reason": ""}, "R-LL2-01", "理由不能为空"),
    ({"lead": ""}, "R-LL2-01", "主办单位不能为空"),
    ({"category": "LL2-02"}, "R-LL2-02", "同样具体"),
]


@pytest.mark.parametrize(("spoilt", "rule", "words"), FAULTS, ids=[words for _, _, words in FAULTS])
def test_a_fault_is_told_at_its_rule_and_kept_from_publishing(
    bureau: Bureau, spoilt: dict[str, object], rule: str, words: str
) -> None:
    command = bureau["command"]

    draft = put_rule(command, begin(command), STALLS_TO_CGB | spoilt)

    assert any(fault["rule"] == rule and words in fault["message"] for fault in draft["faults"])
    assert not any(".csv" in fault["message"] or "co_units" in fault["message"] for fault in draft["faults"])
    assert draft["fault_count"] == len(draft["faults"])
    refused = try_step(command, draft, "submit")
    assert (refused.status_code, kind(refused)) == (409, "draft-has-faults")
    assert refused.json()["faults"] == draft["faults"]


def test_a_gap_is_told_at_the_type_that_nobody_would_own(bureau: Bureau) -> None:
    command = bureau["command"]

    draft = drop_rule(command, begin(command), "R-QT")

    assert [(fault["rule"], fault["category"]) for fault in draft["faults"]] == [
        (None, code) for code in sorted(fault["category"] for fault in draft["faults"])
    ]
    assert "没有适用的责任规则" in draft["faults"][0]["message"]


def test_a_rule_may_be_renamed_but_not_take_anothers_code(bureau: Bureau) -> None:
    command = bureau["command"]
    draft = put_rule(command, begin(command), STALLS_TO_CGB | {"code": "R-LL2-01-B"}, "R-LL2-01")

    taken = try_rule(command, draft, STALLS_TO_CGB | {"code": "R-LL2-02"}, "R-LL2-01-B")

    assert [rule["code"] for rule in draft["changes"]["added"]] == ["R-LL2-01-B"]
    assert [rule["code"] for rule in draft["changes"]["removed"]] == ["R-LL2-01"]
    assert (taken.status_code, kind(taken)) == (422, "invalid-input")


def test_the_whole_list_can_be_put_at_once(bureau: Bureau) -> None:
    command = bureau["command"]
    draft = begin(command)
    rows = [
        {**rule, "lead": rule["lead"]["code"], "clause": rule["clause"]["code"]} for rule in draft["rules"]
    ]
    rows = [STALLS_TO_CGB if row["code"] == "R-LL2-01" else row for row in rows if row["code"] != "R-LL2-06"]

    answer = command.http.put(
        f"/api/responsibility/drafts/{draft['id']}",
        json={"version": draft["version"], "rules": rows, "title": "整表"},
    )

    changed = answer.json()
    assert (answer.status_code, changed["title"]) == (200, "整表")
    assert changed["counts"] == {"added": 0, "removed": 1, "changed": 1, "other_tables": []}


def test_a_submitted_draft_stands_still_until_it_is_sent_back(bureau: Bureau) -> None:
    command, office = bureau["command"], bureau["office"]
    submitted = step(command, put_rule(command, begin(command), STALLS_TO_CGB), "submit")

    assert kind(try_rule(command, submitted, STALLS_TO_CGB)) == "draft-not-open"
    back = step(office, submitted, "send-back", reason="请写明协办事项")

    assert (back["state"], back["sent_back"], back["submitted"]) == ("DRAFTING", "请写明协办事项", None)
    assert step(command, back, "submit")["sent_back"] == ""


def test_a_discarded_draft_leaves_the_list_but_can_be_read(bureau: Bureau) -> None:
    command = bureau["command"]
    draft = begin(command)
    url = f"/api/responsibility/drafts/{draft['id']}"

    assert command.http.delete(url, params={"version": 1}).status_code == 204

    assert command.http.get("/api/responsibility/drafts").json()["items"] == []
    assert command.http.get(url).json()["state"] == "DISCARDED"
    listed = command.http.get("/api/responsibility/drafts", params={"state": "DISCARDED"}).json()["items"]
    assert [one["id"] for one in listed] == [draft["id"]]


def test_an_unchanged_draft_cannot_be_published(bureau: Bureau) -> None:
    command = bureau["command"]

    assert kind(try_step(command, begin(command), "submit")) == "draft-changes-nothing"


def test_a_draft_of_an_old_version_is_carried_over_first(bureau: Bureau) -> None:
    command, office = bureau["command"], bureau["office"]
    late = put_rule(command, begin(command, "迟到的草案"), STALLS_TO_CGB)
    submitted = step(command, late, "submit")
    grills = {"code": "R-LL2-05", "category": "LL2-05", "lead": "ZFDD", "co_units": [{"code": "HJZX"}],
              "clause": "C3-ZFDD", "reason": "属城市“六乱”，油污由环卫清洗"}  # fmt: skip
    publish(bureau, grills, title="先发布的草案")

    refused = try_step(office, submitted, "approve")
    back = step(command, submitted, "send-back")
    rebased = step(command, back, "rebase")

    assert (refused.status_code, kind(refused), refused.json()["current_number"]) == (
        409,
        "draft-base-outdated",
        2,
    )
    assert (rebased["base"], rebased["both_changed"]) == ({"number": 2, "in_force": True}, [])
    assert rebased["counts"] == {"added": 0, "removed": 0, "changed": 1, "other_tables": []}
    assert step(office, step(command, rebased, "submit"), "approve")["published_version"] == 3
    codes = {rule["code"] for rule in command.http.get("/api/responsibility").json()["rules"]}
    assert "R-LL2-05" in codes


def test_a_rule_that_both_changed_is_named(bureau: Bureau) -> None:
    command = bureau["command"]
    late = put_rule(command, begin(command), STALLS_TO_CGB)
    publish(bureau, STALLS_TO_CGB | {"lead": "ZFDD", "co_units": [], "clause": "C3-ZFDD"})

    rebased = step(command, late, "rebase")

    assert rebased["both_changed"] == ["R-LL2-01"]
    fields = {
        one["field"]: (one["before"], one["after"]) for one in rebased["changes"]["changed"][0]["fields"]
    }
    assert fields["lead"] == ("执法大队", "城管办")
    assert fields["co_units"] == ("无", "执法大队（查处）")


def test_history_says_when_by_whom_and_what(bureau: Bureau) -> None:
    publish(bureau, STALLS_TO_CGB, title="流动摊贩改由城管办牵头")
    reader = bureau["dispatcher-zfdd"]

    second, first = reader.http.get("/api/responsibility/versions").json()["items"]
    diff = reader.http.get("/api/responsibility/versions/2/diff", params={"against": 1}).json()
    back = reader.http.get("/api/responsibility/versions/1/diff", params={"against": 2}).json()

    assert (first["number"], first["publications"], first["changes"]) == (1, [], None)
    assert (second["number"], second["in_force"], second["changes"]["changed"]) == (2, True, 1)
    publication = second["publications"][0]
    assert publication["title"] == "流动摊贩改由城管办牵头"
    assert (publication["submitted_by"], publication["approved_by"]) == ("赵指挥（演示）", "孙督办（演示）")
    fields = {one["field"]: (one["before"], one["after"]) for one in diff["changed"][0]["fields"]}
    assert fields["lead"] == ("执法大队", "城管办")
    assert fields["clause"][1].startswith("三、责任分工：牵头负责“全民城管融合战”")
    assert back["changed"][0]["fields"][0]["after"] == diff["changed"][0]["fields"][0]["before"]
    assert reader.http.get("/api/responsibility/versions/7/diff", params={"against": 1}).status_code == 404


def test_a_folder_loaded_meanwhile_counts_as_a_newer_version(bureau: Bureau) -> None:
    published = publish(bureau, STALLS_TO_CGB)
    assert published["published_version"] == 2
    draft = begin(bureau["command"])
    with bureau.database.writing() as session:
        load(session, read_folder(YIYUAN))

    assert kind(try_step(bureau["command"], draft, "submit")) == "draft-base-outdated"


def test_a_report_can_be_tried_on_a_draft(bureau: Bureau) -> None:
    command = bureau["command"]
    draft = put_rule(command, begin(command), STALLS_TO_CGB)
    trial = {"category": "LL2-01", "area": "370323102"}

    on_draft = command.http.post("/api/responsibility/try", json=trial | {"draft": draft["id"]}).json()
    in_force = command.http.post("/api/responsibility/try", json=trial).json()

    assert (on_draft["unit"]["code"], in_force["unit"]["code"]) == ("CGB", "ZFDD")
    assert on_draft["area"] == {"code": "370323102", "name": "鲁村镇"}


def test_a_draft_that_names_nobody_cannot_be_tried(bureau: Bureau) -> None:
    command = bureau["command"]
    draft = put_rule(command, begin(command), STALLS_TO_CGB | {"lead": "NOBODY"})

    tried = command.http.post("/api/responsibility/try", json={"category": "LL2-01", "draft": draft["id"]})
    run = command.http.post(f"/api/responsibility/drafts/{draft['id']}/dry-run")

    assert [(one.status_code, kind(one)) for one in (tried, run)] == [(409, "draft-has-faults")] * 2


def test_an_unknown_town_is_refused(bureau: Bureau) -> None:
    trial = {"category": "LL2-01", "area": "999999999"}

    answer = bureau["inspector"].http.post("/api/responsibility/try", json=trial)

    assert (answer.status_code, kind(answer)) == (422, "unknown-area")


def test_the_choices_are_what_rules_may_say(bureau: Bureau) -> None:
    choices = bureau["command"].http.get("/api/responsibility/choices").json()

    assert {unit["code"] for unit in choices["leads"]} == {
        "COMMAND",
        "ZZB",
        "CGB",
        "ZFDD",
        "CGZX",
        "HJZX",
        "TOWN",
    }
    levels = {pattern["code"]: pattern["level"] for pattern in choices["patterns"]}
    assert (levels["LL"], levels["LL2"], levels["LL2-01"], levels["WB-01"]) == (
        "family",
        "head",
        "type",
        "type",
    )
    assert len(choices["areas"]) > 12
    assert {source["code"] for source in choices["sources"]} >= {"inspector", "hotline"}
