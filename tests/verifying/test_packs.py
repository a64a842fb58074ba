"""A pack says of case and photos what the sealed entries say; made of an altered database it tells on itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from sqlmodel import col

from app.cases.models import Case
from app.cases.retold import COLUMNS
from app.core.plain import table_of
from app.demo.draw import draw_scene
from app.evidence.gathering import WORKED_OUT
from app.evidence.pack import check
from app.photos.models import Photo
from tests.bureau import COUNTY_SEAT, Bureau, open_bureau
from tests.evidence.stories import Files, faults_in, files_in, with_data
from tests.journal.owner import as_owner, rewrite_journal
from tests.photos.making import jpeg
from tests.verifying.altering import account_of, altered, rows_of
from tests.verifying.whole_bureau import Whole

TOLD = {column: name for column, name in COLUMNS.items() if column not in WORKED_OUT}
TAKEN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def pack_of(bureau: Bureau, case_id: str) -> Files:
    """The pack as COMMAND downloads it."""
    answer = bureau["command"].http.get(f"/api/cases/{case_id}/evidence.zip")
    assert answer.status_code == 200, answer.text
    return files_in(answer.content)


def all_altered(bureau: Bureau, case_id: str) -> Callable[[Connection], None]:
    """Every column of a case that its journal tells, altered at once."""
    somebody, (row,) = account_of(bureau, "admin"), rows_of(bureau, Case, case_id)
    values = {column: altered(column, row._mapping[column], somebody) for column in TOLD}
    values |= {"notice_version_id": row.notice_version_id}  # the pack could not be made without it
    table = table_of(Case)

    def put(connection: Connection) -> None:
        connection.execute(update(table).where(table.c.id == row.id).values(values))

    return put


def said_of_photo(sha256: str, values: dict[str, Any]) -> Callable[[Connection], None]:
    """What the register says of a photo, altered."""
    table = table_of(Photo)

    def put(connection: Connection) -> None:
        connection.execute(update(table).where(table.c.sha256 == sha256).values(values))

    return put


def test_of_an_honest_bureau_every_pack_agrees(whole: Whole) -> None:
    with whole.bureau.database.reading() as session:
        ids = list(session.execute(select(col(Case.id))).scalars())

    faults = {case_id: faults_in(pack_of(whole.bureau, str(case_id))) for case_id in ids}

    assert len(ids) > 12
    assert faults == {case_id: [] for case_id in ids}


def test_a_pack_of_an_altered_case_names_every_column(whole: Whole) -> None:
    case_id = whole.cases["closed"]
    as_owner(whole.bureau, also=all_altered(whole.bureau, case_id))

    faults = "\n".join(faults_in(pack_of(whole.bureau, case_id)))

    assert [name for column, name in TOLD.items() if f"案件的{name}与流转记录不符" not in faults] == [
        "通知版本"
    ]


def test_a_pack_of_older_entries_still_proves_deadline_and_closing(whole: Whole) -> None:
    def as_they_were(detail: dict[str, Any]) -> None:
        detail.pop("columns", None)
        detail.pop("receipt", None)

    case_id = whole.cases["closed"]
    as_owner(whole.bureau, "DELETE FROM checkpoints", also=rewrite_journal(as_they_were))
    honest = pack_of(whole.bureau, case_id)
    assert faults_in(honest) == []
    assert any("旧版系统" in note for note in check.check(honest.__getitem__)[1].notes)

    as_owner(whole.bureau, "UPDATE cases SET due_at = warn_at, closed_at = fed_back_at, description = 'x'")
    faults = "\n".join(faults_in(pack_of(whole.bureau, case_id)))

    for name in ("处置期限", "结案时间", "描述"):
        assert f"案件的{name}与流转记录不符" in faults


def in_case(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """A forger who writes something else into the pack."""

    def change(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = data
        for part in way:
            place = place[int(part)] if part.isdigit() else place[part]
        place[last] = value

    return change


FORGED: list[tuple[str, Any, str]] = [
    ("case.state", "VOID", "案件的状态与流转记录不符"),
    ("case.due_at", "2030-01-01T00:00:00Z", "案件的处置期限与流转记录不符"),
    ("case.closed_at", None, "案件的结案时间与流转记录不符"),
    ("case.reported_at", "2023-02-01T00:00:00Z", "案件的上报时间与流转记录不符"),
    ("case.number", "20230213-9999", "案件的编号与流转记录不符"),
    ("case.category.code", "LL1-01", "案件的案由与流转记录不符"),
    ("case.unit.code", "CGZX", "案件的责任单位与流转记录不符"),
    ("case.area", None, "案件的区域与流转记录不符"),
    ("case.routing.why", "别的理由", "案件的派遣理由与流转记录不符"),
    ("case.columns.description", "别处", "案件的描述与流转记录不符"),
    ("case.columns.rework_count", 0, "案件的返工次数与流转记录不符"),
    ("photos.0.taken_at", "2023-02-01T00:00:00Z", "第 1 张照片"),
    ("photos.0.location", {"lon": 1, "lat": 1, "source": "gps"}, "第 1 张照片"),
    ("photos.0.version", 2, "第 1 张照片"),
    ("photos.0.received_at", "2030-01-01T00:00:00Z", "的收到时间晚于"),
    ("photos.0.received_at", None, "的收到时间晚于"),
    ("photos.0.received_at", "2023-01-01T00:00:00Z", "的收到时间与送来它的记录不符"),
    ("photos.0.bytes", 3, "的字节数应为"),
]


@pytest.fixture(scope="module")
def closed_files(done: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Files:
    """An honest pack of the case that has gone the long way."""
    folder, cases = done
    with open_bureau(folder, tmp_path_factory.mktemp("packs")) as bureau:
        return pack_of(bureau, cases["closed"])


@pytest.mark.parametrize(("path", "value", "said"), FORGED, ids=[f"{row[0]} {row[1]}" for row in FORGED])
def test_a_word_altered_in_the_pack_is_named(closed_files: Files, path: str, value: Any, said: str) -> None:
    faults = faults_in(with_data(closed_files, in_case(path, value)))

    assert any(said in fault for fault in faults), faults


def test_the_photos_own_time_is_read_from_the_photo(bureau: Bureau) -> None:
    inspector = bureau["inspector"]
    with_time, bare = draw_scene("LL2-02", 1, "before", TAKEN, COUNTY_SEAT), jpeg()
    hashes = [inspector.send_photo(data) for data in (with_time, bare)]
    photos = [{"sha256": sha256, "role": role} for sha256, role in zip(hashes, ("near", "far"), strict=True)]
    case_id = inspector.files(photos=photos)["id"]
    assert faults_in(pack_of(bureau, case_id)) == []  # nobody has looked at them yet: nothing is claimed
    for sha256 in hashes:
        bureau.app.state.developer.develop(sha256)
    assert faults_in(pack_of(bureau, case_id)) == []

    later = {"exif_at": datetime(2026, 11, 23, 2, 0, tzinfo=UTC), "received_at": TAKEN - timedelta(days=300)}
    as_owner(bureau, also=said_of_photo(hashes[0], later | {"bytes": 7}))
    as_owner(bureau, also=said_of_photo(hashes[1], later))
    faults = "\n".join(faults_in(pack_of(bureau, case_id)))

    assert f"第 1 张照片（{hashes[0][:12]}…）的字节数应为 {len(with_time)}，证据包写 7" in faults
    assert f"第 1 张照片（{hashes[0][:12]}…）自带的拍摄时间应为 2026-11-23 01:00:00+00:00" in faults
    assert f"第 2 张照片（{hashes[1][:12]}…）的收到时间与送来它的记录不符" in faults
    assert f"第 2 张照片（{hashes[1][:12]}…）自带的拍摄时间应为 空" in faults
