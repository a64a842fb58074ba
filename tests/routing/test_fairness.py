"""Which rules send units what is not theirs."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.routing.fairness import Step, fairness
from tests.bureau import Bureau

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def dispatched(case: UUID, unit: str | None, rule: str | None = None, hour: int = 1) -> Step:
    return Step(case, MORNING.replace(hour=hour), "dispatch", unit, rule, "")


def returned(case: UUID, reason: str, hour: int = 2) -> Step:
    return Step(case, MORNING.replace(hour=hour), "return", None, None, reason)


def test_returns_and_moves_are_counted_under_the_rule_that_began() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    astray = [
        dispatched(first, "ZFDD", "R-LL2-01"),
        returned(first, "应由城管办疏导"),
        returned(first, "仍不属本单位", 3),
        dispatched(first, "CGB", "R-LL2-01", 4),
    ]
    told_back = [
        dispatched(second, "ZFDD", "R-LL2-01"),
        returned(second, "现场已清"),
        dispatched(second, "ZFDD", None, 3),
    ]
    fine = [dispatched(third, "HJZX", "R-HW")]

    bad, good = fairness(
        {"R-LL2-01": 4, "R-HW": 1},
        [("R-LL2-01", "CGB", astray), ("R-LL2-01", "ZFDD", told_back), ("R-HW", "HJZX", fine)],
    )

    assert (bad.rule, bad.routed, bad.returned, bad.misrouted) == ("R-LL2-01", 4, 2, 1)
    assert (bad.return_rate, bad.misroute_rate) == (0.5, 0.25)
    assert dict(bad.moved_to) == {"CGB": 1}
    assert [(one.case_id, one.reason, one.moved_to) for one in bad.examples] == [
        (first, "仍不属本单位", "CGB"),
        (second, "现场已清", None),
    ]
    assert (good.rule, good.returned, good.misrouted, good.examples) == ("R-HW", 0, 0, [])


def test_a_case_that_moved_under_another_rule_counts_where_it_began() -> None:
    case = uuid4()
    steps = [dispatched(case, "ZFDD", "R-LL2-01"), dispatched(case, "CGB", "R-WB-03", 3)]

    (record,) = fairness({"R-WB-03": 1}, [("R-WB-03", "CGB", steps)])

    assert (record.rule, record.routed, record.misrouted) == ("R-LL2-01", 1, 1)


def test_a_dispatch_that_names_no_unit_is_no_move() -> None:
    case = uuid4()
    steps = [dispatched(case, None), returned(case, "不清楚"), dispatched(case, None, None, 3)]

    (record,) = fairness({"R-QT": 1}, [("R-QT", "COMMAND", steps)])

    assert (record.returned, record.misrouted) == (1, 0)


def test_command_sees_the_record_with_the_reasons(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    case_id = inspector.files("LL2-01")["id"]
    inspector.files("LL2-01")
    inspector.files("WJ-01")
    bureau["dispatcher-zfdd"].does("return", case_id, reason="流动商贩应由城管办疏导")

    record = bureau["command"].http.get("/api/responsibility/fairness").json()

    worst = record["items"][0]
    assert (record["routed"], record["returned"], record["misrouted"]) == (3, 1, 0)
    assert (worst["rule"], worst["routed"], worst["returned"], worst["return_rate"]) == (
        "R-LL2-01",
        2,
        1,
        0.5,
    )
    assert worst["known"]["lead"]["code"] == "ZFDD"
    assert (worst["examples"][0]["id"], worst["examples"][0]["reason"]) == (case_id, "流动商贩应由城管办疏导")
    assert [row["returned"] for row in record["items"]] == [1, 0]
