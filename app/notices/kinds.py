"""The few words a notice's columns may hold where code depends on them."""

from enum import StrEnum


class Mark(StrEnum):
    """Where a row comes from."""

    N = "N"
    S = "S"
    D = "D"


class UnitKind(StrEnum):
    """A unit of the bureau, a town (镇街), or a body outside both."""

    BUREAU = "bureau"
    TOWN = "town"
    EXTERNAL = "external"


class Urgency(StrEnum):
    """``CONDITIONAL``: urgent only if a question is answered yes."""

    NORMAL = "normal"
    URGENT = "urgent"
    CONDITIONAL = "conditional"


class TimeUnit(StrEnum):
    """What an amount of time counts. ``BY_PLAN``: the yearly plan says, not the clock."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    NATURAL_HOURS = "natural_hours"
    BY_PLAN = "by_plan"


class Stage(StrEnum):
    """The stages of a case that have a clock of their own."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    RETURN = "return"
    HANDLE = "handle"
    VERIFY = "verify"


class FollowKind(StrEnum):
    """Turn the case itself into another type, or open a second case linked to it."""

    CONVERT = "convert"
    OPEN = "open"


class FacilityKind(StrEnum):
    """Where traders or cars are sent instead."""

    GUIDE = "guide"
    PARKING = "parking"


class Level(StrEnum):
    """How large an area is."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"
