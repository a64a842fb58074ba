"""The table of cases that the server's and the phone's way of deciding are both held to.

Every type with every combination of answers to its questions, from each source, in every town and outside,
on both sides of borders; deadlines from moments before weekends and holidays. Texts that repeat are told once:
``outcomes`` lists them, ``decisions`` name them by index, one number a place, in the order of ``places``.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from app.cases.models import Source
from app.cases.placing import place
from app.core.canonical import canonical_json
from app.core.config import Settings
from app.notices.model import Notice
from app.notices.read import read_folder
from app.notices.routes import calendar_of
from app.notices.versions import InForce
from app.pack.rules import rules_of

FIXTURES = Path(__file__).parents[2] / "frontend" / "tests" / "routing"
RULES, DECISIONS, CALENDAR = (FIXTURES / f"{name}.json" for name in ("rules", "decisions", "calendar"))
SOURCES = (Source.INSPECTOR, Source.PUBLIC)
STARTS = tuple(
    datetime(*moment, tzinfo=UTC)
    for moment in (
        (2026, 11, 25, 3, 0),  # a Wednesday, 11:00 here
        (2026, 9, 30, 8, 45),  # 45 minutes before the National Day holiday
        (2026, 12, 31, 9, 10),  # the last working hour of a year whose successor has no holidays entered
    )
)


def in_force() -> InForce:
    """The real notice, as version 1."""
    return InForce(1, 1, read_folder(Settings().notice_dir))


def rules_fixture(version: InForce) -> Any:
    """What the phone is given, but for the digest: that changes with things that decide nothing."""
    return json.loads(canonical_json(rules_of(version) | {"digest": "of the fixture"}))


def calendar_fixture(version: InForce) -> Any:
    """When people work, as the phone knows it from the notice."""
    return json.loads(canonical_json(calendar_of(version.notice.calendar).model_dump()))


def decisions_fixture(version: InForce) -> Any:
    """What it must make of it."""
    places = list(_places(version.notice))
    outcomes: dict[str, int] = {}
    decisions: dict[str, list[int]] = {}
    for category, answers, source in product(version.notice.categories, range(8), SOURCES):
        given = _answers(version.notice, category, answers)
        if given is None:
            continue
        row = []
        for where in places:
            placed = place(version, category, where, source, given, STARTS[0])
            outcome = [
                placed.unit.code,
                [unit.code for unit in placed.co_units],
                placed.routing.rule,
                placed.routing.clause_code,
                placed.states[-1],
                placed.routing.why,
            ]
            row.append(outcomes.setdefault(json.dumps(outcome, ensure_ascii=False), len(outcomes)))
        decisions[_key(category, given, source)] = row
    return json.loads(
        canonical_json(
            {
                "places": places,
                "areas": [_area(version, where) for where in places],
                "starts": STARTS,
                "outcomes": [json.loads(outcome) for outcome in outcomes],
                "decisions": decisions,
                "deadlines": dict(_deadlines(version)),
            }
        )
    )


def _places(notice: Notice) -> Iterator[tuple[float, float] | None]:
    """Nowhere, outside, the middle of each outline, its corners and the middle of its edges."""
    yield None
    yield 117.0, 36.0
    yield notice.county.bbox[0], notice.county.bbox[1]
    seen = set()
    for area in notice.areas.values():
        if area.shape is None:
            continue
        ring = area.shape.geometry["coordinates"][0]
        west, east = min(p[0] for p in ring), max(p[0] for p in ring)
        south, north = min(p[1] for p in ring), max(p[1] for p in ring)
        for lon, lat in (
            ((west + east) / 2, (south + north) / 2),
            (west, south),
            (east, (south + north) / 2),
        ):
            if (lon, lat) not in seen:
                seen.add((lon, lat))
                yield lon, lat


def _answers(notice: Notice, category: str, bits: int) -> dict[str, bool] | None:
    questions = [question.key for question in notice.questions_for(category)]
    if bits >= 1 << len(questions):
        return None
    return {key: True for index, key in enumerate(questions) if bits >> index & 1}


def _key(category: str, answers: dict[str, bool], source: Source) -> str:
    return f"{category}|{','.join(sorted(answers))}|{source.value}"


def _area(version: InForce, where: tuple[float, float] | None) -> str | None:
    found = version.areas.find(*where) if where else None
    return found.code if found else None


def _deadlines(version: InForce) -> Iterator[tuple[str, Any]]:
    """By type and answers, for each start: in words, the moment, and whether it is urgent."""
    for category, bits in product(version.notice.categories, range(8)):
        answers = _answers(version.notice, category, bits)
        if answers is not None:
            placed = [place(version, category, None, Source.SUPERVISION, answers, at) for at in STARTS]
            yield (
                f"{category}|{','.join(sorted(answers))}",
                [(one.deadline, one.due_at, one.urgent) for one in placed],
            )


if __name__ == "__main__":  # writes the table anew: python -m tests.pack.deciding
    RULES.write_bytes(canonical_json(rules_fixture(in_force())) + b"\n")
    CALENDAR.write_bytes(canonical_json(calendar_fixture(in_force())) + b"\n")
    DECISIONS.write_bytes(canonical_json(decisions_fixture(in_force())) + b"\n")
