"""Listening to PostgreSQL for word that another process has written to the journal."""

import asyncio
import logging
from collections.abc import Callable

import psycopg
from sqlalchemy import URL

from app.journal.waking import CHANNEL

log = logging.getLogger("xuncheng.live")
AGAIN_SECONDS = 5.0


async def listen(url: URL, wake: Callable[[], None]) -> None:
    """Call ``wake`` on every notice, for ever, over one connection that is had again when it breaks."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                wake()  # what was written while nobody listened
                async for _ in connection.notifies():
                    wake()
        except (psycopg.Error, OSError) as failure:
            log.warning("not listening to the database, looking every now and then instead: %s", failure)
        await asyncio.sleep(AGAIN_SECONDS)
