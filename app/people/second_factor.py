"""A second factor: one-time passwords by time (RFC 6238) from any authenticator app, and recovery codes.

Ten recovery codes of 80 bits are given once; each is good once. A code by time is good for its 30-second step
and the one before and after, and is never taken twice.
"""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.core.clock import now
from app.core.ids import fingerprint
from app.core.problems import Problem
from app.journal.record import Actor, Happening, record, take_turn
from app.people.models import Account, RecoveryCode, SecondFactor
from app.people.policy import Person

ISSUER = "巡城"
STEP_SECONDS = 30
DRIFT = (0, -1, 1)
"""Steps that an authenticator's clock may be off by, and a person slow."""
CODES, CODE_BYTES = 10, 10


@dataclass(frozen=True, slots=True)
class Begun:
    """What an authenticator needs; ``uri`` as a QR code has it (``otpauth://``)."""

    secret: str
    uri: str


def factor_of(session: Session, account_id: UUID) -> SecondFactor | None:
    """The confirmed factor of an account, if it has one."""
    factor = session.get(SecondFactor, account_id)
    return factor if factor is not None and factor.confirmed_at is not None else None


def begin(session: Session, person: Person) -> Begun:
    """A new secret to be confirmed; one that was begun before is void.

    Raises:
        Problem: ``factor-in-use`` where one is confirmed already.
    """
    if factor_of(session, person.id) is not None:
        raise Problem("factor-in-use")
    secret = pyotp.random_base32()
    factor = session.get(SecondFactor, person.id) or SecondFactor(
        account_id=person.id, secret=secret, begun_at=now()
    )
    factor.secret, factor.begun_at, factor.last_step = secret, now(), 0
    session.add(factor)
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=ISSUER)
    return Begun(secret, uri)


def confirm(session: Session, person: Person, code: str) -> list[str]:
    """From now on the factor is asked for; returns the recovery codes, shown this once.

    Raises:
        Problem: ``wrong-code``, ``factor-in-use``.
    """
    take_turn(session)
    factor = session.get(SecondFactor, person.id)
    if factor is not None and factor.confirmed_at is not None:
        raise Problem("factor-in-use")
    if factor is None or not _take(factor, code, now()):
        raise Problem("wrong-code")
    factor.confirmed_at = now()
    session.add(factor)
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == person.id))
    codes = [_spelled(b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()) for _ in range(CODES)]
    session.add_all(RecoveryCode(account_id=person.id, fingerprint=fingerprint(_bare(one))) for one in codes)
    session.flush()
    _note(session, person.actor, "factor_set", person.username)
    return codes


def remove(session: Session, account: Account, by: Actor) -> None:
    """The password alone is enough again; journalled. Without one, nothing happens."""
    take_turn(session)
    had = factor_of(session, account.id) is not None
    for table in (SecondFactor, RecoveryCode):
        session.execute(delete(table).where(col(table.account_id) == account.id))
    if had:
        _note(session, by, "factor_removed", account.username)


def take_code(session: Session, person: Person, code: str) -> bool:
    """Whether this code, by time or for recovery, opens the account now; if so it is used up."""
    take_turn(session)  # of two who come with the same code at once, the second finds it used
    factor = factor_of(session, person.id)
    if factor is None:
        return False
    if code.isdecimal():
        session.add(factor)
        return _take(factor, code, now())
    used = session.execute(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.account_id) == person.id,
            col(RecoveryCode.fingerprint) == fingerprint(_bare(code)),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now())
        .returning(col(RecoveryCode.fingerprint))
    ).first()
    if used is not None:
        _note(session, person.actor, "recovery_used", person.username)
    return used is not None


def codes_left(session: Session, account_id: UUID) -> int:
    """How many recovery codes are still good."""
    unused = (col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None))
    return len(session.execute(select(col(RecoveryCode.fingerprint)).where(*unused)).all())


def _take(factor: SecondFactor, code: str, moment: datetime) -> bool:
    step = int(moment.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(factor.secret)
    for near in DRIFT:
        fits = secrets.compare_digest(totp.at((step + near) * STEP_SECONDS).encode(), code.encode())
        if fits and step + near > factor.last_step:
            factor.last_step = step + near
            return True
    return False


def _spelled(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _bare(code: str) -> str:
    return "".join(one for one in code.lower() if one.isalnum())


def _note(session: Session, actor: Actor, operation: str, username: str) -> None:
    record(session, [Happening(now(), actor, operation, detail={"username": username})])
