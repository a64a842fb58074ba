"""A bureau whose photos are in a bucket: what Alice sends, what the desk sees, and what happens without the store."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from app.__main__ import cli
from app.cases.auditing import Scope, Tally, find_faults
from app.photos.s3 import BucketStore
from tests.bureau import Bureau, open_bureau, photo
from tests.journeys.serving import free_port
from tests.s3 import S3, running_s3

ROOT = Path(__file__).resolve().parents[2]


def faults(bureau: Bureau) -> list[str]:
    """What ``verify`` has against the bureau."""
    with bureau.database.reading() as session:
        return list(find_faults(session, Tally(), None, Scope(bureau.app.state.store)))


def test_a_report_its_pictures_and_its_evidence_come_out_of_the_bucket(
    prepared: Path, s3: S3, tmp_path: Path
) -> None:
    address = s3.new_bucket()
    with open_bureau(prepared, tmp_path / "bureau", **s3.says(address, tmp_path / "landing")) as bureau:
        assert isinstance(bureau.app.state.store, BucketStore)
        alice, command = bureau["inspector"], bureau["command"]
        data = photo()
        digest = alice.send_photo(data)
        case = alice.files(photos=[{"sha256": digest, "role": "before"}])

        original = command.http.get(f"/api/photos/{digest}/original")
        thumb = command.http.get(f"/api/photos/{digest}/thumb")

        assert original.content == data
        assert thumb.headers["content-type"] == "image/jpeg"
        assert s3.read(address, f"originals/{digest[:2]}/{digest[2:4]}/{digest}") == data
        assert not (tmp_path / "bureau" / "blobs" / "originals").exists()
        assert command.http.get(f"/api/cases/{case['id']}").status_code == 200
        assert faults(bureau) == []
        assert command.http.get("/readyz").status_code == 200


def test_without_the_store_a_photo_is_refused_with_a_sentence_and_taken_when_it_is_back(
    prepared: Path, tmp_path: Path
) -> None:
    home = tmp_path / "s3"
    home.mkdir()
    with running_s3(home=home) as first:
        address = first.new_bucket()
        says = first.says(address, tmp_path / "landing")
    with open_bureau(prepared, tmp_path / "bureau", **says) as bureau:
        alice, data = bureau["inspector"], photo()
        digest = hashlib.sha256(data).hexdigest()

        refused = alice.http.put(f"/api/photos/{digest}", content=data)
        ready = bureau.stranger().get("/readyz")
        with running_s3(port=int(address.endpoint.rpartition(":")[2]), home=home):
            taken = alice.http.put(f"/api/photos/{digest}", content=data)

        assert refused.status_code == 503
        assert refused.json()["type"].endswith("store-away")
        assert "照片库" in refused.json()["detail"]
        assert refused.headers["retry-after"]
        assert ready.status_code == 503
        assert taken.status_code == 201


def test_the_service_does_not_start_on_a_bucket_it_cannot_use_and_says_why(
    prepared: Path, s3: S3, tmp_path: Path
) -> None:
    settings = s3.environment(s3.new_bucket(), tmp_path) | {
        "XUNCHENG_S3_SECRET_KEY": "not the secret",
        "XUNCHENG_DATABASE_URL": f"sqlite:///{prepared}/xuncheng.db",
        "XUNCHENG_PORT": str(free_port()),
    }
    answer = subprocess.run(
        [sys.executable, "-m", "app", "serve"],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert answer.returncode == 1
    assert "照片库不可用" in answer.stderr
    assert "refuses our key" in answer.stderr
    assert "not the secret" not in answer.stderr


def test_the_command_line_moves_a_bureaus_photos_into_a_bucket_and_checks_them(
    prepared: Path, s3: S3, tmp_path: Path
) -> None:
    with open_bureau(prepared, tmp_path / "bureau") as bureau:
        digests = [bureau["inspector"].take_photo() for _ in range(2)]
    address = s3.new_bucket()
    environment = s3.environment(address, tmp_path / "landing")
    environment["XUNCHENG_DATABASE_URL"] = f"sqlite:///{tmp_path}/bureau/xuncheng.db"

    def run(*words: str, blob_url: str) -> Result:
        return CliRunner().invoke(cli, ["blobs", *words], env=environment | {"XUNCHENG_BLOB_URL": blob_url})

    on_disk, in_bucket = f"file:{tmp_path}/bureau/blobs", f"s3://{address.bucket}"
    moved = run("move", in_bucket, blob_url=on_disk)
    again = run("move", in_bucket, blob_url=on_disk)
    well = run("check", blob_url=in_bucket)
    BucketStore(address, tmp_path / "landing").remove(digests[0])
    missing = run("check", blob_url=in_bucket)

    assert [moved.exit_code, again.exit_code, well.exit_code] == [0, 0, 0], moved.stderr
    assert "这次复制 2 个" in moved.stdout
    assert "这次复制 0 个，原已在 2 个" in again.stdout
    assert "原件 2 个，哈希全部相符" in well.stdout
    assert missing.exit_code == 1
    assert f"{digests[0]}：不见了" in missing.stderr
