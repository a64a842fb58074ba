"""Accounts from the command line: the first administrator, a new link, people from a sheet."""

from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.__main__ import cli
from tests.bureau import PASSWORD, Bureau
from tests.people.test_sheets import sheet


@pytest.fixture(autouse=True)
def _at_this_bureau(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNCHENG_DATABASE_URL", bureau.settings.database_url)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["people", *words])


def no_administrator(bureau: Bureau) -> None:
    with bureau.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM account_roles WHERE role = 'ADMIN'")


def test_the_first_administrator_comes_in_by_a_link_and_later_ones_do_not(bureau: Bureau) -> None:
    no_administrator(bureau)
    first = run("first", "Chen", "陈管理", "--address", "https://xuncheng.example/")
    second = run("first", "mallory", "别人")

    assert first.exit_code == 0, first.output
    assert "陈管理（chen）" in first.output
    assert "https://xuncheng.example/set-password#" in first.output
    assert (second.exit_code, "已经有管理员了" in second.output) == (1, True)
    secret = first.output.partition("#")[2].split()[0]
    password = "rain umbrella seven oclock"
    used = bureau.stranger().post("/api/password-links/use", json={"secret": secret, "password": password})
    assert used.json() == {"username": "chen"}
    signed_in = bureau.stranger().post("/api/session", json={"username": "chen", "password": password})
    assert signed_in.json()["roles"] == ["ADMIN"]


def test_the_first_administrators_account_is_in_the_journal(bureau: Bureau) -> None:
    no_administrator(bureau)

    assert run("first", "chen", "陈管理").exit_code == 0

    with bureau.database.engine.connect() as connection:
        query = text("SELECT operation, actor_name FROM journal WHERE detail LIKE '%chen%' ORDER BY seq")
        told = connection.execute(query).all()
    assert [tuple(one) for one in told] == [("account_made", "系统"), ("password_link_made", "系统")]


def test_a_demonstrations_administrator_is_not_the_bureaus_own() -> None:
    assert run("first", "chen", "陈管理").exit_code == 0
    assert run("first", "li", "李管理").exit_code == 1


@pytest.mark.parametrize(
    ("username", "said"), [("陈", "用户名只能用"), ("x", "用户名只能用"), ("crew-zfdd", "crew-zfdd")]
)
def test_a_first_administrator_needs_a_name_of_their_own(bureau: Bureau, username: str, said: str) -> None:
    no_administrator(bureau)

    answer = run("first", username, "陈管理")

    assert (answer.exit_code, said in answer.output) == (1, True)


def test_a_link_is_for_somebody_who_is_there(bureau: Bureau) -> None:
    bob, nobody = run("link", "Inspector2"), run("link", "nobody")

    assert "http://127.0.0.1:8000/set-password#" in bob.output
    assert (nobody.exit_code, "没有可用的账号 nobody" in nobody.output) == (1, True)
    assert bureau["inspector2"].http.get("/api/me").status_code == 200  # until the link is used


def test_who_has_lost_everything_comes_in_by_password_again(bureau: Bureau) -> None:
    alice = bureau["inspector"].http
    with bureau.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO second_factors SELECT id, 'A', created_at, created_at, 0 FROM accounts"
            " WHERE username = 'inspector'"
        )
    assert alice.get("/api/me/second-factor").json()["on"] is True

    assert run("drop-code", "inspector").exit_code == 0

    again = bureau.stranger().post("/api/session", json={"username": "inspector", "password": PASSWORD})
    assert again.status_code == 200


def test_people_come_from_a_sheet_or_stay_out_with_a_reason(bureau: Bureau, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(sheet(("wang", "王巡", "巡查员", None)))
    bad.write_bytes(sheet(("wang", "王巡", "局长", None)))

    refused, tried = run("import", str(bad)), run("import", str(good), "--dry-run")
    entered, again = run("import", str(good)), run("import", str(good))

    assert (refused.exit_code, "第 2 行 wang：角色“局长”不认识" in refused.output) == (1, True)
    assert "第 2 行 wang 王巡：新增" in tried.output
    assert "第 2 行 wang 王巡：新增" in entered.output
    assert "没有变化" in again.output
    found = bureau["admin"].http.get("/api/accounts", params={"words": "wang"}).json()["items"]
    assert [one["username"] for one in found] == ["wang"]
