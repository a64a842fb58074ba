"""Units that help (协办): who is told by the rule, who has been asked for a task, who has answered."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.cases.models import CaseUnit, HelpStatus
from app.cases.queries import helpers_of
from app.cases.steps import Context, Effect
from app.core.problems import Problem


def tell(session: Session, case_id: UUID, codes: Iterable[str], lead: str) -> None:
    """Tell these units instead of those told before; what has been asked of a unit stays."""
    told = (col(CaseUnit.case_id) == case_id, col(CaseUnit.status) == HelpStatus.TOLD)
    session.execute(delete(CaseUnit).where(*told))
    session.execute(delete(CaseUnit).where(col(CaseUnit.case_id) == case_id, col(CaseUnit.unit_code) == lead))
    session.expire_all()
    kept = {helper.unit_code for helper in helpers_of(session, case_id)} | {lead}
    session.add_all(CaseUnit(case_id=case_id, unit_code=code) for code in codes if code not in kept)
    session.flush()


def coop(ctx: Context) -> Effect:
    """Ask a unit for a task; the reason says what it is to do.

    Raises:
        Problem: ``unit-required``, ``unknown-unit``.
    """
    code = ctx.step.unit
    if not code:
        raise Problem("unit-required")
    if code not in ctx.in_force.notice.units or code == ctx.case.unit_code:
        raise Problem("unknown-unit", code=code)
    helper = ctx.session.get(CaseUnit, (ctx.case.id, code)) or CaseUnit(case_id=ctx.case.id, unit_code=code)
    helper.status, helper.duty = HelpStatus.ASKED, ctx.step.reason.strip()
    ctx.session.add(helper)
    ctx.session.flush()
    return Effect(detail={"unit": code})


def coop_done(ctx: Context) -> Effect:
    """The asked unit says what it has done.

    Raises:
        Problem: ``nothing-asked`` where nothing is open for the person's unit.
    """
    helper = ctx.session.get(CaseUnit, (ctx.case.id, ctx.person.unit_code or ""))
    if helper is None or helper.status is not HelpStatus.ASKED:
        raise Problem("nothing-asked")
    helper.status, helper.answer = HelpStatus.DONE, ctx.step.reason.strip()
    ctx.session.add(helper)
    ctx.session.flush()
    return Effect(detail={"unit": helper.unit_code})


def settle_open_tasks(ctx: Context) -> dict[str, list[str]]:
    """Closing waits for what has been asked, or says why not (``waive``); returns what was waived.

    Raises:
        Problem: ``help-outstanding`` with the units.
    """
    open_tasks = [one for one in helpers_of(ctx.session, ctx.case.id) if one.status is HelpStatus.ASKED]
    if not open_tasks:
        return {}
    codes = [task.unit_code for task in open_tasks]
    if not ctx.step.waive.strip():
        names = "、".join(ctx.in_force.unit_name(code)["name"] for code in codes)
        raise Problem("help-outstanding", units=names, shown={"units": codes})
    for task in open_tasks:
        task.status, task.answer = HelpStatus.WAIVED, ctx.step.waive.strip()
        ctx.session.add(task)
    ctx.session.flush()
    return {"waived": codes, "waived_because": [ctx.step.waive.strip()]}
