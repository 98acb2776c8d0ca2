"""The schema stands in three places, the models, their mirror and the migration; they say the same."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from installation import Installation

from config.errors import SetupError
from lifecycle.app import open_app
from lifecycle.records import mirror, working_models
from lifecycle.records.schema import SCHEMA_VERSION, migrate, require_schema, schema_version


def test_the_mirrored_tables_are_what_the_models_say() -> None:
    """tables.py is written from the models and never by hand."""
    assert mirror.TARGET.read_text(encoding="utf-8") == mirror.text()


def test_the_migration_makes_the_models_schema(any_installation: Installation) -> None:
    """A database migrated from nothing has exactly the declared tables, columns and indexes."""
    with any_installation.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, working_models.METADATA) == []


def test_migrating_again_changes_nothing(any_installation: Installation) -> None:
    """`init` on an installation that exists leaves its records alone."""
    before = any_installation.rows("SELECT * FROM journal ORDER BY id")
    migrate(any_installation.engine)
    assert schema_version(any_installation.engine) == SCHEMA_VERSION
    assert any_installation.rows("SELECT * FROM journal ORDER BY id") == before


def test_a_database_of_another_version_is_refused(any_installation: Installation) -> None:
    """A program never writes into a schema it does not know."""
    any_installation.tamper("UPDATE alembic_version SET version_num = '9999'")
    for refused in (lambda engine: require_schema(engine, any_installation.home), migrate):
        with pytest.raises(SetupError, match=r"9999.*より新しい"):
            refused(any_installation.engine)


def test_a_home_without_a_database_is_told_to_init(tmp_path: object) -> None:
    """The first call on a bare machine says what to do, and leaves nothing behind."""
    with pytest.raises(SetupError, match="先に初期設定をしてください"):
        open_app(tmp_path / "home", environment={})  # type: ignore[operator]
