"""A bureau's people come in an Excel sheet: tried first, then entered all together or not at all."""

import io
import zipfile
from typing import Any

import pytest
from httpx import Response
from openpyxl import Workbook, load_workbook

from tests.bureau import Bureau

HEADINGS = ("用户名", "姓名", "角色", "单位")
GOOD = [
    ("Wang.Xun", "王巡", "巡查员", None),
    ("liu-cl", "刘处", "处置人员、调度员", "执法大队"),
    ("chen", "陈办", "OFFICE", "OFFICE"),
]


def sheet(*rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    book = Workbook()
    page: Any = book.active
    for row in (headings, *rows):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(bureau: Bureau, data: bytes, *, dry_run: bool = False) -> Response:
    answer: Response = bureau["admin"].http.post(
        "/api/accounts/import", params={"dry_run": dry_run}, files={"file": ("people.xlsx", data)}
    )
    return answer


def found(bureau: Bureau, words: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (
        bureau["admin"].http.get("/api/accounts", params={"words": words}).json()["items"]
    )
    return items


def outcomes(answer: Response) -> list[str]:
    return [row["outcome"] for row in answer.json()["rows"]]


def test_tried_then_entered_then_nothing_is_left_to_do(bureau: Bureau) -> None:
    data = sheet(*GOOD)

    assert outcomes(send(bureau, data, dry_run=True)) == ["new"] * 3
    assert found(bureau, "wang.xun") == []
    assert outcomes(send(bureau, data)) == ["new"] * 3
    assert outcomes(send(bureau, data)) == ["same"] * 3

    [liu] = found(bureau, "liu-cl")
    assert (liu["roles"], liu["unit"]["code"], liu["has_password"]) == (["CREW", "DISPATCHER"], "ZFDD", False)
    changed = sheet(("wang.xun", "王巡查", "巡查员", None))
    assert outcomes(send(bureau, changed)) == ["changed"]
    assert found(bureau, "wang.xun")[0]["name"] == "王巡查"
    assert found(bureau, "chen")[0]["active"] is True


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("王 巡", "王巡", "巡查员", None), "用户名只能用"),
        (("wang", None, "巡查员", None), "姓名要填"),
        (("wang", "王巡", "局长", None), "角色“局长”不认识"),
        (("wang", "王巡", None, None), "角色“空”不认识"),
        (("wang", "王巡", "巡查员", "月球站"), "没有单位“月球站”"),
        (("wang", "王巡", "调度员", None), "要选所属单位"),
        (("=A1", "王巡", "巡查员", None), "用户名只能用"),
        (("liu-cl", "又一个", "巡查员", None), "和第 3 行相同"),
    ],
)
def test_a_faulty_row_is_named_and_nobody_is_entered(
    bureau: Bureau, row: tuple[Any, ...], fault: str
) -> None:
    data = sheet(*GOOD, row)

    tried, answer = send(bureau, data, dry_run=True), send(bureau, data)

    assert outcomes(tried) == ["new"] * 3 + ["fault"]
    assert fault in tried.json()["rows"][3]["fault"]
    assert (answer.status_code, answer.json()["rows"][3]["row"]) == (422, 5)
    assert found(bureau, "wang.xun") == []


def zeros() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(25_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "不是能读的 .xlsx"),
        (b"username,name\n", "不是能读的 .xlsx"),
        (zeros(), "解压后过大"),
        (sheet(headings=("姓名", "用户名", "角色", "单位")), "第一行应为"),
    ],
    ids=["empty", "csv", "bomb", "other headings"],
)
def test_what_is_no_such_sheet_is_refused(bureau: Bureau, data: bytes, why: str) -> None:
    answer = send(bureau, data, dry_run=True)

    assert answer.status_code == 422
    assert why in answer.json()["detail"]


SQUADS = (*HEADINGS, "班组")
LIU = ("liu-cl", "刘处", "处置人员", "执法大队")


def test_squads_come_with_the_sheet_and_a_sheet_without_them_leaves_people_in_theirs(bureau: Bureau) -> None:
    def squad() -> str | None:
        [liu] = found(bureau, "liu-cl")
        return liu["squad"]["name"] if liu["squad"] else None

    assert outcomes(send(bureau, sheet((*LIU, "二中队"), headings=SQUADS))) == ["new"]
    assert squad() == "二中队"
    assert outcomes(send(bureau, sheet(LIU))) == ["same"]
    assert outcomes(send(bureau, sheet((*LIU, "不是班组"), headings=(*HEADINGS, "备注")))) == ["same"]
    assert outcomes(send(bureau, sheet((*LIU, "ZFDD-1"), headings=SQUADS))) == ["changed"]
    assert squad() == "一中队"
    assert outcomes(send(bureau, sheet((*LIU, None), headings=SQUADS))) == ["changed"]
    assert squad() is None


def test_an_old_sheet_does_not_open_what_was_closed(bureau: Bureau) -> None:
    """Liu has left; the sheet that he came in is sent again, with somebody new in it."""
    assert send(bureau, sheet(*GOOD)).status_code == 200
    [liu] = found(bureau, "liu-cl")
    closed = {"name": "刘处", "roles": ["CREW", "DISPATCHER"], "unit": "ZFDD", "active": False}
    assert bureau["admin"].http.put(f"/api/accounts/{liu['id']}", json=closed).status_code == 200
    again = sheet(*GOOD, ("zhou", "周巡", "巡查员", None))

    tried, refused = send(bureau, again, dry_run=True), send(bureau, again)

    assert outcomes(tried) == outcomes(refused) == ["same", "fault", "same", "new"]
    assert "已停用" in tried.json()["rows"][1]["fault"]
    assert refused.status_code == 422
    assert (found(bureau, "liu-cl")[0]["active"], found(bureau, "zhou")) == (False, [])


@pytest.mark.parametrize("squad", ["四中队", "巾帼女子城管中队", "CGB-NZ"])
def test_a_squad_of_another_unit_or_of_none_is_a_fault(bureau: Bureau, squad: str) -> None:
    tried = send(bureau, sheet((*LIU, squad), headings=SQUADS), dry_run=True).json()["rows"]

    assert [row["fault"] for row in tried] == [f"所填单位没有班组“{squad}”"]


def test_the_template_can_be_filled_in_and_sent(bureau: Bureau) -> None:
    book = load_workbook(io.BytesIO(bureau["admin"].http.get("/api/accounts/template.xlsx").content))
    page = book["人员"]
    page.append(("sun", "孙查", "处置人员", "执法大队", "三中队"))
    out = io.BytesIO()
    book.save(out)

    assert "执法大队" in {cell.value for cell in book["说明"]["B"]}
    assert "三中队（执法大队）" in {cell.value for cell in book["说明"]["C"]}
    assert outcomes(send(bureau, out.getvalue())) == ["new"]
