"""One-time links: how a person gets a first password, or a new one, without anybody else knowing it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.clock import now
from app.core.db import Database
from app.core.ids import fingerprint, new_secret
from app.core.problems import Problem
from app.journal.record import Actor, Happening, record, take_turn
from app.people.guessing import forgive
from app.people.models import Account, PasswordLink
from app.people.passwords import demand_strong, hash_password
from app.people.ways_in import shut_out

LASTS = timedelta(hours=24)
PAGE = "/set-password#"
"""What comes before the secret: behind the ``#``, so that no browser sends it where it could be logged."""


@dataclass(frozen=True, slots=True)
class Link:
    """``path``: what follows the server's address."""

    path: str
    expires_at: datetime


def make_link(session: Session, account: Account, by: Actor) -> Link:
    """A link for this account; those made before it are void from now on. Journalled."""
    take_turn(session)
    secret, moment = new_secret(), now()
    session.execute(delete(PasswordLink).where(col(PasswordLink.account_id) == account.id))
    link = PasswordLink(
        fingerprint=fingerprint(secret), account_id=account.id, made_at=moment, expires_at=moment + LASTS
    )
    session.add(link)
    session.flush()
    detail = {"username": account.username, "until": link.expires_at.isoformat()}
    record(session, [Happening(moment, by, "password_link_made", detail=detail)])
    return Link(PAGE + secret, link.expires_at)


def whose_link(session: Session, secret: str) -> tuple[PasswordLink, Account]:
    """The link and whose it is.

    Raises:
        Problem: ``link-spent`` where it has been used, has expired, was replaced, or never was.
    """
    link = session.get(PasswordLink, fingerprint(secret))
    account = session.get(Account, link.account_id) if link else None
    if link is None or account is None or not account.active or link.used_at or link.expires_at <= now():
        raise Problem("link-spent")
    return link, account


def use_link(database: Database, secret: str, password: str) -> Account:
    """Set the password of whoever the link is for; all their sessions end. The slow work is done first.

    Raises:
        Problem: ``link-spent`` or ``weak-password`` (the link stays good).
    """
    with database.reading() as session:
        _, account = whose_link(session, secret)
    demand_strong(password, account.username, account.name)
    hashed = hash_password(password)
    with database.writing() as session:
        take_turn(session)
        link, account = whose_link(session, secret)
        link.used_at = now()
        set_password(session, account, hashed, "password_set")
    return account


def set_password(session: Session, account: Account, hashed: str, operation: str) -> None:
    """Write the password down, shut everybody out, forget failed attempts; journalled as ``operation``."""
    account.password_hash = hashed
    session.add(account)
    forgive(session, account.username)
    session.flush()
    actor = Actor(account.id, account.name)
    shut_out(session, account, actor)
    record(session, [Happening(now(), actor, operation, detail={"username": account.username})])
