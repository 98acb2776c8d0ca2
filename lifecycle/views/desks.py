"""The duties of the desks (制度所管課) as of a day: which are shown by a record, which are not, which can't be."""

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.office_dues import OfficeDue, office_dues
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


def owed_by_offices(app: App) -> list[OfficeDue]:
    """What offices and desks owe beside contracts as of today, as far as the reader may see; the earliest due first.

    Raises RoleError.
    """
    with app.reading() as connection:
        reader = app.reader(connection)
        every = office_dues(app, connection, app.today())
    return [due for due in every if reader.covers(due.division)]
