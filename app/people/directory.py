"""Whom one may hand something to: colleagues by name, squads of one's unit, and nothing more of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.problems import Problem
from app.notices.model import Notice, Squad
from app.people.models import Account, AccountRole, Role
from app.people.policy import Person

MOST = 500


class Purpose(StrEnum):
    """What somebody is looked for."""

    ASSIGN = "assign"
    """A dispatcher hands a case to a squad or person of the unit."""
    LOOK = "look"
    """COMMAND sends an inspector to look or to verify."""
    HAND_OVER = "hand_over"
    """An inspector or a unit's crew hands a task to a colleague."""


@dataclass(frozen=True, slots=True)
class Directory:
    """People by name; squads in the notice's order."""

    people: Sequence[Account]
    squads: Sequence[Squad] = ()


def directory(session: Session, notice: Notice, person: Person, purpose: Purpose) -> Directory:
    """Who can be chosen.

    Raises:
        Problem: ``not-allowed`` where the person has nothing to hand out.
    """
    unit, roles = person.unit_code, person.roles
    if purpose is Purpose.ASSIGN and unit and Role.DISPATCHER in roles:
        squads = [squad for squad in notice.squads.values() if squad.unit == unit]
        return Directory(_people(session, {Role.CREW, Role.DISPATCHER}, unit), squads)
    if purpose is Purpose.LOOK and Role.COMMAND in roles:
        return Directory(_people(session, {Role.INSPECTOR}))
    if purpose is Purpose.HAND_OVER and Role.INSPECTOR in roles:
        return Directory(_but(person, _people(session, {Role.INSPECTOR})))
    if purpose is Purpose.HAND_OVER and person.serves_unit:
        return Directory(_but(person, _people(session, {Role.CREW, Role.DISPATCHER}, unit)))
    raise Problem("not-allowed", what=("查看可指派的人员", "see whom a case can be handed to"))


def _people(session: Session, roles: set[Role], unit: str | None = None) -> Sequence[Account]:
    holds = select(col(AccountRole.account_id)).where(col(AccountRole.role).in_(sorted(roles)))
    query = select(Account).where(col(Account.active).is_(True), col(Account.id).in_(holds))
    if unit is not None:
        query = query.where(col(Account.unit_code) == unit)
    query = query.order_by(col(Account.name), col(Account.username)).limit(MOST)
    return session.execute(query).scalars().all()


def _but(person: Person, people: Sequence[Account]) -> Sequence[Account]:
    return [one for one in people if one.id != person.id]
