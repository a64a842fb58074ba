"""A backup that is damaged, or a place that is taken: nothing is restored, and nothing is left behind."""

from pathlib import Path
from typing import Any

import pytest

from tests.keeping.backing_up import (
    empty_place,
    flip_photo,
    lose_table,
    of_another_head,
    of_another_version,
    originals_below,
    rows_in,
    run,
    spoil_table,
)
from tests.s3 import S3


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_table, "tables/cases.jsonl.gz"),
        (lose_table, "tables/journal.jsonl.gz"),
        (flip_photo, "内容被改动"),
        (of_another_version, "请用制作备份的版本恢复"),
    ],
)
def test_a_damaged_backup_is_not_taken_for_a_good_one(
    small: dict[str, str], tmp_path: Path, spoil: Any, sentence: str
) -> None:
    run(small, "backup", str(tmp_path / "backups"))
    spoil(next((tmp_path / "backups").glob("*Z")))

    back = run(empty_place(tmp_path / "elsewhere"), "restore", str(tmp_path / "backups"))

    assert back.exit_code == 1
    assert sentence in back.stderr


def test_nothing_is_restored_over_a_bureau_that_has_data(small: dict[str, str], tmp_path: Path) -> None:
    run(small, "backup", str(tmp_path / "backups"))

    back = run(small, "restore", str(tmp_path / "backups"))

    assert back.exit_code == 1
    assert "只能恢复到空库" in back.stderr


def test_a_drill_that_forgets_the_store_of_the_living_bureau_is_refused(
    small: dict[str, str], tmp_path: Path
) -> None:
    """Two bureaus on one store: what one forgets, the other loses."""
    run(small, "backup", str(tmp_path / "backups"))
    drill = empty_place(tmp_path / "drill") | {"XUNCHENG_BLOB_URL": small["XUNCHENG_BLOB_URL"]}

    back = run(drill, "restore", str(tmp_path / "backups"))

    assert back.exit_code == 1
    assert "照片库里已有原件" in back.stderr
    assert all(name in back.stderr for name in ("XUNCHENG_DATABASE_URL", "XUNCHENG_BLOB_URL"))
    assert not any(rows_in(drill["XUNCHENG_DATABASE_URL"]).values())


def test_and_so_is_a_bucket_that_holds_photos(small: dict[str, str], tmp_path: Path, s3: S3) -> None:
    run(small, "backup", str(tmp_path / "backups"))
    bucket = s3.new_bucket()
    s3.overwrite(bucket, f"originals/ab/cd/abcd{'0' * 60}", b"somebody's")
    drill = empty_place(tmp_path / "drill") | s3.environment(bucket, tmp_path / "landing")

    back = run(drill, "restore", str(tmp_path / "backups"))

    assert back.exit_code == 1
    assert "照片库里已有原件" in back.stderr


@pytest.mark.parametrize("spoil", [spoil_table, flip_photo, of_another_head])
def test_what_could_not_be_restored_leaves_nothing_and_a_good_backup_goes_into_the_same_place(
    small: dict[str, str], tmp_path: Path, spoil: Any
) -> None:
    for name in ("damaged", "good"):
        run(small, "backup", str(tmp_path / name))
    spoil(next((tmp_path / "damaged").glob("*Z")))
    elsewhere = empty_place(tmp_path / "elsewhere")

    failed = run(elsewhere, "restore", str(tmp_path / "damaged"))
    left = originals_below(tmp_path / "elsewhere/blobs")
    again = run(elsewhere, "restore", str(tmp_path / "good"))

    assert failed.exit_code == 1
    assert left == []
    assert again.exit_code == 0, again.stderr
    assert len(rows_in(elsewhere["XUNCHENG_DATABASE_URL"])["cases"]) == 2
