"""Claims: of any number of schedulers one runs a job's period; a dead run is taken over, a done one left alone."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from installation import ADMIN, Installation
from sqlalchemy.exc import OperationalError

from lifecycle.watch.claims import claim, last_run, once, settle

JOB, DAY = "supervise", "2024-06-03"

_CHILD = """
import sys
from pathlib import Path
from lifecycle.app import build_app
from lifecycle.watch.claims import claim
app = build_app(Path(sys.argv[1]), actor=None, environment=dict(word.split("=", 1) for word in sys.argv[2:]))
sys.stdin.readline()
print(sum(claim(app, "supervise", f"2024-06-{day:02d}") is not None for day in range(1, 31)))
"""


def test_the_first_to_come_has_the_period_and_the_others_do_not(any_installation: Installation) -> None:
    """One row per job and period; other jobs and periods are free."""
    app = any_installation.app(ADMIN)
    first = claim(app, JOB, DAY)
    assert first is not None
    assert (first.run, first.before) == (1, None)
    assert claim(app, JOB, DAY) is None
    assert claim(app, JOB, "2024-06-04") is not None
    assert claim(app, "verify", DAY) is not None


def test_of_many_at_once_exactly_one_has_each_period(any_installation: Installation) -> None:
    """Eight threads that ask for the same thirty days; no error reaches any of them."""
    app = any_installation.app(ADMIN)
    days = [f"2024-06-{day:02d}" for day in range(1, 31)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: sum(claim(app, JOB, day) is not None for day in days), range(8)))
    assert sum(taken) == any_installation.count("job_claim") == len(days)


@pytest.mark.slow
def test_of_several_processes_exactly_one_has_each_period(any_installation: Installation) -> None:
    """The embedded scheduler and Prefect are processes of their own."""
    names = [f"{name}={value}" for name, value in any_installation.environment().items()]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(any_installation.home), *names],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    taken = [int(child.communicate("go\n", timeout=180)[0]) for child in children]
    assert sum(taken) == any_installation.count("job_claim") == 30


def test_a_done_period_is_run_again_only_at_a_persons_word(any_installation: Installation) -> None:
    """And then the claim says what it repeats."""
    app = any_installation.app(ADMIN)
    with once(app, JOB, DAY) as taken:
        assert taken
        taken.detail = "連絡 3通"
    assert claim(app, JOB, DAY) is None
    again = claim(app, JOB, DAY, again=True)
    assert again is not None
    assert again.before is not None
    assert (again.run, again.before.state, again.before.detail) == (2, "done", "連絡 3通")


def test_a_failed_run_leaves_the_period_to_whoever_comes_next(any_installation: Installation) -> None:
    """The error reaches the caller as it is."""
    app = any_installation.app(ADMIN)
    with pytest.raises(RuntimeError, match="broken"), once(app, JOB, DAY):
        raise RuntimeError("broken")
    following = claim(app, JOB, DAY)
    assert following is not None
    assert following.before is not None
    assert following.before.state == "failed"


def test_a_run_that_died_is_taken_over_after_an_hour_and_not_before(any_installation: Installation) -> None:
    """kill -9 settles nothing; a person's word does not make two run at once either."""
    assert claim(any_installation.app(ADMIN, f"{DAY}T08:30"), JOB, DAY)
    assert claim(any_installation.app(ADMIN, f"{DAY}T09:29"), JOB, DAY, again=True) is None
    taken = claim(any_installation.app(ADMIN, f"{DAY}T09:30"), JOB, DAY)
    assert taken is not None
    assert taken.before is not None
    assert (taken.run, taken.before.state) == (2, "started")


_KILLED = """
import os, signal, sys
from pathlib import Path
from lifecycle.app import build_app
from lifecycle.watch.claims import once
app = build_app(Path(sys.argv[1]), actor=None, environment=dict(word.split("=", 1) for word in sys.argv[2:]))
with once(app, "supervise", "2024-06-03"):
    print("begun", flush=True)
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_run_whose_process_was_killed_is_taken_over_at_once(any_installation: Installation) -> None:
    """While it lives, nobody takes it; from the moment of kill -9 the system itself says that it is dead."""
    app = any_installation.app(ADMIN, f"{DAY}T08:30")
    names = [f"{name}={value}" for name, value in any_installation.environment(f"{DAY}T08:30").items()]
    child = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(any_installation.home), *names],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdout.readline() == "begun\n"
    assert claim(app, JOB, DAY, again=True) is None
    child.communicate("die\n", timeout=180)
    with once(app, JOB, DAY) as taken:
        assert taken is not None
        assert taken.before is not None
        assert (taken.run, taken.before.state) == (2, "started")
        assert [file.name for file in (app.home / "running").iterdir()] == [f"{JOB}-{DAY}-2.lock"]
        assert claim(app, JOB, DAY) is None
    assert list((app.home / "running").iterdir()) == []


def test_a_run_that_can_not_be_settled_is_taken_over_at_once(
    any_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed it was the database itself; its process lives, but says that it has let go."""
    app = any_installation.app(ADMIN)
    with monkeypatch.context() as broken:
        broken.setattr("lifecycle.watch.claims.settle", _no_database)
        with pytest.raises(RuntimeError, match="first"), once(app, JOB, DAY):
            raise RuntimeError("first")
    with once(app, JOB, DAY) as taken:
        assert taken is not None
        assert taken.run == 2


def _no_database(*_: object) -> None:
    raise OperationalError("", None, RuntimeError("disk I/O error"))


def test_without_a_file_to_lock_only_time_tells(any_installation: Installation) -> None:
    """A run of a machine that has another home: it may live, so an hour passes as before."""
    early, later = (any_installation.app(ADMIN, f"{DAY}T{hour}") for hour in ("08:30", "09:29"))
    with once(early, JOB, DAY):
        shutil.rmtree(early.home / "running")
        assert claim(later, JOB, DAY) is None
        assert claim(any_installation.app(ADMIN, f"{DAY}T09:30"), JOB, DAY) is not None


def test_a_run_that_was_taken_over_settles_nothing(any_installation: Installation) -> None:
    """It was slow, not dead: the claim is the other's now."""
    slow = claim(any_installation.app(ADMIN, f"{DAY}T08:30"), JOB, DAY)
    later = any_installation.app(ADMIN, f"{DAY}T10:00")
    assert slow
    assert claim(later, JOB, DAY)
    settle(later, slow, "failed")
    standing = last_run(later, JOB, DAY)
    assert standing is not None
    assert (standing.run, standing.state) == (2, "started")


def test_the_last_run_that_is_done_is_what_the_sign_of_life_reports(any_installation: Installation) -> None:
    """One that is under way or failed is not «the last»."""
    for day in ("2024-06-03", "2024-06-04"):
        with once(any_installation.app(ADMIN, day), JOB, day):
            pass
    claim(any_installation.app(ADMIN, "2024-06-05"), JOB, "2024-06-05")
    found = last_run(any_installation.app(ADMIN, "2024-06-05"), JOB)
    assert found is not None
    assert found.period == "2024-06-04"
    assert last_run(any_installation.app(ADMIN), "verify") is None
