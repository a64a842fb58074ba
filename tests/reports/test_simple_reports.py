"""One request, one case: the multipart door for simple clients."""

import pytest

from tests.bureau import COUNTY_SEAT, PASSWORD, Bureau, photo

FIELDS = {"category": "LL2-02", "lon": str(COUNTY_SEAT[0]), "lat": str(COUNTY_SEAT[1]), "accuracy_m": "12"}


def test_one_request_with_name_and_password_files_a_case(bureau: Bureau) -> None:
    answer = bureau.stranger().post(
        "/api/reports",
        auth=("inspector", PASSWORD),
        data=FIELDS | {"description": "店外经营"},
        files=[
            ("photos", ("a.jpg", photo(), "image/jpeg")),
            ("far", ("b.jpg", photo(role="far"), "image/jpeg")),
        ],
    )

    assert answer.status_code == 201, answer.text
    assert answer.json()["unit"]["code"] == "ZFDD"
    case = bureau["command"].case(answer.json()["id"])
    assert case["description"] == "店外经营"
    assert [picture["role"] for picture in case["photos"]] == ["before", "far"]


def test_the_same_request_again_is_the_same_case(bureau: Bureau) -> None:
    files = [("photos", ("a.jpg", photo(seed=5), "image/jpeg"))]

    first, again = (bureau["inspector"].http.post("/api/reports", data=FIELDS, files=files) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_the_place_may_come_as_json_too(bureau: Bureau) -> None:
    fields = {
        "category": "LL2-02",
        "location": '{"lon": 118.16, "lat": 36.18, "source": "gps"}',
        "attributes": '{"note": 1}',
    }

    answer = bureau["inspector"].http.post(
        "/api/reports", data=fields, files=[("photos", ("a.jpg", photo(), "image/jpeg"))]
    )

    assert answer.status_code == 201, answer.text


BAD = [
    ("no photo", FIELDS, [], 422, "before-photo-required"),
    ("not a photo", FIELDS, [b"%PDF-1.7 and so on"], 422, "not-a-photo"),
    ("an empty file beside a good one", FIELDS, [photo(seed=3), b""], 422, "empty-photo"),
    ("unknown type", FIELDS | {"category": "LL9-99"}, [photo(seed=3)], 422, "unknown-category"),
    ("no place", {"category": "LL2-02"}, [photo(seed=3)], 422, "invalid-input"),
    ("a place that is no number", FIELDS | {"lon": "east"}, [photo(seed=3)], 422, "invalid-input"),
    ("the same photo twice", FIELDS, [photo(seed=3), photo(seed=3)], 422, "invalid-input"),
    ("broken JSON", FIELDS | {"attributes": "{"}, [photo(seed=3)], 422, "malformed-json"),
    ("an id that is none", FIELDS | {"id": "42"}, [photo(seed=3)], 422, "invalid-input"),
]


@pytest.mark.parametrize(
    ("fields", "photos", "status", "problem"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_bad_requests_leave_nothing_half_written(
    bureau: Bureau, fields: dict[str, str], photos: list[bytes], status: int, problem: str
) -> None:
    files = [("photos", (f"{index}.jpg", data, "image/jpeg")) for index, data in enumerate(photos)]

    answer = bureau["inspector"].http.post("/api/reports", data=fields, files=files or None)

    assert answer.status_code == status, answer.text
    assert answer.json()["type"].endswith(problem)
    assert bureau["command"].http.get("/api/cases").json()["items"] == []
    assert not [path for path in bureau.app.state.store.root.rglob("*") if path.is_file()]


def test_a_wrong_password_files_nothing(bureau: Bureau) -> None:
    answer = bureau.stranger().post("/api/reports", auth=("inspector", "wrong"), data=FIELDS)

    assert answer.status_code == 401
