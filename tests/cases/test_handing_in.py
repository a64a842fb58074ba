"""What a phone could not send is handed in as a file and filed as if it had been sent, once."""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from tests.bureau import Bureau, photo, report_body
from tests.seals.phone import Phone as Signing


class Phone(Signing):
    """An export, word for word as the app writes it."""

    def __init__(self, bureau: Bureau, username: str, *, registered: bool = True) -> None:
        super().__init__()
        if registered:
            self.registers(bureau[username])
        self.owner = bureau[username].http.get("/api/me").json()["id"]
        self.items: list[dict[str, Any]] = []
        self.photos: dict[str, bytes] = {}

    def takes(self, data: bytes) -> str:
        digest = sha256(data).hexdigest()
        self.photos[digest] = data
        return digest

    def reports(self, **changes: Any) -> dict[str, Any]:
        case_id = str(uuid4())
        report = report_body(self.takes(photo()))
        report |= {"seal": self.seals(case_id, report)} | changes
        item = {"kind": "report", "id": case_id, "owner": self.owner, "report": report}
        self.items.append(item)
        return item

    def steps(self, case_id: str, operation: str, version: int, **brought: Any) -> dict[str, Any]:
        step_id = str(uuid4())
        step = {"version": version, "photos": [], "step_id": step_id, **brought}
        item = {
            "kind": "step",
            "id": step_id,
            "owner": self.owner,
            "case_id": case_id,
            "operation": operation,
            "step": step,
        }
        self.items.append(item)
        return item

    def exports(self, folder: Path, **changes: Any) -> Path:
        contents = {
            "format": "xuncheng-outbox",
            "record": 2,
            "exported_at": "2026-11-25T08:00:00Z",
            "items": self.items,
        }
        file = folder / "outbox.zip"
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("outbox.json", json.dumps(contents | changes))
            for digest, data in self.photos.items():
                packed.writestr(f"photos/{digest}", data)
        return file


