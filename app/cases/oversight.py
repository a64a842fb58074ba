"""Above the unit: OFFICE's numbered orders, and voiding by two people."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.cases.models import Case
from app.cases.requests import ask, granted, open_request
from app.cases.steps import Context, Effect
from app.cases.workflow_models import SupervisionKind, SupervisionOrder
from app.core.clock import LOCAL
from app.core.problems import Problem


def supervise(ctx: Context) -> Effect:
    """A numbered order with a day to reply by.

    Raises:
        Problem: ``reply-day-required``; ``already-supervised`` while an order waits for its reply.
    """
    today = ctx.at.astimezone(LOCAL).date()
    if ctx.step.reply_by is None or ctx.step.reply_by < today:
        raise Problem("reply-day-required")
    if unanswered(ctx.session, ctx.case) is not None:
        raise Problem("already-supervised")
    order = SupervisionOrder(
        year=today.year,
        serial=_next_serial(ctx.session, today.year),
        case_id=ctx.case.id,
        unit_code=ctx.case.unit_code,
        kind=SupervisionKind(ctx.step.kind or SupervisionKind.LEADER),
        ordered_by=ctx.person.id,
        ordered_at=ctx.at,
        reason=ctx.step.reason.strip(),
        reply_by=ctx.step.reply_by,
    )
    ctx.session.add(order)
    detail = {"number": order.number, "kind": order.kind, "reply_by": order.reply_by.isoformat()}
    return Effect({"is_supervised": True, "has_open_order": True}, detail=detail)


def supervise_reply(ctx: Context) -> Effect:
    """The unit answers the order.

    Raises:
        Problem: ``nothing-asked``.
    """
    order = unanswered(ctx.session, ctx.case)
    if order is None:
        raise Problem("nothing-asked")
    order.replied_by, order.replied_at, order.reply = ctx.person.id, ctx.at, ctx.step.reason.strip()
    ctx.session.add(order)
    return Effect({"has_open_order": False}, detail={"number": order.number})


def unanswered(session: Session, case: Case) -> SupervisionOrder | None:
    """The order on a case that waits for its reply."""
    query = select(SupervisionOrder).where(
        col(SupervisionOrder.case_id) == case.id, col(SupervisionOrder.replied_at).is_(None)
    )
    return session.execute(query).scalars().first()


def void_req(ctx: Context) -> Effect:
    """The first of two people."""
    return ask(ctx)


def void_ok(ctx: Context) -> Effect:
    """The second, who must be another.

    Raises:
        Problem: ``same-person``.
    """
    if open_request(ctx).asked_by == ctx.person.id:
        raise Problem("same-person", what=("作废须由两人办理", "voiding takes two people"))
    return Effect(detail={"because": granted(ctx).reason})


def _next_serial(session: Session, year: int) -> int:
    """Orders count within the year; the journal's turn keeps two from taking the same number."""
    last = session.execute(
        select(func.max(SupervisionOrder.serial)).where(col(SupervisionOrder.year) == year)
    ).scalar()
    return (last or 0) + 1
