"""What a tile of open cases costs beside PostGIS, how that grows, and what keeping the cells costs a report.

Tiles are asked for where open cases lie, as many at each zoom; figures are the 95th and the 50th in a hundred of
the CPU of the service and of the database behind it.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median, quantiles
from time import monotonic
from typing import NamedTuple

import orjson
from sqlalchemy import select
from sqlmodel import col

from app.cases.cells import recount_cells
from app.cases.models import Case
from app.cases.states import OPEN, State
from app.core.clock import now
from app.core.db import Database
from app.core.geo import ZOOM, cell_of, deinterleave
from app.core.ids import timed_id
from app.map.heaps import Tile
from tests.bench.bureaus import FilledBureau, filled
from tests.bench.figure import BACKENDS, SECONDS, Figure
from tests.bench.inbox import AGAINST, ROWS
from tests.bench.measuring import Client, Request, Server, cpu_ms, send_photo, serving
from tests.bench.postgis import prepare
from tests.bench.reporting import Shots
from tests.bureau import COUNTY_SEAT, report_body

ZOOMS = range(8, 18)
AT_EACH = int(os.environ.get("BENCH_TILES", "12"))
GOAL = {"sqlite": 0.03, "postgresql": 0.06}
STATES = "&".join(f"state={state.value}" for state in State if state in OPEN)
RUN, REPORTS = 5, 40
"""Requests for one tile before it is another server's turn; reports likewise."""


class _Asked(NamedTuple):
    """A way to ask for tiles: ours on a database, or PostGIS."""

    name: str
    client: Client
    path: str

    def of(self, tile: Tile) -> Request:
        return Request(self.client, self.path.format(*tile))


def figures() -> Iterator[Figure]:
    """Tiles against PostGIS's, growth, and upkeep."""
    with ExitStack() as stack:
        wanted = dict.fromkeys(("postgresql", *BACKENDS))
        bureaus = {backend: stack.enter_context(filled(backend, ROWS)) for backend in wanted}
        yield from _beside_postgis(bureaus["postgresql"], {name: bureaus[name] for name in BACKENDS})
    for backend in BACKENDS:
        with filled(backend, ROWS) as bureau, filled(backend, AGAINST) as smaller:
            yield from _growth(bureau, smaller)
            yield from _upkeep(smaller)


def growth() -> Iterator[Figure]:
    """Growth alone: ``BENCH_ROWS=10000000 BENCH_AGAINST=1000000`` is the issue's."""
    for backend in BACKENDS:
        with filled(backend, ROWS) as bureau, filled(backend, AGAINST) as smaller:
            yield from _growth(bureau, smaller)


def _serve(stack: ExitStack, bureau: FilledBureau, **settings: str) -> Server:
    return stack.enter_context(serving(bureau.url, bureau.folder, bureau.database_pid, **settings))


def _beside_postgis(postgis: FilledBureau, bureaus: dict[str, FilledBureau]) -> Iterator[Figure]:
    if not prepare(postgis.url):
        raise SystemExit("tiles are measured beside PostGIS: apt-get install postgresql-postgis")
    tiles = _where_cases_lie(postgis)
    with ExitStack() as stack:
        there = _serve(stack, postgis).signed_in("command")
        ways = [_Asked("PostGIS", there, "/bench/postgis/{}/{}/{}.mvt")]
        for backend, bureau in bureaus.items():
            server = _serve(stack, bureau).signed_in("command")
            ways.append(_Asked(backend, server, f"/tiles/cases/{{}}/{{}}/{{}}.mvt?{STATES}"))
        costs = _costs(ways, tiles)
    for name in bureaus:
        for share in (95, 50):
            ours, theirs = (quantiles(costs[side], n=100)[share - 1] for side in (name, "PostGIS"))
            goal = GOAL[name] if share == 95 else 1.0
            about = f"{ROWS:,} cases, open ones, z {ZOOMS[0]}–{ZOOMS[-1]}, {len(tiles)} tiles"
            baseline = "PostGIS ST_AsMVT, clustered"
            yield Figure(f"{name}.tiles.p{share}", goal, ours, theirs, baseline, about=about)


