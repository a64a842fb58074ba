"""The rows of a case against its journal: each column that differs, with what it was and what it is."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row

from app.cases.models import Source
from app.cases.older import ANSWERS, ASKS
from app.cases.retold import COLUMNS, Retelling, agrees

Told = list[tuple[Row[Any], dict[str, Any]]]
"""A case's entries in order, each with its detail."""
REQUEST = {
    "kind": "种类",
    "asked_by": "申请人",
    "asked_at": "申请时间",
    "reason": "理由",
    "until": "申请的期限",
    "answered_by": "批复人",
    "answered_at": "批复时间",
    "granted": "批复结果",
}
NO_ANSWER = dict.fromkeys(("answered_by", "answered_at", "granted"))
SHOWN = 80
"""Characters of a value that a sentence shows."""
CLOCK_SLACK = timedelta(minutes=5)
"""A server's clock may have been set right between a photo's arrival and the step that takes it up."""


def row_faults(case: Row[Any], retelling: Retelling) -> Iterator[str]:
    """The case's row, column by column; what the journal does not tell is passed over."""
    row = _as_json(case)
    for column, meant in retelling.told.items():
        now = row.get(column)  # steps of old may name columns that are no more
        if meant != now and column in COLUMNS and not agrees(meant, now):
            entry = retelling.by[column]
            since = "上报时" if entry.operation == "report" else "流转记录"
            yield (
                f"案件 {case.number} 的{COLUMNS[column]}与{since}不符（流转记录第 {entry.seq} 条："
                f"{_shown(meant)}，现在：{_shown(now)}）：请按流转记录改回。"
            )


def request_faults(case: Row[Any], told: Told, rows: Iterable[Row[Any]]) -> Iterator[str]:
    """What has been asked for and answered: each row follows from the entries that asked and answered."""
    kept = {row.version: _as_json(row) for row in rows}
    for version, meant in _requests(told).items():
        row, which = kept.pop(version, None), f"案件 {case.number} 第 {version} 步的申请"
        if row is None:
            yield f"{which}不见了：请从备份恢复。"
            continue
        for column, name in REQUEST.items():
            if not agrees(meant[column], row[column]):
                yield (
                    f"{which}的{name}与流转记录不符（流转记录：{_shown(meant[column])}，"
                    f"现在：{_shown(row[column])}）：请按流转记录改回。"
                )
    for version in sorted(kept):
        yield f"案件 {case.number} 第 {version} 步多出一个申请，流转记录里没有它：请查明来源。"


def _requests(told: Told) -> dict[int, dict[str, Any]]:
    meant: dict[int, dict[str, Any]] = {}
    waiting: list[int] = []
    for entry, detail in told:
        by, at = entry.actor_id and str(entry.actor_id), entry.at.isoformat()
        if entry.operation in ASKS:
            asked = {"kind": ASKS[entry.operation], "asked_by": by, "asked_at": at}
            words = {"reason": detail.get("reason", ""), "until": detail.get("until")}
            meant[entry.version] = asked | words | NO_ANSWER
            waiting.append(entry.version)
        elif entry.operation in ANSWERS and waiting:
            granted = entry.operation.endswith("_ok")
            meant[waiting.pop()] |= {"answered_by": by, "answered_at": at, "granted": granted}
    return meant


def receipt_faults(case: Row[Any], told: Told, rows: list[Row[Any]]) -> Iterator[str]:
    """What the reporter was told: by its digest in the report's entry; of older ones what they must say."""
    reports = [
        (entry, detail) for entry, detail in told if entry.operation == "report" and "report" in detail
    ]
    for entry, detail in reports:
        which = f"案件 {case.number} 的回执"
        if not rows:
            yield f"{which}不见了：请从备份恢复。"
            continue
        said, receipt = detail.get("receipt"), rows[0]
        if receipt.reporter_id != entry.actor_id:
            yield f"{which}的上报人与流转记录第 {entry.seq} 条不符：请从备份恢复。"
        if said is not None and receipt.digest != said["digest"]:
            yield f"{which}的上报摘要与流转记录第 {entry.seq} 条不符：请从备份恢复。"
        if not _is_what_was_sent(receipt.document, said, case, entry, detail):
            yield f"{which}的内容与流转记录第 {entry.seq} 条不符，被改动：请从备份恢复。"


