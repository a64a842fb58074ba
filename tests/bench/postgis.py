"""The same tiles as PostGIS makes them: ST_AsMVT over a narrow table with its best indexes. The bench's baseline.

Points where there are few, else clusters by a grid with counts by state, in one statement; whoever asks is
looked up as cheaply as in our own route, and may see everything.
"""

import psycopg
from fastapi import APIRouter, Response
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from app.cases.states import OPEN, State
from app.http.session import ReaderDep
from app.map.tiles import MOST_POINTS
from app.people.policy import Person

router = APIRouter(prefix="/bench/postgis")
_OPEN = ", ".join(f"'{state.value}'" for state in State if state in OPEN)
_BY_STATE = ", ".join(
    f"nullif(count(*) FILTER (WHERE state = '{state.value}'), 0) AS \"{state.value}\"" for state in State
)
_TABLE = f"""
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE TABLE bench_places AS
    SELECT id, state, category_code, unit_code, due_order, urgent,
        ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857) AS place FROM cases;
CREATE INDEX ON bench_places USING gist (place);
CREATE INDEX ON bench_places USING gist (place) WHERE state IN ({_OPEN});
"""  # noqa: S608  (our own words)
_TILE = text(f"""
WITH tile AS (SELECT ST_TileEnvelope(:z, :x, :y) AS box),
inside AS MATERIALIZED (
    SELECT bench_places.* FROM bench_places, tile WHERE place && box AND state IN ({_OPEN})
),
many AS (SELECT count(*) > {MOST_POINTS} AS are FROM inside),
points AS (
    SELECT ST_AsMVT(one, 'cases') AS mvt FROM (
        SELECT ST_AsMVTGeom(place, box) AS place, id::text, state, category_code AS category,
            unit_code AS unit, due_order < now() AS overdue, urgent
        FROM inside, tile, many WHERE NOT are
    ) one
),
clusters AS (
    SELECT ST_AsMVT(heap, 'clusters') AS mvt FROM (
        SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(avg(ST_X(place)), avg(ST_Y(place))), 3857), box)
            AS place, count(*), {_BY_STATE}
        FROM inside, tile, many WHERE are
        GROUP BY box, ST_SnapToGrid(place, (ST_XMax(box) - ST_XMin(box)) / 8)
    ) heap
)
SELECT points.mvt || clusters.mvt FROM points, clusters
""")  # noqa: S608


def prepare(url: str) -> bool:
    """Make the table beside the cases; False where there is no PostGIS."""
    place = make_url(url)
    host = str(place.query["host"])
    with psycopg.connect(
        host=host, user=place.username, dbname=place.database, autocommit=True
    ) as connection:
        known = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
        if known is None:
            return False
        if connection.execute("SELECT to_regclass('bench_places')").fetchone() == (None,):
            connection.execute(_TABLE)
            connection.execute("VACUUM ANALYZE bench_places")
    return True


@router.get("/{z}/{x}/{y}.mvt")
async def get_tile(z: int, x: int, y: int, reader: ReaderDep) -> Response:
    """A tile of all open cases."""

    def look(connection: Connection, _person: Person) -> bytes:
        return bytes(connection.execute(_TILE, {"z": z, "x": x, "y": y}).scalar_one())

    return Response(await reader(look), media_type="application/vnd.mapbox-vector-tile")
