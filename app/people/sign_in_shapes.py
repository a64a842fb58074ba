"""Who came in, failed and went, as it is read."""

from datetime import datetime

from pydantic import BaseModel

from app.people.models import SignInRecord, SignInWay, SignInWhat


class SignInOut(BaseModel):
    """Somebody came in (``IN``), failed to, or went (``OUT``, which has no ``way``)."""

    id: int
    at: datetime
    what: SignInWhat
    way: SignInWay | None
    address: str


class OwnSignInsOut(BaseModel):
    """One's own, the latest first."""

    items: list[SignInOut]


class SomebodysSignInOut(SignInOut):
    """The same and whose account it was; empty where nobody has the name that was given."""

    username: str
    name: str


class SignInsOut(BaseModel):
    """Everybody's, the latest first; ``next`` is the ``before`` of the page that follows."""

    items: list[SomebodysSignInOut]
    next: int | None


def sign_in_out(one: SignInRecord) -> SignInOut:
    """One record."""
    return SignInOut.model_validate(one, from_attributes=True)
