"""What a case calls for besides itself: mud on the road is washed off, and its source gets a case."""

from sqlalchemy import select
from sqlmodel import col

from app.cases.models import Case
from app.cases.states import ENDED
from app.cases.steps import Context, Effect
from app.cases.workflow_models import CaseLink, LinkKind
from app.core.problems import Problem
from app.notices.model import FollowKind, FollowUp


def follow_up(ctx: Context) -> Effect:
    """Another case of a type that the notice names for this one; ``opening.py`` opens it.

    Where the notice sets a condition (``mud_on_road=yes``), the person says with the step that it holds.

    Raises:
        Problem: ``no-follow-up``; ``followed-already`` while such a case is open.
    """
    wanted = _wanted(ctx)
    twin = ctx.session.execute(
        select(col(Case.number))
        .join(CaseLink, col(CaseLink.case_id) == col(Case.id))
        .where(
            col(CaseLink.other_id) == ctx.case.id,
            col(CaseLink.kind) == LinkKind.FOLLOW_UP,
            col(Case.category_code) == wanted.target,
            col(Case.state).not_in(ENDED),
        )
    ).scalar()
    if twin is not None:
        raise Problem("followed-already", number=twin)
    return Effect(detail={"category": wanted.target, "opens": str(ctx.step.new_id)})


def _wanted(ctx: Context) -> FollowUp:
    notice, case = ctx.in_force.notice, ctx.case
    if case.category_code not in notice.categories:
        raise Problem("no-follow-up")
    answers = {**case.attributes, **(ctx.step.attributes or {})}
    for one in notice.follow_ups_of(case.category_code, FollowKind.OPEN):
        holds = all(bool(answers.get(asked.question)) is asked.answer for asked in one.when)
        if one.target == ctx.step.category and holds:
            return one
    raise Problem("no-follow-up")
