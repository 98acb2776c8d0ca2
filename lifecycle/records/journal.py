"""The journal: events are appended once, numbered per subject, and each carries the hash of the one before."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Executable, Row, bindparam, func, select, tuple_

from config.unseen import visible
from lifecycle.records.chunks import CHUNK, among, chunks
from lifecycle.records.events.kinds import decode, kinds_of, with_texts
from lifecycle.records.events.shapes import B, Body, content_of
from lifecycle.records.people import texts_of
from lifecycle.records.progress import counted
from lifecycle.records.tables import head, journal
from states.content import ERASED

GENESIS = "0" * 64
_OF_READING = ("id", "texts")
_HEADS = select(head).where(among(head.c.subject))
_CHAIN = select(journal).where(journal.c.subject == bindparam("chain")).order_by(journal.c.number)
_APPEND = journal.insert()


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is about to happen: its subject, the date of the fact, and its content."""

    subject: str
    occurred_on: date
    body: Body


@dataclass(frozen=True, slots=True)
class Author:
    """The writer of an event: the person's key, the login of the process, the post, the door, how the person was known.

    `via` is cli, web, import or flow; `authenticated` is os, declared, or what a trusted front says.
    """

    actor: str
    os_user: str
    role: str
    via: str = "cli"
    authenticated: str = "os"


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it stands in the journal; `payload` is the stored canonical JSON, `body` what it says.

    `database_role` is the role that wrote it where the database knows roles (PostgreSQL), else empty. `via` and
    `authenticated` are None in events of before they were kept. `clock` is None, or says that it was in doubt. `texts`
    are the free texts behind the references in its payload, for whoever shows it; None where they were not asked for.
    """

    subject: str
    number: int
    kind: str
    occurred_on: date
    recorded_at: str
    actor: str
    os_user: str
    role: str
    database_role: str
    payload: bytes
    previous: str
    hash: str
    via: str | None = None
    authenticated: str | None = None
    clock: str | None = None
    id: int = 0
    texts: Mapping[str, str] | None = field(default=None, compare=False, repr=False)

    @property
    def body(self) -> Body:
        """The content of the event, to be matched by its class. Raises UnreadableEventError."""
        return decode(self.kind, self.payload, self.texts)

    @property
    def content(self) -> dict[str, Any]:
        """The payload as values, to be shown: in the form in which it is stored, free texts as far as they stand."""
        loaded: dict[str, Any] = orjson.loads(self.payload)
        return loaded if self.texts is None else with_texts(loaded, self.texts, ERASED)


def canonical(content: Any) -> bytes:
    """Canonical JSON: sorted keys, UTF-8, no spaces. The bytes are stored and hashed as they are."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def digest(event: Event) -> str:
    """The hash of an event: it covers every column of the event and the hash before it.

    What an event of an earlier version did not keep is not in its hash: to add it is a change like any other.
    """
    header = [
        event.previous,
        event.subject,
        event.number,
        event.kind,
        event.occurred_on.isoformat(),
        event.recorded_at,
        event.actor,
        event.os_user,
        event.role,
        event.database_role,
    ]
    return digest_of(header, (event.via, event.authenticated), event.clock, event.payload)


def digest_of(header: Sequence[Any], door: tuple[str | None, str | None], clock: str | None, payload: bytes) -> str:
    """The hash of what an event says: what every event kept, by which door it came (None: not kept), its content."""
    kept_since = [*(door if door != (None, None) else ()), *(() if clock is None else (clock,))]
    return hashlib.sha256(orjson.dumps([*header, *kept_since]) + b"\n" + payload).hexdigest()


def append(
    connection: Connection, drafts: Sequence[Draft], author: Author, recorded_at: str, clock: str | None = None
) -> list[Event]:
    """Append events in order, each to the chain of its subject, and move the heads.

    Two writers racing for one predecessor meet at its head, or at the unique (subject, number): the later one's
    transaction fails. The heads are moved before a number of a row is taken: who holds them all (`work.working`, alone)
    knows that no lower number is still to come.
    """
    if not drafts:
        return []
    heads = heads_of(connection, {draft.subject for draft in drafts})
    its_role = database_role(connection)
    events = []
    for draft in counted(drafts, "記録しています", len(drafts)) if len(drafts) > CHUNK else drafts:
        number, previous = heads.get(draft.subject, (0, GENESIS))
        unsigned = Event(
            subject=draft.subject,
            number=number + 1,
            kind=draft.body.KIND,
            occurred_on=draft.occurred_on,
            recorded_at=recorded_at,
            actor=author.actor,
            os_user=author.os_user,
            role=author.role,
            database_role=its_role,
            via=author.via,
            authenticated=author.authenticated,
            clock=clock,
            payload=canonical(_readable(content_of(draft.body))),
            previous=previous,
            hash="",
        )
        event = signed(unsigned)
        heads[draft.subject] = (event.number, event.hash)
        events.append(event)
    move_heads(connection, {event.subject: (event.number, event.hash) for event in events})
    connection.execute(_APPEND, [_row(event) for event in events])
    return events