def _where_cases_lie(bureau: FilledBureau) -> list[Tile]:
    """At each zoom the tiles in which some open cases lie: where many do, more often."""
    database = Database(bureau.url)
    some = select(col(Case.cell)).where(col(Case.state).in_(list(OPEN))).order_by(col(Case.id)).limit(AT_EACH)
    with database.reading() as session:
        cells = list(session.execute(some).scalars())
    database.dispose()
    return [_tile_at(z, cell) for z in ZOOMS for cell in cells]


def _tile_at(z: int, cell: int) -> Tile:
    x, y = deinterleave(cell)
    return Tile(z, x >> ZOOM - z, y >> ZOOM - z)


def _costs(ways: Sequence[_Asked], tiles: Sequence[Tile]) -> dict[str, list[float]]:
    """CPU milliseconds of each tile, the median of some turns, in which all ways take part."""
    for way in ways:
        for tile in tiles[:: len(tiles) // 20]:
            for _ in range(6):  # statements get compiled and prepared
                way.client.get(way.path.format(*tile))
    found: dict[str, list[float]] = {way.name: [] for way in ways}
    for tile in tiles:
        turns = [[way.of(tile).cpu_ms(RUN) for way in ways] for _ in range(3)]
        for way, costs in zip(ways, zip(*turns, strict=True), strict=True):
            found[way.name].append(median(costs))
    return found


def _growth(bureau: FilledBureau, smaller: FilledBureau) -> Iterator[Figure]:
    """A tile in the seat, every cell of it full, on a full bureau and on a smaller one."""
    with ExitStack() as stack:
        servers = [_serve(stack, one) for one in (bureau, smaller)]
        clients = [server.signed_in("command") for server in servers]
        for z in (10, 13):
            x, y = deinterleave(cell_of(*COUNTY_SEAT))
            path = f"/tiles/cases/{z}/{x >> ZOOM - z}/{y >> ZOOM - z}.mvt"
            ours, less = cpu_ms([Request(client, path) for client in clients], SECONDS)
            yield Figure(
                f"{bureau.backend}.tiles.growth.z{z}",
                1.15,
                ours,
                less,
                f"{AGAINST:,} cases",
                about=f"the same full tile at {ROWS:,} cases",
            )


def _upkeep(bureau: FilledBureau) -> Iterator[Figure]:
    """What keeping the cells adds to a report: beside one with its photo, and beside the case alone."""
    with ExitStack() as stack:
        ways: tuple[dict[str, str], ...] = ({}, {"BENCH_WITHOUT_CELLS": "1"})
        servers = [_serve(stack, bureau, XUNCHENG_RENDER_AHEAD="0", **way) for way in ways]
        clients = [server.signed_in("inspector") for server in servers]
        digest = send_photo(clients[0])
        rounds: list[list[float]] = []
        began = monotonic()
        while len(rounds) < 3 or (len(rounds) < 15 and monotonic() - began < 4 * SECONDS):
            rounds.append([*(_reports_cpu(client, digest) for client in clients), _photos_cpu(clients[1])])
        kept, left, photo = (median(column) for column in zip(*rounds, strict=True))
    _set_right(bureau)
    about = f"what keeping six levels of cells adds, {AGAINST:,} cases"
    for name, beside, baseline in (
        ("upkeep", left + photo, "a report, photo of 0.75 MB and case, without keeping cells"),
        ("upkeep.case", left, "the case of a report without keeping cells, its photo sent before"),
    ):
        added = max(0.0, kept - left)
        yield Figure(f"{bureau.backend}.cells.{name}", 0.1, added, beside, baseline, about=about)


def _set_right(bureau: FilledBureau) -> None:
    """Count what has been left uncounted."""
    database = Database(bureau.url)
    with database.writing() as session:
        recount_cells(session)
    database.dispose()


def _reports_cpu(client: Client, digest: str) -> float:
    body = orjson.dumps(report_body(digest))
    before = client.server.cpu()
    for _ in range(REPORTS):
        client.put(f"/api/cases/{timed_id(now())}", body)
    return (client.server.cpu() - before) / REPORTS * 1000


def _photos_cpu(client: Client) -> float:
    shots = Shots.of(750_000)
    taken = [shots.take() for _ in range(REPORTS)]
    before = client.server.cpu()
    for digest, data in taken:
        client.put(f"/api/photos/{digest}", data, "image/jpeg")
    return (client.server.cpu() - before) / REPORTS * 1000
