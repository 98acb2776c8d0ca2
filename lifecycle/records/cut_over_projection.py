"""Applies to the flags what says when offices were cut over, and through which offices a contract has come.

An office's cut-over day (切替日) is the day of its first contract here, unless one was set; an office to which
contracts are moved inherits the day of the office that they come from.
"""

from datetime import date

import orjson
from sqlalchemy import Connection, select

from lifecycle.clock import day_of
from lifecycle.records.events.documents import ContractAmended, ContractRegistered
from lifecycle.records.events.installation import CutOverSet, InstallationInitialised
from lifecycle.records.events.shapes import Body, UnreadableEventError
from lifecycle.records.journal import Event, all_events
from lifecycle.records.tables import flag

EVERYWHERE = "cut_over"
"""The flag that holds the day named when the installation was made."""
OF_OFFICE = "cut_over:"
"""The beginning of the flag that holds an office's day; its name follows."""
CAME_FROM = "came_from:"
"""The beginning of the flag that holds the offices from which a contract was moved; its number follows."""


class CutOverProjector:
    """Applies events in order, each at once: few of them say anything new."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, str] | None = None

    def apply(self, event: Event, body: Body) -> None:
        """Put the days, and the offices that a contract has left, into the flags."""
        match body:
            case InstallationInitialised(cut_over=date() as named):
                self._put(EVERYWHERE, named.isoformat())
            case CutOverSet(division=division, starts_on=starts):
                self._put(OF_OFFICE + division, starts.isoformat())
            case ContractRegistered(fields=fields):
                self._begin(str(fields["division"]), day_of(event.recorded_at))
            case ContractAmended(changes={"division": [str() as before, str() as after]}):
                self._move(event.subject, before, after, day_of(event.recorded_at))

    def _begin(self, division: str, today: date) -> None:
        """An office's first contract: its day is the one named for every office, else today."""
        if OF_OFFICE + division not in self._flags:
            self._put(OF_OFFICE + division, self._flags.get(EVERYWHERE) or today.isoformat())

    def _move(self, id_: str, before: str, after: str, today: date) -> None:
        """A contract moved between offices: it remembers where it came from, and a new office inherits the day."""
        self._begin(before, today)
        if OF_OFFICE + after not in self._flags:
            self._put(OF_OFFICE + after, self._flags[OF_OFFICE + before])
        stored = self._connection.execute(select(flag.c.value).where(flag.c.name == CAME_FROM + id_)).scalar()
        left = orjson.loads(stored) if stored else []
        if before not in left:
            self._put(CAME_FROM + id_, orjson.dumps([*left, before]).decode())

    @property
    def _flags(self) -> dict[str, str]:
        if self._known is None:
            held = self._connection.execute(select(flag.c.name, flag.c.value).where(flag.c.name.like(f"{EVERYWHERE}%")))
            self._known = {row.name: row.value for row in held}
        return self._known

    def _put(self, name: str, value: str) -> None:
        self._connection.execute(flag.delete().where(flag.c.name == name))
        self._connection.execute(flag.insert(), [{"name": name, "value": value}])
        if self._known is not None and name.startswith(EVERYWHERE):
            self._known[name] = value


def replay_cut_overs(connection: Connection) -> None:
    """Fill the flags from the whole journal of an earlier version; what can't be read is left to `verify` to name."""
    projector = CutOverProjector(connection)
    for event in all_events(connection):
        try:
            projector.apply(event, event.body)
        except (UnreadableEventError, LookupError, TypeError, ValueError, AttributeError):
            continue
