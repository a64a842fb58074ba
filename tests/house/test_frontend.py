"""The built front end on the wire: small, for ever where the name says what is in it, and a missing part is missing."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.frontend import serve_frontend

SCRIPT = b"export const words = 'one two three'\n" * 100


@pytest.fixture
def page(tmp_path: Path) -> Iterator[TestClient]:
    """A browser at a front end of two files."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>巡城</title>", "utf-8")
    (tmp_path / "assets/first-abc.js").write_bytes(SCRIPT)
    (tmp_path / "assets/first-abc.js.gz").write_bytes(gzip.compress(SCRIPT))
    app = FastAPI()
    serve_frontend(app, tmp_path)
    with TestClient(app) as client:
        yield client


def test_a_script_goes_compressed_to_whoever_takes_it_and_need_never_be_asked_for_again(
    page: TestClient,
) -> None:
    small = page.get("/assets/first-abc.js", headers={"Accept-Encoding": "gzip"})
    plain = page.get("/assets/first-abc.js", headers={"Accept-Encoding": "identity"})

    assert small.content == plain.content == SCRIPT
    assert int(small.headers["content-length"]) < len(SCRIPT) / 4
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    for answer in (small, plain):
        assert "immutable" in answer.headers["cache-control"]
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.headers["content-type"].startswith("text/javascript")


def test_a_deep_link_is_the_shell_and_a_part_of_an_older_version_is_gone(page: TestClient) -> None:
    deep = page.get("/report", headers={"Accept": "text/html", "Sec-Fetch-Mode": "navigate"})
    gone = page.get("/assets/first-old.js")

    assert "巡城" in deep.text
    assert gone.status_code == 404
    assert "巡城" not in gone.text
