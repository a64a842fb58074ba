"""Who came in, who failed and who went: written down and never edited; the sweep forgets it after its time.

Whoever guesses right must not be able to wipe out how they came in, so nothing here ends with a session.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.clock import now
from app.people.models import Account, SignInRecord, SignInWay, SignInWhat
from app.people.policy import Person

MOST, MOST_OF_ONE = 100, 20
BASIC_EVERY = timedelta(hours=1)
"""A simple client names itself with each request: that it came in is written down so often."""


def note_came_in(session: Session, account_id: UUID, way: SignInWay, address: str) -> None:
    """Somebody has shown who they are."""
    _note(session, SignInWhat.IN, account_id, way, address)


def note_failed(session: Session, username: str, way: SignInWay, address: str) -> None:
    """Somebody has not. A name that nobody has is not kept: it may be a password in the wrong field."""
    whose = select(col(Account.id)).where(col(Account.username) == username)
    _note(session, SignInWhat.FAILED, session.execute(whose).scalar_one_or_none(), way, address)


def note_went(session: Session, account_id: UUID, address: str) -> None:
    """A session was ended by its owner."""
    _note(session, SignInWhat.OUT, account_id, None, address)


def has_come_by_basic(session: Session, person: Person) -> bool:
    """Whether that has been written down of this person lately."""
    lately = (
        col(SignInRecord.account_id) == person.id,
        col(SignInRecord.at) > now() - BASIC_EVERY,
        col(SignInRecord.what) == SignInWhat.IN,
        col(SignInRecord.way) == SignInWay.BASIC,
    )
    return session.execute(select(col(SignInRecord.id)).where(*lately).limit(1)).first() is not None


def everybodys(session: Session, before: int | None) -> Sequence[tuple[SignInRecord, str | None, str | None]]:
    """Records with username and name, the latest first, up to number ``before``."""
    names = (col(Account.username), col(Account.name))
    query = select(SignInRecord, *names).outerjoin(Account, col(Account.id) == col(SignInRecord.account_id))
    if before is not None:
        query = query.where(col(SignInRecord.id) < before)
    found = session.execute(query.order_by(col(SignInRecord.id).desc()).limit(MOST))
    return [(one, username, name) for one, username, name in found]


def own(session: Session, person: Person) -> Sequence[SignInRecord]:
    """The person's last ones, the latest first."""
    query = select(SignInRecord).where(col(SignInRecord.account_id) == person.id)
    return (
        session.execute(
            query.order_by(col(SignInRecord.at).desc(), col(SignInRecord.id).desc()).limit(MOST_OF_ONE)
        )
        .scalars()
        .all()
    )


def _note(
    session: Session, what: SignInWhat, account_id: UUID | None, way: SignInWay | None, address: str
) -> None:
    session.add(SignInRecord(at=now(), account_id=account_id, what=what, way=way, address=address[:64]))
