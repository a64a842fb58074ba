"""The one writer of a case's state: every step of a case passes here and leaves its journal entry."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from app.cases import following_up, handing_on, handling, helping, oversight, triage, verifying
from app.cases.attaching import add_photos, demand_photos
from app.cases.clocks import pressing, stage_due
from app.cases.counters import keep_in_step
from app.cases.models import Case, PhotoRole
from app.cases.queries import helpers_of
from app.cases.retold import columns_set
from app.cases.rights import demand, stands_as
from app.cases.sealing import seal_step
from app.cases.states import State
from app.cases.steps import Context, Effect, Maker, Step
from app.cases.table import MOVES, Move, Who, names_of
from app.cases.undoing import Snapshot, keep_snapshot, snapshot_of
from app.core.clock import now
from app.core.problems import Problem
from app.journal.models import Entry
from app.journal.record import SYSTEM, Actor, Happening, record, take_turn
from app.notices.versions import InForce
from app.people.policy import Person

EFFECTS: Mapping[str, Maker] = {
    "file": triage.file,
    "reject": triage.nothing_more,
    "verify_req": triage.verify_req,
    "verify_ack": triage.verify_ack,
    "merge": triage.merge,
    "dispatch": triage.dispatch,
    "convert": triage.convert,
    "redo": triage.redo,
    "accept": handling.accept,
    "return": handling.give_back,
    "assign": handling.assign,
    "follow_up": following_up.follow_up,
    "coop": helping.coop,
    "coop_done": helping.coop_done,
    "extend_req": handling.extend_req,
    "extend_ok": handling.extend_ok,
    "extend_no": handling.refuse_request,
    "suspend_req": handling.suspend_req,
    "suspend_ok": handling.suspend_ok,
    "suspend_no": handling.refuse_request,
    "resume": handling.resume,
    "feedback": handling.feedback,
    "check_req": verifying.check_req,
    "check_pass": verifying.check_pass,
    "check_fail": verifying.check_fail,
    "hand_check": handing_on.hand_check,
    "hand_work": handing_on.hand_work,
    "supervise": oversight.supervise,
    "supervise_reply": oversight.supervise_reply,
    "reopen": triage.nothing_more,
    "void_req": oversight.void_req,
    "void_ok": oversight.void_ok,
    "void_no": handling.refuse_request,
}
"""What each move does beyond the table; ``report`` and ``self_handle`` are intake's."""


def make_move(
    session: Session, in_force: InForce, person: Person, case: Case, operation: str, step: Step
) -> Case:
    """Take one step of the workflow; all of it or nothing.

    Raises:
        Problem: ``not-found`` (no such operation), ``not-allowed``, ``not-from-this-state``,
            ``stale-version``, ``reason-required``, ``after-photo-required``, ``photos-missing``,
            ``request-pending``, ``nothing-asked``, and what the move's own effect refuses.
    """
    move = MOVES.get(operation)
    if move is None or operation not in EFFECTS:
        raise Problem("not-found", what=("这项操作", "operation"))
    take_turn(session)
    session.refresh(case)
    demand_current(session, case, step.version)
    demand(person, case, move, helpers_of(session, case.id))
    _demand_brought(session, person, move, case, step)
    before = snapshot_of(session, case)
    standing = stands_as(person, case.unit_code, helpers_of(session, case.id))
    ctx = Context(session, in_force, person, case, move, step, now(), standing)
    _carry_out(ctx, person.actor)
    add_photos(session, case.id, step.photos, case.version)
    if move.takes_back and not step.photos:
        _leave_open(ctx, before)
    keep_in_step(session, case.id)
    return case


def move_by_itself(session: Session, in_force: InForce, case: Case, operation: str) -> None:
    """A move the system makes (a review has come); the caller holds the turn and has the case fresh."""
    actor = Person(id=case.reporter_id, username="", name=SYSTEM.name, roles=frozenset(), unit_code=None)
    step = Step(case.version)
    ctx = Context(session, in_force, actor, case, MOVES[operation], step, now(), frozenset({Who.SYSTEM}))
    _carry_out(ctx, SYSTEM)
    keep_in_step(session, case.id)


