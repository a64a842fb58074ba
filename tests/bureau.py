"""A whole bureau for a test: the real app on a database and a photo store of its own, and people who sign in.

``PLACES`` are positions in WGS-84 (lon, lat).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi.testclient import TestClient
from httpx import Response
from pydantic import SecretStr

from app.core.clock import set_clock
from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import migrate
from app.demo.accounts import make_demo_accounts
from app.demo.draw import draw_scene
from app.main import create_app
from app.notices.read import read_folder
from app.notices.versions import load

PASSWORD = "a password for tests"
COUNTY_SEAT = (118.1602, 36.1861)
OUT_OF_COUNTY = (117.12, 36.65)
SHUTTER = "2026-11-23T09:00:00+08:00"
"""When the photo of ``report_body`` was taken."""


class Someone:
    """A person with a browser of their own."""

    def __init__(self, browser: httpx.Client, username: str) -> None:
        self.http = browser
        self.username = username
        answer = self.http.post("/api/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    def send_photo(self, data: bytes) -> str:
        """Upload a photo; returns its hash."""
        digest = sha256(data).hexdigest()
        answer = self.http.put(f"/api/photos/{digest}", content=data)
        assert answer.status_code in {200, 201}, answer.text
        return digest

    def take_photo(self, category: str = "LL2-02", seed: int | None = None, role: str = "before") -> str:
        """Take a photo nobody has taken before and upload it."""
        return self.send_photo(photo(category, seed, role))

    def report(self, category: str = "LL2-02", **changes: Any) -> Response:
        """File a report with one fresh photo; ``changes`` replace parts of it."""
        case_id = changes.pop("id", None) or str(uuid4())
        body = report_body(self.take_photo(category), category) | changes
        answer: Response = self.http.put(f"/api/cases/{case_id}", json=body)
        return answer

    def files(self, category: str = "LL2-02", **changes: Any) -> dict[str, Any]:
        """File a report that must be taken; returns the receipt."""
        answer = self.report(category, **changes)
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def case(self, case_id: str) -> dict[str, Any]:
        """The case as this person sees it."""
        answer = self.http.get(f"/api/cases/{case_id}")
        assert answer.status_code == 200, answer.text
        case: dict[str, Any] = answer.json()
        return case

    def try_step(self, case_id: str, operation: str, version: int, **body: Any) -> Response:
        """Try one operation, having seen that version."""
        answer: Response = self.http.post(
            f"/api/cases/{case_id}/{operation}", json={"version": version, **body}
        )
        return answer

    def does(self, operation: str, case_id: str, **body: Any) -> dict[str, Any]:
        """One operation that must be allowed, on the case as it is now."""
        answer = self.try_step(case_id, operation, self.case(case_id)["version"], **body)
        assert answer.status_code == 200, answer.text
        case: dict[str, Any] = answer.json()
        return case

    def feeds_back(self, case_id: str, **body: Any) -> dict[str, Any]:
        """Feed back with an after-photo."""
        after = {"sha256": self.take_photo(role="after"), "role": "after"}
        return self.does("feedback", case_id, photos=[after], **body)

    def journal(self, case_id: str) -> list[dict[str, Any]]:
        """The case's journal."""
        items: list[dict[str, Any]] = self.http.get(f"/api/cases/{case_id}/journal").json()["items"]
        return items


class Bureau:
    """The running app and its people."""

    def __init__(self, running: TestClient, settings: Settings) -> None:
        self.app: Any = running.app
        self.settings = settings
        self.database: Database = running.app.state.database  # type: ignore[attr-defined]  # it is our FastAPI app
        self._running = running
        self._people: dict[str, Someone] = {}

    def __getitem__(self, username: str) -> Someone:
        """The person with this username, signed in."""
        if username not in self._people:
            self._people[username] = Someone(self.stranger(), username)
        return self._people[username]

    def stranger(self) -> TestClient:
        """The browser of somebody who has not signed in; all share the one running event loop."""
        browser = TestClient(self.app)
        browser.portal = self._running.portal
        return browser


def settings_in(folder: Path, database_url: str | None = None) -> Settings:
    """Settings of a bureau whose files all lie in ``folder``, the database too unless it is elsewhere."""
    return Settings(
        database_url=database_url or f"sqlite:///{folder}/xuncheng.db",
        blob_url=f"file:{folder}/blobs",
        demo=True,
        render_ahead=False,  # a child process for every test's first photo would cost more than the test
        session_idle_seconds=40 * 86_400,  # stories skip weeks without signing in anew
        session_absolute_seconds=80 * 86_400,
        demo_password=SecretStr(PASSWORD),
        frontend_dir=folder / "no-frontend",
    )


def prepare(folder: Path, database_url: str | None = None) -> Settings:
    """A migrated database with the notice and the accounts, ready to be copied."""
    settings = settings_in(folder, database_url)
    database = Database(settings.database_url)
    migrate(database)
    notice = read_folder(settings.notice_dir)
    with database.writing() as session:
        load(session, notice)
        make_demo_accounts(session, notice, settings)
    database.dispose()
    return settings


@contextmanager
def open_bureau(
    prepared: Path | None, folder: Path, database_url: str | None = None, **changes: Any
) -> Iterator[Bureau]:
    """A bureau of one's own: a copy of a prepared folder, or on a database that is prepared already.

    ``changes`` replace settings.
    """
    if prepared is not None:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
    settings = settings_in(folder, database_url).model_copy(update=changes)
    with TestClient(create_app(settings)) as running:
        yield Bureau(running, settings)


def photo(category: str = "LL2-02", seed: int | None = None, role: str = "before") -> bytes:
    """A photo; without a seed one that nobody has taken before."""
    return draw_scene(category, uuid4().int & 0xFFFFFF if seed is None else seed, role)


def fix_off(metres_north: float, accuracy_m: float = 8) -> dict[str, Any]:
    """A device's fix so far from the county seat's middle, as a photo carries it."""
    lon, lat = COUNTY_SEAT
    return {
        "lon": lon,
        "lat": lat + metres_north / 111_195,
        "accuracy_m": accuracy_m,
        "fixed_at": SHUTTER,
        "source": "gps",
    }


def turn_to_the_shutter() -> None:
    """Let it be twenty minutes after the photo of ``report_body`` was taken; time goes on from there."""
    ahead = datetime.now(UTC) - datetime.fromisoformat(SHUTTER) - timedelta(minutes=20)
    set_clock(lambda: datetime.now(UTC) - ahead)


def report_body(digest: str, category: str = "LL2-02") -> dict[str, Any]:
    """A report in the middle of the county seat."""
    lon, lat = COUNTY_SEAT
    return {
        "category": category,
        "location": {
            "lon": lon,
            "lat": lat,
            "accuracy_m": 8,
            "fixed_at": SHUTTER,
            "source": "gps",
        },
        "taken_at": SHUTTER,
        "description": "振兴路与历山路交叉口向西20米",
        "photos": [{"sha256": digest, "role": "before", "taken_at": SHUTTER}],
        "attributes": {},
    }
