"""How a report or a step names its photos, and how a position comes with them."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.cases.models import FixSource, PhotoRole
from app.core.shapes import Latitude, Longitude, Moment

Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Location(BaseModel):
    """A position and how it was had. ``accuracy_m``: metres, 95 %."""

    lon: Longitude
    lat: Latitude
    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = None
    fixed_at: Moment | None = None
    source: FixSource = FixSource.UNKNOWN


class PhotoRef(BaseModel):
    """A photo that has been uploaded under its hash.

    ``location``: where the device was at this photo's shutter. Left out of what is written where nothing was
    said, so that a report from before there was such a thing is still the same report when it is sent again.
    """

    sha256: Sha256
    role: PhotoRole
    taken_at: Moment | None = None
    location: Annotated[Location | None, Field(exclude_if=lambda location: location is None)] = None
