#!/usr/bin/env python3
"""巡城证据包核对程序：python3 check.py [证据包.zip 或解压后的文件夹]

Checks an evidence pack with nothing but Python (3.8 or newer): no network, no further program. Without an
argument it checks the folder it lies in. Ends with 0 if everything agrees, 1 if something does not, 2 if it
could not look.

What it cannot say: whether the service's public key is really the bureau's (compare it with the one that the
bureau publishes), whether the phone was where it says, and whether the clocks were right. See index.html.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Point = tuple[int, int] | None
    Reader = Callable[[str], bytes]

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
TWIST = -121665 * pow(121666, FIELD - 2, FIELD) % FIELD
P256_FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
P256_BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
P256_DER = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
"""What comes before x and y of a P-256 key in SubjectPublicKeyInfo."""


def unpacked(text: str) -> bytes:
    """Bytes from base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256(data: bytes) -> str:
    """In hex."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# Ed25519 (RFC 8032), verification only


def _ed_add(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    a = (one[1] - one[0]) * (other[1] - other[0]) % FIELD
    b = (one[1] + one[0]) * (other[1] + other[0]) % FIELD
    c = 2 * one[3] * other[3] * TWIST % FIELD
    d = 2 * one[2] * other[2] % FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def _ed_times(factor: int, point: tuple[int, ...]) -> tuple[int, ...]:
    total: tuple[int, ...] = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _ed_add(total, point)
        point, factor = _ed_add(point, point), factor >> 1
    return total


def _ed_x(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(TWIST * y * y + 1, FIELD - 2, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    if (x * x - square) % FIELD or (x == 0 and sign):
        raise ValueError("not a point")
    return FIELD - x if x & 1 != sign else x


def _ed_point(raw: bytes) -> tuple[int, ...]:
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if len(raw) != 32 or y >= FIELD:
        raise ValueError("not a point")
    x = _ed_x(y, sign)
    return x, y, 1, x * y % FIELD


_ED_Y = 4 * pow(5, FIELD - 2, FIELD) % FIELD
_ED_X = _ed_x(_ED_Y, 0)
ED_BASE = (_ED_X, _ED_Y, 1, _ED_X * _ED_Y % FIELD)


def ed25519_is_good(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key has signed the message."""
    try:
        key, r = _ed_point(public), _ed_point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    left, right = _ed_times(s, ED_BASE), _ed_add(r, _ed_times(challenge, key))
    return all((left[at] * right[2] - right[at] * left[2]) % FIELD == 0 for at in (0, 1))


# ECDSA on P-256 (FIPS 186-5), verification only


def _p_add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % P256_FIELD == 0:
        return None
    if one == other:
        slope = 3 * (one[0] * one[0] - 1) * pow(2 * one[1], P256_FIELD - 2, P256_FIELD)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], P256_FIELD - 2, P256_FIELD)
    x = (slope * slope - one[0] - other[0]) % P256_FIELD
    return x, (slope * (one[0] - x) - one[1]) % P256_FIELD


