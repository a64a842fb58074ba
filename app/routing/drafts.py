"""Drafting rules: a draft starts from the version in force, is changed by whoever sees its latest state,
checked at every change, and kept even while it has faults.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col

from app.core.clock import now
from app.core.problems import Problem
from app.notices.model import Notice, Rule
from app.notices.registers import NoticeVersion
from app.notices.versions import InForce, Versions
from app.people.models import Role
from app.people.policy import Person
from app.routing.models import DRAFT_STATE_LABELS, DraftState, RuleDraft
from app.routing.rule_rows import faults_of, read, with_rules, written

RULERS = frozenset({Role.COMMAND, Role.OFFICE})
"""Who may draft, approve and look at what rules do to units."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with what it was made from and what it would make of the notice."""

    row: RuleDraft
    base: InForce
    notice: Notice


def demand_ruler(person: Person, what: tuple[str, str] = ("起草责任规则", "draft rules")) -> None:
    """Refuse whoever may not touch the responsibility table. Raises Problem ``not-allowed``."""
    if not person.roles & RULERS:
        raise Problem("not-allowed", what=what)


def create(
    session: Session,
    person: Person,
    base: InForce,
    title: str,
    rules: Sequence[Rule] | None = None,
    *,
    note: str = "",
    origin_case_id: UUID | None = None,
) -> Draft:
    """A new draft with the rules of ``base``, or those given."""
    rules = tuple(base.notice.rules.values()) if rules is None else rules
    notice = with_rules(base.notice, rules)
    moment = now()
    row = RuleDraft(
        title=title.strip(),
        note=note.strip(),
        base_version_id=base.id,
        rules=written(rules),
        fault_count=len(faults_of(notice)),
        origin_case_id=origin_case_id,
        created_at=moment,
        created_by=person.id,
        created_by_name=person.name,
        changed_at=moment,
        changed_by_name=person.name,
    )
    session.add(row)
    session.flush()
    return Draft(row, base, notice)


def drafts(session: Session, versions: Versions, states: Sequence[DraftState]) -> list[Draft]:
    """Drafts in these states, last changed first."""
    rows = session.execute(
        select(RuleDraft)
        .where(col(RuleDraft.state).in_(states))
        .order_by(col(RuleDraft.changed_at).desc(), col(RuleDraft.id))
        .limit(200),
    ).scalars()
    return [_opened(versions, row) for row in rows]


def draft(session: Session, versions: Versions, draft_id: UUID) -> Draft:
    """One draft. Raises Problem ``not-found``."""
    row = session.get(RuleDraft, draft_id)
    if row is None:
        raise Problem("not-found", what=("这份草案", "this draft"))
    return _opened(versions, row)


def _opened(versions: Versions, row: RuleDraft) -> Draft:
    base = versions.of(row.base_version_id)
    return Draft(row, base, with_rules(base.notice, read(row.rules)))


def current_version_id(session: Session) -> int:
    """The version in force as this transaction sees it."""
    in_force = select(col(NoticeVersion.id)).where(col(NoticeVersion.in_force).is_(True))
    return int(session.execute(in_force).scalar_one())


def change(
    session: Session,
    person: Person,
    opened: Draft,
    seen: int,
    rules: Sequence[Rule] | None = None,
    **words: str,
) -> Draft:
    """Put ``rules`` in the place of the draft's, and ``title`` or ``note``.

    Raises:
        Problem: ``stale-draft``, ``draft-not-open``, ``invalid-input`` where a rule's code comes twice.
    """
    demand_state(opened, DraftState.DRAFTING, ("修改", "changed"))
    notice = opened.notice
    values: dict[str, object] = {name: said.strip() for name, said in words.items()}
    if rules is not None:
        _demand_distinct(rules)
        notice = with_rules(opened.base.notice, rules)
        values |= {"rules": written(rules), "fault_count": len(faults_of(notice))}
    save(session, opened, seen, person, values)
    return replace(opened, notice=notice)


def put_rule(session: Session, person: Person, opened: Draft, seen: int, code: str, rule: Rule) -> Draft:
    """Put ``rule`` in the place of the one called ``code``, or add it at the end."""
    rules = list(opened.notice.rules.values())
    place = next((index for index, one in enumerate(rules) if one.code == code), len(rules))
    rules[place : place + 1] = [rule]
    return change(session, person, opened, seen, rules)


def drop_rule(session: Session, person: Person, opened: Draft, seen: int, code: str) -> Draft:
    """Take a rule out. Raises Problem ``not-found`` where there is none of that code."""
    if code not in opened.notice.rules:
        raise Problem("not-found", what=(f"规则 {code}", f"rule {code}"))
    rules = [rule for rule in opened.notice.rules.values() if rule.code != code]
    return change(session, person, opened, seen, rules)


def save(session: Session, opened: Draft, seen: int, person: Person, values: dict[str, object]) -> None:
    """Write one change of a draft, if it is still the version that was seen.

    Raises:
        Problem: ``stale-draft`` with the current version; nothing is written.
    """
    changed = {"version": seen + 1, "changed_at": now(), "changed_by_name": person.name, **values}
    done = session.execute(
        update(RuleDraft)
        .where(col(RuleDraft.id) == opened.row.id, col(RuleDraft.version) == seen)
        .values(**changed),
    )
    assert isinstance(done, CursorResult)  # noqa: S101  (what an UPDATE returns)
    session.refresh(opened.row)
    if done.rowcount != 1:
        row = opened.row
        raise Problem(
            "stale-draft",
            seen=seen,
            current=row.version,
            who=row.changed_by_name,
            shown={"current_version": row.version, "seen_version": seen},
        )


def demand_state(opened: Draft, state: DraftState, what: tuple[str, str]) -> None:
    """Refuse a step for which the draft is not where it should be. Raises Problem ``draft-not-open``."""
    if opened.row.state is not state:
        raise Problem("draft-not-open", state=DRAFT_STATE_LABELS[opened.row.state], what=what)


def _demand_distinct(rules: Sequence[Rule]) -> None:
    codes = [rule.code for rule in rules]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        named = "、".join(twice)
        summary = (f"规则代码重复：{named}。每条规则要有自己的代码。", f"rule codes given twice: {named}")
        raise Problem("invalid-input", summary=summary)
