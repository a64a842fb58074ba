"""Versions of the notice in the database: loading a folder, what is in force, what was in force then."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, SQLModel, col

from app.categories.calendar import WorkingCalendar, working_calendar
from app.core.clock import now
from app.core.db import Database
from app.core.plain import insert_of
from app.core.problems import Problem
from app.journal.record import SYSTEM, Actor, Happening, record
from app.notices.document import from_document
from app.notices.model import FollowKind, Notice
from app.notices.registers import AreaRegister, CategoryRegister, NoticeVersion, UnitRegister
from app.places.find import AreaFinder

FRESH_SECONDS = 2.0
"""How long a process may go on with the version it knows before it looks for a newer one."""


Named = dict[str, str]
ROUTINGS_KEPT = 10_000
"""How many reasons a version remembers: rules give few, rulings one each."""


@dataclass(frozen=True, eq=False)
class InForce:
    """One version of the notice, ready for use. The names it gives out are shared: change none."""

    id: int
    number: int
    notice: Notice

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working calendar of this version."""
        return working_calendar(self.notice.calendar)

    @cached_property
    def areas(self) -> AreaFinder:
        """Finds the area of a position."""
        return AreaFinder(self.notice)

    @cached_property
    def calling_for_more(self) -> frozenset[str]:
        """The types of which a case may call for another case (``follow_ups.csv``, kind open)."""
        return frozenset(
            code for code in self.notice.categories if self.notice.follow_ups_of(code, FollowKind.OPEN)
        )

    @cached_property
    def _units(self) -> dict[str, Named]:
        return {unit.code: {"code": unit.code, "name": unit.name} for unit in self.notice.units.values()}

    @cached_property
    def _areas(self) -> dict[str, Named]:
        return {area.code: {"code": area.code, "name": area.name} for area in self.notice.areas.values()}

    @cached_property
    def _categories(self) -> dict[str, Named]:
        return {
            category.code: {
                "code": category.code,
                "name": category.name,
                "group": category.group,
                "group_name": self.notice.groups[category.group].name,
            }
            for category in self.notice.categories.values()
        }

    @cached_property
    def routing(self) -> Callable[[str | None, str | None, str], dict[str, str | None]]:
        """Why a case is where it is, in this version's words; from its rule, its clause's code, the why."""
        return lru_cache(ROUTINGS_KEPT)(self._routing)

    def _routing(self, rule: str | None, clause_code: str | None, why: str) -> dict[str, str | None]:
        clause = self.notice.clauses.get(clause_code or "")
        return {
            "rule": rule,
            "clause": clause.text if clause else None,
            "clause_code": clause_code,
            "clause_section": clause.citation if clause else None,
            "why": why,
        }

    def unit_name(self, code: str) -> Named:
        """A unit's code with its name; a unit that is gone keeps its code for a name."""
        return self._units.get(code) or {"code": code, "name": code}

    def area_name(self, code: str | None) -> Named | None:
        """An area's code with its name."""
        return None if code is None else self._areas.get(code) or {"code": code, "name": code}

    def category_name(self, code: str) -> Named:
        """A type with its head; a type that is no longer in force keeps its code for a name."""
        return self._categories.get(code) or {"code": code, "name": code, "group": code, "group_name": ""}


class Versions:
    """The versions that a database holds; each is read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[int, InForce] = {}
        self._current: tuple[float, InForce] | None = None

    @property
    def in_force(self) -> InForce:
        """The version that routes reports now.

        Raises:
            Problem: ``not-ready`` where no notice has been loaded yet.
        """
        if self._current is None or time.monotonic() - self._current[0] > FRESH_SECONDS:
            with self._database.reading() as session:
                row = session.execute(
                    select(col(NoticeVersion.id)).where(col(NoticeVersion.in_force).is_(True))
                ).scalar()
            if row is None:
                raise Problem("not-ready", what=("还没有装入方案", "no notice has been loaded"))
            self._current = (time.monotonic(), self.of(row))
        return self._current[1]

    def of(self, version_id: int) -> InForce:
        """The version with this id, in force or not."""
        known = self._read.get(version_id)
        if known is None:
            with self._database.reading() as session:
                row = session.get_one(NoticeVersion, version_id)
            known = InForce(version_id, row.number, from_document(row.document.encode()))
            self._read[version_id] = known
        return known

    def forget(self) -> None:
        """Look again at the next question (after loading)."""
        self._current = None


def load(session: Session, notice: Notice, actor: Actor = SYSTEM) -> tuple[int, bool]:
    """Put a checked notice in force; returns its version number and whether it was new.

    Loading the same content again changes nothing. Codes that a new version lacks are retired, not deleted.
    """
    known = session.execute(
        select(NoticeVersion).where(col(NoticeVersion.digest) == notice.digest)
    ).scalar_one_or_none()
    if known is not None and known.in_force:
        return known.number, False
    if known is None:
        known = _add_version(session, notice)
    session.execute(update(NoticeVersion).where(col(NoticeVersion.id) != known.id).values(in_force=False))
    known.in_force = True
    session.add(known)
    session.flush()
    _register(session, notice)
    record(
        session,
        [
            Happening(
                at=now(),
                actor=actor,
                operation="notice_loaded",
                detail={"notice": notice.code, "version": known.number, "digest": notice.digest},
            )
        ],
    )
    return known.number, True


def is_known(session: Session, notice: Notice) -> bool:
    """Whether this very content has ever been in force here."""
    query = select(col(NoticeVersion.id)).where(col(NoticeVersion.digest) == notice.digest)
    return session.execute(query).first() is not None


def _add_version(session: Session, notice: Notice) -> NoticeVersion:
    last = session.execute(
        select(func.max(NoticeVersion.number)).where(col(NoticeVersion.notice_code) == notice.code),
    ).scalar()
    version = NoticeVersion(
        notice_code=notice.code,
        number=(last or 0) + 1,
        digest=notice.digest,
        loaded_at=now(),
        in_force=False,
        document=notice.document.decode(),
    )
    session.add(version)
    session.flush()
    return version


def _register(session: Session, notice: Notice) -> None:
    _replace(
        session,
        UnitRegister,
        (
            {"code": unit.code, "name": unit.name, "kind": unit.kind.value, "retired": False}
            for unit in notice.units.values()
        ),
    )
    _replace(
        session,
        CategoryRegister,
        (
            {
                "code": category.code,
                "name": category.name,
                "head": category.group,
                "family": notice.family(category.code).code,
                "retired": False,
            }
            for category in notice.categories.values()
        ),
    )
    _replace(
        session,
        AreaRegister,
        (
            {
                "code": area.code,
                "name": area.name,
                "level": area.level.value,
                "parent_code": area.parent,
                "boundary": json.dumps(dict(area.shape.geometry)) if area.shape else None,
                "schematic": bool(area.shape and area.shape.schematic),
                "retired": False,
            }
            for area in notice.areas.values()
        ),
    )


def _replace(session: Session, register: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Update or add each row by code, and retire what is not among them."""
    insert = insert_of(session)
    given = list(rows)
    table = register.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
    session.execute(update(table).values(retired=True))
    statement = insert(table)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["code"],
            set_={name: statement.excluded[name] for name in given[0] if name != "code"},
        ),
        given,
    )
