"""Every way into an account besides its password: sessions, an identity at the provider, those under way."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.clock import now
from app.journal.record import Actor, Happening, record, take_turn
from app.people.models import Account, HalfwayIn, Identity, OidcAttempt, SignIn


def shut_out(session: Session, account: Account, by: Actor) -> int:
    """Whoever is in is out, and comes in again by the account's password alone; how many sessions ended.

    Who had a session for a minute may have bound an identity of their own in it, which would outlast all.
    """
    let_go_of_identities(session, account.id, account.username, by)
    gone = delete(SignIn).where(col(SignIn.account_id) == account.id).returning(col(SignIn.fingerprint))
    return len(session.execute(gone).all())


def let_go_of_identities(session: Session, account_id: UUID, username: str, by: Actor) -> None:
    """No identity opens the account, nor one that is just being bound; journalled where there was one."""
    take_turn(session)
    for under_way in (OidcAttempt, HalfwayIn):
        session.execute(delete(under_way).where(col(under_way.account_id) == account_id))
    gone = delete(Identity).where(col(Identity.account_id) == account_id).returning(col(Identity.subject))
    if session.execute(gone).all():
        record(session, [Happening(now(), by, "identity_unbound", detail={"username": username})])
