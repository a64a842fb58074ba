"""When outlines of areas change: which cases lie in another area now, and writing that down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.cases.counters import keep_in_step
from app.cases.models import Case
from app.cases.older import RELOCATE
from app.cases.retold import columns_set
from app.cases.states import OPEN, State
from app.core.clock import now
from app.journal.record import Actor, Happening, record, take_turn
from app.notices.versions import InForce
from app.routing.decide import Facts, decide

AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True)
class Relocation:
    """A case whose position lies in another area by the new outlines.

    ``unit`` is whose it is and stays; ``unit_by_rule`` whose it would be, were it reported now.
    """

    case_id: UUID
    number: str
    state: State
    was: str | None
    becomes: str | None
    unit: str
    unit_by_rule: str

    @property
    def is_open(self) -> bool:
        """Whether it will be moved: what has ended stays where it was counted."""
        return self.state in OPEN


def relocations(session: Session, new: InForce) -> Iterator[Relocation]:
    """Walk all cases, by number, and yield those that lie elsewhere by ``new``."""
    columns = (
        col(Case.id),
        col(Case.number),
        col(Case.state),
        col(Case.area_code),
        col(Case.lon),
        col(Case.lat),
        col(Case.unit_code),
        col(Case.category_code),
        col(Case.source),
        col(Case.attributes),
    )
    reached = ""
    while True:
        page = session.execute(
            select(*columns).where(col(Case.number) > reached).order_by(col(Case.number)).limit(AT_A_TIME)
        ).all()
        if not page:
            return
        for case_id, number, state, was, lon, lat, unit, category, source, attributes in page:
            area = new.areas.find(lon, lat)
            becomes = area.code if area else None
            if becomes != was:
                facts = Facts(category=category, area=becomes, source=source.value, attributes=attributes)
                by_rule = decide(new.notice, facts).unit if category in new.notice.categories else unit
                yield Relocation(case_id, number, state, was, becomes, unit, by_rule)
        reached = page[-1].number


def relocate(session: Session, actor: Actor, found: Sequence[Relocation]) -> int:
    """Move the open ones, each with a journal entry; returns how many. Units and deadlines stay.

    Like an escalation it leaves a case's version alone: nobody's screen goes stale over it.
    """
    moving = [one for one in found if one.is_open]
    if not moving:
        return 0
    take_turn(session)
    for one in moving:
        session.execute(update(Case).where(col(Case.id) == one.case_id).values(area_code=one.becomes))
        keep_in_step(session, one.case_id)
    moment = now()
    record(
        session,
        [
            Happening(
                at=moment,
                actor=actor,
                operation=RELOCATE,
                case_id=one.case_id,
                from_state=one.state,
                to_state=one.state,
                detail={"from": one.was, "to": one.becomes, "unit_by_rule": one.unit_by_rule}
                | columns_set({"area_code": one.becomes}),
            )
            for one in moving
        ],
    )
    return len(moving)
