"""The page on security leaves no requirement out, and what it names is there."""

import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
ROW = re.compile(
    r"^\| (V[\d.]+)(?:–(V[\d.]+))? \| .+? \| (met|partly|not met|n\.a\.) \| (.*) \|$", re.MULTILINE
)
SECTIONS = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 "
    "4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 "
    "7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 "
    "10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 "
    "14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2"
)
"""How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has, numbered from one."""
REQUIREMENTS = [
    f"V{section}.{number}"
    for section, count in (pair.split(":") for pair in SECTIONS.split())
    for number in range(1, int(count) + 1)
]


def test_every_requirement_has_its_place_in_order() -> None:
    place = {name: index for index, name in enumerate(REQUIREMENTS)}
    spans = [(place[first], place[last or first]) for first, last, _, _ in ROW.findall(PAGE)]

    assert len(REQUIREMENTS) == 253
    assert spans[0][0] == 0
    assert spans[-1][1] == len(REQUIREMENTS) - 1
    assert [(before, after) for before, after in pairwise(spans) if after[0] != before[1] + 1] == []


def test_what_the_page_counts_is_what_it_lists() -> None:
    place = {name: index for index, name in enumerate(REQUIREMENTS)}
    counted: dict[str, int] = {}
    for first, last, state, _ in ROW.findall(PAGE):
        counted[state] = counted.get(state, 0) + place[last or first] - place[first] + 1

    said = re.search(r"(\d+) met, (\d+) partly, (\d+) not met,\s+(\d+) not applicable", PAGE)
    assert said
    assert [counted[state] for state in ("met", "partly", "not met", "n.a.")] == [
        int(n) for n in said.groups()
    ]


def test_every_file_it_names_is_there() -> None:
    named = set(
        re.findall(
            r"\b(?:tests|docs|app|deploy|frontend)/[\w./-]+\.(?:py|md|vue|yml)\b|deploy/Caddyfile", PAGE
        )
    )

    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
