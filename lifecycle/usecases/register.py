"""The register of people is begun: what the settings say of posts is taken over once, and gives nothing afterwards."""

from collections.abc import Iterator

from sqlalchemy import Connection

from config.settings import Settings
from lifecycle.app import App
from lifecycle.records.events.people import PeopleSeeded, SeededPost
from lifecycle.records.folds.posts import PEOPLE, beginning, given_posts, is_begun
from lifecycle.records.journal import database_role
from lifecycle.records.register import by_login
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


def unregistered(app: App, connection: Connection) -> list[str]:
    """What the settings say of people and the journal does not: it gives no right. Names are not told, posts are."""
    return list(_differing(app, connection))


def _differing(app: App, connection: Connection) -> Iterator[str]:
    if not is_begun(connection):
        yield "職の登録が引き継がれていない(環境を作った利用者が初期設定をもう一度実行してください)"
        return
    if app.settings.identity != app.identity:
        said = app.settings.identity
        yield f"lifecycle.toml の identity = {said} は効かない(記録では {app.identity})。書き戻してください"
    given = {(post.person, post.role, post.division) for post in given_posts(connection)}
    for name, person in sorted(app.settings.people.items()):
        if (name, person.role, person.division) in given:
            continue
        held = by_login(connection, name, app.today()).posts
        if (person.role, person.division) not in held:
            yield (
                f"lifecycle.toml の [people] の{person.division or ''}{person.role.label}は権限にならない。"
                "職の付与か所属シートで登録し、行を消してください"
            )
