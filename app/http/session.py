"""What a handler asks for: a session of the database, and the person who is asking."""

from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Annotated, Any, TypeVar

from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from sqlalchemy import Connection
from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
from app.http.answers import holds_nul
from app.http.restraint import Restraint
from app.people.policy import Person
from app.people.sign_in import StillIn, check_by_password_alone, person_of, still_in, touch

COOKIE = "xuncheng_session"
HOST_COOKIE = "__Host-xuncheng_session"


async def settings_of(request: Request) -> Settings:
    """The app's settings. (Async, like all that only look something up: a thread costs more than they do.)"""
    settings: Settings = request.app.state.settings
    return settings


async def database_of(request: Request) -> Database:
    """The app's database."""
    database: Database = request.app.state.database
    return database


SettingsDep = Annotated[Settings, Depends(settings_of)]
DatabaseDep = Annotated[Database, Depends(database_of)]


async def _reading(request: Request) -> AsyncIterator[Session]:
    database: Database = request.app.state.database
    with database.reading() as session:
        yield session


async def _writing(request: Request) -> AsyncIterator[Session]:
    database: Database = request.app.state.database
    async with database.writing_in_turn() as session:
        yield session


ReadSession = Annotated[Session, Depends(_reading)]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
"""One transaction, committed before the answer goes out (``scope="function"``): a 2xx means durable."""


def address_of(request: Request) -> str:
    """The caller's network address."""
    return request.client.host if request.client else ""


def is_unattended(request: Request) -> bool:
    """Whether a page asks by itself, with nobody at it: such a request keeps no session alive."""
    return "x-unattended" in request.headers


def secret_of(request: Request, settings: Settings) -> str | None:
    """The session cookie's secret.

    By https only the ``__Host-`` cookie counts: the plain one could have been planted by a neighbouring host
    of the same domain, and whoever works under it would work in the planter's name.
    """
    return request.cookies.get(HOST_COOKIE if is_secure(request, settings) else COOKIE)


def is_secure(request: Request, settings: Settings) -> bool:
    """Whether cookies are for https alone."""
    return request.scope["scheme"] == "https" if settings.secure_cookies is None else settings.secure_cookies


def restraint_of(request: Request) -> Restraint:
    """The limits of this process."""
    restraint: Restraint = request.app.state.restraint
    return restraint


async def _restraint(request: Request) -> Restraint:
    return restraint_of(request)


RestraintDep = Annotated[Restraint, Depends(_restraint)]


async def signed_in(request: Request) -> Person:
    """The person who is asking.

    Raises:
        Problem: ``not-signed-in``, ``too-many-requests``, ``other-person``.
    """
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    secret = secret_of(request, settings)
    attended = not is_unattended(request)
    person = await person_of(database, settings, secret, attended=attended) if secret else None
    if person is None:
        raise _nobody(settings)
    restraint_of(request).demand(person.id)
    owner = request.headers.get("outbox-owner")
    if owner is not None and owner != str(person.id):
        raise Problem("other-person")
    return person


def _nobody(settings: Settings) -> Problem:
    return Problem("not-signed-in", shown={"demo": True} if settings.demo else None)


SignedIn = Annotated[Person, Depends(signed_in)]

T = TypeVar("T")
Look = Callable[[Connection, Person], T]
Answer = tuple[StillIn, T]
"""Who asked, and what they wanted."""


class Reader:
    """Reads for whoever is asking, in one go: who they are, then what they want, in one thread.

    For pages that are asked for all day: a connection, a thread and a transaction for each of the two would
    cost more than the reading. Each statement sees what was committed when it began; nothing is streamed.
    """

    def __init__(self, request: Request) -> None:
        self._request = request

    async def __call__(self, look: Look[T]) -> T:
        """What ``look`` returns; it gets a connection and the person.

        Raises:
            Problem: ``not-signed-in``.
        """
        answer = await self._answer(look)
        state = self._request.app.state
        if answer is None:
            raise _nobody(state.settings)
        if answer[0].is_stale and not is_unattended(self._request):
            await run_sync(touch, state.database, answer[0].fingerprint)
        return answer[1]

    async def _answer(self, look: Look[T]) -> Answer[T] | None:
        settings: Settings = self._request.app.state.settings
        secret = secret_of(self._request, settings)
        if not secret:
            return None
        return await self._read(lambda connection: still_in(connection, settings, secret), look)

    async def _read(self, who: Callable[[Connection], StillIn | None], look: Look[T]) -> Answer[T] | None:
        database: Database = self._request.app.state.database

        def read(connection: Connection) -> Answer[T] | None:
            found = who(connection)
            if found is None:
                return None
            restraint_of(self._request).demand(found.person.id)
            return found, look(connection, found.person)

        return await run_sync(database.look, read)


async def _reader(request: Request) -> Reader:
    return Reader(request)


ReaderDep = Annotated[Reader, Depends(_reader)]

BASIC = HTTPBasic(auto_error=False, description="For simple clients that keep no cookie.")


async def _signed_in_or_basic(request: Request) -> Person:
    credentials = await BASIC(request)
    if credentials is None:
        return await signed_in(request)
    database: Database = request.app.state.database
    name, password = credentials.username, credentials.password
    if "\0" in name or "\0" in password:
        raise holds_nul()
    check = partial(check_by_password_alone, database, name, password, address=address_of(request))
    person = await run_sync(check)
    restraint_of(request).demand(person.id)
    return person


class KnownFirst(APIRoute):
    """A route that asks who is there before anything of the body, which may be large, is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def ask_first(request: Request) -> Response:
            request.state.person = await _signed_in_or_basic(request)
            return await handle(request)

        return ask_first


async def _known(request: Request, _: Annotated[HTTPBasicCredentials | None, Depends(BASIC)]) -> Person:
    known: Person | None = getattr(request.state, "person", None)
    return known or await _signed_in_or_basic(request)


SignedInOrBasic = Annotated[Person, Depends(_known)]
"""By cookie, or by name and password with the request; asked once where the route is ``KnownFirst``."""


def set_cookie(request: Request, response: Response, settings: Settings, secret: str) -> None:
    """Hand the session to the browser: for this host alone, out of scripts' reach."""
    secure = is_secure(request, settings)
    response.set_cookie(
        HOST_COOKIE if secure else COOKIE,
        secret,
        max_age=settings.session_absolute_seconds,
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )


def clear_cookies(response: Response) -> None:
    """Take the session back from the browser."""
    response.delete_cookie(COOKIE, path="/")
    response.delete_cookie(HOST_COOKIE, path="/", secure=True)
