"""What the application's role may do with each table on PostgreSQL, and the statements that give it exactly that.

One role owns the tables and migrates; the other, by which people and jobs work, adds to the journal and changes nothing
in it. SQLite knows no roles.
"""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, text

from lifecycle.records.models import table
from lifecycle.records.working_models import METADATA, AttemptRow, MessageStepRow, OutboxRow, SubmissionRow

_READ = frozenset({"SELECT"})
_ADD = _READ | {"INSERT"}
_ALL = _ADD | {"UPDATE", "DELETE"}

_LESS: Mapping[str, frozenset[str]] = {
    "alembic_version": _READ,
    "journal": _ADD,
    "rule_book": _ADD,
    "head": _ADD | {"UPDATE"},
    "person": _ADD,
    table(AttemptRow).name: _ADD,
    table(MessageStepRow).name: _ADD,
    table(OutboxRow).name: _ADD | {"UPDATE"},
    table(SubmissionRow).name: _ADD | {"DELETE"},
}
"""The tables of which the application does less than to read, add, change and take away: those are written anew."""

_OF_COLUMNS: Mapping[str, tuple[str, ...]] = {"person": ("value", "salt")}
"""The columns that may be changed though their table may not: what erasing a person empties."""

_EVERY_RIGHT = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_MAY_VACUUM = ("person", "outbox")
_VACUUM_IS_A_RIGHT = 170000
"""The version of the server from which on vacuuming a table is a right of its own (MAINTAIN)."""

_THE_OTHERS = text(
    "SELECT DISTINCT r.rolname FROM pg_class c, aclexplode(c.relacl) a, pg_roles r "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(CAST(:names AS text[])) "
    "AND r.oid = a.grantee AND a.grantee <> c.relowner "
    "AND a.privilege_type = 'INSERT' ORDER BY 1"
)
"""The roles that add to some table of ours: who only reads is no worker."""

_OWNS = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('journal')")

_HELD = text(
    'SELECT c.relname AS name, r AS "right" FROM pg_class c, unnest(CAST(:rights AS text[])) r '
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(CAST(:names AS text[])) "
    "AND has_table_privilege(c.oid, r)"
)
_COLUMNS_HELD = text(
    "SELECT c.relname AS name, a.attname AS column_name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(CAST(:names AS text[])) "
    "AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'UPDATE') "
    "AND NOT has_table_privilege(c.oid, 'UPDATE')"
)


def rights_by_table() -> dict[str, frozenset[str]]:
    """What the application's role may do with each table as a whole."""
    return {name: _LESS.get(name, _ALL) for name in sorted({*METADATA.tables, "alembic_version"})}


def grant_rights(connection: Connection, role: str) -> None:
    """Give a role the application's rights, and take from it what is more; the connection's own role owns the tables.

    Raises DBAPIError where it does not, or there is no such role.
    """
    quoted = connection.dialect.identifier_preparer.quote_identifier
    to, schema = quoted(role), quoted(str(connection.execute(text("SELECT current_schema()")).scalar_one()))
    base = quoted(str(connection.execute(text("SELECT current_database()")).scalar_one()))
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    for statement in _statements(to, schema, base, quoted, vacuum=version >= _VACUUM_IS_A_RIGHT):
        connection.execute(text(statement))


def _statements(to: str, schema: str, base: str, quoted: Callable[[str], str], *, vacuum: bool) -> Iterator[str]:
    yield f"GRANT CONNECT ON DATABASE {base} TO {to}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {to}"
    for name, rights in rights_by_table().items():
        at = f"{schema}.{quoted(name)}"
        yield f"REVOKE ALL ON TABLE {at} FROM {to}"
        yield f"GRANT {', '.join(sorted(rights))} ON TABLE {at} TO {to}"
        if columns := _OF_COLUMNS.get(name):
            yield f"GRANT UPDATE ({', '.join(map(quoted, columns))}) ON TABLE {at} TO {to}"
        if vacuum and name in _MAY_VACUUM:
            yield f"GRANT MAINTAIN ON TABLE {at} TO {to}"
    # Whoever makes a backup (pg_dump) reads how far the numbers have come.
    yield f"GRANT USAGE, SELECT ON SEQUENCE {schema}.journal_id_seq TO {to}"


def grant_again(connection: Connection) -> None:
    """Give every role that adds to a table of ours the application's rights, also on what a migration has made.

    Only the owner of the tables can; for any other role, and on SQLite, nothing is done.
    """
    if connection.dialect.name == "postgresql" and connection.execute(_OWNS).scalar():
        for role in connection.execute(_THE_OTHERS, {"names": list(rights_by_table())}).scalars().all():
            grant_rights(connection, role)


def rights_amiss(connection: Connection) -> tuple[list[str], list[str]]:
    """What the role of this connection lacks, and what it may beyond the application's rights, as `RIGHT table`."""
    wanted = {f"{right} {name}" for name, rights in rights_by_table().items() for right in rights}
    columns = {f"UPDATE {name}.{column}" for name, columns in _OF_COLUMNS.items() for column in columns}
    ours = {"names": list(rights_by_table())}
    held = {f"{row.right} {row.name}" for row in connection.execute(_HELD, {**ours, "rights": list(_EVERY_RIGHT)})}
    changed = {f"UPDATE {row.name}.{row.column_name}" for row in connection.execute(_COLUMNS_HELD, ours)}
    lacking = sorted(wanted - held) + sorted(c for c in columns - changed if c.partition(".")[0] not in held)
    numbers = text("SELECT has_sequence_privilege('journal_id_seq', 'USAGE')")
    lacking += [] if connection.execute(numbers).scalar_one() else ["USAGE journal_id_seq"]
    return lacking, sorted(held - wanted) + sorted(changed - columns)
