"""Accounts as an administrator writes and reads them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from app.core.shapes import Named, Sent
from app.people.administration import MOST
from app.people.models import Role
from app.people.sheets import RowOut
from app.people.wanted import USERNAME


class AccountFacts(Sent):
    """What an administrator writes down about somebody."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    roles: set[Role] = Field(min_length=1)
    unit: str | None = Field(default=None, max_length=32)
    squad: str | None = Field(default=None, max_length=32, description="The code of a squad of the unit.")


class AccountIn(AccountFacts):
    """What an account should be. Dispatchers and crews need a unit."""

    active: bool = True


class NewAccountIn(AccountFacts):
    """An account to be made; the username is written small and stays."""

    username: str = Field(pattern=f"^{USERNAME.pattern}$")


class AccountOut(BaseModel):
    """An account. ``has_password``: a link has been used; ``link_until``: one waits to be.

    ``has_identity``: an account at the identity provider is bound to it.
    """

    id: UUID
    username: str
    name: str
    roles: list[Role]
    unit: Named | None
    squad: Named | None
    active: bool
    demo: bool
    has_password: bool
    has_second_factor: bool
    has_identity: bool
    sessions: int
    last_seen_at: datetime | None
    link_until: datetime | None


class AccountsOut(BaseModel):
    """A page of accounts by username; ``next`` is the ``after`` of the page that follows."""

    items: list[AccountOut]
    next: str | None


class AccountLinkOut(BaseModel):
    """A one-time link: shown once, kept nowhere. ``qr``: the same as a picture (a ``data:`` address)."""

    link: str
    qr: str
    until: datetime


class LinksIn(BaseModel):
    """Whose links are wanted."""

    accounts: list[UUID] = Field(min_length=1, max_length=MOST)


class PersonLinkOut(AccountLinkOut):
    """A one-time link and whose it is."""

    username: str
    name: str
    unit: Named | None


class LinksOut(BaseModel):
    """One-time links in the order they were asked for."""

    items: list[PersonLinkOut]


class AccountEntryOut(BaseModel):
    """What was done to an account, by whom; ``detail`` as the journal has it."""

    seq: int
    at: datetime
    operation: str
    actor: str
    username: str
    detail: dict[str, Any]


class AccountEntries(BaseModel):
    """Entries, the latest first; ``next`` is the ``before`` of the page that follows."""

    items: list[AccountEntryOut]
    next: int | None


class ImportOut(BaseModel):
    """What each row of a sheet does, or did (``done``)."""

    rows: list[RowOut]
    done: bool


class VerbOut(BaseModel):
    """One thing that can be done, and the roles that may."""

    code: str
    label: str
    label_en: str
    roles: list[Role]


class VerbsOut(BaseModel):
    """Verbs × roles, as the program decides by it."""

    items: list[VerbOut]
