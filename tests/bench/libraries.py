"""What libraries would do where the map does it by hand: the writing of a tile, and the heaping of cases.

The libraries are no dependencies of the project: ``pip install mapbox-vector-tile`` into the environment and
``npm install --no-save supercluster`` in ``frontend`` before this part is asked for by name.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from app.map.heaps import Tile
from app.map.mvt import EXTENT, point_layer
from tests.bench.bureaus import filled
from tests.bench.figure import BACKENDS, SECONDS, Figure
from tests.bench.inbox import ROWS
from tests.bench.measuring import Request, cpu_ms, serving

HERE = Path(__file__).parent
SEAT_TILE = Tile(11, 1696, 802)
"""Over the county's seat."""


def figures() -> Iterator[Figure]:
    """A full tile written by us and by the library; a county heaped by us and by the library."""
    yield from _writing()
    yield from _heaping()


def _writing() -> Iterator[Figure]:
    encode = import_module("mapbox_vector_tile").encode
    chance = Random(7)  # noqa: S311  (any tile will do, the same each time)
    keys = ("count", *(f"STATE_{at}" for at in range(12)))
    places = [(at, chance.randrange(EXTENT), chance.randrange(EXTENT)) for at in range(64)]
    columns = [[chance.randrange(1, 900) for _ in places] for _ in keys]
    features = [
        {
            "geometry": {"type": "Point", "coordinates": (x, y)},
            "id": at,
            "properties": dict(zip(keys, cells, strict=True)),
        }
        for (at, x, y), cells in zip(places, zip(*columns, strict=True), strict=True)
    ]
    layer = {"name": "clusters", "features": features}
    ours = _cpu_ms(lambda: point_layer("clusters", keys, places, columns))
    theirs = _cpu_ms(lambda: encode(layer, default_options={"y_coord_down": True}))
    yield Figure(
        "tiles.writing", 1.0, ours, theirs, "mapbox-vector-tile", "CPU ms", about="64 heaps of 13 figures"
    )


def _cpu_ms(doing: Callable[[], object]) -> float:
    def once() -> float:
        began = process_time()
        for _ in range(20):
            doing()
        return (process_time() - began) / 20 * 1000

    once()
    return median(once() for _ in range(9))


def _heaping() -> Iterator[Figure]:
    """A change, then a tile: the library builds its index of all cases anew, ours has changed its cells."""
    told = subprocess.run(
        ["node", str(HERE / "heaping.mjs"), str(ROWS), *map(str, SEAT_TILE)],
        cwd=HERE.parents[1] / "frontend",
        check=True,
        capture_output=True,
        text=True,
    )
    theirs = json.loads(told.stdout)
    about = (
        f"{ROWS:,} cases; the library's index {theirs['index_ms']:.0f} ms and {theirs['index_mb']:.0f} MB, for one "
        f"person's eyes and one filter; a tile of it {theirs['tile_ms']:.2f} ms, without a service around it"
    )
    for backend in BACKENDS:
        with (
            filled(backend, ROWS) as bureau,
            serving(bureau.url, bureau.folder, bureau.database_pid) as server,
        ):
            path = "/tiles/cases/{}/{}/{}.mvt".format(*SEAT_TILE)
            (ours,) = cpu_ms([Request(server.signed_in("command"), path)], SECONDS)
        yield Figure(
            f"{backend}.tiles.heaping",
            1.0,
            ours,
            theirs["tile_ms"] + theirs["index_ms"],
            "supercluster: index and tile",
            about=about,
        )
