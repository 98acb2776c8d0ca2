"""The clock and the rules of a command that opens no home: a rule on today's date, an empty ledger, a draft."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.rulebook import RuleBook
    from lifecycle.clock import Clock


def clock() -> "Clock":
    """The system's clock, or beside a trial home the one that LIFECYCLE_NOW fixes. Raises UsageError elsewhere."""
    from lifecycle.clock import CLOCK_VARIABLE, SystemClock

    if not os.environ.get(CLOCK_VARIABLE):
        return SystemClock()
    from lifecycle.app import believed_clock

    return believed_clock()


def book() -> "RuleBook":
    """The rule book of the home, with what was published there; where no home stands, the one that ships.

    It needs no actor: the rules are everybody's to read. Raises RuleDataError.
    """
    from config.loader import shipped_book, use
    from lifecycle.app import database_url, home_folder
    from lifecycle.records.database import DATABASE_FILE, open_engine, sqlite_url
    from lifecycle.records.own_rules import book_of

    home = home_folder()
    url = database_url(home)
    if url == sqlite_url(home) and not (home / DATABASE_FILE).exists():
        use(shipped_book())
        return shipped_book()
    engine = open_engine(url)
    try:
        return book_of(home, engine)
    finally:
        engine.dispose()
