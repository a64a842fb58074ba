"""Accounts, for administrators: who works here, what they may do, and what was done about it."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field, StringConstraints

from app.cases.permissions import Verb, verbs
from app.cases.shapes import Named
from app.core.problems import Problem
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SettingsDep, SignedIn, WriteSession
from app.notices.versions import InForce
from app.people.administration import (
    USERNAME,
    Known,
    Search,
    Wanted,
    account_of,
    change,
    demand_administrator,
    end_sessions,
    find,
    journal_of_accounts,
    know,
    make,
)
from app.people.links import make_link
from app.people.models import Role
from app.people.policy import Person
from app.people.second_factor import factor_of, remove
from app.people.sheets import MOST_BYTES, RowOut, take_sheet, template

router = APIRouter(prefix="/api", tags=["accounts"])
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _administrator(person: SignedIn, session: ReadSession, settings: SettingsDep) -> Person:
    demand_administrator(person)
    if settings.administrators_need_code and factor_of(session, person.id) is None:
        raise Problem("second-factor-required")
    return person


Administrator = Annotated[Person, Depends(_administrator)]


class _Facts(BaseModel):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    roles: set[Role] = Field(min_length=1)
    unit: str | None = Field(default=None, max_length=32)


class AccountIn(_Facts):
    """What an account should be. Dispatchers and crews need a unit."""

    active: bool = True


class NewAccountIn(_Facts):
    """An account to be made; the username is written small and stays."""

    username: str = Field(pattern=f"^{USERNAME.pattern}$")


class AccountOut(BaseModel):
    """An account. ``has_password``: a link has been used; ``link_until``: one waits to be."""

    id: UUID
    username: str
    name: str
    roles: list[Role]
    unit: Named | None
    active: bool
    demo: bool
    has_password: bool
    has_second_factor: bool
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


@router.get("/accounts")
def list_accounts(
    _: Administrator,
    session: ReadSession,
    versions: VersionsDep,
    words: Annotated[str, Query(max_length=64)] = "",
    role: Role | None = None,
    unit: Annotated[str | None, Query(max_length=32)] = None,
    active: bool | None = None,
    after: Annotated[str, Query(max_length=64)] = "",
) -> AccountsOut:
    """Who can sign in."""
    found, has_more = find(session, Search(words.strip(), role, unit, active, after))
    items = [_shown(versions.in_force, one) for one in found]
    return AccountsOut(items=items, next=items[-1].username if has_more else None)


@router.post("/accounts", status_code=201, responses={200: {"model": AccountOut}})
def make_account(
    wanted: NewAccountIn,
    person: Administrator,
    session: WriteSession,
    versions: VersionsDep,
    response: Response,
) -> AccountOut:
    """Make an account; nobody can sign in by it until its link is used. The same again is 200."""
    current = versions.in_force
    account, is_new = make(session, current.notice, person, wanted.username, _wanted(wanted))
    response.status_code = 201 if is_new else 200
    return _shown(current, know(session, [account])[0])


@router.get("/accounts/template.xlsx", response_class=Response, responses={200: {"content": {SHEET: {}}}})
def get_template(_: Administrator, versions: VersionsDep) -> Response:
    """A sheet to fill people in."""
    named = {"Content-Disposition": 'attachment; filename="people.xlsx"'}
    return Response(template(versions.in_force.notice), media_type=SHEET, headers=named)


@router.post("/accounts/import")
def import_accounts(
    person: Administrator,
    session: WriteSession,
    versions: VersionsDep,
    file: UploadFile,
    dry_run: Annotated[bool, Query(description="Say what it would do, and do nothing.")] = True,
) -> ImportOut:
    """Enter the people of an Excel sheet, all or none; new ones get in by a link each."""
    if (file.size or 0) > MOST_BYTES:
        raise Problem("not-a-sheet", why=("文件超过 2 MB", "the file is over 2 MB"))
    notice = versions.in_force.notice
    rows = take_sheet(session, notice, person, file.file.read(), dry_run=dry_run)
    return ImportOut(rows=list(rows), done=not dry_run)


@router.put("/accounts/{account_id}")
def put_account(
    account_id: UUID, wanted: AccountIn, person: Administrator, session: WriteSession, versions: VersionsDep
) -> AccountOut:
    """Change, close or open an account; it counts from the person's next click on."""
    current = versions.in_force
    account = change(session, current.notice, person, account_id, _wanted(wanted, wanted.active))
    return _shown(current, know(session, [account])[0])


@router.post("/accounts/{account_id}/link", status_code=201)
def make_account_link(
    account_id: UUID, person: Administrator, session: WriteSession, request: Request
) -> AccountLinkOut:
    """A one-time link by which the person sets a password; one made before is void."""
    made = make_link(session, account_of(session, account_id), person.actor)
    link = str(request.base_url).rstrip("/") + made.path
    return AccountLinkOut(link=link, qr=segno.make(link).svg_data_uri(scale=4), until=made.expires_at)


@router.delete("/accounts/{account_id}/sessions", status_code=204)
def end_account_sessions(account_id: UUID, person: Administrator, session: WriteSession) -> None:
    """Sign somebody out everywhere."""
    end_sessions(session, person, account_id)


@router.delete("/accounts/{account_id}/second-factor", status_code=204)
def remove_account_factor(account_id: UUID, person: Administrator, session: WriteSession) -> None:
    """Somebody has lost their authenticator and their recovery codes: the password alone is enough again."""
    remove(session, account_of(session, account_id), person.actor)


@router.get("/account-journal")
def list_account_journal(
    _: Administrator, session: ReadSession, before: Annotated[int | None, Query(ge=1)] = None
) -> AccountEntries:
    """What was done to accounts."""
    entries = journal_of_accounts(session, before)
    items = []
    for entry in entries:
        detail = json.loads(entry.detail)
        items.append(
            AccountEntryOut(
                seq=entry.seq,
                at=entry.at,
                operation=entry.operation,
                actor=entry.actor_name,
                username=detail.pop("username", ""),
                detail=detail,
            )
        )
    return AccountEntries(items=items, next=items[-1].seq if items and items[-1].seq > 1 else None)


@router.get("/permissions")
def list_permissions(_: Administrator) -> VerbsOut:
    """What each role may do."""
    return VerbsOut(items=[_verb(one) for one in verbs()])


def _wanted(facts: _Facts, active: bool = True) -> Wanted:
    return Wanted(facts.name, frozenset(facts.roles), facts.unit, active)


def _verb(one: Verb) -> VerbOut:
    return VerbOut(code=one.code, label=one.names[0], label_en=one.names[1], roles=sorted(one.roles))


def _shown(current: InForce, known: Known) -> AccountOut:
    account = known.account
    return AccountOut(
        id=account.id,
        username=account.username,
        name=account.name,
        roles=list(known.roles),
        unit=Named(**current.unit_name(account.unit_code)) if account.unit_code else None,
        active=account.active,
        demo=account.demo,
        has_password=bool(account.password_hash),
        has_second_factor=known.has_second_factor,
        sessions=known.sessions,
        last_seen_at=known.last_seen_at,
        link_until=known.link_until,
    )
