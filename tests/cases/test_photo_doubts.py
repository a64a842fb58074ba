"""A photo that does not fit, or has been used before, is taken in all the same; who checks the case is told."""

from typing import Any

import pytest
from PIL import Image

from tests.bureau import COUNTY_SEAT, Bureau, photo, report_body
from tests.photos.making import camera_data, picture, saved

HERE_THEN = {"time": "2026:11-23 09:00:00".replace("-", ":"), "offset": "+08:00"}


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
