"""The occasions of which readers said in a month that telling was of no use, beside how many alerts were told."""

from collections import Counter
from datetime import date

import orjson
from sqlalchemy import Connection, select

from lifecycle.app import App
from lifecycle.records.events.alerts import AlertNeedless, AlertTold
from lifecycle.records.events.shapes import read
from lifecycle.records.tables import alert, journal
from lifecycle.watch.monthly_counts import last_day
from notifications.installation_notices import NeedlessLine
from states.duty import basis_of


def needless_in(app: App, connection: Connection, month: date) -> list[NeedlessLine]:
    """The occasions and rules called of no use in the month that begins on that day, the most often called first.

    Each alert counts once, however often it was told or answered.
    """
    end = last_day(month)
    called, told = (_codes(connection, kind, month, end) for kind in (AlertNeedless, AlertTold))
    lines = [
        NeedlessLine(code, basis_of(app.book, code, end).label, number, told[code]) for code, number in called.items()
    ]
    return sorted(lines, key=lambda line: (-line.needless, line.code))


def _codes(
    connection: Connection, kind: type[AlertNeedless] | type[AlertTold], first: date, last: date
) -> Counter[str]:
    """The codes of the alerts of which an event of a kind is dated in these days, each alert once."""
    wanted = select(journal.c.payload).where(journal.c.kind == kind.KIND, journal.c.occurred_on.between(first, last))
    ids = {read(kind, orjson.loads(payload)).id for payload in connection.execute(wanted).scalars()}
    known = connection.execute(select(alert.c.id, alert.c.code)) if ids else ()
    return Counter(row.code for row in known if row.id in ids)
