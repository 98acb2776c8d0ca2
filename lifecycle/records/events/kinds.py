"""The register of kinds: from the id in the journal to the class, and from a stored payload to the event."""

from collections.abc import Mapping
from typing import Any

import orjson

from lifecycle.records.events import (
    acts,
    alerts,
    circulars,
    documents,
    incidents,
    installation,
    moves,
    overrides,
    people,
    personal_data,
    quiet,
    retention,
    rules,
    second,
)
from lifecycle.records.events.shapes import Body, Unknown, UnreadableEventError, read, refers_to_text

KINDS: Mapping[str, type[Body]] = {
    declared.KIND: declared
    for module in (
        documents,
        acts,
        moves,
        overrides,
        second,
        alerts,
        people,
        personal_data,
        retention,
        installation,
        quiet,
        incidents,
        rules,
        circulars,
    )
    for declared in vars(module).values()
    if isinstance(declared, type) and issubclass(declared, Body) and "KIND" in vars(declared)
}
"""Every kind of event by its id, in the order of the files that declare them."""


def decode(kind: str, payload: bytes, texts: Mapping[str, str] | None = None) -> Body:
    """The content of a stored event; Unknown of a kind that this release does not know.

    `texts` are the free texts behind its references; without them, and where one is erased, the
    reference stays. Raises UnreadableEventError where the payload is not of the kind's shape.
    """
    declared = KINDS.get(kind)
    if declared is None:
        return Unknown()
    try:
        stored = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise UnreadableEventError(kind, error) from error
    return read(declared, with_texts(stored, texts) if texts else stored)


def with_texts(stored: Any, texts: Mapping[str, str], erased: str | None = None) -> Any:
    """Stored values with free texts in the place of their references; `erased` stands for one that has no text."""
    if isinstance(stored, list):
        return [with_texts(one, texts, erased) for one in stored]
    if not isinstance(stored, dict):
        return stored
    if refers_to_text(stored):
        return texts.get(stored["ref"], stored if erased is None else erased)
    return {key: with_texts(one, texts, erased) for key, one in stored.items()}


def kinds_of(*bases: type[Body]) -> tuple[str, ...]:
    """The ids of all kinds that are of one of these classes, for a query of the journal."""
    return tuple(kind for kind, declared in KINDS.items() if issubclass(declared, bases))
