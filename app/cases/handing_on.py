"""Handing a task on (转交): whoever has it gives it to a colleague, by name; nobody loses sight of it."""

from uuid import UUID

from app.cases.people_named import person_named
from app.cases.steps import Context, Effect
from app.core.problems import Problem
from app.people.models import Account, Role


def hand_check(ctx: Context) -> Effect:
    """What is to be looked at or verified, to another inspector; never to the one who handled the case.

    Raises:
        Problem: ``colleague-required``, ``not-in-your-hands``, ``unknown-person``, ``same-person``.
    """
    colleague = _colleague(ctx, ctx.case.verifier_id, Role.INSPECTOR)
    if ctx.case.handler_id == colleague.id:
        raise Problem("same-person", what=("核查人不能是处置反馈人", "whoever fed back may not verify"))
    return Effect({"verifier_id": colleague.id}, detail={"assignee": colleague.name})


def hand_work(ctx: Context) -> Effect:
    """Work in hand, to another of the unit; the squad stays as it was.

    Raises:
        Problem: ``colleague-required``, ``not-in-your-hands``, ``unknown-person``, ``same-person``.
    """
    colleague = _colleague(ctx, ctx.case.assignee_id, Role.CREW, Role.DISPATCHER, unit=ctx.person.unit_code)
    return Effect({"assignee_id": colleague.id}, detail={"assignee": colleague.name})


def _colleague(ctx: Context, holder: UUID | None, *roles: Role, unit: str | None = None) -> Account:
    """Whom the step names. What nobody has by name, whoever may do it may hand on."""
    if not ctx.step.assignee:
        raise Problem("colleague-required")
    if holder not in (None, ctx.person.id):
        raise Problem("not-in-your-hands")
    colleague = person_named(ctx.session, ctx.step.assignee, *roles, unit=unit)
    if colleague.id == ctx.person.id:
        raise Problem("same-person", what=("不能转交给自己", "you cannot hand it on to yourself"))
    return colleague
