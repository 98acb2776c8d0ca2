"""Moments: a contract as it was known just before each of its events, by replaying its chain beside the database."""

from collections.abc import Callable, Iterator, Sequence

from lifecycle.records.as_of import AsOf
from lifecycle.records.database import open_engine
from lifecycle.records.facts import load_contracts
from lifecycle.records.free_text import carry_texts
from lifecycle.records.journal import Event
from lifecycle.records.models import Base
from lifecycle.records.projections import Projector
from states.facts import Contract


def moments(events: Sequence[Event], wanted: Callable[[Event], bool]) -> Iterator[tuple[Event, Contract | None]]:
    """Each wanted event of a chain, with the contract as it was known just before it; None where it was not yet.

    Free texts are those that the events say.
    """
    with open_engine("sqlite://").connect() as beside:
        Base.metadata.create_all(beside)
        carry_texts(beside, events)
        projector = Projector(beside)
        for event in events:
            if wanted(event):
                yield event, next(load_contracts(beside, [event.subject], AsOf(event.occurred_on)), None)
            projector.apply([event])
