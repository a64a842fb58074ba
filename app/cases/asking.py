"""What the addresses of lists, counters and the map may ask."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.cases.filters import Filters
from app.cases.inbox import Sort
from app.cases.states import State
from app.core.problems import Problem


class Narrowing(BaseModel):
    """What narrows a list, a count or the map. ``bbox``: west, south, east, north in WGS-84 degrees."""

    state: list[State] = []
    unit: list[str] = []
    category: Annotated[str | None, Field(max_length=32)] = None
    area: Annotated[str | None, Field(max_length=15)] = None
    overdue: bool | None = None
    q: Annotated[str | None, Field(max_length=100)] = None
    mine: bool = False
    bbox: Annotated[str | None, Field(max_length=200)] = None
    pending: bool = False
    supervised: bool = False

    @property
    def filters(self) -> Filters:
        """The same for the domain.

        Raises:
            Problem: ``invalid-input`` for a ``bbox`` that is none.
        """
        return Filters(
            state=tuple(self.state),
            unit=tuple(self.unit),
            category=self.category,
            area=self.area,
            overdue=self.overdue,
            q=self.q or None,
            mine=self.mine,
            bbox=parse_bbox(self.bbox),
            pending=self.pending,
            supervised=self.supervised,
        )


class PageAsked(Narrowing):
    """A page of the inbox. ``after``: the key at the end of the page before."""

    sort: Sort = "due_at"
    after: Annotated[str | None, Field(max_length=400)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def parse_bbox(text: str | None) -> tuple[float, float, float, float] | None:
    """``west,south,east,north`` in WGS-84 degrees.

    Raises:
        Problem: ``invalid-input``.
    """
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west, south, east, north = 1.0, 1.0, 0.0, 0.0
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Problem(
            "invalid-input", summary=("bbox 应为“西,南,东,北”四个经纬度", "bbox takes west,south,east,north")
        )
    return west, south, east, north
