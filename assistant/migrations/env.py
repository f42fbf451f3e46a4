"""Alembic's entry: runs the journal's migrations on the connection it is handed."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="journal_version")
with context.begin_transaction():
    context.run_migrations()
