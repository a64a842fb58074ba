"""Who belongs to which squad of their unit, as the administrator says."""

from typing import Any
from uuid import UUID

import pytest

from app.people.models import Account
from tests.bureau import Bureau
from tests.people.test_accounts import made, put

CREW = {"username": "liu", "name": "刘处", "roles": ["CREW"], "unit": "ZFDD"}


def squad_of(account: dict[str, Any]) -> str | None:
    return account["squad"]["name"] if account["squad"] else None


def test_somebody_belongs_to_a_squad_of_their_own_unit_until_they_leave_it(bureau: Bureau) -> None:
    liu = made(bureau, **CREW, squad="ZFDD-2")
    assert squad_of(liu) == "二中队"

    assert (
        squad_of(put(bureau, liu, name="刘处置").json()) == "二中队"
    )  # who does not speak of it changes nothing
    assert squad_of(put(bureau, liu, squad="ZFDD-1").json()) == "一中队"
    assert put(bureau, liu, squad="CGB-NZ").status_code == 422
    assert squad_of(put(bureau, liu, unit="CGB").json()) is None
    assert squad_of(put(bureau, liu, unit="CGB", squad="CGB-NZ").json()) == "巾帼女子城管中队"
    assert squad_of(put(bureau, liu, unit="CGB", squad=None).json()) is None

    told = bureau["admin"].http.get("/api/account-journal").json()["items"]
    changes = [one["detail"]["squad"] for one in told if "squad" in one["detail"]]
    assert changes == [["CGB-NZ", None], [None, "CGB-NZ"], ["ZFDD-1", None], ["ZFDD-2", "ZFDD-1"], "ZFDD-2"]


@pytest.mark.parametrize("squad", ["CGB-NZ", "ZFDD-9", ""])
def test_a_squad_that_the_unit_does_not_have_is_refused(bureau: Bureau, squad: str) -> None:
    answer = bureau["admin"].http.post("/api/accounts", json=CREW | {"squad": squad})

    assert answer.status_code == 422
    assert "没有班组" in answer.json()["detail"]


def test_whose_unit_or_squad_is_in_no_notice_any_more_can_still_be_renamed_and_closed(bureau: Bureau) -> None:
    liu = made(bureau, **CREW, squad="ZFDD-2")
    with bureau.database.writing() as session:
        account = session.get(Account, UUID(liu["id"]))
        assert account is not None
        account.unit_code, account.squad_code = "GONE", "GONE-1"
        session.add(account)

    body = {"name": "刘处置", "roles": ["CREW"], "unit": "GONE", "squad": "GONE-1", "active": False}
    assert put(bureau, liu, **body).status_code == 200
    assert put(
        bureau,
        liu,
        **body,
    ).json()["squad"] == {"code": "GONE-1", "name": "GONE-1"}
    assert put(bureau, liu, **body | {"squad": "GONE-2"}).status_code == 422
