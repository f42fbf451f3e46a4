"""Alembic's entry: runs the journal's migrations on the connection it is handed."""

from __future__ import annotations

from alembic import context

from assistant.journal import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
