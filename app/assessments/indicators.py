"""The figures by which units are judged, and their formulas. Pure: counts in, rates out.

Closing rate 结案率 = closed / (due − suspended); on-time closing rate 按期结案率 = closed on time / (due −
suspended) [Jinhua]. Check [Tianmen, December 2016]: due 972, closed 911 → 93.72 %; on time 737 → 75.82 %.
The others are shares of the cases they speak of.
"""

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of cases. They add up: the figures of a county are the sum of its units'.

    ``reported``: reports that came in the period, ``filed`` those of them that became cases. ``ended``: cases
    closed in the period, ``ended_on_time`` those whose last feedback came by their deadline. The rest is of
    cases whose deadline lies in the period, void and refused ones left out: ``suspended`` now, ``closed`` by
    now, ``closed_on_time``, ``late`` (in the unit's hands past its deadline), ``reworked``, ``returned`` by a
    unit, ``supervised`` by OFFICE.
    """

    reported: int = 0
    filed: int = 0
    ended: int = 0
    ended_on_time: int = 0
    due: int = 0
    suspended: int = 0
    closed: int = 0
    closed_on_time: int = 0
    late: int = 0
    reworked: int = 0
    returned: int = 0
    supervised: int = 0

    def __add__(self, other: Self) -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def filing_rate(self) -> float | None:
        """立案率: reports that became cases. Of one person's: the effective-report rate 有效上报率."""
        return share(self.filed, self.reported)

    @property
    def closing_rate(self) -> float | None:
        """结案率."""
        return share(self.closed, self.due - self.suspended)

    @property
    def on_time_rate(self) -> float | None:
        """按期结案率."""
        return share(self.closed_on_time, self.due - self.suspended)

    @property
    def late_rate(self) -> float | None:
        """超期率."""
        return share(self.late, self.due - self.suspended)

    @property
    def rework_rate(self) -> float | None:
        """返工率."""
        return share(self.reworked, self.due)

    @property
    def return_rate(self) -> float | None:
        """退回率."""
        return share(self.returned, self.due)


RATES = ("filing_rate", "closing_rate", "on_time_rate", "late_rate", "rework_rate", "return_rate")


def share(part: int, whole: int) -> float | None:
    """A part of a whole between 0 and 1; None where there is nothing to be a part of."""
    return part / whole if whole > 0 else None


def percent(rate: float | None) -> str:
    """As bulletins print it: two decimals, halves up on the decimal figure; a dash where there is none."""
    return "—" if rate is None else f"{rate * 100:.2f}%"
