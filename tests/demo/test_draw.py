"""The demonstration's photos: drawn, marked, the same every time, and plausible to the rest of the system."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.core.config import HERE
from app.demo import draw
from app.demo.draw import draw_scene
from app.demo.scenes import SCENES, scene_of
from app.photos.facts import Flag
from app.photos.lookalike import SAME_LOOK_BITS, bits_apart
from app.photos.pipeline import examine

NOON = datetime(2023, 3, 8, 12, 5, tzinfo=timezone(timedelta(hours=8)))
SEAT = (118.1602, 36.1861)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def difference(one: bytes, other: bytes) -> float:
    """Mean distance of two pictures in grey levels, over a small copy in which the grain is gone."""
    both = [opened(data).resize((160, 120), Image.Resampling.BOX) for data in (one, other)]
    levels = ImageChops.difference(*both).convert("L").tobytes()
    return sum(levels) / len(levels)


@pytest.mark.parametrize("code", [*SCENES, "ZZ-99"])
def test_each_scene_shows_what_is_amiss_and_then_the_same_place_put_right(code: str) -> None:
    before, after = draw_scene(code, 7, "before"), draw_scene(code, 7, "after")
    for photo in (before, after):
        assert opened(photo).size == (1600, 1200)
        assert 120_000 < len(photo) < 400_000
    assert 0.5 < difference(before, after) < 60


def test_the_same_arguments_draw_the_same_photo_and_another_seed_another() -> None:
    assert draw_scene("LL2-01", 3, "before", NOON, SEAT) == draw_scene("LL2-01", 3, "before", NOON, SEAT)
    assert difference(draw_scene("LL2-01", 3, "before"), draw_scene("LL2-01", 4, "before")) > 5


def test_a_far_photo_shows_more_than_a_near_one() -> None:
    assert difference(draw_scene("LL5-02", 3, "before_far"), draw_scene("LL5-02", 3, "before_near")) > 5


def test_the_camera_data_is_what_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(draw_scene("SZ-01", 1, "before", NOON, SEAT))
    facts = examine(path)
    assert facts.exif_at(UTC) == NOON
    assert (facts.exif_lon, facts.exif_lat) == pytest.approx(SEAT, abs=1e-6)
    assert not facts.flags


def test_without_time_and_place_there_is_no_camera_data(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(draw_scene("SZ-01", 1, "before"))
    assert examine(path).flags == {Flag.NO_EXIF}


def test_an_after_photo_is_not_taken_for_the_before_photo_again(tmp_path: Path) -> None:
    hashes = []
    for role in ("before", "after"):
        path = tmp_path / role
        path.write_bytes(draw_scene("WJ-01", 5, role))
        hashes.append(examine(path).phash or "")
    assert bits_apart(*hashes) > SAME_LOOK_BITS


def test_every_photo_bears_the_mark() -> None:
    photo = opened(draw_scene("YC5-01", 2, "before_far"))
    plate = photo.crop((1380, 40, 1560, 110)).convert("L")
    levels = plate.resize((90, 35), Image.Resampling.BOX).tobytes()
    assert min(levels) < 130
    assert max(levels) > 215


def test_where_no_chinese_font_is_found_the_mark_is_in_latin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "_FONT_FOLDERS", ("/nowhere",))
    words, font = draw._mark_font()
    assert words == "DEMO"
    assert font.getbbox(words)[2] > 40


def test_every_type_of_the_notice_but_the_last_resort_has_its_scene() -> None:
    with (HERE / "notices" / "yiyuan_2023" / "categories.csv").open(encoding="utf-8-sig") as table:
        codes = [row["code"] for row in csv.DictReader(line for line in table if not line.startswith("#"))]
    assert len(codes) == 68
    assert [code for code in codes if scene_of(code) is SCENES[""]] == ["QT-99"]
