"""A database that can't be reached: a known state of the world, and no fault of the program or of its data."""

from sqlalchemy.exc import DBAPIError, OperationalError

_OF_THE_CONNECTION = ("08", "57P")
"""How PostgreSQL's codes begin where the connection is at fault, or the server goes down or is not up yet."""
_NO_MORE_CONNECTIONS = "53300"


def is_unreached(error: BaseException) -> bool:
    """Whether an error says that no connection to the database could be had, or that one was lost.

    Who is refused before a connection stands is told no code. SQLite's file is out of reach where it can't be opened;
    a file that is damaged, held or full is reached.
    """
    if not isinstance(error, DBAPIError):
        return False
    if file_fault := getattr(error.orig, "sqlite_errorname", ""):
        return str(file_fault).startswith("SQLITE_CANTOPEN")
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return error.connection_invalidated or _is_without_code(error)
    return str(state).startswith((*_OF_THE_CONNECTION, _NO_MORE_CONNECTIONS))


def _is_without_code(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError) and hasattr(error.orig, "sqlstate")
