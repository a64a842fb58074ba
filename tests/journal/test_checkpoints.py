"""A journal that is cut short or wholly rewritten is a good chain; the checkpoints remember how it stood."""

import shutil
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cases.auditing import Scope, audit
from app.core.clock import now, set_clock
from app.journal.checkpoints import Signed, keep_checkpoints, read_checkpoint
from app.journal.service_key import UnfitKey, is_signed_by, public_key_in, service_key
from tests.bureau import Bureau
from tests.journal.owner import as_owner, rewrite_journal


def sign_now(bureau: Bureau) -> Signed:
    """What ``python -m app checkpoint`` does."""
    settings = bureau.settings
    taken = keep_checkpoints(
        bureau.database, settings.checkpoint_key_file, settings.checkpoint_folder, at_once=True
    )
    assert taken is not None
    return taken


def found(bureau: Bureau, *folders: Path) -> list[str]:
    """What verifying says with these copies of the checkpoints."""
    scope = Scope(folders=folders, public_key=public_key_in(bureau.settings.checkpoint_key_file))
    with bureau.database.reading() as session:
        return audit(session, scope=scope).faults


@pytest.fixture
def signed(bureau: Bureau) -> Bureau:
    """A bureau with two checkpoints, a case before the first and one between the two."""
    for _ in range(2):
        bureau["inspector"].files()
        sign_now(bureau)
    return bureau


@pytest.fixture
def elsewhere(signed: Bureau, tmp_path: Path) -> Path:
    """A copy of the checkpoints where the database's owner cannot reach."""
    copy = tmp_path / "elsewhere"
    shutil.copytree(signed.settings.checkpoint_folder, copy)
    return copy


def test_an_honest_journal_agrees_with_every_checkpoint(signed: Bureau, elsewhere: Path) -> None:
    signed["inspector"].files()  # and with more that came since

    assert found(signed, signed.settings.checkpoint_folder, elsewhere) == []


def test_checkpoints_are_signed_chained_and_public(signed: Bureau) -> None:
    files = sorted(signed.settings.checkpoint_folder.iterdir())
    one, two = (read_checkpoint(path.read_text("utf-8")) for path in files)

    assert [path.name for path in files] == [one.name, two.name]
    assert is_signed_by(two.public_key, two.said, two.signature)
    assert two.statement.previous == one.digest
    assert (two.statement.first, two.statement.count) == (one.statement.seq + 1, two.statement.seq)
    listed = signed["inspector"].http.get("/api/checkpoints").json()
    assert listed["public_key"] == one.public_key
    assert [item["number"] for item in listed["items"]] == [2, 1]
    assert signed["inspector"].http.get("/api/checkpoints/1").text == files[0].read_text("utf-8")
    assert signed["inspector"].http.get("/api/checkpoints/3").status_code == 404
    assert signed.stranger().get("/api/checkpoints").status_code == 401


CUT = [
    "DELETE FROM case_photos WHERE case_id IN (SELECT case_id FROM journal WHERE seq = 5)",
    "DELETE FROM case_receipts WHERE case_id IN (SELECT case_id FROM journal WHERE seq = 5)",
    "DELETE FROM case_units WHERE case_id IN (SELECT case_id FROM journal WHERE seq = 5)",
    "DELETE FROM case_queue WHERE case_id IN (SELECT case_id FROM journal WHERE seq = 5)",
    "DELETE FROM case_links",
    "DELETE FROM cases WHERE id IN (SELECT case_id FROM journal WHERE seq = 5)",
    "DELETE FROM journal WHERE seq > 4",
]
"""The second case has never been: all its rows and its end of the journal are gone."""


def test_a_journal_cut_short_is_found_by_the_checkpoint_in_the_database(signed: Bureau) -> None:
    as_owner(signed, *CUT)

    assert any("流转记录被截短：检查点第 2 号" in fault for fault in found(signed))


def test_and_by_the_copy_elsewhere_where_the_checkpoint_was_dropped_too(
    signed: Bureau, elsewhere: Path
) -> None:
    as_owner(signed, *CUT, "DELETE FROM checkpoints WHERE number = 2")

    assert not any("检查点" in fault for fault in found(signed))
    faults = found(signed, elsewhere)
    assert any("现在只到第 4 条" in fault for fault in faults), faults
    assert any("数据库里没有检查点第 2 号" in fault for fault in faults), faults


def a_finer_fix(detail: dict[str, Any]) -> None:
    """No phone was ever in doubt where it was."""
    if "report" in detail:
        detail["report"]["location"]["accuracy_m"] = 1.0


def test_a_chain_written_anew_from_end_to_end_is_found(signed: Bureau, elsewhere: Path) -> None:
    as_owner(signed, "UPDATE cases SET accuracy_m = 1", also=rewrite_journal(a_finer_fix))

    assert any("整体改写" in fault for fault in found(signed))
    as_owner(signed, "DELETE FROM checkpoints")
    assert found(signed) == []  # without a checkpoint it is a good chain: that is what they are for
    assert any("整体改写" in fault for fault in found(signed, elsewhere))


def test_an_altered_checkpoint_is_found(signed: Bureau, elsewhere: Path) -> None:
    path = sorted(elsewhere.iterdir())[0]
    path.write_text(path.read_text("utf-8").replace('\\"seq\\":4', '\\"seq\\":3'), "utf-8")

    faults = found(signed, elsewhere)

    assert any("检查点第 1 号" in fault and "签名不符" in fault for fault in faults), faults
    assert any("内容不同" in fault for fault in faults), faults


def test_a_checkpoint_signed_with_another_key_is_found(signed: Bureau, tmp_path: Path) -> None:
    forged = Path(tmp_path / "forged")
    as_owner(signed, "DELETE FROM checkpoints")
    keep_checkpoints(signed.database, tmp_path / "other.pem", forged, at_once=True)

    assert any("不是用本系统的密钥签的" in fault for fault in found(signed, forged))


def test_what_is_no_checkpoint_is_named(signed: Bureau, elsewhere: Path) -> None:
    (elsewhere / "checkpoint-000003-20261125.json").write_text("{}", "utf-8")

    assert any("000003" in fault and "读不出来" in fault for fault in found(signed, elsewhere))


def test_a_gap_in_the_copies_is_named(signed: Bureau) -> None:
    sign_now(signed)
    as_owner(signed, "DELETE FROM checkpoints WHERE number = 2")

    assert any("数据库缺检查点第 2 号" in fault for fault in found(signed))


def test_one_a_day_and_lost_files_are_written_again(bureau: Bureau) -> None:
    settings, day = bureau.settings, now()

    def keep() -> Signed | None:
        return keep_checkpoints(bureau.database, settings.checkpoint_key_file, settings.checkpoint_folder)

    first = keep()
    assert first is not None
    assert keep() is None
    (settings.checkpoint_folder / first.name).unlink()
    assert keep() is None
    assert (settings.checkpoint_folder / first.name).read_text("utf-8") == first.text
    set_clock(lambda: day + timedelta(days=1))
    second = keep()
    assert second is not None
    assert second.statement.number == 2
    assert (
        second.statement.count == first.statement.count
    )  # nothing happened in between, and that is signed too


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "key.pem"

    assert public_key_in(file) is None
    first, again = service_key(file).public, service_key(file).public

    assert first == again
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["key.pem"]


def test_a_file_that_holds_no_key_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("somebody's shopping list")

    with pytest.raises(UnfitKey, match="请恢复备份的密钥文件"):
        service_key(file)
    assert file.read_text() == "somebody's shopping list"
