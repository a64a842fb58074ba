"""Every operation on a case by its name: the moves of the table, taking one back, and opening another."""

from sqlmodel import Session

from app.cases.models import Case
from app.cases.moves import make_move
from app.cases.opening import open_follow_up, reopen
from app.cases.steps import Step
from app.cases.undoing import take_back
from app.notices.versions import InForce
from app.people.policy import Person


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
