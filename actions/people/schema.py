"""The tables, the same in SQLite and PostgreSQL. Times are ISO 8601 in UTC, so they sort as text."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

REVISION = "0002"
"""The migration that makes exactly these tables."""

VERSION_TABLE = "people_version"
"""A name of its own: the turn journal may live in the same PostgreSQL database."""

metadata = MetaData()


def _about_person(name: str, *parts: Column | UniqueConstraint) -> Table:
    owner = Column("person", String(64), ForeignKey("persons.id", ondelete="CASCADE"), nullable=False)
    table = Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        owner,
        *parts,
        Column("at", String(32), nullable=False),
    )
    Index(f"ix_{name}_person", table.c.person)
    return table


persons = Table(
    "persons",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default=""),
    Column("created", String(32), nullable=False),
    Column("personalised", Boolean, nullable=False, server_default=true()),
    Column("child", Boolean, nullable=False, server_default=false()),
)

opinions = _about_person(
    "opinions",
    Column("item", Text, nullable=False),
    Column("value", String(16), nullable=False),
    Column("undone", Boolean, nullable=False, server_default=false()),
    Column("key", Text, nullable=False),
    UniqueConstraint("person", "key", name="uq_opinions_key"),
)

suggested = _about_person(
    "suggested",
    Column("session", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("key", Text, nullable=False),
    UniqueConstraint("person", "key", "item", name="uq_suggested_key"),
)

plays = _about_person(
    "plays",
    Column("item", Text, nullable=False),
    Column("key", Text, nullable=False),
    UniqueConstraint("person", "key", name="uq_plays_key"),
)

heard = _about_person(
    "heard",
    Column("kind", String(32), nullable=False),
    Column("piece", Text, nullable=False),
    UniqueConstraint("person", "kind", "piece", name="uq_heard_piece"),
)

kept = _about_person(
    "kept",
    Column("list", String(80), nullable=False),
    Column("item", Text, nullable=False),
    UniqueConstraint("person", "list", "item", name="uq_kept_item"),
)

meanings = _about_person(
    "meanings",
    Column("name", Text, nullable=False),
    Column("item", Text, nullable=False),
    UniqueConstraint("person", "name", name="uq_meanings_name"),
)

ratings = _about_person(
    "ratings",
    Column("item", Text, nullable=False),
    Column("stars", Float, nullable=False),
    UniqueConstraint("person", "item", name="uq_ratings_item"),
)

ABOUT_PERSON: tuple[Table, ...] = (opinions, suggested, plays, heard, kept, meanings, ratings)
"""Every table whose rows belong to one person."""
