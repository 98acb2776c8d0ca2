"""The duties of the desks (制度所管課) as of a day: which are shown by a record, which are not, which can't be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from config.owed_answers import OwedTogether
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.office_dues import OfficeDue, office_dues, owed_together
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.desks import desk_records, papers_of
from states.desk_duties import DeskDuty, desk_duties


def duties_of_desks(app: App, as_of: AsOf | None = None) -> list[DeskDuty]:
    """Every duty of the oversight offices, in the order of the rules. Raises RoleError."""
    asked = as_of or AsOf(app.today())
    with app.reading() as connection:
        app.actor(connection).must(Act.READ)
        records = desk_records(connection, asked)
    return desk_duties(app.book, papers_of(records, asked.on), asked.on)


@dataclass(frozen=True, slots=True)
class OwedBeside:
    """What offices or desks owe beside contracts on a day, the earliest due first, and what it is together."""

    on: date
    dues: tuple[OfficeDue, ...]

    @property
    def together(self) -> OwedTogether:
        """What it is in a word and how much, as the mails say it."""
        return owed_together(self.dues, self.on)


def owed_by_offices(app: App, on: date | None = None, offices: Collection[str] | None = None) -> OwedBeside:
    """What offices and desks owe beside contracts on a day (today), as far as the reader may see, or of some offices.

    Raises RoleError.
    """
    day = on or app.today()
    with app.reading() as connection:
        reader = app.reader(connection)
        every = office_dues(app, connection, day)
    mine = (due for due in every if reader.covers(due.division) and (offices is None or due.division in offices))
    return OwedBeside(day, tuple(mine))
