"""Signing in, out, and asking who one is."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from app.cases.rights import abilities
from app.cases.shapes import Named
from app.http.parts import VersionsDep
from app.http.session import (
    DatabaseDep,
    SettingsDep,
    SignedIn,
    WriteSession,
    address_of,
    clear_cookies,
    secret_of,
    set_cookie,
)
from app.notices.versions import Versions
from app.people.models import Role
from app.people.policy import Person
from app.people.sign_in import sign_in, sign_out

router = APIRouter(prefix="/api", tags=["people"])


class Credentials(BaseModel):
    """A name and a password."""

    username: str = Field(min_length=1, max_length=64)
    password: SecretStr = Field(min_length=1, max_length=256)


class Me(BaseModel):
    """Who is signed in, and what they may do."""

    id: UUID
    username: str
    name: str
    roles: list[Role]
    unit: Named | None
    may: list[str]
    demo: bool


@router.post("/session")
def open_session(
    credentials: Credentials,
    request: Request,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    versions: VersionsDep,
) -> Me:
    """Sign in; the session travels in a cookie."""
    secret, person = sign_in(
        database,
        credentials.username,
        credentials.password.get_secret_value(),
        address=address_of(request),
        device=request.headers.get("user-agent", ""),
    )
    set_cookie(request, response, settings, secret)
    return _me(person, versions)


@router.delete("/session", status_code=204)
def close_session(request: Request, response: Response, session: WriteSession) -> None:
    """Sign out."""
    secret = secret_of(request)
    if secret:
        sign_out(session, secret)
    clear_cookies(response)


@router.get("/me")
def me(person: SignedIn, versions: VersionsDep) -> Me:
    """Who am I? Not signed in on a demonstration server, the answer says that it is one."""
    return _me(person, versions)


def _me(person: Person, versions: Versions) -> Me:
    unit = Named(**versions.in_force.unit_name(person.unit_code)) if person.unit_code else None
    return Me(
        id=person.id,
        username=person.username,
        name=person.name,
        roles=sorted(person.roles),
        unit=unit,
        may=abilities(person),
        demo=person.demo,
    )
