"""What offices owe beside contracts (answers to circulars, records of their own duties), as pages show it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from config.owed_answers import OwedTogether
from lifecycle.views.desks import owed_by_offices
from lifecycle.web.visit import Visit
from lifecycle.web.ways import way_of

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One thing that is owed: by which office, what it belongs to, by when; `href` where it is done.

    The address is empty where the person who reads may not do it. `by_head`: the head alone does it.
    """

    division: str
    about: str
    label: str
    due_on: date
    is_late: bool
    by_head: bool
    href: str


@dataclass(frozen=True, slots=True)
class OwedShown:
    """All of it together, the lines that are written out with the earliest due first, and how many are not."""

    together: OwedTogether
    lines: tuple[OwedLine, ...]
    more: int

    @classmethod
    def of(cls, visit: Visit, offices: Collection[str] | None = None) -> "OwedShown":
        """What some offices owe, or all that the person may read, on the day of the page."""
        every = owed_by_offices(visit.app, visit.as_of.on, offices)
        lines = tuple(
            OwedLine(
                division=due.division,
                about=due.about,
                label=due.label,
                due_on=due.due_on,
                is_late=due.due_on < every.on,
                by_head=due.by_head,
                href=_href(visit, due.command, due.division),
            )
            for due in every.dues[:_SHOWN]
        )
        return cls(every.together, lines, len(every.dues) - len(lines))


def _href(visit: Visit, command: str, division: str) -> str:
    way = way_of(command) if visit.dates is None else None
    return way.href if way and any(visit.may(act, division) for act in way.acts) else ""
