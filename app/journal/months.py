"""The journal's partitions on PostgreSQL: ranges of ``seq``, cut when a local month has turned.

``seq`` stays the whole key, so that the chain, the streams and the checkpoints read as before. Which entry is
the first of a month is known once the month has begun: until then the newest partition takes whatever comes.
"""

import logging
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from app.core.clock import LOCAL, now
from app.core.db import Database
from app.core.partitions import partitions_of, wait_briefly
from app.journal.protection import refuse_changes
from app.journal.record import take_turn

log = logging.getLogger("xuncheng.journal")
TABLE = "journal"


def part_of(moment: datetime) -> str:
    """The name of the partition that the local month of ``moment`` opens."""
    return f"{TABLE}_{moment.astimezone(LOCAL):%Y%m}"


def keep_months(database: Database) -> str | None:
    """Open a partition if the month has turned since the newest was opened; its name. SQLite has none."""
    if database.is_sqlite:
        return None
    with database.reading() as session:
        if not has_turned(session.connection(), now()):
            return None
    try:
        with database.writing() as session:
            take_turn(session)
            opened = turn_month(session.connection(), now())
    except OperationalError:  # readers that do not end: writers are not kept waiting for them
        log.warning("the journal is being read; its month is turned later", exc_info=True)
        return None
    if opened:
        log.info("partition %s opened", opened)
    return opened


def has_turned(connection: Connection, moment: datetime) -> bool:
    """Whether the month of ``moment`` has no partition of its own yet. A clock set back turns nothing."""
    return part_of(moment) > partitions_of(connection, TABLE)[-1]


def turn_month(connection: Connection, moment: datetime) -> str | None:
    """Close the newest partition behind its last entry and open one for the month of ``moment``; its name.

    The caller has the journal's turn. ``None`` where there is nothing to cut: the month has its partition, or
    nothing has been written since the last cut, so that the partition that waits goes on waiting.

    Raises:
        sqlalchemy.exc.OperationalError: where somebody has been reading the journal for too long; try later.
    """
    if not has_turned(connection, moment):
        return None
    *older, newest = partitions_of(connection, TABLE)
    opened = part_of(moment)
    first, last = connection.execute(text(f"SELECT min(seq), max(seq) FROM {newest}")).one()  # noqa: S608  # nosec B608  (our own name)
    if last is None:
        return None
    begins = first if older else "MINVALUE"  # seq has no gaps: a partition begins with its first entry
    wait_briefly(connection)
    for step in (
        f"ALTER TABLE {TABLE} DETACH PARTITION {newest}",
        f"ALTER TABLE {TABLE} ATTACH PARTITION {newest} FOR VALUES FROM ({begins}) TO ({last + 1})",
        f"CREATE TABLE {opened} PARTITION OF {TABLE} FOR VALUES FROM ({last + 1}) TO (MAXVALUE)",
    ):
        connection.execute(text(step))
    refuse_changes(connection, opened, TABLE)
    return opened
