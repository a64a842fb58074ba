"""Verification: by somebody other than who handled the case, on the spot or from the photos."""

from app.cases.helping import settle_open_tasks
from app.cases.people_named import person_named
from app.cases.steps import Context, Effect
from app.core.problems import Problem
from app.people.models import Role


def check_req(ctx: Context) -> Effect:
    """Send an inspector to verify: one by name, or whoever is near; never the one who handled it.

    Raises:
        Problem: ``same-person``, ``unknown-person``.
    """
    if not ctx.step.assignee:
        return Effect({"verifier_id": None})
    inspector = person_named(ctx.session, ctx.step.assignee, Role.INSPECTOR)
    _demand_other(ctx, inspector.id)
    return Effect({"verifier_id": inspector.id}, detail={"assignee": inspector.name})


def check_pass(ctx: Context) -> Effect:
    """Put right indeed; closes once the helping units' tasks are done or waived.

    Raises:
        Problem: ``same-person``, ``help-outstanding``.
    """
    _demand_other(ctx, ctx.person.id)
    return Effect({"closed_at": ctx.at}, detail=dict(settle_open_tasks(ctx)))


def check_fail(ctx: Context) -> Effect:
    """Not put right: rework, counted.

    Raises:
        Problem: ``same-person``.
    """
    _demand_other(ctx, ctx.person.id)
    return Effect({"rework_count": ctx.case.rework_count + 1})


def _demand_other(ctx: Context, verifier: object) -> None:
    if ctx.case.handler_id == verifier:
        raise Problem("same-person", what=("核查人不能是处置反馈人", "whoever fed back may not verify"))
