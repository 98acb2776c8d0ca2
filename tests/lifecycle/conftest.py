"""Homes for the command line, with the sample ledger and with nothing in it, each a copy; a browser, a PostgreSQL."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from command_line import AUDIT_DAY, CommandLine, Rows, write_ledger
from playwright.sync_api import Browser, sync_playwright
from postgres_server import Cluster, PostgresMissing, postgres_cluster
from programs import program

import lifecycle.demo

PRINTED = Path(lifecycle.demo.__file__).with_name("audit_r6_expected.json")

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip

WriteLedger = Callable[[Mapping[str, Rows]], str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, the one that CHROMIUM names or the machine's; skipped with the reason where there is none."""
    chromium = program(os.environ.get("CHROMIUM", "chromium"))
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test's own."""
    try:
        with postgres_cluster() as cluster:
            yield cluster
    except PostgresMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without settings of ours but the clock; what a command sets in it is taken back."""
    for name in [n for n in os.environ if n.startswith("LIFECYCLE_")]:
        monkeypatch.delenv(name)
    for name in ("LIFECYCLE_HOME", "LIFECYCLE_ACTOR", "LIFECYCLE_DATABASE_URL", "LIFECYCLE_MAIL_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LIFECYCLE_NOW", AUDIT_DAY)
    return monkeypatch


def _copied(pattern: Path, to: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    shutil.copytree(pattern, to)
    environment.setenv("LIFECYCLE_HOME", str(to))
    return CommandLine(to)


@pytest.fixture
def sample(sample_home: Path, tmp_path: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    """The command line on a copy of the home with the audit's ledger."""
    return _copied(sample_home, tmp_path / "home", environment)


@pytest.fixture
def asking(sample_home: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    """The command line on the shared home, for questions that store nothing."""
    environment.setenv("LIFECYCLE_HOME", str(sample_home))
    return CommandLine(sample_home)


@pytest.fixture
def bare(bare_home: Path, tmp_path: Path, environment: pytest.MonkeyPatch) -> CommandLine:
    """The command line on a home just made."""
    return _copied(bare_home, tmp_path / "home", environment)


@pytest.fixture
def ledger(tmp_path: Path) -> WriteLedger:
    """Writes a workbook of sheets of rows by header, and gives its path."""
    return lambda sheets: str(write_ledger(tmp_path / "台帳.xlsx", sheets))
