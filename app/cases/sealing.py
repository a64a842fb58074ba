"""The seal that a phone put on a report or a step, kept beside the journal entry it belongs to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

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
    said = report.model_dump(mode="json", include={"photos", "location", "category"})
    facts = {"category": said["category"], "location": said["location"]}
    claim = Claim(case_id, "report", said["photos"], facts)
    return keep_seal(session, report.seal, claim, person.id, REPORTED_AS_VERSION, at)


def seal_step(
    session: Session, person: Person, case_id: UUID, operation: str, step: Step, version: int, at: datetime
) -> dict[str, Any]:
    """The same for a step that leads to ``version`` of the case."""
    if step.seal is None:
        return {}
    photos = [photo.model_dump(mode="json") for photo in step.photos]
    return keep_seal(session, step.seal, Claim(case_id, operation, photos, {}), person.id, version, at)
