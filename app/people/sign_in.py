"""Signing in and out, and who a cookie belongs to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from anyio.to_thread import run_sync
from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, update
from sqlmodel import Session, col

from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.core.ids import fingerprint, new_secret
from app.core.plain import Plain
from app.core.problems import Problem
from app.journal.record import take_turn
from app.people.guessing import begin_attempt, count_attempt, forgive, one_by_one, withdraw_attempt
from app.people.models import Account, AccountRole, Role, SignIn, SignInWay
from app.people.passwords import is_password
from app.people.policy import Person
from app.people.second_factor import factor_of, take_code
from app.people.sign_in_records import has_come_by_basic, note_came_in, note_failed, note_went

TOUCH_AFTER = timedelta(seconds=60)
"""How stale ``last_seen_at`` may get before it is written again: reading a page should not cost a commit."""


def sign_in(
    database: Database, username: str, password: str, *, address: str, device: str, code: str = ""
) -> tuple[str, Person]:
    """Check the password, and the code where one is asked for, and open a session.

    The slow hash runs outside any transaction. Returns the cookie's secret and the person.

    Raises:
        Problem: ``too-many-attempts``, ``wrong-credentials``, ``second-factor-needed`` or ``wrong-code``.
    """
    person = check_password(database, username, password, address=address)
    way = SignInWay.CODE if check_code(database, person, code, address) else SignInWay.PASSWORD
    with database.writing() as session:
        secret = open_session(session, person.id, way, address=address, device=device)
        forgive(session, person.username)
    return secret, person


def check_code(database: Database, person: Person, code: str, address: str) -> bool:
    """Refuse a code that does not open the account, where one is asked for; returns whether one is.

    A failure is counted and written down.

    Raises:
        Problem: ``second-factor-needed``, ``too-many-attempts`` or ``wrong-code``.
    """
    with database.reading() as session:
        if factor_of(session, person.id) is None:
            return False
    if not code:
        raise Problem("second-factor-needed", shown={"second_factor": True})
    with database.writing() as session:
        take_turn(session)
        attempt = count_attempt(session, person.username, address)
        if take_code(session, person, code):
            withdraw_attempt(session, attempt)
            return True
        note_failed(session, person.username, SignInWay.CODE, address)
    raise Problem("wrong-code")


def open_session(session: Session, account_id: UUID, way: SignInWay, *, address: str, device: str) -> str:
    """A session for somebody who has shown who they are; written down. Returns the cookie's secret."""
    secret, moment = new_secret(), now()
    note_came_in(session, account_id, way, address)
    session.add(
        SignIn(
            fingerprint=fingerprint(secret),
            account_id=account_id,
            created_at=moment,
            last_seen_at=moment,
            address=address,
            device=device[:200],
        )
    )
    return secret


def check_password(
    database: Database,
    username: str,
    password: str,
    *,
    address: str,
    way: SignInWay = SignInWay.PASSWORD,
) -> Person:
    """The person with this name and password; how the name is written, large or small, does not matter.

    Raises:
        Problem: ``too-many-attempts`` or ``wrong-credentials``; a failure is counted and written down.
    """
    username = username.lower()
    with one_by_one(username):
        attempt = begin_attempt(database, username, address)
        person = _behind(database, username, password)
        with database.writing() as session:
            if person is None:
                note_failed(session, username, way, address)
            else:
                withdraw_attempt(session, attempt)
    if person is None:
        raise Problem("wrong-credentials")
    return person


def _behind(database: Database, username: str, password: str) -> Person | None:
    with database.reading() as session:
        account = session.execute(
            select(Account).where(col(Account.username) == username, col(Account.active).is_(True)),
        ).scalar_one_or_none()
        person = _person(session, account) if account else None
    return person if is_password(account.password_hash if account else None, password) else None


def check_by_password_alone(database: Database, username: str, password: str, *, address: str) -> Person:
    """For clients that can send no code. Raises as :func:`sign_in` does."""
    person = check_password(database, username, password, address=address, way=SignInWay.BASIC)
    check_code(database, person, "", address)
    with database.reading() as session:
        is_known = has_come_by_basic(session, person)
    if not is_known:
        with database.writing() as session:
            note_came_in(session, person.id, SignInWay.BASIC, address)
    return person


