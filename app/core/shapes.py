"""Shapes that requests and answers about anything share. Positions are WGS-84, lon before lat, in degrees."""

from datetime import UTC, date, datetime
from math import isfinite
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]

Count = Annotated[int, Field(ge=1, le=2**31 - 2)]
"""A version or anything else counted from 1, as large as a column holds, with room for the next."""
MOST_COUNTED = 2**63 - 1
"""What 64 bits hold: more can neither be written as JSON here nor compared by a database."""
Counted = Annotated[int, Field(ge=1, le=MOST_COUNTED)]
"""A place in the journal."""


def _storable_answer(answer: bool | float | str | None) -> bool | float | str | None:
    if isinstance(answer, (int, float)) and not (isfinite(answer) and abs(answer) <= MOST_COUNTED):
        raise PydanticCustomError("number_out_of_range", "must have at most 18 digits")
    return answer


Moment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]
"""A moment that somebody says: every zone and both databases know it. A clock that was never set says 1970,
and what it dates must still be taken."""
Day = Annotated[date, Field(ge=date(1970, 1, 1), lt=date(2100, 1, 1))]
"""A day that somebody says, within the same bounds."""
Answer = Annotated[bool | int | float | str | None, AfterValidator(_storable_answer)]
"""The answer to a question of a category."""


class Named(BaseModel):
    """A code and the name people know it by."""

    code: str
    name: str


class Sent(BaseModel):
    """What somebody sends us, where it has texts of their own: no text holds U+0000, for PostgreSQL has no
    room for it. A test sees to it that all requests are made of these. Models with lists or dicts for
    defaults name ``BaseModel`` as well, by which the linter knows that these are copied.
    """

    @model_validator(mode="after")
    def _without_nul(self) -> Self:
        if odd := [name for name, value in self.__dict__.items() if _has_nul(value)]:
            raise ValidationError.from_exception_data(type(self).__name__, [_nul_in(name) for name in odd])
        return self


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(map(_has_nul, value))
    return isinstance(value, dict) and (any(map(_has_nul, value)) or any(map(_has_nul, value.values())))


def _nul_in(name: str) -> InitErrorDetails:
    what = PydanticCustomError("nul", "must not hold the character U+0000")
    return InitErrorDetails(type=what, loc=(name,), input=None)
