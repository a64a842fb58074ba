"""Shapes that answers about anything share. Positions are WGS-84, lon before lat, in degrees."""

from typing import Annotated

from pydantic import BaseModel, Field

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Named(BaseModel):
    """A code and the name people know it by."""

    code: str
    name: str
