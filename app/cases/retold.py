"""What a case's row must say, as the sealed entries of its journal tell it.

Each step writes down the columns it has set (``columns`` in its entry's detail), under the entry's hash. What
the report itself says is read from its entry, and entries from before there was such a list are read by
``older.py``. What no entry tells is left out: nothing is guessed.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from app.cases.older import FORGOTTEN, Line, older_step
from app.core.geo import cell_of

COLUMNS: Mapping[str, str] = {
    "number": "编号",
    "source": "来源",
    "category_code": "案由",
    "battle": "战役",
    "unit_code": "责任单位",
    "notice_version_id": "通知版本",
    "rule_code": "派遣规则",
    "clause_code": "依据条款",
    "why": "派遣理由",
    "lon": "经度",
    "lat": "纬度",
    "accuracy_m": "定位精度",
    "fixed_at": "定位时间",
    "fix_source": "定位来源",
    "cell": "地图格",
    "area_code": "区域",
    "outside_county": "是否县外",
    "description": "描述",
    "attributes": "问答",
    "cover": "封面照片",
    "urgent": "是否紧急",
    "demo": "是否演示",
    "taken_at": "拍摄时间",
    "reported_at": "上报时间",
    "reporter_id": "上报人",
    "dispatched_at": "派遣时间",
    "accepted_at": "签收时间",
    "fed_back_at": "反馈时间",
    "handler_id": "处置人",
    "closed_at": "结案时间",
    "due_at": "处置期限",
    "due_order": "当前时限",
    "warn_at": "预警时间",
    "stage_due_at": "阶段时限",
    "review_at": "复查时间",
    "suspended_at": "挂账时间",
    "pending": "待批申请",
    "assignee_id": "承办人",
    "squad": "班组",
    "verifier_id": "核查人",
    "is_ruled": "是否裁定",
    "is_supervised": "是否督办",
    "has_open_order": "督办待回复",
    "self_handled": "是否自处置",
    "extension_count": "延期次数",
    "rework_count": "返工次数",
    "return_count": "退回次数",
}
"""What the journal tells, and how sentences call it."""
NOT_TOLD: Mapping[str, str] = {
    "id": "the key: under another one the case has no journal, and the journal has no case (auditing.py)",
    "version": "the number of the journal's steps (auditing.py)",
    "state": "where the last step has led (auditing.py)",
}
"""What is held against the journal elsewhere, and where."""
UNTOUCHED: Mapping[str, Any] = {
    **dict.fromkeys(("dispatched_at", "accepted_at", "fed_back_at", "handler_id", "closed_at", "due_at")),
    **dict.fromkeys(
        ("warn_at", "review_at", "suspended_at", "pending", "assignee_id", "squad", "verifier_id")
    ),
    **dict.fromkeys(("is_ruled", "is_supervised", "has_open_order", "self_handled"), False),
    **dict.fromkeys(("extension_count", "rework_count", "return_count"), 0),
}
"""What only a step sets, as it is before one has."""
PLACED = (
    *("battle", "unit_code", "notice_version_id", "rule_code", "clause_code", "why"),
    *("area_code", "urgent", "demo"),
)
"""What becomes of a report before any step: its entry lists these."""
CLOCKS = ("stage_due_at", "due_order")
"""What every step sets anew."""


class _Older(NamedTuple):
    """An older step gone through: who took it when, and what had been told after it, by which entries."""

    version: int
    at: datetime
    by_system: bool
    told: dict[str, Any]
    by: dict[str, Line]


def columns_set(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a step's entry says of the columns it has set; moments in UTC."""
    set_ = {name: value for name, value in values.items() if name not in NOT_TOLD}
    return {
        "columns": {
            name: value.astimezone(UTC) if isinstance(value, datetime) else value
            for name, value in set_.items()
        }
    }


def columns_at_intake(row: Mapping[str, Any], *, is_first: bool, is_last: bool) -> dict[str, dict[str, Any]]:
    """The same for the entries of intake: the first says where the report belongs, the last what runs.

    On the hot path: the row's moments are in UTC already, and what is as ever is not said.
    """
    said = {name: row[name] for name in PLACED} if is_first else {}
    if is_last:
        for name in CLOCKS:
            said[name] = row[name]
        for name, untouched in UNTOUCHED.items():
            if row[name] != untouched:
                said[name] = row[name]
    return {"columns": said}


class Retelling:
    """Hears the entries of one case in order.

    ``told`` is what the row's columns must hold after them, as JSON; ``by`` the entry that says so.
    """

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}
        self.by: dict[str, Line] = {}
        self._past: list[_Older] = []

    def hears(self, entry: Line, detail: Mapping[str, Any]) -> None:
        """The next entry, a step or not, with its detail as it was given."""
        if "report" in detail:
            self._takes(_report_says(entry, detail), entry)
        if "columns" in detail:
            self._takes(detail["columns"], entry)
            return
        if entry.operation == "undo":
            self._go_back(detail["undoes"])
        else:
            self._takes(older_step(entry, detail, self.told), entry)
        for name in [name for name, value in self.told.items() if value is FORGOTTEN]:
            del self.told[name]
        if entry.version is not None:
            by_system = entry.actor_id is None
            self._past.append(_Older(entry.version, entry.at, by_system, dict(self.told), dict(self.by)))

    def _takes(self, changes: Mapping[str, Any], entry: Line) -> None:
        self.told.update(changes)
        self.by.update(dict.fromkeys(changes, entry))

    def _go_back(self, undone: int) -> None:
        """To before the step that led to ``undone``, with what the system did of itself at once."""
        at = next((at for at, step in enumerate(self._past) if step.version == undone), 0)
        while at and self._past[at].by_system and self._past[at - 1].at == self._past[at].at:
            at -= 1
        self.told, self.by = (dict(self._past[at - 1].told), dict(self._past[at - 1].by)) if at else ({}, {})


def _report_says(entry: Line, detail: Mapping[str, Any]) -> dict[str, Any]:
    report, place = detail["report"], detail["report"]["location"]
    photos = report.get("photos") or [{"sha256": None}]
    return {
        **UNTOUCHED,
        "number": detail["number"],
        "source": report["source"],
        "category_code": report["category"],
        "lon": place["lon"],
        "lat": place["lat"],
        "accuracy_m": place.get("accuracy_m"),
        "fixed_at": place.get("fixed_at"),
        "fix_source": place["source"],
        "cell": cell_of(place["lon"], place["lat"]),
        "outside_county": detail["outside_county"],
        "description": report["description"].strip(),
        "attributes": report["attributes"],
        "cover": photos[0]["sha256"],
        "taken_at": report.get("taken_at"),
        "reported_at": entry.at.isoformat(),
        "reporter_id": entry.actor_id and str(entry.actor_id),
    }


def agrees(said: Any, now: Any) -> bool:
    """Whether two JSON values are one: moments are, however they are written."""
    if said == now:
        return True
    if not (isinstance(said, str) and isinstance(now, str)):
        return False
    try:
        return datetime.fromisoformat(said) == datetime.fromisoformat(now)
    except (ValueError, TypeError):  # words, or one moment without a zone
        return False
