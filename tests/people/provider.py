"""A real identity provider on loopback: discovery, authorization, tokens signed with RS256, keys. ``says`` bends them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, Form, Response
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from app.core.base64url import packed
from tests.journeys.serving import free_port, until_listening

CLIENT, SECRET = "xuncheng", "the client's secret"


@dataclass
class Provider:
    """``subject``: who is at the keyboard there. ``says``: claims that are said otherwise. ``signs``: with which key."""

    issuer: str
    subject: str = "wecom-4711"
    says: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    stranger: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    is_forged: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def tokens(self, asked: dict[str, str]) -> dict[str, Any]:
        """What a code is exchanged for."""
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
        }
        key = self.stranger if self.is_forged else self.key
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims | self.says, key)
        return {"access_token": uuid4().hex, "token_type": "Bearer", "id_token": signed}


def _app(provider: Provider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def describe() -> dict[str, str]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": provider.issuer} | {name: f"{provider.issuer}/{end}" for name, end in ends.items()}

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize(
        client_id: str,
        redirect_uri: str,
        state: str,
        nonce: str,
        code_challenge: str,
        code_challenge_method: str,
    ) -> Response:
        assert (client_id, code_challenge_method) == (CLIENT, "S256")
        code = uuid4().hex
        provider.codes[code] = {"nonce": nonce, "challenge": code_challenge, "to": redirect_uri}
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")

    @app.post("/token")
    def token(
        code: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
    ) -> Any:
        asked = provider.codes.pop(code, None)
        challenge = packed(sha256(code_verifier.encode()).digest())
        if asked is None or asked["challenge"] != challenge or asked["to"] != redirect_uri:
            return Response('{"error": "invalid_grant"}', 400, media_type="application/json")
        return provider.tokens(asked)

    return app


@contextmanager
def running_provider() -> Iterator[Provider]:
    """The provider on a free port, until the block ends."""
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(_app(provider), port=port, log_level="warning"))
    thread = Thread(target=server.run)
    thread.start()
    try:
        until_listening(port)
        yield provider
    finally:
        server.should_exit = True
        thread.join(15)
