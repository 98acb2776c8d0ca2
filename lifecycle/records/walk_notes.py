"""What a walk through the journal notes down for the checks after it: in a file without a name, little of it in memory.

A journal of a million events names millions of persons, files and messages; kept in dictionaries they would be most of
what `verify` needs. SQLite keeps a temporary database of one connection in memory while it is small and in a file that
is gone with the connection when it grows.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_RECENT = 10_000
"""So many chains are remembered at a time."""
_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;
CREATE TABLE head (subject PRIMARY KEY, number, hash) WITHOUT ROWID;
CREATE TABLE proof (reference PRIMARY KEY, subject, sha256) WITHOUT ROWID;
CREATE TABLE erased (reference PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE file (place INTEGER PRIMARY KEY, sha256 UNIQUE, subject);
CREATE TABLE judged (place INTEGER PRIMARY KEY, digest, event);
CREATE TABLE message (id PRIMARY KEY, queued, settled, held, emptied, seen) WITHOUT ROWID;
BEGIN;
"""
_OF_MESSAGE = "INSERT INTO message (id, {0}) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET {0} = excluded.{0}"
_NOTED = {name: _OF_MESSAGE.format(name) for name in ("queued", "settled", "held", "emptied")}
_MESSAGE = "SELECT queued, settled, held, emptied FROM message WHERE id = ?"
_PROOF = """INSERT INTO proof VALUES (?, ?, ?) ON CONFLICT (reference) DO UPDATE
SET subject = excluded.subject, sha256 = excluded.sha256 WHERE proof.subject IS NULL AND excluded.subject IS NOT NULL"""
_PROOFS = """SELECT proof.reference, subject, sha256, erased.reference IS NOT NULL
FROM proof LEFT JOIN erased ON erased.reference = proof.reference ORDER BY proof.reference"""


@dataclass(frozen=True, slots=True)
class NotedProof:
    """The hash that the events give of an erasable value, and whether an erasure names it.

    `subject` is None where only a matter that was put before a second person names it.
    """

    reference: str
    subject: str | None
    sha256: str
    erased: bool


@dataclass(frozen=True, slots=True)
class NotedMessage:
    """What events say of a message: the contents of its making and of its end, whether it was held, or emptied."""

    queued: bytes | None
    settled: bytes | None
    held: bool
    emptied: bool


class WalkNotes:
    """The notes of one walk; `close` throws them away."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(_TABLES)
        self._recent: dict[Any, tuple[Any, Any]] = {}

    def close(self) -> None:
        """Throw the notes away."""
        self._file.close()

    def head(self, subject: Any) -> tuple[Any, Any] | None:
        """The number and hash of the last event of a chain; None where none was noted."""
        if subject not in self._recent:
            stored = self._file.execute("SELECT number, hash FROM head WHERE subject = ?", (subject,)).fetchone()
            if stored is None:
                return None
            self.move_head(subject, *stored)
        return self._recent[subject]

    def move_head(self, subject: Any, number: Any, hash_: Any) -> None:
        """Note the last event of a chain."""
        if len(self._recent) >= _RECENT:
            self._put_down()
        self._recent[subject] = (number, hash_)

    def _put_down(self) -> None:
        rows = ((subject, *head) for subject, head in self._recent.items())
        self._file.executemany("INSERT OR REPLACE INTO head VALUES (?, ?, ?)", rows)
        self._recent.clear()

    def heads(self) -> Iterator[tuple[Any, Any, Any]]:
        """The subject, number and hash of the last event of every chain, in the order of their names."""
        self._put_down()
        yield from self._file.execute("SELECT subject, number, hash FROM head ORDER BY subject")

    def proofs_given(self, rows: Iterable[tuple[str, str | None, str]]) -> None:
        """Note reference, subject and hash of values; one without a subject gives way to one with."""
        self._file.executemany(_PROOF, rows)

    def erased(self, references: Iterable[str]) -> None:
        """Note that an erasure names these references."""
        self._file.executemany("INSERT OR IGNORE INTO erased VALUES (?)", ((one,) for one in references))

    def proofs(self) -> Iterator[NotedProof]:
        """Every value that was noted, in the order of the references."""
        for reference, subject, sha256, erased in self._file.execute(_PROOFS):
            yield NotedProof(reference, subject, sha256, bool(erased))

    def file(self, sha256: str, subject: str) -> None:
        """Note an original, with the first subject that it is of."""
        self._file.execute("INSERT OR IGNORE INTO file (sha256, subject) VALUES (?, ?)", (sha256, subject))

    def files(self) -> Iterator[tuple[str, str]]:
        """Hash and subject of every original, in the order in which they came."""
        yield from self._file.execute("SELECT sha256, subject FROM file ORDER BY place")

    def file_count(self) -> int:
        """How many originals were noted."""
        return int(self._file.execute("SELECT count(*) FROM file").fetchone()[0])

    def judged(self, digest: str, event: str) -> None:
        """Note that an event, by its name, was judged by the rule data of that digest."""
        self._file.execute("INSERT INTO judged (digest, event) VALUES (?, ?)", (digest, event))

    def digests(self) -> list[str]:
        """The digests by which something was judged, in the order in which they came."""
        return [row[0] for row in self._file.execute("SELECT digest FROM judged GROUP BY digest ORDER BY min(place)")]

    def judged_by(self, digest: str) -> Iterator[str]:
        """The events that were judged by the rule data of that digest."""
        for (event,) in self._file.execute("SELECT event FROM judged WHERE digest = ? ORDER BY place", (digest,)):
            yield event

    def of_message(self, id_: str, name: str, value: bytes | bool | None) -> None:
        """Note of a message what is `queued` or `settled` (its content; None takes it back), `held` or `emptied`."""
        self._file.execute(_NOTED[name], (id_, value))

    def message(self, id_: Any) -> NotedMessage:
        """What was noted of a message, which now counts as seen."""
        self._file.execute("UPDATE message SET seen = 1 WHERE id = ?", (id_,))
        row = self._file.execute(_MESSAGE, (id_,)).fetchone()
        queued, settled, held, emptied = row or (None, None, None, None)
        return NotedMessage(queued, settled, bool(held), bool(emptied))

    def messages_unseen(self) -> Iterator[str]:
        """The messages that were queued or settled and not asked for since, in the order of their ids."""
        unseen = "seen IS NULL AND (queued IS NOT NULL OR settled IS NOT NULL)"
        for (id_,) in self._file.execute(f"SELECT id FROM message WHERE {unseen} ORDER BY id"):  # noqa: S608
            yield id_
