"""Accounts, the roles they hold, and their sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Uuid
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.db import BIG, UTCDateTime, one_of, word
from app.core.ids import new_id


class Role(StrEnum):
    """What a person is in the bureau; what a role may do is in ``policy.py``."""

    INSPECTOR = "INSPECTOR"
    DISPATCHER = "DISPATCHER"
    CREW = "CREW"
    COMMAND = "COMMAND"
    OFFICE = "OFFICE"
    ADMIN = "ADMIN"


class Account(SQLModel, table=True):
    """A person who may sign in. ``squad_code``: of a squad (班组) of their unit, as the notice has it."""

    __tablename__ = "accounts"

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    username: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=64)
    password_hash: str = Field(max_length=256)
    unit_code: str | None = Field(default=None, max_length=32, index=True)
    squad_code: str | None = Field(default=None, max_length=32)
    active: bool = True
    demo: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=UTCDateTime)


class AccountRole(SQLModel, table=True):
    """One role of one account."""

    __tablename__ = "account_roles"
    __table_args__ = (CheckConstraint(one_of("role", Role), name="role"),)

    account_id: UUID = Field(primary_key=True, foreign_key="accounts.id", sa_type=Uuid)
    role: Role = Field(primary_key=True, sa_type=word(Role))


class SignIn(SQLModel, table=True):
    """A session: the cookie's secret is stored as its fingerprint only."""

    __tablename__ = "sign_ins"

    fingerprint: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid, index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)
    last_seen_at: datetime = Field(sa_type=UTCDateTime)
    address: str = Field(default="", max_length=64)
    device: str = Field(default="", max_length=200)


class FailedSignIn(SQLModel, table=True):
    """A password or code that was not right, or is still being judged: counted so that guessing is slowed.

    ``address``: the line it came from (:func:`app.core.addresses.line_of`).
    """

    __tablename__ = "failed_sign_ins"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=64, index=True)
    address: str = Field(max_length=64)
    at: datetime = Field(sa_type=UTCDateTime)


class PasswordLink(SQLModel, table=True):
    """A link by which one person sets one password once; its secret is stored as its fingerprint only."""

    __tablename__ = "password_links"

    fingerprint: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid, index=True)
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class SecondFactor(SQLModel, table=True):
    """What a person's authenticator and we both know (RFC 6238); it counts once a code has confirmed it.

    ``last_step``: the 30-second step of the last code taken, so that none is taken twice.
    """

    __tablename__ = "second_factors"

    account_id: UUID = Field(primary_key=True, foreign_key="accounts.id", sa_type=Uuid)
    secret: str = Field(max_length=64)
    begun_at: datetime = Field(sa_type=UTCDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_step: int = Field(default=0, sa_type=BigInteger)


class RecoveryCode(SQLModel, table=True):
    """A code for when the authenticator is lost, good once; stored as its fingerprint only."""

    __tablename__ = "recovery_codes"

    account_id: UUID = Field(primary_key=True, foreign_key="accounts.id", sa_type=Uuid)
    fingerprint: str = Field(primary_key=True, max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Identity(SQLModel, table=True):
    """Somebody's account at an identity provider, bound to the account they have here."""

    __tablename__ = "identities"

    issuer: str = Field(primary_key=True, max_length=200)
    subject: str = Field(primary_key=True, max_length=255)
    account_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid, index=True)
    bound_at: datetime = Field(sa_type=UTCDateTime)


class OidcAttempt(SQLModel, table=True):
    """A browser that was sent to the identity provider; ``account_id``: whose account is to be bound."""

    __tablename__ = "oidc_attempts"

    fingerprint: str = Field(primary_key=True, max_length=64)
    state: str = Field(max_length=64)
    nonce: str = Field(max_length=64)
    verifier: str = Field(max_length=128)
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    expires_at: datetime = Field(sa_type=UTCDateTime)


class HalfwayIn(SQLModel, table=True):
    """A browser that the identity provider vouches for and whose person still owes a code."""

    __tablename__ = "halfway_in"

    fingerprint: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    expires_at: datetime = Field(sa_type=UTCDateTime)


class SignInWhat(StrEnum):
    """What happened at the door."""

    IN = "IN"
    FAILED = "FAILED"
    OUT = "OUT"


class SignInWay(StrEnum):
    """By what somebody showed who they are, or failed to: ``CODE`` goes with a password."""

    PASSWORD = "PASSWORD"  # noqa: S105  # pragma: allowlist secret  (a word, no secret)
    CODE = "CODE"
    OIDC = "OIDC"
    BASIC = "BASIC"


class SignInRecord(SQLModel, table=True):
    """Who came in, failed or went, never edited. ``account_id``: None for a name that nobody has."""

    __tablename__ = "sign_in_records"
    __table_args__ = (
        CheckConstraint(one_of("what", SignInWhat), name="what"),
        CheckConstraint(one_of("way", SignInWay), name="way"),
        Index("ix_sign_in_records_account_id_at", "account_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    at: datetime = Field(sa_type=UTCDateTime, index=True)
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)
    what: SignInWhat = Field(sa_type=word(SignInWhat))
    way: SignInWay | None = Field(default=None, sa_type=word(SignInWay))
    address: str = Field(max_length=64)
