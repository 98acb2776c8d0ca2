"""A number as somebody types it: in whatever letter case, found as it is on record."""

from sqlalchemy import Connection, func, select

from lifecycle.records.tables import alert, contract, override


def number_on_record(connection: Connection, typed: str) -> str:
    """The number of a contract, an exception or an alert that is meant; as typed where there is none, or are several.

    `r6-0043` is R6-0043 unless both are on record.
    """
    tables = (contract, override, alert)
    if any(connection.execute(select(one.c.id).where(one.c.id == typed)).first() for one in tables):
        return typed
    alike = {
        id_
        for one in tables
        for id_ in connection.execute(select(one.c.id).where(func.lower(one.c.id) == typed.lower())).scalars()
    }
    return alike.pop() if len(alike) == 1 else typed
