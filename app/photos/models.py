"""What is known of a photo, and who brought it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, Uuid, text
from sqlmodel import Field, SQLModel

from app.core.db import UTCDateTime


class Photo(SQLModel, table=True):
    """An original in the store, by its SHA-256. Facts are filled in after the answer.

    ``claimed_until``: one of several processes is at it, and the others leave it alone until then.
    """

    __tablename__ = "photos"
    __table_args__ = (
        Index(
            "ix_photos_unexamined",
            "received_at",
            sqlite_where=text("examined_at IS NULL"),
            postgresql_where=text("examined_at IS NULL"),
        ),
    )

    sha256: str = Field(primary_key=True, max_length=64)
    bytes: int
    received_at: datetime = Field(sa_type=UTCDateTime)
    examined_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    claimed_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    media_type: str | None = Field(default=None, max_length=64)
    width: int | None = None
    height: int | None = None
    exif_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    exif_lon: float | None = None
    exif_lat: float | None = None
    phash: str | None = Field(default=None, max_length=16, index=True)
    flags: list[str] = Field(default_factory=list, sa_type=JSON)


class PhotoLook(SQLModel, table=True):
    """A photo's perceptual hash under each of its four bands (``lookalike.bands_of``)."""

    __tablename__ = "photo_looks"
    __table_args__ = {"sqlite_with_rowid": False}

    band: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sha256: str = Field(primary_key=True, max_length=64, foreign_key="photos.sha256")
    phash: str = Field(max_length=16)


class PhotoBearer(SQLModel, table=True):
    """Somebody who has proved to hold the bytes by sending them all; ``again_at``: last done again."""

    __tablename__ = "photo_bearers"

    sha256: str = Field(primary_key=True, max_length=64, foreign_key="photos.sha256")
    account_id: UUID = Field(primary_key=True, foreign_key="accounts.id", sa_type=Uuid)
    received_at: datetime = Field(sa_type=UTCDateTime)
    again_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
