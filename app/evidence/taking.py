"""Taking an evidence pack: written in the case's journal first, then signed, then read."""

from uuid import UUID

from sqlmodel import Session

from app.cases.models import Case
from app.core.clock import now
from app.core.db import Database
from app.core.problems import Problem
from app.evidence.gathering import Pack, gather, has_uncovered
from app.journal.checkpoints import take_checkpoint
from app.journal.record import SYSTEM, Actor, Happening, record
from app.journal.service_key import ServiceKey
from app.notices.versions import Versions
from app.photos.blobs import BlobStore

COMMAND_LINE = Actor(None, f"{SYSTEM.name}（命令行）")


def note_taking(session: Session, case: Case, actor: Actor) -> None:
    """Write down who takes a pack. The case keeps its version: nobody's screen goes stale."""
    happening = Happening(now(), actor, "evidence", case.id, None, case.state, case.state)
    record(session, [happening])


def make_pack(
    database: Database, versions: Versions, store: BlobStore, key: ServiceKey, case_id: UUID, by: str
) -> Pack:
    """Sign how far the journal reaches, so that the case's last entry is proved too, and gather.

    Raises:
        Problem: ``not-found``.
    """
    with database.reading() as session:
        uncovered = has_uncovered(session, case_id)
    if uncovered:
        take_checkpoint(database, key)
    with database.reading() as session:
        case = session.get(Case, case_id)
        if case is None:
            raise Problem("not-found", what=("这个案件", "this case"))
        return gather(session, versions, store, case, key.public, by)
