"""What must hold of a notice before it may route a single case."""

from app.notices.faults import Fault
from app.notices.model import Notice


def check(notice: Notice) -> list[Fault]:
    """Every fault, sorted."""
    return []
