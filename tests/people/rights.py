"""Every door of the house, and somebody at it: what to ask for so that only the asker's right decides the answer.

``python -m tests.people.rights`` prints the table as it is now, to be read cell by cell before it becomes
``rights.csv``. A cell is the status; “the case”: the answer holds the reporter's case; “some”, “none”: what a
hash is said to have of bytes.
"""

import csv
import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient

from app.core.clock import now
from tests.bureau import PASSWORD, Bureau, Someone, open_bureau, photo, prepare, report_body
from tests.people.rights_world import LAT, LON, MARK, World, begin_world
from tests.routing.drafting import STALLS_TO_CGB
from tests.seals.phone import Phone

TABLE = Path(__file__).parent / "rights.csv"
CHAIRS = {
    "nobody": None,
    "reporter": "inspector",
    "other inspector": "inspector2",
    "lead dispatcher": "dispatcher-zfdd",
    "lead crew": "crew-zfdd",
    "other dispatcher": "dispatcher-cgzx",
    "other crew": "crew-cgzx",
    "COMMAND": "command",
    "OFFICE": "office",
    "ADMIN": "admin",
}
"""Who asks. The case in question was reported by ``reporter`` and is in the lead unit's hands."""
STALE = 999
"""A version nobody has seen: whoever has the right is told so (409), and nothing moves."""


@dataclass(frozen=True)
class Ask:
    """One request. ``anew``: it would sign the asker out, so somebody signed in for it alone asks."""

    method: str
    path: str
    url: str
    body: Any = None
    content: bytes | None = None
    headers: Any = None
    anew: bool = False
    about: str = ""

    @property
    def name(self) -> str:
        """As the table lists it."""
        return f"{self.method} {self.path}{self.about and f' ({self.about})'}"


def asks(world: World) -> Iterator[Ask]:
    """A request for every route; some are asked in more than one way."""
    yield from _of_everybody()
    yield from _of_people(world)
    yield from _of_cases(world)
    yield from _of_photos(world)
    yield from _of_duty(world)
    yield from _of_maps()
    yield from _of_responsibility(world)


def _get(path: str, url: str = "", **more: Any) -> Ask:
    return Ask("GET", path, url or path, **more)


def _of_everybody() -> Iterator[Ask]:
    for path in (
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/api/docs",
    ):
        yield _get(path)
    yield Ask(
        "POST", "/api/session", "/api/session", {"username": "inspector", "password": PASSWORD}, anew=True
    )
    yield Ask("DELETE", "/api/session", "/api/session", anew=True)
    for what in ("look", "use"):
        path = f"/api/password-links/{what}"
        yield Ask("POST", path, path, {"secret": "guessed", "password": "rain umbrella seven oclock"})


def _of_people(world: World) -> Iterator[Ask]:
    yield _get("/api/me")
    yield _get("/api/me/sessions")
    yield _get("/api/me/sign-ins")
    one = "/api/me/sessions/{session_id}"
    yield Ask("DELETE", one, f"/api/me/sessions/{world.session}", about="the reporter's", anew=True)
    yield Ask("DELETE", "/api/me/sessions", "/api/me/sessions", anew=True)
    wrong = {"current": "not this one", "password": "rain umbrella seven oclock"}
    yield Ask("PUT", "/api/me/password", "/api/me/password", wrong)
    factor = "/api/me/second-factor"
    yield _get(factor)
    yield Ask("POST", factor, factor, {"password": "not this one"})
    yield Ask("POST", f"{factor}/confirm", f"{factor}/confirm", {"code": "no code"})
    yield Ask("POST", f"{factor}/remove", f"{factor}/remove", {"password": "not this one"})
    yield _get("/api/oidc")
    yield Ask("POST", "/api/oidc/start", "/api/oidc/start")
    yield _get("/api/oidc/callback", "/api/oidc/callback?state=guessed&code=guessed")
    yield _get("/api/me/identity")
    yield Ask("POST", "/api/oidc/code", "/api/oidc/code", {"code": "guessed"})
    binding = {"password": "not this one"}
    yield Ask("POST", "/api/me/identity/start", "/api/me/identity/start", binding)
    yield Ask("DELETE", "/api/me/identity", "/api/me/identity")
    for purpose in ("assign", "look", "hand_over"):
        yield _get("/api/people", f"/api/people?purpose={purpose}", about=purpose)
    yield _get("/api/accounts")
    yield _get("/api/account-journal")
    yield _get("/api/sign-ins")
    yield _get("/api/permissions")
    facts = {"name": "某人", "roles": ["CREW"], "unit": "CGB"}
    yield Ask("POST", "/api/accounts", "/api/accounts", {"username": "crew-cgb", **facts})
    yield _get("/api/accounts/template.xlsx")
    yield Ask("POST", "/api/accounts/import", "/api/accounts/import", {"no": "file"})
    account = f"/api/accounts/{world.account}"
    yield Ask("PUT", "/api/accounts/{account_id}", account, {**facts, "name": "城管办处置员"})
    yield Ask("POST", "/api/accounts/{account_id}/link", f"{account}/link")
    yield Ask("POST", "/api/accounts/links", "/api/accounts/links", {"accounts": [world.account]})
    yield Ask("DELETE", "/api/accounts/{account_id}/sessions", f"{account}/sessions")
    path = "/api/accounts/{account_id}/second-factor"
    yield Ask("DELETE", path, f"{account}/second-factor")
    yield Ask("DELETE", "/api/accounts/{account_id}/identity", f"{account}/identity")
    yield _get("/api/device-keys")
    yield _get("/api/device-keys", "/api/device-keys?everyone=true", about="everyone's")
    path = "/api/device-keys/{key_id}/revoke"
    yield Ask("POST", path, f"/api/device-keys/{world.device}/revoke", about="the reporter's")
    device = Phone()
    body = {"public_key": device.public_key}
    yield Ask(
        "PUT", "/api/device-keys/{key_id}", f"/api/device-keys/{Phone().id}", body, about="not its hash"
    )
    yield _get("/api/checkpoints")
    yield _get("/api/checkpoints/{number}", "/api/checkpoints/1")


