"""Evidence in and out: photos under their own hash, streamed, resumable, seen only by those who may."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Annotated, BinaryIO, Literal
from uuid import UUID

import orjson
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlmodel import Session
from starlette.requests import ClientDisconnect

from app.cases.photo_rights import may_see_photo
from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
from app.http.bodies import announced, counted
from app.http.parts import DeveloperDep, StoreDep
from app.http.session import DatabaseDep, ReadSession, SettingsDep, SignedIn, restraint_of, signed_in
from app.people.policy import Person
from app.photos.blobs import BlobStore, HashMismatch, Incoming, MissingBlob, TooLarge, WrongOffset
from app.photos.facts import UNSHOWABLE, Flag, PhotoFacts
from app.photos.kinds import HEAD_BYTES, Refusal, refusal
from app.photos.models import Photo, PhotoBearer
from app.photos.records import Arrival, note_arrival
from app.photos.rendering import DarkroomClosed

router = APIRouter(prefix="/api/photos", tags=["photos"])

RENDER_WAIT_SECONDS = 20.0
PIECE_BYTES = 256 * 1024
SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"})


def _checked_hash(sha256: Annotated[str, Path(max_length=200)]) -> str:
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise Problem("not-a-hash", value=sha256[:80])
    return sha256


Hash = Annotated[str, Depends(_checked_hash)]


class PhotoReceipt(BaseModel):
    """The photo is safely kept."""

    sha256: str
    bytes: int
    received_at: datetime


@router.put(
    "/{sha256}", status_code=201, response_model=PhotoReceipt, responses={200: {"model": PhotoReceipt}}
)
async def put_photo(sha256: Hash, request: Request, person: SignedIn) -> Response:
    """Store evidence under its own hash; the body is the photo's bytes, as they are.

    When the line breaks in the middle, what came is kept for ``HEAD`` and ``PATCH`` to go on from.
    """
    return await _keep(request, sha256, person)


async def put_photo_at_once(request: Request, sha256: str) -> Response:
    """The same on the short way (:mod:`app.http.lane`)."""
    return await _keep(request, sha256, await signed_in(request))


async def _keep(request: Request, sha256: str, person: Person) -> Response:
    state = request.app.state
    store: BlobStore = state.store
    database: Database = state.database
    _refuse_by_length(request, state.settings)
    restraint_of(request).demand_photo(person.id, announced(request))
    with store.begin(sha256) as incoming:
        await _receive(request, incoming, state.settings, person.id)
        try:
            stored = await run_sync(incoming.finish)
        except HashMismatch:
            raise Problem("hash-differs") from None
    arrival = await database.write(
        lambda session: note_arrival(session, sha256, stored.bytes, person.id, now())
    )
    state.developer.wake()
    return Response(_receipt(arrival), 201 if arrival.is_new else 200, media_type="application/json")


@router.head("/{sha256}", status_code=204)
def photo_progress(
    sha256: Hash, response: Response, person: SignedIn, store: StoreDep, session: ReadSession
) -> None:
    """How many bytes of an upload of yours have arrived: ``Upload-Offset``; 0 where there is none."""
    whole = _brought_whole(session, sha256, person.id)
    offset = whole if whole is not None else store.partial_offset(str(person.id), sha256)
    response.headers["Upload-Offset"] = str(offset)
    response.headers["Upload-Complete"] = "?1" if whole is not None else "?0"


@router.patch("/{sha256}", status_code=204)
async def resume_photo(
    sha256: Hash,
    request: Request,
    response: Response,
    person: SignedIn,
    store: StoreDep,
    database: DatabaseDep,
    settings: SettingsDep,
    developer: DeveloperDep,
    upload_offset: Annotated[int, Header(ge=0)],
    upload_length: Annotated[int | None, Header(ge=1)] = None,
) -> None:
    """Go on at ``Upload-Offset``. With ``Upload-Length`` (the whole size) the end is known beforehand.

    The answer says where the upload stands (``Upload-Offset``) and whether the photo is now safely kept
    (``Upload-Complete: ?1``).
    """
    restraint_of(request).demand_photo(person.id, announced(request), is_new=upload_offset == 0)
    reached = await _append(request, store, settings, person.id, sha256, upload_offset)
    complete = False
    if upload_length is None or reached >= upload_length:
        complete = await _complete(store, database, sha256, person.id, is_known_end=upload_length is not None)
        developer.wake()
    response.headers["Upload-Offset"] = str(reached)
    response.headers["Upload-Complete"] = "?1" if complete else "?0"


@router.get("/{sha256}/{rendition}", response_class=StreamingResponse)
def get_photo(
    sha256: Hash,
    rendition: Literal["original", "screen", "thumb"],
    request: Request,
    person: SignedIn,
    session: ReadSession,
    store: StoreDep,
    developer: DeveloperDep,
) -> Response:
    """The original as it came, or a rendition without metadata."""
    photo = session.get(Photo, sha256)
    if photo is None or not may_see_photo(session, person, sha256):
        raise Problem("not-found", what=("这张照片", "this photo"))
    etag = f'"{sha256}-{rendition}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=31536000, immutable"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if rendition == "original":
        return _original(store, photo, headers)
    if not store.has_rendition(sha256, rendition):
        _develop(developer.develop, sha256)
    try:
        return _stream(store.open_rendition(sha256, rendition), "image/jpeg", headers)
    except MissingBlob:
        raise Problem("not-shown", headers={"Cache-Control": "no-store"}) from None


def _refuse_by_length(request: Request, settings: Settings) -> None:
    if announced(request) > settings.max_photo_bytes:
        raise too_large(settings)


def too_large(settings: Settings) -> Problem:
    """The refusal of a photo over the limit."""
    return Problem("too-large", limit_mb=settings.max_photo_bytes // (1024 * 1024))


def refuse_what_is_no_photo(head: bytes) -> None:
    """Judge by the first bytes whether this can be a photo at all.

    Raises:
        Problem: ``empty-photo`` or ``not-a-photo``.
    """
    reason = refusal(head)
    if reason is Refusal.EMPTY:
        raise Problem("empty-photo")
    if reason is not None:
        raise Problem("not-a-photo", reason=reason.value)


async def _receive(request: Request, incoming: Incoming, settings: Settings, person: UUID) -> None:
    head, judged = b"", False
    try:
        async for chunk in counted(request, person):
            if not judged:
                head += chunk[:HEAD_BYTES]
                if judged := len(head) >= HEAD_BYTES:
                    refuse_what_is_no_photo(head)
            incoming.write(chunk)
    except ClientDisconnect:
        if judged:
            await run_sync(incoming.keep, str(person))
        raise
    except TooLarge:
        raise too_large(settings) from None
    if not judged:
        refuse_what_is_no_photo(head)


async def _append(
    request: Request, store: BlobStore, settings: Settings, person: UUID, sha256: str, offset: int
) -> int:
    try:
        continuation = store.resume(str(person), sha256, offset)
    except WrongOffset as failure:
        raise Problem(
            "wrong-offset",
            offset=failure.offset,
            headers={"Upload-Offset": str(failure.offset)},
            shown={"offset": failure.offset},
        ) from None
    with continuation:
        try:
            async for chunk in counted(request, person):
                continuation.write(chunk)
        except TooLarge:
            raise too_large(settings) from None
        finally:
            reached = await run_sync(continuation.keep)
    return reached


async def _complete(
    store: BlobStore, database: Database, sha256: str, bearer: UUID, *, is_known_end: bool
) -> bool:
    """Try whether all has come. An end that was announced and is not the photo is refused."""
    owner = str(bearer)
    try:
        head = await run_sync(store.begun, owner, sha256, HEAD_BYTES)
        if len(head) < HEAD_BYTES and not is_known_end:
            return False
        refuse_what_is_no_photo(head)
        stored = await run_sync(partial(store.complete, owner, sha256, is_end=is_known_end))
    except HashMismatch:
        if is_known_end:
            raise Problem("hash-differs") from None
        return False
    except MissingBlob:
        raise Problem("no-upload") from None
    except Problem:
        await run_sync(store.drop, owner, sha256)
        raise
    await database.write(lambda session: note_arrival(session, sha256, stored.bytes, bearer, now()))
    return True


def _brought_whole(session: Session, sha256: str, bearer: UUID) -> int | None:
    if session.get(PhotoBearer, (sha256, bearer)) is None:
        return None
    return session.get_one(Photo, sha256).bytes


def _receipt(arrival: Arrival) -> bytes:
    receipt = {"sha256": arrival.sha256, "bytes": arrival.bytes, "received_at": arrival.received_at}
    return orjson.dumps(receipt, option=orjson.OPT_UTC_Z)


def _original(store: BlobStore, photo: Photo, headers: dict[str, str]) -> Response:
    """As it came; shown in the page only where a browser shows it as an image and as nothing else."""
    inline = photo.media_type in SHOWN_INLINE and not set(photo.flags) & {
        flag.value for flag in UNSHOWABLE | {Flag.POLYGLOT}
    }
    name = f"{photo.sha256[:16]}.{(photo.media_type or 'application/bin').split('/')[1]}"
    headers |= {
        "Content-Length": str(photo.bytes),
        "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    media_type = photo.media_type if inline and photo.media_type else "application/octet-stream"
    return _stream(store.open(photo.sha256), media_type, headers)


def _stream(source: BinaryIO, media_type: str, headers: dict[str, str]) -> Response:
    return StreamingResponse(_pieces(source), media_type=media_type, headers=headers)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while piece := source.read(PIECE_BYTES):
            yield piece


def _develop(develop: Callable[[str, float], PhotoFacts], sha256: str) -> None:
    """Make the renditions now, for somebody is looking; if that takes too long, say so rather than hang."""
    try:
        develop(sha256, RENDER_WAIT_SECONDS)
    except (TimeoutError, DarkroomClosed):
        raise Problem(
            "not-ready",
            what=("照片正在处理，请稍后再看", "the photo is being processed"),
            headers={"Retry-After": "5"},
        ) from None
