"""The bench's bare server commits what ours commits: the same rows of the same report, and a journal that holds."""

import json
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.db import Database
from app.journal.chain import breaches
from app.journal.models import Entry
from tests.bench.bare_server import Bare
from tests.bench.one_report import Rows, rows_of
from tests.bench.reports import OF_THE_WAY_IN, make_bare
from tests.bureau import photo, prepare, report_body


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the bench prepares it."""
    prepare(tmp_path)
    make_bare(tmp_path)
    return tmp_path


def report_to(bare: Bare, case_id: UUID, data: bytes) -> None:
    digest = sha256(data).hexdigest()
    fd, temporary = bare.begin()
    (Path(temporary)).write_bytes(data)
    bare.photo(digest, temporary, fd, sha256(data))
    bare.case(case_id, report_body(digest))


def without_sign_ins(rows: Rows) -> Rows:
    return {name: sorted(found, key=repr) for name, found in rows.items() if name not in OF_THE_WAY_IN}


def test_the_same_report_leaves_the_same_rows(folder: Path) -> None:
    said = json.loads((folder / "one_report.json").read_text())

    report_to(Bare(folder), UUID(said["id"]), photo(seed=1))

    ours, bares = rows_of(folder / "trial" / "xuncheng.db"), rows_of(folder / "bare.db")
    assert len(said["rows"]) >= 10
    assert without_sign_ins(bares) == without_sign_ins(ours)


def test_more_reports_keep_the_journal_whole_and_the_counts_right(folder: Path) -> None:
    bare = Bare(folder)
    for seed in (2, 3):
        report_to(bare, uuid4(), photo(seed=seed))

    rows = rows_of(folder / "bare.db")
    assert [row[-1] for row in rows["case_counts"]] == [2] * len(rows["case_counts"])
    with Database(f"sqlite:///{folder}/bare.db").reading() as session:
        assert list(breaches(session.execute(select(Entry).order_by(col(Entry.seq))).scalars())) == []
