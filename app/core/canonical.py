"""One way to write a value as bytes, so that equal content has an equal hash."""

from hashlib import sha256
from typing import Any

import orjson


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; datetimes RFC 3339 in UTC, UUIDs as text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def digest(value: Any) -> str:
    """SHA-256 in hex over :func:`canonical_json`."""
    return sha256(canonical_json(value)).hexdigest()
