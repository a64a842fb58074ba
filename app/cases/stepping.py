"""Every operation on a case by its name: the moves of the table, taking one back, and opening another."""

from uuid import UUID

from sqlmodel import Session

from app.cases.models import Case
from app.cases.moves import make_move
from app.cases.opening import open_follow_up, reopen
from app.cases.queries import one
from app.cases.shapes import MoveIn
from app.cases.steps import Step
from app.cases.undoing import take_back
from app.cases.workflow_models import CaseStep
from app.core.canonical import digest
from app.core.clock import now
from app.core.problems import Problem
from app.journal.record import take_turn
from app.notices.versions import InForce
from app.people.policy import Person


def step_once(
    session: Session, in_force: InForce, person: Person, case_id: UUID, operation: str, asked: MoveIn
) -> int:
    """Do what the person asks for, once however often it is sent; returns the case's version after the step.

    Only a step with an id of its own is known again. The case may have moved on since.

    Raises:
        Problem: ``not-found``; ``step-differs`` (the id was used for another step, or by somebody else);
            and as :func:`take_step`.
    """
    if asked.step_id is None:
        case, _ = one(session, person, case_id)
        return take_step(session, in_force, person, case, operation, asked.step()).version
    said = digest(
        {
            "step": asked.model_dump(mode="json"),
            "case": str(case_id),
            "operation": operation,
            "person": str(person.id),
        }
    )
    take_turn(session)  # a twin that is under way comes first, and is then found
    done = session.get(CaseStep, asked.step_id)
    if done is not None:
        if done.digest != said:
            raise Problem("step-differs")
        return done.version
    case, _ = one(session, person, case_id)
    case = take_step(session, in_force, person, case, operation, asked.step())
    session.add(
        CaseStep(id=asked.step_id, case_id=case_id, version=case.version, digest=said, taken_at=now())
    )
    return case.version


def take_step(
    session: Session, in_force: InForce, person: Person, case: Case, operation: str, step: Step
) -> Case:
    """Do what the person asks for.

    Raises:
        Problem: as :func:`~app.cases.moves.make_move`, :func:`~app.cases.undoing.take_back`.
    """
    match operation:
        case "undo":
            return take_back(session, person, case, step.version)
        case "reopen":
            return reopen(session, in_force, person, case, step)
        case "follow_up":
            return open_follow_up(session, in_force, person, case, step)
        case _:
            return make_move(session, in_force, person, case, operation, step)
