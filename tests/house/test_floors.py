"""The house stands on its floors: imports only go down, and only the upper floors know of HTTP."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"

FLOORS: list[set[str]] = [
    {"core"},
    {"journal"},
    {"notices", "people", "units", "places", "categories"},
    {"photos", "routing", "seals"},
    {"cases"},
    {
        "ledgers",
        "assessments",
        "bulletins",
        "exposure",
        "evidence",
        "map",
        "live",
        "pack",
        "duty",
        "keeping",
        "citizens",
        "exchange",
        "reports",
        "demo",
    },
]
HTTP = len(FLOORS)
COMPOSITION = HTTP + 1
FORBIDDEN_NAMES = {"service", "utils", "util", "helpers", "helper", "manager", "common", "misc"}


def floor_of(module: str) -> int:
    """0 is the ground. ``routes`` modules and http are above every noun; what lies directly in app/ is composition."""
    parts = module.split(".")[1:]
    if not parts or (len(parts) == 1 and not (APP / parts[0]).is_dir()):
        return COMPOSITION
    if parts[0] == "http" or parts[-1].endswith("routes"):
        return HTTP
    return next(index for index, nouns in enumerate(FLOORS) if parts[0] in nouns)


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(APP.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=[module for module, _ in modules()])
def test_imports_go_down(module: str, path: Path) -> None:
    for imported in imports(path):
        if imported.split(".")[0] == "app" and imported != "app":
            assert floor_of(imported) <= floor_of(module), f"{module} must not import {imported}"
        if imported.split(".")[0] in {"fastapi", "starlette", "uvicorn"}:
            assert floor_of(module) >= HTTP, f"{module} lies below the floor that knows HTTP"


def test_every_folder_has_its_floor() -> None:
    folders = {path.name for path in APP.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert folders <= set().union(*FLOORS) | {"http"}


def test_files_are_named_after_what_they_do() -> None:
    assert [path for _, path in modules() if path.stem in FORBIDDEN_NAMES] == []


def test_a_wrong_import_would_be_seen(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from app.cases.moves import make_move\nimport fastapi\n")

    assert list(imports(wrong)) == ["app.cases.moves", "fastapi"]
    assert floor_of("app.cases.moves") > floor_of("app.journal.record")
