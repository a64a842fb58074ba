"""What nobody needs is forgotten in time, and the journal says so; what a case rests on stays."""

import json
import os
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.core.clock import now, set_clock
from app.journal.models import Entry
from app.keeping.retention import OPERATION, Terms, forget
from app.people.models import FailedSignIn, SignInRecord
from app.photos.models import Photo
from app.photos.s3 import BucketStore
from app.photos.store import DiskStore
from tests.bureau import Bureau, Someone, open_bureau, photo
from tests.s3 import S3

TERMS = Terms(unfiled_days=90, log_days=190)


def days_pass(days: float) -> None:
    later = now() + timedelta(days=days)
    set_clock(lambda: later)


def age(bureau: Bureau, sha256: str, days: float) -> None:
    """The file's own age, which no clock of ours can turn."""
    store = bureau.app.state.store
    assert isinstance(store, DiskStore)
    then = now().timestamp() - days * 86_400
    os.utime(store.path(sha256), (then, then))


def sweep(bureau: Bureau) -> int:
    return forget(bureau.database, bureau.app.state.store, TERMS)


def journalled(bureau: Bureau) -> list[dict[str, Any]]:
    with bureau.database.reading() as session:
        query = select(col(Entry.detail)).where(col(Entry.operation) == OPERATION)
        return [json.loads(detail) for detail in session.execute(query).scalars()]


def test_a_photo_that_nobody_filed_goes_after_ninety_days_and_the_journal_says_which(bureau: Bureau) -> None:
    alice = bureau["inspector"]
    case = alice.files()
    unfiled = alice.take_photo()
    store = bureau.app.state.store
    store.put_rendition(unfiled, "thumb", b"small")
    age(bureau, unfiled, 0)

    days_pass(89)
    assert sweep(bureau) == 0
    days_pass(1.1)
    assert sweep(bureau) == 1

    assert not store.exists(unfiled)
    assert not store.has_rendition(unfiled, "thumb")
    assert [entry["photos"] for entry in journalled(bureau)] == [[unfiled]]
    assert all(store.exists(photo) for photo in case["photos"])
    assert sweep(bureau) == 0
    with bureau.database.reading() as session:
        assert session.get(Photo, unfiled) is None


def test_a_photo_sent_again_lately_stays(bureau: Bureau) -> None:
    data = photo()
    unfiled = bureau["inspector"].send_photo(data)
    days_pass(80)
    bureau["inspector2"].send_photo(data)
    days_pass(15)

    assert sweep(bureau) == 0
    assert bureau.app.state.store.exists(unfiled)


def test_a_photo_that_its_own_phone_sent_again_lately_stays_too(bureau: Bureau) -> None:
    """Its outbox has waited in a drawer; the receipt still says when the photo first came."""
    alice, data = bureau["inspector"], photo()
    unfiled = alice.send_photo(data)
    path = f"/api/photos/{unfiled}"
    first = alice.http.put(path, content=data).json()["received_at"]
    days_pass(80)
    again = Someone(bureau.stranger(), "inspector").http.put(path, content=data)
    days_pass(15)
    swept = sweep(bureau)
    days_pass(76)

    assert (again.status_code, again.json()["received_at"]) == (200, first)
    assert swept == 0
    assert sweep(bureau) == 1, "90 days after it was sent again"


def test_bytes_that_come_again_while_their_row_goes_are_not_removed(bureau: Bureau) -> None:
    unfiled = bureau["inspector"].take_photo()
    days_pass(91)
    age(bureau, unfiled, 0)  # put a moment ago, its row still to be written

    assert sweep(bureau) == 1
    assert bureau.app.state.store.exists(unfiled)


def test_who_signed_in_and_who_failed_is_kept_for_half_a_year_and_then_goes(bureau: Bureau) -> None:
    bureau["inspector"].http.delete("/api/session")
    bureau.stranger().post("/api/session", json={"username": "inspector", "password": "wrong"})

    days_pass(183)
    assert sweep(bureau) == 0
    days_pass(8)
    assert sweep(bureau) == 4

    assert journalled(bureau)[-1]["failed_sign_ins"] == 1
    assert journalled(bureau)[-1]["sign_in_records"] == 3
    with bureau.database.reading() as session:
        assert session.execute(select(FailedSignIn)).first() is None
        assert session.execute(select(SignInRecord)).first() is None


def test_what_the_law_wants_kept_cannot_be_set_shorter(bureau: Bureau) -> None:
    assert bureau.settings.retention_log_days >= 183
    fields = type(bureau.settings).model_fields
    assert "ge=183" in str(fields["retention_log_days"].metadata)


def test_in_a_bucket_too(prepared: Any, s3: S3, tmp_path: Any) -> None:
    with open_bureau(
        prepared, tmp_path / "bureau", **s3.says(s3.new_bucket(), tmp_path / "landing")
    ) as bureau:
        unfiled = bureau["inspector"].take_photo()
        days_pass(91)

        assert sweep(bureau) == 1
        store = bureau.app.state.store
        assert isinstance(store, BucketStore)
        assert not store.exists(unfiled)
        with bureau.database.reading() as session:
            assert session.get(Photo, unfiled) is None