def _p_times(factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _p_add(total, point)
        point, factor = _p_add(point, point), factor >> 1
    return total


def p256_is_good(der: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key (SubjectPublicKeyInfo) has signed; r and s are 32 bytes each."""
    if not der.startswith(P256_DER) or len(der) != len(P256_DER) + 64 or len(signature) != 64:
        return False
    x, y = int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big")
    if x >= P256_FIELD or y >= P256_FIELD or (y * y - x**3 + 3 * x - P256_B) % P256_FIELD:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
        return False
    inverse = pow(s, P256_ORDER - 2, P256_ORDER)
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    by_base = _p_times(digest * inverse % P256_ORDER, P256_BASE)
    sum_ = _p_add(by_base, _p_times(r * inverse % P256_ORDER, (x, y)))
    return sum_ is not None and sum_[0] % P256_ORDER == r


# what the camera wrote into a JPEG (Exif 3.0, CIPA DC-008)

EXIF_IFD, TAKEN, DIGITIZED, OFFSET = 0x8769, 0x9003, 0x9004, 0x9011
PLACE_ZONE = "+08:00"
"""The zone of a camera's clock that does not name one."""
ZONES_SINCE = 1992
"""Before, the place had summer time."""


def camera_time(photo: bytes) -> datetime | None:
    """When the camera says it was, None where it says nothing. Raises ValueError where this cannot tell."""
    exif = [part[6:] for part in _jpeg_parts(photo) if part[:6] == b"Exif\0\0"]
    if not exif:
        return None
    if len(exif) > 1:
        raise ValueError("camera data in pieces")
    tags = _tags(exif[0], struct.unpack_from(_order(exif[0]) + "I", exif[0], 4)[0])
    ifd = tags.get(EXIF_IFD)
    tags = _tags(exif[0], ifd) if isinstance(ifd, int) else {}
    taken, zone = str(tags.get(TAKEN) or tags.get(DIGITIZED) or ""), str(tags.get(OFFSET) or "")
    match = re.match(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)", taken)
    if match is None:
        return None
    offset = re.match(r"[+-]\d\d:\d\d", zone)
    if int(match[1]) < ZONES_SINCE and not offset:
        raise ValueError("the zone is not sure")
    year, month, day, *time = match.groups()
    return datetime.fromisoformat(
        f"{year}-{month}-{day}T{':'.join(time)}{offset[0] if offset else PLACE_ZONE}"
    )


def _jpeg_parts(photo: bytes) -> Iterator[bytes]:
    """The APP1 segments before the picture itself."""
    if photo[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    at = 2
    while photo[at : at + 1] == b"\xff" and at + 4 <= len(photo):
        marker, length = photo[at + 1], int.from_bytes(photo[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return
        if marker == 0xE1:
            yield photo[at + 4 : at + 2 + length]
        at += 2 + length


def _order(tiff: bytes) -> str:
    orders = {b"II*\0": "<", b"MM\0*": ">"}
    if tiff[:4] not in orders:
        raise ValueError("no camera data")
    return orders[tiff[:4]]


def _tags(tiff: bytes, at: int) -> dict[int, int | str]:
    """The texts and the 32-bit numbers of a directory, by tag."""
    order, found = _order(tiff), {}
    for entry in range(struct.unpack_from(order + "H", tiff, at)[0]):
        tag, kind, count, value = struct.unpack_from(order + "HHII", tiff, at + 2 + 12 * entry)
        if kind == 4 and count == 1:
            found[tag] = value
        elif kind == 2:
            where = value if count > 4 else at + 2 + 12 * entry + 8
            found[tag] = tiff[where : where + count].decode("latin-1").strip("\0 ")
    return found


# the pack

CLOCK_SLACK = timedelta(minutes=5)
"""The server's clock may have been set right between a photo's arrival and the step that takes it up."""


class Findings:
    """What was checked and what does not agree, as sentences."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.checked: dict[str, int] = {}

    def expect(self, what: str, good: bool, sentence: str) -> None:
        """One check of a kind; the sentence says what is wrong if it fails."""
        self.checked[what] = self.checked.get(what, 0) + 1
        if not good:
            self.faults.append(sentence)


def check(read: Reader) -> tuple[dict[str, Any], Findings]:
    """Check everything in a pack; `read` gives a file by its name and raises KeyError or OSError."""
    found = Findings()
    said = read("pack.json")
    pack = json.loads(said.decode("utf-8"))
    entries = [(entry, json.loads(entry["sealed"])) for entry in pack["entries"]]
    _check_manifest(read, pack, found)
    _check_page(read, said, found)
    checkpoints = _check_checkpoints(pack, found)
    _check_entries(pack, entries, checkpoints, found)
    _check_case(pack, entries, found)
    brought = _check_photo_list(pack, entries, found)
    _check_originals(read, pack, brought, found)
    _check_seals(pack, entries, found)
    return pack, found


def _signed(document: dict[str, Any], service_key: str) -> bool:
    if document["public_key"] != service_key:
        return False
    message, signature = document["statement"].encode("utf-8"), unpacked(document["signature"])
    return ed25519_is_good(unpacked(service_key), message, signature)


def _check_manifest(read: Reader, pack: dict[str, Any], found: Findings) -> None:
    try:
        document = json.loads(read("manifest.json").decode("utf-8"))
    except (KeyError, OSError):
        found.expect("清单签名", False, "清单 manifest.json 不见了。")
        return
    good = _signed(document, pack["service_key"])
    found.expect("清单签名", good, "清单 manifest.json 的签名不符：证据包在导出后被改动。")
    for file in json.loads(document["statement"])["files"]:
        try:
            actual = sha256(read(file["name"]))
        except (KeyError, OSError):
            found.expect("清单中的文件", False, f"文件 {file['name']} 不见了。")
            continue
        agrees = actual == file["sha256"]
        found.expect("清单中的文件", agrees, f"文件 {file['name']} 在导出后被改动。")


def _check_page(read: Reader, said: bytes, found: Findings) -> None:
    try:
        page = read("index.html").decode("utf-8")
    except (KeyError, OSError):
        found.notes.append("没有 index.html，只核对数据。")
        return
    inside = page.split('<script type="application/json" id="pack">', 1)[-1].split("</script>", 1)[0]
    same = json.loads(inside) == json.loads(said.decode("utf-8"))
    found.expect(
        "网页与数据", same, "index.html 里的内容与 pack.json 不同：网页被改动，不要相信它显示的结果。"
    )


def _check_checkpoints(pack: dict[str, Any], found: Findings) -> dict[int, dict[str, Any]]:
    good: dict[int, dict[str, Any]] = {}
    before: tuple[int, str] | None = None
    for one in pack["checkpoints"]:
        document = json.loads(one["text"])
        statement = json.loads(document["statement"])
        number = statement["number"]
        signed = _signed(document, pack["service_key"])
        found.expect("检查点签名", signed, f"检查点第 {number} 号的签名不符。")
        if before is not None and before[0] == number - 1:
            linked = statement["previous"] == before[1]
            found.expect("检查点衔接", linked, f"检查点第 {number} 号与前一号衔接不上。")
        before = number, sha256(one["text"].encode("utf-8"))
        if signed:
            good[number] = statement
    return good


def _check_entries(
    pack: dict[str, Any],
    entries: list[tuple[dict[str, Any], dict[str, Any]]],
    checkpoints: dict[int, dict[str, Any]],
    found: Findings,
) -> None:
    previous: dict[int, str] = {}
    for entry, said in entries:
        name = f"流转记录第 {said['seq']} 条"
        agrees = sha256(entry["sealed"].encode("utf-8")) == entry["hash"]
        found.expect("流转记录哈希", agrees, f"{name}内容被改动。")
        mine = said["case_id"] == pack["case"]["id"]
        found.expect("流转记录归属", mine, f"{name}不是这件案件的。")
        if said["seq"] - 1 in previous:
            linked = said["previous"] == previous[said["seq"] - 1]
            found.expect("流转记录衔接", linked, f"{name}与前一条衔接不上。")
        previous[said["seq"]] = entry["hash"]
        _check_proof(name, entry, said, checkpoints, found)
    steps = [said["version"] for _, said in entries if said["version"]]
    complete = steps == list(range(1, pack["case"]["version"] + 1))
    found.expect(
        "流转记录完整", complete, f"流转记录不完整：应有 {pack['case']['version']} 步，实有 {len(steps)} 步。"
    )


def _check_proof(
    name: str,
    entry: dict[str, Any],
    said: dict[str, Any],
    checkpoints: dict[int, dict[str, Any]],
    found: Findings,
) -> None:
    proof = entry["proof"]
    if proof is None:
        found.notes.append(f"{name}还没有检查点覆盖。")
        return
    statement = checkpoints.get(proof["checkpoint"])
    proved = (
        statement is not None
        and statement["first"] + proof["index"] == said["seq"]
        and proof["size"] == statement["seq"] - statement["first"] + 1
        and _root(entry["hash"], proof) == statement["root"]
    )
    found.expect("检查点覆盖", proved, f"{name}不在检查点第 {proof['checkpoint']} 号里。")


def _root(entry_hash: str, proof: dict[str, Any]) -> str:
    """RFC 6962, 2.1.1: the root that the entry and the hashes beside its way up lead to."""
    now = hashlib.sha256(b"\0" + bytes.fromhex(entry_hash)).digest()
    index, size, path = proof["index"], proof["size"], [bytes.fromhex(one) for one in proof["path"]]
    while size > 1:
        if index ^ 1 < size:
            if not path:
                return ""
            beside = path.pop(0)
            both = beside + now if index & 1 else now + beside
            now = hashlib.sha256(b"\1" + both).digest()
        index, size = index >> 1, (size + 1) >> 1
    return "" if path else now.hex()


UNTOUCHED: dict[str, Any] = {
    **dict.fromkeys(("dispatched_at", "accepted_at", "fed_back_at", "handler_id", "closed_at", "due_at")),
    **dict.fromkeys(
        ("warn_at", "review_at", "suspended_at", "pending", "assignee_id", "squad", "verifier_id")
    ),
    **dict.fromkeys(("is_ruled", "is_supervised", "has_open_order", "self_handled"), False),
    **dict.fromkeys(("extension_count", "rework_count", "return_count"), 0),
}
"""What only a step sets, as it is before one has."""
STEADY = {
    *("number", "source", "lon", "lat", "accuracy_m", "fixed_at", "fix_source", "outside_county"),
    *("description", "cover", "taken_at", "reported_at", "reporter_id"),
}
"""What no step changes."""
SHOWN = {
    "number": "number",
    "reported_at": "reported_at",
    "due_at": "due_at",
    "closed_at": "closed_at",
    "demo": "demo",
    "category.code": "category_code",
    "unit.code": "unit_code",
    "area.code": "area_code",
    "routing.rule": "rule_code",
    "routing.clause_code": "clause_code",
    "routing.why": "why",
}
"""What the pack says of the case, and the column it is."""


def _told(entries: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, tuple[Any, int]]:
    """What the sealed entries say that the case's columns hold, with the entry that says so.

    Older entries do not list the columns they set: what a step may have changed is then left out, but for
    the deadline and the closing, which they name.
    """
    told: dict[str, tuple[Any, int]] = {}
    for _, said in entries:
        detail, seq = json.loads(said["detail"]), said["seq"]
        changes = _reported(said, detail) if "report" in detail else {}
        if "columns" in detail:
            changes.update(detail["columns"])
        elif said["operation"] == "relocate":
            changes["area_code"] = detail["to"]
        elif said["version"]:
            keep = STEADY if said["operation"] == "undo" else STEADY | {"due_at", "closed_at"}
            told = {name: one for name, one in told.items() if name in keep}
            changes = {name: value for name, value in changes.items() if name in keep}
            changes.update({"due_at": detail["due_at"]} if "due_at" in detail else {})
            changes.update({"closed_at": said["at"]} if said["operation"] == "check_pass" else {})
        told.update({name: (value, seq) for name, value in changes.items()})
    return told


def _reported(said: dict[str, Any], detail: dict[str, Any]) -> dict[str, Any]:
    report, place = detail["report"], detail["report"]["location"]
    own = {
        "number": detail["number"],
        "source": report["source"],
        "category_code": report["category"],
        "lon": place["lon"],
        "lat": place["lat"],
        "accuracy_m": place.get("accuracy_m"),
        "fixed_at": place.get("fixed_at"),
        "fix_source": place["source"],
        "outside_county": detail["outside_county"],
        "description": report["description"].strip(),
        "attributes": report["attributes"],
        "cover": (report.get("photos") or [{"sha256": None}])[0]["sha256"],
        "taken_at": report.get("taken_at"),
        "reported_at": said["at"],
        "reporter_id": said["actor_id"],
    }
    return dict(UNTOUCHED, **own)


def _check_case(
    pack: dict[str, Any], entries: list[tuple[dict[str, Any], dict[str, Any]]], found: Findings
) -> None:
    """What the pack says of the case is what its sealed entries say."""
    case, told = pack["case"], _told(entries)
    names = pack["labels"].get("columns", {})
    states = [said["to_state"] for _, said in entries if said["version"]]
    found.expect("案件各栏", states[-1:] == [case["state"]], "案件的状态与流转记录不符。")
    said_of_it = [(column, case["columns"].get(column, "（没有）")) for column in told if "columns" in case]
    said_of_it += [(column, _at_path(case, path)) for path, column in SHOWN.items()]
    faults: dict[str, str] = {}
    for column, value in said_of_it:
        if column not in told or _alike(told[column][0], value):
            found.expect("案件各栏", True, "")
            continue
        meant, seq = told[column]
        faults[column] = (
            f"案件的{names.get(column, column)}与流转记录不符（第 {seq} 条：{_in_words(meant)}，"
            f"证据包：{_in_words(value)}）：在导出前或导出后被改动。"
        )
    for sentence in faults.values():
        found.expect("案件各栏", False, sentence)
    if len(told) < len(case.get("columns", SHOWN)):
        found.notes.append("有些步骤由旧版系统记录，没有写明案件各栏，这些栏没有核对。")


def _at_path(case: dict[str, Any], path: str) -> Any:
    value: Any = case
    for part in path.split("."):
        value = None if value is None else value[part]
    return value


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are one: moments are, however they are written."""
    if one == other or not (isinstance(one, str) and isinstance(other, str)):
        return bool(one == other)
    try:
        return _moment(one) == _moment(other)
    except (ValueError, TypeError):
        return False


def _in_words(value: Any) -> str:
    return "空" if value is None or value == "" else value if isinstance(value, str) else canonical(value)


def _photos_in(said: dict[str, Any]) -> list[dict[str, Any]]:
    detail = json.loads(said["detail"])
    photos: list[dict[str, Any]] = detail.get("report", detail).get("photos", [])
    return photos


def _check_photo_list(
    pack: dict[str, Any], entries: list[tuple[dict[str, Any], dict[str, Any]]], found: Findings
) -> list[tuple[str, str]]:
    brought = [
        (one["sha256"], one["role"]) for _, said in entries if said["version"] for one in _photos_in(said)
    ]
    listed = [(one["sha256"], one["role"]) for one in pack["photos"]]
    found.expect("照片清单", brought == listed, "照片清单与流转记录不符：照片被增减、调换或改了用途。")
    if brought == listed:
        steps = [(said, one) for _, said in entries if said["version"] for one in _photos_in(said)]
        for at, photo in enumerate(pack["photos"]):
            name = f"第 {at + 1} 张照片（{photo['sha256'][:12]}…）"
            _check_photo_facts(name, photo, *steps[at], found)
    return brought


def _check_photo_facts(
    name: str, photo: dict[str, Any], said: dict[str, Any], one: dict[str, Any], found: Findings
) -> None:
    """When and where a photo was taken, by which step it came, and that it had come before that."""
    same = _photo_said(photo) == _photo_said(one) and photo["version"] == said["version"]
    found.expect("照片时间地点", same, f"{name}的拍摄时间、拍摄位置或来源与流转记录第 {said['seq']} 条不符。")
    received, step = _moment(photo["received_at"]), _moment(said["at"])
    in_time = received is not None and step is not None and received <= step + CLOCK_SLACK
    found.expect("照片收到时间", in_time, f"{name}的收到时间晚于用它的流转记录第 {said['seq']} 条，或缺失。")
    is_one = photo["received_at"] in photo.get("arrivals", [photo["received_at"]])
    found.expect("照片收到时间", is_one, f"{name}的收到时间与送来它的记录不符。")


def _check_originals(
    read: Reader, pack: dict[str, Any], brought: list[tuple[str, str]], found: Findings
) -> None:
    files = {photo["sha256"]: photo for photo in pack["photos"]}
    for at, (named, _) in enumerate(brought, start=1):
        name = f"第 {at} 张照片（{named[:12]}…）"
        try:
            original = read(files[named]["file"])
        except (KeyError, OSError):
            found.expect("照片原件", False, f"{name}的原件不在证据包里。")
            continue
        is_it = sha256(original) == named
        found.expect("照片原件", is_it, f"{name}的原件与上报时不同，内容被改动。")
        if is_it:
            _check_register(name, files[named], original, found)


def _check_register(name: str, photo: dict[str, Any], original: bytes, found: Findings) -> None:
    """What the pack says of a sound original is what it shows by itself."""
    same = photo["bytes"] == len(original)
    found.expect("照片登记", same, f"{name}的字节数应为 {len(original)}，证据包写 {photo['bytes']}。")
    said = _moment(photo["exif_at"])
    if not photo.get("examined", said is not None) or (said is None and "bad_exif" in photo.get("flags", [])):
        return
    try:
        shown = camera_time(original)
    except (ValueError, struct.error, IndexError):
        found.notes.append(f"{name}自带的拍摄时间没有核对：它不是普通的 JPEG。")
        return
    found.expect(
        "照片登记", said == shown, f"{name}自带的拍摄时间应为 {shown or '空'}，证据包写 {said or '空'}。"
    )


def _check_seals(
    pack: dict[str, Any], entries: list[tuple[dict[str, Any], dict[str, Any]]], found: Findings
) -> None:
    told = {said["version"]: said for _, said in entries if said["version"]}
    with_seal = {version for version, said in told.items() if "seal" in json.loads(said["detail"])}
    there = {seal["version"] for seal in pack["seals"]}
    found.expect("设备签名齐全", with_seal == there, "设备签名与流转记录不符：有签名被增减。")
    for seal in pack["seals"]:
        said = told.get(seal["version"])
        if said is None:
            continue
        name = f"第 {seal['version']} 步的设备签名"
        kept = json.loads(said["detail"]).get("seal", {})
        parts = {part: seal[part] for part in ("public_key", "statement", "signature")}
        same = sha256(canonical(parts).encode("utf-8")) == kept.get("digest")
        found.expect("设备签名未变", same, f"{name}与收到时不同，被改动。")
        _check_signature(name, seal, said, kept, found)


def _check_signature(
    name: str, seal: dict[str, Any], said: dict[str, Any], kept: dict[str, Any], found: Findings
) -> None:
    try:
        key = unpacked(seal["public_key"])
        good = p256_is_good(key, seal["statement"].encode("utf-8"), unpacked(seal["signature"]))
    except ValueError:
        key, good = b"", False
    if kept.get("verdict") == "bad_signature":
        found.notes.append(f"{name}收到时就不符（已在案件上标出），它不能证明什么。")
        return
    found.expect("设备签名", good and sha256(key) == kept.get("device"), f"{name}验不过。")
    if kept.get("verdict") == "differs":
        found.notes.append(
            f"{name}收到时与上报内容不同（已在案件上标出）：{'、'.join(kept.get('differs', []))}。"
        )
    else:
        agrees = _says_the_same(json.loads(seal["statement"]), said)
        found.expect("签名内容", agrees, f"{name}签的不是这一步的内容。")
    if kept.get("verdict") in ("unknown_key", "revoked_key"):
        found.notes.append(f"{name}的密钥收到时没有登记或已停用（已在案件上标出）。")


def _says_the_same(statement: dict[str, Any], said: dict[str, Any]) -> bool:
    detail = json.loads(said["detail"])
    same = statement["case"] == said["case_id"] and statement["about"] == said["operation"]
    photos, sent = (
        [_photo_said(one) for one in statement["photos"]],
        [_photo_said(one) for one in _photos_in(said)],
    )
    if "report" not in detail:
        return same and photos == sent
    return (
        same
        and photos == sent
        and statement["category"] == detail["report"]["category"]
        and _place_said(statement["location"]) == _place_said(detail["report"]["location"])
    )


def _photo_said(photo: dict[str, Any]) -> tuple[Any, ...]:
    return photo["sha256"], photo["role"], _moment(photo.get("taken_at")), _place_said(photo.get("location"))


def _place_said(place: dict[str, Any] | None) -> tuple[Any, ...] | None:
    if place is None:
        return None
    facts = [place.get(fact) for fact in ("lon", "lat", "accuracy_m", "source")]
    return *facts, _moment(place.get("fixed_at"))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))


def reader_of(place: Path) -> Reader:
    """Files by name, from a ZIP file or from a folder."""
    if place.is_dir():
        return lambda name: (place / name).read_bytes()
    archive = zipfile.ZipFile(place)
    return archive.read


def sentences(pack: dict[str, Any], found: Findings) -> Iterator[str]:
    """The result, line by line."""
    yield f"案件 {pack['case']['number']}，{pack['made']['by']} 于 {pack['made']['at']} 导出"
    for what, count in found.checked.items():
        yield f"  {what}：{count} 项"
    for note in found.notes:
        yield f"  注意：{note}"
    for fault in found.faults:
        yield f"  不一致：{fault}"
    yield f"签发系统的公钥（Ed25519）：{pack['service_key']}"
    yield "请与该单位公布的公钥核对：公钥不同，证据包就不是它签发的。"
    if found.faults:
        yield f"结果：有 {len(found.faults)} 处不一致 / {len(found.faults)} fault(s) found"
    else:
        yield "结果：全部一致 / everything agrees"


def main(arguments: list[str]) -> int:
    """Check and say so."""
    place = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        pack, found = check(reader_of(place))
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as failure:
        sys.stdout.write(f"无法核对：{place} 不是完整的证据包（{type(failure).__name__}: {failure}）\n")
        return 2
    for line in sentences(pack, found):
        sys.stdout.write(line + "\n")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
