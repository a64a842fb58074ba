"""Signing in, out, and asking who one is."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from app.cases.rights import abilities
from app.core.shapes import Named, Sent
from app.http.parts import VersionsDep
from app.http.session import (
    DatabaseDep,
    ReadSession,
    SettingsDep,
    SignedIn,
    WriteSession,
    address_of,
    clear_cookies,
    secret_of,
    set_cookie,
)
from app.notices.versions import InForce, Versions
from app.people.directory import Purpose, directory
from app.people.models import Role
from app.people.policy import Person
from app.people.sign_in import sign_in, sign_out

router = APIRouter(prefix="/api", tags=["people"])


class Credentials(Sent):
    """A name, a password, and a code where a second factor is set up."""

    username: str = Field(min_length=1, max_length=64)
    password: SecretStr = Field(min_length=1, max_length=256)
    code: str = Field(default="", max_length=64)
    """Of the authenticator, or for recovery, where the account asks for one."""


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
        code=credentials.code.strip(),
    )
    set_cookie(request, response, settings, secret)
    return _me(person, versions)


@router.delete("/session", status_code=204)
def close_session(request: Request, response: Response, session: WriteSession, settings: SettingsDep) -> None:
    """Sign out."""
    secret = secret_of(request, settings)
    if secret:
        sign_out(session, secret, address=address_of(request))
    clear_cookies(response)


@router.get("/me")
def me(person: SignedIn, versions: VersionsDep) -> Me:
    """Who am I? Not signed in on a demonstration server, the answer says that it is one."""
    return _me(person, versions)


class Colleague(BaseModel):
    """Somebody who can be chosen."""

    username: str
    name: str
    unit: Named | None


class DirectoryOut(BaseModel):
    """Whom a case can be handed to."""

    people: list[Colleague]
    squads: list[Named]


@router.get("/people")
def list_people(
    person: SignedIn, session: ReadSession, versions: VersionsDep, purpose: Purpose
) -> DirectoryOut:
    """Whom you may hand something to: your unit's people and squads, inspectors, colleagues."""
    current = versions.in_force
    found = directory(session, current.notice, person, purpose)
    return DirectoryOut(
        people=[
            Colleague(username=one.username, name=one.name, unit=_unit(current, one.unit_code))
            for one in found.people
        ],
        squads=[Named(code=squad.code, name=squad.name) for squad in found.squads],
    )


def _unit(current: InForce, code: str | None) -> Named | None:
    return Named(**current.unit_name(code)) if code else None


def _me(person: Person, versions: Versions) -> Me:
    return Me(
        id=person.id,
        username=person.username,
        name=person.name,
        roles=sorted(person.roles),
        unit=_unit(versions.in_force, person.unit_code),
        may=abilities(person),
        demo=person.demo,
    )
