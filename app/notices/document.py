"""The notice as one JSON document and back, so that a database can keep its versions."""

from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter

from app.notices.model import Notice

_KEYED = (
    "clauses",
    "units",
    "battles",
    "groups",
    "categories",
    "questions",
    "sources",
    "rules",
    "towns",
    "villages",
    "shapes",
    "grids",
    "squads",
    "facilities",
)


def to_document(notice: Notice) -> str:
    """Canonical JSON: tables as lists in file order, keys sorted, no spaces."""
    return notice.document.decode()


def from_document(document: str | bytes) -> Notice:
    """The notice a document says; :func:`to_document` of it gives the same text.

    Raises ``ValueError`` where it is none (:class:`pydantic.ValidationError` is one).
    """
    values: dict[str, Any] = orjson.loads(document)
    for name in _KEYED:
        values[name] = {row.get("code", row.get("key")): row for row in values.get(name, [])}
    return _reader().validate_python(values)


@cache
def _reader() -> TypeAdapter[Notice]:
    return TypeAdapter(Notice)
