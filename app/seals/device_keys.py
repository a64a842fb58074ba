"""The register of phones' keys: entered by their owner, revoked by the owner or an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from app.core.base64url import packed, unpacked
from app.core.clock import now
from app.core.plain import insert_of
from app.core.problems import Problem
from app.journal.record import Happening, record, take_turn
from app.people.models import Account, Role
from app.people.policy import Person
from app.seals.models import DeviceKey
from app.seals.shapes import DeviceKeyIn
from app.seals.signatures import key_id, load_key

MOST = 2_000
Line = Row[DeviceKey, str, str]


@dataclass(frozen=True, slots=True)
class Registered:
    """A key as it stands in the register, and whether that is new."""

    line: Line
    is_new: bool


def register(session: Session, person: Person, named: str, offered: DeviceKeyIn) -> Registered:
    """Enter a phone's key under its own hash; again is harmless, and does not bring a revoked key back.

    Raises:
        Problem: ``not-a-key`` (no P-256 key, or not the one named), ``key-taken``.
    """
    public_key = _checked(named, offered.public_key)
    take_turn(session)
    insert = insert_of(session)
    moment = now()
    entered = session.execute(
        insert(DeviceKey)
        .values(
            id=named,
            account_id=person.id,
            public_key=public_key,
            label=offered.label.strip(),
            registered_at=moment,
        )
        .on_conflict_do_nothing()
        .returning(col(DeviceKey.id))
    ).scalar_one_or_none()
    if entered is not None:
        detail = {"key": named, "public_key": public_key, "username": person.username}
        record(session, [Happening(moment, person.actor, "key_registered", detail=detail)])
    line = _line(session, named)
    if line is None or line[0].account_id != person.id:
        raise Problem("key-taken")
    return Registered(line, is_new=entered is not None)


def revoke(session: Session, person: Person, named: str) -> Line:
    """From now on what this key signs is flagged; what it signed before stands. Again is harmless.

    Raises:
        Problem: ``not-found``, also where the key is another person's and the asker is no administrator.
    """
    take_turn(session)
    line = _line(session, named)
    if line is None or not (line[0].account_id == person.id or Role.ADMIN in person.roles):
        raise Problem("not-found", what=("这把设备密钥", "this device key"))
    key = line[0]
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = now(), person.id
        session.add(key)
        session.flush()
        detail = {"key": named, "username": line.username}
        record(session, [Happening(key.revoked_at, person.actor, "key_revoked", detail=detail)])
    return line


def keys_of(session: Session, person: Person, *, everyones: bool, username: str | None) -> Sequence[Line]:
    """The person's own keys; for an administrator everyone's, or one account's. The newest first.

    Raises:
        Problem: ``not-allowed``.
    """
    query = _lines().order_by(col(DeviceKey.registered_at).desc(), col(DeviceKey.id)).limit(MOST)
    if not everyones and username in {None, person.username}:
        return session.execute(query.where(col(DeviceKey.account_id) == person.id)).all()
    if Role.ADMIN not in person.roles:
        raise Problem("not-allowed", what=("查看他人的设备密钥", "see other people's device keys"))
    if username is not None:
        query = query.where(col(Account.username) == username)
    return session.execute(query).all()


def _lines() -> Select[DeviceKey, str, str]:
    return select(DeviceKey, col(Account.username), col(Account.name)).join(
        Account, col(Account.id) == col(DeviceKey.account_id)
    )


def _line(session: Session, named: str) -> Line | None:
    return session.execute(_lines().where(col(DeviceKey.id) == named)).one_or_none()


def _checked(named: str, public_key: str) -> str:
    """The key in the one spelling that is compared and stored."""
    try:
        spelled = packed(unpacked(public_key))
        load_key(spelled)
        fits = key_id(spelled) == named
    except ValueError:
        fits = False
    if not fits:
        raise Problem("not-a-key")
    return spelled
