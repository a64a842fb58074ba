"""The delivered folder says what the notice says, and survives a trip through the database's document."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.notices.check import check
from app.notices.document import from_document, to_document
from app.notices.kinds import UnitKind
from app.notices.model import UnknownCategory
from app.notices.read import read_folder
from app.notices.specificity import rules_by_category
from tests.notices.folders import append, copy_of_yiyuan, edit, yiyuan


def test_the_folder_holds_the_whole_notice() -> None:
    notice = yiyuan()
    kinds = [unit.kind for unit in notice.units.values()]
    assert (notice.number, notice.starts, notice.ends) == (
        "源执法字〔2023〕2号",
        date(2023, 1, 29),
        date(2023, 4, 30),
    )
    assert [battle.name for battle in notice.battles.values()] == [
        "环境整治巩固战",
        "城乡公园突破战",
        "拆违治乱攻坚战",
        "全民城管融合战",
    ]
    assert len(notice.categories) == 68
    assert (kinds.count(UnitKind.BUREAU), kinds.count(UnitKind.TOWN)) == (9, 12)
    assert (len(notice.towns), len(notice.villages)) == (12, 487)
    assert check(notice) == []


def test_a_folder_read_twice_is_one_notice_and_what_was_worked_out_from_it_holds(tmp_path: Path) -> None:
    first, again = yiyuan(), read_folder(copy_of_yiyuan(tmp_path))
    other = replace(first, title="另一个方案")

    assert first is not again
    assert (first == again, hash(first) == hash(again)) == (True, True)
    assert (first == other, first == first.title) == (False, False)
    assert rules_by_category(again) is rules_by_category(first)
    assert rules_by_category(other) is not rules_by_category(first)


def test_the_six_disorders_are_rows_and_not_code(tmp_path: Path) -> None:
    def disorders(folder: Path) -> list[str]:
        groups = read_folder(folder).groups.values()
        return [group.name for group in groups if group.parent == "LL"]

    folder = copy_of_yiyuan(tmp_path)
    assert disorders(folder) == ["乱搭乱建", "乱摆乱占", "乱停乱放", "乱贴乱画", "乱堆乱倒", "乱拉乱挂"]
    edit(folder, "groups.csv", "LL5,LL,5,乱堆乱倒", "LL5,LL,5,乱堆乱放")
    append(folder, "groups.csv", "LL7,LL,7,乱排乱放,,D")
    assert disorders(folder)[4:] == ["乱堆乱放", "乱拉乱挂", "乱排乱放"]


def test_every_unit_of_section_three_has_its_own_words() -> None:
    notice = yiyuan()
    for unit in notice.units.values():
        if unit.kind is UnitKind.BUREAU:
            clause = notice.clauses[unit.clause]
            assert clause.section == "三、责任分工"
            assert f"{unit.name}：{clause.text}" in notice.text


def test_a_notice_comes_back_from_its_document_unchanged() -> None:
    notice = yiyuan()
    again = from_document(to_document(notice))
    assert again == notice
    assert to_document(again) == to_document(notice)
    assert list(again.units) == list(notice.units)
    assert again.digest == notice.digest


def test_the_digest_follows_what_is_said_not_how_it_is_commented(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    append(folder, "rules.csv", "# a remark\n")
    assert read_folder(folder).digest == yiyuan().digest
    edit(folder, "categories.csv", "撤离或入疏导点", "撤离")
    assert read_folder(folder).digest != yiyuan().digest


def test_a_document_that_is_no_notice_is_refused() -> None:
    with pytest.raises(ValueError, match="code"):
        from_document("{}")


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    text = (folder / "units.csv").read_text("utf-8")
    (folder / "units.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_folder(folder).digest == yiyuan().digest


@pytest.mark.parametrize(
    ("category", "head", "family", "battle"),
    [
        ("LL2-01", "LL2", "LL", "拆违治乱攻坚战"),
        ("YC1-03", "YC1", "YC", "环境整治巩固战"),
        ("WB-02", "WB", "WB", "全民城管融合战"),
        ("YL-01", "YL", "ZB", "城乡公园突破战"),
    ],
)
def test_a_type_knows_what_stands_above_it(category: str, head: str, family: str, battle: str) -> None:
    notice = yiyuan()
    assert (notice.head(category).code, notice.family(category).code) == (head, family)
    code = notice.head(category).battle or notice.family(category).battle
    assert code is not None
    assert notice.battles[code].name == battle


def test_questions_are_asked_only_where_they_matter() -> None:
    notice = yiyuan()
    assert [question.key for question in notice.questions_for("LL6-03")] == ["sagging"]
    assert [question.key for question in notice.questions_for("WJ-04")] == ["rural_planning"]
    assert notice.questions_for("LL2-01") == ()


def test_a_type_nobody_defined_is_named_in_the_refusal() -> None:
    with pytest.raises(UnknownCategory, match="LL9-99"):
        yiyuan().category("LL9-99")
