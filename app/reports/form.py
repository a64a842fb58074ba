"""A report as form fields, for simple clients: the same words as the JSON report, flat."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from app.cases.models import PhotoRole
from app.cases.shapes import Report
from app.core.problems import Problem

PLAIN = ("category", "taken_at", "description", "source")
NESTED = ("location", "attributes")
POSITION = ("lon", "lat", "accuracy_m", "fixed_at")


def report_of(fields: Mapping[str, str | None], photos: Sequence[tuple[str, PhotoRole]]) -> Report:
    """The report that form fields make. The place: ``location`` as JSON, or ``lon`` and ``lat``.

    Raises:
        Problem: ``malformed-json`` for a nested field that is not JSON.
        pydantic.ValidationError: as for the JSON report.
    """
    report: dict[str, Any] = {name: fields[name] for name in PLAIN if fields.get(name)}
    report |= {name: _json(fields[name]) for name in NESTED if fields.get(name)}
    position = {name: fields[name] for name in POSITION if fields.get(name)}
    if position:
        report["location"] = position
    report["photos"] = [{"sha256": digest, "role": role} for digest, role in photos]
    return Report.model_validate(report)


def _json(text: str | None) -> Any:
    try:
        return orjson.loads(text or "null")
    except orjson.JSONDecodeError:
        raise Problem("malformed-json") from None


def id_of(report: Report, reporter: UUID, received: datetime) -> UUID:
    """An id made of what was said, by whom and when: a request repeated on the day is the same case."""
    said = report.model_dump_json().encode() + reporter.bytes + received.strftime("%Y%m%d").encode()
    digest = bytearray(sha256(said).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80  # version 8 (RFC 9562): made by a rule of our own
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))
