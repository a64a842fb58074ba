"""Writing a seal down: beside the journal entry it belongs to, in the same transaction."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, col

from app.core.plain import Plain, columns_of
from app.seals.judging import Claim, Judgement, judge
from app.seals.models import DeviceKey, Seal, Verdict
from app.seals.shapes import SealIn

_KEEP = Plain(insert(Seal), columns_of(Seal))
_KEY = Plain(
    select(col(DeviceKey.revoked_at)).where(
        col(DeviceKey.account_id) == bindparam("account_id"),
        col(DeviceKey.public_key) == bindparam("public_key"),
    )
)


def keep_seal(
    session: Session, seal: SealIn, claim: Claim, account_id: UUID, version: int, at: datetime
) -> dict[str, Any]:
    """Judge and keep a seal; returns what the journal entry ``version`` of the case says of it."""
    found = judged(session, seal, claim, account_id)
    kept = {
        "case_id": claim.case_id,
        "version": version,
        "account_id": account_id,
        "key_id": found.key_id,
        "public_key": seal.public_key,
        "statement": seal.statement,
        "signature": seal.signature,
        "digest": seal.digest,
        "verdict": found.verdict,
        "received_at": at.astimezone(UTC),
    }
    _KEEP.run(session, kept)
    said = {"digest": seal.digest, "device": found.key_id, "verdict": found.verdict.value}
    return {"seal": said | ({"differs": found.differs} if found.differs else {})}


def judged(session: Session, seal: SealIn, claim: Claim, account_id: UUID) -> Judgement:
    """What a seal in this person's name is worth; nothing is kept."""
    return judge(seal, claim, _what_of_the_key(session, seal, account_id))


def seals_of(session: Session, case_id: UUID) -> list[Seal]:
    """A case's seals, oldest first."""
    query = select(Seal).where(col(Seal.case_id) == case_id).order_by(col(Seal.version))
    return list(session.execute(query).scalars())


def _what_of_the_key(session: Session, seal: SealIn, account_id: UUID) -> Verdict:
    """Whether the key is registered for this person. By the key itself: what it is called follows from it."""
    known = _KEY.rows(session, {"account_id": account_id, "public_key": seal.public_key})
    if not known:
        return Verdict.UNKNOWN_KEY
    [(revoked_at,)] = known
    return Verdict.VALID if revoked_at is None else Verdict.REVOKED_KEY
