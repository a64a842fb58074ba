"""Photos, facts and seals of each case against its journal. All of it streamed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.cases.audit_rows import Told, arrival_faults, receipt_faults, request_faults, row_faults
from app.cases.models import Case, CasePhoto, PhotoRole
from app.cases.retold import Retelling
from app.cases.side_by_side import Together, cases_side_by_side
from app.seals.judging import Claim, differences
from app.seals.models import Verdict
from app.seals.shapes import seal_digest
from app.seals.signatures import is_signed

TELL_EVERY = 500
NAMED = 3
"""Cases named for one photo."""
ROLES = {PhotoRole.BEFORE: "处置前", PhotoRole.NEAR: "近景", PhotoRole.FAR: "远景", PhotoRole.AFTER: "处置后"}
Fix = tuple[float, float, float | None, datetime | None, str]
"""Where the device was at a photo's shutter: lon, lat, metres of accuracy, when it was fixed, from what."""
Tell = Callable[[str, int], None]


class Counted(Protocol):
    """Where it is counted what has been gone through."""

    photos: int
    originals: int
    seals: int


@dataclass(frozen=True, slots=True)
class Hung:
    """A photo's place in a case, as the journal or the table has it. ``seq``: the entry that brought it."""

    sha256: str
    role: str
    taken_at: datetime | None
    version: int
    fix: Fix | None = None
    seq: int = field(default=0, compare=False)


def evidence_faults(session: Session, case_id: UUID | None, tally: Counted, tell: Tell) -> Iterator[str]:
    """Go through the cases one by one, or one alone."""
    gone_through = 0
    for number, of in enumerate(cases_side_by_side(session, case_id), start=1):
        if of.cases:
            yield from _case_faults(session, of)
        gone_through = number
        tally.photos, tally.seals = tally.photos + len(of.hung), tally.seals + len(of.sealed)
        if number % TELL_EVERY == 0:
            tell("案件的照片与签名", number)
    tell("案件的照片与签名", gone_through)


def _case_faults(session: Session, of: Together) -> Iterator[str]:
    case, retelling = of.cases[0], Retelling()
    try:
        told = [(entry, orjson.loads(entry.detail)) for entry in of.told]
        for entry, detail in told:
            retelling.hears(entry, detail)
        brought = [photo for entry, detail in told for photo in _brought(entry, detail)]
        yield from row_faults(case, retelling)
        yield from request_faults(case, told, of.asked)
        yield from receipt_faults(case, told, of.receipts)
        yield from arrival_faults(case, told, of.hung, of.bearers)
        yield from _photo_faults(session, case, brought, of.hung)
        yield from _seal_faults(case, told, {seal.version: seal for seal in of.sealed})
    except (KeyError, TypeError, ValueError, AttributeError) as failure:
        yield (
            f"案件 {case.number} 的流转记录内容残缺（{type(failure).__name__}: {failure}），"
            "不能与案件逐项核对："
            "请从备份恢复流转记录。"
        )


def _photo_faults(
    session: Session, case: Row[Any], brought: list[Hung], rows: list[Row[Any]]
) -> Iterator[str]:
    hung = {row.position: row for row in rows}
    for position, meant in enumerate(brought):
        row = hung.pop(position, None)
        which = f"案件 {case.number} 第 {position + 1} 张照片（{_called(meant)}）"
        if row is None:
            yield f"{which}不见了：请按流转记录第 {meant.seq} 条把它挂回案件。"
            continue
        if row.known is None:
            yield f"{which}在照片登记中不见了：请从备份恢复照片登记。"
        now_is = Hung(row.sha256, row.role, row.taken_at, row.version, _fix_in(row))
        if row.sha256 != meant.sha256:
            yield (
                f"{which}被换成了 {row.sha256[:12]}…{_elsewhere(session, case, meant.sha256)}："
                f"请按流转记录第 {meant.seq} 条恢复。"
            )
        elif now_is != meant:
            yield f"{which}的用途、拍摄时间、拍摄位置或来源被改动：请按流转记录第 {meant.seq} 条恢复。"
    for position, row in sorted(hung.items()):
        yield (
            f"案件 {case.number} 多出第 {position + 1} 张照片（{row.sha256[:12]}…），流转记录里没有它："
            "请查明来源，不要当作证据使用。"
        )


