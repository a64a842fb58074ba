"""The command line, started as its user starts it."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTICE = ROOT / "app" / "notices" / "yiyuan_2023"


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """``python -m app …`` with a database of its own in ``folder``."""
    environment = os.environ | {
        "XUNCHENG_DATABASE_URL": f"sqlite:///{folder}/test.db",
        "XUNCHENG_BLOB_URL": f"file:{folder}/blobs",
        "XUNCHENG_DEMO_CASES": "0",
        **{f"XUNCHENG_{name}": value for name, value in settings.items()},
    }
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_bureaus_folder_proves_right(tmp_path: Path) -> None:
    answer = run(tmp_path, "check", str(NOTICE))

    assert answer.returncode == 0, answer.stderr
    assert "案由 68" in answer.stdout


def test_a_broken_folder_is_named_with_file_line_and_fault(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(NOTICE, folder)
    rules = folder / "rules.csv"
    lines = rules.read_text("utf-8").splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("R-LL2-02,"))
    lines[at] = lines[at].replace(",ZFDD,", ",NOBODY,")
    rules.write_text("\n".join(lines) + "\n", "utf-8")

    answer = run(tmp_path, "check", str(folder))

    assert answer.returncode == 1
    assert f"rules.csv 第 {at + 1} 行" in answer.stderr
    assert "NOBODY" in answer.stderr


def test_loading_twice_is_one_version_and_verifies(tmp_path: Path) -> None:
    steps = [
        run(tmp_path, *words)
        for words in (["migrate"], ["load", str(NOTICE)], ["load", str(NOTICE)], ["verify"])
    ]

    assert [step.returncode for step in steps] == [0, 0, 0, 0], [step.stderr for step in steps]
    assert "第 1 版已装入并生效" in steps[1].stdout
    assert "第 1 版已在生效，没有变化" in steps[2].stdout
    assert "流转记录 1 条" in steps[3].stdout


def test_a_checkpoint_is_signed_and_its_copy_elsewhere_finds_the_journal_gone(tmp_path: Path) -> None:
    steps = [run(tmp_path, *words) for words in (["migrate"], ["load", str(NOTICE)], ["checkpoint"])]
    assert [step.returncode for step in steps] == [0, 0, 0], [step.stderr for step in steps]
    assert "检查点第 1 号：流转记录到第 1 条" in steps[2].stdout
    (tmp_path / "checkpoints").rename(tmp_path / "elsewhere")
    (tmp_path / "test.db").unlink()
    run(tmp_path, "migrate")

    alone = run(tmp_path, "verify")
    answer = run(tmp_path, "verify", "--checkpoints", str(tmp_path / "elsewhere"))

    assert alone.returncode == 0
    assert answer.returncode == 1
    assert "流转记录被截短：检查点第 1 号" in answer.stderr


def test_serving_without_migrating_says_what_to_do(tmp_path: Path) -> None:
    answer = run(tmp_path, "serve", PORT=str(free_port()))

    assert answer.returncode == 1
    assert "python -m app migrate" in answer.stderr


def test_a_port_in_use_says_which_other_to_take(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        answer = run(tmp_path, "serve", "--demo", PORT=str(busy.getsockname()[1]))

    assert answer.returncode == 1
    assert "已被占用" in answer.stderr
    assert "make run PORT=" in answer.stderr


def test_the_demo_serves_this_machine_alone(tmp_path: Path) -> None:
    answer = run(tmp_path, "serve", "--demo", HOST="0.0.0.0", PORT=str(free_port()))  # noqa: S104  (that it is refused is the test)

    assert answer.returncode == 1
    assert "只能在本机使用" in answer.stderr


@pytest.mark.parametrize("command", ["serve", "migrate", "load", "check", "verify", "checkpoint", "export"])
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    answer = run(tmp_path, command, "--help")

    assert answer.returncode == 0
    assert "Usage" in answer.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
