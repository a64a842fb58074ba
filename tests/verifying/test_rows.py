"""Every column of a case, and every row beside it, is what the journal says; one altered alone is named."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from app.cases.audit_rows import REQUEST
from app.cases.models import Case, CasePhoto, CaseReceipt
from app.cases.retold import COLUMNS, NOT_TOLD
from app.cases.table import MOVES, OTHER_LABELS
from app.cases.workflow_models import CaseRequest
from app.core.plain import columns_of, table_of
from app.journal.models import Entry
from tests.journal.owner import as_owner, rewrite_journal
from tests.verifying.altering import account_of, faults_in, rows_of, set_column, unnoticed
from tests.verifying.whole_bureau import Whole


def test_where_everything_has_been_done_nothing_is_wrong(whole: Whole) -> None:
    with whole.bureau.database.reading() as session:
        done = set(
            session.execute(select(col(Entry.operation)).where(col(Entry.case_id).is_not(None))).scalars()
        )

    assert done == set(MOVES) | set(OTHER_LABELS) - {"linked"}
    assert faults_in(whole.bureau) == []
    assert [faults_in(whole.bureau, case_id) for case_id in whole.cases.values()] == [[]] * len(whole.cases)


def test_every_column_of_a_case_is_told_by_the_journal_or_held_against_it_elsewhere() -> None:
    """A new column goes into the one list or, with its reason, into the other."""
    assert sorted([*COLUMNS, *NOT_TOLD]) == sorted(columns_of(Case))


def test_one_column_altered_is_named(whole: Whole) -> None:
    told = {column: f"的{name}与" for column, name in COLUMNS.items()}
    elsewhere = {"state": "的状态与流转记录不符", "version": "的流转记录不完整"}

    missed = {
        which: unnoticed(whole.bureau, Case, case_id, told | elsewhere)
        for which, case_id in whole.cases.items()
    }

    assert missed == {which: [] for which in whole.cases}


def test_what_was_and_what_is_stands_in_the_sentence(whole: Whole) -> None:
    (row,) = rows_of(whole.bureau, Case, whole.cases["closed"])
    set_column(whole.bureau, table_of(Case), row, "closed_at", datetime(2023, 2, 13, 2, 0, tzinfo=UTC))

    (fault,) = faults_in(whole.bureau)

    assert fault.startswith(f"案件 {row.number} 的结案时间与流转记录不符（流转记录第 ")
    assert row.closed_at.isoformat()[:19] in fault
    assert "现在：2023-02-13T02:00:00Z" in fault


OLDER_UNKNOWN = {
    *("battle", "area_code", "urgent", "demo", "warn_at", "stage_due_at", "due_order"),
    *("assignee_id", "verifier_id"),
}
"""What the entries of a version before this one did not say, and nobody may guess."""


def test_entries_from_before_tell_what_they_tell_for_certain(whole: Whole) -> None:
    def as_they_were(detail: dict[str, Any]) -> None:
        detail.pop("columns", None)
        detail.pop("receipt", None)

    as_owner(whole.bureau, "DELETE FROM checkpoints", also=rewrite_journal(as_they_were))
    assert faults_in(whole.bureau) == []

    told = {column: f"的{name}与" for column, name in COLUMNS.items() if column not in OLDER_UNKNOWN}
    assert unnoticed(whole.bureau, Case, whole.cases["closed"], told) == []


def test_a_request_altered_is_named(whole: Whole) -> None:
    told = {column: f"步的申请的{name}与流转记录不符" for column, name in REQUEST.items()}

    assert unnoticed(whole.bureau, CaseRequest, whole.cases["suspended"], told) == []
    assert len(rows_of(whole.bureau, CaseRequest, whole.cases["suspended"])) == 4


def test_a_receipt_altered_is_named(whole: Whole) -> None:
    told = dict.fromkeys(("reporter_id", "digest", "document"), "的回执的")

    assert [unnoticed(whole.bureau, CaseReceipt, case_id, told) for case_id in whole.cases.values()] == [
        []
    ] * len(whole.cases)


DROPPED = [
    ("case_requests", "步的申请不见了"),
    ("case_receipts", "的回执不见了"),
    ("photo_bearers", "送来它的记录"),
]


@pytest.mark.parametrize(("table", "said"), DROPPED, ids=[row[0] for row in DROPPED])
def test_rows_dropped_are_found(whole: Whole, table: str, said: str) -> None:
    as_owner(whole.bureau, f"DELETE FROM {table}")  # noqa: S608  (a name of our own)

    faults = faults_in(whole.bureau, whole.cases["suspended"])

    assert faults
    assert all(said in fault for fault in faults), faults


def test_a_request_that_nobody_made_is_found(whole: Whole) -> None:
    as_owner(whole.bureau, "UPDATE case_requests SET version = version + 100 WHERE granted")

    faults = faults_in(whole.bureau, whole.cases["suspended"])

    assert sum("步多出一个申请" in fault for fault in faults) == 2
    assert sum("步的申请不见了" in fault for fault in faults) == 2


ARRIVALS = [
    ("photos", "received_at", "收到时间"),
    ("photo_bearers", "received_at", "收到时间"),
    ("photo_bearers", "account_id", "送来它的记录"),
]


@pytest.mark.parametrize(("table", "column", "said"), ARRIVALS)
@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(hours=1)])
def test_when_a_photo_came_and_from_whom(
    whole: Whole, table: str, column: str, said: str, by: timedelta
) -> None:
    one = SQLModel.metadata.tables[table]
    with whole.bureau.database.reading() as session:
        hung = (
            select(col(CasePhoto.sha256))
            .where(col(CasePhoto.case_id) == UUID(whole.cases["closed"]))
            .limit(1)
        )
        row = session.execute(select(one).where(one.c.sha256 == session.execute(hung).scalar_one())).one()
    value = row.received_at + by if column == "received_at" else account_of(whole.bureau, "admin")
    set_column(whole.bureau, one, row, column, value)

    faults = faults_in(whole.bureau, whole.cases["closed"])

    assert any(said in fault and row.sha256[:12] in fault for fault in faults), faults


def test_a_journal_that_has_lost_its_words_is_a_fault_and_no_crash(whole: Whole) -> None:
    as_owner(whole.bureau, "UPDATE journal SET detail = '{\"report\":{}}' WHERE operation = 'report'")

    assert any("内容残缺" in fault for fault in faults_in(whole.bureau, whole.cases["closed"]))
