"""The migrations and the tables in code are the same thing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from actions.people import PeopleStore, StoreTooNew
from actions.people.database import MIGRATIONS
from actions.people.schema import REVISION, VERSION_TABLE, metadata


def test_migrations_end_at_the_revision_in_code() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_migrated_database_matches_the_tables_in_code(store: PeopleStore, url: str) -> None:
    engine = sa.create_engine(url, future=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_open_database_of_a_later_version_says_so(store: PeopleStore, url: str) -> None:
    store.close()
    engine = sa.create_engine(url, future=True)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    engine.dispose()

    with pytest.raises(StoreTooNew, match="update Encore"):
        PeopleStore(url)
