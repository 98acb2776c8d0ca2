"""The chain in the audit file: the contract's events as they stand in the journal, without their writers' accounts.

An event's hash covers the names under which people work, and those go into no audit file. They are written apart on
request (`accounts`); with them every hash is computed anew, without them the links, numbers and the head are checked.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from lifecycle.records.events.kinds import decode
from lifecycle.records.journal import GENESIS, Event, digest

Accounts = Mapping[str, Sequence[str | None]]
"""For each event, by its number: the person, the login and the database's role that wrote it, the door, how the
person was known, and whether the clock was in doubt. Files of before the door was kept name the first three.
"""

_PUBLIC = ("number", "kind", "occurred_on", "recorded_at", "role", "payload", "previous", "hash")
_PRIVATE = ("actor", "os_user", "database_role", "via", "authenticated", "clock")
_KEPT_BEFORE = (3, 5)


def lines_of(events: Sequence[Event]) -> bytes:
    """The events, one JSON object a line; `payload` is the stored canonical JSON, to the byte, as text."""
    return b"".join(
        orjson.dumps({name: _plain(getattr(event, name)) for name in _PUBLIC}, option=orjson.OPT_APPEND_NEWLINE)
        for event in events
    )


def _plain(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


def accounts_of(events: Sequence[Event]) -> dict[str, list[str | None]]:
    """The writer of each event, for the file that is kept apart."""
    return {str(event.number): [getattr(event, name) for name in _PRIVATE] for event in events}


def are_writers(names: Sequence[object]) -> bool:
    """Whether these are the writers of an event, as this release or an earlier one writes them."""
    known, doors = names[:3], names[3:]
    written = len(names) in (*_KEPT_BEFORE, len(_PRIVATE)) and all(isinstance(name, str) for name in known)
    return written and all(name is None or isinstance(name, str) for name in doors)


def events_in(subject: str, lines: bytes, accounts: Accounts | None = None) -> list[Event]:
    """The events in the text of `lines_of`; without accounts the writers are blank. Raises ValueError for other
    text."""
    read = []
    for line in lines.splitlines():
        values = orjson.loads(line)
        if not isinstance(values, dict) or set(values) != set(_PUBLIC) or type(values["number"]) is not int:
            raise ValueError("not an event")
        if not all(isinstance(values[name], str) for name in _PUBLIC if name != "number"):
            raise ValueError("not an event")
        writers = (accounts or {}).get(str(values["number"]), ("", "", ""))
        if not are_writers(writers):
            raise ValueError("not the writers of an event")
        given = {**values, **dict(zip(_PRIVATE, writers, strict=False))}
        given["occurred_on"] = date.fromisoformat(values["occurred_on"])
        given["payload"] = values["payload"].encode()
        event = Event(subject=subject, **given)
        if not isinstance(orjson.loads(event.payload), dict):
            raise ValueError("not an event")
        read.append(event)
    if lines_of(read) != lines:
        raise ValueError("not as it was written")
    return read


def must_be_readable(events: Sequence[Event]) -> None:
    """Raises ValueError where the content of an event is not of the shape of its kind."""
    for event in events:
        decode(event.kind, event.payload)


def chain_faults(events: Sequence[Event], head: Mapping[str, Any], accounts: Accounts | None) -> list[str]:
    """The places where the chain is broken; with the accounts every hash is computed from what it covers."""
    faults, number, previous = [], 0, GENESIS
    for event in events:
        if event.number != number + 1:
            faults.append(f"記録{event.number}番の前に欠番があります")
        if event.previous != previous:
            faults.append(f"記録{event.number}番が直前の記録につながりません")
        if accounts is not None and digest(event) != event.hash:
            faults.append(f"記録{event.number}番の内容(又は利用者名の控え)が記録時と違います")
        number, previous = event.number, event.hash
    if head != {"number": number, "hash": previous}:
        faults.append("末尾の記録が manifest.json の記載と違います")
    return faults
