"""A bureau in which everything has been done once: every operation of the table, and what time does by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.cases.relocating import Relocation, relocate
from app.cases.states import State
from app.cases.sweeping import sweep
from app.journal.record import SYSTEM
from app.notices.versions import Versions
from app.people.accounts import NewAccount, enter
from app.people.models import Role
from app.people.passwords import hash_password
from tests.bureau import PASSWORD, Bureau
from tests.cases.played import MONDAY_10, at

LATER = "2023-03-01T09:00:00+08:00"
NANMA = "370323002"
MUD, WASH = "YC3-03", "YC1-03"


@dataclass(frozen=True)
class Whole:
    """The bureau and the ids of its cases, by what they are good for."""

    bureau: Bureau
    cases: dict[str, str]


class Days:
    """The clock of the story: each step ten seconds after the one before."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        at(start)

    def passes(self, span: timedelta = timedelta(seconds=10)) -> None:
        """Time goes by."""
        self.now += span
        at(self.now)


def everything_done(bureau: Bureau) -> Whole:
    """Do it all."""
    days = Days(MONDAY_10)
    with bureau.database.writing() as session:
        colleague = NewAccount("crew2-zfdd", "小周", frozenset({Role.CREW}), "ZFDD")
        enter(session, [colleague], hash_password(PASSWORD))
    cases = {
        "closed": _long_way(bureau, days),
        "complaint": _complaints(bureau, days),
        "suspended": _suspended(bureau, days),
        "spot": _on_the_spot(bureau, days),
    }
    _returned_and_voided(bureau, days)
    _opened_from_others(bureau, days, cases["closed"])
    _time_and_areas(bureau, days)
    bureau["command"].http.get(f"/api/cases/{cases['closed']}/evidence.zip")
    return Whole(bureau, cases)


def _does(bureau: Bureau, days: Days, *steps: tuple[str, str, str, dict[str, Any]]) -> None:
    for who, operation, case_id, body in steps:
        days.passes()
        bureau[who].does(operation, case_id, **body)


def _fed_back(bureau: Bureau, days: Days, case_id: str) -> None:
    days.passes()
    bureau["crew-zfdd"].feeds_back(case_id, reason="已清理")


def _long_way(bureau: Bureau, days: Days) -> str:
    """Assigned, handed on, extended, supervised, helped with, reworked, verified by a second inspector, closed."""
    report: dict[str, Any] = {
        "attributes": {"blocks_road": True, "metres": 2.5, "note": None},
        "description": " 占道  ",
    }
    case_id: str = bureau["inspector"].files(**report)["id"]
    unit, crew, command = "dispatcher-zfdd", "crew-zfdd", "command"
    tomorrow = {"until": "2023-02-14T17:00:00+08:00"}
    _does(
        bureau,
        days,
        (unit, "accept", case_id, {}),
        (unit, "undo", case_id, {}),
        (unit, "accept", case_id, {}),
        (unit, "assign", case_id, {"squad": "二中队", "assignee": crew}),
        (crew, "hand_work", case_id, {"assignee": "crew2-zfdd"}),
        (unit, "extend_req", case_id, {"reason": "等货架", **tomorrow}),
        (command, "extend_no", case_id, {"reason": "可立即处置"}),
        (unit, "extend_req", case_id, {"reason": "再等货架", **tomorrow}),
        (command, "extend_ok", case_id, {}),
        ("office", "supervise", case_id, {"reason": "多次反映", "reply_by": "2030-01-10", "kind": "leader"}),
        (unit, "supervise_reply", case_id, {"reason": "已派专人"}),
        (unit, "coop", case_id, {"unit": "HJZX", "reason": "冲洗地面"}),
        ("dispatcher-hjzx", "coop_done", case_id, {"reason": "已冲洗"}),
    )
    _fed_back(bureau, days, case_id)
    _does(
        bureau,
        days,
        (command, "check_fail", case_id, {"reason": "仍有残留"}),
        (command, "redo", case_id, {}),
        (unit, "accept", case_id, {}),
    )
    _fed_back(bureau, days, case_id)
    _does(
        bureau,
        days,
        (command, "check_req", case_id, {"assignee": "inspector"}),
        ("inspector", "hand_check", case_id, {"assignee": "inspector2"}),
        ("inspector2", "check_pass", case_id, {}),
    )
    return case_id


