"""The rule book of a home: its pack, and what was published beside it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from config.errors import RuleDataError
from config.loader import ADDED, RULE_DATA, additions_in, book_with, use
from config.released import PackFiles
from config.rulebook import RuleBook
from lifecycle.records.database import reading
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.events.rules import OfRules, RulesPublished
from lifecycle.records.flags import numbers_added, rules_added
from lifecycle.records.journal import as_event
from lifecycle.records.tables import journal

PACK_FOLDER = "pack"
"""The folder of a home that holds its own pack, where it was made with one."""


def pack_of(home: Path) -> Path:
    """The pack of a home: its own where it was made with one, else the one that ships with the product."""
    own = home / PACK_FOLDER
    return own if own.is_dir() else RULE_DATA


def book_of(home: Path, engine: Engine) -> RuleBook:
    """The rule book of a home, put in use by this process: its pack with what was published beside it.

    Where its copy of what was published can't be read, it is as the journal has it, so that the home can be opened to
    be verified and put right. Raises RuleDataError.
    """
    book = _book_of(pack_of(home), engine)
    use(book)
    return book


def _book_of(pack: Path, engine: Engine) -> RuleBook:
    try:
        with reading(engine) as connection:
            return book_with(pack, rules_added(connection))
    except DBAPIError:
        return book_with(pack, {})
    except (RuleDataError, LookupError, TypeError, ValueError, AttributeError):
        with reading(engine) as connection:
            return book_with(pack, _as_journaled(connection))


def _as_journaled(connection: Connection) -> dict[str, PackFiles]:
    """What was published beside the pack and not withdrawn, by the journal itself."""
    statement = select(journal).where(journal.c.kind.in_(kinds_of(OfRules))).order_by(journal.c.id)
    standing: dict[str, PackFiles] = {}
    for row in connection.execute(statement):
        body = as_event(row).body
        if isinstance(body, RulesPublished):
            standing[f"{body.number:04}-{body.name}"] = body.files
        elif isinstance(body, OfRules):
            standing.pop(f"{body.number:04}-{body.name}", None)
    return standing


def has_what_was_published(connection: Connection, book: RuleBook) -> bool:
    """Whether a book has all that was published beside its pack as it stands now, and nothing that was withdrawn."""
    ours = {head.removeprefix(ADDED).partition("-")[0] for head in additions_in(book.files)}
    return ours == numbers_added(connection)
