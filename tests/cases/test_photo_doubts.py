"""A photo that does not fit, or has been used before, is taken in all the same; who checks the case is told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from app.core.clock import set_clock
from tests.bureau import (
    COUNTY_SEAT,
    SHUTTER,
    Bureau,
    Someone,
    fix_off,
    photo,
    report_body,
    turn_to_the_shutter,
)
from tests.photos.making import camera_data, picture, saved

HERE_THEN = {"time": "2026:11-23 09:00:00".replace("-", ":"), "offset": "+08:00"}


@pytest.fixture(autouse=True)
def _that_morning() -> None:
    turn_to_the_shutter()


def taken(**camera: Any) -> bytes:
    return saved(picture(), "JPEG", exif=camera_data(**HERE_THEN | camera))


def looked_at(bureau: Bureau, *hashes: str) -> None:
    for sha256 in hashes:
        bureau.app.state.developer.develop(sha256)


def doubts(case: dict[str, Any]) -> list[tuple[str, bool, str | None]]:
    return [(one["kind"], one["own"], one["number"]) for shot in case["photos"] for one in shot["doubts"]]


FITS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("here and then", {}, []),
    ("without a place", {"lat": (0, 0, 0), "lon": (0, 0, 0)}, []),
    ("ten kilometres off", {"lat": (36, 17, 0.0)}, ["elsewhere"]),
    ("last week", {"time": "2026:11:16 09:00:00"}, ["other_time"]),
]


@pytest.mark.parametrize(("camera", "kinds"), [row[1:] for row in FITS], ids=[row[0] for row in FITS])
def test_the_cameras_own_place_and_time_are_held_against_the_phones(
    bureau: Bureau, camera: dict[str, Any], kinds: list[str]
) -> None:
    inspector = bureau["inspector"]
    digest = inspector.send_photo(taken(**camera))
    receipt = inspector.files(photos=report_body(digest)["photos"])
    looked_at(bureau, digest)

    case = bureau["command"].case(receipt["id"])

    assert [doubt[0] for doubt in doubts(case)] == kinds
    assert case["flags"] == [f"photo_{kind}" for kind in kinds]
    assert (case["location"]["lon"], case["location"]["lat"]) == COUNTY_SEAT
    assert doubts(bureau["dispatcher-zfdd"].case(receipt["id"])) == []


FIXES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("at the place", fix_off(25), {}, []),
    ("two kilometres off", fix_off(2_000), {"lat": (0, 0, 0), "lon": (0, 0, 0)}, ["away"]),
    ("somewhere within three kilometres", fix_off(2_000, accuracy_m=3_000), {}, []),
    ("there twenty minutes before", fix_off(2_000) | {"fixed_at": "2026-11-23T08:40:00+08:00"}, {}, []),
    ("there, and the camera too", fix_off(12_660), {"lat": (36, 18, 0.0)}, ["away"]),
    ("here, and the camera elsewhere", fix_off(25), {"lat": (36, 17, 0.0)}, ["elsewhere"]),
]


@pytest.mark.parametrize(
    ("fix", "camera", "kinds"), [row[1:] for row in FIXES], ids=[row[0] for row in FIXES]
)
def test_where_the_device_was_is_held_against_the_case_and_the_camera_against_the_device(
    bureau: Bureau, fix: dict[str, Any], camera: dict[str, Any], kinds: list[str]
) -> None:
    inspector = bureau["inspector"]
    digest = inspector.send_photo(taken(**camera))
    shot = report_body(digest)["photos"][0] | {"location": fix}
    receipt = inspector.files(photos=[shot])
    looked_at(bureau, digest)

    case = bureau["command"].case(receipt["id"])

    assert [doubt[0] for doubt in doubts(case)] == kinds
    assert case["flags"] == [f"photo_{kind}" for kind in kinds]


def test_an_after_photo_says_how_far_from_the_place_it_was_taken(bureau: Bureau) -> None:
    """The crew stands at the depot: whoever checks is told, everybody who sees the case sees how far."""
    receipt = bureau["inspector"].files()
    crew = bureau["dispatcher-zfdd"]
    crew.does("accept", receipt["id"])
    shot = {"sha256": crew.take_photo(role="after"), "role": "after", "location": fix_off(3_000)}
    case = crew.does("feedback", receipt["id"], photos=[shot])

    before, after = case["photos"]
    assert (before["location"], before["off_m"]) == (None, None)
    assert after["location"] == fix_off(3_000) | {"fixed_at": "2026-11-23T01:00:00Z"}
    assert after["off_m"] == pytest.approx(3_000, rel=0.01)
    assert case["flags"] == []
    checked = bureau["office"].case(receipt["id"])
    assert [(one["kind"], one["amount"]) for one in checked["photos"][1]["doubts"]] == [
        ("away", round(after["off_m"]))
    ]


def off_the_shutter(**much: float) -> str:
    return (datetime.fromisoformat(SHUTTER) + timedelta(**much)).isoformat()


def fed_back(bureau: Bureau, case_id: str, data: bytes, taken_at: str | None) -> list[tuple[str, int]]:
    """The crew feeds back with this photo: what is told of it to whoever checks."""
    crew = bureau["dispatcher-zfdd"]
    crew.does("accept", case_id)
    shot = {"sha256": crew.send_photo(data), "role": "after", "taken_at": taken_at}
    looked_at(bureau, shot["sha256"] or "")
    crew.does("feedback", case_id, photos=[shot])
    told = bureau["office"].case(case_id)["photos"][-1]["doubts"]
    return [(one["kind"], one["amount"]) for one in told]


AFTER: list[tuple[str, str | None, dict[str, Any], list[tuple[str, int]]]] = [
    ("ten minutes later", off_the_shutter(minutes=10), {"time": "2026:11:23 09:10:00"}, []),
    ("by a clock half an hour slow", off_the_shutter(minutes=-30), {"time": "2026:11:23 08:30:00"}, []),
    (
        "months before, by file and camera",
        off_the_shutter(days=-90),
        {"time": "2026:08:25 09:00:00"},
        [("before_case", 90 * 86_400)],
    ),
    (
        "months before, by the camera alone",
        None,
        {"time": "2026:08:25 09:00:00"},
        [("before_case", 90 * 86_400)],
    ),
]


@pytest.mark.parametrize(
    ("taken_at", "camera", "told"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER]
)
def test_an_after_photo_from_before_the_case_is_told_to_who_checks(
    bureau: Bureau, taken_at: str | None, camera: dict[str, Any], told: list[tuple[str, int]]
) -> None:
    receipt = bureau["inspector"].files()
    data = saved(picture().rotate(90), "JPEG", exif=camera_data(**HERE_THEN | camera))
    assert fed_back(bureau, receipt["id"], data, taken_at) == told


def test_whoever_reported_and_cleared_without_a_signal_is_not_doubted(bureau: Bureau) -> None:
    """Both were sent in the evening: what was cleared an hour after it was found was cleared after it was found."""
    later = datetime.fromisoformat(off_the_shutter(hours=9))
    set_clock(lambda: later)
    receipt = bureau["inspector"].files()
    data = saved(picture().rotate(90), "JPEG", exif=camera_data(time="2026:11:23 10:00:00"))
    assert fed_back(bureau, receipt["id"], data, off_the_shutter(hours=1)) == []


TIMES: list[tuple[str, str, list[str]]] = [
    ("three days without a signal", off_the_shutter(days=-3), []),
    ("from the album, a month old", off_the_shutter(days=-30), ["old"]),
    ("in three hundred days", off_the_shutter(days=300), ["future"]),
    ("by a clock half an hour fast", off_the_shutter(minutes=50), []),
]


@pytest.mark.parametrize(("taken_at", "kinds"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
@pytest.mark.parametrize("said_of", ["the report", "the photo"])
def test_a_time_far_from_when_the_photo_came_is_told_to_who_checks(
    bureau: Bureau, taken_at: str, kinds: list[str], said_of: str
) -> None:
    inspector: Someone = bureau["inspector"]
    body = report_body(inspector.take_photo())
    (body if said_of == "the report" else body["photos"][0])["taken_at"] = taken_at
    receipt = inspector.files(**body)

    case = bureau["command"].case(receipt["id"])

    assert [doubt[0] for doubt in doubts(case)] == kinds
    assert case["flags"] == [f"photo_{kind}" for kind in kinds]


def test_a_case_that_follows_keeps_where_its_photos_were_taken(bureau: Bureau) -> None:
    inspector, command = bureau["inspector"], bureau["command"]
    shot = {"sha256": inspector.take_photo(), "role": "before", "location": fix_off(30)}
    receipt = inspector.files(photos=[shot])
    bureau["dispatcher-zfdd"].does("accept", receipt["id"])
    bureau["dispatcher-zfdd"].feeds_back(receipt["id"])
    command.does("check_pass", receipt["id"], reason="照片清楚")
    new_id = str(uuid4())
    command.does("reopen", receipt["id"], new_id=new_id, reason="又摆出来了")

    assert command.case(new_id)["photos"][0]["location"]["lat"] == fix_off(30)["lat"]


def test_an_old_photo_in_another_case_is_known_again_smaller_and_worse(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    first = inspector.send_photo(saved(picture(1600, 1200), "JPEG", quality=92))
    worse = inspector.send_photo(saved(picture(1600, 1200).resize((800, 600)), "JPEG", quality=40))
    other = inspector.send_photo(saved(picture().transpose(Image.Transpose.ROTATE_180), "JPEG"))
    cases = [
        inspector.files(photos=[{"sha256": one, "role": "before"}]) for one in (first, worse, first, other)
    ]
    looked_at(bureau, first, worse, other)

    seen = [doubts(bureau["command"].case(case["id"])) for case in cases]

    number = cases[0]["number"]
    assert seen == [[], [("alike", False, number)], [("same", False, number)], []]


def test_an_after_photo_that_is_the_before_photo_is_told_to_who_checks(bureau: Bureau) -> None:
    inspector, crew = bureau["inspector"], bureau["dispatcher-zfdd"]
    data = photo(seed=7)
    receipt = inspector.files(photos=[{"sha256": inspector.send_photo(data), "role": "before"}])
    crew.does("accept", receipt["id"])
    again = crew.send_photo(data)
    crew.does("feedback", receipt["id"], photos=[{"sha256": again, "role": "after"}])

    case = bureau["office"].case(receipt["id"])

    assert ("same", True, None) in doubts(case)
    assert "photo_same" in case["flags"]


def test_a_screenful_says_which_cases_have_doubtful_photos_to_who_checks_them(bureau: Bureau) -> None:
    inspector, crew = bureau["inspector"], bureau["dispatcher-zfdd"]
    data = photo(seed=9)
    plain, again = (
        inspector.files(photos=[{"sha256": inspector.send_photo(data), "role": "before"}]) for _ in "ab"
    )
    ids = [("case", one["id"]) for one in (plain, again)] + [("case", str(uuid4()))]

    told = {
        who: bureau[who].http.get("/api/photo-doubts", params=ids).json()["items"]
        for who in ("command", "inspector", "dispatcher-zfdd", "crew-zzb")
    }

    assert told == {
        "command": [{"id": again["id"], "kinds": ["same"]}],
        "inspector": [],  # their own report is not theirs to check
        "dispatcher-zfdd": [],
        "crew-zzb": [],
    }
    assert crew.http.get("/api/photo-doubts").status_code == 422
