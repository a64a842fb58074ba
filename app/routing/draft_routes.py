"""Drafting, submitting and approving rules."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from app.core.shapes import Count
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn, WriteSession
from app.notices.versions import Versions
from app.people.policy import Person
from app.routing import publishing
from app.routing.changes import changes
from app.routing.draft_inputs import DraftChange, DraftStep, NewDraft, RulePut
from app.routing.drafts import Draft, change, create, demand_ruler, draft, drafts, drop_rule, put_rule
from app.routing.history_routes import ChangeCounts, ChangesOut, count_changes, show_changes
from app.routing.models import DraftState
from app.routing.rule_rows import faults_of
from app.routing.table_routes import RuleOut, show_rule

router = APIRouter(prefix="/api/responsibility/drafts")


class FaultOut(BaseModel):
    """What keeps a draft from being published, with the rule or the case type it belongs to."""

    rule: str | None
    category: str | None
    message: str


class DraftBase(BaseModel):
    """The version a draft starts from; another may be in force by now."""

    number: int
    in_force: bool


class Sign(BaseModel):
    """Who, and when."""

    at: datetime
    by: str


class DraftRow(BaseModel):
    """A draft in the list. ``may``: what this reader may do with it now."""

    id: UUID
    title: str
    note: str
    state: DraftState
    version: int
    base: DraftBase
    created: Sign
    changed: Sign
    submitted: Sign | None
    approved: Sign | None
    sent_back: str
    origin_case: UUID | None
    published_version: int | None
    fault_count: int
    counts: ChangeCounts
    may: list[str]


class DraftList(BaseModel):
    """Drafts, last changed first."""

    items: list[DraftRow]


class DraftOut(DraftRow):
    """A draft, whole. ``changes`` compares it with its base; ``both_changed`` after a rebase: see there."""

    rules: list[RuleOut]
    faults: list[FaultOut]
    changes: ChangesOut
    both_changed: list[str]


def _ruler(person: SignedIn) -> Person:
    demand_ruler(person)
    return person


Ruler = Annotated[Person, Depends(_ruler)]


@router.get("")
def list_drafts(
    person: Ruler,
    session: ReadSession,
    versions: VersionsDep,
    state: Annotated[list[DraftState] | None, Query()] = None,
) -> DraftList:
    """Drafts in hand, or those in the given states."""
    wanted = state or [DraftState.DRAFTING, DraftState.SUBMITTED]
    return DraftList(items=[_row(versions, person, one) for one in drafts(session, versions, wanted)])


@router.post("", status_code=201)
def create_draft(body: NewDraft, person: Ruler, session: WriteSession, versions: VersionsDep) -> DraftOut:
    """Begin a draft with the rules in force."""
    return show_draft(
        versions, person, create(session, person, versions.in_force, body.title, note=body.note)
    )


@router.get("/{draft_id}")
def get_draft(draft_id: UUID, person: Ruler, session: ReadSession, versions: VersionsDep) -> DraftOut:
    """One draft with its rules, faults and changes."""
    return show_draft(versions, person, draft(session, versions, draft_id))


@router.put("/{draft_id}")
def put_draft(
    draft_id: UUID, body: DraftChange, person: Ruler, session: WriteSession, versions: VersionsDep
) -> DraftOut:
    """Change title, note, or the whole list of rules."""
    words = {name: said for name, said in (("title", body.title), ("note", body.note)) if said is not None}
    rules = None if body.rules is None else [one.rule() for one in body.rules]
    opened = draft(session, versions, draft_id)
    return show_draft(versions, person, change(session, person, opened, body.version, rules, **words))


@router.delete("/{draft_id}", status_code=204)
def discard_draft(
    draft_id: UUID,
    person: Ruler,
    session: WriteSession,
    versions: VersionsDep,
    version: Annotated[Count, Query()],
) -> None:
    """Give a draft up. It stays readable under its state."""
    publishing.discard(session, person, draft(session, versions, draft_id), version)


@router.put("/{draft_id}/rules/{code}")
def put_draft_rule(
    draft_id: UUID, code: str, body: RulePut, person: Ruler, session: WriteSession, versions: VersionsDep
) -> DraftOut:
    """Put a rule in the place of the one called ``code``, or add it."""
    opened = draft(session, versions, draft_id)
    changed = put_rule(session, person, opened, body.version, code, body.rule.rule())
    return show_draft(versions, person, changed)


@router.delete("/{draft_id}/rules/{code}")
def delete_draft_rule(
    draft_id: UUID,
    code: str,
    person: Ruler,
    session: WriteSession,
    versions: VersionsDep,
    version: Annotated[Count, Query()],
) -> DraftOut:
    """Take a rule out of a draft."""
    opened = draft(session, versions, draft_id)
    return show_draft(versions, person, drop_rule(session, person, opened, version, code))


@router.post("/{draft_id}/rebase")
def rebase_draft(
    draft_id: UUID, body: DraftStep, person: Ruler, session: WriteSession, versions: VersionsDep
) -> DraftOut:
    """Carry the draft over to the version in force; ``both_changed`` names rules to look at again."""
    opened = draft(session, versions, draft_id)
    rebased, both = publishing.rebase(session, person, opened, body.version, versions)
    shown = show_draft(versions, person, rebased)
    shown.both_changed = both
    return shown


@router.post("/{draft_id}/submit")
def submit_draft(
    draft_id: UUID, body: DraftStep, person: Ruler, session: WriteSession, versions: VersionsDep
) -> DraftOut:
    """Hand the draft over for another person to approve."""
    opened = draft(session, versions, draft_id)
    publishing.submit(session, person, opened, body.version)
    return show_draft(versions, person, opened)


@router.post("/{draft_id}/send-back")
def send_back_draft(
    draft_id: UUID, body: DraftStep, person: Ruler, session: WriteSession, versions: VersionsDep
) -> DraftOut:
    """Make a submitted draft changeable again."""
    opened = draft(session, versions, draft_id)
    publishing.send_back(session, person, opened, body.version, body.reason)
    return show_draft(versions, person, opened)


@router.post("/{draft_id}/approve")
def approve_draft(
    draft_id: UUID, body: DraftStep, person: Ruler, session: WriteSession, versions: VersionsDep
) -> DraftOut:
    """Put a draft that somebody else submitted in force as a new version."""
    opened = draft(session, versions, draft_id)
    number = publishing.approve(session, person, opened, body.version)
    versions.forget()
    return show_draft(versions, person, opened, published=number)


def show_draft(versions: Versions, person: Person, opened: Draft, published: int | None = None) -> DraftOut:
    """A draft, whole, as this person sees it. ``published``: the number of a version not yet committed."""
    found = changes(opened.base.notice, opened.notice)
    return DraftOut(
        **_row(versions, person, opened, published).model_dump(),
        rules=[show_rule(opened.notice, rule) for rule in opened.notice.rules.values()],
        faults=[
            FaultOut(rule=one.rule, category=one.category, message=one.message)
            for one in faults_of(opened.notice)
        ],
        changes=show_changes(opened.base.notice, opened.notice, found),
        both_changed=[],
    )


def _row(versions: Versions, person: Person, opened: Draft, published: int | None = None) -> DraftRow:
    row = opened.row
    if published is None and row.published_version_id is not None:
        published = versions.of(row.published_version_id).number
    is_current = published is None and versions.in_force.id == opened.base.id
    return DraftRow(
        id=row.id,
        title=row.title,
        note=row.note,
        state=row.state,
        version=row.version,
        base=DraftBase(number=opened.base.number, in_force=is_current),
        created=Sign(at=row.created_at, by=row.created_by_name),
        changed=Sign(at=row.changed_at, by=row.changed_by_name),
        submitted=_sign(row.submitted_at, row.submitted_by_name),
        approved=_sign(row.approved_at, row.approved_by_name),
        sent_back=row.sent_back,
        origin_case=row.origin_case_id,
        published_version=published,
        fault_count=row.fault_count,
        counts=count_changes(changes(opened.base.notice, opened.notice)),
        may=_may(person, opened, is_current=is_current),
    )


def _sign(at: datetime | None, by: str | None) -> Sign | None:
    return Sign(at=at, by=by) if at is not None and by is not None else None


def _may(person: Person, opened: Draft, *, is_current: bool) -> list[str]:
    row = opened.row
    match row.state:
        case DraftState.DRAFTING if not is_current:
            return ["edit", "rebase", "discard"]
        case DraftState.DRAFTING:
            return ["edit", "discard", *(["submit"] if row.fault_count == 0 else [])]
        case DraftState.SUBMITTED:
            return ["send-back", *(["approve"] if is_current and row.submitted_by != person.id else [])]
        case _:
            return []