def _complaints(bureau: Bureau, days: Days) -> str:
    """Looked at and refused; filed, taken back, filed again; merged into it; of no known type and converted."""
    command = bureau["command"]
    refused, filed, double = (command.files(source="hotline")["id"] for _ in range(3))
    unplaced = bureau["inspector"].files("QT-99")["id"]
    _does(
        bureau,
        days,
        ("command", "verify_req", refused, {"assignee": "inspector2"}),
        ("inspector2", "verify_ack", refused, {"reason": "不属实"}),
        ("command", "reject", refused, {"reason": "已自行收回"}),
        ("command", "file", filed, {}),
        ("command", "undo", filed, {}),
        ("command", "convert", filed, {"category": "LL5-02", "reason": "是垃圾"}),
        ("command", "file", filed, {}),
        ("command", "merge", double, {"into": filed}),
        ("command", "convert", unplaced, {"category": "LL5-02", "reason": "暴露垃圾"}),
        ("command", "file", unplaced, {}),
        (
            "command",
            "convert",
            unplaced,
            {"category": "LL2-02", "reason": "店外经营", "attributes": {"a": 1}},
        ),
    )
    return str(filed)


def _suspended(bureau: Bureau, days: Days) -> str:
    """Suspended and resumed by a person; suspended again, its review still to come; two requests refused."""
    case_id: str = bureau["inspector"].files()["id"]
    unit, command = "dispatcher-zfdd", "command"
    asked = {"reason": "道路施工", "until": LATER}
    _does(
        bureau,
        days,
        (unit, "accept", case_id, {}),
        (unit, "suspend_req", case_id, asked),
        (command, "suspend_no", case_id, {"reason": "不影响"}),
        (unit, "suspend_req", case_id, asked),
        (command, "suspend_ok", case_id, {}),
        (command, "resume", case_id, {}),
        (unit, "suspend_req", case_id, asked),
        (command, "suspend_ok", case_id, {}),
        (command, "void_req", case_id, {"reason": "误报"}),
        ("office", "void_no", case_id, {"reason": "属实"}),
    )
    return case_id


def _on_the_spot(bureau: Bureau, days: Days) -> str:
    """Put right by whoever found it."""
    inspector = bureau["inspector"]
    photos = [
        {"sha256": inspector.take_photo(), "role": "before"},
        {"sha256": inspector.take_photo(role="after"), "role": "after"},
    ]
    case_id: str = inspector.files(photos=photos)["id"]
    _does(bureau, days, ("command", "check_pass", case_id, {}))
    return case_id


def _returned_and_voided(bureau: Bureau, days: Days) -> None:
    """Returned until COMMAND rules; asked for time that the feedback makes moot; voided by two people."""
    returned, moot, voided = (bureau["inspector"].files()["id"] for _ in range(3))
    for _ in range(2):
        _does(
            bureau,
            days,
            ("dispatcher-zfdd", "return", returned, {"reason": "不属本单位"}),
            ("command", "dispatch", returned, {}),
        )
    other = {"unit": "CGZX", "reason": "由城管中心处置"}
    elsewhere = bureau["inspector"].files()["id"]
    _does(
        bureau,
        days,
        ("dispatcher-zfdd", "return", elsewhere, {"reason": "不属本单位"}),
        ("command", "dispatch", elsewhere, other),
        ("dispatcher-zfdd", "accept", moot, {}),
        ("dispatcher-zfdd", "suspend_req", moot, {"reason": "施工", "until": LATER}),
    )
    _fed_back(bureau, days, moot)
    _does(
        bureau,
        days,
        ("command", "void_req", moot, {"reason": "再想想"}),
        ("office", "void_no", moot, {"reason": "不作废"}),
        ("command", "void_req", voided, {"reason": "误报"}),
        ("office", "void_ok", voided, {}),
    )


def _opened_from_others(bureau: Bureau, days: Days, closed: str) -> None:
    """What follows from a case, with a photo of its own; what comes back."""
    mud = bureau["inspector"].files(MUD)["id"]
    shot = {"sha256": bureau["dispatcher-hjzx"].take_photo(), "role": "near"}
    follows = {"category": WASH, "new_id": str(uuid4()), "reason": "来自工地", "photos": [shot]}
    comes_back = {"reason": "又摆出来了", "new_id": str(uuid4())}
    _does(
        bureau,
        days,
        ("dispatcher-hjzx", "follow_up", mud, follows),
        ("command", "reopen", closed, comes_back),
    )


def _time_and_areas(bureau: Bureau, days: Days) -> None:
    """Late cases are brought to somebody, the review comes, and an open case lies in another town."""
    found = bureau["inspector"].files()
    days.passes(timedelta(days=20))
    in_force = Versions(bureau.database).in_force
    with bureau.database.writing() as session:
        while sweep(session, in_force):
            pass
    was = found["area"]["code"]
    moved = Relocation(UUID(found["id"]), found["number"], State(found["state"]), was, NANMA, "ZFDD", "ZFDD")
    with bureau.database.writing() as session:
        relocate(session, SYSTEM, [moved])
