"""The seal that a phone put on a report or a step, kept beside the journal entry it belongs to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.cases.photo_refs import PhotoRef
from app.cases.shapes import Report
from app.cases.steps import Step
from app.people.policy import Person
from app.seals.judging import Claim
from app.seals.keeping import keep_seal

REPORTED_AS_VERSION = 1


def seal_report(
    session: Session, person: Person, case_id: UUID, report: Report, at: datetime
) -> dict[str, Any]:
    """Judge and keep a report's seal; returns what its journal entry says of it, ``{}`` without a seal."""
    if report.seal is None:
        return {}
    return keep_seal(
        session, report.seal, claim_of_report(case_id, report), person.id, REPORTED_AS_VERSION, at
    )


def seal_step(
    session: Session, person: Person, case_id: UUID, operation: str, step: Step, version: int, at: datetime
) -> dict[str, Any]:
    """The same for a step that leads to ``version`` of the case."""
    if step.seal is None:
        return {}
    claim = claim_of_step(case_id, operation, step.photos)
    return keep_seal(session, step.seal, claim, person.id, version, at)


def claim_of_report(case_id: UUID, report: Report) -> Claim:
    """What the seal of a report must say."""
    said = report.model_dump(mode="json", include={"photos", "location", "category"})
    facts = {"category": said["category"], "location": said["location"]}
    return Claim(case_id, "report", said["photos"], facts)


def claim_of_step(case_id: UUID, operation: str, photos: Sequence[PhotoRef]) -> Claim:
    """What the seal of a step must say."""
    return Claim(case_id, operation, [photo.model_dump(mode="json") for photo in photos], {})
