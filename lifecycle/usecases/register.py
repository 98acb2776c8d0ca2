"""The register of people is begun: what the settings say of posts is taken over once, and gives nothing afterwards."""

from config.settings import Settings
from lifecycle.records.events.people import PeopleSeeded, SeededPost
from lifecycle.records.folds.posts import PEOPLE, beginning, is_begun
from lifecycle.records.journal import database_role
from lifecycle.usecases.work import Work


def seeded_posts(settings: Settings) -> tuple[SeededPost, ...]:
    """The posts that `[people]` of the settings names, as the register takes them over."""
    people = sorted(settings.people.items())
    return tuple(SeededPost(name, person.role.value, person.division) for name, person in people)


def begin_register(work: Work) -> bool:
    """Take the posts and the source of identity of an older home over from its settings; whether that was done.

    It is done once. On a database with roles only the role that made the installation may, so that nobody brings
    settings of their own to somebody else's database.
    """
    first = beginning(work.connection)
    if is_begun(work.connection) or (first and first[0].database_role != database_role(work.connection)):
        return False
    settings = work.app.settings
    work.note(PEOPLE, PeopleSeeded(identity=settings.identity, posts=seeded_posts(settings)))
    return True
