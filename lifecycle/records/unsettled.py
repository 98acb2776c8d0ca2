"""A home of an earlier version whose actors declared themselves, and of which nobody has said yet what it is."""

from sqlalchemy import Connection, select

from config.errors import RequestFault
from lifecycle.records.events.installation import HomeSettled, InstallationInitialised
from lifecycle.records.events.kinds import decode
from lifecycle.records.events.shapes import UnreadableEventError
from lifecycle.records.flags import is_trial
from lifecycle.records.tables import journal

_SYSTEM = "system"


def is_unsettled(connection: Connection) -> bool:
    """Whether the home was made for declared actors before homes were made for trial, and is not settled yet."""
    if is_trial(connection):
        return False
    # Only of columns that every version has: it is asked before a home is migrated, too.
    of_system = select(journal.c.kind, journal.c.payload).where(journal.c.subject == _SYSTEM)
    first = connection.execute(of_system.order_by(journal.c.number).limit(1)).first()
    try:
        made = decode(first.kind, first.payload) if first else None
    except UnreadableEventError:
        return False
    if not isinstance(made, InstallationInitialised) or made.identity != "declared" or made.trial:
        return False
    settled = of_system.where(journal.c.kind == HomeSettled.KIND).limit(1)
    return connection.execute(settled).first() is None


def not_settled() -> RequestFault:
    """The fault of a deed in such a home."""
    told = "この環境は、操作する人の申告を信じて使われてきました。試用か本番かが決まるまで、見ることだけができます。"
    return RequestFault("home_unsettled", f"{told}二人で決めてください。", "trial", values={"told": told})
