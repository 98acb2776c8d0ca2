"""A number as somebody types it: in whatever letter case, widths and dashes, found as it is on record."""

from sqlalchemy import Connection, func, select

from lifecycle.fields.contract_numbers import one_spelling
from lifecycle.records.tables import alert, contract, override


def number_on_record(connection: Connection, typed: str) -> str:
    """The number of a contract, an exception or an alert that is meant; as typed where there is none, or are several.

    `r6-0043` is R6-0043 unless both are on record, and R6−0043 (a minus sign) is always.
    """
    tables = (contract, override, alert)
    for spelt in dict.fromkeys((typed, one_spelling(typed))):
        if any(connection.execute(select(one.c.id).where(one.c.id == spelt)).first() for one in tables):
            return spelt
    sought = one_spelling(typed).lower()
    alike = {
        id_
        for one in tables
        for id_ in connection.execute(select(one.c.id).where(func.lower(one.c.id) == sought)).scalars()
    }
    alike = alike or {id_ for id_ in connection.execute(select(contract.c.id)).scalars() if _is(id_, sought)}
    return alike.pop() if len(alike) == 1 else typed


def _is(id_: str, sought: str) -> bool:
    """Whether a number that an older release stored with a dash of its own is the one that is sought."""
    return not id_.isascii() and one_spelling(id_).lower() == sought
