"""Whoever owns the database and the disk may change what they like; verifying names the case, the photo, the way back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases.auditing import Scope, Tally, audit
from app.photos.store import DiskStore
from tests.bureau import Bureau, fix_off, report_body
from tests.journal.owner import as_owner
from tests.seals.phone import Phone


@dataclass
class Story:
    """A bureau with two sealed cases of two photos each; the first one fed back under a seal."""

    bureau: Bureau
    store: DiskStore
    ids: list[str]
    numbers: list[str]
    photos: list[list[str]]

    def key(self, case: int) -> str:
        """The case's id as SQL writes it."""
        id_ = UUID(self.ids[case])
        return f"'{id_}'" if self.bureau.database.engine.dialect.name == "postgresql" else f"'{id_.hex}'"

    def found(self, case_id: str | None = None) -> list[str]:
        """What verifying says."""
        with self.bureau.database.reading() as session:
            return audit(session, UUID(case_id) if case_id else None, Scope(self.store)).faults


@pytest.fixture
def story(bureau: Bureau) -> Story:
    """Two cases, honestly made."""
    inspector, crew = bureau["inspector"], bureau["crew-zfdd"]
    phone, crews = Phone(), Phone()
    phone.registers(inspector)
    crews.registers(crew)
    ids: list[str] = []
    numbers: list[str] = []
    photos: list[list[str]] = []
    for _ in range(2):
        case_id, brought = str(uuid4()), [inspector.take_photo(), inspector.take_photo()]
        report = report_body(brought[0])
        far = {"role": "far", "taken_at": "2026-11-23T09:00:01+08:00", "location": fix_off(20)}
        report["photos"] += [{"sha256": brought[1], **far}]
        sealed = report | {"seal": phone.seals(case_id, report)}
        answer = inspector.http.put(f"/api/cases/{case_id}", json=sealed)
        ids, numbers, photos = [*ids, case_id], [*numbers, answer.json()["number"]], [*photos, brought]
    bureau["dispatcher-zfdd"].does("accept", ids[0])
    after: list[dict[str, Any]] = [{"sha256": crew.take_photo(role="after"), "role": "after"}]
    crew.does("feedback", ids[0], photos=after, seal=crews.seals_step(ids[0], "feedback", after))
    store = DiskStore(Path(bureau.settings.blob_url.removeprefix("file:")))
    return Story(bureau, store, ids, numbers, photos)


def test_what_is_honest_verifies_with_every_bit(story: Story) -> None:
    tally = Tally()
    assert story.found() == []
    assert story.found(story.ids[0]) == []
    with story.bureau.database.reading() as session:
        tally = audit(session, scope=Scope(story.store)).tally
    assert (tally.photos, tally.originals, tally.seals) == (5, 5, 3)


