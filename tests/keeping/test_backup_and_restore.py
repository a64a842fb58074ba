"""A bureau is backed up while it works, lost, and put back: the same rows, the same photos, the same journal."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core.clock import now, set_clock
from app.core.db import Database
from app.keeping.backups import FLEETING, BackupFault, held, make_backup, originals_in
from app.keeping.pruning import prune
from app.keeping.retention import Terms, forget
from app.main import open_store
from app.tables import METADATA
from tests.bureau import open_bureau
from tests.keeping.backing_up import busy, empty_place, flip_photo, lasting, rows_in, run, spoil_table
from tests.postgres import Postgres
from tests.s3 import S3


def test_a_small_bureau_comes_back_as_it_was(small: dict[str, str], tmp_path: Path) -> None:
    assert run(small, "checkpoint").exit_code == 0
    made = run(small, "backup", str(tmp_path / "backups"))
    elsewhere = empty_place(tmp_path / "elsewhere")
    back = run(elsewhere, "restore", str(tmp_path / "backups"))

    assert made.exit_code == 0, made.stderr
    assert "哈希全部相符" in made.stdout
    assert back.exit_code == 0, back.stderr
    assert "核验通过" in back.stdout
    before, after = (rows_in(place["XUNCHENG_DATABASE_URL"]) for place in (small, elsewhere))
    assert len(before["cases"]) == 2
    assert after == lasting(before)
    assert sorted(
        path.name for path in (tmp_path / "elsewhere/blobs/originals").rglob("*") if path.is_file()
    ) == [row[0] for row in before["photos"]]
    assert [path.name for path in (tmp_path / "elsewhere/checkpoints").iterdir()]
    assert run(elsewhere, "verify").exit_code == 0


def test_who_was_signed_in_then_is_not_signed_in_again(prepared: Path, tmp_path: Path) -> None:
    """A session that was ended since, or a link that was used, is in old backups still."""
    with open_bureau(prepared, tmp_path / "bureau") as bureau:
        alice, admin = bureau["inspector"].http, bureau["admin"].http
        someone = admin.get("/api/accounts", params={"words": "inspector2"}).json()["items"][0]["id"]
        assert admin.post(f"/api/accounts/{someone}/link").status_code == 201
        cookies = dict(alice.cookies)
        settings = {
            "XUNCHENG_DATABASE_URL": bureau.settings.database_url,
            "XUNCHENG_BLOB_URL": bureau.settings.blob_url,
        }
        run(settings, "backup", str(tmp_path / "backups"))
        assert alice.delete("/api/session").status_code == 204
    there = empty_place(tmp_path / "bureau2")
    back = run(there, "restore", str(tmp_path / "backups"))

    assert back.exit_code == 0, back.stderr
    with open_bureau(
        None,
        tmp_path / "bureau2",
        there["XUNCHENG_DATABASE_URL"],
        blob_url=there["XUNCHENG_BLOB_URL"],
    ) as restored:
        stranger = restored.stranger()
        stranger.cookies.update(cookies)
        assert stranger.get("/api/me").status_code == 401
    rows = rows_in(there["XUNCHENG_DATABASE_URL"])
    assert [name for name in FLEETING if rows[name]] == []
    assert not [
        path for path in (tmp_path / "backups").glob("*Z/tables/*") if path.name.split(".")[0] in FLEETING
    ]


def test_a_city_on_postgresql_and_a_bucket_comes_back_and_goes_on(
    postgres: Postgres, prepared_postgres: str, s3: S3, tmp_path: Path
) -> None:
    """And its backup would also restore into a laptop: the format is the same."""
    name = postgres.new_database(prepared_postgres)
    here = s3.environment(s3.new_bucket(), tmp_path / "landing") | {
        "XUNCHENG_DATABASE_URL": postgres.url(name)
    }
    says = s3.says(s3.new_bucket(), tmp_path / "landing")
    here["XUNCHENG_BLOB_URL"] = says["blob_url"]
    with open_bureau(None, tmp_path / "bureau", postgres.url(name), **says) as bureau:
        busy(bureau)
        made = run(here, "backup", str(tmp_path / "backups"))
    empty, bucket = postgres.new_database(), s3.new_bucket()
    there = s3.environment(bucket, tmp_path / "landing") | {
        "XUNCHENG_DATABASE_URL": postgres.url(empty),
        "XUNCHENG_CHECKPOINT_DIR": str(tmp_path / "checkpoints"),
    }
    laptop = empty_place(tmp_path / "laptop")

    back = run(there, "restore", str(tmp_path / "backups"))
    onto_laptop = run(laptop, "restore", str(tmp_path / "backups"))

    assert (made.exit_code, back.exit_code, onto_laptop.exit_code) == (0, 0, 0), (
        made.stderr + back.stderr + onto_laptop.stderr
    )
    before = lasting(rows_in(postgres.url(name)))
    assert rows_in(postgres.url(empty)) == before
    assert rows_in(laptop["XUNCHENG_DATABASE_URL"]) == before
    with open_bureau(
        None, tmp_path / "restored", postgres.url(empty), **s3.says(bucket, tmp_path / "landing")
    ) as restored:
        assert sorted(restored.app.state.store.each()) == [row[0] for row in before["photos"]]
        busy(restored)  # ids that the database counts go on, too
    for used in (name, empty):
        postgres.drop(used)


def test_the_second_backup_copies_only_new_photos(small: dict[str, str], tmp_path: Path) -> None:
    first, second = (run(small, "backup", str(tmp_path / "backups")) for _ in range(2))

    assert "新复制 2 个" in first.stdout
    assert "新复制 0 个" in second.stdout
    assert len(list((tmp_path / "backups").glob("*Z"))) == 2


def test_a_backup_is_taken_at_one_moment_while_reports_go_on(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau") as bureau:
        busy(bureau)
        store = open_store(bureau.settings)

        def meanwhile(what: str, _count: int) -> None:
            if what == "accounts":  # the snapshot has begun
                bureau["inspector"].files()

        made = make_backup(
            bureau.database, store, tmp_path / "backups", METADATA, tmp_path / "none", meanwhile
        )

        assert made.manifest.files["tables/cases.jsonl.gz"].rows == 2
        assert len(rows_in(bureau.settings.database_url)["cases"]) == 3
    back = run(empty_place(tmp_path / "elsewhere"), "restore", str(tmp_path / "backups"))
    assert back.exit_code == 0, back.stderr


def test_a_bureau_whose_journal_was_tampered_with_is_not_backed_up_as_if_it_were_well(
    small: dict[str, str], tmp_path: Path
) -> None:
    database = Database(small["XUNCHENG_DATABASE_URL"])
    with database.writing() as session:
        session.execute(text("DROP TRIGGER journal_no_update"))
        session.execute(text("UPDATE journal SET actor_name = 'nobody' WHERE seq = 2"))
    database.dispose()

    made = run(small, "backup", str(tmp_path / "backups"))

    assert made.exit_code == 1
    assert "第 2 条内容被改动" in made.stderr
    assert not list((tmp_path / "backups").glob("*Z"))


def test_old_backups_go_and_with_them_what_was_forgotten_meanwhile(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau") as bureau:
        busy(bureau)
        unfiled = bureau["inspector"].take_photo()
        settings = {
            "XUNCHENG_DATABASE_URL": bureau.settings.database_url,
            "XUNCHENG_BLOB_URL": bureau.settings.blob_url,
        }
        kept = originals_in(tmp_path / "backups")
        run(settings, "backup", str(tmp_path / "backups"))
        then = now().timestamp()
        set_clock(lambda: datetime.now(UTC) + timedelta(days=91))
        os.utime(bureau.app.state.store.path(unfiled), (then, then))
        assert forget(bureau.database, bureau.app.state.store, Terms(90, 190)) == 1
        run(settings, "backup", str(tmp_path / "backups"), "--keep", "2")
        assert kept.exists(unfiled), "an older backup has it still"

        pruned = run(settings, "backup", str(tmp_path / "backups"), "--keep", "2")

    assert "删除旧备份 1 份、只属于它们的照片原件 1 个" in pruned.stdout
    assert not kept.exists(unfiled)
    assert len(list(kept.each())) == 2
    assert run(settings, "backup", str(tmp_path / "backups"), "--check").exit_code == 0


def test_nobody_else_touches_the_folder_while_a_backup_is_made(small: dict[str, str], tmp_path: Path) -> None:
    """Pruning between its originals and its manifest would take what no finished backup names yet."""
    folder = tmp_path / "backups"
    run(small, "backup", str(folder))
    with held(folder):
        others = [run(small, "backup", str(folder), *more) for more in ([], ["--keep", "1"], ["--check"])]
        with pytest.raises(BackupFault):
            prune(folder, 1)
    afterwards = run(small, "backup", str(folder), "--keep", "1")

    assert [other.exit_code for other in others] == [1, 1, 1]
    assert all("正在备份或清理" in other.stderr for other in others)
    assert afterwards.exit_code == 0, afterwards.stderr


def test_what_a_killed_backup_left_goes_with_the_next(small: dict[str, str], tmp_path: Path) -> None:
    left = tmp_path / "backups/.unfinished-7"
    (left / "tables").mkdir(parents=True)
    (left / "tables/accounts.jsonl.gz").write_bytes(b"password hashes")

    assert run(small, "backup", str(tmp_path / "backups")).exit_code == 0
    assert [path.name for path in (tmp_path / "backups").glob(".unfinished-*")] == []


@pytest.mark.parametrize(("spoil", "sentence"), [(spoil_table, "cases.jsonl.gz"), (flip_photo, "内容被改动")])
def test_a_backup_is_read_again_without_restoring_it(
    small: dict[str, str], tmp_path: Path, spoil: Any, sentence: str
) -> None:
    run(small, "backup", str(tmp_path / "backups"))
    well = run(small, "backup", str(tmp_path / "backups"), "--check")
    spoil(next((tmp_path / "backups").glob("*Z")))
    broken = run(small, "backup", str(tmp_path / "backups"), "--check")

    assert (well.exit_code, broken.exit_code) == (0, 1)
    assert "照片原件 2 个" in well.stdout
    assert sentence in broken.stderr
