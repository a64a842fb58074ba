"""What evidence costs: looking at a seal when a report comes, and verifying a big store again."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel, col

import app.tables  # noqa: F401  (importing it fills the metadata)
from app.cases.auditing import ENTRY
from app.cases.counters import recount
from app.core.canonical import canonical_json
from app.core.db import Database
from app.journal.chain import seal
from app.journal.models import Entry
from app.seals.judging import Claim, judge
from app.seals.models import Verdict
from app.seals.shapes import SealIn, seal_digest
from app.seals.signatures import is_signed
from tests.bench.bureaus import bench_folder
from tests.bench.figure import SECONDS, Figure
from tests.bureau import COUNTY_SEAT, open_bureau, prepare, report_body
from tests.seals.phone import Phone

CASES = int(os.environ.get("BENCH_EVIDENCE_CASES", "20000"))
TABLES = SQLModel.metadata.tables


def figures() -> Iterator[Figure]:
    """A seal against the bare signature; verifying against reading and hashing the same entries; its memory."""
    yield _seal_figure()
    folder = bench_folder() / "evidence"
    shutil.rmtree(folder, ignore_errors=True)
    few = _verified(folder / "few", CASES // 4)
    many = _verified(folder / "many", CASES)
    name, cpu_s, plain_s, memory = f"verify, {CASES} sealed cases", many[0], many[1], many[2]
    yield Figure(
        name, 12, cpu_s, plain_s, "read the journal and hash it, no more", "CPU s", about="no originals"
    )
    yield Figure(f"{name}, memory", 1.15, memory, few[2], f"the same at {CASES // 4} cases", "MiB at most")
    shutil.rmtree(folder, ignore_errors=True)


def _seal_figure() -> Figure:
    phone, case_id = Phone(), uuid4()
    lon, lat = COUNTY_SEAT
    place = {"lon": lon, "lat": lat, "accuracy_m": 8, "fixed_at": "2026-11-23T01:00:00Z", "source": "gps"}
    photos = [{"sha256": f"{at:064x}", "role": "near", "taken_at": "2026-11-23T01:00:00Z"} for at in range(2)]
    facts = {"category": "LL2-02", "location": place}
    sealed = SealIn(**phone.seals(str(case_id), {**facts, "photos": photos}))
    claim = Claim(case_id, "report", photos, facts)
    ours = _ms_each(lambda: judge(sealed, claim, Verdict.VALID))
    bare = _ms_each(lambda: is_signed(sealed.public_key, sealed.statement, sealed.signature))
    return Figure("seal judged at intake", 1.5, ours, bare, "the signature alone", "CPU ms")


def _ms_each(work: Any) -> float:
    work()
    count, began, until = 0, time.process_time(), time.monotonic() + SECONDS / 2
    while time.monotonic() < until:
        work()
        count += 1
    return (time.process_time() - began) / count * 1000


def _verified(folder: Path, cases: int) -> tuple[float, float, float]:
    """CPU seconds of ``verify``, of plain reading and hashing, and the most memory verifying took, MiB."""
    prepare(folder)
    _fill(folder, cases)
    url = f"sqlite:///{folder}/xuncheng.db"
    environment = os.environ | {"XUNCHENG_DATABASE_URL": url, "XUNCHENG_BLOB_URL": f"file:{folder}/blobs"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-W", "ignore", "-c", _IN_A_CHILD]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert answer.returncode == 0, answer.stderr[-2000:]
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, _plain(url), float(answer.stdout.splitlines()[-1]) / 1024


_IN_A_CHILD = """
from app.__main__ import cli
try:
    cli(["verify", "--no-originals"], standalone_mode=False)
finally:
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""The kernel's own high-water mark: what ``getrusage`` says of a child begins with its parent's."""


def _plain(url: str) -> float:
    database, began = Database(url), time.process_time()
    with database.reading() as session:
        for row in session.execute(select(*ENTRY).order_by(col(Entry.seq)).execution_options(yield_per=2000)):
            sha256(canonical_json(row._asdict())).hexdigest()
    database.dispose()
    return time.process_time() - began


def _fill(folder: Path, cases: int) -> None:
    """One case honestly sealed and reported, then others like it, each sealed and chained."""
    phone, first = Phone(), str(uuid4())
    with open_bureau(None, folder, f"sqlite:///{folder}/xuncheng.db") as bureau:
        inspector = bureau["inspector"]
        phone.registers(inspector)
        report = report_body(inspector.take_photo())
        answer = inspector.http.put(f"/api/cases/{first}", json=report | {"seal": phone.seals(first, report)})
        assert answer.status_code == 201, answer.text
        with bureau.database.writing() as session:
            _multiply(session.connection(), UUID(first), report, phone, cases)
            recount(session)


def _multiply(connection: Connection, first: UUID, report: dict[str, Any], phone: Phone, cases: int) -> None:
    like = {name: [dict(row._mapping) for row in connection.execute(_of(name, first))] for name in _COPIED}
    last = connection.execute(select(Entry).order_by(col(Entry.seq).desc()).limit(1)).one()
    seq, previous = last.seq, last.hash
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _COPIED}
    for number in range(2, cases + 1):
        case_id = uuid4()
        sealed = phone.seals(str(case_id), report)
        digest = seal_digest(sealed["public_key"], sealed["statement"], sealed["signature"])
        for name in _COPIED:
            for row in like[name]:
                own = {"id": case_id, "number": f"29991231-{number:06}"}
                changed = row | (own if name == "cases" else {"case_id": case_id})
                if name == "seals":
                    changed |= sealed | {"digest": digest}
                if name == "journal":
                    seq += 1
                    detail = changed["detail"].replace(like["seals"][0]["digest"], digest)
                    detail = detail.replace(like["cases"][0]["number"], own["number"])
                    changed |= {"seq": seq, "previous": previous, "detail": detail}
                    previous = changed["hash"] = seal(changed)
                rows[name].append(changed)
    for name in _COPIED:
        connection.execute(insert(TABLES[name]), rows[name])


_COPIED = ("cases", "case_photos", "case_receipts", "seals", "journal")


def _of(name: str, case_id: UUID) -> Any:
    table = TABLES[name]
    key = table.c.id if name == "cases" else table.c.case_id
    query = select(table).where(key == case_id)
    return query.order_by(table.c.seq) if name == "journal" else query
