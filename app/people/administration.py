"""Who works here: accounts made, changed, closed and opened again by an administrator, all journalled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlmodel import Session, col

from app.core.clock import now
from app.core.problems import Problem
from app.journal.models import Entry
from app.journal.record import Actor, Happening, record, take_turn
from app.notices.model import Notice
from app.people.accounts import give_roles
from app.people.models import Account, AccountRole, Identity, PasswordLink, Role, SecondFactor, SignIn
from app.people.passwords import UNUSABLE
from app.people.policy import Person
from app.people.wanted import Wanted, check, check_username
from app.people.ways_in import shut_out

MOST = 100
ABOUT_ACCOUNTS = (
    "account_made",
    "account_changed",
    "account_closed",
    "account_opened",
    "sessions_ended",
    "password_link_made",
    "password_set",
    "password_changed",
    "factor_set",
    "factor_removed",
    "recovery_used",
    "identity_bound",
    "identity_unbound",
)
"""What the journal calls what is done here."""


@dataclass(frozen=True, slots=True)
class Known:
    """An account as an administrator sees it. ``sessions``: how many are open; ``last_seen_at`` of them."""

    account: Account
    roles: Sequence[Role]
    sessions: int
    last_seen_at: Any
    link_until: Any
    has_second_factor: bool
    has_identity: bool


@dataclass(frozen=True, slots=True)
class Search:
    """Which accounts: ``words`` in name or username, after the username ``after``.

    ``has_password``: False for those whose first link has not been used yet.
    """

    words: str = ""
    role: Role | None = None
    unit_code: str | None = None
    active: bool | None = None
    has_password: bool | None = None
    after: str = ""


def demand_administrator(person: Person) -> None:
    """Raises ``not-allowed`` for everybody else."""
    if Role.ADMIN not in person.roles:
        raise Problem("not-allowed", what=("管理账号", "manage accounts"))


def find(session: Session, search: Search) -> tuple[list[Known], bool]:
    """A page of accounts by username, and whether more follow."""
    query = select(Account).where(col(Account.username) > search.after)
    if search.words:
        words = search.words.lower()
        named = func.lower(col(Account.name)).contains(words, autoescape=True)
        query = query.where(or_(col(Account.username).contains(words, autoescape=True), named))
    if search.role is not None:
        holds = select(col(AccountRole.account_id)).where(col(AccountRole.role) == search.role)
        query = query.where(col(Account.id).in_(holds))
    if search.unit_code is not None:
        query = query.where(col(Account.unit_code) == search.unit_code)
    if search.active is not None:
        query = query.where(col(Account.active).is_(search.active))
    if search.has_password is not None:
        query = query.where((col(Account.password_hash) != UNUSABLE).is_(search.has_password))
    accounts = session.execute(query.order_by(col(Account.username)).limit(MOST + 1)).scalars().all()
    return know(session, accounts[:MOST]), len(accounts) > MOST


def know(session: Session, accounts: Sequence[Account]) -> list[Known]:
    """These accounts with their roles and sessions."""
    ids = [account.id for account in accounts]
    roles = roles_of(session, ids)
    count, latest = func.count(), func.max(SignIn.last_seen_at)
    seen = select(col(SignIn.account_id), count, latest).where(col(SignIn.account_id).in_(ids))
    sessions = {row[0]: (row[1], row[2]) for row in session.execute(seen.group_by(col(SignIn.account_id)))}
    good = (col(PasswordLink.used_at).is_(None), col(PasswordLink.expires_at) > now())
    links = select(PasswordLink).where(col(PasswordLink.account_id).in_(ids), *good)
    until = {link.account_id: link.expires_at for link in session.execute(links).scalars()}
    confirmed = (col(SecondFactor.account_id).in_(ids), col(SecondFactor.confirmed_at).is_not(None))
    secured = set(session.execute(select(col(SecondFactor.account_id)).where(*confirmed)).scalars())
    identities = select(col(Identity.account_id)).where(col(Identity.account_id).in_(ids))
    bound = set(session.execute(identities).scalars())
    return [
        Known(
            account=one,
            roles=roles[one.id],
            sessions=sessions.get(one.id, (0, None))[0],
            last_seen_at=sessions.get(one.id, (0, None))[1],
            link_until=until.get(one.id),
            has_second_factor=one.id in secured,
            has_identity=one.id in bound,
        )
        for one in accounts
    ]


def account_of(session: Session, account_id: UUID) -> Account:
    """The account. Raises ``not-found``."""
    account = session.get(Account, account_id)
    if account is None:
        raise Problem("not-found", what=("这个账号", "this account"))
    return account


def make(
    session: Session, notice: Notice | None, by: Actor, username: str, wanted: Wanted
) -> tuple[Account, bool]:
    """A new account, without a password until a link is used, and whether it is new: again is harmless.

    ``notice``: whose units and squads there are; none is needed for who belongs to none.

    Raises:
        Problem: ``name-taken`` by an account that is something else; ``invalid-input``.
    """
    check_username(username)
    check(notice, wanted)
    take_turn(session)
    known = session.execute(select(Account).where(col(Account.username) == username)).scalar_one_or_none()
    if known is not None:
        if what_is(session, known) != wanted:
            raise Problem("name-taken", username=username)
        return known, False
    account = Account(
        username=username,
        name=wanted.name,
        unit_code=wanted.unit_code,
        squad_code=wanted.squad_code,
        password_hash=UNUSABLE,
    )
    session.add(account)
    session.flush()
    give_roles(session, account, wanted.roles)
    detail = {"username": username, **_told(wanted)}
    record(session, [Happening(account.created_at, by, "account_made", detail=detail)])
    return account, True


def change(session: Session, notice: Notice, by: Actor, account_id: UUID, wanted: Wanted) -> Account:
    """Make the account what is wanted; one that is closed has no sessions, identity and link.

    Raises:
        Problem: ``not-found``, ``invalid-input``, ``last-administrator``.
    """
    take_turn(session)
    account = account_of(session, account_id)
    before = what_is(session, account)
    check(notice, wanted, before)
    if before == wanted:
        return account
    account.name, account.unit_code, account.squad_code = wanted.name, wanted.unit_code, wanted.squad_code
    account.active = wanted.active
    session.add(account)
    session.flush()
    give_roles(session, account, wanted.roles)
    if not wanted.active:
        shut_out(session, account, by)
        session.execute(delete(PasswordLink).where(col(PasswordLink.account_id) == account.id))
    _keep_an_administrator(session)
    told, was = _told(wanted), _told(before)
    changes = {key: [was[key], told[key]] for key in told if told[key] != was[key]}
    happened = [("account_changed", changes)] if changes else []
    if before.active != wanted.active:
        happened.append(("account_opened" if wanted.active else "account_closed", {}))
    happenings = [
        Happening(now(), by, operation, detail={"username": account.username, **detail})
        for operation, detail in happened
    ]
    record(session, happenings)
    return account


def end_sessions(session: Session, by: Actor, account_id: UUID) -> int:
    """Sign somebody out everywhere, at the provider's door too; returns of how many sessions."""
    take_turn(session)
    account = account_of(session, account_id)
    ended = shut_out(session, account, by)
    if ended:
        detail = {"username": account.username, "sessions": ended}
        record(session, [Happening(now(), by, "sessions_ended", detail=detail)])
    return ended


