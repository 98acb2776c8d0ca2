"""The rule book of a home: its pack, and what was published beside it."""

from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from config.loader import ADDED, RULE_DATA, additions_in, book_with, use
from config.rulebook import RuleBook
from lifecycle.records.database import reading
from lifecycle.records.flags import numbers_added, rules_added

PACK_FOLDER = "pack"
"""The folder of a home that holds its own pack, where it was made with one."""


def pack_of(home: Path) -> Path:
    """The pack of a home: its own where it was made with one, else the one that ships with the product."""
    own = home / PACK_FOLDER
    return own if own.is_dir() else RULE_DATA


def book_of(home: Path, engine: Engine) -> RuleBook:
    """The rule book of a home, put in use by this process: its pack with what was published beside it.

    Raises RuleDataError.
    """
    try:
        with reading(engine) as connection:
            added = rules_added(connection)
    except DBAPIError:
        added = {}
    book = book_with(pack_of(home), added)
    use(book)
    return book


def has_what_was_published(connection: Connection, book: RuleBook) -> bool:
    """Whether a book has all that was published beside its pack as it stands now, and nothing that was withdrawn."""
    ours = {head.removeprefix(ADDED).partition("-")[0] for head in additions_in(book.files)}
    return ours == numbers_added(connection)
