"""What is generated from the code is in step with it, and every failure has its words."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from app.__main__ import cli
from app.cases.table import MOVES
from app.core.config import Settings
from app.core.problems import Problem, catalogue
from app.main import create_app
from app.seals.models import Verdict

ROOT = Path(__file__).resolve().parents[2]


def test_the_openapi_document_of_the_client_is_the_apps() -> None:
    kept = json.loads((ROOT / "frontend" / "openapi.json").read_text("utf-8"))

    assert kept == json.loads(json.dumps(create_app(Settings(database_url="sqlite://")).openapi())), (
        "run: make schema"
    )


def test_every_problem_that_is_raised_is_in_the_catalogue_and_the_other_way_round() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py"))
    raised = set(re.findall(r'Problem\(\s*"([a-z-]+)"', source))

    assert raised == set(catalogue())


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_both_languages_ask_for_the_same_facts(name: str) -> None:
    kind = catalogue()[name]

    zh, en = (
        {field for _, field, _, _ in Formatter().parse(kind.detail[language]) if field}
        for language in ("zh", "en")
    )

    assert zh == en
    assert re.search(r"[\u4e00-\u9fff]", kind.title["zh"])


def test_a_fact_may_have_its_own_words_in_each_language() -> None:
    problem = Problem("not-found", what=("这张照片", "this photo"))

    assert "这张照片" in problem.sentence("zh")
    assert "this photo" in problem.sentence("en")


def test_the_page_on_the_workflow_has_every_move_with_its_states() -> None:
    page = (ROOT / "docs" / "workflow.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, flags=re.MULTILINE))

    assert set(rows) == set(MOVES)
    for move in MOVES.values():
        label, from_states, to_state = (cell.strip() for cell in rows[move.code].split("|")[:3])
        assert label == move.label
        assert to_state == (move.to_state or "·")
        if not from_states.startswith(("any", "–")):
            assert set(from_states.split()) == set(move.from_states)


def test_the_readme_names_every_command_and_every_setting_of_checkpoints() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = [
        command.name or command.callback.__name__ for command in cli.registered_commands if command.callback
    ]

    assert [name for name in commands if not re.search(rf"python -m app[^`]*\b{name}\b", readme)] == []
    assert [name for name in ("CHECKPOINT_DIR", "CHECKPOINT_KEY") if f"`{name}`" not in readme] == []


def test_the_page_on_evidence_names_every_verdict_on_a_seal() -> None:
    page = (ROOT / "docs" / "evidence.md").read_text("utf-8")

    assert [verdict.value for verdict in Verdict if f"`{verdict.value}`" not in page] == []


def test_every_setting_is_explained_in_the_readme_or_on_the_page_on_operations() -> None:
    pages = "".join((ROOT / page).read_text("utf-8") for page in ("README.md", "docs/operations.md"))
    unsaid = {"frontend_dir", "demo", "render_ahead", "max_photos_per_step"}  # ours, not an operator's

    settings = set(Settings.model_fields) - unsaid
    assert [
        name for name in sorted(settings) if f"`{name.upper()}`" not in pages and name not in GROUPED
    ] == []


GROUPED = {"basemap_key", "basemap_attribution", "basemap_max_zoom", "basemap_url"}
"""Explained beside ``BASEMAP_KIND``."""