def sign_out(session: Session, secret: str, *, address: str) -> None:
    """End the session; doing it twice is harmless."""
    end_sessions(session, col(SignIn.fingerprint) == fingerprint(secret), address=address)


def end_sessions(session: Session, *which: ColumnElement[bool], address: str) -> None:
    """End these sessions in their owner's name, and write it down."""
    ended = delete(SignIn).where(*which).returning(col(SignIn.account_id))
    for account_id in session.execute(ended).scalars().all():
        note_went(session, account_id, address)


WHO = (
    select(
        col(SignIn.fingerprint),
        col(SignIn.created_at),
        col(SignIn.last_seen_at),
        col(Account.id),
        col(Account.username),
        col(Account.name),
        col(Account.unit_code),
        col(Account.demo),
        col(AccountRole.role),
    )
    .join(Account, col(Account.id) == col(SignIn.account_id))
    .outerjoin(AccountRole, col(AccountRole.account_id) == col(Account.id))
    .where(col(Account.active).is_(True))
)
"""The people behind sessions, a row for each role; narrow it by fingerprint."""
_WHOSE = Plain(WHO.where(col(SignIn.fingerprint) == bindparam("fingerprint")))


@dataclass(frozen=True, slots=True)
class StillIn:
    """A session that has not ended. ``is_stale``: its last sign of life is to be written again."""

    fingerprint: str
    person: Person
    is_stale: bool


def still_in(connection: Connection, settings: Settings, secret: str) -> StillIn | None:
    """Whose session this is, or None if it has ended or never was.

    Every request asks: one statement, no objects; nothing is remembered, so that signing out works at once.
    """
    return whose(connection, settings, fingerprint(secret))


def whose(
    connection: Connection, settings: Settings, which: str, lasts: timedelta = timedelta.max
) -> StillIn | None:
    """The same by the fingerprint, for a session that ends after ``lasts`` if not before."""
    rows = _WHOSE.look(connection, {"fingerprint": which})
    if not rows:
        return None
    _, created_at, last_seen_at, account_id, username, name, unit_code, demo, _ = rows[0]
    if not is_alive(created_at, last_seen_at, settings) or now() - created_at >= lasts:
        return None
    roles = frozenset(row[-1] for row in rows if row[-1])
    person = Person(account_id, username, name, roles, unit_code, demo)
    return StillIn(which, person, now() - last_seen_at > TOUCH_AFTER)


async def person_of(
    database: Database, settings: Settings, secret: str, *, attended: bool = True
) -> Person | None:
    """The person whose session this is, or None; their sign of life is written down where it is due.

    Not ``attended``: a page asks by itself, which is no sign of anybody's life.
    """
    found = await database.glance(lambda connection: still_in(connection, settings, secret))
    if found is None:
        return None
    if found.is_stale and attended:
        await run_sync(touch, database, found.fingerprint)
    return found.person


def touch(database: Database, which: str) -> None:
    """Write down a session's sign of life."""
    with database.writing() as session:
        session.execute(update(SignIn).where(col(SignIn.fingerprint) == which).values(last_seen_at=now()))


def is_alive(created_at: datetime, last_seen_at: datetime, settings: Settings) -> bool:
    """Whether such a session has neither been idle nor lasted for too long."""
    idle, age = now() - last_seen_at, now() - created_at
    return (
        idle.total_seconds() < settings.session_idle_seconds
        and age.total_seconds() < settings.session_absolute_seconds
    )


def person_with(session: Session, account_id: UUID) -> Person | None:
    """Who has this account, for commands that act in somebody's name."""
    account = session.get(Account, account_id)
    return _person(session, account) if account else None


def _person(session: Session, account: Account) -> Person:
    roles = session.execute(
        select(col(AccountRole.role)).where(col(AccountRole.account_id) == account.id)
    ).scalars()
    return Person(
        account.id,
        account.username,
        account.name,
        frozenset(Role(role) for role in roles),
        account.unit_code,
        account.demo,
    )
