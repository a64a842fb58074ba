"""The town (镇街) as a unit: which one a place belongs to."""

from app.notices.model import Notice, Unit


def town_unit(notice: Notice, area: str | None) -> Unit | None:
    """The unit of the town that an area code lies in; None if the place or the town's unit is not known."""
    town = notice.town_at(area)
    return notice.town_units.get(town.code) if town else None
