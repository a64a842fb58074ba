"""The evidence of a case as a file that anybody can check offline."""

from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from app.cases.queries import one
from app.core.config import Settings
from app.core.problems import Problem
from app.evidence.taking import make_pack, note_taking
from app.evidence.zipping import stream_zip
from app.http.parts import StoreDep, VersionsDep
from app.http.session import DatabaseDep, SettingsDep, SignedIn
from app.journal.service_key import ServiceKey, UnfitKey, service_key

router = APIRouter(prefix="/api/cases", tags=["evidence"])


@router.get("/{case_id}/evidence.zip", response_class=StreamingResponse)
async def get_evidence(
    case_id: UUID,
    person: SignedIn,
    database: DatabaseDep,
    store: StoreDep,
    versions: VersionsDep,
    settings: SettingsDep,
) -> StreamingResponse:
    """Originals, facts, journal, seals, keys and checkpoints of a case, with a page that checks them.

    For whoever may see the case. That it was taken stands in the case's journal, and in the pack.
    """
    key = await run_sync(_key, settings)
    async with database.writing_in_turn() as session:
        case, _ = await run_sync(one, session, person, case_id)
        await run_sync(note_taking, session, case, person.actor)
    by = f"{person.name}（{person.username}）"
    pack = await run_sync(make_pack, database, versions, store, key, case_id, by)
    headers = {
        "Content-Disposition": f'attachment; filename="evidence-{pack.number}.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(stream_zip(pack, store, key), media_type="application/zip", headers=headers)


def _key(settings: Settings) -> ServiceKey:
    try:
        return service_key(settings.checkpoint_key_file)
    except (UnfitKey, OSError):
        what = ("签名密钥读不出来，请联系管理员", "the signing key cannot be read; tell your administrator")
        raise Problem("not-ready", what=what) from None