def has_administrator(session: Session, *, demo_too: bool) -> bool:
    """Whether somebody can manage accounts; ``demo_too``: the demonstration's own counts for one."""
    holds = (col(AccountRole.account_id) == col(Account.id), col(AccountRole.role) == Role.ADMIN)
    somebody = select(col(Account.id)).join(AccountRole, and_(*holds)).where(col(Account.active).is_(True))
    if not demo_too:
        somebody = somebody.where(col(Account.demo).is_(False))
    return session.execute(somebody.limit(1)).first() is not None


def journal_of_accounts(session: Session, before: int | None) -> Sequence[Entry]:
    """What was done to accounts, the latest first, up to entry number ``before``."""
    query = select(Entry).where(col(Entry.case_id).is_(None), col(Entry.operation).in_(ABOUT_ACCOUNTS))
    if before is not None:
        query = query.where(col(Entry.seq) < before)
    return session.execute(query.order_by(col(Entry.seq).desc()).limit(MOST)).scalars().all()


def what_is(session: Session, account: Account) -> Wanted:
    """What the account is now."""
    return what_are(session, [account])[account.id]


def what_are(session: Session, accounts: Sequence[Account]) -> Mapping[UUID, Wanted]:
    """What each of the accounts is now."""
    roles = roles_of(session, [account.id for account in accounts])
    return {
        one.id: Wanted(one.name, frozenset(roles[one.id]), one.unit_code, one.active, one.squad_code)
        for one in accounts
    }


def roles_of(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Role]]:
    """The roles of each of these accounts, in order."""
    roles: dict[UUID, list[Role]] = {one: [] for one in ids}
    held = select(AccountRole).where(col(AccountRole.account_id).in_(ids)).order_by(col(AccountRole.role))
    for line in session.execute(held).scalars():
        roles[line.account_id].append(line.role)
    return roles


def _told(wanted: Wanted) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "roles": sorted(wanted.roles),
        "unit": wanted.unit_code,
        "squad": wanted.squad_code,
    }


def _keep_an_administrator(session: Session) -> None:
    if not has_administrator(session, demo_too=True):
        raise Problem("last-administrator")
