"""The free texts behind the events of the audit file: each with its salt, so that the hash in its event proves it.

Names and numbers of persons are not among them. A text that was erased has no entry, and its event says 消去済.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from lifecycle.papers.pack.told import JsonObject
from lifecycle.records.events.shapes import refers_to_text
from lifecycle.records.free_text import references
from lifecycle.records.journal import Event
from lifecycle.records.masking import Mask
from lifecycle.records.people import proof, salted


def texts_document(connection: Connection, events: Sequence[Event], mask: Mask) -> JsonObject:
    """The texts to which these events refer and that still stand, by their references.

    A text in which something is left out can't be proved: it has no salt.
    """
    wanted = {str(one["ref"]) for event in events for one in _spoken(event)}
    return {
        ref: {"text": text, "salt": salt} if mask.text(text) == text else {"text": mask.text(text), "masked": True}
        for ref, (text, salt) in salted(connection, wanted).items()
    }


def speaking(events: Sequence[Event], texts: Mapping[str, Any]) -> tuple[list[Event], list[str]]:
    """The events with these texts, and the references whose text is not the one that the event is about."""
    said, wrong = {str(ref): str(one["text"]) for ref, one in texts.items()}, []
    for event in events:
        for one in _spoken(event):
            given = texts.get(one["ref"])
            if given and "masked" not in given and proof(str(given["text"]), str(given["salt"])) != one.get("sha256"):
                wrong.append(str(one["ref"]))
    return [replace(event, texts=said) for event in events], wrong


def _spoken(event: Event) -> Iterator[Mapping[str, Any]]:
    """The references of an event to free texts."""
    return (one for one in references(event) if refers_to_text(one))
