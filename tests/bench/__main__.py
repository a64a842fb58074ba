"""``python -m tests.bench [PART …]``: what things cost, one JSON object a line; all parts if none is named.

Each part measures ours and a baseline in the same run on the same machine and prints both. Not
among the parts that run by themselves: ``growth`` and ``tiles-growth``, for bureaus of five and ten million cases
(``make bench-large``), ``soak``, which takes ten minutes, and ``libraries``, which wants libraries that the project does not.
"""

import sys
from collections.abc import Callable, Iterator

from tests.bench import city, desk, evidence, inbox, libraries, live, map_page, phone, reports, tiles
from tests.bench.figure import Figure

PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "inbox": inbox.figures,
    "phone": phone.figures,
    "desk": desk.figures,
    "evidence": evidence.figures,
    "map": map_page.figures,
    "tiles": tiles.figures,
    "live": live.figures,
    "reports": reports.figures,
    "city": city.figures,
}
ON_DEMAND: dict[str, Callable[[], Iterator[Figure]]] = {
    "growth": inbox.growth,
    "tiles-growth": tiles.growth,
    "soak": city.soak,
    "libraries": libraries.figures,
}


def main(named: list[str]) -> None:
    """Measure and print."""
    known = PARTS | ON_DEMAND
    if unknown := set(named) - set(known):
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for part in named or PARTS:
        for figure in known[part]():
            print(figure.line(), flush=True)  # noqa: T201  (figures go to standard output)


if __name__ == "__main__":
    main(sys.argv[1:])
