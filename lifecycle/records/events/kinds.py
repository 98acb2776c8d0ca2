"""The register of kinds: from the id in the journal to the class, and from a stored payload to the event."""

from collections.abc import Mapping

import orjson

from lifecycle.records.events import acts, alerts, documents, installation, moves, overrides, people, second
from lifecycle.records.events.shapes import Body, Unknown, UnreadableEventError, read

KINDS: Mapping[str, type[Body]] = {
    declared.KIND: declared
    for module in (documents, acts, moves, overrides, second, alerts, people, installation)
    for declared in vars(module).values()
    if isinstance(declared, type) and issubclass(declared, Body) and "KIND" in vars(declared)
}
"""Every kind of event by its id, in the order of the files that declare them."""


def decode(kind: str, payload: bytes) -> Body:
    """The content of a stored event; Unknown of a kind that this release does not know.

    Raises UnreadableEventError where the payload is not of the kind's shape.
    """
    declared = KINDS.get(kind)
    if declared is None:
        return Unknown()
    try:
        stored = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise UnreadableEventError(kind, error) from error
    return read(declared, stored)


def kinds_of(*bases: type[Body]) -> tuple[str, ...]:
    """The ids of all kinds that are of one of these classes, for a query of the journal."""
    return tuple(kind for kind, declared in KINDS.items() if issubclass(declared, bases))
