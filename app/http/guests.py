"""Who reads tiles of cases by a program that keeps none of our cookies: QGIS, a page elsewhere."""

import asyncio
import secrets
from hashlib import blake2b
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPBasicCredentials
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.config import Settings
from app.core.db import Database
from app.http.session import BASIC, Answer, Look, Reader, T, address_of
from app.people.map_keys import holder_of, make_map_key
from app.people.policy import Person
from app.people.sign_in import check_by_password_alone

KEY = "key"
"""The parameter of a tile's address that holds the key."""
MOST = 1_000


class KeysByPassword:
    """The key made for whoever shows name and password at every tile.

    A map asks for thirty at once, and hashing the password costs more than all of them. Kept in this process,
    under a digest that says nothing outside it; once a key has ended the password is hashed anew.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._keys: dict[bytes, str] = {}
        self._turns: dict[bytes, asyncio.Lock] = {}

    async def key_for(self, request: Request, shown: HTTPBasicCredentials, *, instead_of: str | None) -> str:
        """The key, made where there is none but ``instead_of``; who asks at the same time waits for it.

        Raises:
            Problem: as :func:`check_by_password_alone`.
        """
        digest = blake2b(f"{shown.username}\0{shown.password}".encode(), key=self._salt).digest()
        known = self._keys.get(digest)
        if known is not None and known != instead_of:
            return known
        turn = self._turns.setdefault(digest, asyncio.Lock())
        try:
            async with turn:
                known = self._keys.get(digest)
                if known is None or known == instead_of:
                    self._keys.pop(digest, None)
                    known = await run_sync(_key_by_password, request, shown)
                    self._keep(digest, known)
                return known
        finally:
            self._turns.pop(digest, None)

    def _keep(self, digest: bytes, key: str) -> None:
        while len(self._keys) >= MOST:
            del self._keys[next(iter(self._keys))]
        self._keys[digest] = key


def _key_by_password(request: Request, shown: HTTPBasicCredentials) -> str:
    database: Database = request.app.state.database
    address = address_of(request)
    person = check_by_password_alone(database, shown.username, shown.password, address=address)
    return map_key_for(request, person)


def map_key_for(request: Request, person: Person) -> str:
    """A key of the map for somebody who has shown who they are."""
    database: Database = request.app.state.database
    device = request.headers.get("user-agent", "")
    with database.writing() as session:
        return make_map_key(session, person, address=address_of(request), device=device)


class MapReader(Reader):
    """Reads for our own pages by their cookie; else by a key of the map, or by name and password (Basic)."""

    async def _answer(self, look: Look[T]) -> Answer[T] | None:
        answer = await super()._answer(look)
        if answer is None and (key := self._request.query_params.get(KEY)):
            answer = await self._by_key(key, look)
        if answer is None and (shown := await _shown(self._request)):
            keys: KeysByPassword = self._request.app.state.keys_by_password
            key = await keys.key_for(self._request, shown, instead_of=None)
            answer = await self._by_key(key, look)
            if answer is None:  # it has ended since
                key = await keys.key_for(self._request, shown, instead_of=key)
                answer = await self._by_key(key, look)
        return answer

    async def _by_key(self, key: str, look: Look[T]) -> Answer[T] | None:
        settings: Settings = self._request.app.state.settings
        return await self._read(lambda connection: holder_of(connection, settings, key), look)


async def _shown(request: Request) -> HTTPBasicCredentials | None:
    try:
        return await BASIC(request)
    except HTTPException:  # a header that is none
        return None


async def _map_reader(request: Request) -> MapReader:
    return MapReader(request)


MapReaderDep = Annotated[MapReader, Depends(_map_reader)]


class ShareTiles:
    """ASGI middleware: pages of these origins may read what lies under ``/tiles/``, and nothing else (CORS).

    Cookies never count there: whoever reads from elsewhere shows a key, or name and password.
    """

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        self.app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET"],
            allow_headers=["Authorization", "If-None-Match"],
            expose_headers=["ETag"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_tile = scope["type"] == "http" and scope["path"].startswith("/tiles/")
        await (self._shared if is_tile else self.app)(scope, receive, send)
