"""What papers and pages for other eyes leave out of free text: known persons' names and contacts; posts stay."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from config.personal_data import PersonalData
from lifecycle.records.journal import Event
from lifecycle.records.people import values_of
from lifecycle.records.shelf import Stored
from states.columns import columns_of
from states.documents import ValueType

_WORDS = frozenset({"value", "reason", "title", "contractor", "subcontractor", "document_no", "approved_by", "told"})
"""The keys of a document under which words that somebody wrote may stand."""


class _Masked(Mapping[str, str]):
    """Texts as a mask leaves them, each masked when it is asked for: events share the texts of many contracts."""

    def __init__(self, mask: Callable[[str], str], texts: Mapping[str, str]) -> None:
        self._mask, self._texts, self._masked = mask, texts, dict[str, str]()

    def __getitem__(self, ref: str) -> str:
        if ref not in self._masked:
            self._masked[ref] = self._mask(self._texts[ref])
        return self._masked[ref]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@dataclass(frozen=True, slots=True)
class Mask:
    """Leaves names and contacts out of texts: the names of those who stand in the records of one contract."""

    personal_data: PersonalData
    names: tuple[str, ...]

    def text(self, text: str) -> str:
        """A text with 〔氏名〕 and 〔伏せました〕 in the place of names and contacts."""
        return self.personal_data.masked(text, self.names)

    def events(self, events: Iterable[Event]) -> list[Event]:
        """Events that say their free texts masked."""
        read = list(events)
        said = _Masked(self.text, read[0].texts or {}) if read else {}
        return [replace(event, texts=said) for event in read]

    def record(self, stored: Stored) -> Stored:
        """A record with its free texts masked."""
        free = {c.name for c in columns_of(stored.kind) if c.is_free_text(stored.fields.get(c.name))}
        return replace(stored, fields={n: self.text(v) if n in free else v for n, v in stored.fields.items()})

    def document(self, value: Any, key: str = "") -> Any:
        """A document for other eyes with every word in it masked that somebody wrote."""
        if isinstance(value, Mapping):
            return {name: self.document(one, name) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.document(one, key) for one in value]
        return self.text(value) if isinstance(value, str) and key in _WORDS else value


def masks(
    connection: Connection, personal_data: PersonalData, records: Mapping[str, Sequence[Stored]], on: date
) -> dict[str, Mask]:
    """The mask of each contract: the persons named in its records by the day."""
    references = {
        id_: [ref for stored in kept if stored.dated_on is None or stored.dated_on <= on for ref in _persons(stored)]
        for id_, kept in records.items()
    }
    values = values_of(connection, [ref for named in references.values() for ref in named])
    return {
        id_: Mask(personal_data, personal_data.names_in(value for ref in named if (value := values.get(ref))))
        for id_, named in references.items()
    }


def _persons(stored: Stored) -> Iterable[str]:
    persons = (c.name for c in columns_of(stored.kind) if c.value_type is ValueType.PERSON)
    return (value["ref"] for name in persons if isinstance(value := stored.fields.get(name), dict))
