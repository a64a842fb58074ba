"""A closed case that has come back (复发): a new case with the old evidence, linked; the old stays closed."""

from uuid import uuid4

from sqlalchemy import select
from sqlmodel import Session, col

from app.cases.intake import open_linked
from app.cases.models import Case, CasePhoto, PhotoRole, Source
from app.cases.moves import make_move
from app.cases.photo_refs import PhotoRef
from app.cases.shapes import Location, Report
from app.cases.steps import Step
from app.cases.workflow_models import CaseLink, LinkKind
from app.notices.versions import InForce
from app.people.policy import Person


def reopen(session: Session, in_force: InForce, person: Person, case: Case, step: Step) -> Case:
    """Write on the old case that it has come back, and open the new one there, dispatched by rule.

    Raises:
        Problem: as :func:`~app.cases.moves.make_move`; ``case-differs`` where ``new_id`` is taken.
    """
    make_move(session, in_force, person, case, "reopen", step)
    new_id = step.new_id or uuid4()
    open_linked(session, in_force, person, new_id, _as_it_was(session, case, step))
    session.add(CaseLink(case_id=new_id, other_id=case.id, kind=LinkKind.RECURRENCE))
    session.flush()
    return case


def _as_it_was(session: Session, case: Case, step: Step) -> Report:
    """The old case as a report: place, type, the photos that show the matter, and the reason given now."""
    shown = session.execute(
        select(CasePhoto)
        .where(col(CasePhoto.case_id) == case.id, col(CasePhoto.role) != PhotoRole.AFTER)
        .order_by(col(CasePhoto.position)),
    ).scalars()
    old = [PhotoRef(sha256=photo.sha256, role=photo.role, taken_at=photo.taken_at) for photo in shown]
    fresh = [photo for photo in step.photos if photo.sha256 not in {known.sha256 for known in old}]
    return Report(
        category=case.category_code,
        location=Location(
            lon=case.lon,
            lat=case.lat,
            accuracy_m=case.accuracy_m,
            fixed_at=case.fixed_at,
            source=case.fix_source,
        ),
        description=f"复发（原案件 {case.number}）：{step.reason.strip()}",
        photos=[*fresh, *old][:9],
        attributes=case.attributes,
        source=Source.LINKED,
    )
