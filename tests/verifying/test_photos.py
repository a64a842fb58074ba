"""What the register says of a photo is held against the original: nobody wipes a doubt unseen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.cases.auditing import Scope, audit
from app.core.plain import columns_of, table_of
from app.demo.draw import draw_scene
from app.photos.facts import Flag
from app.photos.looking_again import NAMES
from app.photos.models import Photo
from app.photos.store import DiskStore
from tests.bureau import COUNTY_SEAT, Bureau, open_bureau, report_body
from tests.journal.owner import as_owner
from tests.photos.making import jpeg, picture, saved
from tests.verifying.altering import set_column

TAKEN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Looked:
    """A case with three photos that have been looked at: with camera data, without, and broken off."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau, inspector = bureau, bureau["inspector"]
        self.store = DiskStore(Path(bureau.settings.blob_url.removeprefix("file:")))
        whole = draw_scene("LL2-02", 1, "before", TAKEN, COUNTY_SEAT)
        photos = [whole, saved(picture(), "PNG"), jpeg()[:-200]]
        self.hashes = [inspector.send_photo(data) for data in photos]
        body = report_body(self.hashes[0])
        body["photos"] += [{"sha256": sha256, "role": "far"} for sha256 in self.hashes[1:]]
        self.case_id = inspector.files(**body)["id"]
        for sha256 in self.hashes:
            bureau.app.state.developer.develop(sha256)

    def faults(self, *, case: bool = False, decoding: bool = False) -> list[str]:
        """What verifying says, of everything or of the case."""
        scope = Scope(self.store, decoding=decoding)
        with self.bureau.database.reading() as session:
            return audit(session, UUID(self.case_id) if case else None, scope).faults

    def sets(self, at: int, column: str, value: Any) -> Any:
        """Alter what is said of a photo; returns what was said."""
        table = table_of(Photo)
        with self.bureau.database.reading() as session:
            row = session.execute(select(table).where(table.c.sha256 == self.hashes[at])).one()
        set_column(self.bureau, table, row, column, value)
        return row._mapping[column]


@pytest.fixture(scope="module")
def looked(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    """Whoever alters something puts it back."""
    with open_bureau(prepared, tmp_path_factory.mktemp("looked")) as bureau:
        yield Looked(bureau)


def test_what_was_honestly_looked_at_is_no_fault(looked: Looked) -> None:
    assert looked.faults() == looked.faults(decoding=True) == looked.faults(case=True) == []


NOT_HELD = {
    "sha256": "the key: the original's own name",
    "received_at": "held against photo_bearers and the steps, test_rows.py",
    "examined_at": "when somebody looked: nothing else says; emptied, the photo is looked at again",
    "claimed_until": "a note between processes",
}


def test_every_column_of_the_register_is_held_against_the_original_or_has_its_reason() -> None:
    assert sorted(["bytes", "flags", "phash", *NAMES, *NOT_HELD]) == sorted(columns_of(Photo))


ALTERED: list[tuple[int, str, Any, str]] = [
    (0, "bytes", 5, "字节数"),
    (0, "media_type", "image/png", "格式"),
    (0, "width", 1, "宽"),
    (0, "height", None, "高"),
    (0, "exif_at", datetime(2026, 11, 23, 5, 0, tzinfo=UTC), "照片自带的拍摄时间"),
    (0, "exif_at", None, "照片自带的拍摄时间"),
    (0, "exif_lon", 118.0, "照片自带的经度"),
    (0, "exif_lat", None, "照片自带的纬度"),
    (0, "flags", ["small"], "标记"),
    (1, "flags", [], "标记"),
    (1, "exif_at", TAKEN, "照片自带的拍摄时间"),
    (2, "flags", [Flag.NO_EXIF.value], "标记"),
]


@pytest.mark.parametrize(("at", "column", "value", "name"), ALTERED)
def test_the_register_altered_is_named(looked: Looked, at: int, column: str, value: Any, name: str) -> None:
    was = looked.sets(at, column, value)

    faults = looked.faults()

    looked.sets(at, column, was)
    (fault,) = faults
    assert f"第 {at + 1} 张照片" in fault
    assert f"登记与原件不符：{name}应为" in fault


@pytest.mark.parametrize("value", [None, "f" * 16])
def test_a_fingerprint_wiped_or_altered_is_found(looked: Looked, value: str | None) -> None:
    was = looked.sets(0, "phash", value)

    (quick,), (case,), decoded = looked.faults(), looked.faults(case=True), looked.faults(decoding=True)

    looked.sets(0, "phash", was)
    assert "第 1 张照片" in quick
    assert f"与查重表（{was}）不符" in quick
    assert f"相似度指纹应为 {was}" in case
    assert decoded == [quick, case]


def test_one_altered_with_what_it_is_found_by_is_found_in_decoding(looked: Looked) -> None:
    was = looked.sets(0, "phash", "f" * 16)
    swap = "UPDATE photo_looks SET phash = replace(phash, '{}', '{}')"
    as_owner(looked.bureau, swap.format(was, "f" * 16))

    quick, decoded = looked.faults(), looked.faults(decoding=True)

    as_owner(looked.bureau, swap.format("f" * 16, was))
    looked.sets(0, "phash", was)
    assert quick == []  # docs/evidence.md says so
    assert "相似度指纹应为" in decoded[0]


def test_what_was_cut_short_then_is_no_fault_now(looked: Looked) -> None:
    """The machine had no memory left when the photo came: it has since."""
    was = {
        column: looked.sets(0, column, value)
        for column, value in {
            "flags": [Flag.CRASHED.value],
            "width": None,
            "height": None,
            "exif_at": None,
            "exif_lon": None,
            "exif_lat": None,
            "phash": None,
        }.items()
    }

    faults = looked.faults(case=True)

    for column, value in was.items():
        looked.sets(0, column, value)
    assert faults == []
