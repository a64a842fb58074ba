"""What must hold of a notice before it may place a single case."""

from app.notices.check_clauses import check_clauses
from app.notices.check_codes import check_codes
from app.notices.check_places import check_places
from app.notices.check_rules import check_rules
from app.notices.check_times import check_times
from app.notices.faults import Fault
from app.notices.model import Notice

_CHECKS = (check_codes, check_clauses, check_rules, check_times, check_places)


def check(notice: Notice) -> list[Fault]:
    """Every fault, sorted; empty for a notice that may be put in force.

    Lines are those of the folder that the notice was read from, 0 if it came from elsewhere.
    """
    return sorted({fault for one in _CHECKS for fault in one(notice)})
