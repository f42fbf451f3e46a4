"""The journal of turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "turns",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("session", sa.String(80), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("person", sa.String(80), nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("face", sa.String(40), nullable=False),
        sa.Column("choice", sa.Text),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("replies", sa.Text),
        sa.Column("understood", sa.Text),
        sa.Column("events", sa.Text),
        sa.UniqueConstraint("session", "key"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("turns")
