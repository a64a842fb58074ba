"""The real notice folder, and copies of it that a careless clerk has edited."""

import shutil
from functools import cache
from pathlib import Path

from app.notices.model import Notice
from app.notices.read import read_folder

YIYUAN = Path(__file__).parents[2] / "app" / "notices" / "yiyuan_2023"


@cache
def yiyuan() -> Notice:
    """The notice as it is delivered."""
    return read_folder(YIYUAN)


def copy_of_yiyuan(place: Path) -> Path:
    """A copy that may be spoilt."""
    return Path(shutil.copytree(YIYUAN, place / "yiyuan"))


def edit(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the only occurrence of a text; returns the line it stood on, counted from 1."""
    text = (folder / file).read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def append(folder: Path, file: str, row: str) -> int:
    """Add a row at the end; returns its line."""
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(text + row + "\n", "utf-8")
    return text.count("\n") + 1
