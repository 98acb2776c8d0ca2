"""An office as somebody names it: in whatever widths, brackets and blanks, as the import compares it."""

from sqlalchemy import Connection, select

from config.errors import NotFoundError, RequestFault
from lifecycle.fields.nearest import nearest
from lifecycle.fields.words import plain
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.tables import contract


def office_named(connection: Connection, typed: str, as_of: AsOf | None = None) -> str:
    """The office that is meant, as it is recorded. Raises NotFoundError where nobody knows it.

    A slip of the name must not read as «all is done». Where a contract names the office it is known too: that is asked
    of a ledger without a sheet of offices.
    """
    known_by = as_of.known_by if as_of else None
    known = known_divisions(connection, known_by)
    if typed in known:
        return typed
    known |= _named_by_contracts(connection, as_of) if as_of and known_by else _named_now(connection)
    spelt = {plain(name): name for name in sorted(known)}
    if plain(typed) in spelt:
        return typed if typed in known else spelt[plain(typed)]
    near = nearest(typed, sorted(known))
    meant = f"近い名前: {'、'.join(near)}" if near else ""
    raise NotFoundError(RequestFault("office_unknown", f"所属「{typed}」はありません。{meant}", "office"))


def _named_now(connection: Connection) -> set[str]:
    return set(connection.execute(select(contract.c.division).distinct()).scalars())


def _named_by_contracts(connection: Connection, as_of: AsOf) -> set[str]:
    contracts = load_contracts(connection, contract_ids(connection, as_of.known_by), as_of)
    return {one.sheet.division for one in contracts if one.sheet.division}
