"""One contract looked up by its number, as of a day, and the error where there is none."""

from collections.abc import Callable

from sqlalchemy import Connection, bindparam, select

from config.errors import NotFoundError, RequestFault
from config.wareki import format_date
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.taken_back import taken_back_by
from lifecycle.records.tables import contract
from states.facts import Contract

_WHOSE = select(contract.c.removed, contract.c.division).where(contract.c.id == bindparam("named"))


def not_there(id_: str) -> NotFoundError:
    """The error that says that no contract has that number."""
    return NotFoundError(RequestFault("contract_unknown", f"契約 {id_} はありません。", "contract"))


def find_contract(
    connection: Connection, id_: str, as_of: AsOf, may_read: Callable[[str], None] | None = None
) -> Contract:
    """The facts of one contract as of a day. Raises NotFoundError, also where nothing was recorded by `known_by`.

    A contract that was taken back (取消) is still what it was, for a day of knowledge before that. `may_read` is asked
    with the office to which the contract belongs now, and raises where it may not be read.
    """
    row = connection.execute(_WHOSE, {"named": id_}).first()
    if row and may_read:
        may_read(row.division)
    removed = row.removed if row else None
    if removed is not None and as_of.known_by:
        removed = id_ in taken_back_by(connection, as_of.known_by, id_)
    if removed in (None, True):
        raise not_there(id_)
    loaded = next(load_contracts(connection, [id_], as_of), None)
    if loaded is None:
        known = f"({format_date(as_of.known_by)})" if as_of.known_by else ""
        raise NotFoundError(f"契約 {id_} は、その日{known}までにはまだ記録されていません。")
    return loaded


def may_read_of(connection: Connection, id_: str, may_read: Callable[[str], None]) -> None:
    """Ask whether a contract may be read, taken back or not; one that is not there is nobody's."""
    office = connection.execute(select(contract.c.division).where(contract.c.id == id_)).scalar()
    if office is not None:
        may_read(office)
