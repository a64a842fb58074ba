"""One's own account: where one is signed in, ending that elsewhere, another password."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.config import Settings
from app.core.db import Database
from app.core.problems import Problem
from app.journal.record import take_turn
from app.people.links import set_password
from app.people.models import Account, SignIn, SignInWay
from app.people.passwords import demand_strong, hash_password
from app.people.policy import Person
from app.people.sign_in import check_code, check_password, end_sessions, is_alive, open_session
from app.people.ways_in import let_go_of_identities

NAME_LENGTH = 24
"""So much of a session's fingerprint names it; nobody comes in by that."""


def sessions_of(session: Session, settings: Settings, person: Person) -> Sequence[SignIn]:
    """The person's sessions that have not ended, the latest sign of life first."""
    mine = select(SignIn).where(col(SignIn.account_id) == person.id)
    rows = session.execute(mine.order_by(col(SignIn.last_seen_at).desc())).scalars()
    return [row for row in rows if is_alive(row.created_at, row.last_seen_at, settings)]


def end_session(session: Session, person: Person, named: str, *, address: str) -> None:
    """End one of the person's own sessions; one that has ended already is no fault."""
    mine = (col(SignIn.account_id) == person.id, col(SignIn.fingerprint).startswith(named, autoescape=True))
    end_sessions(session, *mine, address=address)


def end_other_sessions(session: Session, person: Person, kept: str, *, address: str) -> None:
    """End all of the person's sessions but the one with this fingerprint, and what they bound."""
    let_go_of_identities(session, person.id, person.username, person.actor)
    end_sessions(
        session, col(SignIn.account_id) == person.id, col(SignIn.fingerprint) != kept, address=address
    )


def demand_own_password(database: Database, person: Person, password: str, *, address: str) -> None:
    """Refuse whoever does not know the password of the account they are signed in by; failures count.

    Raises:
        Problem: ``wrong-current-password`` or ``too-many-attempts``.
    """
    try:
        check_password(database, person.username, password, address=address)
    except Problem as problem:
        # not 401: the session is good, and pages take a 401 for its end
        raise problem if problem.status != 401 else Problem("wrong-current-password") from None


def demand_own_proof(database: Database, person: Person, password: str, code: str, *, address: str) -> None:
    """The same, and the code where signing in asks for one.

    Raises:
        Problem: ``own-code-needed``, ``wrong-code``, ``wrong-current-password`` or ``too-many-attempts``.
    """
    demand_own_password(database, person, password, address=address)
    try:
        check_code(database, person, code, address)
    except Problem as problem:
        shown = {"second_factor": True}
        raise problem if problem.status != 401 else Problem("own-code-needed", shown=shown) from None


def change_password(
    database: Database, person: Person, current: str, password: str, *, address: str, device: str
) -> str:
    """Another password; every session ends and a new one begins here. Returns the new cookie's secret.

    Raises:
        Problem: ``wrong-current-password``, ``too-many-attempts`` or ``weak-password``.
    """
    demand_own_password(database, person, current, address=address)
    demand_strong(password, person.username, person.name)
    if password == current:
        why = ("新密码和现在的一样", "it is the one you have")
        raise Problem("weak-password", why=why)
    hashed = hash_password(password)
    with database.writing() as session:
        take_turn(session)
        account = session.get(Account, person.id)
        if account is None or not account.active:
            raise Problem("not-signed-in")
        set_password(session, account, hashed, "password_changed")
        return open_session(session, person.id, SignInWay.PASSWORD, address=address, device=device)
