"""Finding the person a step names."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.problems import Problem
from app.people.models import Account, AccountRole, Role


def person_named(session: Session, username: str, *roles: Role, unit: str | None = None) -> Account:
    """The active account with this username, one of these roles, and of this unit where one is given.

    Raises:
        Problem: ``unknown-person``.
    """
    query = (
        select(Account)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(col(Account.username) == username.lower(), col(Account.active).is_(True))
        .where(col(AccountRole.role).in_(roles))
    )
    if unit is not None:
        query = query.where(col(Account.unit_code) == unit)
    account: Account | None = session.execute(query).scalars().first()
    if account is None:
        raise Problem("unknown-person", username=username)
    return account
