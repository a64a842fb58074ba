"""Reading the whole store again: what is broken, and what lies there that nobody knows of."""

from hashlib import sha256
from typing import Any

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from tests.bureau import Bureau, photo


@pytest.fixture
def check(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("XUNCHENG_DATABASE_URL", bureau.settings.database_url)
    monkeypatch.setenv("XUNCHENG_BLOB_URL", bureau.settings.blob_url)
    return lambda: CliRunner().invoke(cli, ["blobs", "check"])


def test_an_original_without_a_record_is_named_and_is_no_fault(bureau: Bureau, check: Any) -> None:
    known = bureau["inspector"].take_photo()
    data = photo()
    orphan = sha256(data).hexdigest()
    with bureau.app.state.store.begin(orphan) as incoming:
        incoming.write(data)
        incoming.finish()

    seen = check()

    assert seen.exit_code == 0
    assert "2 个，哈希全部相符" in seen.output
    assert "1 个没有记录" in seen.output
    assert orphan in seen.output
    assert known not in seen.output


def test_where_each_original_has_its_record_nothing_more_is_said(bureau: Bureau, check: Any) -> None:
    bureau["inspector"].take_photo()
    assert "没有记录" not in check().output
