"""The command `lifecycle-flows`: run the jobs by their times, or one of them once."""

import sys
from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from cyclopts.exceptions import MissingArgumentError, UnknownCommandError

from config.errors import LifecycleError, UsageError
from flows.schedule import JOBS
from lifecycle.cli.output import JSON_FLAG, day, leave, show_json, talk

NOT_DELIVERED = 8
_NAMES = " / ".join(spec.name for spec in JOBS)


def serve() -> None:
    """定例処理を時刻どおりに行いつづける(この1台で。ほかのサーバーは要らない)。"""
    from flows.embedded import serve as start

    start()


def run_(
    job: Annotated[str, Parameter(help=f"定例処理の名前: {_NAMES}")],
    /,
    *,
    as_of: Annotated[str | None, Parameter(name="--as-of", help="この日として点検する(2024-11-26、R6.11.26)")] = None,
    as_json: Annotated[bool, Parameter(name=JSON_FLAG, negative="", help="結果をJSON一つで出力する")] = False,
) -> None:
    """定例処理を一度行う。届かない連絡があれば8で終わる。PREFECT_API_URL があればその実行として記録される。"""
    from flows.calling import call
    from flows.jobs import describe, undelivered

    on = day(as_of, "--as-of")
    result = call(job, on.isoformat() if on else None)
    if as_json:
        show_json(result)
    else:
        sys.stdout.write(f"{describe(result)}\n")
    leave(NOT_DELIVERED if undelivered(result) else 0)


def build() -> App:
    """The application; neither prefect nor apscheduler is loaded for it."""
    app = App(
        name="lifecycle-flows",
        help="定例の点検と連絡 — 期限を過ぎた義務を見つけ、所属長に知らせる。",
        default_parameter=Parameter(negative=()),
        version_flags=["--version"],
        help_format="plaintext",
    )
    app.command(serve, name="serve")
    app.command(run_, name="run")
    return app


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        build()(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        _fail(UsageError(_in_japanese(error)), as_json=JSON_FLAG in words)
    except LifecycleError as error:
        _fail(error, as_json=JSON_FLAG in words)
    except KeyboardInterrupt:
        talk("中断しました。")
        raise SystemExit(10) from None


def _fail(error: LifecycleError, *, as_json: bool) -> None:
    if as_json:
        show_json({"error": {"exit_code": error.exit_code, "message": str(error)}})
    else:
        talk(str(error))
    raise SystemExit(error.exit_code)


def _in_japanese(error: CycloptsError) -> str:
    """What is off in the words of a call."""
    if isinstance(error, MissingArgumentError):
        return f"定例処理の名前を指定してください。選べるもの: {_NAMES}"
    if isinstance(error, UnknownCommandError) and error.unused_tokens:
        return f"「{error.unused_tokens[0]}」という命令はありません。使い方: lifecycle-flows --help"
    return "指定が正しくありません。使い方: lifecycle-flows run --help"
