"""COMMAND's desk: what comes in is filed, refused, looked at, merged, converted, dispatched."""

from typing import Any

from app.cases.clocks import handling
from app.cases.helping import tell
from app.cases.models import Case
from app.cases.people_named import person_named
from app.cases.placing import Placed, place
from app.cases.states import ENDED, State
from app.cases.steps import Context, Effect
from app.cases.table import Who
from app.cases.workflow_models import CaseLink, LinkKind
from app.core.problems import Problem
from app.people.models import Account, Role


def file(ctx: Context) -> Effect:
    """Filed is dispatched at once where a rule places it; what only COMMAND can place waits for its word."""
    placed = _placed_anew(ctx, ctx.case.category_code)
    goes_on = placed.unit.code != ctx.in_force.notice.desks.fallback
    return Effect(then=["dispatch"] if goes_on else [])


def dispatch(ctx: Context) -> Effect:
    """By the rule, or to the unit COMMAND names with a reason. After the last allowed return it is a ruling.

    Raises:
        Problem: ``unknown-unit``; ``reason-required`` for another unit than the rule's.
    """
    placed = _placed_anew(ctx, ctx.case.category_code)
    by_rule = placed.unit.code
    unit = ctx.step.unit or (by_rule if ctx.case.return_count == 0 else ctx.case.unit_code)
    notice = ctx.in_force.notice
    if unit not in notice.units or not notice.units[unit].leads:
        raise Problem("unknown-unit", code=unit)
    if unit != by_rule and ctx.step.unit and not ctx.step.reason.strip():
        raise Problem("reason-required", operation=ctx.move.names)
    if ctx.step.unit is None and unit == notice.desks.fallback:
        raise Problem("unit-required")
    told = [co.code for co in placed.co_units] if unit == by_rule else []
    values = _routed(placed, unit, notice.units[unit].name, ctx.step.reason.strip())
    tell(ctx.session, ctx.case.id, told, unit)
    keeps_clock = ctx.case.return_count > 0 and ctx.case.due_at is not None
    if not keeps_clock:
        values |= handling(ctx.in_force, ctx.case.category_code, ctx.case.attributes, ctx.at)
    is_ruling = ctx.case.return_count >= notice.limits.returns
    values |= {"dispatched_at": ctx.at, "accepted_at": None, "is_ruled": is_ruling or ctx.case.is_ruled}
    detail = {"unit": unit, "co_units": told, "rule": values["rule_code"], "clause": values["clause_code"]}
    detail |= {"why": values["why"], "ruling": is_ruling, "due_at": values.get("due_at", ctx.case.due_at)}
    return Effect(values, detail=detail)


def verify_req(ctx: Context) -> Effect:
    """Send an inspector to look: one by name, or whoever is near."""
    inspector = person_named(ctx.session, ctx.step.assignee, Role.INSPECTOR) if ctx.step.assignee else None
    return Effect({"verifier_id": inspector.id if inspector else None}, detail=_to_whom(inspector))


def verify_ack(_ctx: Context) -> Effect:
    """What the inspector saw goes back to COMMAND."""
    return Effect({"verifier_id": None})


def merge(ctx: Context) -> Effect:
    """Into an open case; the two stay linked, and the photos stay where they are.

    Raises:
        Problem: ``merge-target`` where there is no such open case, or it is this one.
    """
    target = ctx.session.get(Case, ctx.step.into) if ctx.step.into else None
    if target is None or target.id == ctx.case.id or target.state in ENDED:
        raise Problem("merge-target")
    ctx.session.add(CaseLink(case_id=ctx.case.id, other_id=target.id, kind=LinkKind.MERGED))
    return Effect(detail={"into": str(target.id), "number": target.number})


def convert(ctx: Context) -> Effect:
    """Another type: routed and timed anew, the evidence stays. A unit may convert only what stays its own.

    Raises:
        Problem: ``unknown-category``; ``not-allowed`` where a unit would hand the case to another.
    """
    category = ctx.step.category or ""
    attributes = dict(ctx.step.attributes) if ctx.step.attributes is not None else ctx.case.attributes
    placed = _placed_anew(ctx, category, attributes)
    by_unit = Who.COMMAND not in ctx.standing
    if by_unit and placed.unit.code != ctx.case.unit_code:
        raise Problem("convert-elsewhere", unit=(placed.unit.name, placed.unit.code))
    values = {
        "category_code": category,
        "attributes": attributes,
        "battle": placed.battle,
        "urgent": placed.urgent,
    }
    if ctx.case.state is State.REPORTED:
        values |= _routed(placed, placed.unit.code, placed.unit.name, "")
        return Effect(values, State.REPORTED, {"from": ctx.case.category_code, "to": category})
    to_state = State.FILED if placed.unit.code == ctx.in_force.notice.desks.fallback else State.DISPATCHED
    stays = by_unit or (placed.unit.code == ctx.case.unit_code and ctx.case.state is State.ACCEPTED)
    values |= _routed(placed, placed.unit.code, placed.unit.name, "")
    values |= handling(ctx.in_force, category, attributes, ctx.at) | {"dispatched_at": ctx.at}
    tell(ctx.session, ctx.case.id, [co.code for co in placed.co_units], placed.unit.code)
    detail = {
        "from": ctx.case.category_code,
        "to": category,
        "unit": placed.unit.code,
        "due_at": values["due_at"],
    }
    return Effect(values, ctx.case.state if stays else to_state, detail)


def redo(ctx: Context) -> Effect:
    """Back to the unit, with a clock of its own."""
    values = handling(ctx.in_force, ctx.case.category_code, ctx.case.attributes, ctx.at)
    return Effect(
        values | {"dispatched_at": ctx.at, "accepted_at": None}, detail={"due_at": values["due_at"]}
    )


def nothing_more(_ctx: Context) -> Effect:
    """The table says it all."""
    return Effect()


def _placed_anew(ctx: Context, category: str, attributes: dict[str, Any] | None = None) -> Placed:
    """Where the rules in force now would put the case."""
    case = ctx.case
    given = case.attributes if attributes is None else attributes
    return place(ctx.in_force, category, (case.lon, case.lat), case.source, given, ctx.at)


def _routed(placed: Placed, unit: str, name: str, reason: str) -> dict[str, Any]:
    """The columns that say who is responsible and why; a unit named by hand carries the reason given."""
    if unit == placed.unit.code:
        routing = placed.routing
        return {
            "unit_code": unit,
            "rule_code": routing.rule,
            "clause_code": routing.clause_code,
            "why": routing.why,
        }
    why = f"指挥中心指派由{name}牵头：{reason or '裁定归属'}"
    return {"unit_code": unit, "rule_code": None, "clause_code": placed.routing.clause_code, "why": why}


def _to_whom(account: Account | None) -> dict[str, Any]:
    return {"assignee": account.name} if account else {}
