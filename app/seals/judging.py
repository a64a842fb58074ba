"""Is a seal good, and does it speak of what was sent? Doubt is a remark on the case, never a refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.seals.models import Verdict
from app.seals.shapes import SealIn
from app.seals.signatures import is_signed, key_id

MOMENTS = frozenset({"taken_at", "fixed_at"})


@dataclass(frozen=True, slots=True)
class Claim:
    """What was sent, in the words of the statement: ``about`` is ``report`` or the operation of the step.

    ``photos`` are ``{"sha256", "role", "taken_at"}`` in order; ``facts`` are the further members that a
    report's statement must have (``category``, ``location``). Moments are RFC 3339.
    """

    case_id: UUID
    about: str
    photos: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, the key that the seal names, and which members of the statement differ."""

    verdict: Verdict
    key_id: str
    differs: list[str]


def judge(seal: SealIn, claim: Claim, key_verdict: Verdict) -> Judgement:
    """Look at a seal. ``key_verdict``: what the register says of the key, ``valid`` for this person's own."""
    try:
        named = key_id(seal.public_key)
    except ValueError:
        return Judgement(Verdict.BAD_SIGNATURE, "", [])
    if not is_signed(seal.public_key, seal.statement, seal.signature):
        return Judgement(Verdict.BAD_SIGNATURE, named, [])
    differs = differences(seal.statement, claim, named)
    return Judgement(Verdict.DIFFERS if differs else key_verdict, named, differs)


def differences(statement: str, claim: Claim, device: str) -> list[str]:
    """The members of the statement that do not say what was sent; ``statement`` if it is no JSON object."""
    try:
        said = orjson.loads(statement)
    except orjson.JSONDecodeError:
        return ["statement"]
    if not isinstance(said, dict):
        return ["statement"]
    sent = {
        "about": claim.about,
        "case": str(claim.case_id),
        "device": device,
        "photos": [dict(photo) for photo in claim.photos],
        **claim.facts,
    }
    return [name for name, value in sent.items() if not _alike(said.get(name), value)]


def _alike(said: Any, sent: Any, name: str = "") -> bool:
    """Equal in meaning: numbers by value, moments by the instant, nothing and null alike."""
    if isinstance(sent, Mapping):
        if not isinstance(said, Mapping):
            return False
        return all(_alike(said.get(key), sent.get(key), key) for key in {*said, *sent})
    if isinstance(sent, list):
        return isinstance(said, list) and len(said) == len(sent) and all(map(_alike, said, sent))
    if name in MOMENTS and isinstance(said, str) and isinstance(sent, str):
        return _moment(said) == _moment(sent)
    return bool(said == sent)


def _moment(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
