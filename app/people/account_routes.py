"""Accounts, for administrators: who works here, what they may do, and what was done about it."""

import json
from typing import Annotated, Any
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile

from app.cases.permissions import Verb, verbs
from app.core.problems import Problem
from app.core.shapes import Counted, Named
from app.http.parts import VersionsDep
from app.http.session import DatabaseDep, KnownFirst, ReadSession, SettingsDep, SignedIn, WriteSession
from app.notices.versions import InForce
from app.people.account_shapes import (
    AccountEntries,
    AccountEntryOut,
    AccountFacts,
    AccountIn,
    AccountLinkOut,
    AccountOut,
    AccountsOut,
    ImportOut,
    LinksIn,
    LinksOut,
    NewAccountIn,
    PersonLinkOut,
    VerbOut,
    VerbsOut,
)
from app.people.administration import (
    Known,
    Search,
    account_of,
    change,
    demand_administrator,
    end_sessions,
    find,
    journal_of_accounts,
    know,
    make,
)
from app.people.links import Link, make_link
from app.people.models import Role
from app.people.policy import Person
from app.people.second_factor import factor_of, remove
from app.people.sheets import MOST_BYTES, enter_rows, read_sheet, template, weigh
from app.people.sign_in_records import MOST, everybodys
from app.people.sign_in_shapes import SignInsOut, SomebodysSignInOut, sign_in_out
from app.people.wanted import Wanted
from app.people.ways_in import let_go_of_identities

router = APIRouter(prefix="/api", tags=["accounts"])
bringing = APIRouter(route_class=KnownFirst)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _administrator(person: SignedIn, session: ReadSession, settings: SettingsDep) -> Person:
    demand_administrator(person)
    if settings.administrators_need_code and factor_of(session, person.id) is None:
        raise Problem("second-factor-required")
    return person


Administrator = Annotated[Person, Depends(_administrator)]


@router.get("/accounts")
def list_accounts(
    _: Administrator,
    session: ReadSession,
    versions: VersionsDep,
    words: Annotated[str, Query(max_length=64)] = "",
    role: Role | None = None,
    unit: Annotated[str | None, Query(max_length=32)] = None,
    active: bool | None = None,
    has_password: Annotated[
        bool | None, Query(description="False: their first link waits to be used.")
    ] = None,
    after: Annotated[str, Query(max_length=64)] = "",
) -> AccountsOut:
    """Who can sign in."""
    found, has_more = find(session, Search(words.strip(), role, unit, active, has_password, after))
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
    account, is_new = make(session, current.notice, person.actor, wanted.username, _wanted(wanted))
    response.status_code = 201 if is_new else 200
    return _shown(current, know(session, [account])[0])


@router.get("/accounts/template.xlsx", response_class=Response, responses={200: {"content": {SHEET: {}}}})
def get_template(_: Administrator, versions: VersionsDep) -> Response:
    """A sheet to fill people in."""
    named = {"Content-Disposition": 'attachment; filename="people.xlsx"'}
    return Response(template(versions.in_force.notice), media_type=SHEET, headers=named)


@bringing.post("/accounts/import")
def import_accounts(
    person: Administrator,
    session: ReadSession,
    database: DatabaseDep,
    versions: VersionsDep,
    file: UploadFile,
    dry_run: Annotated[bool, Query(description="Say what it would do, and do nothing.")] = True,
) -> ImportOut:
    """Enter the people of an Excel sheet, all or none; new ones get in by a link each."""
    if (file.size or 0) > MOST_BYTES:
        raise Problem("not-a-sheet", why=("文件超过 2 MB", "the file is over 2 MB"))
    notice = versions.in_force.notice
    rows = read_sheet(notice, file.file.read())
    if dry_run:
        return ImportOut(rows=list(weigh(session, rows)), done=False)
    with database.writing() as writing:
        return ImportOut(rows=list(enter_rows(writing, notice, person.actor, rows)), done=True)


router.include_router(bringing)


@router.put("/accounts/{account_id}")
def put_account(
    account_id: UUID, wanted: AccountIn, person: Administrator, session: WriteSession, versions: VersionsDep
) -> AccountOut:
    """Change, close or open an account; it counts from the person's next click on.

    Who does not speak of ``squad`` leaves it as it is, as long as the unit is the same.
    """
    current = versions.in_force
    if "squad" not in wanted.model_fields_set:
        known = account_of(session, account_id)
        wanted.squad = known.squad_code if known.unit_code == wanted.unit else None
    account = change(session, current.notice, person.actor, account_id, _wanted(wanted, wanted.active))
    return _shown(current, know(session, [account])[0])


