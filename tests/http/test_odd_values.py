"""Values that no person means: refused with a sentence, for what is answered with an error is sent again for ever."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from app.core.shapes import Sent
from tests.bureau import COUNTY_SEAT, Bureau, report_body

LON, LAT = COUNTY_SEAT
BEFORE_ALL_TIME, AFTER_ALL_TIME = "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"
ODD_REPORTS: dict[str, tuple[str, Any]] = {
    "taken in the year 1": ("taken_at", BEFORE_ALL_TIME),
    "taken at the end of all years": ("taken_at", AFTER_ALL_TIME),
    "with a fix of the year 1": ("location.fixed_at", BEFORE_ALL_TIME),
    "with a photo of the year 1": ("photos.0.taken_at", BEFORE_ALL_TIME),
    "with a photo's fix of the last year": (
        "photos.0.location",
        {"lon": LON, "lat": LAT, "fixed_at": AFTER_ALL_TIME},
    ),
    "with a number of thirty digits": ("attributes.a", 10**30),
    "with no number at all": ("attributes.a", float("inf")),
    "with a NUL in its words": ("description", "路边\0垃圾"),
    "with a NUL in an answer": ("attributes", {"a": "\0"}),
    "with a NUL in a question": ("attributes", {"a\0": True}),
    "of a type with a NUL": ("category", "LL2\0-02"),
}


def put_in(body: dict[str, Any], path: str, value: Any) -> None:
    at: Any = body
    *before, last = (int(part) if part.isdecimal() else part for part in path.split("."))
    for part in before:
        at = at[part]
    at[last] = value


def assert_refused(answer: Response, names: str = "") -> None:
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"].endswith("invalid-input"), answer.text
    assert names in answer.json()["errors"][0]["field"]
    assert any(word in answer.json()["detail"] for word in ("1970 年至", "数字过大", "空字符", "不能大于")), (
        answer.text
    )


@pytest.mark.parametrize("name", ODD_REPORTS)
@pytest.mark.parametrize("written", [str.lower, str.upper], ids=["short way", "long way"])
def test_an_odd_report_is_refused_with_a_sentence_that_names_what_is_odd(
    bureau: Bureau, name: str, written: Callable[[str], str]
) -> None:
    path, value = ODD_REPORTS[name]
    inspector = bureau["inspector"]
    body = report_body(inspector.take_photo(seed=1))
    put_in(body, path, value)
    content = json.dumps(body).replace("Infinity", "1e999")

    answer = inspector.http.put(
        f"/api/cases/{written(str(uuid4()))}",
        content=content,
        headers={"Content-Type": "application/json"},
    )

    assert_refused(answer, path.removesuffix(".location"))


def test_a_phone_whose_clock_was_never_set_reports_all_the_same(bureau: Bureau) -> None:
    bureau["inspector"].files(taken_at="1970-01-01T00:01:30Z")


def test_the_largest_number_that_a_database_holds_is_an_answer_like_any_other(bureau: Bureau) -> None:
    case = bureau["inspector"].files(attributes={"a": 2**63 - 1, "b": 1 - 2**63, "c": 1.5})
    shown = bureau["command"].case(case["id"])["attributes"]
    assert shown == {"a": 2**63 - 1, "b": 1 - 2**63, "c": 1.5}


ODD_STEPS: dict[str, dict[str, Any]] = {
    "reason": {"reason": "已清理\0"},
    "photos.0.taken_at": {"photos": [{"sha256": "0" * 64, "role": "after", "taken_at": BEFORE_ALL_TIME}]},
    "until": {"until": AFTER_ALL_TIME},
    "reply_by": {"reply_by": "0001-01-01"},
    "waive": {"waive": "\0"},
    "attributes.a": {"attributes": {"a": 10**30}},
    "version": {"version": 10**30},
}


@pytest.mark.parametrize("field", ODD_STEPS)
def test_an_odd_step_is_refused_the_same_way(bureau: Bureau, field: str) -> None:
    case = bureau["inspector"].files()
    step = {"version": 2} | ODD_STEPS[field]
    answer = bureau["dispatcher-zfdd"].http.post(f"/api/cases/{case['id']}/feedback", json=step)
    assert_refused(answer, field)


ODD_REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "duty begun in the year 1": ("PUT", "/api/duty/{id}", {"at": BEFORE_ALL_TIME}),
    "duty ended in the last year": ("POST", "/api/duty/{id}/end", {"at": AFTER_ALL_TIME}),
    "a point of the year 1": (
        "POST",
        "/api/duty/{id}/points",
        {"points": [{"at": BEFORE_ALL_TIME, "lon": LON, "lat": LAT}]},
    ),
    "a name to sign in with": ("POST", "/api/session", {"username": "a\0", "password": "x"}),
    "a phone's name": ("PUT", f"/api/device-keys/{'0' * 64}", {"public_key": "x", "label": "\0"}),
}


@pytest.mark.parametrize("name", ODD_REQUESTS)
def test_an_odd_request_is_refused_the_same_way(bureau: Bureau, name: str) -> None:
    method, path, body = ODD_REQUESTS[name]
    assert_refused(bureau["inspector"].http.request(method, path.format(id=uuid4()), json=body))


@pytest.mark.parametrize("query", ["reported_since=0001-01-01", "ended_until=9999-12-31", "battle=100"])
def test_an_odd_question_to_the_inbox_is_refused_the_same_way(bureau: Bureau, query: str) -> None:
    assert_refused(bureau["command"].http.get(f"/api/cases?{query}"), query.split("=", maxsplit=1)[0])


def test_every_request_with_texts_of_its_own_is_checked_for_them(bureau: Bureau) -> None:
    document = bureau.app.openapi()
    schemas = document["components"]["schemas"]
    sent = {model.__name__ for model in descendants(Sent)}
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]
        for path in document["paths"].values()
        for operation in path.values()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    named = set(names_in(bodies, schemas))
    assert {"Report", "SealIn", "MoveIn", "RuleIn"} <= named
    assert {name for name in named if has_free_text(schemas[name]["properties"])} <= sent


def descendants(model: type[Sent]) -> Iterator[type[Sent]]:
    for child in model.__subclasses__():
        yield child
        yield from descendants(child)


def names_in(part: Any, schemas: dict[str, Any]) -> Iterator[str]:
    """The models that a schema is made of."""
    if isinstance(part, dict) and "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        if "properties" in schemas[name]:
            yield name
        yield from names_in(schemas[name], schemas)
    elif isinstance(part, (dict, list)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from names_in(inner, schemas)


def has_free_text(part: Any) -> bool:
    if isinstance(part, dict):
        is_free = part.get("type") == "string" and not {"format", "pattern", "enum", "const"} & set(part)
        return is_free or any(has_free_text(inner) for inner in part.values())
    return isinstance(part, list) and any(map(has_free_text, part))
