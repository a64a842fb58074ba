"""What rules do: a draft run over past cases, a ruling made into a rule, the record of each rule."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from app.cases.past import numbers_of, past_case, past_cases, placed_by_rule, placements
from app.core.clock import now
from app.core.shapes import Named, Sent
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn, WriteSession
from app.notices.model import Notice
from app.notices.versions import InForce
from app.routing.changes import pattern_name
from app.routing.draft_routes import DraftOut, show_draft
from app.routing.drafts import create, demand_ruler, draft
from app.routing.dry_run import Effect, Move, PastCase, Told, dry_run
from app.routing.fairness import Complaint, Record, fairness
from app.routing.models import DraftState
from app.routing.publishing import demand_decidable
from app.routing.rulings import Ruling, rule_from
from app.routing.table_routes import RuleOut, named_unit, show_rule

router = APIRouter(prefix="/api/responsibility")

MOST_CASES = 50_000
"""Cases that one dry run looks at, the newest first; the answer says when there were more."""

Days = Annotated[int, Query(ge=1, le=366)]


class CaseMention(BaseModel):
    """A past case, and the unit that has it now."""

    id: UUID
    number: str
    category: Named
    area: Named | None
    unit: Named


class ToldOut(BaseModel):
    """How many cases, and the newest few of them."""

    count: int
    examples: list[CaseMention]


class MoveOut(ToldOut):
    """Cases that would have gone elsewhere. ``already_there`` of them are with the new unit now."""

    from_unit: Named
    to_unit: Named
    rule_before: str | None
    rule_after: str | None
    already_there: int


class TieOut(ToldOut):
    """Cases that two rules fit equally well."""

    rules: tuple[str, str]


class DryRunOut(BaseModel):
    """A draft against the version in force, a published one against its base, over the cases since ``since``.

    ``cases`` were looked at, of ``total``; at most ``most``, the newest. ``unowned``: no rule places them,
    the fallback unit (``fallback``) would. ``other_rule`` keep their unit under another rule, ``other_help``
    change helpers only, ``unknown`` are of types that are no longer in the notice.
    """

    days: int
    since: datetime
    against: int
    cases: int
    total: int
    most: int
    moved: int
    other_rule: int
    other_help: int
    unknown: int
    fallback: Named
    unowned_before: int
    unowned: ToldOut
    moves: list[MoveOut]
    ties: list[TieOut]


class RulingIn(Sent):
    """A ruling on a case, to be kept as a rule for all like it; narrowed by what is given.

    ``clause``: a code, else the unit's own clause; ``reason`` completes “this type …”.
    """

    case_id: UUID
    unit: Annotated[str, Field(min_length=1, max_length=32)]
    area: Annotated[str, Field(min_length=1, max_length=15)] | None = None
    source: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    question: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    clause: Annotated[str, Field(max_length=64)] | None = None
    reason: Annotated[str, Field(max_length=200)] = ""
    title: Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)] = ""


class RulingOut(BaseModel):
    """The draft with the ruling in it: ``rule`` says it; ``is_new`` False: an equal one was changed."""

    draft: DraftOut
    rule: str
    is_new: bool


class ComplaintOut(BaseModel):
    """A case that was returned, or went to another unit later."""

    id: UUID
    number: str
    at: datetime
    unit: Named
    reason: str
    moved_to: Named | None


class Misroute(BaseModel):
    """How many cases of a rule ended up with a unit it does not name."""

    unit: Named
    count: int


class FairnessRow(BaseModel):
    """The record of one rule. Rates are parts of ``routed``, from 0 to 1.

    ``rule`` is None for cases that no rule placed, ``known`` for a rule that is no longer in force.
    """

    rule: str | None
    known: RuleOut | None
    units: list[Named]
    routed: int
    returned: int
    return_rate: float
    misrouted: int
    misroute_rate: float
    moved_to: list[Misroute]
    examples: list[ComplaintOut]


class FairnessOut(BaseModel):
    """Rules by how often they sent cases astray, over the cases reported since ``since``."""

    days: int
    since: datetime
    version: int
    routed: int
    returned: int
    misrouted: int
    items: list[FairnessRow]


@router.post("/drafts/{draft_id}/dry-run")
def dry_run_draft(
    draft_id: UUID, person: SignedIn, session: ReadSession, versions: VersionsDep, days: Days = 90
) -> DryRunOut:
    """Which past cases the draft would have sent elsewhere. Nothing is changed."""
    demand_ruler(person, ("试算责任规则", "run rules over past cases"))
    opened = draft(session, versions, draft_id)
    demand_decidable(opened)
    since = now() - timedelta(days=days)
    cases, total = past_cases(session, since, MOST_CASES)
    published = opened.row.state is DraftState.PUBLISHED
    current = opened.base if published else versions.in_force
    effect = dry_run(current.notice, opened.notice, cases)
    return _effect(current, effect, days=days, since=since, total=total)


@router.post("/drafts/from-ruling", status_code=201)
def draft_from_ruling(
    body: RulingIn, person: SignedIn, session: WriteSession, versions: VersionsDep
) -> RulingOut:
    """Keep a ruling on a case as a draft rule, which sends that very case to the ruled unit."""
    demand_ruler(person)
    current = versions.in_force
    case = past_case(session, body.case_id)
    ruling = Ruling(body.unit, body.area, body.source, body.question, body.clause, body.reason)
    table = rule_from(current.notice, case, ruling)
    category = pattern_name(current.notice, case.category)
    title = body.title or f"裁定：{category}归{current.notice.units[body.unit].short_name}"[:120]
    note = f"由案件 {case.number} 的裁定生成。"
    opened = create(session, person, current, title, table.rules, note=note, origin_case_id=case.id)
    return RulingOut(draft=show_draft(versions, person, opened), rule=table.code, is_new=table.is_new)


@router.get("/fairness")
def get_fairness(
    person: SignedIn, session: ReadSession, versions: VersionsDep, days: Days = 90
) -> FairnessOut:
    """By rule: how often units said “not ours”, and how often the case moved on."""
    demand_ruler(person, ("查看规则公平性", "see the record of the rules"))
    since = now() - timedelta(days=days)
    records = fairness(placed_by_rule(session, since), placements(session, since))
    mentioned = [one.case_id for record in records for one in record.examples]
    numbers = numbers_of(session, mentioned)
    current = versions.in_force
    return FairnessOut(
        days=days,
        since=since,
        version=current.number,
        routed=sum(record.routed for record in records),
        returned=sum(record.returned for record in records),
        misrouted=sum(record.misrouted for record in records),
        items=[_record(current.notice, record, numbers) for record in records],
    )


def _effect(current: InForce, effect: Effect, *, days: int, since: datetime, total: int) -> DryRunOut:
    notice = current.notice
    moves = sorted(effect.moves.items(), key=lambda item: -item[1].count)
    ties = sorted(effect.ties.items(), key=lambda item: -item[1].count)
    return DryRunOut(
        days=days,
        since=since,
        against=current.number,
        cases=effect.cases,
        total=total,
        most=MOST_CASES,
        moved=effect.moved,
        other_rule=effect.other_rule,
        other_help=effect.other_help,
        unknown=effect.unknown,
        fallback=named_unit(notice, notice.desks.fallback),
        unowned_before=effect.unowned_before,
        unowned=_told(current, effect.unowned),
        moves=[_move(current, key, move) for key, move in moves],
        ties=[TieOut(rules=rules, **_told(current, told).model_dump()) for rules, told in ties],
    )


def _move(current: InForce, key: tuple[str, str, str | None, str | None], move: Move) -> MoveOut:
    from_unit, to_unit, rule_before, rule_after = key
    return MoveOut(
        from_unit=named_unit(current.notice, from_unit),
        to_unit=named_unit(current.notice, to_unit),
        rule_before=rule_before,
        rule_after=rule_after,
        already_there=move.already_there,
        **_told(current, move).model_dump(),
    )


def _told(current: InForce, told: Told) -> ToldOut:
    return ToldOut(count=told.count, examples=[_mention(current, case) for case in told.examples])


def _mention(current: InForce, case: PastCase) -> CaseMention:
    area = current.area_name(case.area)
    return CaseMention(
        id=case.id,
        number=case.number,
        category=Named(code=case.category, name=pattern_name(current.notice, case.category)),
        area=Named(**area) if area else None,
        unit=named_unit(current.notice, case.unit),
    )


def _record(notice: Notice, record: Record, numbers: dict[UUID, str]) -> FairnessRow:
    known = notice.rules.get(record.rule or "")
    moved = sorted(record.moved_to.items(), key=lambda item: -item[1])
    return FairnessRow(
        rule=record.rule,
        known=show_rule(notice, known) if known else None,
        units=[named_unit(notice, code) for code in sorted(record.units)],
        routed=record.routed,
        returned=record.returned,
        return_rate=record.return_rate,
        misrouted=record.misrouted,
        misroute_rate=record.misroute_rate,
        moved_to=[Misroute(unit=named_unit(notice, code), count=count) for code, count in moved],
        examples=[_complaint(notice, one, numbers) for one in record.examples],
    )


def _complaint(notice: Notice, one: Complaint, numbers: dict[UUID, str]) -> ComplaintOut:
    return ComplaintOut(
        id=one.case_id,
        number=numbers[one.case_id],
        at=one.at,
        unit=named_unit(notice, one.unit),
        reason=one.reason,
        moved_to=named_unit(notice, one.moved_to) if one.moved_to else None,
    )
