"""The flows on a real Prefect server: the run is there, and the job has been done."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from flows.schedule import JOBS

from .conftest import COMMAND

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prefect server on SQLite; its address."""
    from flows.environment import prepare

    kept = dict(os.environ)
    os.environ["LIFECYCLE_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    prepare()
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=90):
        yield PREFECT_API_URL.value()
    os.environ.clear()
    os.environ.update(kept)


def runs_of(name: str) -> list[Any]:
    """The runs of a flow that the server knows, oldest first."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        return client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[name])), sort=FlowRunSort.START_TIME_ASC
        )


def test_the_supervision_flow_completes_and_each_head_has_a_message(
    server: str, home: Path, outbox: Callable[[], list[tuple[str, str]]]
) -> None:
    """Issue 2: the flow wraps the same function; its run is on the server, the messages are in our outbox."""
    from flows.supervise import supervise

    result = supervise("2024-11-26")
    assert result["sweep"]["messages_queued"] == len(outbox()) > 0
    (run,) = runs_of("supervise")
    assert run.state.is_completed()
    assert run.state.name == "Completed"
    assert "連絡" in run.state.message
    assert run.parameters == {"as_of": "2024-11-26"}


def test_a_named_server_shows_the_run_of_the_command(server: str, home: Path) -> None:
    """`lifecycle-flows run` goes through the flow where PREFECT_API_URL is set; stdout is still one document."""
    before = len(runs_of("deliver"))
    done = subprocess.run(
        [COMMAND, "run", "deliver", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "PREFECT_API_URL": server},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["delivery"]["sent"] == 0
    assert done.stderr == ""
    after = runs_of("deliver")
    assert len(after) == before + 1
    assert after[-1].state.is_completed()


def test_a_closed_day_and_undelivered_mail_can_be_seen_in_the_state(
    server: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A green run that told nobody would be silence."""
    from flows.supervise import supervise

    monkeypatch.setenv("LIFECYCLE_MAIL_URL", "mailto://127.0.0.1:9")
    assert supervise()["delivery"]["failed"] > 0
    monkeypatch.setenv("LIFECYCLE_NOW", "2024-11-30T08:30:00+09:00")
    assert supervise()["skipped"]
    assert [run.state.name for run in runs_of("supervise")][-2:] == ["未達あり", "閉庁日"]


def test_a_job_that_fails_fails_its_run(server: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the error reaches the caller as it is, with its exit code."""
    from config.errors import SetupError
    from flows.supervise import supervise

    (home / "lifecycle.db").unlink()
    with pytest.raises(SetupError):
        supervise()
    assert runs_of("supervise")[-1].state.is_failed()


def test_every_job_names_a_flow_that_bears_its_name() -> None:
    """The flows are named by text; prefect is loaded here only."""
    for spec in JOBS:
        module, _, name = spec.flow.partition(":")
        assert getattr(import_module(module), name).name == spec.name
