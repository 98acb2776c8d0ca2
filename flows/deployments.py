"""The jobs on a Prefect server: the same schedule as embedded, run by a worker of a process work pool.

The server may run in an environment of its own; it needs SQLAlchemy 2.0, for with 2.1 it plans no runs. Its database is
not ours. In production that is PostgreSQL (with the extension pg_trgm; on SQLite the server reports «database is
locked» under light load), named where the server is started:

    PREFECT_API_DATABASE_CONNECTION_URL=postgresql+asyncpg://prefect:…@db/prefect
    PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1 prefect server start --host 127.0.0.1

A worker runs on the machine that has the installation, as the user who owns it, in any folder. It hands its
environment to the runs, so LIFECYCLE_HOME, the database's URL and the secrets are set for it and stored nowhere else:

    PREFECT_API_URL=http://127.0.0.1:4200/api LIFECYCLE_HOME=… DO_NOT_TRACK=1 \
        prefect worker start --pool lifecycle --type process

A run starts in an empty folder and imports its flow by module path from the installed packages: nothing is fetched,
and no file of a working folder can shadow a module.
"""

from dataclasses import dataclass
from time import sleep
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import DeploymentApplyError, RunnerDeployment
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.schedules import Cron

from config.errors import SetupError, WorldError
from flows.schedule import JOBS, JobSpec
from flows.server import require_mail_limits, require_server

POOL = "lifecycle"
POOL_TYPE = "process"
NAME = "scheduled"
"""The name of each deployment; its flow bears the job's: supervise/scheduled."""

_PATIENCE_SECONDS = 15
_QUIET = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


@dataclass(frozen=True, slots=True)
class Registered:
    """One job as the server now knows it: its deployment's full name and id, and the cron by which it runs."""

    job: str
    deployment: str
    id: str
    cron: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """The result of a registration: the pool, whether it was made now, the limits made now, every job.

    `planned` is whether the server has put runs of these jobs into its plan. One that does not is silent for ever:
    Prefect 3.8 and 3.9 on SQLAlchemy 2.1 plan nothing and only say so in their own log.
    """

    pool: str
    pool_made: bool
    limits_made: tuple[str, ...]
    jobs: tuple[Registered, ...]
    planned: bool


def deploy(pool: str = POOL) -> Deployed:
    """Register every job with the server of PREFECT_API_URL; a second call changes only what differs.

    Raises WorldError where the server does not answer or refuses, SetupError where the pool is of another type.
    """
    require_server("何も登録していません。", "サーバーが動いているか、アドレスが正しいかを確かめてください。")
    try:
        with get_client(sync_client=True) as client:
            made = _require_pool(client, pool)
            limits = tuple(require_mail_limits())
            registered = tuple(_register(spec, pool) for spec in JOBS)
            return Deployed(pool, made, limits, registered, planned=_is_planned(client, registered))
    except (PrefectHTTPStatusError, DeploymentApplyError) as error:
        raise WorldError(
            f"Prefect サーバーが登録を受け付けませんでした({type(error).__name__})。"
            "サーバーの版と記録を確かめ、もう一度実行してください(途中まで登録されていても構いません)。"
        ) from error


def deployment(spec: JobSpec, pool: str) -> RunnerDeployment:
    """The deployment of a job: the flow by its module path, its cron in its time zone, one run at a time.

    A run that falls on a running one is cancelled, as the embedded scheduler leaves it out.
    """
    made = RunnerDeployment.from_entrypoint(
        entrypoint=spec.flow.replace(":", "."),
        name=NAME,
        description=spec.label,
        schedule=Cron(spec.when.cron, timezone=spec.timezone),
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        tags=["lifecycle"],
        work_pool_name=pool,
        job_variables={"env": dict(_QUIET)},
    )
    # The folder in which somebody happened to type the command is no business of the worker's.
    made._path = None
    return made


def _register(spec: JobSpec, pool: str) -> Registered:
    made = deployment(spec, pool)
    return Registered(spec.name, made.full_name, str(made.apply()), spec.when.cron)


def _is_planned(client: SyncPrefectClient, registered: tuple[Registered, ...]) -> bool:
    """Whether the server plans a run of each job within fifteen seconds; its scheduler looks every few seconds."""
    for _ in range(_PATIENCE_SECONDS):
        if all(_next_run_exists(client, row.id) for row in registered):
            return True
        sleep(1)
    return False


def _next_run_exists(client: SyncPrefectClient, id_: str) -> bool:
    runs = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[UUID(id_)])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
        ),
        limit=1,
    )
    return bool(runs)


def _require_pool(client: SyncPrefectClient, name: str) -> bool:
    """Make sure that the pool exists; gives whether it was made now. Raises SetupError where it is of another type."""
    try:
        pool = client.read_work_pool(name)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=name, type=POOL_TYPE))
        return True
    if pool.type != POOL_TYPE:
        raise SetupError(
            f"ワークプール「{name}」は種類が {pool.type} で、{POOL_TYPE} ではありません。"
            "--pool で別の名前を指定してください。"
        )
    return False
