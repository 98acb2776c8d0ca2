"""The history of one contract: its events as they stand in the journal."""

from lifecycle.app import App
from lifecycle.clock import end_of_day
from lifecycle.records.as_of import AsOf
from lifecycle.records.journal import Event, events_of
from lifecycle.records.one_contract import find_contract, may_read_of


def history(app: App, id_: str, as_of: AsOf | None = None) -> list[Event]:
    """Every event of a contract in order, refusals too; as of a date those that had occurred and were recorded by then.

    Raises NotFoundError, also where no event was recorded by `known_by`.
    """
    with app.reading() as connection:
        may_read_of(connection, id_, app.reader(connection).must)
        events = events_of(connection, id_)
        if as_of and as_of.known_by:
            moment = end_of_day(as_of.known_by)
            events = [event for event in events if event.recorded_at <= moment]
        if not events:
            find_contract(connection, id_, as_of or AsOf(app.today()))
        return [event for event in events if as_of is None or event.occurred_on <= as_of.on]