@pytest.fixture
def hand_in(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("XUNCHENG_DATABASE_URL", bureau.settings.database_url)
    monkeypatch.setenv("XUNCHENG_BLOB_URL", bureau.settings.blob_url)
    return lambda file, *options: CliRunner().invoke(cli, ["import", "outbox", str(file), *options])


def test_a_report_is_filed_in_its_inspectors_name_and_only_once(
    bureau: Bureau, tmp_path: Path, hand_in: Any
) -> None:
    phone = Phone(bureau, "inspector")
    item = phone.reports()
    file = phone.exports(tmp_path)

    first, again = hand_in(file), hand_in(file)
    sent_after_all = bureau["inspector"].http.put(f"/api/cases/{item['id']}", json=item["report"])

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "收下　上报" in first.output
    assert "早已收到" in again.output
    assert sent_after_all.status_code == 200
    case = bureau["inspector"].case(item["id"])
    assert case["state"] == "DISPATCHED"
    digest = case["photos"][0]["sha256"]
    assert bureau["inspector"].http.get(f"/api/photos/{digest}/original").content == phone.photos[digest]
    assert len(bureau["command"].http.get("/api/cases").json()["items"]) == 1


def test_a_crews_steps_are_done_and_may_be_sent_afterwards(
    bureau: Bureau, tmp_path: Path, hand_in: Any
) -> None:
    case_id = bureau["inspector"].files()["id"]
    phone = Phone(bureau, "crew-zfdd")
    phone.steps(case_id, "accept", 3)
    after = {"sha256": phone.takes(photo(role="after")), "role": "after"}
    feedback = phone.steps(case_id, "feedback", 4, photos=[after])
    feedback["step"]["seal"] = phone.seals_step(case_id, "feedback", [after])

    answer = hand_in(phone.exports(tmp_path), "--unsealed")  # a step without a photo has no seal
    sent_after_all = bureau["crew-zfdd"].http.post(f"/api/cases/{case_id}/feedback", json=feedback["step"])

    assert answer.exit_code == 0, answer.output
    assert sent_after_all.status_code == 200
    assert bureau["command"].case(case_id)["state"] == "FEEDBACK"


def test_what_others_have_overtaken_is_told_and_the_rest_is_taken(
    bureau: Bureau, tmp_path: Path, hand_in: Any
) -> None:
    case_id = bureau["inspector"].files()["id"]
    bureau["dispatcher-zfdd"].does("accept", case_id)
    phone = Phone(bureau, "crew-zfdd")
    phone.steps(case_id, "accept", 3)
    inspector = Phone(bureau, "inspector")
    item = inspector.reports()
    phone.items += inspector.items
    phone.photos |= inspector.photos

    answer = hand_in(phone.exports(tmp_path), "--unsealed")

    assert answer.exit_code == 1
    assert "签收" in answer.output
    assert "收下 1 件，未收 1 件" in answer.output
    assert bureau["command"].case(item["id"])["state"] == "DISPATCHED"
    assert bureau["command"].case(case_id)["version"] == 4


def test_the_journal_says_that_it_came_by_file_and_by_which(
    bureau: Bureau, tmp_path: Path, hand_in: Any
) -> None:
    phone = Phone(bureau, "inspector")
    item = phone.reports()
    file = phone.exports(tmp_path)

    assert hand_in(file, "--unsealed").exit_code == 0

    by_file = {"command": "import outbox", "file": sha256(file.read_bytes()).hexdigest(), "sealed": True}
    assert [entry["detail"].get("by_file") for entry in bureau["command"].journal(item["id"])] == [
        by_file
    ] * 3
    assert CliRunner().invoke(cli, ["verify", item["id"]]).exit_code == 0


def no_seal(_phone: Phone, report: dict[str, Any], _case_id: str) -> None:
    del report["seal"]


def of_a_key_nobody_knows(_phone: Phone, report: dict[str, Any], case_id: str) -> None:
    report["seal"] = Signing().seals(case_id, report)


def of_another_report(phone: Phone, report: dict[str, Any], _case_id: str) -> None:
    report["seal"] = phone.seals(str(uuid4()), report)


@pytest.mark.parametrize("made_up", [no_seal, of_a_key_nobody_knows, of_another_report])
def test_what_its_owner_has_not_sealed_is_refused_unless_the_operator_answers_for_it(
    bureau: Bureau, tmp_path: Path, hand_in: Any, made_up: Callable[[Phone, dict[str, Any], str], None]
) -> None:
    phone = Phone(bureau, "inspector2")
    item = phone.reports()
    made_up(phone, item["report"], item["id"])
    file = phone.exports(tmp_path)

    refused = hand_in(file)
    assert refused.exit_code == 1
    assert "--unsealed" in refused.output
    assert bureau["command"].http.get(f"/api/cases/{item['id']}").status_code == 404

    assert hand_in(file, "--unsealed").exit_code == 0
    entry = bureau["command"].journal(item["id"])[0]
    assert (entry["operation"], entry["detail"]["by_file"]["sealed"]) == ("report", False)


def test_a_report_that_was_sent_says_nothing_of_a_file(bureau: Bureau) -> None:
    case_id = bureau["inspector"].files()["id"]
    assert all("by_file" not in entry["detail"] for entry in bureau["command"].journal(case_id))


@pytest.mark.parametrize("changes", [{"record": 3}, {"format": "other"}, {"items": [{"kind": "report"}]}])
def test_a_file_that_is_no_export_is_refused_with_a_sentence(
    bureau: Bureau, tmp_path: Path, hand_in: Any, changes: dict[str, Any]
) -> None:
    answer = hand_in(Phone(bureau, "inspector").exports(tmp_path, **changes))

    assert answer.exit_code == 1
    assert "outbox.zip" in answer.output


def test_a_photo_that_was_changed_in_the_file_is_refused(
    bureau: Bureau, tmp_path: Path, hand_in: Any
) -> None:
    phone = Phone(bureau, "inspector")
    item = phone.reports()
    phone.photos = dict.fromkeys(phone.photos, photo())

    answer = hand_in(phone.exports(tmp_path))

    assert answer.exit_code == 1
    assert "不一致" in answer.output
    assert bureau["command"].http.get(f"/api/cases/{item['id']}").status_code == 404


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, hand_in: Any) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(photo())

    assert "不是手机导出的文件" in hand_in(file).output
