"""A home whose database is gone is neither taken for a new one nor made anew; who only asks makes no file."""

from pathlib import Path

import pytest
from installation import ADMIN, DOCUMENTS, ID, Installation, a_contract, by_today
from sqlalchemy import text

from config.errors import SetupError
from lifecycle.app import open_app
from lifecycle.records.database import DATABASE_FILE, writing
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
@pytest.mark.parametrize("trace", ["seal", "original"])
def test_a_home_that_lost_its_database_is_not_made_anew(
    installation: Installation, tmp_path: Path, trace: str, empty_file: bool
) -> None:
    """A kept seal or an original tells of records: both doors say what to do, and leave the home as it is."""
    a_contract(installation.app())
    if trace == "seal":
        seal(installation.app(ADMIN))
    else:
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


@pytest.mark.parametrize("stored", [[], ["0016", "0017"], ["x"], ["0016b"], [""], ["0000"]])
def test_a_version_that_is_none_is_named(installation: Installation, stored: list[str]) -> None:
    """No version, two, or another word: neither opened nor brought up, in one line."""
    with writing(installation.engine) as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        for one in stored:
            connection.execute(text("INSERT INTO alembic_version VALUES (:one)"), {"one": one})
    both_refuse(installation, "データベースの版を読めません")
