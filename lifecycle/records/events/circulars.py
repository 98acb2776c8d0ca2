"""Circulars (通知): published to the offices they address, answered by each of them, withdrawn before their day."""

from dataclasses import dataclass
from datetime import date

from lifecycle.records.events.shapes import Body, event, free_text, shape


@dataclass(frozen=True, slots=True)
class AskedOfOffices:
    """A question to every office addressed, in the words of the day of publication, and when it is due."""

    id: str
    label: str
    due_on: date
    by_head: bool | None = None
    asks_how: bool | None = None


@shape
class OfCircular(Body):
    """Of one circular, by its id (that of its source in the rule data)."""

    circular: str


@event("circular_published", "通知の発出")
class CircularPublished(OfCircular):
    """A circular went out to these offices: its number, what it brings from which day, what it asks of each.

    `editions` are the editions of forms that it brings, `layer` the published layer of rule data, if any.
    """

    number: str
    title: str
    issuer: str
    issued_on: date
    addressees: tuple[str, ...]
    editions: tuple[str, ...]
    questions: tuple[AskedOfOffices, ...]
    first_on: date | None = None
    layer: str | None = None


@event("circular_answered", "通知への回答")
class CircularAnswered(OfCircular):
    """An office answered one question: on which day it was done and, where that is asked, how."""

    division: str
    question: str
    label: str
    done_on: date
    how: str | None = free_text(default=None)


@event("circular_withdrawn", "通知の取りやめ")
class CircularWithdrawn(OfCircular):
    """A circular was withdrawn before its first day; what was asked is asked no longer."""

    reason: str = free_text()
