"""A map program that is none of our pages (QGIS, a MapLibre page of the county's) reads the tiles of cases."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from app.core.clock import now, set_clock
from tests.bureau import PASSWORD, Bureau, open_bureau
from tests.map.reading import read_tile

WORLD = {"z": 0, "x": 0, "y": 0}
NEW_PASSWORD = "rain umbrella seven oclock"


def described(browser: TestClient, username: str = "command", **narrowed: str) -> str:
    """The address of the tiles as TileJSON says it to somebody who shows name and password."""
    answer = browser.get("/tiles/cases.json", params=narrowed, auth=(username, PASSWORD))
    assert answer.status_code == 200, answer.text
    assert "set-cookie" not in answer.headers
    (address,) = answer.json()["tiles"]
    return str(address)


def follow(bureau: Bureau, address: str, **headers: str) -> Response:
    """A tile at this address, asked for by a program that knows nothing but the address."""
    answer: Response = bureau.stranger().get(address.format(**WORLD), headers=headers)
    return answer


def seen(answer: Response) -> list[Any]:
    """The ids of the cases in a tile."""
    assert answer.status_code == 200, answer.text
    return [one.properties["id"] for layer in read_tile(answer.content) for one in layer.features]


def test_a_map_program_follows_what_the_description_says(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    address = described(bureau.stranger(), state="DISPATCHED")

    tile = follow(bureau, address)
    assert seen(tile) == [case_id]
    assert follow(bureau, address, **{"If-None-Match": tile.headers["etag"]}).status_code == 304
    bureau["dispatcher-zfdd"].does("accept", case_id)
    assert seen(follow(bureau, address)) == []


def test_it_sees_what_the_person_may_see_and_nobody_elses(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]

    assert seen(follow(bureau, described(bureau.stranger(), "dispatcher-zfdd"))) == [case_id]
    theirs = described(bureau.stranger(), "dispatcher-hjzx")
    assert seen(follow(bureau, theirs)) == []
    own_page = bureau["command"].http.get(theirs.format(**WORLD))
    assert seen(own_page) == [case_id], "whoever is signed in sees their own"


def test_a_key_that_nobody_was_given_opens_nothing(bureau: Bureau) -> None:
    address = described(bureau.stranger())
    for wrong in (
        address[:-1] + ("A" if address[-1] != "A" else "B"),
        address.split("?")[0],
        address + "&key=",
    ):
        assert follow(bureau, wrong).status_code == 401


def test_a_key_reads_tiles_and_nothing_else(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    key = described(bureau.stranger()).split("key=")[1]

    for path in ("/api/me", "/api/cases", f"/api/cases/{case_id}", "/api/cases.geojson", "/tiles/cases.json"):
        by_address = bureau.stranger().get(path, params={"key": key})
        as_cookie = bureau.stranger().get(path, headers={"Cookie": f"xuncheng_session={key}"})
        as_bearer = bureau.stranger().get(path, headers={"Authorization": f"Bearer {key}"})
        assert [by_address.status_code, as_cookie.status_code, as_bearer.status_code] == [401] * 3, path


def test_a_key_ends_after_half_a_day(bureau: Bureau) -> None:
    address, began = described(bureau.stranger()), now()

    set_clock(lambda: began + timedelta(hours=11))
    assert follow(bureau, address).status_code == 200
    set_clock(lambda: began + timedelta(hours=12, seconds=1))
    assert follow(bureau, address).status_code == 401


def close_the_account(bureau: Bureau) -> None:
    (account,) = (
        bureau["admin"].http.get("/api/accounts", params={"words": "dispatcher-zfdd"}).json()["items"]
    )
    facts = {"name": account["name"], "roles": account["roles"], "unit": account["unit"]["code"]}
    answer = bureau["admin"].http.put(f"/api/accounts/{account['id']}", json={**facts, "active": False})
    assert answer.status_code == 200, answer.text


def change_the_password(bureau: Bureau) -> None:
    change = {"current": PASSWORD, "password": NEW_PASSWORD}
    assert bureau["dispatcher-zfdd"].http.put("/api/me/password", json=change).status_code == 204


def sign_out_elsewhere(bureau: Bureau) -> None:
    assert bureau["dispatcher-zfdd"].http.delete("/api/me/sessions").status_code == 204


@pytest.mark.parametrize("end", [close_the_account, change_the_password, sign_out_elsewhere])
def test_a_key_ends_with_the_persons_sessions(bureau: Bureau, end: Any) -> None:
    address = described(bureau.stranger(), "dispatcher-zfdd")
    assert follow(bureau, address).status_code == 200

    end(bureau)

    assert follow(bureau, address).status_code == 401


def test_the_person_sees_the_key_among_their_sessions_and_ends_it(bureau: Bureau) -> None:
    command = bureau["command"].http
    address = described(bureau.stranger())
    items = command.get("/api/me/sessions").json()["items"]
    (key,) = [one for one in items if one["for_maps"]]
    assert len(items) == 2

    assert command.delete(f"/api/me/sessions/{key['id']}").status_code == 204

    assert follow(bureau, address).status_code == 401
    assert command.get("/api/me").status_code == 200


def test_somebody_who_asks_and_asks_is_not_given_keys_without_end(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.people.map_keys.MOST", 3)
    command = bureau["command"].http
    addresses = [command.get("/tiles/cases.json").json()["tiles"][0] for _ in range(5)]

    assert [follow(bureau, one).status_code for one in addresses] == [401, 401, 200, 200, 200]


def test_qgis_shows_name_and_password_at_every_tile_and_they_are_hashed_once(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = bureau["inspector"].files()["id"]
    hashed = count_hashes(monkeypatch)
    qgis, path = bureau.stranger(), "/tiles/cases/{z}/{x}/{y}.mvt".format(**WORLD)
    for _ in range(5):
        assert seen(qgis.get(path, auth=("dispatcher-zfdd", PASSWORD))) == [case_id]
    assert len(hashed) == 1
    assert qgis.get(path, auth=("dispatcher-zfdd", "not this one")).status_code == 401

    change_the_password(bureau)

    assert qgis.get(path, auth=("dispatcher-zfdd", PASSWORD)).status_code == 401
    assert seen(qgis.get(path, auth=("dispatcher-zfdd", NEW_PASSWORD))) == [case_id]


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that are hashed from now on."""
    from app.people import passwords, sign_in  # noqa: PLC0415  (what is listened in on)

    hashed: list[str] = []

    def note(password_hash: str | None, password: str) -> bool:
        hashed.append(password)
        return passwords.is_password(password_hash, password)

    monkeypatch.setattr(sign_in, "is_password", note)
    return hashed