def _is_what_was_sent(
    document: str, said: Mapping[str, Any] | None, case: Row[Any], entry: Row[Any], detail: dict[str, Any]
) -> bool:
    if said is not None:
        return sha256(document.encode()).hexdigest() == str(said["document"])
    try:
        receipt = orjson.loads(document)
        listed = {name: receipt[name] for name in ("id", "number", "photos", "received_at")}
    except (ValueError, KeyError, TypeError):
        return False
    sent = {"id": str(case.id), "number": detail["number"], "received_at": entry.at.isoformat()}
    sent["photos"] = [photo["sha256"] for photo in detail["report"].get("photos", [])]
    return all(agrees(sent[name], value) for name, value in listed.items())


def arrival_faults(
    case: Row[Any], told: Told, hung: list[Row[Any]], bearers: list[Row[Any]]
) -> Iterator[str]:
    """Who had sent the photos that a step brings, and that it was before the step."""
    brought = {(row.sha256, row.account_id): row.received_at for row in bearers}
    for (sha256_, bearer), entry in _taken_up(told).items():
        at = brought.get((sha256_, bearer))
        if at is not None and at <= entry.at + CLOCK_SLACK:
            continue
        which = f"案件 {case.number} 的照片 {sha256_[:12]}…"
        if at is None:
            yield (
                f"{which}缺少{entry.actor_name}送来它的记录（流转记录第 {entry.seq} 条用了它）："
                "请从备份恢复。"
            )
        else:
            yield _came_too_late(which, at, entry)
    arrivals: dict[str, set[datetime]] = {}
    for (sha256_, _), at in brought.items():
        arrivals.setdefault(sha256_, set()).add(at)
    steps = {entry.version: entry for entry, _ in told if entry.version is not None}
    for row in hung:
        if row.known is None:
            continue
        which = f"案件 {case.number} 第 {row.position + 1} 张照片（{row.sha256[:12]}…）"
        if row.version in steps and row.received_at > steps[row.version].at + CLOCK_SLACK:
            yield _came_too_late(which, row.received_at, steps[row.version])
        elif row.sha256 in arrivals and row.received_at not in arrivals[row.sha256]:
            yield (
                f"{which}的收到时间与送来它的记录不符（现在：{row.received_at.isoformat()}）：请从备份恢复。"
            )


def _came_too_late(which: str, at: datetime, entry: Row[Any]) -> str:
    return (
        f"{which}的收到时间（{at.isoformat()}）晚于用它的流转记录第 {entry.seq} 条"
        f"（{entry.at.isoformat()}）："
        "当时若没有调过服务器时钟，就是被改动，请从备份恢复。"
    )


def _taken_up(told: Told) -> dict[tuple[str, UUID], Row[Any]]:
    """Photo and who must have sent it, with the first entry that took it up from that person."""
    found: dict[tuple[str, UUID], Row[Any]] = {}
    for entry, detail in told:
        report = detail.get("report") if entry.operation == "report" else None
        if report is not None and report["source"] == Source.LINKED:
            continue  # opened out of another case: its photos were others' before
        for photo in (report or detail).get("photos", []):
            found.setdefault((photo["sha256"], entry.actor_id), entry)
    return found


def _as_json(row: Row[Any]) -> dict[str, Any]:
    """A row as the journal would have written it."""
    read: dict[str, Any] = orjson.loads(orjson.dumps(dict(row._mapping), option=orjson.OPT_UTC_Z))
    return read


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "空"
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
