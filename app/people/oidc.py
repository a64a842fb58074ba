"""Signing in at the bureau's identity provider (OpenID Connect: authorization code, PKCE, state, nonce).

WeCom, DingTalk and most platforms of provinces speak it, themselves or through a gateway. Nobody gets an
account by it: who has one here binds theirs there once, by their password; from then on it lets them in.
What the provider asks for is its own affair: an account with a second factor is asked for its code here too.
"""

import warnings
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from authlib.integrations.base_client import OAuthError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.core.ids import fingerprint, new_secret
from app.core.problems import Problem
from app.journal.record import Happening, record, take_turn
from app.people.models import Account, HalfwayIn, Identity, OidcAttempt
from app.people.policy import Person

LASTS = timedelta(minutes=10)
TIMEOUT_SECONDS = 10
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY_SECONDS = 60
KEPT_LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the secret that its cookie keeps meanwhile."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The identity provider as it describes itself."""

    issuer: str
    authorization: str
    token: str
    keys: str


def find_provider(settings: Settings) -> Provider:
    """Ask the provider for its addresses; https alone, but on this machine.

    Raises:
        Problem: ``no-provider`` where none is set; ``provider-fails``.
    """
    if not settings.oidc_issuer:
        raise Problem("no-provider")
    said = _read(f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration")
    try:
        found = Provider(
            said["issuer"], said["authorization_endpoint"], said["token_endpoint"], said["jwks_uri"]
        )
    except KeyError:
        raise Problem("provider-fails") from None
    addresses = [urlsplit(one) for one in (found.authorization, found.token, found.keys)]
    is_safe = all(one.scheme == "https" or one.hostname in KEPT_LOCAL for one in addresses)
    if found.issuer != settings.oidc_issuer or not is_safe:
        raise Problem("provider-fails")
    return found


def depart(database: Database, settings: Settings, callback: str, bind: Person | None) -> Departure:
    """Begin signing in, or with ``bind`` binding, at the provider. Raises as :func:`find_provider`."""
    provider = find_provider(settings)  # may take its time: nobody's turn to write is held meanwhile
    secret, nonce, verifier = new_secret(), new_secret(), new_secret() + new_secret()
    with _client(settings, callback) as client:
        url, state = client.create_authorization_url(
            provider.authorization, nonce=nonce, code_verifier=verifier, state=new_secret()
        )
    attempt = OidcAttempt(
        fingerprint=fingerprint(secret),
        state=state,
        nonce=nonce,
        verifier=verifier,
        account_id=bind.id if bind else None,
        expires_at=now() + LASTS,
    )
    with database.writing() as session:
        session.execute(delete(OidcAttempt).where(col(OidcAttempt.expires_at) <= now()))
        session.add(attempt)
    return Departure(url, secret)


def take_attempt(session: Session, secret: str, state: str) -> OidcAttempt:
    """The attempt that this browser began; it is used up.

    Raises:
        Problem: ``sign-in-broken`` where it began elsewhere, too long ago, or came back already.
    """
    attempt = session.get(OidcAttempt, fingerprint(secret))
    if attempt is None or attempt.state != state or attempt.expires_at <= now():
        raise Problem("sign-in-broken")
    session.delete(attempt)
    session.flush()
    return attempt


def subject_of(settings: Settings, attempt: OidcAttempt, callback: str, code: str) -> str:
    """Who the provider says it is: the code is exchanged, and every claim that matters is checked.

    Raises:
        Problem: ``provider-fails`` or ``sign-in-broken``.
    """
    provider = find_provider(settings)
    try:
        with _client(settings, callback) as client:
            tokens = client.fetch_token(
                provider.token, code=code, code_verifier=attempt.verifier, grant_type="authorization_code"
            )
        keys = KeySet.import_key_set(_read(provider.keys))  # type: ignore[arg-type]  # what it is, it says itself
        claims: dict[str, Any] = jwt.decode(tokens["id_token"], keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            now=lambda: int(now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": settings.oidc_client_id},
            nonce={"essential": True, "value": attempt.nonce},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(claims)
    except (OAuthError, JoseError, KeyError, ValueError, httpx.HTTPError):
        raise Problem("sign-in-broken") from None
    return str(claims["sub"])


def account_behind(session: Session, settings: Settings, subject: str) -> Account:
    """The account that this identity is bound to.

    Raises:
        Problem: ``identity-unbound``, for a closed account too.
    """
    identity = session.get(Identity, (settings.oidc_issuer, subject))
    account = session.get(Account, identity.account_id) if identity else None
    if account is None or not account.active:
        raise Problem("identity-unbound")
    return account


def bind_identity(session: Session, settings: Settings, person: Person | None, subject: str) -> None:
    """Bind the identity to the person's account; one that was bound before is let go. Journalled.

    Raises:
        Problem: ``identity-taken`` where it is somebody else's here; ``sign-in-broken`` for nobody.
    """
    take_turn(session)
    if person is None:
        raise Problem("sign-in-broken")
    known = session.get(Identity, (settings.oidc_issuer, subject))
    if known is not None and known.account_id != person.id:
        raise Problem("identity-taken")
    if known is None:
        session.execute(delete(Identity).where(*_mine(settings, person)))
        session.add(
            Identity(issuer=settings.oidc_issuer, subject=subject, account_id=person.id, bound_at=now())
        )
        session.flush()
        _note(session, person, "identity_bound")


def go_halfway(session: Session, account: Account) -> str:
    """The provider vouches for them, the account asks for a code; returns what their cookie keeps."""
    secret = new_secret()
    session.execute(delete(HalfwayIn).where(col(HalfwayIn.expires_at) <= now()))
    session.add(HalfwayIn(fingerprint=fingerprint(secret), account_id=account.id, expires_at=now() + LASTS))
    return secret


def who_is_halfway(session: Session, secret: str) -> UUID:
    """Whose account this browser is halfway into.

    Raises:
        Problem: ``sign-in-broken`` where it is not, is no longer, or has come in already.
    """
    halfway = session.get(HalfwayIn, fingerprint(secret))
    if halfway is None or halfway.expires_at <= now():
        raise Problem("sign-in-broken")
    return halfway.account_id


def go_on(session: Session, secret: str) -> None:
    """The code was right: the half way is gone once. Raises as :func:`who_is_halfway`."""
    who_is_halfway(session, secret)
    session.execute(delete(HalfwayIn).where(col(HalfwayIn.fingerprint) == fingerprint(secret)))


def is_bound(session: Session, settings: Settings, person: Person) -> bool:
    """Whether the person can come in by the provider."""
    return session.execute(select(col(Identity.subject)).where(*_mine(settings, person))).first() is not None


def _mine(settings: Settings, person: Person) -> tuple[Any, Any]:
    return col(Identity.account_id) == person.id, col(Identity.issuer) == settings.oidc_issuer


def _note(session: Session, person: Person, operation: str) -> None:
    record(session, [Happening(now(), person.actor, operation, detail={"username": person.username})])


def _client(settings: Settings, callback: str) -> Any:
    with warnings.catch_warnings(action="ignore"):  # it asks for httpx2, and works with the httpx we have
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415  (few ever sign in this way)

    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    return OAuth2Client(
        settings.oidc_client_id,
        secret,
        scope="openid",
        redirect_uri=callback,
        code_challenge_method="S256",
        timeout=TIMEOUT_SECONDS,
    )


def _read(url: str) -> dict[str, Any]:
    try:
        answer = httpx.get(url, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        said = answer.json()
    except (httpx.HTTPError, ValueError):
        raise Problem("provider-fails") from None
    if not isinstance(said, dict):
        raise Problem("provider-fails")
    return said
