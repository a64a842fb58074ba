"""Case numbers: the local day and a count within it, without gaps or repeats."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.cases.models import CaseDay
from app.core.clock import LOCAL


def next_number(session: Session, at: datetime) -> str:
    """The next number of the local day of ``at``, such as ``20230215-0042``. Given out for good on commit."""
    day = at.astimezone(LOCAL).strftime("%Y%m%d")
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    taken = insert(CaseDay).values(day=day, last=1)
    taken = taken.on_conflict_do_update(index_elements=["day"], set_={"last": col(CaseDay.last) + 1})
    last: int = session.execute(taken.returning(col(CaseDay.last))).scalar_one()
    return f"{day}-{last:04d}"
