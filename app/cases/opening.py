"""Cases opened out of cases, with the old evidence and a link: what has come back, what follows."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.cases.attaching import location_of
from app.cases.intake import open_linked
from app.cases.models import Case, CasePhoto, PhotoRole, Source
from app.cases.moves import make_move
from app.cases.photo_refs import Location, PhotoRef
from app.cases.shapes import Report
from app.cases.steps import Step
from app.cases.workflow_models import CaseLink, LinkKind
from app.core.clock import now
from app.core.ids import timed_id
from app.notices.versions import InForce
from app.people.policy import Person


def reopen(session: Session, in_force: InForce, person: Person, case: Case, step: Step) -> Case:
    """Write on the old case that it has come back, and open the new one there, dispatched by rule.

    Raises:
        Problem: as :func:`~app.cases.moves.make_move`; ``case-differs`` where ``new_id`` is taken.
    """
    make_move(session, in_force, person, case, "reopen", step)
    said = f"复发（原案件 {case.number}）：{step.reason.strip()}"
    report = _as_it_was(session, case, step, case.category_code, said)
    _open(session, in_force, person, step.new_id or timed_id(now()), report, case, LinkKind.RECURRENCE)
    return case


def open_follow_up(session: Session, in_force: InForce, person: Person, case: Case, step: Step) -> Case:
    """Open what the case calls for besides, at the same place, dispatched by its own rule. The case goes on.

    Raises:
        Problem: as :func:`~app.cases.moves.make_move`; ``case-differs`` where ``new_id`` is taken.
    """
    step = replace(step, new_id=step.new_id or timed_id(now()))
    make_move(session, in_force, person, case, "follow_up", step)
    said = "：".join(part for part in (f"由案件 {case.number} 引出", step.reason.strip()) if part)
    report = _as_it_was(session, case, step, step.category or "", said)
    _open(session, in_force, person, step.new_id or timed_id(now()), report, case, LinkKind.FOLLOW_UP)
    return case


def _open(
    session: Session,
    in_force: InForce,
    person: Person,
    new_id: UUID,
    report: Report,
    older: Case,
    kind: LinkKind,
) -> None:
    open_linked(session, in_force, person, new_id, report)
    session.add(CaseLink(case_id=new_id, other_id=older.id, kind=kind))
    session.flush()


def _as_it_was(session: Session, case: Case, step: Step, category: str, said: str) -> Report:
    """The case as a report of a type: its place, and the photos that show the matter, new ones first."""
    shown = session.execute(
        select(CasePhoto)
        .where(col(CasePhoto.case_id) == case.id, col(CasePhoto.role) != PhotoRole.AFTER)
        .order_by(col(CasePhoto.position)),
    ).scalars()
    old = [_again(photo) for photo in shown]
    fresh = [photo for photo in step.photos if photo.sha256 not in {known.sha256 for known in old}]
    is_same_type = category == case.category_code
    return Report(
        category=category,
        location=Location(
            lon=case.lon,
            lat=case.lat,
            accuracy_m=case.accuracy_m,
            fixed_at=case.fixed_at,
            source=case.fix_source,
        ),
        description=said,
        photos=[*fresh, *old][:9],
        attributes=case.attributes if is_same_type else {},
        source=Source.LINKED,
    )


def _again(photo: CasePhoto) -> PhotoRef:
    return PhotoRef(
        sha256=photo.sha256, role=photo.role, taken_at=photo.taken_at, location=location_of(photo)
    )
