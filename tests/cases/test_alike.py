"""Is it reported already? What lies close by and is of its kind, or looks like it on a photo."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.bureau import COUNTY_SEAT, Bureau, photo, report_body

STALL, SIGN, BIKES = "LL2-02", "LL4-01", "LL3-02"
DEGREE_M = 111_195.0


def place(north_m: float) -> dict[str, Any]:
    """So many metres north of the county seat."""
    lon, lat = COUNTY_SEAT
    here: dict[str, Any] = report_body("0" * 64)["location"]
    return here | {"lon": lon, "lat": lat + north_m / DEGREE_M}


@pytest.fixture
def stall(bureau: Bureau) -> str:
    """A shop trading over its threshold."""
    return str(bureau["inspector"].files(STALL)["id"])


def alike(bureau: Bureau, case_id: str, username: str = "command") -> list[tuple[str, int, bool]]:
    answer = bureau[username].http.get(f"/api/cases/{case_id}/alike")
    assert answer.status_code == 200, answer.text
    return [(one["id"], round(one["metres"]), one["same_look"]) for one in answer.json()["items"]]


def test_the_nearest_of_its_kind_come_first(bureau: Bureau, stall: str) -> None:
    inspector = bureau["inspector2"]
    farther = inspector.files(STALL, location=place(80))["id"]
    nearer = inspector.files(STALL, location=place(20))["id"]
    inspector.files(STALL, location=place(120))
    inspector.files(SIGN, location=place(10))

    assert alike(bureau, stall) == [(nearer, 20, False), (farther, 80, False)]


def test_a_photo_of_the_same_look_finds_it_under_another_type_and_a_wrong_fix(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    first = photo(STALL, 7)
    ours = inspector.files(STALL, photos=[{"sha256": inspector.send_photo(first), "role": "near"}])["id"]
    other = bureau["inspector2"]
    again = {"sha256": other.send_photo(resaved(first)), "role": "before"}
    theirs = other.files(BIKES, location=place(250), photos=[again])["id"]
    other.files(SIGN, location=place(250))
    far = {"sha256": other.send_photo(resaved(first, 50)), "role": "before"}
    other.files(BIKES, location=place(900), photos=[far])
    examine_all(bureau)

    assert alike(bureau, ours) == [(theirs, 250, True)]
    assert alike(bureau, theirs) == [(ours, 250, True)]


def test_what_is_over_or_not_theirs_is_not_shown(bureau: Bureau, stall: str) -> None:
    near = bureau["inspector2"].files(STALL, location=place(5))["id"]
    assert [found[0] for found in alike(bureau, stall, "dispatcher-zfdd")] == [near]
    answer = bureau["dispatcher-zzb"].http.get(f"/api/cases/{stall}/alike")
    assert answer.status_code == 404
    assert alike(bureau, stall, "inspector") == []  # they see their own reports

    bureau["dispatcher-zfdd"].does("accept", near)
    bureau["dispatcher-zfdd"].feeds_back(near)
    bureau["command"].does("check_pass", near)

    assert alike(bureau, stall) == []


def resaved(data: bytes, quality: int = 60) -> bytes:
    """The picture as another phone would send it on: smaller, compressed again."""
    image = Image.open(io.BytesIO(data))
    buffer = io.BytesIO()
    image.resize((image.width // 2, image.height // 2)).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def examine_all(bureau: Bureau) -> None:
    """Have every photo looked at, as the developer does in the background."""
    for case in bureau["command"].http.get("/api/cases").json()["items"]:
        assert bureau["command"].http.get(f"/api/photos/{case['cover']}/thumb").status_code == 200
