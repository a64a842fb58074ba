"""Is everything still as it was written?

The journal's chain and the checkpoints, each case and what is kept beside it against its journal, photos and
seals against both, the originals against their names, the register of photos against them, the counters.

Everything is streamed: a big store takes time, not memory. Each fault is a sentence that names the case, the
photo and what to do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.cases.audit_evidence import evidence_faults
from app.cases.audit_originals import look_faults, original_faults
from app.cases.counters import drift
from app.cases.models import Case
from app.journal.chain import GENESIS, Sealed, breaches, seal_of
from app.journal.checkpoint_checks import Source, Witness, read_folder, source_faults, source_of
from app.journal.checkpoints import each_checkpoint
from app.journal.models import Entry
from app.photos.blobs import BlobStore
from app.seals.audit_keys import key_faults

AT_A_TIME = 2_000
Tell = Callable[[str, int], None]
ENTRY = [*Entry.__table__.c]  # type: ignore[attr-defined]  # SQLModel puts it there


def _silent(_what: str, _count: int) -> None:
    """Nobody is watching."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What to look at besides the database: the originals in ``store``, checkpoints in ``folders``.

    ``public_key``: the service's, as its key file has it. ``tell``: hears what has been gone through so far.
    ``decoding``: pixels are looked at again too, as they always are where one case is asked for.
    """

    store: BlobStore | None = None
    folders: tuple[Path, ...] = ()
    public_key: str | None = None
    tell: Tell = _silent
    decoding: bool = False


@dataclass(slots=True)
class Tally:
    """What has been gone through; ``head``: the last entry's hash, ``checkpoints``: the newest's number."""

    entries: int = 0
    cases: int = 0
    photos: int = 0
    originals: int = 0
    seals: int = 0
    checkpoints: int = 0
    head: str = GENESIS


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at and what was found, in Chinese sentences; ``head`` is the last entry's hash."""

    entries: int
    cases: int
    head: str
    faults: list[str]
    tally: Tally = field(default_factory=Tally)


def audit(session: Session, case_id: UUID | None = None, scope: Scope | None = None) -> Audit:
    """Verify one case, or everything, and gather what is found."""
    tally = Tally()
    faults = list(find_faults(session, tally, case_id, scope or Scope()))
    return Audit(tally.entries, tally.cases, tally.head, faults, tally)


def find_faults(session: Session, tally: Tally, case_id: UUID | None, scope: Scope) -> Iterator[str]:
    """The same, one fault after the other as it is found; ``tally`` is kept as it goes.

    Raises:
        OSError: where a folder of checkpoints cannot be read.
    """
    _hold_still(session)
    if case_id is not None:
        yield from _one_case(session, tally, case_id)
    else:
        yield from _whole_journal(session, tally, scope)
        yield from _disagreements(session)
        yield from drift(session)
        yield from key_faults(session)
        yield from look_faults(session)
        tally.cases = session.execute(select(func.count()).select_from(Case)).scalar_one()
    yield from evidence_faults(session, case_id, tally, scope.tell)
    if scope.store is not None:
        decoding = scope.decoding or case_id is not None
        yield from original_faults(session, scope.store, case_id, tally, scope.tell, decoding=decoding)


def _hold_still(session: Session) -> None:
    """From here on everything is seen as it stands now, however long it takes; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _whole_journal(session: Session, tally: Tally, scope: Scope) -> Iterator[str]:
    sources: list[Source] = [source_of(each_checkpoint(session)), *map(read_folder, scope.folders)]
    yield from source_faults(sources, scope.public_key)
    signed = [one for source in sources for one in source.checkpoints]
    tally.checkpoints = max((one.statement.number for one in signed), default=0)
    witness = Witness(signed)
    scope.tell("流转记录", 0)
    remembered: list[str] = []

    def watched(entries: Iterable[Sealed]) -> Iterator[Sealed]:
        for entry in entries:
            remembered.extend(breach.sentence for breach in witness.sees(entry))
            tally.entries, tally.head = tally.entries + 1, entry.hash
            if tally.entries % AT_A_TIME == 0:
                scope.tell("流转记录", tally.entries)
            yield entry

    for breach in breaches(watched(_entries(session))):
        yield breach.sentence
    yield from remembered
    yield from (breach.sentence for breach in witness.ends())


def _one_case(session: Session, tally: Tally, case_id: UUID) -> Iterator[str]:
    entries = list(
        session.execute(select(Entry).where(col(Entry.case_id) == case_id).order_by(col(Entry.seq))).scalars()
    )
    yield from (f"流转记录第 {entry.seq} 条内容被改动" for entry in entries if seal_of(entry) != entry.hash)
    tally.entries, tally.head = len(entries), entries[-1].hash if entries else GENESIS
    case = session.get(Case, case_id)
    tally.cases = int(case is not None)
    if case is None:
        yield f"没有案件 {case_id}"
    elif [entry.version for entry in entries if entry.version] != list(range(1, case.version + 1)):
        yield f"案件 {case.number} 的流转记录不完整：应有 {case.version} 条，实有 {len(entries)} 条"
    elif [entry.to_state for entry in entries if entry.version][-1] != case.state:
        yield f"案件 {case.number} 的状态与流转记录不符"


def _entries(session: Session) -> Iterator[Sealed]:
    query = select(*ENTRY).order_by(col(Entry.seq)).execution_options(yield_per=AT_A_TIME)
    yield from session.execute(query)


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
        .outerjoin(Entry, (col(Entry.case_id) == col(Case.id)) & (col(Entry.version) == sums.c.last))
        .execution_options(yield_per=AT_A_TIME),
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
