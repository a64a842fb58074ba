"""Which units a case has left, and when: whoever had it in a list must hear that it is no longer theirs."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Uuid, select
from sqlmodel import Field, Session, SQLModel, col

from app.cases.models import Case
from app.core.plain import insert_of


class CaseDeparture(SQLModel, table=True):
    """``unit_code`` led or helped with the case until the entry that made it ``version``."""

    __tablename__ = "case_departures"

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id", sa_type=Uuid)
    version: int = Field(primary_key=True)
    unit_code: str = Field(primary_key=True, foreign_key="units.code", max_length=32)


def note_departures(session: Session, case_id: UUID, units: Iterable[str]) -> None:
    """Write down that these units have nothing more to do with the case as of its present version."""
    version = session.execute(select(col(Case.version)).where(col(Case.id) == case_id)).scalar_one()
    insert = insert_of(session)
    rows = [{"case_id": case_id, "version": version, "unit_code": unit} for unit in units]
    session.execute(insert(CaseDeparture).on_conflict_do_nothing(), rows)
