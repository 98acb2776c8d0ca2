"""A check of the latest events alone, that takes the same time whatever the length of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from lifecycle.records.checking import body_of, check_link, file_problem, readable
from lifecycle.records.chunks import chunks
from lifecycle.records.events.documents import Recorded
from lifecycle.records.events.installation import DeskEvidenceRecorded
from lifecycle.records.journal import GENESIS, heads_of
from lifecycle.records.models import JournalRow, table
from lifecycle.records.replay_check import as_stored
from lifecycle.records.soundness import missing_triggers
from lifecycle.records.tables import journal

LATEST = 2000
"""So many events are looked at."""


@dataclass(slots=True)
class RecentCheck:
    """How many of the latest events were looked at, whether those are all, and what is wrong with them."""

    events: int
    whole: bool
    faults: list[str] = field(default_factory=list)


def recent_check(connection: Connection, folder: Path, latest: int = LATEST) -> RecentCheck:
    """Check numbers, predecessors, hashes and heads of the latest events, and that their files are there.

    The journal's triggers are looked at too. Of a file it is not asked whether its content is what it was, nor of the
    tables that queries read whether they follow from the events: that is for the check of the whole.
    """
    source = table(JournalRow)
    newest = connection.execute(as_stored(source).order_by(source.c.id.desc()).limit(latest)).all()
    rows = newest[::-1]
    check = RecentCheck(len(rows), whole=len(rows) < latest, faults=missing_triggers(connection))
    heads = _heads_before(connection, rows)
    for row in rows:
        event = readable(row)
        head, told = check_link(row, event, heads.get(row.subject, (0, GENESIS)))
        heads[row.subject] = head
        check.faults += told
        body = body_of(event)
        for file in body.files if isinstance(body, Recorded | DeskEvidenceRecorded) else ():
            if problem := file_problem(folder, file.sha256, whole=False):
                check.faults.append(f"{row.subject} の証拠ファイル {file.sha256[:12]}… {problem}")
    stored = heads_of(connection, heads)
    check.faults += [
        f"{subject} の末尾の記録が失われているか、書き換えられています"
        for subject in sorted(heads)
        if stored.get(subject) != heads[subject]
    ]
    return check


def _heads_before(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, tuple[int, str]]:
    """Of each chain that goes on among the rows, the number and hash of the event before."""
    first: dict[str, int] = {}
    for row in rows:
        if isinstance(row.number, int):
            first.setdefault(row.subject, row.number)
    before = [(subject, number - 1) for subject, number in first.items() if number > 1]
    columns = (journal.c.subject, journal.c.number, journal.c.hash)
    heads: dict[str, tuple[int, str]] = {}
    for some in chunks(before):
        # SQLite would scan the journal for a list of pairs.
        ones = (and_(journal.c.subject == subject, journal.c.number == number) for subject, number in some)
        asked = select(*columns).where(or_(*ones))
        heads |= {row.subject: (row.number, row.hash) for row in connection.execute(asked)}
    return heads
