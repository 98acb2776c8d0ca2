"""What the failure of a job's run says of the next one: whether it can do better, and how soon."""

import errno

from config.errors import WorldError
from lifecycle.records.database import is_of_a_full_disk

_LEFT_BEHIND = frozenset({"moved_elsewhere", "database_newer"})
_SERVER_IS_FULL = "53100"


def is_left_behind(error: BaseException) -> bool:
    """Whether the database was moved to another, or is of a later program: no run of this process will do better.

    One of an earlier program is not meant: it is brought up while this one goes on.
    """
    return not _LEFT_BEHIND.isdisjoint(_codes(error))


def lacks_room(error: BaseException) -> bool:
    """Whether a run failed because a disk is full, the home's or that of the database's server."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    of_server = getattr(getattr(error, "orig", None), "sqlstate", None) == _SERVER_IS_FULL
    return of_server or (isinstance(error, Exception) and is_of_a_full_disk(error))


def _codes(error: BaseException) -> set[str]:
    return {fault.code for fault in error.faults} if isinstance(error, WorldError) else set()
