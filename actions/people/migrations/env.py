"""Run by Alembic on the connection that `actions.people.database` opened and began a transaction on."""

from __future__ import annotations

from alembic import context

from actions.people.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
