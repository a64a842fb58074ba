"""``POST /api/reports``: a report in one multipart request, so that one ``curl`` can file a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.cases.intake import take_in
from app.cases.models import PhotoRole
from app.cases.shapes import Receipt
from app.core.clock import now
from app.core.config import Settings
from app.core.problems import Problem
from app.http.parts import DeveloperDep, StoreDep, VersionsDep
from app.http.session import DatabaseDep, KnownFirst, RestraintDep, SettingsDep, SignedInOrBasic
from app.photos.blobs import BlobStore, Stored
from app.photos.kinds import HEAD_BYTES
from app.photos.records import note_arrival
from app.photos.routes import refuse_what_is_no_photo, too_large
from app.reports.form import id_of, report_of

router = APIRouter(prefix="/api", tags=["cases"], route_class=KnownFirst)

PIECE_BYTES = 256 * 1024
Text = Annotated[str | None, Form()]
Files = Annotated[Sequence[UploadFile], File()]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A photo of the form, looked at but not yet kept."""

    file: UploadFile
    sha256: str
    role: PhotoRole


@router.post("/reports", status_code=201, response_model=Receipt, responses={200: {"model": Receipt}})
async def post_report(
    person: SignedInOrBasic,
    database: DatabaseDep,
    settings: SettingsDep,
    store: StoreDep,
    developer: DeveloperDep,
    versions: VersionsDep,
    restraint: RestraintDep,
    category: Annotated[str, Form(min_length=1, max_length=32)],
    photos: Files = (),
    before: Files = (),
    near: Files = (),
    far: Files = (),
    id: Annotated[UUID | None, Form()] = None,  # noqa: A002  (the field's name in the contract)
    location: Text = None,
    lon: Text = None,
    lat: Text = None,
    accuracy_m: Text = None,
    fixed_at: Text = None,
    taken_at: Text = None,
    description: Text = None,
    attributes: Text = None,
    source: Text = None,
) -> Response:
    """The same as photos and case sent one by one.

    ``photos`` (or ``before``, ``near``, ``far``) are files; the place is ``lon`` and ``lat``, or ``location``
    as JSON. Without an ``id``, the same report repeated on a day is the same case.
    """
    groups = (
        (photos, PhotoRole.BEFORE),
        (before, PhotoRole.BEFORE),
        (near, PhotoRole.NEAR),
        (far, PhotoRole.FAR),
    )
    for file in (file for files, _ in groups for file in files):
        restraint.demand_photo(person.id, file.size or 0)
    sent = [await run_sync(_looked_at, file, role, settings) for files, role in groups for file in files]
    fields = {
        "category": category,
        "location": location,
        "lon": lon,
        "lat": lat,
        "accuracy_m": accuracy_m,
        "fixed_at": fixed_at,
        "taken_at": taken_at,
        "description": description,
        "attributes": attributes,
        "source": source,
    }
    try:
        report = report_of(fields, [(photo.sha256, photo.role) for photo in sent])
    except ValidationError as failure:
        raise RequestValidationError(failure.errors()) from None
    if category not in versions.in_force.notice.categories:
        raise Problem("unknown-category", code=category)
    stored = await run_sync(_keep, store, sent)
    async with database.writing_in_turn() as session:
        for photo in stored:
            note_arrival(session, photo.sha256, photo.bytes, person.id, now())
        filed = await run_sync(
            take_in, session, versions.in_force, person, id or id_of(report, person.id, now()), report
        )
    developer.wake()
    return Response(filed.receipt, 201 if filed.is_new else 200, media_type="application/json")


def _looked_at(file: UploadFile, role: PhotoRole, settings: Settings) -> _Sent:
    if (file.size or 0) > settings.max_photo_bytes:
        raise too_large(settings)
    refuse_what_is_no_photo(file.file.read(HEAD_BYTES))
    file.file.seek(0)
    return _Sent(file, file_digest(file.file, "sha256").hexdigest(), role)  # type: ignore[arg-type]  # a spooled file reads like any other


def _keep(store: BlobStore, sent: Sequence[_Sent]) -> list[Stored]:
    kept = []
    for photo in sent:
        photo.file.file.seek(0)
        with store.begin(photo.sha256) as incoming:
            while piece := photo.file.file.read(PIECE_BYTES):
                incoming.write(piece)
            kept.append(incoming.finish())
    return kept
