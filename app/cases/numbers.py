"""Case numbers: the local day and a count within it, without gaps or repeats."""

from datetime import datetime

from sqlmodel import Session, col

from app.cases.models import CaseDay
from app.core.clock import LOCAL
from app.core.plain import Plain

_TAKE = Plain(
    lambda insert: (
        insert(CaseDay)
        .on_conflict_do_update(index_elements=["day"], set_={"last": col(CaseDay.last) + 1})
        .returning(col(CaseDay.last))
    ),
    ("day", "last"),
)


def next_number(session: Session, at: datetime) -> str:
    """The next number of the local day of ``at``, such as ``20230215-0042``. Given out for good on commit."""
    day = at.astimezone(LOCAL).strftime("%Y%m%d")
    [(last,)] = _TAKE.rows(session, {"day": day, "last": 1})
    return f"{day}-{last:04d}"
