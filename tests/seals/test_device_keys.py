"""A phone's key is its owner's: entered once, listed and revoked by the owner and the administrator."""

from sqlalchemy import select
from sqlmodel import col

from app.journal.models import Entry
from tests.bureau import Bureau
from tests.seals.phone import Phone


def listed(bureau: Bureau, who: str, query: str = "") -> list[tuple[str, bool]]:
    """Whose keys this person sees, and whether each is revoked."""
    items = bureau[who].http.get(f"/api/device-keys{query}").json()["items"]
    return [(item["username"], item["revoked_at"] is not None) for item in items]


def test_registering_twice_is_once(bureau: Bureau) -> None:
    phone = Phone()

    first, again = (phone.registers(bureau["inspector"]) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert listed(bureau, "inspector") == [("inspector", False)]


def test_everyone_sees_their_own_and_the_administrator_all(bureau: Bureau) -> None:
    for who in ("inspector", "inspector2"):
        Phone().registers(bureau[who])

    assert listed(bureau, "inspector2") == [("inspector2", False)]
    assert sorted(listed(bureau, "admin", "?everyone=true")) == [("inspector", False), ("inspector2", False)]
    assert listed(bureau, "admin", "?username=inspector") == [("inspector", False)]


def test_nobody_else_may_look_at_others(bureau: Bureau) -> None:
    for query in ("?everyone=true", "?username=inspector2"):
        assert bureau["inspector"].http.get(f"/api/device-keys{query}").status_code == 403
    assert bureau.stranger().get("/api/device-keys").status_code == 401


def test_a_lost_phone_is_revoked_by_its_owner_or_the_administrator_and_by_nobody_else(bureau: Bureau) -> None:
    lost, stolen = Phone(), Phone()
    for phone in (lost, stolen):
        phone.registers(bureau["inspector"])

    assert bureau["inspector2"].http.post(f"/api/device-keys/{lost.id}/revoke").status_code == 404
    by_owner = bureau["inspector"].http.post(f"/api/device-keys/{lost.id}/revoke")
    again = bureau["inspector"].http.post(f"/api/device-keys/{lost.id}/revoke")
    by_admin = bureau["admin"].http.post(f"/api/device-keys/{stolen.id}/revoke")

    assert (by_owner.status_code, again.status_code, by_admin.status_code) == (200, 200, 200)
    assert by_owner.json() == again.json()
    assert listed(bureau, "inspector") == [("inspector", True), ("inspector", True)]


def test_a_revoked_key_does_not_come_back_by_registering_it_again(bureau: Bureau) -> None:
    phone = Phone()
    phone.registers(bureau["inspector"])
    bureau["inspector"].http.post(f"/api/device-keys/{phone.id}/revoke")

    again = phone.registers(bureau["inspector"])

    assert again.status_code == 200
    assert again.json()["revoked_at"] is not None


def test_a_key_is_one_persons(bureau: Bureau) -> None:
    phone = Phone()
    phone.registers(bureau["inspector"])

    answer = phone.registers(bureau["inspector2"])

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:xuncheng:problem:key-taken")


def test_what_is_no_key_is_refused(bureau: Bureau) -> None:
    phone, other = Phone(), Phone()
    for public_key in (other.public_key, "AAAA", "不是密钥"):
        answer = bureau["inspector"].http.put(f"/api/device-keys/{phone.id}", json={"public_key": public_key})
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:xuncheng:problem:not-a-key")


def test_entering_and_revoking_stand_in_the_journal(bureau: Bureau) -> None:
    phone = Phone()
    phone.registers(bureau["inspector"])
    bureau["admin"].http.post(f"/api/device-keys/{phone.id}/revoke")

    with bureau.database.reading() as session:
        rows = session.execute(select(Entry).order_by(col(Entry.seq).desc()).limit(2)).scalars().all()
    assert [row.operation for row in rows] == ["key_revoked", "key_registered"]
    assert all(phone.id in row.detail for row in rows)
