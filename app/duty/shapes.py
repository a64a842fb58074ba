"""Attendance and tracks as they travel. Positions are WGS-84 degrees, lon before lat; times carry a zone."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.shapes import Latitude, Longitude, Moment, Named
from app.duty.models import EndedBy, LookedAt

Metres = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class DutyFix(BaseModel):
    """A position; ``accuracy_m`` in metres at 95 %."""

    lon: Longitude
    lat: Latitude
    accuracy_m: Metres | None = None


class DutyMark(BaseModel):
    """Going on or off duty: when, by the phone's clock, and where, if the phone knew."""

    at: Moment
    location: DutyFix | None = None


class TrackPoint(DutyFix):
    """Where the person was at a moment."""

    at: Moment


class TrackPoints(BaseModel):
    """A batch of a track, in any order."""

    points: Annotated[list[TrackPoint], Field(max_length=500)]


class TrackReceipt(BaseModel):
    """``kept``: how many of the batch stand in the track. ``outside``: not on duty then, so not kept."""

    kept: int
    outside: int


class DutyTerms(BaseModel):
    """What is recorded and for how long, as the notice has it: said to whoever is recorded.

    After ``longest_hours`` a spell ends by itself. A point is kept every ``track_metres`` or
    ``track_seconds``; after ``keep_days`` everything is deleted.
    """

    longest_hours: int
    track_metres: int
    track_seconds: int
    keep_days: int


class SpellOut(BaseModel):
    """A time on duty; ``ended_by`` None: still on duty. ``late``: entered afterwards, at ``received_at``."""

    id: UUID
    began_at: datetime
    began: DutyFix | None
    ended_at: datetime | None
    ended: DutyFix | None
    ended_by: EndedBy | None
    received_at: datetime
    late: bool


class SpellDay(SpellOut):
    """A time on duty with its track; each point: moment, lon, lat, accuracy in metres (or None).

    ``metres``: the track's length, in straight pieces.
    """

    metres: int
    points: list[tuple[datetime, float, float, float | None]]


class LookOut(BaseModel):
    """Somebody looked: who, when, at what; ``day`` where it was a day's track."""

    viewer: str
    at: datetime
    what: LookedAt
    day: str


class DutyNow(BaseModel):
    """Whether I am on duty, and on what terms."""

    spell: SpellOut | None
    terms: DutyTerms


class DutyDay(BaseModel):
    """A person's day (county time): spells that touch it, with tracks, and who has looked, newest first."""

    person: str
    day: date
    spells: list[SpellDay]
    looks: list[LookOut]
    terms: DutyTerms


class OnDuty(BaseModel):
    """Somebody on duty; ``location`` and ``at``: where they last were known to be."""

    username: str
    name: str
    unit: Named | None
    since: datetime
    at: datetime
    location: DutyFix | None


class OnDutyList(BaseModel):
    """Everybody on duty whom the reader may see."""

    items: list[OnDuty]
