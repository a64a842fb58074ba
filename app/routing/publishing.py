"""From draft to version in force: one person submits, another approves, and the journal names both."""

from sqlmodel import Session

from app.core.clock import now
from app.core.problems import Problem
from app.journal.record import Happening, record
from app.notices.model import Rule
from app.notices.registers import NoticeVersion
from app.notices.versions import InForce, Versions, load
from app.people.policy import Person
from app.routing.changes import changes
from app.routing.drafts import Draft, change, current_version_id, demand_state, save
from app.routing.models import DraftState
from app.routing.rule_rows import faults_of, undecidable


def submit(session: Session, person: Person, opened: Draft, seen: int) -> None:
    """Hand the draft over for somebody else to approve.

    Raises:
        Problem: ``draft-not-open``, ``draft-has-faults``, ``draft-changes-nothing``,
            ``draft-base-outdated``, ``stale-draft``.
    """
    demand_state(opened, DraftState.DRAFTING, ("提交", "submitted"))
    _demand_publishable(session, opened)
    values: dict[str, object] = {
        "state": DraftState.SUBMITTED,
        "submitted_at": now(),
        "submitted_by": person.id,
        "submitted_by_name": person.name,
        "sent_back": "",
    }
    save(session, opened, seen, person, values)
    _record(session, person, "rules_submitted", opened)


def send_back(session: Session, person: Person, opened: Draft, seen: int, reason: str) -> None:
    """Make a submitted draft changeable again; whoever submitted it may take it back so, too."""
    demand_state(opened, DraftState.SUBMITTED, ("退回修改", "sent back"))
    nobody = dict.fromkeys(("submitted_at", "submitted_by", "submitted_by_name"))
    save(
        session,
        opened,
        seen,
        person,
        {"state": DraftState.DRAFTING, "sent_back": reason.strip(), **nobody},
    )
    _record(session, person, "rules_sent_back", opened, reason=reason.strip())


def discard(session: Session, person: Person, opened: Draft, seen: int) -> None:
    """Give a draft up. It can still be read, but goes nowhere."""
    demand_state(opened, DraftState.DRAFTING, ("作废", "discarded"))
    save(session, opened, seen, person, {"state": DraftState.DISCARDED})
    _record(session, person, "rules_discarded", opened)


def approve(session: Session, person: Person, opened: Draft, seen: int) -> int:
    """Put a submitted draft in force as a new version of the notice; returns its number.

    Raises:
        Problem: ``same-person`` for whoever submitted it, and all that :func:`submit` raises.
    """
    demand_state(opened, DraftState.SUBMITTED, ("批准发布", "approved"))
    row = opened.row
    if row.submitted_by == person.id:
        what = ("批准人不能是提交人", "whoever submitted a draft may not approve it")
        raise Problem("same-person", what=what)
    _demand_publishable(session, opened)
    save(session, opened, seen, person, {})
    number, _ = load(session, opened.notice, person.actor)
    row.published_version_id = current_version_id(session)
    row.approved_at, row.approved_by, row.approved_by_name = now(), person.id, person.name
    row.state = DraftState.PUBLISHED
    session.add(row)
    session.flush()
    submitter = {"id": row.submitted_by, "name": row.submitted_by_name}
    _record(session, person, "rules_published", opened, version=number, submitted_by=submitter)
    return number


def rebase(
    session: Session, person: Person, opened: Draft, seen: int, versions: Versions
) -> tuple[Draft, list[str]]:
    """Carry the draft's own changes over to the version in force.

    Returns the draft and the codes of rules that both sides changed differently; there the draft's word
    stands, and shows as a change of the version in force.

    Raises:
        Problem: ``draft-not-open``, ``stale-draft``.
    """
    demand_state(opened, DraftState.DRAFTING, ("更新到现行版本", "carried over"))
    current = versions.of(current_version_id(session))
    rules, both = _merged(opened, current)
    moved = Draft(opened.row, current, opened.notice)
    changed = change(session, person, moved, seen, rules)
    changed.row.base_version_id = current.id
    session.add(changed.row)
    session.flush()
    return changed, both


def _merged(opened: Draft, current: InForce) -> tuple[list[Rule], list[str]]:
    """The rules in force with the draft's changes to its base, and where the two disagree."""
    base, ours, theirs = opened.base.notice.rules, opened.notice.rules, dict(current.notice.rules)
    both = []
    for code in {**base, **ours}:
        was, wanted = base.get(code), ours.get(code)
        if wanted == was:
            continue
        if theirs.get(code) not in (was, wanted):
            both.append(code)
        if wanted is None:
            theirs.pop(code, None)
        else:
            theirs[code] = wanted
    return list(theirs.values()), both


def _demand_publishable(session: Session, opened: Draft) -> None:
    _demand_base_in_force(session, opened)
    demand_sound(opened, ("提交或发布", "submitted or published"))
    if not changes(opened.base.notice, opened.notice).any:
        raise Problem("draft-changes-nothing")


def _demand_base_in_force(session: Session, opened: Draft) -> None:
    current = current_version_id(session)
    if current != opened.base.id:
        number = session.get_one(NoticeVersion, current).number
        raise Problem(
            "draft-base-outdated", base=opened.base.number, current=number, shown={"current_number": number}
        )


def demand_sound(opened: Draft, what: tuple[str, str]) -> None:
    """Refuse what a draft with faults cannot do. Raises Problem ``draft-has-faults`` with the list."""
    faults = faults_of(opened.notice)
    if faults:
        listed = [{"rule": one.rule, "category": one.category, "message": one.message} for one in faults]
        raise Problem("draft-has-faults", count=len(faults), what=what, shown={"faults": listed})


def _record(session: Session, person: Person, operation: str, opened: Draft, **more: object) -> None:
    detail = {
        "draft": opened.row.id,
        "title": opened.row.title,
        "base": opened.base.number,
        "digest": opened.notice.digest,
        **more,
    }
    record(session, [Happening(at=now(), actor=person.actor, operation=operation, detail=detail)])


def demand_decidable(opened: Draft) -> None:
    """Refuse to decide by rules that name a unit or a clause there is not. Raises ``draft-has-faults``."""
    if undecidable(opened.notice):
        demand_sound(opened, ("试算", "tried"))
