"""What goes into the service is under licences that a bureau may run and pass on; the list is in docs/licences.md."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = re.compile(
    r"MIT(-0|-CMU)?|BSD(-[23]-Clause)?|0BSD|Apache-2\.0|ISC|PSF-2\.0|Zlib|CC0-1\.0|MPL-2\.0|LGPL-3\.0-only"
)
"""LGPL and MPL: used unchanged, as packages of their own that anybody may replace."""
LONG = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
UNSAID = {"@mapbox/jsonlint-lines-primitives": "MIT"}
"""Where a package's own file has it and its metadata has not."""


def python_packages() -> Iterator[tuple[str, str]]:
    lock = (ROOT / "deploy/requirements.lock").read_text("utf-8")
    for name in sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE))):
        try:
            said = metadata(name)
        except PackageNotFoundError:  # for another system
            continue
        yield name, _licence_of(said)


def _licence_of(said: PackageMetadata) -> str:
    if "License-Expression" in said:
        return said["License-Expression"]
    lines = said.get_all("Classifier") or []
    classified = [line.rpartition(" :: ")[2] for line in lines if line.startswith("License :: OSI")]
    if classified:
        return " OR ".join(LONG.get(one, one) for one in classified)
    return said["License"] if "License" in said else "?"  # noqa: SIM401  (metadata has no ``get``)


def page_packages() -> Iterator[tuple[str, str]]:
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))["packages"]
    for path, package in sorted(lock.items()):
        name = path.rpartition("node_modules/")[2]
        if path and not package.get("dev") and not package.get("optional"):
            yield name, package.get("license") or UNSAID.get(name, "?")


def test_every_licence_is_one_that_we_may_use() -> None:
    for name, licence in [*python_packages(), *page_packages()]:
        parts = [part.strip("() ") for part in re.split(r" AND | OR ", licence)]
        assert all(ALLOWED.fullmatch(part) for part in parts), f"{name}: {licence}"


def test_the_list_names_every_package_with_its_licence() -> None:
    rows = [f"| {name} | {licence} |" for name, licence in [*python_packages(), *page_packages()]]
    page = (ROOT / "docs/licences.md").read_text("utf-8")

    assert [row for row in rows if row not in page] == [], "add these rows to docs/licences.md"
