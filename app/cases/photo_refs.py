"""How a report or a step names its photos."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, StringConstraints

from app.cases.models import PhotoRole

Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class PhotoRef(BaseModel):
    """A photo that has been uploaded under its hash."""

    sha256: Sha256
    role: PhotoRole
    taken_at: AwareDatetime | None = None
