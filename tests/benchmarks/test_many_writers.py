"""Three clerks beside a long job, on both databases: what they waited for, and that none of them was refused.

The clerks' home has 1,000 contracts. `LIFECYCLE_BENCH_CONTRACTS` says how many more are taken in beside them, 1,000
unless it does; the jobs after that are over all of them.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from command_line import AUDIT_DAY
from installation import Installation
from multiplied import multiplied_ledger
from postgres_server import Server

import lifecycle.demo
from config.errors import ConflictError, UsageError
from config.vocabulary import Role
from lifecycle.records.register import held_posts
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.moves import advance

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
CLERKS_OWN = 1000
MANY = int(os.environ.get("LIFECYCLE_BENCH_CONTRACTS", "1000"))
CLERKS, PAUSE, SEED = 3, 0.02, 18


@dataclass
class Clerks:
    """What the clerks met: the seconds of each deed, and how often the register refused one as others were writing."""

    waited: list[float] = field(default_factory=list)
    refused: int = 0

    def told(self, job: str, database: str, seconds: float) -> str:
        """One line of figures."""
        times = sorted(self.waited)
        p50, p99, worst = times[len(times) // 2], times[max(0, len(times) * 99 // 100 - 1)], times[-1]
        return (
            f"{database}, {CLERKS_OWN:,} and {MANY:,} contracts, beside {job} ({seconds:.1f} s): {len(times)} done, "
            f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, worst {worst * 1000:.0f} ms, refused {self.refused}"
        )


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home with the clerks' contracts, which nobody has swept, and beside it a ledger of those to come."""
    folder = tmp_path_factory.mktemp(request.param)
    server: Server | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    url = server.create() if server else None
    environment = {"LIFECYCLE_NOW": AUDIT_DAY} | ({"LIFECYCLE_DATABASE_URL": url} if url else {})
    app = initialise(folder / "home", "declared", environment)
    import_ledger(app, multiplied_ledger(SAMPLE, folder / "台帳.xlsx", CLERKS_OWN))
    multiplied_ledger(SAMPLE, folder / "次の台帳.xlsx", MANY, after=CLERKS_OWN)
    app.engine.dispose()
    installation = Installation(folder / "home", url)
    yield installation
    installation.engine.dispose()
    if server and url:
        server.drop(url)


def owners(home: Installation) -> list[tuple[str, str]]:
    """Every contract with the officer of its office."""
    app = home.app("制度所管課", AUDIT_DAY)
    with app.reading() as connection:
        held = held_posts(connection, app.today())
    officers = {post.division: post.name for post in held if post.role is Role.OFFICER and post.name}
    rows = home.rows("SELECT id, division FROM contract WHERE NOT removed ORDER BY id")
    return [(officers[row.division], row.id) for row in rows if row.division in officers]


def clerk(home: Installation, who: int, over: threading.Event, met: Clerks) -> None:
    """Attach, pause, try to advance, pause; on contracts of this clerk's own, drawn by a seed."""
    drawn, mine = random.Random(SEED + who), owners(home)[who::CLERKS]  # noqa: S311 - which contract comes next
    own = Installation(home.home, home.url)
    number = 0
    while not over.is_set():
        name, id_ = drawn.choice(mine)
        app, number = own.app(name, AUDIT_DAY), number + 1
        for deed in ("attach", "advance"):
            began = time.perf_counter()
            try:
                if deed == "attach":
                    attach(app, id_, "other", {"dated_on": "2024-11-01", "title": f"打合せ {who}-{number}"})
                else:
                    advance(app, id_, None)
            except ConflictError:
                met.refused += 1
            except UsageError:
                pass  # the contract has come to its end: it is answered all the same
            met.waited.append(time.perf_counter() - began)
            time.sleep(PAUSE)
    own.engine.dispose()


@pytest.mark.parametrize("job", ["import", "sweep", "reassess", "rebuild"])
def test_three_clerks_beside_a_long_job_are_never_refused(home: Installation, job: str) -> None:
    """The job is a process of its own, as the schedule's is; what is on record is sound after it."""
    environment = {**os.environ, **home.environment(AUDIT_DAY), "LIFECYCLE_HOME": str(home.home)}
    given = [str(home.home.parent / "次の台帳.xlsx")] if job == "import" else []
    command = [str(Path(sys.executable).with_name("lifecycle")), job, *given, "--json", "--actor", "管理者"]
    over, met = threading.Event(), Clerks()
    clerks = [threading.Thread(target=clerk, args=(home, who, over, met)) for who in range(CLERKS)]
    for one in clerks:
        one.start()
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    seconds = time.perf_counter() - began
    over.set()
    for one in clerks:
        one.join()
    database = "PostgreSQL" if home.url else "SQLite"
    print(f"\n{met.told(job, database, seconds)}")  # noqa: T201 - a benchmark is there to be read
    assert done.returncode == 0, done.stderr.decode()
    assert "psycopg" not in done.stderr.decode()
    assert met.refused == 0
    assert verify(home.app("制度所管課", AUDIT_DAY)).faults == []
