"""An installation with the audit's ledger in it, made once and copied for each test."""

import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MODIFIED
from sqlalchemy import select

import lifecycle.demo
from flows.embedded import build
from flows.schedule import JobSpec
from lifecycle.app import open_app
from lifecycle.clock import SystemClock
from lifecycle.records.models import table
from lifecycle.records.working_models import OutboxRow
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise
from lifecycle.watch.delivery import deliver
from notifications.channels import RecordingChannel

AUDIT_MORNING = "2024-11-26T08:30:00+09:00"
PATIENCE = 180
"""Seconds that a machine under load may take for anything here."""
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


@pytest.fixture
def run_once(caplog: pytest.LogCaptureFixture) -> Callable[..., datetime]:
    """Runs jobs in a real scheduler until each is over; answers when the first of them runs next.

    With `hastened`, after that time was brought forward.
    """

    def run(*specs: JobSpec, hastened: bool = False, **also: Any) -> datetime:
        caplog.set_level(logging.CRITICAL, "apscheduler")
        caplog.set_level(logging.DEBUG, "flows")
        over = {spec.name: threading.Event() for spec in specs}
        scheduler = build(SystemClock().now(), specs, **also)
        for spec in specs:
            scheduler.modify_job(spec.name, next_run_time=SystemClock().now())
        scheduler.add_listener(lambda event: over[event.job_id].set(), EVENT_JOB_ERROR | EVENT_JOB_EXECUTED)
        brought_forward = threading.Event()
        scheduler.add_listener(lambda _: brought_forward.set(), EVENT_JOB_MODIFIED)
        scheduler.start()
        try:
            assert all(event.wait(PATIENCE) for event in over.values())
            assert not hastened or brought_forward.wait(PATIENCE)
            assert scheduler.running
            return scheduler.get_job(specs[0].name).next_run_time
        finally:
            scheduler.shutdown()

    return run
