"""Who is responsible: every type of the notice as an inspector in 历山街道 reports it, and the torn cases."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.notices.kinds import UnitKind
from app.notices.model import CoUnit, Notice, UnknownCategory
from app.routing.decide import Decision, Facts, decide
from tests.notices.folders import yiyuan

LISHAN = "370323001"
LUCUN_VILLAGE = "370323102201"

EVERY_TYPE = [
    ("LL1-01", "执法大队", "历山街道"),  # 私搭棚亭、雨棚、遮阳棚
    ("LL1-02", "执法大队", "城市管理中心"),  # 占道台阶坡道(违章接坡)、破墙开店、改阳台
    ("LL1-03", "执法大队", ""),  # 气模拱门、舞台、临时促销棚
    ("LL2-01", "执法大队", "城管办"),  # 流动摊贩(无照经营游商)
    ("LL2-02", "执法大队", "城管办"),  # 店外经营(越门经营/出店经营)
    ("LL2-03", "执法大队", ""),  # 占道经营(加工、修车、洗车、仓储)
    ("LL2-04", "执法大队", ""),  # 占道废品收购
    ("LL2-05", "执法大队", ""),  # 露天烧烤、油烟
    ("LL2-06", "执法大队", "城管办"),  # 占道广告牌、灯箱
    ("LL2-07", "执法大队", ""),  # 地桩地锁、占位障碍物
    ("LL3-01", "执法大队", "县交警"),  # 机动车乱停放(人行道、绿地)
    ("LL3-02", "执法大队", "城管办"),  # 非机动车乱停放
    ("LL3-03", "执法大队", "运营企业"),  # 共享单车/电单车乱停放
    ("LL3-04", "执法大队", "县交警"),  # 废弃车辆(僵尸车)
    ("LL3-05", "执法大队", "消防"),  # 占压盲道/消防通道
    ("LL4-01", "执法大队", "城乡环境中心"),  # 非法小广告(张贴、喷涂)
    ("LL4-02", "执法大队", "城乡环境中心"),  # 乱涂写、乱刻画
    ("LL4-03", "执法大队", ""),  # 违规户外广告/门头牌匾
    ("LL4-04", "执法大队", ""),  # 街头散发广告
    ("LL4-05", "执法大队", "城管办"),  # 广告招牌破损(有坠落风险)
    ("LL5-01", "执法大队", ""),  # 乱堆物堆料
    ("LL5-02", "城乡环境中心", ""),  # 暴露垃圾(无责任人)
    ("LL5-03", "城乡环境中心", "执法大队"),  # 积存建筑/装修垃圾
    ("LL5-04", "执法大队", "城乡环境中心"),  # 乱泼污水、餐厨油污、乱排
    ("LL5-05", "城乡环境中心", ""),  # 废弃家具设备
    ("LL5-06", "执法大队", "城乡环境中心"),  # 焚烧垃圾、树叶
    ("LL5-07", "执法大队", "城乡环境中心"),  # 偷倒垃圾(有责任人)
    ("LL6-01", "执法大队", "城管办"),  # 沿街晾挂
    ("LL6-02", "执法大队", ""),  # 横幅、标语、过期灯笼
    ("LL6-03", "执法大队", "权属单位"),  # 架空线缆乱拉、飞线充电
    ("LL6-04", "执法大队", "城市管理中心"),  # 树木上拴绳挂物(非装饰性树挂)
    ("LL6-05", "执法大队", ""),  # 空调室外机低挂
    ("WJ-01", "执法大队", "历山街道、自然资源局"),  # 在建违建(新增)
    ("WJ-02", "执法大队", "历山街道、自然资源局"),  # 存量违建
    ("WJ-03", "执法大队", "自然资源局"),  # 超期/未批临时建筑
    ("WJ-04", "执法大队", "城市管理中心"),  # 屋顶/底层加建、擅改用途
    ("WJ-05", "执法大队", "历山街道"),  # 拆后反弹(复建)
    ("YC1-01", "整治办", "住建局、执法大队"),  # ①工地周边100%围挡不到位
    ("YC1-02", "整治办", "住建局、执法大队"),  # ②物料堆放/裸土100%覆盖不到位
    ("YC1-03", "整治办", "住建局、城乡环境中心"),  # ③出入车辆100%冲洗不到位
    ("YC1-04", "整治办", "住建局"),  # ④施工现场地面100%硬化不到位
    ("YC1-05", "整治办", "住建局、执法大队"),  # ⑤土方开挖/拆除100%湿法作业不到位
    ("YC1-06", "整治办", "城乡环境中心"),  # ⑥渣土车辆100%密闭运输不到位(场内)
    ("YC1-07", "整治办", "住建局"),  # ⑦在线监测/视频监控未装未联(淄博“八个”增项,待核)
    ("YC1-08", "整治办", "生态环境分局"),  # ⑧非道路移动机械未登记/冒黑烟(增项,待核)
    ("YC2-01", "整治办", "生态环境分局"),  # 料场未密闭/未覆盖/围挡低于料堆
    ("YC2-02", "整治办", "生态环境分局"),  # 装卸未喷淋、粉碎筛分未密闭
    ("YC2-03", "整治办", "生态环境分局"),  # 厂区道路积尘、出入口无冲洗
    ("YC3-01", "城乡环境中心", "执法大队、县交警"),  # 渣土车未密闭
    ("YC3-02", "城乡环境中心", "执法大队"),  # 道路遗撒
    ("YC3-03", "城乡环境中心", "整治办"),  # 车轮带泥上路
    ("YC3-04", "城乡环境中心", "执法大队、县交警"),  # 无核准/不按路线时间/无定位
    ("YC3-05", "城乡环境中心", "执法大队"),  # 偷倒乱卸
    ("YC4-01", "城乡环境中心", "公路"),  # 道路积尘、保洁不到位
    ("YC5-01", "整治办", "历山街道、自然资源局"),  # 待建地块/路域裸土
    ("YC5-02", "城市管理中心", ""),  # 公园绿地、行道树穴裸土
    ("YC6-01", "整治办", ""),  # 拆违、拆迁现场未湿法
    ("WB-01", "城管办", ""),  # 包卫生不落实
    ("WB-02", "城管办", "城市管理中心"),  # 包绿化不落实
    ("WB-03", "城管办", "执法大队"),  # 包秩序不落实(店外/乱停)
    ("WB-04", "城管办", "城市管理中心"),  # 包设施不落实
    ("WB-05", "城管办", ""),  # 包文明不落实
    ("SZ-01", "城市管理中心", "权属单位"),  # 井盖缺失破损
    ("SZ-02", "城市管理中心", ""),  # 道路破损、路灯不亮
    ("YL-01", "城市管理中心", ""),  # 缺株、枯死、病虫害
    ("XQ-01", "城市管理中心", "物业、历山街道"),  # 小区环境脏乱
    ("HW-01", "城乡环境中心", ""),  # 垃圾桶满溢、公厕
    ("QT-99", "指挥中心", ""),  # 无法归类
]
"""Type, who leads, who helps; no question answered."""

TORN = [
    ("a chimney in a village is the town's", "WJ-01", "rural_planning", "鲁村镇", "执法大队、自然资源局"),
    ("so is an old structure there", "WJ-02", "rural_planning", "鲁村镇", "执法大队、自然资源局"),
    ("and a temporary one", "WJ-03", "rural_planning", "鲁村镇", "执法大队、自然资源局"),
    ("rubbish whose owner is known", "LL5-02", "known_offender", "执法大队", "城乡环境中心"),
    ("a car on the carriageway", "LL3-01", "carriageway", "指挥中心", "县交警"),
    ("a lapse at the shop door that breaks the law", "WB-03", "breaks_law", "执法大队", "城管办"),
    ("a muck truck that has left the site", "YC1-06", "left_site", "城乡环境中心", "整治办"),
    ("bare soil in a finished park", "YC5-01", "established_green", "城市管理中心", ""),
    ("dust at our own demolition", "YC6-01", "illegal_building_site", "整治办", "执法大队"),
    ("a sign about to fall stays where signs go", "LL4-05", "falling_risk", "执法大队", "城管办"),
    ("a question of another type changes nothing", "LL2-01", "known_offender", "执法大队", "城管办"),
]


def names(notice: Notice, decision: Decision) -> tuple[str, str]:
    helpers = "、".join(notice.units[code].short_name for code in decision.co_units)
    return notice.units[decision.unit].short_name, helpers


@pytest.mark.parametrize(("category", "lead", "helpers"), EVERY_TYPE)
def test_every_type_goes_to_its_unit(category: str, lead: str, helpers: str) -> None:
    notice = yiyuan()
    assert names(notice, decide(notice, Facts(category, LISHAN))) == (lead, helpers)


def test_no_type_is_left_out_of_the_table() -> None:
    assert [row[0] for row in EVERY_TYPE] == list(yiyuan().categories)


@pytest.mark.parametrize(
    ("category", "answer", "lead", "helpers"), [row[1:] for row in TORN], ids=[row[0] for row in TORN]
)
def test_an_answer_decides_the_torn_case(category: str, answer: str, lead: str, helpers: str) -> None:
    notice = yiyuan()
    decision = decide(notice, Facts(category, LUCUN_VILLAGE, attributes={answer: True}))
    assert names(notice, decision) == (lead, helpers)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"known_offender": False},
        {"known_offender": "no"},
        {"known_offender": None},
        {"known_offender": "不清楚"},
    ],
)
def test_only_a_yes_is_a_yes(given: Mapping[str, object]) -> None:
    notice = yiyuan()
    assert decide(notice, Facts("LL5-02", LISHAN, attributes=given)).unit == "HJZX"


@pytest.mark.parametrize("yes", [True, "yes", "是"])
def test_a_yes_may_come_from_a_form_or_a_client(yes: object) -> None:
    notice = yiyuan()
    assert decide(notice, Facts("LL5-02", LISHAN, attributes={"known_offender": yes})).unit == "ZFDD"


@pytest.mark.parametrize("category", list(yiyuan().categories))
def test_the_sentence_cites_matter_unit_clause_and_rule(category: str) -> None:
    notice = yiyuan()
    decision = decide(notice, Facts(category, LISHAN))
    assert notice.categories[category].name in decision.why
    assert f"由{notice.units[decision.unit].short_name}牵头" in decision.why
    assert notice.clauses[decision.clause].citation in decision.why
    assert decision.rule is not None
    assert f"规则{decision.rule}" in decision.why
    assert re.fullmatch(r"[^。]+。", decision.why)


def test_the_sentence_reads_as_one_would_say_it() -> None:
    assert decide(yiyuan(), Facts("LL2-01", LISHAN)).why == (
        "“流动摊贩(无照经营游商)”属城市“六乱”，流动商贩重在疏导入市，依据方案“三、责任分工”，"
        "由执法大队牵头，城管办（疏导宣传）协办（规则R-LL2-01）。"
    )


@pytest.mark.parametrize(("source", "name"), [("public", "市民投诉"), ("hotline", "12345热线")])
def test_a_complaint_is_accepted_by_the_command_centre_before_its_unit_gets_it(
    source: str, name: str
) -> None:
    decision = decide(yiyuan(), Facts("LL2-01", LISHAN, source))
    assert (decision.desk, decision.unit) == ("COMMAND", "ZFDD")
    assert f"{name}先由指挥中心受理" in decision.why


@pytest.mark.parametrize("source", ["inspector", "supervision", "linked"])
def test_our_own_reports_are_filed_at_once(source: str) -> None:
    assert decide(yiyuan(), Facts("LL2-01", LISHAN, source)).desk is None


@pytest.mark.parametrize("area", [None, "370323", "110101001"])
def test_a_village_building_without_a_known_town_goes_to_the_command_centre(area: str | None) -> None:
    decision = decide(yiyuan(), Facts("WJ-01", area, attributes={"rural_planning": True}))
    assert decision.unit == "COMMAND"
    assert "未能确定属地镇街" in decision.why
    assert set(decision.co_units) == {"ZFDD", "NATURAL_RESOURCES"}


def test_a_town_that_only_helps_is_left_out_where_it_is_not_known() -> None:
    assert decide(yiyuan(), Facts("XQ-01")).co_units == ("PROPERTY",)


def test_a_town_does_not_help_itself() -> None:
    notice = yiyuan()
    rule = notice.rules["R-WJ-T"]
    both = replace(rule, co_units=(*rule.co_units, CoUnit("T370323102", "巡查")))
    edited = replace(notice, rules={**notice.rules, rule.code: both})
    decision = decide(edited, Facts("WJ-01", LUCUN_VILLAGE, attributes={"rural_planning": True}))
    assert (decision.unit, decision.co_units) == ("T370323102", ("ZFDD", "NATURAL_RESOURCES"))


def test_what_no_rule_places_goes_to_the_command_centre_with_the_reason() -> None:
    notice = yiyuan()
    without = replace(
        notice, rules={code: rule for code, rule in notice.rules.items() if rule.category != "HW"}
    )
    decision = decide(without, Facts("HW-01", LISHAN))
    assert (decision.unit, decision.rule) == ("COMMAND", None)
    assert decision.why.startswith("没有责任规则适用于“垃圾桶满溢、公厕”")


def test_a_type_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownCategory, match="XX-01"):
        decide(yiyuan(), Facts("XX-01"))


def test_a_rule_for_a_town_beats_the_county_and_one_for_a_village_beats_the_town() -> None:
    notice = yiyuan()
    general = notice.rules["R-HW"]
    town = replace(general, code="R-T", area="370323102", lead="CGB")
    village = replace(general, code="R-V", area=LUCUN_VILLAGE, lead="CGZX")
    edited = replace(notice, rules={**notice.rules, "R-T": town, "R-V": village})
    where = {
        LISHAN: "HJZX",
        "370323102": "CGB",
        "370323102202": "CGB",
        LUCUN_VILLAGE: "CGZX",
        LUCUN_VILLAGE + "007": "CGZX",
    }
    assert {area: decide(edited, Facts("HW-01", area)).unit for area in where} == where


def test_an_exception_for_a_family_holds_for_types_with_rules_of_their_own() -> None:
    notice = yiyuan()
    exception = replace(notice.rules["R-LL"], code="R-S", source="supervision", lead="CGB")
    edited = replace(notice, rules={**notice.rules, "R-S": exception})
    assert decide(edited, Facts("LL4-01", LISHAN, "supervision")).unit == "CGB"
    assert decide(edited, Facts("LL4-01", LISHAN, "inspector")).unit == "ZFDD"


def test_only_the_town_among_outsiders_ever_leads() -> None:
    notice = yiyuan()
    for category in notice.categories:
        asked = [question.key for question in notice.questions_for(category)]
        for answers in ({}, dict.fromkeys(asked, True)):
            lead = notice.units[decide(notice, Facts(category, LUCUN_VILLAGE, attributes=answers)).unit]
            assert lead.leads or (lead.kind is UnitKind.TOWN and category.startswith("WJ"))
