"""Somebody's page has run wild: it is told to wait, and nobody else is."""

from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.http.restraint import Allowance
from tests.bureau import Someone, open_bureau, photo


def test_a_page_run_wild_waits_and_nobody_else(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau", requests_per_minute=60) as bureau:
        wild, other = bureau["inspector"].http, bureau["inspector2"].http
        answers = [wild.get("/api/me") for _ in range(122)]  # whenever a minute begins, 61 are in one
        inbox = wild.get("/api/cases")

        refused = next(answer for answer in [*answers, inbox] if answer.status_code == 429)
        assert 1 <= int(refused.headers["retry-after"]) <= 61
        assert refused.json()["type"].endswith("too-many-requests")
        assert "仍在本机" in refused.json()["detail"]
        assert (other.get("/api/me").status_code, other.get("/api/cases").status_code) == (200, 200)


def test_an_address_is_held_back_before_anybody_is_looked_up(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau", address_requests_per_minute=60) as bureau:
        statuses = [bureau.stranger().get("/api/me").status_code for _ in range(122)]
        page = bureau.stranger().get("/healthz")

        assert set(statuses) == {401, 429}
        assert page.status_code == 200


def test_a_line_with_many_addresses_is_held_back_as_one(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau", address_requests_per_minute=60) as bureau:
        callers = [TestClient(bureau.app, client=(f"2001:db8::{number:x}", 4711)) for number in range(122)]
        statuses = [caller.get("/api/me").status_code for caller in callers]

        assert set(statuses) == {401, 429}


def test_more_photos_than_a_day_allows_wait_on_the_phone(prepared: Path, tmp_path: Path) -> None:
    with open_bureau(prepared, tmp_path / "bureau", photos_per_day=3) as bureau:
        phone: Someone = bureau["inspector"]
        kept = [phone.take_photo() for _ in range(3)]
        refused = phone.http.put(f"/api/photos/{'0' * 64}", content=photo())

        assert (len(kept), refused.status_code) == (3, 429)
        assert refused.json()["type"].endswith("too-many-photos")
        assert int(refused.headers["retry-after"]) > 0
        assert bureau["inspector2"].take_photo()


def test_bytes_count_too_and_a_resumed_photo_is_one(prepared: Path, tmp_path: Path) -> None:
    data = photo()
    with open_bureau(
        prepared, tmp_path / "bureau", photos_per_day=1, photo_bytes_per_day=int(len(data) * 1.5)
    ) as bureau:
        http, half, name = bureau["inspector"].http, len(data) // 2, "1" * 64
        first = {"Upload-Offset": "0", "Upload-Length": str(len(data))}
        assert http.patch(f"/api/photos/{name}", content=data[:half], headers=first).status_code == 204
        more = first | {"Upload-Offset": str(half)}
        assert (
            http.patch(f"/api/photos/{name}", content=data[half : half + 9], headers=more).status_code == 204
        )
        again = http.patch(f"/api/photos/{'2' * 64}", content=data, headers=first)
        assert again.status_code == 429


def test_bytes_count_though_nobody_said_how_many_would_come(prepared: Path, tmp_path: Path) -> None:
    data = [photo(seed=seed) for seed in range(3)]
    with open_bureau(prepared, tmp_path / "bureau", photo_bytes_per_day=len(data[0]) + 9) as bureau:
        phone = bureau["inspector"].http
        urls = [f"/api/photos/{sha256(one).hexdigest()}" for one in data]
        first, second = (
            phone.put(url, content=iter([one])) for url, one in list(zip(urls, data, strict=True))[:2]
        )
        third = phone.patch(urls[2], content=iter([data[2]]), headers={"Upload-Offset": "0"})

        assert [answer.status_code for answer in (first, second, third)] == [201, 429, 429]
        assert second.json()["type"].endswith("too-many-photos")
        assert phone.head(urls[1]).headers["upload-offset"] == "0"


@pytest.mark.parametrize("cost", [1, 5])
def test_an_allowance_is_used_up_by_each_alone(cost: int) -> None:
    allowance = Allowance(10, 3600)

    taken = [allowance.take("alice", cost) for _ in range(10 // cost)]

    assert set(taken) == {0}
    assert allowance.take("alice", cost) > 0
    assert allowance.take("bob", cost) == 0
