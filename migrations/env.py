"""Alembic's entry: the engine is handed in by ``app.core.migrations``."""

from alembic import context
from sqlmodel import SQLModel

import app.tables  # noqa: F401  (importing it fills the metadata)
from app.core.db import WRITING
from app.core.migrations import what_is_compared

engine = context.config.attributes["engine"].execution_options(**WRITING)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        **what_is_compared(connection),
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
