"""Forms that somebody has begun and not yet sent: kept for that person alone, until they are sent or forgotten."""

from collections.abc import Mapping
from typing import Any

from lifecycle.app import App
from lifecycle.records.database import writing
from lifecycle.records.forms import Begun, drafts_of, forget_draft, is_sent, keep_draft
from lifecycle.usecases.again import tried_again


@tried_again
def keep_begun(app: App, form: str, content: Mapping[str, Any], number: int = 0) -> None:
    """Keep what the actor has filled into the form of a page so far; `number` is the event that the page showed last.

    Nothing is on record by it.
    """
    with writing(app.engine) as connection:
        now = app.clock.now()
        keep_draft(connection, app.actor(connection).key, Begun(form, content, number, now.isoformat()), now)


def begun_forms(app: App) -> list[Begun]:
    """The forms that the actor has begun, the latest first."""
    with app.reading() as connection:
        return drafts_of(connection, app.actor(connection).key)


def begun_form(app: App, form: str) -> Begun | None:
    """What the actor has filled into the form of a page so far; None where nothing is kept."""
    with app.reading() as connection:
        return next(iter(drafts_of(connection, app.actor(connection).key, form)), None)


@tried_again
def forget_begun(app: App, form: str) -> None:
    """Forget what the actor had filled into the form of a page."""
    with writing(app.engine) as connection:
        forget_draft(connection, app.actor(connection).key, form)


def was_sent_before(app: App, key: str) -> bool:
    """Whether the form of that key was sent before, and its deed done."""
    with app.reading() as connection:
        return is_sent(connection, key)
