"""Steps that tests of the responsibility table share: drafting, editing, publishing through the API."""

from typing import Any

from httpx import Response

from tests.bureau import Bureau, Someone

STALLS_TO_CGB = {
    "code": "R-LL2-01",
    "category": "LL2-01",
    "lead": "CGB",
    "co_units": [{"code": "ZFDD", "duty": "查处"}],
    "clause": "C3-CGB",
    "reason": "以疏导入市为主，归城管办",
}
"""Hawkers to the office that guides them, instead of the enforcement team."""


def begin(person: Someone, title: str = "流动摊贩改由城管办牵头") -> dict[str, Any]:
    """A draft that starts from the table in force."""
    answer = person.http.post("/api/responsibility/drafts", json={"title": title})
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    return draft


def try_rule(person: Someone, draft: dict[str, Any], rule: dict[str, Any], code: str = "") -> Response:
    """Put a rule into a draft at the revision that was seen."""
    url = f"/api/responsibility/drafts/{draft['id']}/rules/{code or rule['code']}"
    answer: Response = person.http.put(url, json={"version": draft["version"], "rule": rule})
    return answer


def put_rule(person: Someone, draft: dict[str, Any], rule: dict[str, Any], code: str = "") -> dict[str, Any]:
    """The same where it must be taken."""
    answer = try_rule(person, draft, rule, code)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def drop_rule(person: Someone, draft: dict[str, Any], code: str) -> dict[str, Any]:
    """Take a rule out of a draft."""
    url = f"/api/responsibility/drafts/{draft['id']}/rules/{code}"
    answer = person.http.delete(url, params={"version": draft["version"]})
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def try_step(person: Someone, draft: dict[str, Any], step: str, **body: Any) -> Response:
    """Submit, approve, send back or rebase."""
    url = f"/api/responsibility/drafts/{draft['id']}/{step}"
    answer: Response = person.http.post(url, json={"version": draft["version"], **body})
    return answer


def step(person: Someone, draft: dict[str, Any], name: str, **body: Any) -> dict[str, Any]:
    """The same where it must be allowed."""
    answer = try_step(person, draft, name, **body)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def dry_run(person: Someone, draft: dict[str, Any], days: int = 90) -> dict[str, Any]:
    """What the draft would have done."""
    url = f"/api/responsibility/drafts/{draft['id']}/dry-run"
    answer = person.http.post(url, params={"days": days})
    assert answer.status_code == 200, answer.text
    effect: dict[str, Any] = answer.json()
    return effect


def publish(bureau: Bureau, *rules: dict[str, Any], title: str = "调整责任规则") -> dict[str, Any]:
    """COMMAND drafts and submits these rules, OFFICE approves."""
    command = bureau["command"]
    draft = begin(command, title)
    for rule in rules:
        draft = put_rule(command, draft, rule)
    return step(bureau["office"], step(command, draft, "submit"), "approve")


def kind(answer: Response) -> str:
    """The name of the problem that was answered."""
    return str(answer.json()["type"]).rsplit(":", 1)[-1]
