"""A case's evidence as one file: whole, in the same order every time, and any change to it is found by ``check.py``."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cases.auditing import audit
from app.live.happened import read_on
from app.photos.store import DiskStore
from tests.bureau import Bureau, fix_off
from tests.evidence.stories import (
    Files,
    Proved,
    a_proved_case,
    faults_in,
    files_in,
    unpacked_in,
    with_data,
    zipped,
)
from tests.journal.owner import as_owner


@pytest.fixture
def proved(bureau: Bureau) -> Proved:
    """A case with everything that can be proved."""
    return a_proved_case(bureau)


def test_the_pack_has_everything_and_agrees(files: Files) -> None:
    assert list(files)[:3] == ["index.html", "check.py", "pack.json"]
    assert list(files)[-1] == "manifest.json"
    photos = [name.rsplit("-", 1)[0] for name in files if name.startswith("photos/")]
    assert photos == ["photos/01-before", "photos/02-far", "photos/03-after"]
    assert faults_in(files) == []
    pack = json.loads(files["pack.json"])
    assert all(entry["proof"] for entry in pack["entries"])  # the last one too: taking a pack signs first
    assert [json.loads(entry["sealed"])["operation"] for entry in pack["entries"]][-1] == "evidence"
    assert [seal["verdict"] for seal in pack["seals"]] == ["valid", "valid"]
    assert [photo["location"] and photo["location"]["lat"] for photo in pack["photos"]] == [
        None,
        None,
        fix_off(35)["lat"],
    ]


def test_taking_it_stands_in_the_journal(proved: Proved) -> None:
    before = proved.bureau["command"].case(proved.id)["version"]
    proved.pack("dispatcher-zfdd")

    last = proved.bureau["command"].journal(proved.id)[-1]
    assert (last["operation"], last["label"]) == ("evidence", "导出证据包")
    assert proved.bureau["command"].case(proved.id)["version"] == before
    with proved.bureau.database.reading() as session:
        assert audit(session).faults == []


def test_only_who_may_see_the_case_takes_its_evidence(proved: Proved) -> None:
    address = f"/api/cases/{proved.id}/evidence.zip"

    assert proved.bureau["crew-cgzx"].http.get(address).status_code == 404
    assert proved.bureau.stranger().get(address).status_code == 401
    assert proved.bureau["inspector"].http.get(address).status_code == 200
    assert len([e for e in proved.bureau["command"].journal(proved.id) if e["operation"] == "evidence"]) == 1


def test_what_is_no_step_reaches_the_screens_of_a_case_that_has_moved(bureau: Bureau) -> None:
    """A case that has left a unit: an entry without a version must not stop the live stream."""
    case_id = bureau["inspector"].files()["id"]
    bureau["dispatcher-zfdd"].does("return", case_id, reason="不属于本单位职责")
    bureau["command"].does("dispatch", case_id, unit="CGZX", reason="由城市管理中心处置")
    bureau["command"].http.get(f"/api/cases/{case_id}/evidence.zip")

    events = read_on(bureau.database, 0, None, 100).events

    assert events[-1].seq == bureau["command"].journal(case_id)[-1]["seq"]


def flipped(data: bytes, at: int = 500) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def photo_of(files: Files, at: int) -> str:
    return [name for name in files if name.startswith("photos/")][at]


def edit_entry(data: dict[str, Any], change: Callable[[str], str]) -> None:
    data["entries"][0]["sealed"] = change(data["entries"][0]["sealed"])


def reseal(data: dict[str, Any]) -> None:
    """A forger who knows how entries are hashed."""
    import hashlib  # noqa: PLC0415  (only this forger needs it)

    entry = data["entries"][0]
    entry["sealed"] = entry["sealed"].replace("118.1602", "118.1702")
    entry["hash"] = hashlib.sha256(entry["sealed"].encode()).hexdigest()


def drop_step(data: dict[str, Any]) -> None:
    del data["entries"][2]


def swap_photos(data: dict[str, Any]) -> None:
    data["photos"][0], data["photos"][1] = data["photos"][1], data["photos"][0]


def alter_seal(data: dict[str, Any]) -> None:
    data["seals"][0]["statement"] = data["seals"][0]["statement"].replace("118.1602", "118.1702")


def other_key(data: dict[str, Any]) -> None:
    data["seals"][0]["public_key"] = data["seals"][1]["public_key"]


def drop_seal(data: dict[str, Any]) -> None:
    del data["seals"][0]


def alter_checkpoint(data: dict[str, Any]) -> None:
    text = data["checkpoints"][-1]["text"]
    data["checkpoints"][-1]["text"] = text.replace('\\"count\\":', '\\"count\\":1')


FORGERIES: list[tuple[str, Callable[[Files], Files], str]] = [
    ("one bit of a photo", lambda f: f | {photo_of(f, 1): flipped(f[photo_of(f, 1)])}, "第 2 张照片"),
    ("a photo gone", lambda f: {n: d for n, d in f.items() if n != photo_of(f, 0)}, "的原件不在证据包里"),
    (
        "two photos exchanged",
        lambda f: f | {photo_of(f, 0): f[photo_of(f, 1)], photo_of(f, 1): f[photo_of(f, 0)]},
        "第 1 张照片",
    ),
    ("another order", lambda f: with_data(f, swap_photos), "照片清单与流转记录不符"),
    (
        "a word of the journal",
        lambda f: with_data(f, lambda d: edit_entry(d, lambda s: s.replace("店外", "店内"))),
        "内容被改动",
    ),
    ("an entry hashed anew", lambda f: with_data(f, reseal), "不在检查点第"),
    ("a step left out", lambda f: with_data(f, drop_step), "流转记录不完整"),
    ("a seal altered", lambda f: with_data(f, alter_seal), "第 1 步的设备签名"),
    ("a seal under another key", lambda f: with_data(f, other_key), "第 1 步的设备签名验不过"),
    ("a seal left out", lambda f: with_data(f, drop_seal), "有签名被增减"),
    ("a checkpoint altered", lambda f: with_data(f, alter_checkpoint), "的签名不符"),
    (
        "a page that shows something else",
        lambda f: f | {"index.html": f["index.html"].replace("执法大队".encode(), "别的单位".encode())},
        "网页被改动",
    ),
    (
        "the checking program replaced",
        lambda f: f | {"check.py": b"print('fine')"},
        "check.py 在导出后被改动",
    ),
    ("no manifest", lambda f: {n: d for n, d in f.items() if n != "manifest.json"}, "manifest.json 不见了"),
]


@pytest.mark.parametrize(("forge", "said"), [row[1:] for row in FORGERIES], ids=[row[0] for row in FORGERIES])
def test_a_forged_pack_is_found(files: Files, forge: Callable[[Files], Files], said: str) -> None:
    faults = faults_in(forge(files))

    assert any(said in fault for fault in faults), faults


def test_an_original_that_was_changed_on_the_disk_comes_as_it_is_and_is_found(
    proved: Proved,
) -> None:
    store = DiskStore(Path(proved.bureau.settings.blob_url.removeprefix("file:")))
    photo = proved.bureau["command"].case(proved.id)["photos"][0]["sha256"]
    path = store.path(photo)
    path.chmod(0o600)
    path.write_bytes(flipped(path.read_bytes()))

    (fault,) = faults_in(files_in(proved.pack()))

    assert fault.startswith("第 1 张照片")


def test_a_journal_altered_on_the_server_makes_a_pack_that_says_so(proved: Proved) -> None:
    as_owner(proved.bureau, "UPDATE journal SET actor_name = '别人' WHERE operation = 'feedback'")

    assert any("内容被改动" in fault for fault in faults_in(files_in(proved.pack())))


def run_check(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """``check.py`` as a third party starts it: alone, with nothing of ours on the path."""
    return subprocess.run(
        [sys.executable, "-I", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def test_check_py_runs_alone_on_the_folder_and_on_the_zip(files: Files, tmp_path: Path) -> None:
    folder = unpacked_in(tmp_path / "pack", files)
    (tmp_path / "pack.zip").write_bytes(zipped(files))

    for answer in (
        run_check("check.py", cwd=folder),
        run_check(str(folder / "check.py"), "pack.zip", cwd=tmp_path),
    ):
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert "全部一致" in answer.stdout
    assert run_check(str(folder / "check.py"), "nothing.zip", cwd=tmp_path).returncode == 2


def test_check_py_ends_with_1_where_something_differs(files: Files, tmp_path: Path) -> None:
    forged = files | {photo_of(files, 0): flipped(files[photo_of(files, 0)])}

    answer = run_check("check.py", cwd=unpacked_in(tmp_path, forged))

    assert answer.returncode == 1
    assert "不一致" in answer.stdout


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_the_commands_on_the_page_work(files: Files, tmp_path: Path) -> None:
    folder = unpacked_in(tmp_path, files)
    stem = next(name for name in files if name.startswith("checkpoints/")).rsplit(".", 1)[0]
    for command in (
        f"openssl pkeyutl -verify -pubin -inkey keys/service.pem -rawin -in {stem}.txt -sigfile {stem}.sig",
        "openssl dgst -sha256 -verify seals/01.pem -signature seals/01.sig seals/01.txt",
    ):
        answer = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stdout + answer.stderr