def demand_current(session: Session, case: Case, seen: int) -> None:
    """The person has seen the case as it is.

    Raises:
        Problem: ``stale-version`` with what happened meanwhile.
    """
    if seen == case.version:
        return
    happened = session.execute(
        select(col(Entry.operation), col(Entry.actor_name))
        .where(col(Entry.case_id) == case.id, col(Entry.version) > seen)
        .order_by(col(Entry.seq))
        .limit(5),
    ).all()
    changes = (
        "；".join(f"{row.actor_name}已{names_of(row.operation)[0]}" for row in happened) or "版本号不符",
        "; ".join(f"{row.actor_name}: {names_of(row.operation)[1]}" for row in happened) or "no such version",
    )
    raise Problem(
        "stale-version",
        seen=seen,
        current=case.version,
        changes=changes,
        shown={"current_version": case.version, "current_state": case.state, "seen_version": seen},
    )


def _demand_brought(session: Session, person: Person, move: Move, case: Case, step: Step) -> None:
    if move.needs_reason and not step.reason.strip():
        raise Problem("reason-required", operation=move.names)
    if move.needs_after_photo and not any(photo.role is PhotoRole.AFTER for photo in step.photos):
        raise Problem("after-photo-required", operation=move.names)
    if move.asks and case.pending:
        raise Problem("request-pending")
    if move.answers and case.pending is not move.answers:
        raise Problem("nothing-asked")
    demand_photos(session, person, step.photos)


def _carry_out(ctx: Context, actor: Actor) -> None:
    """The move itself and what follows from it at once."""
    effect = EFFECTS[ctx.move.code](ctx)
    _write(ctx, actor, effect)
    for code in effect.then:
        bare = Step(ctx.case.version)
        follow = Context(
            ctx.session,
            ctx.in_force,
            ctx.person,
            ctx.case,
            MOVES[code],
            bare,
            ctx.at,
            frozenset({Who.SYSTEM}),
        )
        _write(follow, SYSTEM, EFFECTS[code](follow))


def _write(ctx: Context, actor: Actor, effect: Effect) -> None:
    """Set the row, if it is still the version that was judged, and write down what happened."""
    case, from_state = ctx.case, ctx.case.state
    to_state = effect.to_state or ctx.move.to_state or from_state
    values = {**effect.values, "state": to_state, "version": ctx.version, **_clock(ctx, effect, to_state)}
    if ctx.move.answers or to_state is not from_state:
        values.setdefault(
            "pending", None
        )  # an answered request is closed; one that the case has left is moot
    written = ctx.session.execute(
        update(Case).where(col(Case.id) == case.id, col(Case.version) == case.version).values(**values),
    )
    assert isinstance(written, CursorResult)  # noqa: S101  (what an UPDATE returns)
    if written.rowcount != 1:
        ctx.session.refresh(case)
        demand_current(ctx.session, case, values["version"] - 1)
    sealed = seal_step(ctx.session, ctx.person, case.id, ctx.move.code, ctx.step, values["version"], ctx.at)
    happening = Happening(
        at=ctx.at,
        actor=actor,
        operation=ctx.move.code,
        case_id=case.id,
        version=values["version"],
        from_state=from_state,
        to_state=to_state,
        detail=_said(ctx.step) | effect.detail | sealed | columns_set(values),
    )
    record(ctx.session, [happening])
    ctx.session.refresh(case)


def _clock(ctx: Context, effect: Effect, to_state: State) -> dict[str, Any]:
    """The clocks after the move: a new stage starts its own, and what presses is worked out again."""
    now_is = {name: effect.values.get(name, getattr(ctx.case, name)) for name in ("due_at", "review_at")}
    category = effect.values.get("category_code", ctx.case.category_code)
    attributes = effect.values.get("attributes", ctx.case.attributes)
    stage = ctx.case.stage_due_at
    if to_state is not ctx.case.state or "category_code" in effect.values:
        stage = stage_due(ctx.in_force, category, attributes, to_state, ctx.at)
    order = pressing(to_state, now_is["due_at"], stage, now_is["review_at"])
    return {"stage_due_at": stage, "due_order": order}


def _said(step: Step) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if step.reason.strip():
        detail["reason"] = step.reason.strip()
    if step.photos:
        detail["photos"] = [photo.model_dump(mode="json", exclude_none=True) for photo in step.photos]
    return detail


def _leave_open(ctx: Context, before: Snapshot) -> None:
    keep_snapshot(ctx.session, ctx.case, ctx.person, before, ctx.at, ctx.in_force.notice.limits.undo_seconds)


__all__ = ["Step", "demand_current", "make_move", "move_by_itself"]
