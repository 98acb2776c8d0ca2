"""Where the last seal is kept beside the database, so that an older copy of it that was put back by hand is noticed."""

from pathlib import Path

from lifecycle.app import App
from lifecycle.records.lost_database import LAST_SEAL


def kept_seals(app: App) -> tuple[Path, ...]:
    """The files in which the last seal is kept: the one that the settings name, and one in the home itself.

    The home's own tells where the database alone was put back; where the whole home was, only the file outside does.
    """
    return (app.seal_file, app.home / LAST_SEAL) if app.seal_file else (app.home / LAST_SEAL,)
