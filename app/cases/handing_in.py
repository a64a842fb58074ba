"""What a phone could not send, handed in as a file: a zip with ``outbox.json`` and originals in ``photos/``.

It is filed under the ids the phone made, in the name of whoever made it, by the same ways as if it had been
sent; so it may be handed in twice, and sent later all the same.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import orjson
from pydantic import BaseModel, Field, ValidationError
from sqlmodel import Session

from app.cases.intake import take_in
from app.cases.sealing import claim_of_report, claim_of_step
from app.cases.shapes import MoveIn, Report
from app.cases.stepping import step_once
from app.core.problems import Problem
from app.core.shapes import Moment, Sent
from app.notices.versions import InForce
from app.people.policy import Person
from app.photos.blobs import BlobStore, HashMismatch, TooLarge
from app.photos.kinds import HEAD_BYTES, refusal
from app.photos.records import note_arrival
from app.seals.keeping import judged
from app.seals.models import Verdict

CONTENTS = "outbox.json"
MAX_CONTENTS_BYTES = 20 * 1024 * 1024
PIECE_BYTES = 256 * 1024


class UnreadableOutbox(Exception):  # noqa: N818  (as UnreadableOutlines: what it is, not that it is an error)
    """The file is no outbox of a phone, or of an unknown version. Carries a sentence for the operator."""


class HandedReport(BaseModel):
    """A report as it would have been sent."""

    kind: Literal["report"]
    id: UUID
    owner: UUID
    report: Report

    @property
    def photos(self) -> list[str]:
        """The hashes it names."""
        return [photo.sha256 for photo in self.report.photos]


class HandedStep(Sent):
    """A step on a case as it would have been sent; its ``step_id`` is ``id``."""

    kind: Literal["step"]
    id: UUID
    owner: UUID
    case_id: UUID
    operation: Annotated[str, Field(max_length=32)]
    step: MoveIn

    @property
    def photos(self) -> list[str]:
        """The hashes it names."""
        return [photo.sha256 for photo in self.step.photos]


Handed = Annotated[HandedReport | HandedStep, Field(discriminator="kind")]


class Contents(BaseModel):
    """What is in the file. ``record``: the version of its records."""

    format: Literal["xuncheng-outbox"]
    record: Annotated[int, Field(ge=1, le=2)]
    exported_at: Moment
    items: Annotated[list[Handed], Field(max_length=10_000)]


class HandedOutbox:
    """An opened file. Use as a context.

    Raises:
        UnreadableOutbox: on opening.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            if self._zip.getinfo(CONTENTS).file_size > MAX_CONTENTS_BYTES:
                raise UnreadableOutbox(f"{path.name} 的目录过大，不是手机导出的文件。")
            self.contents = Contents.model_validate(orjson.loads(self._zip.read(CONTENTS)))
        except (zipfile.BadZipFile, KeyError, OSError, orjson.JSONDecodeError) as failure:
            raise UnreadableOutbox(f"{path.name} 不是手机导出的文件，或已损坏：{failure}。") from None
        except ValidationError as failure:
            first = failure.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise UnreadableOutbox(
                f"{path.name} 里的内容不能收入：{where}：{first['msg']}。请用新版应用重新导出。"
            ) from None

    def __enter__(self) -> "HandedOutbox":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def original(self, sha256: str) -> Iterator[bytes] | None:
        """The photo's bytes, piece by piece; None where the file does not hold it."""
        try:
            opened = self._zip.open(f"photos/{sha256}")
        except KeyError:
            return None
        return iter(lambda: opened.read(PIECE_BYTES), b"")


def is_sealed(session: Session, person: Person, item: Handed) -> bool:
    """Whether the item bears a good seal of its owner's own phone: else the file proves nobody's word."""
    if isinstance(item, HandedReport):
        seal, claim = item.report.seal, claim_of_report(item.id, item.report)
    else:
        seal, claim = item.step.seal, claim_of_step(item.case_id, item.operation, item.step.photos)
    return seal is not None and judged(session, seal, claim, person.id).verdict is Verdict.VALID


def bring_photos(
    session: Session, store: BlobStore, outbox: HandedOutbox, person: Person, item: Handed, at: datetime
) -> None:
    """Put an item's photos into the store in its owner's name; what the file lacks may have been sent before.

    Raises:
        Problem: ``hash-differs``, ``too-large``, ``not-a-photo``, ``empty-photo``.
    """
    for sha256 in item.photos:
        pieces = outbox.original(sha256)
        if pieces is not None:
            note_arrival(session, sha256, _store(store, sha256, pieces), person.id, at)


def _store(store: BlobStore, sha256: str, pieces: Iterator[bytes]) -> int:
    head = b""
    with store.begin(sha256) as incoming:
        try:
            for piece in pieces:
                head += piece[: HEAD_BYTES - len(head)]
                incoming.write(piece)
            reason = refusal(head)
            if reason is not None:
                raise Problem("not-a-photo", reason=reason.value)
            return incoming.finish().bytes
        except HashMismatch:
            raise Problem("hash-differs") from None
        except TooLarge as failure:
            raise Problem("too-large", limit_mb=failure.args[0] // (1024 * 1024)) from None
        except zipfile.BadZipFile:
            raise Problem("hash-differs") from None


def file_item(session: Session, in_force: InForce, person: Person, item: Handed) -> bool:
    """File one item by the way it would have been sent. Returns whether it was new (a step always is).

    Raises:
        Problem: as :func:`~app.cases.intake.take_in` and :func:`~app.cases.stepping.step_once`.
    """
    if isinstance(item, HandedReport):
        return take_in(session, in_force, person, item.id, item.report).is_new
    asked = item.step.model_copy(update={"step_id": item.id})
    step_once(session, in_force, person, item.case_id, item.operation, asked)
    return True
