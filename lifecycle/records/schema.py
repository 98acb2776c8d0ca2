"""The version of the database's schema: asked for, compared with this program's, and brought up to it."""

import re
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from config.errors import RequestFault, SetupError
from config.unseen import visible
from lifecycle.records.database import reading, turn
from lifecycle.records.lost_database import must_not_be_lost

SCHEMA_VERSION = "0017"
_RECORDS_REPLAYED = "0005"
"""The version from which on the table of records is as the journal is read now."""
CUT_OVERS_KEPT = "0008"
"""The version from which on the flags hold the offices' cut-over days."""
_FACETS_KEPT = "0012"
"""The version from which on the table of contracts holds whom each is with, and its fiscal years."""
_ANY = text("SELECT 1 FROM journal LIMIT 1")
_SEES = text("SELECT current_schema()")
"""The schema whose tables a role of PostgreSQL sees; none where it may use none."""


def schema_version(engine: Engine) -> str | None:
    """The version of the schema; None where there is no schema.

    Raises SetupError where there are tables without one, and for a role of PostgreSQL that may not see them.
    """
    with reading(engine) as connection:
        if inspect(connection).has_table("alembic_version"):
            return _version(connection)
        if connection.dialect.name == "postgresql" and connection.execute(_SEES).scalar() is None:
            told = "この役割には、データベースの表を見ることが許されていません。"
            raise SetupError(f"{told}表の持ち主の役割で、ふだんの役割の権利を与え直してください。")
        if inspect(connection).has_table("journal"):
            raise _unreadable("なし")
        return None


def _version(connection: Connection) -> str:
    """The version as it is stored. Raises SetupError where it is none of a schema."""
    stored = [str(one) for one in connection.execute(text("SELECT version_num FROM alembic_version")).scalars()]
    if len(stored) != 1 or not re.fullmatch("[0-9]{4}", stored[0]) or stored[0] == "0000":
        raise _unreadable("、".join(f"「{visible(one[:20])}」" for one in stored) or "なし")
    return stored[0]


def _unreadable(values: str) -> SetupError:
    told = f"データベースの版を読めません(見つけた値: {values})。何もしていません。控えから復元してください。"
    return SetupError(RequestFault("database_version_unreadable", told))


def version_in_use(engine: Engine) -> str | None:
    """The version of the schema of a database that was set up; None also where that, or a move, was cut short.

    Its tables stand then and its journal is empty: no installation begins without an event.
    """
    stored = schema_version(engine)
    if stored is None:
        return None
    with reading(engine) as connection:
        return stored if connection.execute(_ANY).first() else None


def version_in(engine: Engine, home: Path) -> str | None:
    """The version of a home's schema; None in one that is new. Raises SetupError where it has lost its database."""
    stored = version_in_use(engine)
    if stored is None:
        must_not_be_lost(home)
    return stored


def require_schema(engine: Engine, home: Path) -> None:
    """Raises SetupError where the home's database is not initialised, or lost, or its schema is of another version."""
    stored = version_in(engine, home)
    if stored is None:
        told = "データベースがまだありません。先に初期設定をしてください。"
        raise SetupError(RequestFault("database_missing", told))
    _must_not_be_newer(stored)
    if stored != SCHEMA_VERSION:
        told = f"データベースの版({stored})がこのプログラムの版({SCHEMA_VERSION})と違います。"
        raise SetupError(
            RequestFault("database_outdated", f"{told}控えを取って移行してください。", values={"told": told})
        )


def _must_not_be_newer(stored: str | None) -> None:
    """Raises SetupError where the schema is of a later program: this one can't read it, nor bring it back."""
    if stored and stored > SCHEMA_VERSION:
        told = f"データベースの版({stored})が、このプログラムの版({SCHEMA_VERSION})より新しいため、何もしていません。"
        raise SetupError(RequestFault("database_newer", f"{told}新しい版の lifecycle を使ってください。"))


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the schema to this program's version (or to an earlier one), from nothing or from an earlier one.

    The records of an earlier version are replayed from the journal, in the same transaction; a role of PostgreSQL that
    works with the tables has its rights afterwards, where the owner of the tables asks.
    """
    from alembic import command
    from alembic.config import Config

    before = schema_version(engine)
    _must_not_be_newer(before)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with turn(engine), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if before and before < _RECORDS_REPLAYED and _version(connection) >= _RECORDS_REPLAYED:
            from lifecycle.records.record_projection import replay_records

            replay_records(connection)
        if before and before < CUT_OVERS_KEPT <= _version(connection):
            from lifecycle.records.cut_over_projection import replay_cut_overs

            replay_cut_overs(connection)
        if before and before < _FACETS_KEPT <= _version(connection):
            from lifecycle.records.contract_facets import fill_facets

            fill_facets(connection)
        if before and to == "head":
            from lifecycle.records.rights import grant_again

            grant_again(connection)
