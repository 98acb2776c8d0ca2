"""Writing commands in processes of their own, killed (`kill -9`) at random moments; and what must hold after each."""

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from multiprocessing.context import ForkServerContext
from pathlib import Path

from command_line import AUDIT_DAY, OFFICER
from installation import ADMIN, Installation

import lifecycle.demo
from config.vocabulary import Role
from lifecycle.app import App, build_app
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.papers.site.build import build_site
from lifecycle.usecases.assigning import give
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.repair import reassess, rebuild
from lifecycle.usecases.sealing import seal
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
CONTRACT = "R6-0012"
DAY = date(2024, 11, 26)
Job = Callable[[App, int], object]
"""What a process does: with the installation, for the n-th time."""


def _paper(app: App, number: int) -> Path:
    path = app.home.parent / f"承認書{number}.pdf"
    path.write_bytes(b"%PDF-1.4\n" + str(number).encode() * 200_000)
    return path


def _attaches(app: App, number: int) -> object:
    fields = {"approved_on": f"2024-11-{number % 25 + 1:02}", "work_place": f"第{number}作業室"}
    return attach(app, CONTRACT, "place_approval", fields, [_paper(app, number)])


def _office(app: App) -> str:
    return str(Installation(app.home).rows("SELECT division FROM contract WHERE id = :id", id=CONTRACT)[0].division)


JOBS: Mapping[str, Job] = {
    "import": lambda app, _: import_ledger(app, SAMPLE),
    "attach": _attaches,
    "amend": lambda app, number: amend(app, CONTRACT, {"record_count": str(number + 10)}, "件数の訂正"),
    "give": lambda app, number: give(app, Role.OFFICER, f"login{number}", _office(app)),
    "sweep": lambda app, _: sweep(app),
    "deliver": lambda app, _: deliver(app, RecordingChannel(), force=True),
    "reassess": lambda app, _: reassess(app),
    "rebuild": lambda app, _: rebuild(app),
    "seal": lambda app, _: seal(app),
    "export": lambda app, number: export_ledger(app, app.home.parent / f"台帳{number}.xlsx"),
    "report": lambda app, _: build_site(app, app.home.parent / "site", DAY),
}
ACTORS: Mapping[str, str] = {"attach": OFFICER, "amend": OFFICER}
_WARM = ["kills", "openpyxl", "lifecycle.papers.site.build", "jinja2", "apprise"]


def _work(job: str, home: Path, number: int) -> None:
    JOBS[job](opened(home, ACTORS.get(job, ADMIN)), number)


def opened(home: Path, actor: str = ADMIN, now: str = AUDIT_DAY) -> App:
    """The installation as its people open it on the day of the audit."""
    return build_app(home, actor=actor, environment={"LIFECYCLE_NOW": now})


@dataclass
class Killing:
    """Processes that work on a home and are killed; `survived` counts those that were done before it came to that."""

    home: Path
    seed: int
    kills: int = 0
    survived: int = 0
    takes: dict[str, float] = field(default_factory=dict)

    @cached_property
    def _context(self) -> ForkServerContext:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_WARM)
        return context

    @cached_property
    def _chance(self) -> random.Random:
        return random.Random(self.seed)  # noqa: S311 - moments, not secrets

    def whole(self, job: str, number: int) -> None:
        """Let a job come to its end; how long it takes is how late it may be killed."""
        began = time.monotonic()
        process = self._context.Process(target=_work, args=(job, self.home, number))
        process.start()
        process.join()
        assert process.exitcode == 0, f"{job}: {process.exitcode}"
        self.takes[job] = time.monotonic() - began

    def kill(self, job: str, number: int) -> None:
        """Start a job and kill it at a random moment of the time that it takes."""
        process = self._context.Process(target=_work, args=(job, self.home, number))
        process.start()
        process.join(self._chance.uniform(0.01, self.takes[job]))
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGKILL)
            self.kills += 1
        process.join()
        self.survived += process.exitcode == 0
        assert process.exitcode in (0, -signal.SIGKILL), f"{job}: {process.exitcode}"


def of_jobs(pattern: Path, folder: Path, seed: int, times: int) -> Killing:
    """Kill every job so often on one home; each time the record is clean, and at the end each is done as ever."""
    killing = Killing(copied(pattern, folder / "home"), seed)
    jobs = [job for job in JOBS if job not in ("import", "sweep")]
    for job in jobs:
        killing.whole(job, 1)
    for number in range(2, times + 2):
        for job in jobs:
            killing.kill(job, number)
            must_be_sound(killing.home)
    for job in jobs:
        killing.whole(job, times + 1)
    must_be_sound(killing.home)
    return killing


def of_import(pattern: Path, folder: Path, seed: int, times: int) -> Killing:
    """Kill the import of the sample so often, each time into a home of its own: all of it is in, or nothing."""
    killing = Killing(copied(pattern, folder / "whole"), seed)
    before = events_of(killing.home)
    killing.whole("import", 0)
    after = events_of(killing.home)
    for number in range(1, times + 1):
        killing.home = copied(pattern, folder / f"home{number}")
        killing.kill("import", number)
        must_be_sound(killing.home)
        assert events_of(killing.home) in (before, after)
        killing.whole("import", number)
        assert events_of(killing.home) == after
        must_be_sound(killing.home)
        shutil.rmtree(killing.home)
    return killing


def of_sweep(pattern: Path, folder: Path, seed: int, times: int) -> Killing:
    """Kill the first sweep so often, each time on a home of its own; the next sweep tells what it would have told."""
    killing = Killing(copied(pattern, folder / "whole"), seed)
    killing.whole("sweep", 0)
    wanted = told_once(killing.home)
    assert wanted
    for number in range(1, times + 1):
        killing.home = copied(pattern, folder / f"home{number}")
        killing.kill("sweep", number)
        must_be_sound(killing.home)
        killing.whole("sweep", number)
        assert told_once(killing.home) == wanted
        must_be_sound(killing.home)
        shutil.rmtree(killing.home)
    return killing


def copied(pattern: Path, home: Path) -> Path:
    """A copy of a home that nobody has open."""
    shutil.copytree(pattern, home)
    return home


def events_of(home: Path) -> int:
    """How many events the journal holds."""
    return Installation(home).count("journal")


def must_be_sound(home: Path) -> None:
    """Nothing half stored: the record is clean, and no original is recorded that is not there."""
    told = verify(opened(home))
    assert told.faults == []
    assert told.stale == []


def told_once(home: Path) -> Counter[tuple[str, ...]]:
    """Each step of each alert that a message carries, with how many messages to one recipient carry it."""
    installation = Installation(home)
    rows = installation.rows(
        "SELECT s.alert, s.step, s.repeat, o.division, o.post FROM message_step s JOIN outbox o ON o.id = s.message"
    )
    return Counter(tuple(map(str, row)) for row in rows)
