"""What people keep for later, what they mean by a name, and how they want to be treated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the columns of persons."""
    with op.batch_alter_table("persons") as persons:
        persons.add_column(sa.Column("personalised", sa.Boolean, nullable=False, server_default=sa.true()))
        persons.add_column(sa.Column("child", sa.Boolean, nullable=False, server_default=sa.false()))
    _create_about_person(
        "kept",
        sa.Column("list", sa.String(80), nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "list", "item", name="uq_kept_item"),
    )
    _create_about_person(
        "meanings",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "name", name="uq_meanings_name"),
    )
    _create_about_person(
        "ratings",
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("stars", sa.Float, nullable=False),
        sa.UniqueConstraint("person", "item", name="uq_ratings_item"),
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
    """Drop them with all that is in them."""
    for name in ("ratings", "meanings", "kept"):
        op.drop_table(name)
    with op.batch_alter_table("persons") as persons:
        persons.drop_column("child")
        persons.drop_column("personalised")
