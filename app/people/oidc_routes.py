"""The way to the identity provider and back; what goes wrong on it is told on the sign-in page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
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
from app.people.models import OidcAttempt
from app.people.oidc import (
    LASTS,
    Departure,
    account_behind,
    bind_identity,
    depart,
    is_bound,
    subject_of,
    take_attempt,
    unbind_identity,
)
from app.people.sign_in import open_session, person_with

router = APIRouter(prefix="/api", tags=["people"])

COOKIE, HOST_COOKIE = "xuncheng_oidc", "__Host-xuncheng_oidc"
CALLBACK = "/api/oidc/callback"


class OidcOut(BaseModel):
    """The identity provider's name on the button; empty where there is none."""

    name: str


class Way(BaseModel):
    """Where the browser goes."""

    url: str


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
    person: SignedIn, request: Request, response: Response, database: DatabaseDep, settings: SettingsDep
) -> Way:
    """Where to go to bind one's account at the provider to the one here."""
    return _leave(request, response, settings, depart(database, settings, _address(request), person))


@router.get("/me/identity")
def get_own_identity(person: SignedIn, session: ReadSession, settings: SettingsDep) -> BindingOut:
    """Can I come in by the provider?"""
    name = settings.oidc_name if settings.oidc_issuer else ""
    return BindingOut(name=name, bound=is_bound(session, settings, person))


@router.delete("/me/identity", status_code=204)
def remove_own_identity(person: SignedIn, session: WriteSession, settings: SettingsDep) -> None:
    """The provider lets me in no longer."""
    unbind_identity(session, settings, person)


@router.get("/oidc/callback", response_class=RedirectResponse, status_code=303)
def come_back(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Back from the provider: signed in, or bound, or to the sign-in page with what went wrong."""
    secret = request.cookies.get(HOST_COOKIE if is_secure(request, settings) else COOKIE, "")
    callback = _address(request)
    try:
        with database.writing() as session:
            attempt = take_attempt(session, secret, state)
        subject = subject_of(settings, attempt, callback, code)
        return _let_in(request, database, settings, attempt, subject)
    except Problem as problem:
        note_refusal(problem)
        return _to(request, settings, f"/sign-in?problem={problem.kind.name}")


def _let_in(
    request: Request, database: Database, settings: Settings, attempt: OidcAttempt, subject: str
) -> Response:
    with database.writing() as session:
        if attempt.account_id is not None:
            bind_identity(session, settings, person_with(session, attempt.account_id), subject)
            return _to(request, settings, "/me?bound=1")
        account = account_behind(session, settings, subject)
        device = request.headers.get("user-agent", "")
        secret = open_session(session, account.id, address=address_of(request), device=device)
    response = _to(request, settings, "/")
    set_cookie(request, response, settings, secret)
    return response


def _leave(request: Request, response: Response, settings: Settings, departure: Departure) -> Way:
    secure = is_secure(request, settings)
    response.set_cookie(
        HOST_COOKIE if secure else COOKIE,
        departure.secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )
    return Way(url=departure.url)


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/") + CALLBACK


def _to(request: Request, settings: Settings, path: str) -> RedirectResponse:
    response = RedirectResponse(path, 303)
    response.delete_cookie(COOKIE, path="/")
    if is_secure(request, settings):
        response.delete_cookie(HOST_COOKIE, path="/", secure=True)
    return response
