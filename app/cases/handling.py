"""The unit's desk: taking a case on, sending it back, handing it out, asking for time, feeding back."""

from datetime import datetime, timedelta

from app.cases.people_named import person_named
from app.cases.requests import ask, granted, refused
from app.cases.steps import Context, Effect, utc
from app.categories.calendar import working_calendar
from app.categories.deadlines import deadline_of
from app.core.problems import Problem
from app.notices.model import Stage
from app.people.models import Role


def accept(ctx: Context) -> Effect:
    """The unit has it in hand."""
    return Effect({"accepted_at": ctx.at})


def give_back(ctx: Context) -> Effect:
    """“Not ours”: with a reason, within the time set, and not once COMMAND has ruled. The clock runs on.

    Raises:
        Problem: ``ruled``, ``return-too-late``.
    """
    if ctx.case.is_ruled:
        raise Problem("ruled")
    latest = _return_by(ctx)
    if latest is not None and ctx.at > latest:
        raise Problem("return-too-late", until=f"{latest:%m-%d %H:%M}")
    return Effect({"return_count": ctx.case.return_count + 1}, detail={"from_unit": ctx.case.unit_code})


def assign(ctx: Context) -> Effect:
    """To a squad, to a person of the unit, or both.

    Raises:
        Problem: ``assignee-required``, ``unknown-person``.
    """
    if not ctx.step.assignee and not ctx.step.squad:
        raise Problem("assignee-required")
    unit, name = ctx.person.unit_code, ctx.step.assignee
    person = person_named(ctx.session, name, Role.CREW, Role.DISPATCHER, unit=unit) if name else None
    squad = (ctx.step.squad or "").strip() or None
    detail = {"squad": squad, "assignee": person.name if person else None}
    return Effect({"assignee_id": person.id if person else None, "squad": squad}, detail=detail)


def extend_req(ctx: Context) -> Effect:
    """More time: asked before the deadline, as often as the notice allows, until a later moment.

    Raises:
        Problem: ``extension-used``, ``extension-too-late``, ``later-date-required``.
    """
    if ctx.case.extension_count >= ctx.in_force.notice.limits.extensions:
        raise Problem("extension-used", times=ctx.in_force.notice.limits.extensions)
    if ctx.case.due_at is None or ctx.at >= ctx.case.due_at:
        raise Problem("extension-too-late")
    _demand_later(ctx, after=max(ctx.at, ctx.case.due_at))
    return ask(ctx)


def extend_ok(ctx: Context) -> Effect:
    """The deadline moves to what was asked, or to what COMMAND says.

    Raises:
        Problem: ``later-date-required``.
    """
    until = _granted_until(ctx)
    values = {"due_at": until, "warn_at": until, "extension_count": ctx.case.extension_count + 1}
    return Effect(values, detail={"was": ctx.case.due_at, "due_at": until})


def suspend_req(ctx: Context) -> Effect:
    """Circumstances stand in the way: a written cause and a day to look again.

    Raises:
        Problem: ``later-date-required``.
    """
    _demand_later(ctx, after=ctx.at)
    return ask(ctx)


def suspend_ok(ctx: Context) -> Effect:
    """The clock stops until the review.

    Raises:
        Problem: ``later-date-required``.
    """
    review = _granted_until(ctx)
    return Effect({"suspended_at": ctx.at, "review_at": review}, detail={"review_at": review})


def resume(ctx: Context) -> Effect:
    """The clock goes on with what was left of it: in working time, or on the wall if urgent."""
    values = {"suspended_at": None, "review_at": None}
    due_at, stopped = ctx.case.due_at, ctx.case.suspended_at
    if due_at is None or stopped is None:
        return Effect(values)
    calendar = working_calendar(ctx.in_force.notice.calendar)
    if ctx.case.urgent:
        moved = ctx.at + max(due_at - stopped, timedelta(0))
    else:
        left = timedelta(seconds=max(calendar.between(stopped, due_at), 0.0))
        moved = calendar.add_working(ctx.at, left)
    due = utc(moved)
    return Effect(values | {"due_at": due, "warn_at": due}, detail={"was": due_at, "due_at": due})


def feedback(ctx: Context) -> Effect:
    """Put right, with a photo that shows it."""
    return Effect({"fed_back_at": ctx.at, "handler_id": ctx.person.id})


def refuse_request(ctx: Context) -> Effect:
    """What was asked for is not granted; everything stays as it was."""
    return refused(ctx)


def _granted_until(ctx: Context) -> datetime:
    """The moment COMMAND says, else the one that was asked for; it must lie ahead."""
    asked = granted(ctx)
    until = utc(ctx.step.until) or asked.until
    if until is None or until <= ctx.at:
        raise Problem("later-date-required")
    return until


def _return_by(ctx: Context) -> datetime | None:
    case = ctx.case
    if case.dispatched_at is None or case.category_code not in ctx.in_force.notice.categories:
        return None
    try:
        due = deadline_of(
            ctx.in_force.notice, case.category_code, case.dispatched_at, case.attributes, Stage.RETURN
        )
    except LookupError:
        return None
    return due.due_at


def _demand_later(ctx: Context, after: datetime) -> None:
    if ctx.step.until is None or ctx.step.until <= after:
        raise Problem("later-date-required")
