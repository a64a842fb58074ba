"""PostgreSQL is restarted at seven in the morning: nobody hears 收下 of what was not, and all goes on by itself."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import Response

from app.photos.models import Photo
from tests.bureau import Bureau, Someone, open_bureau, photo, prepare, report_body
from tests.postgres import running_postgres
from tests.waiting import wait_for

AT_ONCE = 8


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the server's own user may enter."""
    with tempfile.TemporaryDirectory(prefix="xuncheng-pg-") as name:
        yield Path(name)


@contextmanager
def bureau_on(home: Path, folder: Path, name: str) -> Iterator[Bureau]:
    """A bureau whose renditions are made ahead, in a database of a server that the test stops and starts."""
    with open_bureau(
        None, folder, f"postgresql+psycopg://xuncheng@/{name}?host={home}", render_ahead=True
    ) as bureau:
        yield bureau


def at_once(ask: Callable[[int], Response]) -> list[Response]:
    """As many people at the same moment as keep a handful of connections busy."""
    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(ask, range(AT_ONCE)))


def sends(alice: Someone, data: bytes) -> Response:
    answer: Response = alice.http.put(f"/api/photos/{hashlib.sha256(data).hexdigest()}", content=data)
    return answer


def is_rendered(bureau: Bureau, sha256: str) -> bool:
    with bureau.database.reading() as session:
        found = session.get(Photo, sha256)
        return found is not None and found.examined_at is not None


def test_the_database_goes_and_comes_back_and_nobody_has_to_do_anything(tmp_path: Path, home: Path) -> None:
    folder, case_id, data = tmp_path / "bureau", str(uuid4()), photo()
    with ExitStack() as first:
        server = first.enter_context(running_postgres(home))
        name = server.new_database()
        prepare(folder, server.url(name))
        with bureau_on(home, folder, name) as bureau:
            alice, desk = bureau["inspector"], bureau["dispatcher-zfdd"]
            before = alice.files()
            assert {one.status_code for one in at_once(lambda _: desk.http.get("/api/cases"))} == {200}
            body = report_body(alice.take_photo())

            first.close()
            away = [
                sends(alice, data),
                alice.http.put(f"/api/cases/{case_id}", json=body),
                *at_once(lambda _: desk.http.get("/api/cases")),
                desk.http.get(f"/api/cases/{before['id']}"),
                desk.try_step(before["id"], "accept", 3),
            ]
            ready = bureau.stranger().get("/readyz").status_code
            with running_postgres(home):
                back = at_once(lambda _: desk.http.get("/api/cases"))
                taken = [sends(alice, data), alice.http.put(f"/api/cases/{case_id}", json=body)]
                accepted = desk.does("accept", before["id"])
                wait_for(lambda: is_rendered(bureau, hashlib.sha256(data).hexdigest()))

            assert [one.status_code for one in away] == [503] * len(away)
            assert {one.json()["type"] for one in away} == {"urn:xuncheng:problem:database-away"}
            assert "稍后会自动重发" in away[0].json()["detail"]
            assert (away[0].headers["retry-after"], ready) == ("10", 503)
            assert [one.status_code for one in (*back, *taken)] == [200] * AT_ONCE + [201, 201]
            assert accepted["state"] == "ACCEPTED"
