"""A careless edit to a folder is found, with file, line and what is wrong, all in one go."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.check_rules import check_rules
from app.notices.faults import Fault, NoticeFaults
from app.notices.read import read_folder
from tests.notices.folders import YIYUAN, append, copy_of_yiyuan, edit


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(NoticeFaults) as raised:
        read_folder(folder)
    assert raised.value.faults == sorted(raised.value.faults)
    return raised.value.faults


EDITS = {
    "a clause reworded": ("clauses.csv", "建筑渣土监管等相关工作\n", "建筑渣土清运等相关工作\n", "处起不同"),
    "a heading reworded": ("clauses.csv", "C3-HR,三、责任分工", "C3-HR,三、职责分工", "section"),
    "an unknown clause": ("units.csv", "C3-ZZB", "C3-XXX", "C3-XXX"),
    "an unknown unit in a battle": ("battles.csv", "环境整治巩固战,ZZB", "环境整治巩固战,ZZX", "ZZX"),
    "an unknown lead": ("rules.csv", "R-HW,HW,*,*,,HJZX", "R-HW,HW,*,*,,HJZQ", "HJZQ"),
    "an unknown helper": ("rules.csv", "BIKE_OPERATOR", "BIKE_OPERATER", "BIKE_OPERATER"),
    "a pattern for no type": ("rules.csv", "R-YC2,YC2", "R-YC2,YC9", "YC9"),
    "an unknown source": ("rules.csv", "R-LL1-02,LL1-02,*,*", "R-LL1-02,LL1-02,*,radio", "radio"),
    "an unknown area": ("rules.csv", "R-LL1-02,LL1-02,*", "R-LL1-02,LL1-02,370399999", "370399999"),
    "a question never asked": ("rules.csv", "LL5-02,*,*,known_offender=yes", "LL5-02,*,*,offender=yes", "不是“LL5-02”上报时会问的问题"),
    "a condition nobody can read": ("rules.csv", "LL5-02,*,*,known_offender=yes", "LL5-02,*,*,known_offender", "问题=yes"),
    "a lead that takes no cases": ("rules.csv", "R-QT,QT,*,*,,COMMAND", "R-QT,QT,*,*,,HR", "政工科不能作主办单位"),
    "an outside body as lead": ("rules.csv", "R-LL3-05,LL3-05,*,*,,ZFDD", "R-LL3-05,LL3-05,*,*,,FIRE", "不能作主办单位"),
    "a lead that helps itself": ("rules.csv", "HJZX:清洗", "ZFDD:清洗", "与主办单位相同"),
    "a place with lat first": ("facilities.csv", "118.1612,36.1975", "36.1975,118.1612", "不在县域范围框内"),
    "a place nowhere": ("facilities.csv", "118.1612,36.1975", "118.1612,北边", "lat 应为经纬度"),
    "a place of no kind": ("facilities.csv", "城北便民疏导点,guide", "城北便民疏导点,market", "guide"),
    "a type of no group": ("categories.csv", "HW-01,HW", "HW-01,HQ", "HQ"),
    "an urgency nobody knows": ("categories.csv", "0107,normal", "0107,sometimes", "sometimes"),
    "a town's unit without its town": ("units.csv", "T370323111,南鲁山镇,南鲁山镇,town,no,370323111", "T370323111,南鲁山镇,南鲁山镇,town,no,", "要填 town"),
    "an amount in words": ("deadlines.csv", "LL2-01,handle,,2", "LL2-01,handle,,二", "的整数"),
    "no time at all": ("deadlines.csv", "LL2-01,handle,,2", "LL2-01,handle,,0", "1 或更大"),
    "a plan with an amount": ("deadlines.csv", "WJ-02,handle,,,by_plan", "WJ-02,handle,,3,by_plan", "amount 应为空"),
    "a day that is none": ("deadlines.csv", "by_plan,,", "by_plan,2023-02-30,", "2023-02-30"),
    "a milestone after the end": ("deadlines.csv", "处罚,7,working_days", "处罚,70,working_days", "比期限还晚"),
    "an amount past counting": ("deadlines.csv", "LL2-01,handle,,2", "LL2-01,handle,,99999999999999999999", "的整数"),
    "a box without end": ("notice.toml", "[117.8969,", "[-inf,", "4 个数"),
    "an eighth day of the week": ("calendar.toml", "[6, 7]", "[6, 8]", "1 到 7"),
    "years past counting": ("calendar.toml", "[2023, 2026]", "[2023, 99999999999999999999]", "首年和尾年"),
    "one cell too few": ("towns.csv", "370323001,历山街道,街道,li shan,370323001", "370323001,历山街道,街道,li shan", "应有 5 列"),
    "a quote left open": ("clauses.csv", "C1,一、工作目标,,", 'C1,一、工作目标,,"', "引号"),
    "a village in another town": ("villages.csv", "370323001001,370323001", "370323001001,370323002", "十二位"),
    "a make-up day in the week": ("calendar.toml", "2023-01-28, ", "2023-01-30, ", "本来就是工作日"),
    "a holiday backwards": ("calendar.toml", "to = 2023-01-27", "to = 2023-01-17", "早于"),
    "overlapping working hours": ("calendar.toml", '"13:30-17:30"', '"11:30-17:30"', "互不重叠"),
    "hours nobody can read": ("calendar.toml", '"13:30-17:30"', '"下午"', "08:30-12:00"),
    "a zone that is none": ("calendar.toml", "Asia/Shanghai", "Asia/Yiyuan", "没有时区"),
    "a year without holidays": ("calendar.toml", "years = [2023, 2026]", "years = [2023, 2027]", "2027"),
    "the wrong number": ("notice.toml", "〔2023〕2号", "〔2023〕3号", "找不到"),
    "an end before the start": ("notice.toml", "ends = 2023-04-30", "ends = 2022-04-30", "早于"),
    "a desk that is no unit": ("notice.toml", 'fallback = "COMMAND"', 'fallback = "NOBODY"', "NOBODY"),
    "a centre elsewhere": ("notice.toml", "centre = [118.1602, 36.1861]", "centre = [36.1861, 118.1602]", "centre"),
    "an outline of nobody": ("towns.geojson", '"code": "370323105"', '"code": "370323199"', "没有定义"),
    "an outline mirrored": ("towns.geojson", "[[[118.07, 36.14]", "[[[36.14, 118.07]", ""),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), EDITS.values(), ids=EDITS.keys())
def test_an_edit_gone_wrong_is_found_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    folder = copy_of_yiyuan(tmp_path)
    line = edit(folder, file, old, new)
    lines = {fault.line for fault in faults_of(folder) if fault.file == file and said in fault.message}
    assert lines & {line, _section(folder / file, line)}


def _section(path: Path, line: int) -> int:
    """The ``[[…]]`` that a line of a TOML file stands under: a holiday is named by where it begins."""
    above = path.read_text("utf-8").splitlines()[:line]
    return max((number for number, text in enumerate(above, 1) if text.startswith("[[")), default=line)


def test_a_town_that_no_unit_answers_for_is_named(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    edit(folder, "units.csv", "南鲁山镇,town,no,370323111", "南鲁山镇,external,no,")
    assert any(fault.file == "towns.csv" and "南鲁山镇" in fault.message for fault in faults_of(folder))


def test_two_rules_for_the_same_report_are_named_with_both_lines(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    text = (folder / "rules.csv").read_text("utf-8")
    first = text[: text.index("R-LL5-02-K")].count("\n") + 1
    second = append(folder, "rules.csv", "R-NEW,LL5-02,*,*,known_offender=yes,CGB,,C3-CGB,归城管办,D")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("rules.csv", second)
    assert f"第 {first} 行的规则 R-LL5-02-K 与第 {second} 行的规则 R-NEW同样具体" in fault.message


def test_two_exceptions_that_can_meet_are_a_tie_until_a_third_says_what_then(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    append(folder, "questions.csv", "in_market,是否在市场内？,LL5-02,由城管办主办,D")
    append(folder, "rules.csv", "R-M,LL5-02,*,*,in_market=yes,CGB,,C3-CGB,在市场内,D")
    (fault,) = faults_of(folder)
    assert "是否已查明责任人？是" in fault.message
    assert "是否在市场内？是" in fault.message
    append(
        folder,
        "rules.csv",
        "R-MK,LL5-02,*,*,in_market=yes;known_offender=yes,ZFDD,CGB,C3-ZFDD,在市场内且有责任人,D",
    )
    assert list(check_rules(read_folder(folder))) == []


def test_a_type_that_no_rule_places_is_named_with_an_example(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    edit(folder, "rules.csv", "R-HW,HW,*,*,", "R-HW,HW,*,public,")
    line = (folder / "categories.csv").read_text("utf-8").split("HW-01")[0].count("\n") + 1
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("categories.csv", line)
    assert fault.message == "“垃圾桶满溢、公厕”没有适用的责任规则（巡查上报）。"


def test_a_rule_for_one_town_only_leaves_the_others_open(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    edit(folder, "rules.csv", "R-HW,HW,*,*,", "R-HW,HW,370323001,*,")
    assert any("垃圾桶满溢" in fault.message for fault in faults_of(folder))


def test_two_rules_for_the_same_town_are_a_tie_that_the_county_never_sees(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    append(folder, "rules.csv", "R-A,HW,370323001,*,,CGB,,C3-CGB,在历山街道,D")
    line = append(folder, "rules.csv", "R-B,HW,370323001,*,,CGZX,,C3-CGZX,在历山街道,D")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("rules.csv", line)
    assert "历山街道" in fault.message


def test_two_deadlines_for_the_same_case_are_a_tie(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    line = append(folder, "deadlines.csv", "LL2-01,handle,,3,working_hours,,,D,")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("deadlines.csv", line)


def test_a_type_without_a_deadline_is_named(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    edit(folder, "deadlines.csv", "LL2-01,handle,,2,working_hours,,,D,\n", "")
    (fault,) = faults_of(folder)
    assert "流动摊贩" in fault.message


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    places = {
        ("units.csv", edit(folder, "units.csv", "HJZX,城乡环境中心,城乡环境中心,bureau,yes", "HJZX,城乡环境中心,城乡环境中心,bureau,maybe")),
        ("rules.csv", edit(folder, "rules.csv", "NATURAL_RESOURCES,C3-ZFDD", "NATURAL,C3-ZFDD")),
        ("deadlines.csv", edit(folder, "deadlines.csv", "LL3-04,handle,,7", "LL3-04,handle,,x")),
        ("clauses.csv", edit(folder, "clauses.csv", "绣花功夫", "绣花工夫")),
    }  # fmt: skip
    assert places <= {(fault.file, fault.line) for fault in faults_of(folder)}


@pytest.mark.parametrize(
    "file", ["notice.toml", "notice.txt", "rules.csv", "clauses.csv", "towns.geojson", "sources.csv"]
)
def test_a_missing_file_is_said_once_and_without_echo(tmp_path: Path, file: str) -> None:
    folder = copy_of_yiyuan(tmp_path)
    (folder / file).unlink()
    faults = faults_of(folder)
    assert [fault for fault in faults if fault.file == file] == [Fault(file, 0, "缺少这个文件。")]
    assert len(faults) == 1


def test_a_table_in_another_encoding_asks_for_utf8(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    (folder / "towns.csv").write_bytes((folder / "towns.csv").read_text("utf-8").encode("gbk"))
    assert any(fault.file == "towns.csv" and "UTF-8" in fault.message for fault in faults_of(folder))


def test_toml_that_does_not_parse_is_told_with_its_line(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    line = edit(folder, "calendar.toml", "warn_share = 0.75", "warn_share = ")
    assert any(fault.file == "calendar.toml" and fault.line == line for fault in faults_of(folder))


def test_a_code_given_twice_names_the_first_line(tmp_path: Path) -> None:
    folder = copy_of_yiyuan(tmp_path)
    line = append(folder, "sources.csv", "public,来信,,C4-5,D")
    (fault,) = faults_of(folder)
    assert fault.line == line
    assert "重复" in fault.message


FILES = sorted(path.name for path in YIYUAN.iterdir() if path.name != "villages.csv")
SCRAPS = [
    "",
    ",",
    ";",
    "=",
    '"',
    "\n",
    "]",
    "{",
    "null",
    "-1",
    "9" * 30,
    "1e400",
    "*",
    "TOWN",
    "LL",
    "yes",
    "9999-12-31",
    "[[holiday]]",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 9000), st.integers(0, 60), st.sampled_from(SCRAPS))
def test_whatever_is_damaged_is_told_as_faults_and_never_as_a_crash(
    file: str, start: int, length: int, scrap: str
) -> None:
    with TemporaryDirectory() as place:
        folder = copy_of_yiyuan(Path(place))
        text = (folder / file).read_text("utf-8")
        start %= len(text)
        (folder / file).write_text(text[:start] + scrap + text[start + length :], "utf-8")
        with suppress(NoticeFaults):
            read_folder(folder)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "没有这个方案文件夹" in faults_of(tmp_path / "nowhere")[0].message