@router.post("/accounts/{account_id}/link", status_code=201)
def make_account_link(
    account_id: UUID, person: Administrator, session: WriteSession, request: Request
) -> AccountLinkOut:
    """A one-time link by which the person sets a password; one made before is void."""
    made = make_link(session, account_of(session, account_id), person.actor)
    return AccountLinkOut(**_drawn(request, made))


@router.post("/accounts/links", status_code=201)
def make_account_links(
    wanted: LinksIn, person: Administrator, database: DatabaseDep, versions: VersionsDep, request: Request
) -> LinksOut:
    """One-time links for several people, one each, to be printed and handed out; earlier ones are void."""
    with database.writing() as session:
        made = [
            (account.username, account.name, account.unit_code, make_link(session, account, person.actor))
            for account in [account_of(session, one) for one in dict.fromkeys(wanted.accounts)]
        ]
    current = versions.in_force
    items = [
        PersonLinkOut(username=username, name=name, unit=_unit(current, unit), **_drawn(request, link))
        for username, name, unit, link in made
    ]
    return LinksOut(items=items)


@router.delete("/accounts/{account_id}/sessions", status_code=204)
def end_account_sessions(account_id: UUID, person: Administrator, session: WriteSession) -> None:
    """Sign somebody out everywhere; what they have bound at the identity provider lets nobody in again."""
    end_sessions(session, person.actor, account_id)


@router.delete("/accounts/{account_id}/second-factor", status_code=204)
def remove_account_factor(account_id: UUID, person: Administrator, session: WriteSession) -> None:
    """Somebody has lost their authenticator and their recovery codes: the password alone is enough again."""
    remove(session, account_of(session, account_id), person.actor)


@router.delete("/accounts/{account_id}/identity", status_code=204)
def remove_account_identity(account_id: UUID, person: Administrator, session: WriteSession) -> None:
    """What is bound to this account at the identity provider opens it no longer."""
    account = account_of(session, account_id)
    let_go_of_identities(session, account.id, account.username, person.actor)


@router.get("/account-journal")
def list_account_journal(
    _: Administrator, session: ReadSession, before: Counted | None = None
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


@router.get("/sign-ins")
def list_sign_ins(
    _: Administrator, session: ReadSession, before: Annotated[int | None, Query(ge=1)] = None
) -> SignInsOut:
    """Who came in, failed and went."""
    items = [
        SomebodysSignInOut(**sign_in_out(one).model_dump(), username=username or "", name=name or "")
        for one, username, name in everybodys(session, before)
    ]
    return SignInsOut(items=items, next=items[-1].id if len(items) == MOST else None)


@router.get("/permissions")
def list_permissions(_: Administrator) -> VerbsOut:
    """What each role may do."""
    return VerbsOut(items=[_verb(one) for one in verbs()])


def _wanted(facts: AccountFacts, active: bool = True) -> Wanted:
    return Wanted(facts.name, frozenset(facts.roles), facts.unit, active, facts.squad)


def _verb(one: Verb) -> VerbOut:
    return VerbOut(code=one.code, label=one.names[0], label_en=one.names[1], roles=sorted(one.roles))


def _drawn(request: Request, made: Link) -> dict[str, Any]:
    link = str(request.base_url).rstrip("/") + made.path
    return {"link": link, "qr": segno.make(link).svg_data_uri(scale=4), "until": made.expires_at}


def _shown(current: InForce, known: Known) -> AccountOut:
    account = known.account
    return AccountOut(
        id=account.id,
        username=account.username,
        name=account.name,
        roles=list(known.roles),
        unit=_unit(current, account.unit_code),
        squad=_squad(current, account.squad_code),
        active=account.active,
        demo=account.demo,
        has_password=bool(account.password_hash),
        has_second_factor=known.has_second_factor,
        has_identity=known.has_identity,
        sessions=known.sessions,
        last_seen_at=known.last_seen_at,
        link_until=known.link_until,
    )


def _squad(current: InForce, code: str | None) -> Named | None:
    """By its code where the notice in force does not have it any more."""
    if code is None:
        return None
    squad = current.notice.squads.get(code)
    return Named(code=code, name=squad.name if squad else code)


def _unit(current: InForce, code: str | None) -> Named | None:
    return Named(**current.unit_name(code)) if code else None
