"""The cut-over day of an office (切替日): from then on acts are done here by their persons (semantics §10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection, bindparam, select

from lifecycle.records.cut_over_projection import CAME_FROM, OF_OFFICE
from lifecycle.records.flags import flag_value
from lifecycle.records.tables import flag

_BEGINNING = select(flag.c.name, flag.c.value).where(flag.c.name.like(bindparam("beginning")))


@dataclass(frozen=True, slots=True)
class CutOvers:
    """The cut-over day of every office, and the offices that contracts have left."""

    days: Mapping[str, date]
    left: Mapping[str, Sequence[str]]

    def of(self, id_: str, division: str | None) -> date | None:
        """The cut-over day that binds a contract: the earliest of its office and of the offices it came from.

        So no contract gets a new period for declarations by being moved.
        """
        offices = (division or "", *self.left.get(id_, ()))
        return min((self.days[name] for name in offices if name in self.days), default=None)


def cut_over_of(connection: Connection, division: str) -> date | None:
    """The cut-over day of an office; None where it has none yet, as no contract of it is on record."""
    stored = flag_value(connection, OF_OFFICE + division)
    return date.fromisoformat(stored) if stored else None


def cut_overs(connection: Connection) -> CutOvers:
    """The cut-over days of all offices at once."""
    days, left = (_flags(connection, beginning) for beginning in (OF_OFFICE, CAME_FROM))
    return CutOvers(
        {name: date.fromisoformat(value) for name, value in days.items()},
        {id_: orjson.loads(value) for id_, value in left.items()},
    )


def _flags(connection: Connection, beginning: str) -> dict[str, str]:
    """The flags that begin so, without that beginning."""
    rows = connection.execute(_BEGINNING, {"beginning": f"{beginning}%"})
    return {name.removeprefix(beginning): value for name, value in rows}
