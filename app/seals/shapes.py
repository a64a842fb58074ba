"""A seal and a device key as they travel."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.canonical import digest
from app.core.shapes import Sent
from app.seals.models import Verdict


class SealIn(Sent):
    """What a phone signed when the person was told 已保存.

    ``statement`` is the signed text itself, canonical JSON in UTF-8; ``signature`` is ECDSA P-256 with
    SHA-256 over it, the 64 bytes r and s as WebCrypto gives them; ``public_key`` is SubjectPublicKeyInfo,
    DER. Both in base64url without padding.
    """

    statement: Annotated[str, Field(max_length=16_000)]
    signature: Annotated[str, Field(max_length=200)]
    public_key: Annotated[str, Field(max_length=400)]

    @property
    def digest(self) -> str:
        """SHA-256 in hex over the three, as the journal holds it."""
        return seal_digest(self.public_key, self.statement, self.signature)


def seal_digest(public_key: str, statement: str, signature: str) -> str:
    """SHA-256 in hex over the canonical JSON of the three parts."""
    return digest({"public_key": public_key, "statement": statement, "signature": signature})


class SealOut(BaseModel):
    """A seal on a case as its page shows it. ``version``: of the journal entry it belongs to."""

    version: int
    verdict: Verdict
    device: str
    received_at: datetime


class DeviceKeyIn(Sent):
    """A phone's public key (SubjectPublicKeyInfo, DER, base64url) and what the phone calls itself."""

    public_key: Annotated[str, Field(min_length=1, max_length=400)]
    label: Annotated[str, Field(max_length=120)] = ""


class DeviceKeyOut(BaseModel):
    """A registered key, whose it is, and until when it was good."""

    id: str
    account_id: UUID
    username: str
    name: str
    label: str
    public_key: str
    registered_at: datetime
    revoked_at: datetime | None


class DeviceKeys(BaseModel):
    """Keys, the newest first."""

    items: list[DeviceKeyOut]
