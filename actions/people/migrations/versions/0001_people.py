"""Persons and what is kept about them: opinions, suggestions shown, plays, pieces heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "persons",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("language", sa.String(8), nullable=False, server_default=""),
        sa.Column("created", sa.String(32), nullable=False),
    )
    _create_about_person(
        "opinions",
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("value", sa.String(16), nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("key", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "key", name="uq_opinions_key"),
    )
    _create_about_person(
        "suggested",
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "key", "item", name="uq_suggested_key"),
    )
    _create_about_person(
        "plays",
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "key", name="uq_plays_key"),
    )
    _create_about_person(
        "heard",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("piece", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "kind", "piece", name="uq_heard_piece"),
    )


def _create_about_person(name: str, *parts: sa.Column | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
        *parts,
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_index(f"ix_{name}_person", name, ["person"])


def downgrade() -> None:
    """Drop the tables with all that is in them."""
    for name in ("heard", "plays", "suggested", "opinions", "persons"):
        op.drop_table(name)
