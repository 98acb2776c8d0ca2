"""The erasable table: names, numbers and free texts, which a random id refers to and a salted hash proves."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, String, column, select, table
from uuid_utils import uuid7

from config.unseen import visible
from lifecycle.records.chunks import among, chunks
from lifecycle.records.tables import person

new_person = table("new_person", column("id", String))
"""The persons who are new, in a database in which a deed is only prepared (`staging`)."""

_OF_SUBJECTS = select(person).where(among(person.c.subject), person.c.value.is_not(None))
_TEXTS = select(person.c.id, person.c.value).where(among(person.c.subject), person.c.value.is_not(None))
_VALUES = select(person.c.id, person.c.value).where(among(person.c.id))


def proof(value: str, salt: str) -> str:
    """The salted hash that an event carries: while the salt exists, it proves what the value was."""
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


class PeopleDesk:
    """Gives each value of a subject one reference: equal names of one contract share one, so they can be compared."""

    def __init__(self, connection: Connection, stage: Connection | None = None) -> None:
        """What it reads stands in `connection`; with a `stage` it writes into that, and names there who is new."""
        self._connection = connection
        self._stage = stage
        self._known: dict[str, dict[str, dict[str, str]]] = {}
        self._new: list[dict[str, str]] = []

    def preload(self, subjects: Iterable[str]) -> None:
        """Read the persons of many subjects at once."""
        wanted = sorted(set(subjects) - self._known.keys())
        for subject in wanted:
            self._known[subject] = {}
        for chunk in chunks(wanted):
            for row in self._connection.execute(_OF_SUBJECTS, {"keys": chunk}):
                self._known[row.subject][row.value] = {"ref": row.id, "sha256": proof(row.value, row.salt)}

    def reference(self, subject: str, value: str) -> dict[str, str]:
        """The reference of a value; it is made and entered where the subject does not have the value yet."""
        if subject not in self._known:
            self.preload([subject])
        known, value = self._known[subject], visible(value)
        if value not in known:
            salt = secrets.token_hex(16)
            row = {"id": str(uuid7()), "subject": subject, "value": value, "salt": salt}
            self._new.append(row)
            known[value] = {"ref": row["id"], "sha256": proof(value, salt)}
        return known[value]

    def first_of(self, subject: str, person: str, person_in: Callable[[str], str]) -> str | None:
        """The first reference of a subject by whose value `person_in` finds that person."""
        known = self._known.get(subject, {})
        return min((one["ref"] for value, one in known.items() if person_in(value) == person), default=None)

    def forget(self, subject: str) -> None:
        """Know no value of a subject any more, as its values were erased."""
        self._known.pop(subject, None)

    def flush(self) -> None:
        """Write the new persons; call once, in the transaction of the events that refer to them."""
        if self._new:
            (self._stage or self._connection).execute(person.insert(), self._new)
            if self._stage is not None:
                self._stage.execute(new_person.insert(), [{"id": row["id"]} for row in self._new])
            self._new = []


def values_of(connection: Connection, references: Iterable[str]) -> dict[str, str | None]:
    """The values behind references; None for one erased. It serves the screens that need them, never a message."""
    clear: dict[str, str | None] = {}
    for chunk in chunks(sorted(set(references))):
        rows = connection.execute(_VALUES, {"keys": chunk})
        clear.update((id_, value) for id_, value in rows)
    return clear


def texts_of(connection: Connection, subjects: Iterable[str]) -> dict[str, str]:
    """Every value that stands in the erasable table for these subjects, by its reference; none that was erased."""
    texts: dict[str, str] = {}
    for chunk in chunks(sorted(set(subjects))):
        texts.update((id_, value) for id_, value in connection.execute(_TEXTS, {"keys": chunk}).all())
    return texts


def salted(connection: Connection, references: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The values behind references, each with the salt by which its hash proves it; none that was erased."""
    wanted, values = sorted(set(references)), {}
    for chunk in chunks(wanted):
        rows = connection.execute(select(person).where(person.c.id.in_(chunk), person.c.value.is_not(None)))
        values.update({row.id: (row.value, row.salt) for row in rows})
    return values


def references_in(fields: Mapping[str, Any]) -> list[str]:
    """The references that stand among stored fields."""
    return [value["ref"] for value in fields.values() if isinstance(value, dict) and "ref" in value]
