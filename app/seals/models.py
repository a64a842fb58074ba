"""The keys of phones, and the seals that phones put on reports and steps."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, Uuid
from sqlmodel import Field, SQLModel

from app.core.db import UTCDateTime, one_of, word


class Verdict(StrEnum):
    """What looking at a seal has shown when it came; only ``valid`` says that nothing was changed since."""

    VALID = "valid"
    UNKNOWN_KEY = "unknown_key"
    """Signed well, by a key that this person has not registered."""
    REVOKED_KEY = "revoked_key"
    BAD_SIGNATURE = "bad_signature"
    DIFFERS = "differs"
    """Signed well, but what was signed is not what was sent."""


class DeviceKey(SQLModel, table=True):
    """The public half of a key that one phone holds for one person; the private half cannot leave the phone.

    ``id`` is SHA-256 over the key (SubjectPublicKeyInfo, DER), so a key can be named before it is known here.
    ``public_key`` is the same DER in base64url without padding.
    """

    __tablename__ = "device_keys"

    id: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid, index=True)
    public_key: str = Field(max_length=200)
    label: str = Field(default="", max_length=120)
    registered_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    revoked_by: UUID | None = Field(default=None, foreign_key="accounts.id", sa_type=Uuid)


class Seal(SQLModel, table=True):
    """A seal as it came, word for word, and the verdict of that moment.

    ``version`` is that of the journal entry it belongs to, which holds the seal's ``digest``. Appended only:
    triggers refuse anything else.
    """

    __tablename__ = "seals"
    __table_args__ = (CheckConstraint(one_of("verdict", Verdict), name="verdict"),)

    case_id: UUID = Field(primary_key=True, sa_type=Uuid)
    version: int = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="accounts.id", sa_type=Uuid)
    key_id: str = Field(max_length=64, index=True)
    public_key: str = Field(sa_type=Text)
    statement: str = Field(sa_type=Text)
    signature: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    verdict: Verdict = Field(sa_type=word(Verdict))
    received_at: datetime = Field(sa_type=UTCDateTime)
