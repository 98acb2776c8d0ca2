"""The flows on a real Prefect server: the run is there, and the job has been done."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from config.errors import SetupError
from flows.installation_jobs import run_verify
from flows.schedule import JOBS

from .conftest import AUDIT_MORNING, COMMAND
from .prefect_server import prefect_server, work_once

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prefect server on SQLite that this process talks to; its address."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with prefect_server(tmp_path_factory.mktemp("prefect")) as url, temporary_settings({PREFECT_API_URL: url}):
        from flows.server import require_mail_limits

        require_mail_limits()
        yield url
        APILogWorker.drain_all(timeout=180)
        EventsWorker.drain_all(timeout=180)


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
    """The flow wraps the same function; its run is on the server, the messages are in our outbox."""
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
        timeout=180,
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
    from flows.supervise import supervise

    (home / "lifecycle.db").unlink()
    with pytest.raises(SetupError):
        supervise()
    assert runs_of("supervise")[-1].state.is_failed()


def test_a_scheduled_run_that_failed_is_tried_again_the_same_morning(
    server: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that can't even be opened at 8:30 must not cost a day; what is done then is done once.

    The pauses are told and not waited for: the database is back after the second.
    """
    from flows.supervise import supervise

    database, away = home / "lifecycle.db", home / "away.db"
    database.rename(away)
    pauses: list[int] = []

    def pause(seconds: int) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            away.rename(database)

    for module in ("flows.runs", "flows.supervise"):
        monkeypatch.setattr(f"{module}.by_hand", lambda: False)
    monkeypatch.setattr("flows.runs.sleep", pause)
    assert supervise()["sweep"]["messages_queued"] > 0
    assert pauses == [600, 600]
    assert runs_of("supervise")[-1].state.name == "Completed"
    assert "に済んでいます" in supervise()["skipped"]


def test_the_pauses_of_the_schedule_cover_a_morning() -> None:
    """Both schedulers try again by the same pauses: Prefect for six hours, the embedded one until the next time."""
    for spec in JOBS:
        assert spec.tries_more * spec.retry_minutes == (360 if spec.period else 0)


@pytest.fixture(scope="module")
def deployed(server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The jobs registered by the real command, typed in some folder; what it said."""
    done = subprocess.run(
        [COMMAND, "deploy", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "PREFECT_API_URL": server},
        cwd=tmp_path_factory.mktemp("anywhere"),
        timeout=180,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stdout or done.stderr)
    assert done.returncode == (0 if said["planned"] else 1), done.stderr
    _pause([row["id"] for row in said["jobs"]])
    return said


def _pause(deployments: list[str]) -> None:
    """Take the deployments out of the server's plan: what a test starts shall be all that runs."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        for id_ in deployments:
            client.request("POST", "/deployments/{id}/pause_deployment", path_params={"id": id_})


def test_the_deployed_sweep_runs_through_a_worker_and_its_pages_are_there(
    server: str, deployed: dict[str, Any], home: Path, outbox: Callable[[], list[tuple[str, str]]], tmp_path: Path
) -> None:
    """A deployment run on a real server, a process worker in a folder of its own.

    Its page and tables name offices and posts, no address.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    assert deployed["pool_made"]
    ids = {row["job"]: row["id"] for row in deployed["jobs"]}
    assert ids.keys() == {spec.name for spec in JOBS}
    with get_client(sync_client=True) as client:
        run = client.create_flow_run_from_deployment(ids["supervise"], parameters={"as_of": "2024-11-26"})
        worker = {"PREFECT_API_URL": server, "LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_MORNING}
        log = work_once(tmp_path, worker, deployed["pool"])
        run = client.read_flow_run(run.id)
        assert (run.state.name, run.parameters) == ("Completed", {"as_of": "2024-11-26"}), log
        assert "連絡 40通を作成、送信 40通。" in run.state.message
        mine = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]))
        pages = {artifact.key: artifact for artifact in client.read_artifacts(artifact_filter=mine)}
        tasks = sorted(task.name.rpartition("-")[0] for task in client.read_task_runs())
    assert [status for _, status in outbox()] == ["sent"] * 40
    assert {"sweep", "deliver-batch"} <= set(tasks)
    assert pages.keys() == {"supervise-page", "supervise-found", "supervise-told"}
    assert "| モデル所属12（生活保護） | 担当者 | 1 | 0 |" in pages["supervise-page"].data
    assert "全て架空です" in pages["supervise-page"].data
    assert len(json.loads(pages["supervise-told"].data)) == 40
    assert {"項目": "作った連絡", "件数": 40} in json.loads(pages["supervise-found"].data)
    assert "@" not in "".join(page.data for page in pages.values())


@pytest.mark.xfail(
    version("sqlalchemy") >= "2.1", reason="Prefect's server plans no runs on SQLAlchemy 2.1", strict=True
)
def test_registering_again_changes_nothing_and_the_server_plans_every_job(
    server: str, deployed: dict[str, Any]
) -> None:
    """A server that plans nothing would be silence for ever, so the command says so and ends with 1."""
    from prefect.client.orchestration import get_client

    from flows.deployments import deploy

    again = deploy()
    assert [row["id"] for row in deployed["jobs"]] == [row.id for row in again.jobs]
    assert (again.pool_made, again.limits_made) == (False, ())
    with get_client(sync_client=True) as client:
        found = {str(found.id): found for found in client.read_deployments()}
    _pause(list(found))
    assert len(found) == len(JOBS)
    for spec, row in zip(JOBS, again.jobs, strict=True):
        schedule = found[row.id].schedules[0].schedule
        assert (schedule.cron, schedule.timezone) == (spec.when.cron, "Asia/Tokyo")
        assert (found[row.id].path, found[row.id].entrypoint) == (None, spec.flow.replace(":", "."))
    assert deployed["planned"]
    assert again.planned


def test_a_day_that_is_done_shows_as_done_and_no_page_says_it_was_swept(server: str, home: Path) -> None:
    """The schedule's own run on a day that the embedded scheduler has done; a person's run is done again."""
    from flows.installation import verify

    assert run_verify()["skipped"] is None
    assert "もう一度行いました(2回目)" in verify()["note"]
    assert runs_of("verify")[-1].state.name == "Completed"


def test_without_the_limit_on_mail_nothing_is_sent_and_the_way_out_is_said(server: str, home: Path) -> None:
    """A missing limit only warns by Prefect's default."""
    from flows.server import mail_slot

    with pytest.raises(SetupError, match="lifecycle-flows deploy"), mail_slot("no-such-limit"):
        pytest.fail("sent without a limit")


def test_every_job_names_a_flow_that_bears_its_name() -> None:
    """The flows are named by text; prefect is loaded here only."""
    for spec in JOBS:
        module, _, name = spec.flow.partition(":")
        assert getattr(import_module(module), name).name == spec.name
