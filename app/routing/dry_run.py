"""What a changed responsibility table would have done to past cases: pure, from rows and two notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.notices.model import Notice
from app.notices.specificity import fits, rule_specificity, rules_by_category, said_yes
from app.routing.decide import Decision, Facts, decide

EXAMPLES = 5
"""Cases named in each line of the result."""


@dataclass(frozen=True, slots=True)
class PastCase:
    """What a case was reported with, and the unit that has it now."""

    id: UUID
    number: str
    category: str
    area: str | None
    source: str
    attributes: Mapping[str, Any]
    unit: str


@dataclass(slots=True)
class Told:
    """How many cases, and the first few of them."""

    count: int = 0
    examples: list[PastCase] = field(default_factory=list)

    def tell(self, case: PastCase) -> None:
        """Count a case in."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(case)


@dataclass(slots=True)
class Move(Told):
    """Cases that would have gone from one unit to another.

    ``already_there`` of them are with the new unit now: practice has found its own way.
    """

    already_there: int = 0


@dataclass(slots=True)
class Effect:
    """The whole of a dry run.

    ``moves`` by (unit before, unit after, rule before, rule after); ``ties`` by the two rules; ``unowned``
    are cases that only the fallback would have taken, ``unowned_before`` how many it is today;
    ``other_rule`` cases keep their unit under another rule or clause, ``other_help`` change helpers only;
    ``unknown`` are cases of types that the notice no longer has.
    """

    cases: int = 0
    moved: int = 0
    other_rule: int = 0
    other_help: int = 0
    unknown: int = 0
    unowned_before: int = 0
    unowned: Told = field(default_factory=Told)
    moves: dict[tuple[str, str, str | None, str | None], Move] = field(default_factory=dict)
    ties: dict[tuple[str, str], Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Outcome:
    before: Decision
    after: Decision
    unowned_before: bool
    unowned: bool
    tie: tuple[str, str] | None


def dry_run(before: Notice, after: Notice, cases: Iterable[PastCase]) -> Effect:
    """Decide each case by both notices, by its own facts, and tell what differs.

    Equal facts are decided once: cases are many, kinds of cases few.
    """
    effect = Effect()
    known: dict[tuple[Any, ...], _Outcome] = {}
    for case in cases:
        effect.cases += 1
        if case.category not in before.categories or case.category not in after.categories:
            effect.unknown += 1
            continue
        yes = frozenset(key for key, answer in case.attributes.items() if said_yes(answer))
        key = (case.category, case.area, case.source, yes)
        outcome = known.get(key)
        if outcome is None:
            outcome = known[key] = _decided(before, after, key)
        _tell(effect, case, outcome)
    return effect


def _decided(before: Notice, after: Notice, key: tuple[Any, ...]) -> _Outcome:
    category, area, source, yes = key
    facts = Facts(category, area, source, dict.fromkeys(yes, True))
    old, new = decide(before, facts), decide(after, facts)
    return _Outcome(old, new, is_unowned(before, old), is_unowned(after, new), tie(after, facts))


def _tell(effect: Effect, case: PastCase, outcome: _Outcome) -> None:
    old, new = outcome.before, outcome.after
    effect.unowned_before += outcome.unowned_before
    if outcome.unowned:
        effect.unowned.tell(case)
    if outcome.tie is not None:
        effect.ties.setdefault(outcome.tie, Told()).tell(case)
    if old.unit != new.unit:
        effect.moved += 1
        move = effect.moves.setdefault((old.unit, new.unit, old.rule, new.rule), Move())
        move.tell(case)
        move.already_there += case.unit == new.unit
    elif (old.rule, old.clause) != (new.rule, new.clause):
        effect.other_rule += 1
    elif old.co_units != new.co_units:
        effect.other_help += 1


def is_unowned(notice: Notice, decision: Decision) -> bool:
    """Whether only the fallback took it: no rule fits, or the rule means a town that is not known."""
    rule = notice.rules.get(decision.rule or "")
    return decision.unit == notice.desks.fallback and (rule is None or rule.lead != decision.unit)


def tie(notice: Notice, facts: Facts) -> tuple[str, str] | None:
    """The two rules that fit best and equally well, None where one is the most specific."""
    fitting = (
        rule
        for rule in rules_by_category(notice)[facts.category]
        if fits(rule, facts.area, facts.source, facts.attributes)
    )
    best, rival = next(fitting, None), next(fitting, None)
    if best is None or rival is None:
        return None
    specific = rule_specificity(notice, facts.category, best)
    return (best.code, rival.code) if rule_specificity(notice, facts.category, rival) == specific else None