def _readable(content: Any) -> Any:
    """The content with what nobody sees as escapes: the doors refuse it, and this is the last of them."""
    if isinstance(content, str):
        return visible(content)
    if isinstance(content, dict):
        return {name: _readable(value) for name, value in content.items()}
    return [_readable(one) for one in content] if isinstance(content, list | tuple) else content


def database_role(connection: Connection) -> str:
    """The database's own role that writes; empty on SQLite, which knows no roles."""
    if connection.dialect.name == "sqlite":
        return ""
    return str(connection.execute(select(func.session_user())).scalar_one())


def signed(event: Event) -> Event:
    """The event with the hash of everything that it says."""
    return replace(event, hash=digest(event))


def _row(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Event.__dataclass_fields__ if name not in _OF_READING}


def move_heads(connection: Connection, latest: Mapping[str, tuple[int, str]]) -> None:
    """Say of each of these chains which number and hash its last event has."""
    rows = [{"subject": subject, "number": number, "hash": hash_} for subject, (number, hash_) in latest.items()]
    connection.execute(_moving_heads(connection.dialect.name), rows)


@cache
def _moving_heads(dialect: str) -> Executable:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as upsert
    else:
        from sqlalchemy.dialects.sqlite import insert as upsert  # type: ignore[assignment]
    insert = upsert(head)
    return insert.on_conflict_do_update(
        index_elements=["subject"], set_={"number": insert.excluded.number, "hash": insert.excluded.hash}
    )


def heads_of(connection: Connection, subjects: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The number and hash of the last event of each of these subjects."""
    wanted, heads = sorted(subjects), {}
    for chunk in chunks(wanted):
        rows = connection.execute(_HEADS, {"keys": chunk})
        heads.update({row.subject: (row.number, row.hash) for row in rows})
    return heads


def events_of(connection: Connection, subject: str) -> list[Event]:
    """Every event of a subject, in order, with the free texts that it refers to."""
    rows = connection.execute(_CHAIN, {"chain": subject})
    texts = texts_of(connection, [subject])
    return [replace(as_event(row), texts=texts) for row in rows]


def all_events(connection: Connection, *, after: int = 0) -> Iterator[Event]:
    """Every event in the order of recording, in bounded memory."""
    while True:
        rows = connection.execute(select(journal).where(journal.c.id > after).order_by(journal.c.id).limit(2000)).all()
        if not rows:
            return
        yield from map(as_event, rows)
        after = rows[-1].id


def hashes(connection: Connection) -> Iterator[str]:
    """The hash of every event in the order of recording; nothing else is read, in bounded memory."""
    page, after = select(journal.c.id, journal.c.hash).order_by(journal.c.id).limit(20_000), 0
    while rows := connection.execute(page.where(journal.c.id > after)).all():
        for row in rows:
            yield row.hash
        after = rows[-1].id


def only(events: Iterable[Event], wanted: type[B]) -> Iterator[tuple[Event, B]]:
    """The events whose content is of that class, each with its content; nothing is read of the other events."""
    kinds = kinds_of(wanted)
    for event in events:
        if event.kind in kinds and isinstance(body := event.body, wanted):
            yield event, body


def as_event(row: Row[Any]) -> Event:
    """The event that a row of the journal holds."""
    return Event(**row._mapping)


def last_events(connection: Connection, *, upto: int, after: int = 0) -> Iterator[tuple[str, int, str]]:
    """The subject, number and hash of each chain's last event among the first `upto` rows of the journal.

    With `after`, of those chains only that grew in the rows after that one.
    """
    newest = (
        select(journal.c.subject, func.max(journal.c.number).label("number"))
        .where(journal.c.id <= upto, journal.c.id > after)
        .group_by(journal.c.subject)
        .subquery()
    )
    rows = connection.execute(
        select(journal.c.subject, journal.c.number, journal.c.hash)
        .where(tuple_(journal.c.subject, journal.c.number).in_(select(newest.c.subject, newest.c.number)))
        .order_by(journal.c.subject)
    )
    for row in rows:
        yield row.subject, row.number, row.hash


def in_chains(connection: Connection, prefix: str) -> ColumnElement[bool]:
    """Whether an event stands on a chain whose name begins so; found by the index of the chains, not by all events."""
    if connection.dialect.name == "sqlite":
        return journal.c.subject.between(prefix, f"{prefix}\U0010ffff")
    return journal.c.subject.in_(select(head.c.subject).where(head.c.subject.startswith(prefix)))
