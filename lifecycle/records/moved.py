"""A home whose database was moved to another: the one that stays behind is kept, and nothing more is done in it."""

from sqlalchemy import Connection, Engine, func, select

from config.errors import RequestFault, SetupError
from lifecycle.records.database import reading
from lifecycle.records.flags import flag_value
from lifecycle.records.tables import journal

MOVED = "moved"
"""The name of the flag of a database that was moved, until the moved one is taken into use."""


def is_moved(connection: Connection) -> bool:
    """Whether this database was moved to another, or is the other and not in use yet."""
    return flag_value(connection, MOVED) is not None


def events_until_moved(connection: Connection) -> int | None:
    """How many events a database held when it was moved to another; None where it was not."""
    if not is_moved(connection):
        return None
    return int(connection.execute(select(func.count()).select_from(journal)).scalar_one())


def must_not_be_moved(connection: Connection) -> None:
    """Raises SetupError where this database was moved to another: two would live on."""
    if is_moved(connection):
        told = "このデータベースは別のデータベースに移されました。ここでは検証のほかは何もできません。"
        raise SetupError(RequestFault("moved_elsewhere", f"{told}移した先を使ってください。", values={"told": told}))


def must_be_in_use(engine: Engine) -> None:
    """As `must_not_be_moved`, for whoever opens a database."""
    with reading(engine) as connection:
        must_not_be_moved(connection)
