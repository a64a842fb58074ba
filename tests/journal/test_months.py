"""On PostgreSQL the journal lies month by month, and nobody who works with it notices."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from app.__main__ import cli
from app.core.clock import LOCAL, now, set_clock
from app.core.partitions import partitions_of
from app.journal.months import keep_months, part_of
from tests.bureau import Bureau


def next_month_begins() -> None:
    """It is the third day of the next month: everybody is still signed in, and a month later too."""
    local = now().astimezone(LOCAL)
    day = datetime(local.year + local.month // 12, local.month % 12 + 1, 3, tzinfo=LOCAL)
    set_clock(lambda: day)


def partitions(bureau: Bureau) -> list[str]:
    with bureau.database.reading() as session:
        return partitions_of(session.connection(), "journal")


def part_with_the_report(bureau: Bureau, case_id: Any) -> str:
    """The partition in which the first entry of a case lies."""
    with bureau.database.reading() as session:
        query = text("SELECT CAST(tableoid AS regclass) FROM journal WHERE version = 1 AND case_id = :case")
        return str(session.execute(query, {"case": case_id}).scalar_one())


def test_when_the_month_has_turned_the_journal_goes_on_in_a_new_partition(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    first, started = inspector.files()["id"], part_of(now())
    assert keep_months(bureau.database) is None

    next_month_begins()
    assert keep_months(bureau.database) == part_of(now())
    assert keep_months(bureau.database) is None
    second, then = inspector.files()["id"], part_of(now())
    next_month_begins()
    keep_months(bureau.database)
    third = inspector.files()["id"]

    assert partitions(bureau) == [started, then, part_of(now())]
    assert [part_with_the_report(bureau, case) for case in (first, second, third)] == partitions(bureau)
    bureau["dispatcher-zfdd"].does("accept", first)
    assert [one["operation"] for one in inspector.journal(first)][::3] == ["report", "accept"]
    urls = {"DATABASE": bureau.settings.database_url, "BLOB": bureau.settings.blob_url}
    proved = CliRunner().invoke(cli, ["verify"], env={f"XUNCHENG_{of}_URL": url for of, url in urls.items()})
    assert proved.exit_code == 0, proved.output


def test_no_partition_can_be_written_over_by_its_own_name(bureau: Bureau) -> None:
    bureau["inspector"].files()
    next_month_begins()
    keep_months(bureau.database)
    bureau["inspector"].files()

    for part in ("journal", *partitions(bureau)):
        update, delete = f"UPDATE {part} SET actor_name = '别人'", f"DELETE FROM {part}"  # noqa: S608  (no input)
        for statement in (update, delete, f"TRUNCATE {part}"):
            with pytest.raises(DBAPIError, match="append-only"), bureau.database.writing() as session:
                session.execute(text(statement))


def test_who_reads_for_long_puts_the_cut_off_and_keeps_nobody_from_reporting(bureau: Bureau) -> None:
    bureau["inspector"].files()
    next_month_begins()
    with bureau.database.reading() as backup:
        backup.execute(text("SELECT count(*) FROM journal"))
        assert keep_months(bureau.database) is None
        bureau["inspector"].files()

    assert keep_months(bureau.database) == part_of(now())


def test_a_journal_that_has_nothing_new_waits_with_its_partition(bureau: Bureau) -> None:
    next_month_begins()
    keep_months(bureau.database)
    next_month_begins()

    assert keep_months(bureau.database) is None
    assert len(partitions(bureau)) == 2  # the notice's loading, and what may come


def test_a_clock_that_was_set_back_cuts_nothing(bureau: Bureau) -> None:
    earlier = now() - timedelta(days=70)
    set_clock(lambda: earlier)

    assert keep_months(bureau.database) is None
