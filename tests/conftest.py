"""Installations to test on: a migrated one is copied for each test, on SQLite and on a real PostgreSQL."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import AUDIT_DAY
from hypothesis import settings
from installation import Installation, copy_of, found
from libreoffice import LibreOffice
from postgres_server import URL_VARIABLE, PostgresMissing, Server, postgres_server
from programs import program
from selection import in_order, left_out
from snapshots import REWRITE
from sqlalchemy import Connection, Engine, event

import lifecycle.demo
from config.loader import shipped_book, use
from lifecycle.usecases.database_roles import give_rights
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise
from lifecycle.watch.delivery import deliver
from notifications.channels import RecordingChannel

BENCHMARK = "LIFECYCLE_BENCH"
"""The beginning of what tells a benchmark how large it is: it says nothing of an installation."""
SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")

# How long an example may take says how busy the machine is, not whether the code is right.
settings.register_profile("lifecycle", deadline=None, max_examples=60)
settings.load_profile("lifecycle")


class CompiledStatements(dict[Any, Any]):
    """Statements as compiled for a database: SQLAlchemy keeps them by engine, and a test opens dozens of engines."""

    def get(self, key: Any, default: Any = None) -> Any:
        """What was compiled before for any engine on such a database."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


COMPILED = CompiledStatements()


@event.listens_for(Engine, "engine_connect")
def _share_compiled(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execution_options(compiled_cache=COMPILED)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a machine on which everything is installed, and of a night."""
    parser.addoption("--no-skips", action="store_true", help="fail what would be skipped for want of a program")
    parser.addoption("--nightly", action="store_true", help="live through whole simulated years, try all of many alike")


def pytest_configure(config: pytest.Config) -> None:
    """Takes back what the shell was told of an installation: whoever followed the README in it then runs the tests."""
    ours = [name for name in os.environ if name.startswith("LIFECYCLE_") and name not in (URL_VARIABLE, REWRITE)]
    for name in ours:
        if not name.startswith(BENCHMARK):
            del os.environ[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what needs a program that is not Python's, by the fixtures that start one; samples, and puts in order."""
    if not config.getoption("--nightly"):
        skipped = left_out(items)
        config.hook.pytest_deselected(items=skipped)
        gone = set(map(id, skipped))
        items[:] = in_order(item for item in items if id(item) not in gone)
    for item in items:
        if {"browser", "libreoffice", "pdftotext"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("programs")
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With --no-skips a test that skips itself has failed, with the reason it gave; one expected to fail has run."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here: {call.excinfo.value if call.excinfo else 'no reason given'}"
    return report


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
    """A real PostgreSQL server; skipped with the reason where there is none."""
    try:
        with postgres_server() as server:
            yield server
    except PostgresMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_template(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation nobody changes, on PostgreSQL, of which the role `APPLICATION` may do what it needs."""
    installation = found(tmp_path_factory.mktemp("template") / "home", postgres.create())
    give_rights(installation.engine, postgres.application)
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
def bare_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home just made, for declared actors."""
    home = tmp_path_factory.mktemp("bare") / "home"
    app = initialise(home, "declared", {"LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_DAY})
    app.engine.dispose()
    return home


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the audit's ledger in it, on the day of the audit."""
    home = tmp_path_factory.mktemp("sample") / "home"
    app = initialise(home, "declared", {"LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_DAY})
    import_ledger(app, SAMPLE)
    deliver(app, RecordingChannel())  # what an import tells at once has left the installation
    app.engine.dispose()
    return home


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice; skipped with the reason where it is not installed."""
    return LibreOffice(program("soffice", "libreoffice"), tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The program that reads a PDF's words; skipped with the reason where it is not installed."""
    return program("pdftotext")


@pytest.fixture(autouse=True)
def _shipped_rules() -> Iterator[None]:
    """A test that works with the rule book of a home of its own leaves the shipped one in use."""
    yield
    use(shipped_book())
