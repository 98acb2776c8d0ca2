"""検査員: the head appoints one for a contract, who then records its inspection and opens its originals."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from config.errors import RequestFault, UsageError
from config.vocabulary import Role
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.identity import Actor
from lifecycle.records.events.people import PostGiven
from lifecycle.records.folds.posts import GivenPost, posts_of
from lifecycle.records.journal import events_of
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.divisions import login_of
from lifecycle.usecases.work import Work, looking, working

INSPECTORS = "inspectors:"
"""The beginning of the chain on which the inspectors of a contract stand; its number follows."""


@tried_again
def appoint(app: App, id_: str, login: str, ends: date | None = None) -> None:
    """Appoint an inspector of a contract from today on. Raises RoleError, NotFoundError, UsageError."""
    key = login_of(login)
    if not key:
        raise UsageError(RequestFault("login_missing", "サインインする名前を入れてください。", "login"))
    with working(app) as work:
        office = work.office_of(id_)
        work.actor.must(Act.APPOINT_INSPECTOR, office)
        body = PostGiven(person=key, role=Role.INSPECTOR.value, division=office, begins_on=work.today, ends_on=ends)
        work.note(f"{INSPECTORS}{id_}", body)


def appointed(app: App, id_: str) -> list[GivenPost]:
    """The inspectors of a contract whose post has not ended. Raises RoleError, NotFoundError."""
    with looking(app) as work:
        app.reader(work.connection).must(work.office_of(id_))
        posts = posts_of(events_of(work.connection, f"{INSPECTORS}{id_}"))
        return [post for post in posts if post.ends_on is None or post.ends_on >= work.today]


def inspectors_of(connection: Connection, id_: str, day: date) -> frozenset[str]:
    """The keys of the inspectors of a contract on a day."""
    posts = posts_of(events_of(connection, f"{INSPECTORS}{id_}"))
    return frozenset(post.person for post in posts if post.holds_on(day))


def actor_at(work: Work, id_: str) -> Actor:
    """The actor, with the post of 検査員 in the contract's office where the head appointed the person for the contract.

    Raises NotFoundError.
    """
    office, actor = work.office_of(id_), work.actor
    if actor.key not in inspectors_of(work.connection, id_, work.today):
        return actor
    if actor.role is None:
        return replace(actor, role=Role.INSPECTOR, divisions=frozenset({office}))
    return replace(actor, more=(*actor.more, (Role.INSPECTOR, frozenset({office}))))
