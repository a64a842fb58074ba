"""Alembic's entry: the engine is handed in by ``app.core.migrations``."""

from alembic import context
from sqlmodel import SQLModel

import app.tables  # noqa: F401  (importing it fills the metadata)
from app.core.db import WRITING

engine = context.config.attributes["engine"].execution_options(**WRITING)
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, compare_type=True, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
