"""Evidence over HTTP: what is taken in, what is refused, how a broken upload goes on, who may look."""

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from tests.bureau import Bureau, photo

PDF = b"%PDF-1.7 " + b"x" * 200


def hash_of(data: bytes) -> str:
    return sha256(data).hexdigest()


def test_a_photo_is_kept_once_and_known_the_second_time(bureau: Bureau) -> None:
    data = photo()
    url = f"/api/photos/{hash_of(data)}"

    first, again = (bureau["inspector"].http.put(url, content=data) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["sha256"] == hash_of(data)
    assert first.json()["bytes"] == len(data)
    assert again.json() == first.json()
    assert bureau["inspector"].http.get(f"{url}/original").content == data


REFUSED = [
    ("a PDF", PDF, hash_of(PDF), 422, "not-a-photo"),
    ("nothing", b"", hash_of(b""), 422, "empty-photo"),
    (
        "prose",
        "你好，这不是照片。".encode() * 20,
        hash_of("你好，这不是照片。".encode() * 20),
        422,
        "not-a-photo",
    ),
    ("a few bytes", b"abc", hash_of(b"abc"), 422, "not-a-photo"),
    ("damaged on the way", photo(seed=1), "0" * 64, 422, "hash-differs"),
    ("under no hash", photo(seed=1), "zzz", 422, "not-a-hash"),
]


@pytest.mark.parametrize(
    ("data", "digest", "status", "problem"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_no_photo_is_refused_with_a_sentence(
    bureau: Bureau, data: bytes, digest: str, status: int, problem: str
) -> None:
    answer = bureau["inspector"].http.put(f"/api/photos/{digest}", content=data)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(problem)
    assert bureau["inspector"].http.head(f"/api/photos/{hash_of(data)}").headers["upload-offset"] == "0"


@pytest.mark.parametrize("says_its_length", [True, False])
def test_thirty_megabytes_are_too_much(bureau: Bureau, says_its_length: bool) -> None:
    data = photo(seed=2) + b"\0" * 30 * 1024 * 1024
    pieces = (data[at : at + 65536] for at in range(0, len(data), 65536))

    answer = bureau["inspector"].http.put(
        f"/api/photos/{hash_of(data)}", content=data if says_its_length else pieces
    )

    assert answer.status_code == 413
    assert "25 MB" in answer.json()["detail"]


def test_a_damaged_photo_is_still_evidence_but_never_shown(bureau: Bureau) -> None:
    damaged = b"\xff\xd8\xff\xe0" + b"not really a photo" * 20
    inspector = bureau["inspector"]
    digest = inspector.send_photo(damaged)

    assert inspector.http.get(f"/api/photos/{digest}/screen").status_code == 404
    original = inspector.http.get(f"/api/photos/{digest}/original")
    assert original.content == damaged
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["x-content-type-options"] == "nosniff"


def test_a_broken_upload_goes_on_where_it_stopped(bureau: Bureau) -> None:
    data, inspector = photo(), bureau["inspector"]
    url = f"/api/photos/{hash_of(data)}"

    begun = inspector.http.patch(
        url, content=data[:1000], headers={"Upload-Offset": "0", "Upload-Length": str(len(data))}
    )
    progress = inspector.http.head(url)
    wrong = inspector.http.patch(url, content=data[500:], headers={"Upload-Offset": "500"})
    done = inspector.http.patch(
        url, content=data[1000:], headers={"Upload-Offset": "1000", "Upload-Length": str(len(data))}
    )

    assert (begun.status_code, begun.headers["upload-offset"], begun.headers["upload-complete"]) == (
        204,
        "1000",
        "?0",
    )
    assert (progress.status_code, progress.headers["upload-offset"]) == (204, "1000")
    assert (wrong.status_code, wrong.json()["offset"]) == (409, 1000)
    assert (done.status_code, done.headers["upload-complete"]) == (204, "?1")
    assert inspector.http.head(url).headers["upload-offset"] == str(len(data))
    assert inspector.http.get(f"{url}/original").content == data


def test_an_upload_whose_end_was_not_announced_is_whole_when_its_hash_fits(bureau: Bureau) -> None:
    data, inspector = photo(), bureau["inspector"]
    url = f"/api/photos/{hash_of(data)}"

    half = inspector.http.patch(url, content=data[:700], headers={"Upload-Offset": "0"})
    rest = inspector.http.patch(url, content=data[700:], headers={"Upload-Offset": "700"})

    assert half.headers["upload-complete"] == "?0"
    assert rest.headers["upload-complete"] == "?1"


def test_a_resumed_upload_that_is_no_photo_after_all_is_refused(bureau: Bureau) -> None:
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(PDF))}

    url = f"/api/photos/{hash_of(PDF)}"
    answer = bureau["inspector"].http.patch(url, content=PDF, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("not-a-photo")
    assert not bureau.app.state.store.exists(hash_of(PDF))
    assert bureau["inspector"].http.head(url).headers["upload-offset"] == "0"


@pytest.mark.parametrize("data", [PDF, b"abc"], ids=["a PDF", "a few bytes"])
def test_what_is_no_photo_is_not_kept_though_its_end_was_not_announced(bureau: Bureau, data: bytes) -> None:
    bureau["inspector"].http.patch(
        f"/api/photos/{hash_of(data)}", content=data, headers={"Upload-Offset": "0"}
    )
    assert not bureau.app.state.store.exists(hash_of(data))


def test_renditions_are_small_upright_and_tell_nothing_of_the_place(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    digest = inspector.take_photo()

    for name, edge in (("screen", 1280), ("thumb", 320)):
        answer = inspector.http.get(f"/api/photos/{digest}/{name}")
        picture = Image.open(BytesIO(answer.content))
        assert answer.headers["content-type"] == "image/jpeg"
        assert max(picture.size) == edge
        assert not picture.getexif()


def test_a_browser_that_has_the_photo_is_not_sent_it_again(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    url = f"/api/photos/{inspector.take_photo()}/thumb"

    etag = inspector.http.get(url).headers["etag"]

    assert inspector.http.get(url, headers={"If-None-Match": etag}).status_code == 304


def test_only_who_may_see_the_case_sees_its_photos(bureau: Bureau) -> None:
    receipt = bureau["inspector"].files("LL2-02")
    url = f"/api/photos/{receipt['photos'][0]}/thumb"

    seen = {
        name: bureau[name].http.get(url).status_code
        for name in ("inspector", "dispatcher-zfdd", "command", "crew-cgb")
    }
    hidden = {name: bureau[name].http.get(url).status_code for name in ("inspector2", "dispatcher-hjzx")}

    assert set(seen.values()) == {200}
    assert set(hidden.values()) == {404}
    assert bureau.stranger().get(url).status_code == 401


def test_whether_a_photo_is_here_is_nobody_elses_business(bureau: Bureau) -> None:
    digest = bureau["inspector"].take_photo()

    assert bureau["inspector2"].http.head(f"/api/photos/{digest}").headers["upload-offset"] == "0"
