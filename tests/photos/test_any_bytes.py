"""Whatever bytes come to the photo door: kept, or refused with a sentence; never an error of ours, never shown if unsafe."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.photos.pipeline import develop
from tests.bureau import Bureau, report_body
from tests.photos.making import SOUND

ONE_FOR_ALL = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the examples may share bureau and folder
)


@cache
def sound(name: str) -> bytes:
    """A sound photo of that kind."""
    return SOUND[name]()


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A photo of any kind with some of its bytes changed, some junk put in, cut off somewhere, something behind it."""
    data = bytearray(sound(draw(st.sampled_from(sorted(SOUND)))))
    near_the_head = st.integers(0, min(400, len(data) - 1))
    places = st.one_of(near_the_head, st.integers(0, len(data) - 1))
    for place, byte in draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=12)):
        data[place] = byte
    place = draw(places)
    data[place:place] = draw(st.binary(max_size=40))
    end = draw(st.one_of(st.just(len(data)), st.integers(1, len(data))))
    return bytes(data[:end]) + draw(st.binary(max_size=40))


@given(data=st.one_of(mutilated(), st.binary(min_size=1, max_size=600)))
@ONE_FOR_ALL
def test_the_door_keeps_any_bytes_or_says_why_not(bureau: Bureau, data: bytes) -> None:
    digest = sha256(data).hexdigest()
    inspector = bureau["inspector"].http

    answer = inspector.put(f"/api/photos/{digest}", content=data)

    assert answer.status_code in {200, 201, 422}, answer.text
    if answer.status_code == 422:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
        assert inspector.get(f"/api/photos/{digest}/original").status_code == 404


@given(data=mutilated())
@ONE_FOR_ALL
def test_looking_at_any_bytes_ends_with_facts(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ("0" * 64)
    path.write_bytes(data)

    done = develop(path)

    assert done.facts.bytes == len(data)
    assert bool(done.renditions) == done.facts.can_be_shown
    assert all(rendition.startswith(b"\xff\xd8\xff") for rendition in done.renditions.values())


@pytest.mark.parametrize("claimed", ["image/svg+xml", "text/html", "application/x-php", ""])
def test_what_a_photo_is_called_changes_nothing(bureau: Bureau, claimed: str) -> None:
    data = sound("jpeg") + b"<script>alert(1)</script>"
    digest = sha256(data).hexdigest()
    inspector = bureau["inspector"]
    put = inspector.http.put(f"/api/photos/{digest}", content=data, headers={"Content-Type": claimed})
    inspector.files(photos=report_body(digest)["photos"])

    shown = bureau["command"].http.get(f"/api/photos/{digest}/original")

    assert put.status_code == 201
    assert shown.content == data
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"].startswith("attachment")
