"""What the addresses of lists, counters and the map may ask."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.cases.filters import NO_BATTLE, Filters, Moment, Span
from app.cases.inbox import Sort
from app.cases.models import Source
from app.cases.states import State
from app.core.problems import Problem
from app.core.shapes import Day


class Narrowing(BaseModel):
    """What narrows a list, a count or the map.

    ``bbox``: west, south, east, north in WGS-84 degrees. ``…_since`` and ``…_until`` are local days, both
    included: of what was reported, is due by the unit's deadline, or was closed in a period. ``battle``: by
    its number, or ``none``. ``on_time``: closed, and the unit was done by its deadline (false: after it).
    """

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
    battle: Annotated[int, Field(ge=1, le=99)] | Literal["none"] | None = None
    source: Source | None = None
    on_time: bool | None = None
    reported_since: Day | None = None
    reported_until: Day | None = None
    due_since: Day | None = None
    due_until: Day | None = None
    ended_since: Day | None = None
    ended_until: Day | None = None

    @property
    def filters(self) -> Filters:
        """The same for the domain.

        Raises:
            Problem: ``invalid-input`` for a ``bbox`` that is none, or a period that ends before it begins.
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
            battle=NO_BATTLE if self.battle == "none" else self.battle,
            source=self.source,
            on_time=self.on_time,
            spans=self._spans(),
        )

    def _spans(self) -> tuple[Span, ...]:
        spans = (
            Span(Moment.REPORTED, self.reported_since, self.reported_until),
            Span(Moment.DUE, self.due_since, self.due_until),
            Span(Moment.ENDED, self.ended_since, self.ended_until),
        )
        for span in spans:
            if span.since and span.until and span.since > span.until:
                raise Problem(
                    "invalid-input",
                    summary=("起止日期应先后有序", "a period must not end before it begins"),
                )
        return tuple(span for span in spans if span.since or span.until)


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
