"""The way to the identity provider and back; what goes wrong on it is told on the sign-in page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field, SecretStr

from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
from app.core.shapes import Sent
from app.http.answers import note_refusal
from app.http.session import (
    DatabaseDep,
    ReadSession,
    SettingsDep,
    SignedIn,
    WriteSession,
    address_of,
    is_secure,
    set_cookie,
)
from app.people.models import OidcAttempt, SignInWay
from app.people.oidc import (
    LASTS,
    Departure,
    account_behind,
    bind_identity,
    depart,
    go_halfway,
    go_on,
    is_bound,
    subject_of,
    take_attempt,
    who_is_halfway,
)
from app.people.own_sessions import demand_own_proof
from app.people.passwords import LONGEST
from app.people.second_factor import factor_of
from app.people.sign_in import check_code, open_session, person_with
from app.people.sign_in_records import note_failed
from app.people.ways_in import let_go_of_identities

router = APIRouter(prefix="/api", tags=["people"])

COOKIE, HOST_COOKIE = "xuncheng_oidc", "__Host-xuncheng_oidc"
CALLBACK = "/api/oidc/callback"


class OidcOut(BaseModel):
    """The identity provider's name on the button; empty where there is none."""

    name: str


class Way(BaseModel):
    """Where the browser goes."""

    url: str


class Proof(Sent):
    """The password one has, and a code where signing in asks for one."""

    password: SecretStr = Field(min_length=1, max_length=LONGEST)
    code: str = Field(default="", max_length=64)


class OwedCode(Sent):
    """What the account asks for besides the provider's word: of the authenticator, or for recovery."""

    code: str = Field(min_length=1, max_length=64)


class BindingOut(BaseModel):
    """Whether one can come in by the provider, and what it is called."""

    name: str
    bound: bool


@router.get("/oidc")
def get_oidc(settings: SettingsDep) -> OidcOut:
    """Can one sign in by an identity provider here?"""
    return OidcOut(name=settings.oidc_name if settings.oidc_issuer else "")


@router.post("/oidc/start")
def start_oidc(request: Request, response: Response, database: DatabaseDep, settings: SettingsDep) -> Way:
    """Where to go to sign in; the browser keeps a cookie for the way."""
    return _leave(request, response, settings, depart(database, settings, _address(request), None))


@router.post("/me/identity/start")
def start_binding(
    proof: Proof,
    person: SignedIn,
    request: Request,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
) -> Way:
    """Where to go to bind one's account at the provider to the one here.

    The password is asked for, and a code as at signing in: a session stolen for a minute must not last.
    """
    if not settings.oidc_issuer:
        raise Problem("no-provider")
    password = proof.password.get_secret_value()
    demand_own_proof(database, person, password, proof.code.strip(), address=address_of(request))
    return _leave(request, response, settings, depart(database, settings, _address(request), person))


@router.get("/me/identity")
def get_own_identity(person: SignedIn, session: ReadSession, settings: SettingsDep) -> BindingOut:
    """Can I come in by the provider?"""
    name = settings.oidc_name if settings.oidc_issuer else ""
    return BindingOut(name=name, bound=is_bound(session, settings, person))


@router.delete("/me/identity", status_code=204)
def remove_own_identity(person: SignedIn, session: WriteSession) -> None:
    """The provider lets me in no longer."""
    let_go_of_identities(session, person.id, person.username, person.actor)


@router.get("/oidc/callback", response_class=RedirectResponse, status_code=303)
def come_back(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Back from the provider: signed in, bound, or at the sign-in page for a code or with what went wrong."""
    secret = _kept(request, settings)
    callback = _address(request)
    try:
        with database.writing() as session:
            attempt = take_attempt(session, secret, state)
        subject = subject_of(settings, attempt, callback, code)
        return _let_in(request, database, settings, attempt, subject)
    except Problem as problem:
        note_refusal(problem)
        if problem.kind.name == "identity-unbound":
            with database.writing() as session:
                note_failed(session, "", SignInWay.OIDC, address_of(request))
        return _to(request, settings, f"/sign-in?problem={problem.kind.name}")


def _let_in(
    request: Request, database: Database, settings: Settings, attempt: OidcAttempt, subject: str
) -> Response:
    with database.writing() as session:
        if attempt.account_id is not None:
            bind_identity(session, settings, person_with(session, attempt.account_id), subject)
            return _to(request, settings, "/me?bound=1")
        account = account_behind(session, settings, subject)
        if factor_of(session, account.id) is not None:
            response: Response = RedirectResponse("/sign-in?code=1", 303)
            _keep(request, response, settings, go_halfway(session, account))
            return response
        device = request.headers.get("user-agent", "")
        secret = open_session(session, account.id, SignInWay.OIDC, address=address_of(request), device=device)
    response = _to(request, settings, "/")
    set_cookie(request, response, settings, secret)
    return response


@router.post("/oidc/code", status_code=204)
def bring_code(
    owed: OwedCode, request: Request, response: Response, database: DatabaseDep, settings: SettingsDep
) -> None:
    """Back from the provider, by an account that asks for a code: signed in by it."""
    secret, address = _kept(request, settings), address_of(request)
    with database.reading() as session:
        person = person_with(session, who_is_halfway(session, secret))
    if person is None:
        raise Problem("sign-in-broken")
    check_code(database, person, owed.code.strip(), address)
    with database.writing() as session:
        go_on(session, secret)
        device = request.headers.get("user-agent", "")
        cookie = open_session(session, person.id, SignInWay.OIDC, address=address, device=device)
    _forget(request, response, settings)
    set_cookie(request, response, settings, cookie)


def _leave(request: Request, response: Response, settings: Settings, departure: Departure) -> Way:
    _keep(request, response, settings, departure.secret)
    return Way(url=departure.url)


def _kept(request: Request, settings: Settings) -> str:
    """What the browser has kept for the way; empty where nothing."""
    return request.cookies.get(HOST_COOKIE if is_secure(request, settings) else COOKIE, "")


def _keep(request: Request, response: Response, settings: Settings, secret: str) -> None:
    secure = is_secure(request, settings)
    response.set_cookie(
        HOST_COOKIE if secure else COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )


def _forget(request: Request, response: Response, settings: Settings) -> None:
    response.delete_cookie(COOKIE, path="/")
    if is_secure(request, settings):
        response.delete_cookie(HOST_COOKIE, path="/", secure=True)


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/") + CALLBACK


def _to(request: Request, settings: Settings, path: str) -> RedirectResponse:
    response = RedirectResponse(path, 303)
    _forget(request, response, settings)
    return response
