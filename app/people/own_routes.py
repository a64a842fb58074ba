"""One's own sessions and password, and the one-time links by which a password is set."""

from datetime import datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field, SecretStr

from app.core.ids import fingerprint
from app.core.shapes import Sent
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
from app.people.links import use_link, whose_link
from app.people.map_keys import MARK, is_for_maps
from app.people.models import Account
from app.people.own_sessions import (
    NAME_LENGTH,
    change_password,
    demand_own_password,
    end_other_sessions,
    end_session,
    sessions_of,
)
from app.people.passwords import LONGEST
from app.people.second_factor import begin, codes_left, confirm, factor_of, remove
from app.people.sign_in_records import own
from app.people.sign_in_shapes import OwnSignInsOut, sign_in_out

router = APIRouter(prefix="/api", tags=["people"])

SessionName = Annotated[
    str, Path(pattern=f"^([0-9a-f]{{{NAME_LENGTH}}}|{MARK}[0-9a-f]{{{NAME_LENGTH - len(MARK)}}})$")
]
Password = Annotated[SecretStr, Field(min_length=1, max_length=LONGEST)]


class SessionOut(BaseModel):
    """A session. ``device``: what the browser calls itself; ``here``: it is the one that asks.

    ``for_maps``: no session but a key by which a map program reads tiles of cases.
    """

    id: str
    began_at: datetime
    last_seen_at: datetime
    address: str
    device: str
    here: bool
    for_maps: bool


class SessionsOut(BaseModel):
    """One's sessions, the latest sign of life first."""

    items: list[SessionOut]


class PasswordChange(BaseModel):
    """The password one has, and the one to have."""

    current: Password
    password: Password


class LinkSecret(Sent):
    """What stands behind the ``#`` of a one-time link."""

    secret: str = Field(min_length=1, max_length=128)


class LinkOut(BaseModel):
    """Whom the link is for, and until when."""

    username: str
    name: str
    until: datetime


class LinkUse(LinkSecret):
    """The password to set by the link."""

    password: Password


class LinkUsed(BaseModel):
    """Who can sign in now."""

    username: str


class FactorOut(BaseModel):
    """Whether a second factor is set up; ``codes_left``: recovery codes not used yet."""

    on: bool
    codes_left: int


class FactorBegun(BaseModel):
    """The secret as text and as a picture for the authenticator (a ``data:`` address)."""

    secret: str
    qr: str


class FactorCode(Sent):
    """Six digits."""

    code: str = Field(min_length=6, max_length=10)


class OwnPassword(BaseModel):
    """The password one has."""

    password: Password


class RecoveryCodes(BaseModel):
    """For when the authenticator is lost; each is good once."""

    codes: list[str]


@router.get("/me/sessions")
def list_own_sessions(
    person: SignedIn, session: ReadSession, settings: SettingsDep, request: Request
) -> SessionsOut:
    """Where am I signed in?"""
    here = fingerprint(secret_of(request, settings) or "")
    return SessionsOut(
        items=[
            SessionOut(
                id=one.fingerprint[:NAME_LENGTH],
                began_at=one.created_at,
                last_seen_at=one.last_seen_at,
                address=one.address,
                device=one.device,
                here=one.fingerprint == here,
                for_maps=is_for_maps(one),
            )
            for one in sessions_of(session, settings, person)
        ]
    )


@router.delete("/me/sessions/{session_id}", status_code=204)
def end_own_session(
    session_id: SessionName, person: SignedIn, session: WriteSession, request: Request
) -> None:
    """Sign out somewhere else, for example on a lost phone. One that has ended already is no fault."""
    end_session(session, person, session_id, address=address_of(request))


@router.delete("/me/sessions", status_code=204)
def end_own_other_sessions(
    person: SignedIn, session: WriteSession, settings: SettingsDep, request: Request
) -> None:
    """Sign out everywhere but here; what one has bound at the identity provider is let go."""
    here = fingerprint(secret_of(request, settings) or "")
    end_other_sessions(session, person, here, address=address_of(request))


@router.get("/me/sign-ins")
def list_own_sign_ins(person: SignedIn, session: ReadSession) -> OwnSignInsOut:
    """Who came in by my account lately, or tried to?"""
    return OwnSignInsOut(items=[sign_in_out(one) for one in own(session, person)])


@router.put("/me/password", status_code=204)
def put_own_password(
    change: PasswordChange,
    person: SignedIn,
    database: DatabaseDep,
    settings: SettingsDep,
    request: Request,
    response: Response,
) -> None:
    """Another password: all sessions end, and a new one begins in the cookie of the answer."""
    secret = change_password(
        database,
        person,
        change.current.get_secret_value(),
        change.password.get_secret_value(),
        address=address_of(request),
        device=request.headers.get("user-agent", ""),
    )
    set_cookie(request, response, settings, secret)


@router.get("/me/second-factor")
def get_own_factor(person: SignedIn, session: ReadSession) -> FactorOut:
    """Is a code asked for when I sign in, and how many recovery codes are left?"""
    on = factor_of(session, person.id) is not None
    return FactorOut(on=on, codes_left=codes_left(session, person.id) if on else 0)


@router.post("/me/second-factor", status_code=201)
def begin_own_factor(
    proof: OwnPassword, person: SignedIn, database: DatabaseDep, request: Request
) -> FactorBegun:
    """A secret for an authenticator app; it counts once a code has confirmed it.

    The password is asked for, lest whoever finds a phone left open shut its owner out with their own.
    """
    demand_own_password(database, person, proof.password.get_secret_value(), address=address_of(request))
    with database.writing() as session:
        begun = begin(session, person)
    return FactorBegun(secret=begun.secret, qr=segno.make(begun.uri).svg_data_uri(scale=4))


@router.post("/me/second-factor/confirm")
def confirm_own_factor(confirmation: FactorCode, person: SignedIn, session: WriteSession) -> RecoveryCodes:
    """From now on a code is asked for; the answer holds the recovery codes, this once."""
    return RecoveryCodes(codes=confirm(session, person, confirmation.code.strip()))


@router.post("/me/second-factor/remove", status_code=204)
def remove_own_factor(proof: OwnPassword, person: SignedIn, database: DatabaseDep, request: Request) -> None:
    """The password alone is enough again; it is asked for, lest somebody do this on a phone left open."""
    demand_own_password(database, person, proof.password.get_secret_value(), address=address_of(request))
    with database.writing() as session:
        remove(session, session.get_one(Account, person.id), person.actor)


@router.post("/password-links/look")
def look_at_link(link: LinkSecret, session: ReadSession) -> LinkOut:
    """Whom a one-time link is for. The secret is in the body, so that no log of addresses holds it."""
    found, account = whose_link(session, link.secret)
    return LinkOut(username=account.username, name=account.name, until=found.expires_at)


@router.post("/password-links/use")
def use_password_link(use: LinkUse, database: DatabaseDep, response: Response) -> LinkUsed:
    """Set one's password by a one-time link; whoever else was signed in by this account is out."""
    account = use_link(database, use.secret, use.password.get_secret_value())
    clear_cookies(response)
    return LinkUsed(username=account.username)
