"""A home whose database is gone is neither taken for a new one nor made anew; who only asks makes no file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from installation import ADMIN, DOCUMENTS, ID, Installation, a_contract, by_today
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from config.errors import SetupError
from lifecycle.app import open_app
from lifecycle.cli.failures import of_the_world
from lifecycle.records.database import DATABASE_FILE, open_engine, sqlite_url, writing
from lifecycle.records.journal import all_events
from lifecycle.records.lost_database import IN_USE, LAST_SEAL, note_database
from lifecycle.records.schema import migrate
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.sealing import seal


def held(home: Path) -> list[Path]:
    """What stands in the home, but for what SQLite keeps beside its file while that is open."""
    return sorted(path for path in home.rglob("*") if not path.name.startswith(f"{DATABASE_FILE}-"))


def gone(installation: Installation) -> None:
    """The file of the database and what SQLite keeps beside it are deleted."""
    installation.engine.dispose()
    for path in installation.home.glob(f"{DATABASE_FILE}*"):
        path.unlink()


def both_refuse(installation: Installation, told: str) -> None:
    """Neither the door of every command nor the set-up comes by it."""
    environment = installation.environment()
    with pytest.raises(SetupError, match=told):
        open_app(installation.home, actor=ADMIN, environment=environment)
    with pytest.raises(SetupError, match=told):
        initialise(installation.home, "declared", environment)


@pytest.mark.parametrize("empty_file", [False, True])
@pytest.mark.parametrize("trace", ["mark", "seal", "original"])
def test_a_home_that_lost_its_database_is_not_made_anew(
    installation: Installation, tmp_path: Path, trace: str, empty_file: bool
) -> None:
    """Its own mark, and in an older home a kept seal or an original, tell of records: both doors say what to do."""
    a_contract(installation.app())
    assert (installation.home / IN_USE).read_text() == "sqlite"
    if trace == "mark":
        assert not (installation.home / LAST_SEAL).exists()
    else:
        (installation.home / IN_USE).unlink()
    if trace == "seal":
        seal(installation.app(ADMIN))
    if trace == "original":
        paper = tmp_path / "写し.txt"
        paper.write_text("原本", encoding="utf-8")
        attach(installation.app(), ID, "duty_notice", by_today(installation.app(), DOCUMENTS["duty_notice"]), [paper])
    gone(installation)
    if empty_file:
        (installation.home / DATABASE_FILE).touch()
    before = held(installation.home)
    both_refuse(installation, "控えから復元してください")
    assert held(installation.home) == before


def test_who_asks_of_a_folder_without_a_database_makes_none(tmp_path: Path) -> None:
    """An empty file of the wrong access would be found by the set-up, and taken for the database."""
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(SetupError, match="まだ何もありません"):
        open_app(home, environment={})
    assert list(home.iterdir()) == []


def test_a_set_up_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    """The tables stand and no event yet: it is no installation of anybody's, and is made one by the same call."""
    home = tmp_path / "home"
    environment = {"LIFECYCLE_HOME": str(home)}
    initialise(home, "declared", environment).engine.dispose()
    (home / IN_USE).unlink()
    gone(Installation(home, None))
    engine = open_engine(sqlite_url(home))
    migrate(engine)
    engine.dispose()
    with pytest.raises(SetupError, match="初期設定"):
        open_app(home, actor=ADMIN, environment=environment)
    made = initialise(home, "declared", environment)
    assert made.trial
    with made.reading() as connection:
        assert next(one.kind for one in all_events(connection)) == "installation_initialised"
    made.engine.dispose()


def test_an_empty_file_of_a_move_is_no_installation(installation: Installation) -> None:
    """A home of PostgreSQL beside which a killed move left the tables of SQLite: it is said where the records are."""
    gone(installation)
    engine = open_engine(sqlite_url(installation.home))
    migrate(engine)
    engine.dispose()
    note_database(installation.home, "postgresql")
    both_refuse(installation, "のデータベースは PostgreSQL ですが")


def test_what_is_recorded_goes_to_the_file_that_stands_there(installation: Installation, tmp_path: Path) -> None:
    """A copy is put back under a process that has the file open: its next record is in the copy, and none is lost."""
    app = installation.app()
    a_contract(app)
    with writing(app.engine):
        pass
    with closing(sqlite3.connect(installation.home / DATABASE_FILE)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "copy.db"
    copy.write_bytes((installation.home / DATABASE_FILE).read_bytes())
    for path in installation.home.glob(f"{DATABASE_FILE}*"):
        path.unlink()
    (installation.home / DATABASE_FILE).write_bytes(copy.read_bytes())
    a_contract(app, "R6-0777")
    with closing(sqlite3.connect(installation.home / DATABASE_FILE)) as raw:
        assert raw.execute("SELECT count(*) FROM contract WHERE id = 'R6-0777'").fetchone() == (1,)


def test_a_file_that_was_deleted_under_a_process_is_not_made_anew(installation: Installation) -> None:
    """Whoever has it open is told, and neither reads nor writes what is there no more."""
    app = open_app(installation.home, actor=ADMIN, environment=installation.environment())
    with app.reading():
        pass
    for path in installation.home.glob(f"{DATABASE_FILE}*"):
        path.unlink()
    with pytest.raises(DBAPIError, match="unable to open") as refused, app.reading():
        pytest.fail("nothing is there")
    assert "データベースを開けません" in str(of_the_world(refused.value))
    assert not (installation.home / DATABASE_FILE).exists()


def test_tables_without_a_version_are_named(installation: Installation) -> None:
    """They are not taken for an empty database."""
    with writing(installation.engine) as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    both_refuse(installation, "データベースの版を読めません")


def test_settings_that_are_empty_are_not_taken_for_settings(tmp_path: Path) -> None:
    """What a full disk or a slip left of them would be an installation that tells nobody."""
    home = tmp_path / "home"
    initialise(home, "declared", {}).engine.dispose()
    settings = home / "lifecycle.toml"
    settings.chmod(0o600)
    settings.write_bytes(b"")
    with pytest.raises(SetupError, match="空です"):
        initialise(home, "declared", {})


@pytest.mark.parametrize("stored", [[], ["0016", "0017"], ["x"], ["0016b"], [""], ["0000"]])
def test_a_version_that_is_none_is_named(installation: Installation, stored: list[str]) -> None:
    """No version, two, or another word: neither opened nor brought up, in one line."""
    with writing(installation.engine) as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        for one in stored:
            connection.execute(text("INSERT INTO alembic_version VALUES (:one)"), {"one": one})
    both_refuse(installation, "データベースの版を読めません")
