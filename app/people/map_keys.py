"""Keys of the map: by one a map program reads tiles of cases in somebody's name, and does nothing else.

A key is a row among the person's sessions, so that whatever ends those ends it too. Its fingerprint begins
with ``MARK``, which no session's does (those are hexadecimal throughout): as a cookie it opens nothing.
"""

from datetime import timedelta

from sqlalchemy import Connection, delete, select
from sqlmodel import Session, col

from app.core.clock import now
from app.core.config import Settings
from app.core.ids import fingerprint, new_secret
from app.people.models import SignIn
from app.people.policy import Person
from app.people.sign_in import StillIn, whose

MARK = "map-"
LASTS = timedelta(hours=12)
MOST = 50
"""So many keys a person has at most; the oldest give way."""


def make_map_key(session: Session, person: Person, *, address: str, device: str) -> str:
    """A key for this person; returns its secret, which is kept as a fingerprint alone."""
    theirs = select(col(SignIn.fingerprint)).where(
        col(SignIn.account_id) == person.id, col(SignIn.fingerprint).startswith(MARK)
    )
    oldest = session.execute(theirs.order_by(col(SignIn.created_at).desc()).offset(MOST - 1)).scalars().all()
    session.execute(delete(SignIn).where(col(SignIn.fingerprint).in_(oldest)))
    secret, moment = new_secret(), now()
    session.add(
        SignIn(
            fingerprint=_fingerprint(secret),
            account_id=person.id,
            created_at=moment,
            last_seen_at=moment,
            address=address,
            device=device[:200],
        )
    )
    return secret


def holder_of(connection: Connection, settings: Settings, secret: str) -> StillIn | None:
    """Whose key this is, or None if it has ended or never was. One statement."""
    return whose(connection, settings, _fingerprint(secret), LASTS)


def is_for_maps(sign_in: SignIn) -> bool:
    """Whether this session is a key of the map."""
    return sign_in.fingerprint.startswith(MARK)


def _fingerprint(secret: str) -> str:
    return (MARK + fingerprint(secret))[:64]
