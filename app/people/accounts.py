"""Accounts: making them and setting their passwords."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.journal.record import SYSTEM
from app.people.models import Account, AccountRole, Role
from app.people.ways_in import shut_out


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person to be entered."""

    username: str
    name: str
    roles: frozenset[Role]
    unit_code: str | None = None
    demo: bool = False


def enter(session: Session, people: Iterable[NewAccount], password_hash: str) -> int:
    """Make the accounts that are not there and set everyone's password; returns how many were made.

    Existing accounts keep their id; their roles, name and unit become what is given.
    """
    known = {account.username: account for account in session.execute(select(Account)).scalars()}
    made = 0
    for person in people:
        account = known.get(person.username)
        if account is None:
            account, made = Account(username=person.username, name=person.name, password_hash=""), made + 1
        account.name, account.unit_code, account.demo = person.name, person.unit_code, person.demo
        account.password_hash, account.active = password_hash, True
        session.add(account)
        session.flush()
        give_roles(session, account, person.roles)
    return made


def give_roles(session: Session, account: Account, roles: Set[Role]) -> None:
    """These roles and no others."""
    session.execute(delete(AccountRole).where(col(AccountRole.account_id) == account.id))
    session.add_all(AccountRole(account_id=account.id, role=role) for role in sorted(roles))
    session.flush()


def close_demo_accounts(session: Session) -> int:
    """Outside demo mode nobody may come in by a demo account; returns how many were open."""
    demo = list(
        session.execute(
            select(Account).where(col(Account.demo).is_(True), col(Account.active).is_(True))
        ).scalars()
    )
    for account in demo:
        account.active = False
        session.add(account)
        shut_out(session, account, SYSTEM)
    return len(demo)