def _of_cases(world: World) -> Iterator[Ask]:
    case = f"/api/cases/{world.case}"
    for path in ("/api/cases", "/api/cases/counts", "/api/cases.geojson", "/api/supervision", "/api/notice"):
        yield _get(path)
    yield _get("/api/pack", f"/api/pack?lon={LON}&lat={LAT}")
    yield _get("/api/figures", "/api/figures?by=unit")
    yield _get("/api/figures", "/api/figures?by=reporter", about="by person")
    yield _get("/api/live", headers={"Last-Event-ID": "no number"}, about="with a malformed id")
    yield _get("/api/cases/{case_id}", case)
    for about, waits in (
        ("the reporter is sent to", world.named),
        ("any inspector may look at", world.unnamed),
    ):
        yield _get("/api/cases/{case_id}", f"/api/cases/{waits}", about=about)
        yield _get("/api/cases/{case_id}/evidence.zip", f"/api/cases/{waits}/evidence.zip", about=about)
        body = {"version": STALE, "reason": "试一试"}
        path = "/api/cases/{case_id}/{operation}"
        yield Ask("POST", path, f"/api/cases/{waits}/verify_ack", body, about=f"verify_ack, {about}")
    yield _get("/api/cases/{case_id}/journal", f"{case}/journal")
    yield _get("/api/cases/{case_id}/alike", f"{case}/alike")
    yield _get("/api/photo-doubts", f"/api/photo-doubts?case={world.case}")
    yield _get("/api/cases/{case_id}/evidence.zip", f"{case}/evidence.zip")
    yield Ask(
        "PUT", "/api/cases/{case_id}", case, report_body(world.seen_photo), about="the reporter's again"
    )
    stolen, anew = report_body(world.second_photo), "/api/cases/{fresh}"
    yield Ask("PUT", "/api/cases/{case_id}", anew, stolen, about="with a photo the reporter sent")
    path = "/api/cases/{case_id}/{operation}"
    for operation in ("accept", "return", "convert", "supervise", "void_req", "check_pass"):
        body = {"reason": "试一试", "category": "LL2-01", "kind": "leader"}
        yield Ask("POST", path, f"/api/cases/{{moving}}/{operation}", body, about=operation)
    yield Ask("POST", path, f"{case}/undo", {"version": STALE}, about="undo")
    yield Ask("POST", "/api/reports", "/api/reports", {"not": "a form"})


def _of_photos(world: World) -> Iterator[Ask]:
    one, shown = "/api/photos/{sha256}", "/api/photos/{sha256}/{rendition}"
    yield _get(shown, f"/api/photos/{world.seen_photo}/original", about="of the case")
    yield _get(shown, f"/api/photos/{world.loose_photo}/original", about="the reporter's, in no case")
    for about, digest in (("whole", world.loose_photo), ("half sent", world.partial)):
        yield Ask("HEAD", one, f"/api/photos/{digest}", about=f"the reporter's, {about}")
    headers = {"Upload-Offset": "7"}
    yield Ask("PATCH", one, f"/api/photos/{world.partial}", content=b"x", headers=headers, about="elsewhere")
    yield Ask("PUT", one, f"/api/photos/{'0' * 64}", content=photo(), about="under a wrong hash")


def _of_duty(world: World) -> Iterator[Ask]:
    yield _get("/api/duty")
    yield _get("/api/duty/day", "/api/duty/day?day=2026-11-25")
    yield _get("/api/duty/people")
    yield _get(
        "/api/duty/people/{username}", "/api/duty/people/inspector?day=2026-11-25", about="the reporter"
    )
    spell = f"/api/duty/{world.spell}"
    points = {"points": [{"at": MARK["at"], "lon": LON, "lat": LAT, "accuracy_m": 8}]}
    yield Ask("PUT", "/api/duty/{spell_id}", spell, MARK, about="the reporter's")
    yield Ask("POST", "/api/duty/{spell_id}/points", f"{spell}/points", points, about="the reporter's")
    yield Ask("POST", "/api/duty/{spell_id}/end", f"{spell}/end", MARK, about="the reporter's")


