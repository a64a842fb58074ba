"""Asking and answering: extension (延期), suspension (挂账), voiding (作废); one request at a time."""

from sqlalchemy import select
from sqlmodel import col

from app.cases.steps import Context, Effect, utc
from app.cases.workflow_models import CaseRequest
from app.core.problems import Problem


def ask(ctx: Context) -> Effect:
    """Open a request of the kind the move asks for."""
    kind = ctx.move.asks
    if kind is None:
        raise ValueError(f"{ctx.move.code} asks for nothing")
    until = utc(ctx.step.until)
    ctx.session.add(
        CaseRequest(
            case_id=ctx.case.id,
            version=ctx.version,
            kind=kind,
            asked_by=ctx.person.id,
            asked_at=ctx.at,
            reason=ctx.step.reason.strip(),
            until=until,
        )
    )
    return Effect({"pending": kind}, detail={"until": until} if until else {})


def granted(ctx: Context) -> CaseRequest:
    """Answer the open request with yes; returns it."""
    return _answer(ctx, granted=True)


def refused(ctx: Context) -> Effect:
    """Answer it with no."""
    _answer(ctx, granted=False)
    return Effect()


def open_request(ctx: Context) -> CaseRequest:
    """The request that waits for an answer.

    Raises:
        Problem: ``nothing-asked``.
    """
    query = (
        select(CaseRequest)
        .where(col(CaseRequest.case_id) == ctx.case.id, col(CaseRequest.answered_at).is_(None))
        .order_by(col(CaseRequest.version).desc())
    )
    request: CaseRequest | None = ctx.session.execute(query).scalars().first()
    if request is None:
        raise Problem("nothing-asked")
    return request


def _answer(ctx: Context, *, granted: bool) -> CaseRequest:
    request = open_request(ctx)
    request.answered_by, request.answered_at, request.granted = ctx.person.id, ctx.at, granted
    ctx.session.add(request)
    return request