def test_guessing_at_the_tiles_is_slowed_down_as_at_the_door(bureau: Bureau) -> None:
    path = "/tiles/cases/0/0/0.mvt"
    answers = [bureau.stranger().get(path, auth=("command", "a guess")).status_code for _ in range(6)]

    assert answers == [401] * 5 + [429]


def test_a_header_that_says_nothing_is_nobodys(bureau: Bureau) -> None:
    for said in ("Basic", "Basic %%%", "Basic bm8gY29sb24=", "Bearer x"):
        answer = bureau.stranger().get("/tiles/cases/0/0/0.mvt", headers={"Authorization": said})
        assert answer.status_code == 401, said


def test_limits_hold_for_keys_too(bureau: Bureau) -> None:
    folder, url = bureau.settings.frontend_dir.parent, bureau.settings.database_url
    with open_bureau(None, folder, url, requests_per_minute=60) as restrained:
        address = described(restrained.stranger())
        answers = [follow(restrained, address) for _ in range(121)]  # a window may turn meanwhile
        assert 429 in {one.status_code for one in answers}


FOREIGN = "https://maps.county.example"


def test_a_page_elsewhere_gets_nothing_unless_it_is_named(bureau: Bureau) -> None:
    address = described(bureau.stranger())
    assert "access-control-allow-origin" not in follow(bureau, address, Origin=FOREIGN).headers
    preflight = {"Origin": FOREIGN, "Access-Control-Request-Method": "GET"}
    assert bureau.stranger().options("/tiles/cases/0/0/0.mvt", headers=preflight).status_code == 405


def test_a_page_that_is_named_reads_tiles_and_nothing_else(bureau: Bureau) -> None:
    folder, url = bureau.settings.frontend_dir.parent, bureau.settings.database_url
    with open_bureau(None, folder, url, map_origins=f"{FOREIGN}, https://other.example") as opened:
        address = described(opened.stranger())
        tile = follow(opened, address, Origin=FOREIGN)
        assert tile.headers["access-control-allow-origin"] == FOREIGN
        assert "access-control-allow-credentials" not in tile.headers
        assert (
            "access-control-allow-origin"
            not in follow(opened, address, Origin="https://evil.example").headers
        )
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        browser = opened.stranger()
        preflight = browser.options("/tiles/cases.json", headers={"Origin": FOREIGN, **asked})
        assert preflight.status_code == 200
        assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
        for path in ("/api/me", "/api/session"):
            elsewhere = browser.options(path, headers={"Origin": FOREIGN, **asked})
            assert "access-control-allow-origin" not in elsewhere.headers
        assert urlsplit(address).path == "/tiles/cases/{z}/{x}/{y}.mvt"