def _of_maps() -> Iterator[Ask]:
    for path in ("/api/areas.geojson", "/api/map/base", "/api/map/facilities.geojson", "/tiles/cases.json"):
        yield _get(path)
    yield _get("/api/map/recurring.geojson")
    today = now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    yield _get("/api/map/replay", f"/api/map/replay?day={today}")
    tile = "/tiles/cases/{z}/{x}/{y}.mvt"
    yield _get(tile, "/tiles/cases/10/848/401.mvt")
    yield _get(tile, "/tiles/cases/10/848/401.mvt?key=guessed", about="with a guessed key")


def _of_responsibility(world: World) -> Iterator[Ask]:
    table, drafts = "/api/responsibility", "/api/responsibility/drafts"
    for path in (table, f"{table}/choices", f"{table}/versions", f"{table}/fairness", drafts):
        yield _get(path)
    yield _get(f"{table}/versions/{{number}}/diff", f"{table}/versions/1/diff?against=1")
    yield Ask("POST", f"{table}/try", f"{table}/try", {"category": "LL2-02"})
    yield Ask("POST", drafts, drafts, {"title": "试一试"})
    ruling = {"case_id": world.case, "unit": "CGB"}
    yield Ask("POST", f"{drafts}/from-ruling", f"{drafts}/from-ruling", ruling)
    one, url = f"{drafts}/{{draft_id}}", f"{drafts}/{world.draft}"
    yield _get(one, url)
    yield Ask("POST", f"{one}/dry-run", f"{url}/dry-run")
    yield Ask("PUT", one, url, {"version": STALE, "title": "试一试"})
    yield Ask(
        "PUT", f"{one}/rules/{{code}}", f"{url}/rules/R-LL2-01", {"version": STALE, "rule": STALLS_TO_CGB}
    )
    yield Ask("DELETE", f"{one}/rules/{{code}}", f"{url}/rules/R-LL2-01?version={STALE}")
    for step in ("rebase", "submit", "send-back", "approve"):
        yield Ask("POST", f"{one}/{step}", f"{url}/{step}", {"version": STALE, "reason": "试一试"})
    yield Ask("DELETE", one, f"{url}?version={STALE}")


def answers(bureau: Bureau) -> dict[str, dict[str, str]]:
    """What each chair is answered at each door; last, where somebody is signed out."""
    world, moving = begin_world(bureau), Moving(bureau["inspector"])
    return {
        ask.name: {chair: _answer(bureau, moving, ask, who, world.case) for chair, who in CHAIRS.items()}
        for ask in sorted(asks(world), key=lambda ask: ask.anew)
    }


class Moving:
    """A case in the lead unit's hands to try a step on; after one that was taken there is another."""

    def __init__(self, reporter: Someone) -> None:
        self.reporter = reporter
        self.case: str | None = None

    def in_hand(self) -> tuple[str, int]:
        """The case and the version it is at."""
        self.case = self.case or self.reporter.files()["id"]
        return self.case, self.reporter.case(self.case)["version"]


def _answer(bureau: Bureau, moving: Moving, ask: Ask, username: str | None, the_case: str) -> str:
    browser: TestClient | Any = bureau.stranger()
    if username is not None:
        browser = Someone(bureau.stranger(), username).http if ask.anew else bureau[username].http
    url, body = ask.url.replace("{fresh}", str(uuid4())), ask.body
    if "{moving}" in url:
        case, version = moving.in_hand()
        url, body = url.replace("{moving}", case), {**body, "version": version}
    more: dict[str, Any] = {"content": ask.content} if ask.content is not None else {}
    if body is not None:
        more["json"] = body
    answer = browser.request(ask.method, url, headers=ask.headers, follow_redirects=False, **more)
    if "{moving}" in ask.url and answer.status_code == 200:
        moving.case = None
    said = str(answer.status_code)
    if ask.method == "HEAD" and answer.status_code == 204:
        said += " none" if answer.headers["upload-offset"] == "0" else " some"
    if the_case not in ask.url and the_case in answer.text:
        said += " the case"
    return said


def as_csv(table: dict[str, dict[str, str]]) -> str:
    """The table as it is kept."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["route", *CHAIRS])
    writer.writerows([name, *cells.values()] for name, cells in table.items())
    return out.getvalue()


def read_table() -> dict[str, dict[str, str]]:
    """The table as it should be."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row.pop("route"): row for row in rows}


def main() -> None:
    """Print the table as it is."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder, "prepared"))
        with open_bureau(Path(folder, "prepared"), Path(folder, "bureau")) as bureau:
            sys.stdout.write(as_csv(answers(bureau)))


if __name__ == "__main__":
    main()
