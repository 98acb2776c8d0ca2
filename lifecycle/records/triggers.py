"""The triggers by which the database itself refuses to UPDATE, DELETE, TRUNCATE or overwrite the journal.

An owner can still drop triggers; that is what the hash chain and the seal kept elsewhere are for.
"""

_MESSAGE = "the journal is append-only"

_SQLITE = (
    f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    f"CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    # INSERT OR REPLACE deletes without firing the delete trigger.
    f"""CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal
        WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id OR (subject = NEW.subject AND number = NEW.number))
        BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END""",
)

_POSTGRESQL = (
    f"""CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_MESSAGE}'; END $$""",
    """CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal
        FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
)


def journal_triggers(dialect: str) -> tuple[str, ...]:
    """The statements that create the journal's triggers on SQLite or PostgreSQL."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL
