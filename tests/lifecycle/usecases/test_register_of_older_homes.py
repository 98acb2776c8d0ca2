"""Homes of before the register of people: what their settings said of posts is taken over once (semantics §8)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from installation import HEAD, OFFICE, OFFICER, OVERSIGHT, Installation

from config.errors import UsageError
from config.loader import rule_book
from config.settings_text import settings_text
from config.vocabulary import Role
from lifecycle.app import build_app
from lifecycle.clock import JAPAN, FixedClock
from lifecycle.identity import SYSTEM, Actor, FrontActor
from lifecycle.process_user import system_user
from lifecycle.records.database import open_engine, sqlite_url, writing
from lifecycle.records.events.installation import DivisionRecorded, HomeSettled, InstallationInitialised
from lifecycle.records.journal import Author, Draft, append
from lifecycle.records.projections import Projector
from lifecycle.records.schema import migrate
from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import examine, initialise
from lifecycle.usecases.staff import assign
from lifecycle.usecases.work import working

MADE, MIGRATED = date(2024, 4, 1), date(2026, 11, 27)
PEOPLE = {
    "yamada": (Role.OFFICER, OFFICE),
    "suzuki": (Role.DIVISION_HEAD, OFFICE),
    "seido": (Role.OVERSIGHT_OFFICE, None),
    "kansa": (Role.AUDIT_OFFICE, None),
    "kanri": (Role.ADMIN, None),
}


def clock(day: date) -> FixedClock:
    """That day at 9:00."""
    from datetime import datetime

    return FixedClock(datetime(day.year, day.month, day.day, 9, tzinfo=JAPAN))


def older(home: Path, identity: str) -> Path:
    """A home as an earlier version left it: posts in its settings, in the journal who made it."""
    home.mkdir(mode=0o700)
    (home / "evidence").mkdir()
    rows = [
        f'[people.{name}]\nrole = "{role.value}"\n' + (f'division = "{office}"\n' if office else "")
        for name, (role, office) in PEOPLE.items()
    ]
    written = settings_text(identity, rule_book().desks, MADE) + "\n" + "\n".join(rows)
    (home / "lifecycle.toml").write_text(written, encoding="utf-8")
    engine = open_engine(sqlite_url(home))
    migrate(engine)
    with writing(engine) as connection:
        first = Draft(SYSTEM, MADE, InstallationInitialised(admin=system_user(), identity=identity))
        office = Draft(f"division:{OFFICE}", MADE, DivisionRecorded(name=OFFICE, fields={}))
        events = append(connection, [first, office], Author("root", "root", "admin"), "2024-04-01T00:00:00.000000Z")
        Projector(connection).apply(events)
    engine.dispose()
    return home


def known(home: Path, login: str, day: date = MIGRATED) -> Actor:
    """The person of a login, handed in as a front would."""
    app = replace(build_app(home, actor=FrontActor(login, "test"), environment={}), clock=clock(day))
    with app.reading() as connection:
        return app.actor(connection)


@pytest.mark.parametrize("identity", ["os_user", "declared"])
def test_the_posts_of_the_settings_are_taken_over_once(tmp_path: Path, identity: str) -> None:
    """Nobody has a post before; afterwards whoever the settings named; a line that comes later gives nothing."""
    home = older(tmp_path / "home", identity)
    assert {known(home, name).role for name in PEOPLE} == {None}
    app = initialise(home, "os_user", {}, clock=clock(MIGRATED))
    held = {name: (known(home, name).role, known(home, name).divisions) for name in PEOPLE}
    assert held == {name: (role, frozenset({office} if office else ())) for name, (role, office) in PEOPLE.items()}
    path = home / "lifecycle.toml"
    path.write_text(path.read_text(encoding="utf-8") + '[people.eve]\nrole = "admin"\n', encoding="utf-8")
    initialise(home, "os_user", {}, clock=clock(MIGRATED))
    assert known(home, "eve").role is None
    with app.reading() as connection:
        kinds = [row.kind for row in connection.exec_driver_sql("SELECT kind FROM journal").all()]
    assert kinds.count("people_seeded") == 1


def test_a_register_that_was_taken_over_is_sound(tmp_path: Path) -> None:
    """The journal verifies, and doctor has nothing to say of posts."""
    home = older(tmp_path / "home", "os_user")
    app = initialise(home, "os_user", {}, clock=clock(MIGRATED))
    assert verify(app).faults == []
    assert next(c for c in examine(app) if c.name == "職の登録").fine


@pytest.mark.parametrize(("role", "before"), [(Role.OFFICER, "yamada"), (Role.DIVISION_HEAD, "suzuki")])
@pytest.mark.parametrize("login", ["kounin", None])
def test_a_post_of_the_settings_ends_where_the_office_says_who_holds_it(
    tmp_path: Path, role: Role, before: str, login: str | None
) -> None:
    """Under `os_user` too a transfer ends the rights: on the day before it they stand, on its day they are gone."""
    home = older(tmp_path / "home", "os_user")
    initialise(home, "os_user", {}, clock=clock(MIGRATED))
    admin = replace(build_app(home, actor=FrontActor("kanri", "test"), environment={}), clock=clock(MIGRATED))
    assign(admin, OFFICE, role, "後任", None, date(2027, 4, 1), login=login)
    assert known(home, before, date(2027, 3, 31)).role is role
    assert known(home, before, date(2027, 4, 1)).role is None
    if login:
        assert known(home, login, date(2027, 3, 31)).role is None
        assert known(home, login, date(2027, 4, 1)).role is role


def test_a_home_of_declared_actors_that_becomes_one_for_trial_keeps_their_posts(tmp_path: Path) -> None:
    """Until it is settled nobody is believed by name; then those of the settings and of the 所属 sheet are."""
    home = older(tmp_path / "home", "declared")
    app = initialise(home, "os_user", {}, clock=clock(MIGRATED))
    declared = replace(app, declared_actor=OVERSIGHT)
    with app.reading() as connection, pytest.raises(UsageError):
        declared.actor(connection)
    with working(app) as work:
        work.note(SYSTEM, HomeSettled(trial=True))
    assign(replace(app, declared_actor="kanri"), OFFICE, Role.DIVISION_HEAD, HEAD, None)
    with app.reading() as connection:
        assert declared.actor(connection).role is Role.OVERSIGHT_OFFICE
        assert replace(app, declared_actor=HEAD).actor(connection).role is Role.DIVISION_HEAD
        assert replace(app, declared_actor=OFFICER).actor(connection).role is None


def test_settings_of_ones_own_seed_nothing_in_a_register_that_was_begun(
    any_installation: Installation, tmp_path: Path
) -> None:
    """A home of one's own on the same database (on SQLite the home itself), whose settings say otherwise."""
    own = tmp_path / "own" if any_installation.url else any_installation.home
    environment = any_installation.environment("2024-06-03")
    own.mkdir(exist_ok=True)
    (own / "lifecycle.toml").write_text(
        f'identity = "declared"\n[people.eve]\nrole = "division_head"\ndivision = "{OFFICE}"\n', encoding="utf-8"
    )
    initialise(own, "os_user", environment).engine.dispose()
    app = build_app(own, actor="eve", environment=environment)
    with app.reading() as connection:
        assert app.actor(connection).role is None
    app.engine.dispose()
