"""A whole notice (方案), and what everybody asks of it: who stands above a type, which rules may place it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any

from app.core.canonical import canonical_json, digest
from app.notices.kinds import FollowKind, Level, Mark, Stage, TimeUnit, UnitKind, Urgency
from app.notices.records import (
    ANY,
    TOWN,
    Area,
    Battle,
    CalendarTable,
    Category,
    Clause,
    Condition,
    CoUnit,
    County,
    Deadline,
    Desks,
    Duty,
    Escalation,
    Facility,
    FollowUp,
    Grid,
    Group,
    Holiday,
    Limits,
    PhotoChecks,
    Question,
    Rule,
    Shape,
    Source,
    Squad,
    Town,
    Unit,
    Village,
    When,
)

__all__ = [
    "ANY",
    "TOWN",
    "Area",
    "Battle",
    "CalendarTable",
    "Category",
    "Clause",
    "CoUnit",
    "Condition",
    "County",
    "Deadline",
    "Desks",
    "Duty",
    "Escalation",
    "Facility",
    "FollowKind",
    "FollowUp",
    "Grid",
    "Group",
    "Holiday",
    "Level",
    "Limits",
    "Mark",
    "Notice",
    "PhotoChecks",
    "Question",
    "Rule",
    "Shape",
    "Source",
    "Squad",
    "Stage",
    "TimeUnit",
    "Town",
    "Unit",
    "UnitKind",
    "UnknownCategory",
    "Urgency",
    "Village",
    "When",
]


OPTIONAL = frozenset({"facilities", "grids", "squads"})
"""Tables that a folder may lack."""


class UnknownCategory(LookupError):  # noqa: N818  (a fact about the question, told as a sentence)
    """The notice has no such case type; the message is a Chinese sentence."""


@dataclass(frozen=True, eq=False)
class Notice:
    """A whole notice folder. Mappings are by code, in the order of the files.

    Two that say the same are equal; what is worked out from a notice is kept by it, so asking must be cheap.
    """

    code: str
    title: str
    number: str
    bureau: str
    issued: date
    starts: date
    ends: date
    text: str
    county: County
    desks: Desks
    limits: Limits
    escalations: tuple[Escalation, ...]
    calendar: CalendarTable
    clauses: Mapping[str, Clause]
    units: Mapping[str, Unit]
    battles: Mapping[str, Battle]
    groups: Mapping[str, Group]
    categories: Mapping[str, Category]
    deadlines: tuple[Deadline, ...]
    questions: Mapping[str, Question]
    sources: Mapping[str, Source]
    rules: Mapping[str, Rule]
    follow_ups: tuple[FollowUp, ...]
    towns: Mapping[str, Town]
    villages: Mapping[str, Village]
    shapes: Mapping[str, Shape]
    grids: Mapping[str, Grid] = field(default_factory=dict)
    squads: Mapping[str, Squad] = field(default_factory=dict)
    facilities: Mapping[str, Facility] = field(default_factory=dict)
    duty: Duty = field(default_factory=Duty)
    photos: PhotoChecks = field(default_factory=PhotoChecks)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)
    """Line of each row by (file, key), for the checker's messages; empty unless read from a folder."""

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Notice) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def content(self) -> dict[str, Any]:
        """All that is said, tables as lists: what a version keeps and the digest is taken over.

        Tables that a folder may lack say nothing while they are empty, nor do duty and photos where they
        are as they would be anyway, so that what was loaded before there were such tables keeps its digest.
        """
        values = ((f.name, getattr(self, f.name)) for f in fields(self) if f.name != "lines")
        said = {name: list(value.values()) if isinstance(value, Mapping) else value for name, value in values}
        unsaid = {name for name in OPTIONAL if not said[name]}
        if self.duty == Duty():
            unsaid.add("duty")
        if self.photos == PhotoChecks():
            unsaid.add("photos")
        return {name: value for name, value in said.items() if name not in unsaid}

    @cached_property
    def document(self) -> bytes:
        """The canonical JSON document; :func:`app.notices.document.from_document` reads it back."""
        return canonical_json(self.content)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex over the document: two folders that say the same have the same."""
        return digest(self.content)

    @cached_property
    def lineages(self) -> Mapping[str, tuple[str, ...]]:
        """For each type the patterns that cover it, narrowest first: type, head, family, ``*``."""
        types = self.categories.values()
        return {one.code: (one.code, *self._groups_above(one.group), ANY) for one in types}

    def _groups_above(self, group: str) -> tuple[str, ...]:
        chain: list[str] = []
        step: str | None = group
        while step is not None and step in self.groups and step not in chain:
            chain.append(step)
            step = self.groups[step].parent
        return tuple(chain)

    def line(self, file: str, key: str) -> int:
        """Where a row stands in its file, counted from 1; 0 where that is not known."""
        return self.lines.get((file, key), 0)

    def category(self, code: str) -> Category:
        """The type with this code. Raises :class:`UnknownCategory`."""
        try:
            return self.categories[code]
        except KeyError:
            raise UnknownCategory(f"方案《{self.title}》里没有案由“{code}”，请从案由表中选择。") from None

    def head(self, category: str) -> Group:
        """The group a type hangs on directly: its head, or its family where that has no heads."""
        return self.groups[self.category(category).group]

    def family(self, category: str) -> Group:
        """The outermost group of a type."""
        return self.groups[self._groups_above(self.category(category).group)[-1]]

    def questions_for(self, category: str) -> tuple[Question, ...]:
        """The questions to ask before sending a report of this type, in the order of the file."""
        covered = self.lineages[self.category(category).code]
        return tuple(q for q in self.questions.values() if not set(covered).isdisjoint(q.categories))

    def follow_ups_of(self, category: str, kind: FollowKind) -> tuple[FollowUp, ...]:
        """What a case of this type may turn into, or call for besides, in the order of the file."""
        covered = self.lineages[self.category(category).code]
        return tuple(one for one in self.follow_ups if one.kind is kind and one.category in covered)

    def town_at(self, area: str | None) -> Town | None:
        """The town that an area code (town, village or grid cell) lies in, or None."""
        return self.towns.get(area[:9]) if area else None

    @cached_property
    def town_units(self) -> Mapping[str, Unit]:
        """Units of kind town by their town's code."""
        return {unit.town: unit for unit in self.units.values() if unit.town}

    @cached_property
    def areas(self) -> Mapping[str, Area]:
        """County, towns, villages and grid cells by code, parents before children."""
        county = self.county
        rows: list[tuple[str, str, Level, str | None]] = [(county.code, county.name, Level.COUNTY, None)]
        rows += [(town.code, town.name, Level.TOWN, county.code) for town in self.towns.values()]
        rows += [(place.code, place.name, Level.VILLAGE, place.town) for place in self.villages.values()]
        rows += [(cell.code, cell.name, Level.GRID, cell.village) for cell in self.grids.values()]
        return {row[0]: Area(*row, self.shapes.get(row[0])) for row in rows}
