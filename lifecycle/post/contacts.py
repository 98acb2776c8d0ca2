"""Whom a message can reach: the address of an office's post on a day, the address of a desk, the webhook of a head."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, select

from config.settings import TEAMS_VARIABLE, secret
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.post.recipients import DESK_POSTS, Recipient, at_desk, desk_of
from lifecycle.records.folds.offices import OfficeFields, office_on, offices_on
from lifecycle.records.offices import deputy_acts, deputy_replaces, head_is_absent
from lifecycle.records.people import values_of
from lifecycle.records.tables import outbox
from notifications.email import usable_address

_OFFICE_POSTS = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD)


@dataclass(frozen=True, slots=True)
class MessageWay:
    """An address, be it of a mailbox or of a webhook, and the mark by which the outbox remembers it unseen.

    The mark of a person's address is its reference in the erasable table; that of a desk's address, or of a webhook, is
    a hash.
    """

    address: str = field(repr=False)
    mark: str


def address_of(app: App, connection: Connection, to: Recipient, day: date) -> str | None:
    """The mail address of a recipient on a day; None where nobody can be reached by mail."""
    way = mail_way(app, connection, to, day)
    return way.address if way else None


def mail_way(app: App, connection: Connection, to: Recipient, day: date) -> MessageWay | None:
    """The mail address by which a recipient is told on a day: the first that its server has not refused for good.

    Where it has refused them all the first is tried: it may have been opened again.
    """
    ways = _mail_ways(app, connection, to, day)
    refused = refused_marks(connection) if ways else frozenset()
    return next((way for way in ways if way.mark not in refused), next(iter(ways), None))


def acting_beside(app: App, connection: Connection, division: str, day: date) -> Recipient | None:
    """The deputy (代理) of an office, where it has an address by which the head is not told already; else None."""
    head, deputy = Recipient(division, Role.DIVISION_HEAD.value), Recipient(division, Role.DEPUTY.value)
    if not deputy_acts(office_on(connection, division, day), day):
        return None
    own, heads = mail_way(app, connection, deputy, day), mail_way(app, connection, head, day)
    return deputy if own and (heads is None or heads.address.casefold() != own.address.casefold()) else None


def _mail_ways(app: App, connection: Connection, to: Recipient, day: date) -> list[MessageWay]:
    """The mail addresses of a recipient on a day, in the order in which they are used.

    What is recorded and is no address that a mail server takes counts as none. Where a deputy acts for the head (a
    period says so, or the head is absent), the deputy's comes first and the absent head's not at all; elsewhere it
    stands in for a head without one.
    """
    if to.post in DESK_POSTS:
        desk = desk_of(app, to)
        address = app.settings.address_of(desk) if desk else None
        return [MessageWay(address, _hash_of(address))] if address else []
    held = office_on(connection, to.division, day)
    references = _mail_references(held, to.post, day)
    return _usable(references, values_of(connection, references))


def _mail_references(held: OfficeFields, post: str, day: date) -> list[str]:
    return [held[name]["ref"] for name in _mail_fields(held, post, day) if held.get(name)]


def _usable(references: Sequence[str], values: Mapping[str, str | None]) -> list[MessageWay]:
    return [MessageWay(address, ref) for ref in references if (address := usable_address(values.get(ref)))]


def refused_marks(connection: Connection) -> frozenset[str]:
    """The addresses that refused a message for good and have taken none since."""
    later = outbox.alias()
    taken = select(later.c.id).where(
        later.c.address_ref == outbox.c.address_ref,
        later.c.status == "sent",
        later.c.settled_at > outbox.c.settled_at,
    )
    marks = select(outbox.c.address_ref).where(
        outbox.c.status == "refused", outbox.c.address_ref.is_not(None), ~taken.exists()
    )
    return frozenset(connection.execute(marks).scalars())


def _hash_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _mail_fields(held: OfficeFields, post: str, day: date) -> list[str]:
    """The fields in which to look for an address, in order."""
    if post != Role.DIVISION_HEAD:
        return [f"{post}_mail"]
    own = [] if head_is_absent(held, day) else ["division_head_mail"]
    deputy = ["deputy_mail"] if deputy_acts(held, day) else []
    return [*deputy, *own] if deputy_replaces(held, day) else [*own, *deputy]


def webhook_of(app: App, to: Recipient) -> MessageWay | None:
    """The Teams webhook of a head or desk of their own, or that of the shared channel; None where there is none.

    The webhook is a secret: it is neither stored nor shown.
    """
    name = webhook_name(app, to)
    url = secret(TEAMS_VARIABLE.format(name)) if name else None
    return MessageWay(url, _hash_of(url)) if url else None


def webhook_name(app: App, to: Recipient) -> str | None:
    """The name under which the settings keep a recipient's Teams webhook; None where they name none."""
    teams = app.settings.teams
    if to.post == "shared":
        return teams.shared
    if to.post == Role.DIVISION_HEAD:
        return teams.heads.get(to.division)
    desk = desk_of(app, to)
    return next((name for key, name in teams.desks.items() if desk and key in desk.known_as), None)


@dataclass(slots=True)
class Reach:
    """The reach of posts on a day: whether each can be reached is looked up only once.

    An address that refused its last message reaches nobody until it is changed, or takes one.
    """

    app: App
    connection: Connection
    day: date
    _known: dict[Recipient, bool] = field(default_factory=dict)
    _refused: frozenset[str] | None = None
    _offices: Mapping[tuple[str, str], Sequence[MessageWay]] | None = None

    def reaches(self, to: Recipient) -> bool:
        """Whether there is an address or a webhook by which the recipient can be reached."""
        if to not in self._known:
            if self._offices is None or to.post in DESK_POSTS:
                mails: Sequence[MessageWay] = _mail_ways(self.app, self.connection, to, self.day)
            else:
                mails = self._offices.get((to.division, to.post), ())
            ways = [*mails, webhook_of(self.app, to)]
            if self._refused is None:
                self._refused = refused_marks(self.connection)
            self._known[to] = any(way and way.mark not in self._refused for way in ways)
        return self._known[to]


def _ways_of_offices(connection: Connection, day: date) -> dict[tuple[str, str], Sequence[MessageWay]]:
    """The mail addresses of the posts of every office on a day, asked for together."""
    references = {
        (name, post.value): _mail_references(held, post.value, day)
        for name, held in offices_on(connection, day).items()
        for post in _OFFICE_POSTS
    }
    values = values_of(connection, (one for some in references.values() for one in some))
    return {of: _usable(some, values) for of, some in references.items()}


def unreachable(app: App, connection: Connection, offices: list[str]) -> list[Recipient]:
    """The posts of these offices, and the desks, where nobody can be reached today or within the next week."""
    desks = [at_desk(desk, app.today()) for desk in app.book.desks]
    asked = [*(Recipient(name, post.value) for name in offices for post in _OFFICE_POSTS), *desks]
    days = (app.today(), app.today() + timedelta(days=7))
    reaches = [Reach(app, connection, day, _offices=_ways_of_offices(connection, day)) for day in days]
    return [to for to in asked if not all(reach.reaches(to) for reach in reaches)]
