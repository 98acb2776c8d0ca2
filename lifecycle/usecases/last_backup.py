"""When the last backup was made: kept in the home itself, and told before nobody remembers that it was long ago."""

from contextlib import suppress
from datetime import date

from config.wareki import format_date
from lifecycle.app import App
from lifecycle.clock import day_of
from lifecycle.records.beside import keep_beside
from lifecycle.usecases.home_checks import Check

LAST_BACKUP = ".last-backup"
"""The file of the home in which the moment of the last backup stands: hidden, so that no backup holds it."""
_NAME = "控え"
_LONGEST = 100


def note_backup(app: App, made_at: str) -> None:
    """Note that a backup of that moment stands where it was to stand.

    A home that can't take the note is none the worse: it tells of an older one.
    """
    with suppress(OSError):
        keep_beside(app.home / LAST_BACKUP, made_at.encode() + b"\n")


def last_backup(app: App) -> date | None:
    """The day of the last backup that was noted; None where there is none, or the note can't be read."""
    try:
        with (app.home / LAST_BACKUP).open("rb") as file:
            return day_of(file.read(_LONGEST).decode().strip())
    except (OSError, ValueError):
        return None


def backup_check(app: App) -> Check:
    """The check of whether there is a backup that is young enough for the settings ([backup] max_age_days)."""
    last, most = last_backup(app), app.settings.backup.max_age_days
    if last is None:
        told = "まだ取られていません" if most else "まだ取られていません(日数の限りは [backup] max_age_days)"
        return Check(_NAME, most is None, told)
    days = (app.today() - last).days
    told = f"最後は{format_date(last)}({days}日前)" if days else f"最後は{format_date(last)}(今日)"
    late = most is not None and days > most
    return Check(_NAME, not late, f"{told}。{most}日より古くなりました。控えを取ってください" if late else told)
