"""Tables of the notice: every version as one document, and the codes that cases may point to.

A code is never deleted from a register: old cases still name it. What is no longer in force is ``retired``.
"""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.core.db import UTCDateTime


class NoticeVersion(SQLModel, table=True):
    """One state of a notice folder, whole and unchangeable; ``number`` counts from 1 within a notice."""

    __tablename__ = "notice_versions"

    id: int | None = Field(default=None, primary_key=True)
    notice_code: str = Field(max_length=64)
    number: int
    digest: str = Field(max_length=64, unique=True)
    document: str = Field(sa_type=Text)
    loaded_at: datetime = Field(sa_type=UTCDateTime)
    in_force: bool


class UnitRegister(SQLModel, table=True):
    """A unit's code and name."""

    __tablename__ = "units"

    code: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=64)
    kind: str = Field(max_length=16)
    retired: bool = False


class CategoryRegister(SQLModel, table=True):
    """A case type's code and name."""

    __tablename__ = "categories"

    code: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=128)
    head: str = Field(max_length=32)
    family: str = Field(max_length=32)
    retired: bool = False


class AreaRegister(SQLModel, table=True):
    """A place that has a code. ``boundary`` is a GeoJSON geometry in WGS-84, where one is known."""

    __tablename__ = "areas"

    code: str = Field(primary_key=True, max_length=15)
    name: str = Field(max_length=64)
    level: str = Field(max_length=16)
    parent_code: str | None = Field(default=None, foreign_key="areas.code", max_length=15)
    boundary: str | None = Field(default=None, sa_type=Text)
    schematic: bool = False
    retired: bool = False
