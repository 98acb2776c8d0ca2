"""The command `lifecycle-flows`: run the jobs by their times, or one of them once."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from cyclopts.exceptions import MissingArgumentError, UnknownCommandError

from config.errors import Exit, LifecycleError, UsageError
from config.place import said_here
from flows.schedule import JOBS, job, when_text
from lifecycle.cli.application import application
from lifecycle.cli.failures import interrupted, of_the_world
from lifecycle.cli.output import JSON_FLAG, day, leave, prepare_streams, show_json, talk
from lifecycle.cli.streams import guarded
from lifecycle.cli.wording import error_document, worded

_AS_OF = "この日として行う(2024-11-26、R6.11.26。supervise と monthly だけ)"
_NAMES = " / ".join(spec.name for spec in JOBS)
_UNPLANNED = (
    "■ 登録しましたが、サーバーが次の回の予定を作っていません。このままでは定例処理は始まりません。"
    "サーバーの記録を確かめてください(SQLAlchemy 2.1 で動く Prefect 3.8・3.9 のサーバーは予定を作れません。"
    "2.0 で動かしてください)。"
)


def serve() -> None:
    """定例処理を時刻どおりに行い続ける(この1台で。ほかのサーバーは要らない)。"""
    from flows import embedded

    if not embedded.serve():
        leave(Exit.SETUP)


def run_(
    name: Annotated[str, Parameter(name="JOB", help=f"定例処理の名前: {_NAMES}")],
    /,
    *,
    as_of: Annotated[str | None, Parameter(name="--as-of", help=_AS_OF)] = None,
    as_json: Annotated[bool, Parameter(name=JSON_FLAG, negative="", help="結果をJSON一つで出力する")] = False,
) -> None:
    """定例処理を一度行う。その回が済んでいても、もう一度行う(そう表示する)。

    届かない連絡があれば8、記録の検証で異常があれば3で終わる。PREFECT_API_URL があればその実行として記録される。
    """
    from flows.calling import call
    from flows.outcome import describe, faults, undelivered

    on = day(as_of, "--as-of")
    result = call(name, on.isoformat() if on else None)
    if as_json:
        show_json(result)
    else:
        sys.stdout.write(f"{describe(result)}\n")
    leave(Exit.FINDINGS if faults(result) else Exit.NOT_DELIVERED if undelivered(result) else Exit.DONE)


def deploy(
    *,
    pool: Annotated[str, Parameter(help="ワークプールの名前(なければ作る。書かなければ lifecycle)")] = "lifecycle",
    as_json: Annotated[bool, Parameter(name=JSON_FLAG, negative="", help="結果をJSON一つで出力する")] = False,
) -> None:
    """定例処理を Prefect サーバー(PREFECT_API_URL)に登録する。もう一度実行しても増えない。"""
    from flows.environment import prepare, require_url

    require_url()
    prepare()
    from flows import deployments

    done = deployments.deploy(pool)
    if as_json:
        show_json(asdict(done))
        leave(Exit.DONE if done.planned else Exit.FAILED)
    lines = [f"ワークプール {done.pool}: {'作りました' if done.pool_made else '既にあります'}"]
    lines += [f"送信の上限 {name}: 作りました" for name in done.limits_made]
    lines += [f"{row.deployment}: {job(row.job).label} — {when_text(job(row.job))}" for row in done.jobs]
    sys.stdout.write("\n".join(lines) + "\n")
    if not done.planned:
        talk(_UNPLANNED)
        leave(Exit.FAILED)
    talk(f"次にすること: DO_NOT_TRACK=1 prefect worker start --pool {done.pool} --type {deployments.POOL_TYPE}")


def status(
    *,
    as_json: Annotated[bool, Parameter(name=JSON_FLAG, negative="", help="結果をJSON一つで出力する")] = False,
) -> None:
    """定例処理が動いているか、その回が済んでいるか、連絡が送られているかを示す(監視のために。何も変えない)。

    よければ0、動いていない・済んでいない・時計が戻っているなら1、連絡だけが待っているなら8、開けなければ7で終わる。
    """
    from flows.once import installation
    from flows.status import standing

    with installation() as app:
        now = standing(app)
    if as_json:
        show_json(now.document())
    else:
        lines = [f"■ {problem.message}。" for problem in now.problems] or ["● 定例処理は動いています。"]
        lines += [f"  {one.job} {one.period}: {one.words}" for one in now.jobs if one.state == "done"]
        sys.stdout.write("\n".join(lines) + "\n")
    leave(now.exit_code)


def build() -> App:
    """The application; neither prefect nor apscheduler is loaded for it."""
    app = application("lifecycle-flows", said_here("定例の点検と連絡 — 期限を過ぎた義務を見つけ、{所属長}に知らせる。"))
    app.command(serve, name="serve")
    app.command(run_, name="run")
    app.command(status, name="status")
    app.command(deploy, name="deploy")
    return app


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams(as_json=JSON_FLAG in words)
    with guarded():
        _run(words)


def _run(words: list[str]) -> None:
    try:
        build()(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        _fail(UsageError(_in_japanese(error)), as_json=JSON_FLAG in words)
    except LifecycleError as error:
        _fail(error, as_json=JSON_FLAG in words)
    except KeyboardInterrupt:
        _fail(interrupted(), as_json=JSON_FLAG in words)
    except Exception as error:
        _fail(of_the_world(error), as_json=JSON_FLAG in words)


def _fail(error: LifecycleError, *, as_json: bool) -> None:
    if as_json:
        show_json(error_document(error))
    else:
        talk(worded(error))
    raise SystemExit(error.exit_code)


def _in_japanese(error: CycloptsError) -> str:
    """The Japanese words for what is wrong in a call."""
    if isinstance(error, MissingArgumentError):
        return f"定例処理の名前を指定してください。選べるもの: {_NAMES}"
    if isinstance(error, UnknownCommandError) and error.unused_tokens:
        return f"「{error.unused_tokens[0]}」という命令はありません。使い方: lifecycle-flows --help"
    return "指定が正しくありません。使い方: lifecycle-flows run --help"