def _seal_faults(case: Row[Any], details: Told, sealed: dict[int, Row[Any]]) -> Iterator[str]:
    for entry, detail in details:
        said: Mapping[str, Any] | None = detail.get("seal")
        seal = sealed.pop(entry.version, None) if said else None
        which = f"案件 {case.number} 的设备签名（流转记录第 {entry.seq} 条）"
        if not said:
            continue
        if seal is None:
            yield f"{which}不见了：请从备份恢复。"
        elif _is_altered(seal, said):
            yield f"{which}被改动：请从备份恢复，并用手机的公钥重新核对。"
        elif not _is_fair(seal, entry, detail):
            yield f"{which}的结论（{seal.verdict}）与签名本身不符：请把这件案件的签名重新核对。"
    for version in sorted(sealed):
        yield f"案件 {case.number} 第 {version} 步多出一个设备签名，流转记录里没有它：请查明来源。"


def _is_altered(seal: Row[Any], said: Mapping[str, Any]) -> bool:
    actual = seal_digest(seal.public_key, seal.statement, seal.signature)
    as_written = (said["digest"], said["digest"], said["verdict"], said["device"])
    return (actual, seal.digest, seal.verdict, seal.key_id) != as_written


def _is_fair(seal: Row[Any], entry: Row[Any], detail: Mapping[str, Any]) -> bool:
    """Whether the verdict follows from the signature and from what the journal says was sent."""
    if not is_signed(seal.public_key, seal.statement, seal.signature):
        return bool(seal.verdict is Verdict.BAD_SIGNATURE)
    report = detail.get("report") or detail
    photos = [{"taken_at": None} | photo for photo in report.get("photos", [])]
    facts = {}
    if entry.operation == "report":
        place = {"accuracy_m": None, "fixed_at": None} | report["location"]
        facts = {"category": report["category"], "location": place}
    claim = Claim(entry.case_id, entry.operation, photos, facts)
    differs = bool(differences(seal.statement, claim, seal.key_id))
    return differs == (seal.verdict is Verdict.DIFFERS)


def _brought(entry: Row[Any], detail: Mapping[str, Any]) -> Iterator[Hung]:
    photos = detail["report"].get("photos", []) if "report" in detail else detail.get("photos", [])
    for photo in photos:
        taken_at = _moment(photo.get("taken_at"))
        fix = _fix_said(photo.get("location"))
        yield Hung(photo["sha256"], photo["role"], taken_at, entry.version, fix, entry.seq)


def _fix_said(location: Mapping[str, Any] | None) -> Fix | None:
    if location is None:
        return None
    fixed_at = _moment(location.get("fixed_at"))
    return location["lon"], location["lat"], location.get("accuracy_m"), fixed_at, location["source"]


def _fix_in(row: Row[Any]) -> Fix | None:
    fix = (row.lon, row.lat, row.accuracy_m, row.fixed_at, row.fix_source)
    return None if all(part is None for part in fix) else fix


def _elsewhere(session: Session, case: Row[Any], sha256: str) -> str:
    """Where the photo that belongs here hangs now."""
    query = (
        select(col(Case.number))
        .join(CasePhoto, col(CasePhoto.case_id) == col(Case.id))
        .where(col(CasePhoto.sha256) == sha256, col(Case.id) != case.id)
        .limit(NAMED)
    )
    numbers = list(session.execute(query).scalars())
    return f"，原来那张现在挂在案件 {'、'.join(numbers)}" if numbers else ""


def _called(photo: Hung) -> str:
    return f"{ROLES[PhotoRole(photo.role)]} {photo.sha256[:12]}…"


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
