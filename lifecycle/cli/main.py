"""The command line's entry: commands by name, loaded when called, and what an error ends with."""

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Parameter
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from config.errors import LifecycleError, UsageError
from lifecycle.cli.evidence import answer_kind_help
from lifecycle.cli.output import JSON_FLAG, show_json, talk

_COMMANDS = {
    "init": ("house:init", "はじめに一度: フォルダ・データベース・設定を作る"),
    "demo": ("demo:demo", "監査報告書の規模の台帳で、主な仕事を通して見せる"),
    "import": ("ledger:import_", "台帳(Excel)を取り込む"),
    "why": ("moves:why", "進められるか。足りない義務をすべて示す(試さない)"),
    "advance": ("moves:advance", "次の(または指定の)段階へ進める"),
    "attach": ("evidence:attach", "証拠を記録する"),
    "due": ("supervision:due", "何を、だれが、いつまでに。遅れているものから"),
    "sweep": ("supervision:sweep", "期限を過ぎた義務を見つけ、所属長への連絡を作る"),
    "deliver": ("supervision:deliver", "作られた連絡を送る"),
    "tables": ("tables:tables", "監査の表1〜12"),
    "history": ("journal:history", "契約に起きたことのすべて"),
    "verify": ("journal:verify", "記録・写し・証拠ファイルの検証"),
    "seal": ("journal:seal", "記録の封印(値を別の場所に控える)"),
    "doctor": ("house:doctor", "設定と連絡先の点検"),
    "diagram": ("house:diagram", "段階の図(Mermaid)"),
}
_GROUPS = {
    "contract": (
        "契約",
        {
            "list": ("contracts:list_", "契約の一覧"),
            "show": ("contracts:show", "契約の内容・義務・証拠"),
            "register": ("contracts:register", "契約を登録する"),
            "amend": ("contracts:amend", "契約の事実を改める"),
        },
    ),
    "override": (
        "例外承認",
        {
            "request": ("overrides:request", "申請する"),
            "approve": ("overrides:approve", "承認する"),
            "reject": ("overrides:reject", "却下する"),
            "revoke": ("overrides:revoke", "取り消す"),
            "show": ("overrides:show", "内容を見る"),
            "list": ("overrides:list_", "一覧"),
        },
    ),
    "rules": (
        "規程",
        {
            "list": ("rules:list_", "規則の一覧"),
            "show": ("rules:show", "規則の全文・出典・日付"),
        },
    ),
}


def build() -> App:
    """The application with every command by import string."""
    app = App(
        name="lifecycle",
        help="個人情報取扱い業務委託の監督 — 証拠がそろうまで契約を先へ進めない。",
        default_parameter=Parameter(negative=()),
        version_flags=["--version"],
        help_format="plaintext",
    )
    for name, (target, text) in _COMMANDS.items():
        app.command(f"lifecycle.cli.{target}", name=name, help=text)
    for name, (title, members) in _GROUPS.items():
        group = App(name=name, help=title, help_format="plaintext")
        for member, (target, text) in members.items():
            group.command(f"lifecycle.cli.{target}", name=member, help=text)
        app.command(group)
    return app


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = JSON_FLAG in words
    if answer_kind_help(words):
        raise SystemExit(0)
    try:
        build()(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        _fail(UsageError(_in_japanese(error)), as_json=as_json)
    except LifecycleError as error:
        _fail(error, as_json=as_json)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        talk("中断しました。")
        raise SystemExit(10) from None


def _fail(error: LifecycleError, *, as_json: bool) -> None:
    result = getattr(error, "document", None)
    if as_json:
        show_json(result or {"error": {"exit_code": error.exit_code, "message": str(error)}})
    else:
        talk(str(error))
    raise SystemExit(error.exit_code)


def _in_japanese(error: CycloptsError) -> str:
    """What is off in the words of a call."""
    argument = getattr(error, "argument", None)
    name = argument.name if argument is not None else ""
    if isinstance(error, UnknownCommandError):
        found = f"「{error.unused_tokens[0]}」という命令はありません" if error.unused_tokens else "命令がありません"
    elif isinstance(error, UnknownOptionError):
        found = f"「{error.token.keyword or error.token.value}」という指定はありません"
    elif isinstance(error, MissingArgumentError):
        found = f"「{name}」を指定してください"
    elif isinstance(error, RepeatArgumentError):
        found = f"「{error.token.keyword}」が二度指定されています"
    elif isinstance(error, CoercionError):
        found = f"「{name}」の値が正しくありません"
    elif isinstance(error, UnusedCliTokensError):
        found = f"余分な語があります: {' '.join(error.unused_tokens or ())}"
    else:
        found = "指定が正しくありません"
    chain = " ".join(error.command_chain or ())
    return f"{found}。使い方: lifecycle {chain} --help".replace("  ", " ")
