"""Whom a message can reach: the address of an office's post on a day, the address of a desk, the webhook of a head."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from config.settings import TEAMS_VARIABLE, Settings, secret
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.post.recipients import DESK_POSTS, Recipient, at_desk, desk_of
from lifecycle.records.folds.offices import OfficeFields, office_on
from lifecycle.records.offices import deputy_acts, deputy_replaces, head_is_absent
from lifecycle.records.people import values_of
from notifications.email import usable_address


def address_of(app: App, connection: Connection, to: Recipient, day: date) -> str | None:
    """The mail address of a recipient on a day; None where nobody can be reached by mail.

    What is recorded and is no address that a mail server takes counts as none.

    Where a deputy acts for the head (a period says so, or the head is absent), the deputy's comes first and the absent
    head's not at all; elsewhere it stands in for a head without one.
    """
    if to.post in DESK_POSTS:
        desk = desk_of(app, to)
        return app.settings.address_of(desk) if desk else None
    held = office_on(connection, to.division, day)
    references = [held[name]["ref"] for name in _mail_fields(held, to.post, day) if held.get(name)]
    values = values_of(connection, references)
    return next((address for ref in references if (address := usable_address(values.get(ref)))), None)


def _mail_fields(held: OfficeFields, post: str, day: date) -> list[str]:
    """The fields in which to look for an address, in order."""
    if post != Role.DIVISION_HEAD:
        return [f"{post}_mail"]
    own = [] if head_is_absent(held, day) else ["division_head_mail"]
    deputy = ["deputy_mail"] if deputy_acts(held, day) else []
    return [*deputy, *own] if deputy_replaces(held, day) else [*own, *deputy]


def webhook_of(settings: Settings, to: Recipient) -> str | None:
    """The Teams webhook of a head of their own, or that of the shared channel; None where there is none.

    The webhook is a secret: it is neither stored nor shown.
    """
    name = settings.teams.shared if to.post == "shared" else None
    if to.post == Role.DIVISION_HEAD:
        name = settings.teams.heads.get(to.division)
    return secret(TEAMS_VARIABLE.format(name)) if name else None


@dataclass(slots=True)
class Reach:
    """The reach of posts on a day: whether each can be reached is looked up only once."""

    app: App
    connection: Connection
    day: date
    _known: dict[Recipient, bool] = field(default_factory=dict)

    def reaches(self, to: Recipient) -> bool:
        """Whether there is an address or a webhook by which the recipient can be reached."""
        if to not in self._known:
            way = address_of(self.app, self.connection, to, self.day) or webhook_of(self.app.settings, to)
            self._known[to] = way is not None
        return self._known[to]


def unreachable(app: App, connection: Connection, offices: list[str]) -> list[Recipient]:
    """The posts of these offices, and the desks, where nobody can be reached today or within the next week."""
    desks = [at_desk(desk, app.today()) for desk in app.book.desks]
    posts = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD)
    asked = [*(Recipient(name, post.value) for name in offices for post in posts), *desks]
    days = (app.today(), app.today() + timedelta(days=7))
    reaches = [Reach(app, connection, day) for day in days]
    return [to for to in asked if not all(reach.reaches(to) for reach in reaches)]
