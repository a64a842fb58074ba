"""Every failure has a name, a status and a sentence a person can act on (RFC 9457).

The sentences live in ``problems.toml`` beside this file, Chinese first, English second. Raise
``Problem("stale-version", current=4)``; the edge renders it in the reader's language.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TYPE_PREFIX = "urn:xuncheng:problem:"


@dataclass(frozen=True, slots=True)
class Kind:
    """One named failure: HTTP status, and title and detail by language (templates for ``str.format``)."""

    name: str
    status: int
    title: dict[str, str]
    detail: dict[str, str]


@cache
def catalogue() -> dict[str, Kind]:
    """All kinds by name."""
    rows = tomllib.loads((Path(__file__).parent / "problems.toml").read_text("utf-8"))
    return {
        name: Kind(
            name,
            row["status"],
            {"zh": row["title"], "en": row["title_en"]},
            {"zh": row["detail"], "en": row["detail_en"]},
        )
        for name, row in rows.items()
    }


class Problem(Exception):  # noqa: N818  (RFC 9457 calls it a problem)
    """A named failure with the facts that fill its sentence.

    ``facts`` fill the sentence; those named in ``shown`` also travel as members of the answer.
    """

    def __init__(
        self,
        name: str,
        /,
        *,
        headers: dict[str, str] | None = None,
        shown: dict[str, Any] | None = None,
        **facts: Any,
    ) -> None:
        self.kind = catalogue()[name]
        self.facts = facts
        self.shown = shown or {}
        self.headers = headers or {}
        super().__init__(self.sentence("zh"))

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.kind.status

    def sentence(self, language: str) -> str:
        """The detail in ``zh`` or ``en``; a fact given as a pair has its own words in each."""
        facts = {
            name: fact[language == "en"] if isinstance(fact, tuple) else fact
            for name, fact in self.facts.items()
        }
        return self.kind.detail[language].format(**facts)

    def document(self, language: str) -> dict[str, Any]:
        """The problem document."""
        return {
            "type": TYPE_PREFIX + self.kind.name,
            "title": self.kind.title[language],
            "status": self.status,
            "detail": self.sentence(language),
            **self.shown,
        }
