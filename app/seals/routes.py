"""The register of phones' keys over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from app.http.session import ReadSession, SignedIn, WriteSession
from app.seals.device_keys import Line, keys_of, register, revoke
from app.seals.shapes import DeviceKeyIn, DeviceKeyOut, DeviceKeys

router = APIRouter(prefix="/api/device-keys", tags=["seals"])

KeyId = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.put("/{key_id}", status_code=201, responses={200: {"model": DeviceKeyOut}})
def put_device_key(
    key_id: KeyId, offered: DeviceKeyIn, person: SignedIn, session: WriteSession, response: Response
) -> DeviceKeyOut:
    """Register this phone's key for oneself; ``key_id`` is SHA-256 over its DER. Again changes nothing."""
    registered = register(session, person, key_id, offered)
    response.status_code = 201 if registered.is_new else 200
    return _shown(registered.line)


@router.get("")
def list_device_keys(
    person: SignedIn,
    session: ReadSession,
    everyone: Annotated[bool, Query(description="Everyone's keys, for an administrator.")] = False,
    username: Annotated[str | None, Query(max_length=64)] = None,
) -> DeviceKeys:
    """One's own keys; an administrator may ask for everyone's, or for one account's."""
    lines = keys_of(session, person, everyones=everyone, username=username)
    return DeviceKeys(items=[_shown(line) for line in lines])


@router.post("/{key_id}/revoke")
def revoke_device_key(key_id: KeyId, person: SignedIn, session: WriteSession) -> DeviceKeyOut:
    """A lost phone: what its key signs from now on is flagged. For its owner and for an administrator."""
    return _shown(revoke(session, person, key_id))


def _shown(line: Line) -> DeviceKeyOut:
    key: Any = line[0]
    return DeviceKeyOut(**key.model_dump(), username=line.username, name=line.name)
