"""What a fresh machine is asked before it is called ready."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with Chromium whose fonts fill more than a pipe holds (64 KiB), a Chinese one first among them."""
    fonts = tmp_path / "fonts"
    fonts.write_text("Noto Sans CJK SC\n" + "DejaVu Sans\n" * 20_000)
    for name, does in {"chromium": "true", "fc-list": f"cat '{fonts}'", "id": "echo 1000"}.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    return tmp_path


def asked(machine: Path) -> subprocess.CompletedProcess[str]:
    """The check for the browser tests, run by somebody who may not install anything."""
    path = f"{machine}:/usr/bin:/bin"
    return subprocess.run(
        ["/bin/bash", ROOT / ".ci/browser.sh"],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_with_very_many_fonts_is_ready(machine: Path) -> None:
    ready = asked(machine)

    assert ready.returncode == 0, ready.stderr


def test_a_machine_without_a_chinese_font_is_told_the_command(machine: Path) -> None:
    (machine / "fonts").write_text("DejaVu Sans\n")

    told = asked(machine)

    assert told.returncode == 1
    assert "apt-get install -y chromium fonts-noto-cjk" in told.stderr
