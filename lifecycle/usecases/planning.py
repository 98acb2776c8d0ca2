"""Plans of an import: what of a file would be read as what, before anything is read."""

from pathlib import Path

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.ledger.layout import ImportPlan
from lifecycle.ledger.workbook import read_cells


def plan(app: App, file: Path) -> ImportPlan:
    """What an import of the file would read, and what has to be settled first; nothing is stored.

    Raises RoleError, WorkbookUnreadable.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.IMPORT)
    cells = read_cells(file)
    return ImportPlan(file.name, cells.sha256, standard=True, passed_over=cells.unread)
