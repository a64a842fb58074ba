"""The journal can't be changed, and if somebody gets past that, verifying finds it."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.cases.auditing import audit
from tests.bureau import Bureau
from tests.journal.owner import as_owner


@pytest.fixture
def worked(bureau: Bureau) -> Bureau:
    """A bureau in which two cases have gone their way."""
    for _ in range(2):
        case_id = bureau["inspector"].files()["id"]
        bureau["dispatcher-zfdd"].does("accept", case_id)
    return bureau


def test_an_honest_journal_verifies(worked: Bureau) -> None:
    with worked.database.reading() as session:
        result = audit(session)

    assert result.faults == []
    assert (result.cases, result.entries) == (2, 9)  # the notice loaded, and four steps for each case


@pytest.mark.parametrize("statement", ["UPDATE journal SET actor_name = '别人'", "DELETE FROM journal"])
def test_the_database_refuses_to_rewrite_history(worked: Bureau, statement: str) -> None:
    with worked.database.writing() as session, pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))


def tampered(bureau: Bureau, *statements: str) -> list[str]:
    """What verifying says after somebody who owns the database has been at it."""
    as_owner(bureau, *statements)
    with bureau.database.reading() as session:
        return audit(session).faults


TAMPERING = [
    ("one word altered", ["UPDATE journal SET actor_name = '别人' WHERE seq = 4"], "第 4 条内容被改动"),
    ("an entry dropped", ["DELETE FROM journal WHERE seq = 5"], "第 5 条至第 5 条缺失"),
    (
        "the last entry dropped",
        ["DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)"],
        "流转记录不完整",
    ),
    ("the first entry dropped", ["DELETE FROM journal WHERE seq = 1"], "第 1 条至第 1 条缺失"),
    (
        "two entries swapped",
        [
            "UPDATE journal SET seq = -1 WHERE seq = 3",
            "UPDATE journal SET seq = 3 WHERE seq = 4",
            "UPDATE journal SET seq = 4 WHERE seq = -1",
        ],
        "衔接不上",
    ),
    ("a case's state set by hand", ["UPDATE cases SET state = 'CLOSED'"], "状态与流转记录不符"),
    ("a queue left behind", ["UPDATE case_queue SET state = 'CLOSED'"], "待办中的位置与案件不符"),
    ("a case out of a queue", ["DELETE FROM case_queue WHERE unit_code = 'ZFDD'"], "待办中的位置与案件不符"),
    ("a counter touched", ["UPDATE case_counts SET cases = cases + 1"], "案件计数"),
]


@pytest.mark.parametrize(
    ("statements", "said"), [row[1:] for row in TAMPERING], ids=[row[0] for row in TAMPERING]
)
def test_tampering_is_found(worked: Bureau, statements: list[str], said: str) -> None:
    faults = tampered(worked, *statements)

    assert any(said in fault for fault in faults), faults


def test_one_case_can_be_verified_alone(worked: Bureau) -> None:
    case_id = worked["command"].http.get("/api/cases").json()["items"][0]["id"]
    assert _audit_one(worked, case_id) == []
    tampered(worked, "UPDATE cases SET version = version + 1")
    assert any("流转记录不完整" in fault for fault in _audit_one(worked, case_id))


def _audit_one(bureau: Bureau, case_id: str) -> list[str]:
    with bureau.database.reading() as session:
        return audit(session, UUID(case_id)).faults
