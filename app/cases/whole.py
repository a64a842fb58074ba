"""One case, whole: everything around it that its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.cases.models import Case, CasePhoto, CaseUnit
from app.cases.photo_doubts import Doubt, doubts_of, may_doubt
from app.cases.queries import one, photos_of
from app.cases.states import State
from app.cases.undoing import undo_until
from app.cases.workflow_models import CaseLink, CaseRequest, LinkKind, SupervisionOrder
from app.journal.models import Entry
from app.notices.model import PhotoChecks
from app.people.models import Account
from app.people.policy import Person
from app.seals.keeping import seals_of
from app.seals.models import Seal


@dataclass(frozen=True, slots=True)
class Linked:
    """Another case; ``older``: this one belongs to it, not the other way round."""

    id: UUID
    number: str
    state: State
    kind: LinkKind
    older: bool


@dataclass(frozen=True, slots=True)
class WholeCase:
    """A case with its photos, seals, helping units, open request, orders, links and the people it names.

    ``bearers``: name and username of who brought photos, by the version of the journal entry.
    ``doubts``: what speaks against photos, by hash; nothing for readers who do not check cases.
    """

    case: Case
    photos: Sequence[CasePhoto]
    doubts: dict[str, list[Doubt]]
    bearers: dict[int, tuple[str, str]]
    seals: Sequence[Seal]
    helpers: Sequence[CaseUnit]
    request: CaseRequest | None
    orders: Sequence[SupervisionOrder]
    links: Sequence[Linked]
    names: dict[UUID, str]
    undo_until: datetime | None


def whole_case(session: Session, person: Person, case_id: UUID, checks: PhotoChecks) -> WholeCase:
    """Read it all.

    Raises:
        Problem: ``not-found``, also where the person may not know of it.
    """
    case, helpers = one(session, person, case_id)
    request = _open_request(session, case) if case.pending else None
    named = {case.reporter_id, case.assignee_id, case.verifier_id, request.asked_by if request else None}
    photos = photos_of(session, case_id)
    return WholeCase(
        case=case,
        photos=photos,
        doubts=doubts_of(session, person, case, photos, checks) if may_doubt(person, case) else {},
        bearers=_bearers(session, case_id, photos),
        seals=seals_of(session, case_id),
        helpers=helpers,
        request=request,
        orders=_orders(session, case) if case.is_supervised else [],
        links=list(_links(session, case.id)),
        names=_names(session, {one_id for one_id in named if one_id}),
        undo_until=undo_until(session, person, case),
    )


def _bearers(session: Session, case_id: UUID, photos: Sequence[CasePhoto]) -> dict[int, tuple[str, str]]:
    """Name and username of who brought photos, by the version of the journal entry."""
    query = (
        select(col(Entry.version), col(Entry.actor_name), col(Account.username))
        .outerjoin(Account, col(Account.id) == col(Entry.actor_id))
        .where(col(Entry.case_id) == case_id, col(Entry.version).in_({photo.version for photo in photos}))
    )
    rows = session.execute(query) if photos else ()
    return {row.version: (row.actor_name, row.username or "") for row in rows}


def _open_request(session: Session, case: Case) -> CaseRequest | None:
    query = select(CaseRequest).where(
        col(CaseRequest.case_id) == case.id, col(CaseRequest.answered_at).is_(None)
    )
    return session.execute(query.order_by(col(CaseRequest.version).desc())).scalars().first()


def _orders(session: Session, case: Case) -> Sequence[SupervisionOrder]:
    query = select(SupervisionOrder).where(col(SupervisionOrder.case_id) == case.id)
    return session.execute(query.order_by(col(SupervisionOrder.ordered_at))).scalars().all()


def _links(session: Session, case_id: UUID) -> list[Linked]:
    touching = or_(col(CaseLink.case_id) == case_id, col(CaseLink.other_id) == case_id)
    found = session.execute(select(CaseLink).where(touching)).scalars().all()
    if not found:
        return []
    others = {link.other_id if link.case_id == case_id else link.case_id for link in found}
    rows = session.execute(
        select(col(Case.id), col(Case.number), col(Case.state)).where(col(Case.id).in_(others))
    )
    known = {row.id: row for row in rows}
    return [
        Linked(other, known[other].number, known[other].state, link.kind, older=link.case_id == case_id)
        for link in found
        for other in [link.other_id if link.case_id == case_id else link.case_id]
    ]


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(col(Account.id), col(Account.name)).where(col(Account.id).in_(ids)))
    return {row.id: row.name for row in rows}
