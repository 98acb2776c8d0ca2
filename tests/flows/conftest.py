"""An installation with the audit's ledger in it, made once and copied for each test."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

import lifecycle.demo
from lifecycle.app import open_app
from lifecycle.records.models import table
from lifecycle.records.working_models import OutboxRow
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise
from lifecycle.watch.delivery import deliver
from notifications.channels import RecordingChannel

AUDIT_MORNING = "2024-11-26T08:30:00+09:00"
COMMAND = str(Path(sys.executable).with_name("lifecycle-flows"))


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample ledger, on the morning of the audit."""
    home = tmp_path_factory.mktemp("pattern") / "home"
    environment = {"LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_MORNING}
    app = initialise(home, "declared", environment)
    import_ledger(app, Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx"))
    deliver(app, RecordingChannel())  # what an import tells at once is another test's
    app.engine.dispose()
    return home


@pytest.fixture
def home(pattern: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that home, which the environment points at."""
    copy = tmp_path / "home"
    shutil.copytree(pattern, copy)
    for name in list(os.environ):
        if name.startswith(("LIFECYCLE_", "PREFECT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LIFECYCLE_HOME", str(copy))
    monkeypatch.setenv("LIFECYCLE_NOW", AUDIT_MORNING)
    return copy


@pytest.fixture
def outbox(home: Path) -> Callable[[], list[tuple[str, str]]]:
    """What has come into the outbox since: office and status of each message."""

    def stored() -> dict[str, tuple[str, str]]:
        app = open_app()
        with app.reading() as connection:
            row = table(OutboxRow)
            rows = connection.execute(select(row.c.id, row.c.division, row.c.status).order_by(row.c.id)).all()
        app.engine.dispose()
        return {r.id: (r.division, r.status) for r in rows}

    before = stored()
    return lambda: [message for id_, message in stored().items() if id_ not in before]


@pytest.fixture
def mails(home: Path) -> Callable[[], list[Path]]:
    """The mails that left, as files."""
    return lambda: sorted((home / "outbox").glob("*.eml"))
