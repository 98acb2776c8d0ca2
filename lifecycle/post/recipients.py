"""Recipients: whom a message is for, be it a post of an office, a desk beside the offices or the shared channel."""

from dataclasses import dataclass
from datetime import date

from config.desks import Desk
from config.vocabulary import Role
from lifecycle.app import App

DESK_POSTS = (Role.OVERSIGHT_OFFICE.value, Role.AUDIT_OFFICE.value, Role.ADMIN.value)
"""Posts whose address stands in the settings: desks beside the offices, named by `division`."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The office and post that a message is for. The address is looked up when it is sent, and stored nowhere.

    A desk beside the offices (`desks.toml`) stands in `division` by its name of the day, its role in `post`; the
    shared Teams channel is `("", "shared")`.
    """

    division: str
    post: str

    @property
    def label(self) -> str:
        """The name by which people call the post."""
        return "共有チャネル" if self.post == "shared" else Role(self.post).label


SHARED = Recipient("", "shared")


def at_desk(desk: Desk, day: date) -> Recipient:
    """The recipient for a desk, in a message of a day."""
    return Recipient(desk.name_on(day), desk.role.value)


def owner(app: App) -> Recipient:
    """The recipient for the system owner, as of today."""
    return at_desk(app.book.desks.owner, app.today())


def desk_of(app: App, to: Recipient) -> Desk | None:
    """The desk that a recipient stands for, whatever it was called when it was written down; None for an office."""
    return app.book.desks.called(to.division) if to.post in DESK_POSTS else None


def names_of(app: App, to: Recipient) -> frozenset[str]:
    """Every name under which messages to a recipient may stand: a desk's names of all days, an office's one name."""
    desk = desk_of(app, to)
    return desk.known_as if desk else frozenset({to.division})
