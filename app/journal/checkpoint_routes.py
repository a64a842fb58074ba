"""Checkpoints over HTTP, so that whoever is signed in can keep copies where we cannot reach them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlalchemy import select
from sqlmodel import col

from app.core.problems import Problem
from app.http.session import ReadSession, SettingsDep, SignedIn
from app.journal.checkpoint_models import Checkpoint
from app.journal.checkpoints import Signed, read_checkpoint
from app.journal.service_key import public_key_in

router = APIRouter(prefix="/api/checkpoints", tags=["journal"])
MOST = 60


class CheckpointOut(BaseModel):
    """How far the journal reached: entry ``seq`` with its hash. ``digest``: SHA-256 of the file, in hex."""

    number: int
    at: datetime
    seq: int
    hash: str
    digest: str
    file: str


class CheckpointsOut(BaseModel):
    """The newest checkpoints, and the key that signs them: Ed25519, 32 bytes in base64url."""

    public_key: str | None
    items: list[CheckpointOut]


@router.get("")
def list_checkpoints(
    person: SignedIn,  # noqa: ARG001  (signed in is all it takes)
    session: ReadSession,
    settings: SettingsDep,
) -> CheckpointsOut:
    """The newest first."""
    query = select(col(Checkpoint.document)).order_by(col(Checkpoint.number).desc()).limit(MOST)
    items = [_shown(read_checkpoint(text)) for text in session.execute(query).scalars()]
    return CheckpointsOut(public_key=public_key_in(settings.checkpoint_key_file), items=items)


@router.get("/{number}", response_class=Response)
def get_checkpoint(
    number: Annotated[int, Path(ge=1, le=2**31)],
    person: SignedIn,  # noqa: ARG001  (signed in is all it takes)
    session: ReadSession,
) -> Response:
    """One checkpoint's file, word for word."""
    kept = session.get(Checkpoint, number)
    if kept is None:
        raise Problem("not-a-checkpoint", number=number)
    name = read_checkpoint(kept.document).name
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(kept.document, media_type="application/json", headers=headers)


def _shown(one: Signed) -> CheckpointOut:
    said = one.statement
    return CheckpointOut(
        number=said.number, at=said.moment, seq=said.seq, hash=said.hash, digest=one.digest, file=one.name
    )
