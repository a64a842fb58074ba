"""How fair each rule is to the units it names: how often “not ours” was said, how often a case moved on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

EXAMPLES = 3
"""Returned or moved cases named for each rule, latest first."""


@dataclass(frozen=True, slots=True)
class Step:
    """A journal entry of a case that says something of where it belongs: ``dispatch`` or ``return``.

    ``unit`` and ``rule`` as a dispatch names them, None where it does not.
    """

    case_id: UUID
    at: datetime
    operation: str
    unit: str | None
    rule: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """A case that a rule may have sent astray. ``moved_to`` is None where it stayed."""

    case_id: UUID
    at: datetime
    unit: str
    reason: str
    moved_to: str | None


@dataclass(slots=True)
class Record:
    """What became of the cases of one rule (None: placed by no rule)."""

    rule: str | None
    routed: int = 0
    returned: int = 0
    misrouted: int = 0
    units: set[str] = field(default_factory=set)
    moved_to: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    examples: list[Complaint] = field(default_factory=list)

    @property
    def return_rate(self) -> float:
        """Part of the routed cases that a unit returned at least once."""
        return self.returned / self.routed if self.routed else 0.0

    @property
    def misroute_rate(self) -> float:
        """Part of the routed cases that were later dispatched to another unit."""
        return self.misrouted / self.routed if self.routed else 0.0


def fairness(
    placed: Mapping[str | None, int], steps: Iterable[tuple[str | None, str, Sequence[Step]]]
) -> list[Record]:
    """The record of each rule, most misrouted and returned first.

    ``placed``: how many cases each rule placed. ``steps``: for each case that was dispatched or returned, the
    rule and unit that the case has now, and its steps in order. The rule that answers for a case is the one
    that first dispatched it.
    """
    records: dict[str | None, Record] = {rule: Record(rule, count) for rule, count in placed.items()}
    for current_rule, current_unit, of_case in steps:
        first = next((step for step in of_case if step.operation == "dispatch" and step.unit), None)
        rule = first.rule if first else current_rule
        unit = first.unit if first and first.unit else current_unit
        record = records.setdefault(rule, Record(rule))
        if rule != current_rule:  # moved on under another rule: it counts where it began
            records[current_rule].routed -= 1
            record.routed += 1
        record.units.add(unit)
        _judge(record, unit, current_unit, of_case)
    found = [record for record in records.values() if record.routed > 0]
    for record in found:
        record.examples = sorted(record.examples, key=lambda one: one.at, reverse=True)[:EXAMPLES]
    return sorted(found, key=lambda one: (-one.misrouted, -one.returned, -one.routed, one.rule or ""))


def _judge(record: Record, unit: str, current_unit: str, steps: Sequence[Step]) -> None:
    """Count one case under the rule that first placed it."""
    returns = [step for step in steps if step.operation == "return"]
    others = [step.unit for step in steps if step.operation == "dispatch" and step.unit not in {None, unit}]
    moved_to = others[-1] if others else (current_unit if current_unit != unit else None)
    if returns:
        record.returned += 1
    if moved_to is not None:
        record.misrouted += 1
        record.moved_to[moved_to] += 1
    if returns or moved_to is not None:
        last = returns[-1] if returns else steps[-1]
        record.examples.append(Complaint(last.case_id, last.at, unit, last.reason, moved_to))
