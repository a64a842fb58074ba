"""What there is to be asked for in the table of rights, all of it the reporter's where it is anybody's."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from app.journal.checkpoints import keep_checkpoints
from tests.bureau import COUNTY_SEAT, Bureau, photo, report_body
from tests.routing.drafting import begin
from tests.seals.phone import Phone

LON, LAT = COUNTY_SEAT
MARK = {"at": "2026-11-25T01:00:00Z", "location": {"lon": LON, "lat": LAT, "accuracy_m": 8}}


@dataclass(frozen=True)
class World:
    """What there is to be asked for; all of it is the reporter's, where it is anybody's.

    ``named``: a complaint that the reporter has been sent to look at, ``unnamed``: one that any inspector may.
    """

    case: str
    seen_photo: str
    loose_photo: str
    second_photo: str
    partial: str
    device: str
    spell: str
    draft: str
    account: str
    session: str
    named: str
    unnamed: str


def sent_to_look(bureau: Bureau, inspector: str | None) -> str:
    """A complaint that waits for an inspector at the place."""
    case: str = bureau["command"].files(source="hotline")["id"]
    bureau["command"].does("verify_req", case, assignee=inspector)
    return case


def begin_world(bureau: Bureau) -> World:
    """A case in the lead unit's hands, a photo that no case has, one half sent, and the rest."""
    reporter = bureau["inspector"]
    seen = reporter.take_photo()
    case = str(uuid4())
    answer = reporter.http.put(f"/api/cases/{case}", json=report_body(seen))
    assert answer.status_code == 201, answer.text
    partial = photo()
    half = sha256(partial).hexdigest()
    sent = reporter.http.patch(
        f"/api/photos/{half}",
        content=partial[: len(partial) // 2],
        headers={"Upload-Offset": "0", "Upload-Length": str(len(partial))},
    )
    assert sent.status_code == 204, sent.text
    device = Phone()
    device.registers(reporter)
    spell = str(uuid4())
    assert reporter.http.put(f"/api/duty/{spell}", json=MARK).status_code == 201
    settings = bureau.settings
    keep_checkpoints(bureau.database, settings.checkpoint_key_file, settings.checkpoint_folder)
    accounts = bureau["admin"].http.get("/api/accounts", params={"words": "crew-cgb"}).json()["items"]
    return World(
        case=case,
        seen_photo=seen,
        loose_photo=reporter.take_photo(),
        second_photo=reporter.take_photo(),
        partial=half,
        device=device.id,
        spell=spell,
        draft=begin(bureau["command"])["id"],
        account=accounts[0]["id"],
        named=sent_to_look(bureau, "inspector"),
        unnamed=sent_to_look(bureau, None),
        session=reporter.http.get("/api/me/sessions").json()["items"][0]["id"],
    )
