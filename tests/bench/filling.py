"""A bureau with a million invented cases: what a county has after some years, nearly all of it closed.

The cases are plausible (types and units by the notice's own rules, villages, three working years) and go in by
the database's fastest way, without a journal: what is measured reads cases, queues and counters.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any
from uuid import UUID

from psycopg import sql
from sqlalchemy import Connection, Table, select, text
from sqlmodel import Session, SQLModel, col

from app.cases.counters import recount
from app.cases.models import NO_DEADLINE, Case, CaseDay, CaseUnit, FixSource, Source
from app.cases.placing import battle_of
from app.cases.queues import CaseQueue
from app.cases.states import State
from app.core.clock import LOCAL
from app.core.db import WRITING, Database
from app.core.geo import cell_of
from app.core.ids import timed_id
from app.notices.versions import InForce
from app.people.accounts import NewAccount, enter
from app.people.models import AccountRole, Role
from app.people.passwords import hash_password
from app.routing.decide import Facts, decide
from tests.bureau import COUNTY_SEAT, PASSWORD

YEARS = 3
INSPECTORS = 30
OPEN_DAYS = 20
"""Cases younger than this may be open; of older ones only a few that are suspended."""
OPEN_MIX = (
    (State.REPORTED, 3),
    (State.VERIFYING, 2),
    (State.FILED, 4),
    (State.DISPATCHED, 22),
    (State.ACCEPTED, 40),
    (State.FEEDBACK, 12),
    (State.CHECKING, 6),
    (State.REWORK, 7),
    (State.SUSPENDED, 4),
)
IN_THE_SEAT, SEAT, VILLAGE = 0.15, 0.02, 0.003
"""So many of the villages lie in the county seat, where two cases in five are; spread of both, in degrees."""
AT_A_TIME = 20_000


@dataclass(frozen=True)
class Kind:
    """A type as the notice places it."""

    code: str
    unit: str
    co_units: tuple[str, ...]
    battle: int | None
    rule: str | None
    clause: str
    why: str


@dataclass
class Inventor:
    """Invents one case after the other, in the order of their numbers."""

    in_force: InForce
    reporters: Sequence[UUID]
    end: datetime
    rows: int
    days: int = 365 * YEARS
    random: Random = field(default_factory=lambda: Random(20230129))  # noqa: S311  (the same bureau every time)

    def __post_init__(self) -> None:
        notice = self.in_force.notice
        self.kinds = [_kind(self.in_force, code) for code in notice.categories]
        weights = (min(self.random.paretovariate(1.1), 40) for _ in self.kinds)
        self.weights = list(accumulate(weights))
        self.villages = list(notice.villages)
        self.centres = [self._centre(index / len(self.villages)) for index in range(len(self.villages))]
        self.open_states, self.open_weights = zip(*OPEN_MIX, strict=True)

    def cases(self) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
        """What varies from case to case, and the units that help."""
        start, step = self.end - timedelta(days=self.days), timedelta(days=self.days) / self.rows
        day, number = "", 0
        for index in range(self.rows):
            at = start + step * index
            local = at.astimezone(LOCAL).strftime("%Y%m%d")
            day, number = local, (number + 1 if local == day else 1)
            yield self._case(at, f"{day}-{number:04d}")

    def _case(self, at: datetime, number: str) -> tuple[dict[str, Any], tuple[str, ...]]:
        random = self.random
        kind = random.choices(self.kinds, cum_weights=self.weights)[0]
        place = int(random.random() ** 2 * len(self.villages))
        state = self._state(at)
        due = at + timedelta(hours=4 + random.random() * 100)
        lon, lat = (random.gauss(middle, VILLAGE) for middle in self.centres[place])
        values = {
            "id": timed_id(at, random.getrandbits(128) >> 54),
            "number": number,
            "version": 3 if state is State.DISPATCHED else 6,
            "state": state,
            "category_code": kind.code,
            "unit_code": kind.unit,
            "rule_code": kind.rule,
            "clause_code": kind.clause,
            "why": kind.why,
            "lon": lon,
            "lat": lat,
            "cell": cell_of(lon, lat),
            "area_code": self.villages[place],
            "battle": kind.battle,
            "description": f"村口向东{random.randrange(10, 400, 10)}米（合成数据）",
            "cover": f"{random.getrandbits(256):064x}",
            "urgent": random.random() < 0.03,
            "reported_at": at,
            "reporter_id": random.choice(self.reporters),
            "due_at": None if state is State.REPORTED else due,
            "due_order": NO_DEADLINE if state is State.REPORTED else due,
            "closed_at": due if state is State.CLOSED else None,
        }
        return values, kind.co_units

    def _centre(self, rank: float) -> tuple[float, float]:
        """Where a village lies: those with most cases in the county seat, the others all over the county."""
        if rank < IN_THE_SEAT:
            lon, lat = (self.random.gauss(middle, SEAT) for middle in COUNTY_SEAT)
            return lon, lat
        return 117.95 + self.random.random() * 0.5, 35.95 + self.random.random() * 0.4

    def _state(self, at: datetime) -> State:
        chance = self.random.random()
        if (self.end - at).days < OPEN_DAYS:
            if chance < 0.6:
                state: State = self.random.choices(self.open_states, self.open_weights)[0]
                return state
        elif chance < 0.003:
            return State.SUSPENDED
        return State.VOID if chance > 0.99 else State.REJECTED if chance > 0.97 else State.CLOSED


def _kind(in_force: InForce, code: str) -> Kind:
    placed = decide(in_force.notice, Facts(category=code))
    battle = battle_of(in_force, code)
    return Kind(code, placed.unit, placed.co_units, battle, placed.rule, placed.clause, placed.why)


def fill(database: Database, in_force: InForce, rows: int, end: datetime, days: int = 365 * YEARS) -> None:
    """Put ``rows`` cases of the last ``days`` into a prepared bureau, with their queues and counters."""
    with database.writing() as session:
        enter(session, (_inspector(index) for index in range(INSPECTORS)), hash_password(PASSWORD))
        reporters = list(
            session.execute(
                select(col(AccountRole.account_id)).where(col(AccountRole.role) == Role.INSPECTOR)
            ).scalars()
        )
    invented = Inventor(in_force, reporters, end, rows, days).cases()
    template = _template(in_force, end, reporters[0])
    tables = [_table(model) for model in (Case, CaseUnit, CaseQueue)]
    with database.engine.execution_options(**WRITING).connect() as connection, _in_bulk(connection, tables):
        connection.begin()
        while batch := list(islice(invented, AT_A_TIME)):
            _put(connection, tables[0], template, [values for values, _ in batch])
            helpers = [
                {"case_id": values["id"], "unit_code": unit} for values, units in batch for unit in units
            ]
            _put(connection, tables[1], {}, helpers)
            last = batch[-1][0]["number"]
        with Session(connection) as session:
            day, number = last.split("-")
            session.add(CaseDay(day=day, last=int(number)))  # so that reports can go on from there
            recount(session)
            session.commit()
        connection.commit()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not database.is_sqlite:
            connection.execute(text("VACUUM ANALYZE"))  # as autovacuum does by and by


def _inspector(index: int) -> NewAccount:
    return NewAccount(f"inspector-{index}", f"巡查员{index}（合成）", frozenset({Role.INSPECTOR}), demo=True)


def _template(in_force: InForce, at: datetime, reporter: UUID) -> dict[str, Any]:
    """What is the same in every invented case."""
    case = Case(
        id=UUID(int=0),
        number="",
        version=1,
        state=State.CLOSED,
        source=Source.INSPECTOR,
        category_code="",
        unit_code="",
        notice_version_id=in_force.id,
        why="",
        lon=0,
        lat=0,
        accuracy_m=8,
        fix_source=FixSource.GPS,
        cell=0,
        reported_at=at,
        reporter_id=reporter,
        demo=True,
    )
    return {column.name: getattr(case, column.name) for column in _table(Case).columns}


def _put(connection: Connection, table: Table, template: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Insert without asking for each row what the ORM asks."""
    columns = [column for column in table.columns if column.name in {*template, *(rows[0] if rows else ())}]
    names = [column.name for column in columns]
    convert = [
        column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns
    ]
    fixed = [_converted(convert[i], template.get(name)) for i, name in enumerate(names)]
    varying = [(i, name) for i, name in enumerate(names) if rows and name in rows[0]]
    as_it_is = [(i, name) for i, name in varying if convert[i] is None]
    to_convert = [(i, name, convert[i]) for i, name in varying if convert[i] is not None]

    def lines() -> Iterator[list[Any]]:
        for row in rows:
            line = fixed.copy()
            for i, name in as_it_is:
                line[i] = row[name]
            for i, name, converter in to_convert:
                line[i] = _converted(converter, row[name])
            yield line

    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        places = ",".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {table.name} ({','.join(names)}) VALUES ({places})", lines())  # noqa: S608  (names of our own tables)
        return
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(",").join(map(sql.Identifier, names))
    )
    with cursor.copy(copy) as stream:
        for line in lines():
            stream.write_row(line)


def _converted(converter: Any, value: Any) -> Any:
    return value if converter is None or value is None else converter(value)


@contextmanager
def _in_bulk(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Without the indexes and checks that cost most a row; they are built afterwards."""
    for table in tables:
        for index in table.indexes:
            index.drop(connection)
    connection.commit()
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection
        for pragma in (
            "foreign_keys=OFF",
            "ignore_check_constraints=ON",
            "synchronous=OFF",
            "cache_size=-1048576",
        ):
            raw.execute(f"PRAGMA {pragma}")
    else:
        connection.execute(text("SET session_replication_role = replica"))
        connection.commit()
    yield
    for table in tables:
        for index in table.indexes:
            index.create(connection)
    connection.commit()
    connection.invalidate()  # the settings above go with the connection


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
    return table
