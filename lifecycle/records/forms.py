"""Forms of the web as the database keeps them: which were sent already, and what somebody has begun to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, select

from config.errors import AlreadySentError
from lifecycle.clock import STORED
from lifecycle.records.events.acts import RecordSentBack
from lifecycle.records.events.alerts import AlertOpened, AlertReached, AlertResolved, AlertSetRight, AlertTold
from lifecycle.records.events.documents import OriginalOpened, OriginalRestored
from lifecycle.records.events.moves import AdvanceRefused, SubcontractApprovalRefused
from lifecycle.records.tables import draft, journal, submission

KEPT = timedelta(days=30)
"""How long a form that was sent is known by its key, and how long one that was begun is kept."""

_CHANGES_NOTHING = tuple(
    body.KIND
    for body in (
        *(AlertOpened, AlertTold, AlertReached, AlertSetRight, AlertResolved),
        *(OriginalOpened, OriginalRestored),
        *(AdvanceRefused, SubcontractApprovalRefused, RecordSentBack),
    )
)
"""Events after which a form that was opened before still shows what stands: nobody's facts changed."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that a person has begun: its page, what was typed, the last event of its chain then, when it was kept."""

    form: str
    kept: Mapping[str, Any]
    number: int
    saved_at: str


def must_be_sent_once(connection: Connection, key: str, now: datetime) -> None:
    """Note that a form is sent, in the transaction of its deed. Raises AlreadySentError where it was sent before."""
    if is_sent(connection, key):
        raise AlreadySentError("同じ内容の送信を、既に一度受け付けています。二度は記録していません。")
    connection.execute(delete(submission).where(submission.c.sent_at < (now - KEPT).strftime(STORED)))
    connection.execute(submission.insert().values(key=key, sent_at=now.strftime(STORED)))


def is_sent(connection: Connection, key: str) -> bool:
    """Whether a form was sent, and its deed done."""
    return connection.execute(select(submission.c.key).where(submission.c.key == key)).first() is not None


def last_number(connection: Connection, subject: str) -> int:
    """The number of the last event on a chain that changed what stands; 0 where nothing has happened on it."""
    last = select(func.max(journal.c.number)).where(
        journal.c.subject == subject, journal.c.kind.not_in(_CHANGES_NOTHING)
    )
    return connection.execute(last).scalar() or 0


def keep_draft(connection: Connection, person: str, begun: Begun, now: datetime) -> None:
    """Keep what a person has typed into a form so far, in place of what was kept of it before."""
    # Every deed loads this module, and only this one needs the dialects.
    from sqlalchemy.dialects import postgresql, sqlite

    connection.execute(delete(draft).where(draft.c.saved_at < (now - KEPT).strftime(STORED)))
    values = {"kept": orjson.dumps(begun.kept), "number": begun.number, "saved_at": now.strftime(STORED)}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(draft).values(person=person, form=begun.form, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["person", "form"], set_=values))


def drafts_of(connection: Connection, person: str, form: str | None = None) -> list[Begun]:
    """The forms that a person has begun, the latest first; or the one of a page."""
    statement = select(draft).where(draft.c.person == person).order_by(draft.c.saved_at.desc())
    if form is not None:
        statement = statement.where(draft.c.form == form)
    return [Begun(row.form, orjson.loads(row.kept), row.number, row.saved_at) for row in connection.execute(statement)]


def forget_draft(connection: Connection, person: str, form: str) -> None:
    """Forget what a person had typed into a form."""
    connection.execute(delete(draft).where(draft.c.person == person, draft.c.form == form))
