"""What a changed table would have done to past cases."""

from dataclasses import replace
from uuid import uuid4

from app.notices.model import Notice, Rule
from app.routing.dry_run import PastCase, dry_run
from app.routing.rule_rows import with_rules
from tests.bureau import Bureau
from tests.notices.folders import yiyuan
from tests.routing.drafting import STALLS_TO_CGB, begin, drop_rule, put_rule
from tests.routing.drafting import dry_run as run_dry

LISHAN, LUCUN = "370323001", "370323102"


def case(category: str, area: str | None = LISHAN, unit: str = "ZFDD", **answers: object) -> PastCase:
    return PastCase(uuid4(), "XC-1", category, area, "inspector", answers, unit)


def changed(code: str, **what: object) -> Notice:
    notice = yiyuan()
    rules = [replace(rule, **what) if rule.code == code else rule for rule in notice.rules.values()]  # type: ignore[arg-type]  # a row of the table
    return with_rules(notice, rules)


def added(like: str, **what: object) -> Notice:
    notice = yiyuan()
    rule: Rule = replace(notice.rules[like], **what)  # type: ignore[arg-type]  # a row of the table
    return with_rules(notice, [*notice.rules.values(), rule])


def test_only_what_the_change_touches_moves() -> None:
    to_cgb = changed("R-LL2-01", lead="CGB", co_units=())

    effect = dry_run(
        yiyuan(), to_cgb, [case("LL2-01"), case("LL2-01", unit="CGB"), case("LL2-02"), case("WJ-01")]
    )

    assert (effect.cases, effect.moved) == (4, 2)
    move = effect.moves["ZFDD", "CGB", "R-LL2-01", "R-LL2-01"]
    assert (move.count, move.already_there) == (2, 1)


def test_a_rule_for_one_town_moves_that_town_only() -> None:
    in_lucun = added("R-LL2-01", code="R-LL2-01-LC", area=LUCUN, lead="CGB", co_units=())

    effect = dry_run(
        yiyuan(), in_lucun, [case("LL2-01", LUCUN), case("LL2-01", LUCUN + "201"), case("LL2-01")]
    )

    assert {key: move.count for key, move in effect.moves.items()} == {
        ("ZFDD", "CGB", "R-LL2-01", "R-LL2-01-LC"): 2
    }


def test_each_case_is_decided_by_its_own_answers() -> None:
    to_zzb = changed("R-YC1-06-R", lead="ZZB", co_units=())

    effect = dry_run(
        yiyuan(), to_zzb, [case("YC1-06", left_site="是"), case("YC1-06", left_site=False), case("YC1-06")]
    )

    assert [(key[:2], move.count) for key, move in effect.moves.items()] == [(("HJZX", "ZZB"), 1)]


def test_what_nobody_owns_goes_to_command_and_is_told() -> None:
    rules = [rule for rule in yiyuan().rules.values() if rule.code != "R-YL"]

    effect = dry_run(
        yiyuan(),
        with_rules(yiyuan(), rules),
        [case("YL-01"), case("QT-01"), case("WJ-01", None, rural_planning=True)],
    )

    assert (effect.unowned.count, effect.unowned_before) == (2, 1)
    assert ("CGZX", "COMMAND", "R-YL", None) in effect.moves


def test_a_tie_is_told_with_both_rules() -> None:
    twins = added("R-LL2-01", code="R-LL2-01-B", lead="CGB", co_units=())

    effect = dry_run(yiyuan(), twins, [case("LL2-01"), case("LL2-02")])

    assert {key: told.count for key, told in effect.ties.items()} == {("R-LL2-01", "R-LL2-01-B"): 1}


def test_helpers_and_clauses_are_counted_apart() -> None:
    other_help = changed("R-LL2-01", co_units=())
    other_rule = added("R-LL2-01", code="R-LL2-01-LC", area=LUCUN)

    assert dry_run(yiyuan(), other_help, [case("LL2-01")]).other_help == 1
    assert dry_run(yiyuan(), other_rule, [case("LL2-01", LUCUN)]).other_rule == 1


def test_types_that_are_gone_are_counted_not_guessed() -> None:
    assert dry_run(yiyuan(), yiyuan(), [case("GONE-01")]).unknown == 1


def test_over_http_it_reads_the_cases_own_facts(bureau: Bureau) -> None:
    command, inspector = bureau["command"], bureau["inspector"]
    moved = inspector.files("YC1-06", attributes={"left_site": True})
    inspector.files("YC1-06")
    rule = {"code": "R-YC1-06-R", "category": "YC1-06", "when": {"left_site": True}, "lead": "ZZB",
            "clause": "C3-ZZB", "reason": "渣土车已驶出工地，仍由整治办溯源"}  # fmt: skip

    effect = run_dry(command, put_rule(command, begin(command), rule))

    assert (effect["cases"], effect["total"], effect["moved"]) == (2, 2, 1)
    example = effect["moves"][0]["examples"][0]
    assert (example["id"], example["number"], example["unit"]["code"]) == (
        moved["id"],
        moved["number"],
        "HJZX",
    )


def test_over_http_gaps_can_be_seen_before_they_are_mended(bureau: Bureau) -> None:
    command = bureau["command"]
    bureau["inspector"].files("YL-01")

    effect = run_dry(command, drop_rule(command, begin(command), "R-YL"))

    assert (effect["unowned"]["count"], effect["fallback"]["code"]) == (1, "COMMAND")
    assert effect["moves"][0]["rule_after"] is None


def test_ties_can_be_seen_too(bureau: Bureau) -> None:
    command = bureau["command"]
    bureau["inspector"].files("LL2-01")

    effect = run_dry(command, put_rule(command, begin(command), STALLS_TO_CGB | {"code": "R-LL2-01-B"}))

    assert [(tie["rules"], tie["count"]) for tie in effect["ties"]] == [(["R-LL2-01", "R-LL2-01-B"], 1)]
