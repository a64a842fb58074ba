"""Is everything still as it was written? The journal's seal, each case against its journal, the counters."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.cases.counters import drift
from app.cases.models import Case
from app.journal.chain import GENESIS, breaches, seal_of
from app.journal.models import Entry

AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at and what was found, in Chinese sentences; ``head`` is the last entry's hash."""

    entries: int
    cases: int
    head: str
    faults: list[str]


def audit(session: Session, case_id: UUID | None = None) -> Audit:
    """Verify one case's entries, or the whole journal and every case. Reads everything once, in order."""
    if case_id is not None:
        return _audit_case(session, case_id)
    faults = [breach.sentence for breach in breaches(_entries(session))]
    faults += [*_disagreements(session), *drift(session)]
    entries = session.execute(select(func.count()).select_from(Entry)).scalar_one()
    cases = session.execute(select(func.count()).select_from(Case)).scalar_one()
    head = session.execute(select(col(Entry.hash)).order_by(col(Entry.seq).desc()).limit(1)).scalar()
    return Audit(entries, cases, head or GENESIS, faults)


def _audit_case(session: Session, case_id: UUID) -> Audit:
    entries = list(
        session.execute(select(Entry).where(col(Entry.case_id) == case_id).order_by(col(Entry.seq))).scalars()
    )
    faults = [f"流转记录第 {entry.seq} 条内容被改动" for entry in entries if seal_of(entry) != entry.hash]
    case = session.get(Case, case_id)
    if case is None:
        faults.append(f"没有案件 {case_id}")
    elif [entry.version for entry in entries if entry.version] != list(range(1, case.version + 1)):
        faults.append(f"案件 {case.number} 的流转记录不完整：应有 {case.version} 条，实有 {len(entries)} 条")
    elif entries[-1].to_state != case.state:
        faults.append(f"案件 {case.number} 的状态与流转记录不符")
    return Audit(len(entries), int(case is not None), entries[-1].hash if entries else GENESIS, faults)


def _entries(session: Session) -> Iterator[Entry]:
    reached = 0
    while True:
        page = list(
            session.execute(
                select(Entry).where(col(Entry.seq) > reached).order_by(col(Entry.seq)).limit(AT_A_TIME),
            ).scalars()
        )
        if not page:
            return
        yield from page
        reached = page[-1].seq
        session.expunge_all()


def _disagreements(session: Session) -> Iterator[str]:
    """Cases whose row is not what their journal adds up to, and journals whose case is gone."""
    sums = (
        select(
            col(Entry.case_id).label("case_id"),
            func.count(col(Entry.version)).label("entries"),
            func.max(Entry.version).label("last"),
        )
        .where(col(Entry.case_id).is_not(None))
        .group_by(col(Entry.case_id))
        .subquery()
    )
    rows = session.execute(
        select(col(Case.number), col(Case.version), col(Case.state), sums.c.entries, col(Entry.to_state))
        .outerjoin(sums, sums.c.case_id == col(Case.id))
        .outerjoin(Entry, (col(Entry.case_id) == col(Case.id)) & (col(Entry.version) == sums.c.last)),
    )
    for number, version, state, entries, to_state in rows:
        if entries != version:
            yield f"案件 {number} 的流转记录不完整：应有 {version} 条，实有 {entries or 0} 条"
        elif to_state != state:
            yield f"案件 {number} 的状态与流转记录不符"
    gone = session.execute(
        select(sums.c.case_id).outerjoin(Case, col(Case.id) == sums.c.case_id).where(col(Case.id).is_(None))
    )
    for (case_id,) in gone:
        yield f"流转记录里有案件 {case_id}，但案件本身不见了"