def flip(path: Path, at: int) -> None:
    """Turn one bit over."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


@pytest.mark.parametrize("at", [0, 1_000, -1])
def test_one_bit_of_one_original(story: Story, at: int) -> None:
    flip(story.store.path(story.photos[1][1]), at)

    (fault,) = story.found()

    assert fault.startswith(
        f"案件 {story.numbers[1]} 第 2 张照片（远景 {story.photos[1][1][:12]}…）的原件内容被改动"
    )
    assert "从备份恢复" in fault
    assert story.found(story.ids[1]) == [fault]
    assert story.found(story.ids[0]) == []


def test_an_original_cut_short_or_gone(story: Story) -> None:
    path = story.store.path(story.photos[0][0])
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    story.store.path(story.photos[0][1]).unlink()

    faults = "\n".join(sorted(story.found()))

    assert f"案件 {story.numbers[0]} 第 1 张照片" in faults
    assert "内容被改动" in faults
    assert f"案件 {story.numbers[0]} 第 2 张照片" in faults
    assert "不见了" in faults


def test_a_rendition_is_no_evidence(story: Story) -> None:
    """It can be made again: whatever becomes of it, the original is what counts."""
    story.store.put_rendition(story.photos[0][0], "screen", b"painted over")

    assert story.found() == []


def sql(story: Story, statement: str) -> str:
    """``{a}`` and ``{b}`` are the two cases, ``{a0}`` … their photos."""
    names = {f"{case}{at}": f"'{story.photos[n][at]}'" for n, case in enumerate("ab") for at in range(2)}
    return statement.format(a=story.key(0), b=story.key(1), **names)


TAMPERING: list[tuple[str, list[str], list[str]]] = [
    (
        "two cases' photos exchanged",
        [
            "UPDATE case_photos SET sha256 = {b0} WHERE case_id = {a} AND position = 0",
            "UPDATE case_photos SET sha256 = {a0} WHERE case_id = {b} AND position = 0",
        ],
        ["案件 A 第 1 张照片", "被换成了", "原来那张现在挂在案件 B"],
    ),
    (
        "one case's photos in another order",
        [
            "UPDATE case_photos SET position = 9 WHERE case_id = {a} AND position = 0",
            "UPDATE case_photos SET position = 0 WHERE case_id = {a} AND position = 1",
            "UPDATE case_photos SET position = 1 WHERE case_id = {a} AND position = 9",
        ],
        ["案件 A 第 1 张照片", "案件 A 第 2 张照片", "被换成了"],
    ),
    (
        "a photo in another role",
        ["UPDATE case_photos SET role = 'after' WHERE case_id = {b} AND position = 1"],
        ["案件 B 第 2 张照片（远景", "用途、拍摄时间、拍摄位置或来源被改动"],
    ),
    (
        "a photo's time altered",
        ["UPDATE case_photos SET taken_at = '2026-11-20 01:00:00' WHERE case_id = {b} AND position = 1"],
        ["案件 B 第 2 张照片", "用途、拍摄时间、拍摄位置或来源被改动"],
    ),
    (
        "a photo's place moved",
        ["UPDATE case_photos SET lat = lat + 0.01 WHERE case_id = {b} AND position = 1"],
        ["案件 B 第 2 张照片", "用途、拍摄时间、拍摄位置或来源被改动"],
    ),
    (
        "a photo's place wiped",
        [
            "UPDATE case_photos SET lon = NULL, lat = NULL, accuracy_m = NULL, fixed_at = NULL, fix_source = NULL WHERE case_id = {b} AND position = 1"
        ],
        ["案件 B 第 2 张照片", "用途、拍摄时间、拍摄位置或来源被改动"],
    ),
    (
        "a place given to a photo without one",
        ["UPDATE case_photos SET lon = 118.1, lat = 36.1 WHERE case_id = {b} AND position = 0"],
        ["案件 B 第 1 张照片", "用途、拍摄时间、拍摄位置或来源被改动"],
    ),
    (
        "a photo dropped from a case",
        ["DELETE FROM case_photos WHERE case_id = {a} AND position = 1"],
        ["案件 A 第 2 张照片（远景", "不见了", "挂回案件"],
    ),
    (
        "a photo put into a case",
        ["UPDATE case_photos SET case_id = {b}, position = 2 WHERE case_id = {a} AND position = 2"],
        ["案件 A 第 3 张照片（处置后", "案件 B 多出第 3 张照片"],
    ),
    (
        "a photo dropped from the register",
        ["DELETE FROM photo_bearers WHERE sha256 = {a0}", "DELETE FROM photos WHERE sha256 = {a0}"],
        ["案件 A 第 1 张照片", "在照片登记中不见了"],
    ),
    ("a seal dropped", ["DELETE FROM seals WHERE case_id = {b}"], ["案件 B 的设备签名", "不见了"]),
    (
        "a seal's statement altered",
        ["UPDATE seals SET statement = replace(statement, '118.1602', '118.1603') WHERE case_id = {b}"],
        ["案件 B 的设备签名", "被改动"],
    ),
    (
        "a seal's signature altered",
        ["UPDATE seals SET signature = 'x' || signature WHERE case_id = {b}"],
        ["案件 B 的设备签名", "被改动"],
    ),
    (
        "a verdict altered",
        ["UPDATE seals SET verdict = 'unknown_key' WHERE case_id = {b}"],
        ["案件 B 的设备签名", "被改动"],
    ),
    (
        "a seal moved to another case",
        ["UPDATE seals SET case_id = {b}, version = 7 WHERE case_id = {a} AND version = 1"],
        ["案件 A 的设备签名", "不见了", "案件 B 第 7 步多出一个设备签名"],
    ),
    ("a case moved", ["UPDATE cases SET lat = lat + 0.01 WHERE id = {a}"], ["案件 A 的纬度与上报时不符"]),
    (
        "a fix made better",
        ["UPDATE cases SET accuracy_m = 1 WHERE id = {a}"],
        ["案件 A 的定位精度与上报时不符"],
    ),
    (
        "another reporter",
        [
            "UPDATE cases SET reporter_id = (SELECT id FROM accounts WHERE username = 'inspector2') WHERE id = {a}"
        ],
        ["案件 A 的上报人与上报时不符"],
    ),
    ("a journal entry dropped", ["DELETE FROM journal WHERE seq = 4"], ["第 4 条至第 4 条缺失"]),
    ("a key set free", ["UPDATE device_keys SET public_key = 'x'"], ["设备密钥", "与流转记录不符"]),
    ("a key dropped", ["DELETE FROM device_keys"], ["设备密钥", "不见了"]),
    (
        "a key slipped in",
        [
            "INSERT INTO device_keys SELECT 'aa', account_id, public_key, label, registered_at, NULL, NULL FROM device_keys LIMIT 1"
        ],
        ["设备密钥 aa… 没有登记过"],
    ),
]


@pytest.mark.parametrize(
    ("statements", "said"), [row[1:] for row in TAMPERING], ids=[row[0] for row in TAMPERING]
)
def test_tampering_is_found_and_named(story: Story, statements: list[str], said: list[str]) -> None:
    as_owner(story.bureau, *[sql(story, statement) for statement in statements])

    faults = "\n".join(story.found())

    for words in said:
        assert (
            words.replace(" A ", f" {story.numbers[0]} ").replace(" B", f" {story.numbers[1]}") in faults
        ), faults


def test_verifying_reads_while_others_write(story: Story) -> None:
    """What is reported meanwhile is no fault: everything is seen as it stood at the beginning."""
    seen: list[str] = []

    def meanwhile(_what: str, _count: int) -> None:
        if not seen:
            seen.append(story.bureau["inspector2"].files()["id"])

    with story.bureau.database.reading() as session:
        result = audit(session, scope=Scope(story.store, tell=meanwhile))

    assert seen
    assert result.faults == []
    assert result.cases == 2
