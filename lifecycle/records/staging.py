"""A database beside the records, in which one long deed is prepared while everybody else goes on writing.

It is a file of the home that only its process can read, gone by name as soon as it is open where the system allows it:
what stands in it are personal data. What the deed needs of the records is carried into it, what it made is taken out.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir

from sqlalchemy import ColumnElement, Connection, TableClause, func, insert, literal, or_, select
from uuid_utils import uuid7

from lifecycle.records.chunks import chunks
from lifecycle.records.database import open_scratch
from lifecycle.records.folds.posts import PEOPLE
from lifecycle.records.people import new_person
from lifecycle.records.tables import (
    act,
    alert,
    alert_step,
    assessment,
    contract,
    division,
    flag,
    head,
    journal,
    message_step,
    obligation,
    outbox,
    override,
    person,
    record,
    stage_change,
)
from states.evidence import INCIDENT

STAGED = ".staged-"
"""How the name of such a file begins; what a killed process left of it on Windows is swept."""
_OFFICES = "division:"
_SYSTEM = "system"
_ROWS = 500
_LONG_AGO = 10**12
"""How far the numbers of carried events are put back, so that every new event comes after them."""
_OF_CONTRACT = (record, stage_change, override, act, alert, message_step, assessment, obligation)


@contextmanager
def staging(home: Path) -> Iterator[Connection]:
    """An empty database with every table of the records, for this block alone.

    Where the home can't be written (a dry run on a medium that is only read) it lies where the system keeps such files.
    """
    from lifecycle.records.working_models import METADATA

    path = (home if os.access(home, os.W_OK) else Path(gettempdir())) / f"{STAGED}{uuid7()}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    engine = open_scratch(path)
    try:
        with engine.connect() as connection:
            METADATA.create_all(connection)
            connection.exec_driver_sql(f"CREATE TABLE {new_person.name} (id TEXT PRIMARY KEY)")
            with suppress(OSError):  # Windows keeps the name of a file that is open
                path.unlink()
            yield connection
            connection.rollback()
    finally:
        engine.dispose()
        path.unlink(missing_ok=True)


def carry(source: Connection, stage: Connection, what: TableClause, *where: ColumnElement[bool]) -> None:
    """Copy rows of a table; one that was carried before stays as it stands."""
    rows = source.execute(select(what).where(*where))
    entered = insert(what).prefix_with("OR IGNORE")
    for part in rows.partitions(_ROWS):
        stage.execute(entered, [dict(row._mapping) for row in part])


def carry_installation(source: Connection, stage: Connection) -> None:
    """Copy what holds for every contract: offices, posts, flags, and the incidents, which count for other contracts."""
    carry(source, stage, division)
    carry(source, stage, flag)
    carry(source, stage, journal, journal.c.subject.in_((_SYSTEM, PEOPLE)))
    carry(source, stage, head, or_(head.c.subject.in_((_SYSTEM, PEOPLE)), _of_offices(head)))
    carry(source, stage, person, or_(person.c.subject.in_((_SYSTEM, PEOPLE)), _of_offices(person)))
    refused = select(outbox.c.address_ref).where(outbox.c.status == "refused", outbox.c.address_ref.is_not(None))
    carry(source, stage, outbox, outbox.c.address_ref.in_(refused))
    stands = (record.c.kind == INCIDENT, record.c.superseded_at.is_(None))
    carry(source, stage, record, *stands)
    carry(source, stage, contract, contract.c.id.in_(select(record.c.contract).where(*stands)))
    ours = list(stage.execute(select(contract.c.title, contract.c.contractor)))
    for chunk in chunks(sorted({said for row in ours for said in row if said})):
        carry(source, stage, person, person.c.id.in_(chunk))


def carry_contracts(source: Connection, stage: Connection, ids: Sequence[str]) -> None:
    """Copy everything that is on record of these contracts."""
    for chunk in chunks(ids):
        for what in _OF_CONTRACT:
            carry(source, stage, what, what.c.contract.in_(chunk))
        carry(source, stage, contract, contract.c.id.in_(chunk))
        carry(source, stage, head, head.c.subject.in_(chunk))
        carry(source, stage, person, person.c.subject.in_(chunk))
        alerts = select(alert.c.id).where(alert.c.contract.in_(chunk))
        carry(source, stage, alert_step, alert_step.c.alert.in_(alerts))
        messages = select(message_step.c.message).where(message_step.c.contract.in_(chunk))
        carry(source, stage, outbox, outbox.c.id.in_(messages))
        _carry_events(source, stage, chunk)


def _carry_events(source: Connection, stage: Connection, ids: Sequence[str]) -> None:
    rows = source.execute(select(journal).where(journal.c.subject.in_(ids)))
    for part in rows.partitions(_ROWS):
        stage.execute(insert(journal), [{**row._mapping, "id": row.id - _LONG_AGO} for row in part])


def last_event(stage: Connection) -> int:
    """The number of the row of the last event in it."""
    return int(stage.execute(select(func.max(journal.c.id))).scalar() or 0)


def heads_of_installation(connection: Connection) -> dict[str, tuple[int, str]]:
    """The number and hash of the last event of each office, and of who was given a post."""
    rows = connection.execute(select(head).where(or_(head.c.subject == PEOPLE, _of_offices(head))))
    return {row.subject: (row.number, row.hash) for row in rows}


def _of_offices(source: TableClause) -> ColumnElement[bool]:
    """Whether a row is of the chain of an office."""
    return source.c.subject.in_(select(literal(_OFFICES) + division.c.name))
