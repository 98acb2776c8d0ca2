"""Installations to test on: a migrated one is copied for each test, on SQLite and on a real PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import Installation, copy_of, found
from libreoffice import Office, program
from postgres_server import PostgresMissing, Server, postgres_server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation nobody changes, on SQLite."""
    installation = found(tmp_path_factory.mktemp("template") / "home")
    installation.engine.dispose()
    return installation


@pytest.fixture
def installation(sqlite_template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation on SQLite, on 2024-06-03."""
    copied = copy_of(sqlite_template, tmp_path / "home")
    yield copied
    copied.engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A real PostgreSQL server; skipped with the reason where there is none, unless CI must not skip."""
    try:
        with postgres_server() as server:
            yield server
    except PostgresMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL is needed: {missing}")
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_template(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation nobody changes, on PostgreSQL."""
    installation = found(tmp_path_factory.mktemp("template") / "home", postgres.create())
    installation.engine.dispose()
    return installation


@pytest.fixture
def postgres_installation(postgres: Server, postgres_template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation on PostgreSQL, on 2024-06-03."""
    installation = copy_of(postgres_template, tmp_path / "home", postgres)
    yield installation
    installation.engine.dispose()
    postgres.drop(str(installation.url))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_installation(request: pytest.FixtureRequest) -> Installation:
    """A fresh installation on each database."""
    installation: Installation = request.getfixturevalue(
        "installation" if request.param == "sqlite" else "postgres_installation"
    )
    return installation


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice; skipped with the reason where it is not installed, unless CI must not skip."""
    soffice = program()
    if soffice is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is needed: no soffice on the path")
        pytest.skip("LibreOffice is not installed")
    return Office(soffice, tmp_path_factory.mktemp("office") / "profile")
