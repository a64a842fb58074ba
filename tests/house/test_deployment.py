"""What a city is deployed with: sound by its linters, no secret with a default, nobody with more than they need."""

import os
import re
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyOptions
from fastapi.testclient import TestClient

from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import migrate
from app.main import create_app
from tests.bureau import settings_in

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|ACCESS_KEY")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services, once the whole file has been held against the Compose specification."""
    return services_in(COMPOSE)


def services_in(text: str) -> dict[str, Any]:
    options = PyOptions()
    options.apply_merge = True
    composed = options.from_yaml(text)
    composed.validate()
    found: dict[str, Any] = composed.to_spec().model_dump(mode="json", exclude_none=True)["services"]
    return found


def environment(service: dict[str, Any]) -> dict[str, str]:
    given = service.get("environment", {})
    return dict(pair.split("=", 1) for pair in given) if isinstance(given, list) else given


def test_the_file_is_a_compose_file_with_every_part_of_a_city(services: dict[str, Any]) -> None:
    assert set(services) == {"proxy", "app", "migrate", "backup", "database", "photos"}
    assert services["app"]["deploy"]["replicas"] >= 2


def test_every_secret_is_asked_for_and_none_has_a_default(services: dict[str, Any]) -> None:
    asked = re.findall(r"\$\{(\w+)([^}]*)\}", COMPOSE)

    assert {name for name, _ in asked} == set(
        re.findall(r"^(\w+)=$", (ROOT / "deploy/env.example").read_text("utf-8"), re.MULTILINE)
    ), "deploy/env.example names what is asked for, with nothing filled in"
    assert [name for name, how in asked if not how.startswith(":?")] == []
    for service in services.values():
        for name, value in environment(service).items():
            if SECRET.search(name):
                assert "${" in str(value), f"{name} stands in the file"


def test_nobody_has_more_than_they_need(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not service.get("privileged"), name
        assert "docker.sock" not in str(service.get("volumes")), name
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    for name in ("app", "migrate", "backup"):
        assert services[name]["user"] == "10001:10001"
        assert list(services[name]["networks"]) == ["inside"]


def test_what_the_proxy_waits_for_comes_before_there_is_a_notice(
    services: dict[str, Any], tmp_path: Path
) -> None:
    """`docker compose up -d` on an empty database must end well: only then can a notice be loaded."""
    asked = re.search(r"urlopen\('http://127\.0\.0\.1:8000(/\w+)'", (ROOT / "Dockerfile").read_text("utf-8"))
    settings = settings_in(tmp_path)
    with closing(Database(settings.database_url)) as database:
        migrate(database)

    with TestClient(create_app(settings)) as first_day:
        assert asked
        assert services["proxy"]["depends_on"]["app"]["condition"] == "service_healthy"
        assert first_day.get(asked[1]).status_code == 200
        assert first_day.get("/readyz").status_code == 503


def test_logs_outlive_the_containers(services: dict[str, Any]) -> None:
    assert {service["logging"]["driver"] for service in services.values()} == {"journald"}


def test_only_who_signs_in_by_a_provider_opens_a_way_out() -> None:
    text = (ROOT / "deploy/oidc.yml").read_text("utf-8")
    added = services_in(f"{text}  inside: {{}}\n")  # which the file that it is put on has
    asked = re.findall(r"\$\{(\w+)([^}]*)\}", text)
    made = {name.removeprefix("XUNCHENG_").lower() for name in environment(added["app"])}

    assert list(added) == ["app"]
    assert sorted(added["app"]["networks"]) == ["inside", "provider"]
    assert made == {name for name in Settings.model_fields if name.startswith("oidc_")}
    assert all(how.startswith(":?") for _, how in asked)


def test_every_setting_that_is_made_is_one_that_the_service_knows(services: dict[str, Any]) -> None:
    made = {
        name.removeprefix("XUNCHENG_").lower()
        for service in ("app", "migrate", "backup")
        for name in environment(services[service])
    }
    in_image = set(re.findall(r"XUNCHENG_(\w+)=", (ROOT / "Dockerfile").read_text("utf-8")))

    assert made | {name.lower() for name in in_image} <= set(Settings.model_fields)


def test_the_images_recipe_is_sound_and_runs_as_nobody() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    answer = subprocess.run(
        [linter, "--failure-threshold", "info", ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
    recipe = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.findall(r"^USER (.*)$", recipe, re.MULTILINE) == ["10001:10001"]
    assert not re.search(r"^(ENV|ARG).*(PASSWORD|SECRET|TOKEN)", recipe, re.MULTILINE)


@pytest.mark.parametrize(
    "said",
    [
        {"XUNCHENG_SITE": "xuncheng.bureau.example"},
        {"XUNCHENG_SITE": "http://127.0.0.1:8080", "XUNCHENG_UPSTREAMS": "to 127.0.0.1:1 127.0.0.1:2"},
    ],
)
def test_the_proxys_rules_are_sound(said: dict[str, str], tmp_path: Path) -> None:
    answer = subprocess.run(
        ["caddy", "validate", "--config", ROOT / "deploy/Caddyfile", "--adapter", "caddyfile"],
        env=os.environ | {"HOME": str(tmp_path)} | said,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr


def pinned(file: Path) -> dict[str, str]:
    """The blocks of a lock by package: version and hashes."""
    blocks = re.split(r"^(?=[a-z])", file.read_text("utf-8"), flags=re.MULTILINE)
    return {block.partition("==")[0]: block for block in blocks if "==" in block}


def test_the_image_has_the_packages_of_the_lock_and_no_tools() -> None:
    image, everything = pinned(ROOT / "deploy/requirements.lock"), pinned(ROOT / "requirements.lock")
    wanted = re.search(
        r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S
    )
    assert wanted
    named = {name.lower() for name in re.findall(r'"([A-Za-z0-9_-]+)', wanted[1])}

    assert image.items() <= everything.items()
    assert named - {"uvloop"} <= set(image) | {name.replace("_", "-") for name in image}
    assert not {"pytest", "mypy", "ruff", "playwright", "hypothesis"} & set(image)


def test_nothing_but_the_program_goes_into_the_image() -> None:
    kept = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert "*" in kept
    assert {line for line in kept if line.startswith("!")} == {
        "!app",
        "!migrations",
        "!deploy/requirements.lock",
        "!frontend",
    }


def test_the_image_is_built_from_what_the_tests_ran_with() -> None:
    image, tested = (
        dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        for lock in ("deploy/requirements.lock", "requirements.lock")
    )
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {re.split(r"[^A-Za-z0-9_.-]", one)[0] for one in wanted}

    assert names - set(image) == set()
    assert image.items() - tested.items() == set()
