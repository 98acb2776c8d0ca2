"""A call that can't be understood, in Japanese: what is wrong with it, what was probably meant, what may be written."""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import TYPE_CHECKING, Literal, Union, get_args, get_origin

from cyclopts import CycloptsError
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from config.errors import UsageError

if TYPE_CHECKING:
    from cyclopts.argument import Argument

_ASKED_FOR = {
    "--contract": "契約番号",
    "--kind": "証拠の種類",
    "--override": "例外承認の番号",
    "--code": "規則コード",
    "--no": "再委託番号",
}
_FEW = 3


def in_japanese(error: CycloptsError, commands: Mapping[str, str]) -> UsageError:
    """The words for what is wrong in a call. `commands` are all there are, each with what is said of it."""
    chain = " ".join(error.command_chain or ())
    if isinstance(error, UnknownCommandError):
        problem = _unknown_command(error, chain, commands)
    elif isinstance(error, UnknownOptionError):
        problem = _unknown_option(error)
    elif isinstance(error, MissingArgumentError):
        problem = _missing(error)
    elif isinstance(error, RepeatArgumentError):
        problem = f"「{error.token.keyword}」が二度指定されています。"
    elif isinstance(error, CoercionError):
        problem = _unreadable(error)
    elif isinstance(error, UnusedCliTokensError):
        problem = f"余分な語があります: {' '.join(error.unused_tokens or ())}。"
    else:
        problem = "指定が正しくありません。"
    return UsageError(f"{problem}使い方: lifecycle {chain} --help".replace("  ", " "))


def _unknown_command(error: UnknownCommandError, chain: str, commands: Mapping[str, str]) -> str:
    typed = error.unused_tokens[0] if error.unused_tokens else "-"
    if typed.startswith("-"):
        return "命令を指定してください。"
    below = {name: told for name, told in commands.items() if name.startswith(f"{chain} ")} if chain else commands
    near = [f"lifecycle {name}" for name in _commands_near(typed, below or commands)]
    return f"「{typed}」という命令はありません。" + (f"{' / '.join(near)} ではありませんか。" if near else "")


def _commands_near(typed: str, commands: Mapping[str, str]) -> list[str]:
    """The commands that were probably meant: by name, by its last word, or by what is said of them in Japanese."""
    from lifecycle.fields.nearest import nearest

    if not typed.isascii():
        return [name for name, told in commands.items() if _says(told, typed)][:_FEW]
    whole = nearest(typed, (name for name in commands if " " not in name))
    groups = nearest(typed, {name.split()[0] for name in commands if " " in name})
    last = nearest(typed, {name.split()[-1] for name in commands})
    alike = [*whole, *(name for name in commands if name.split()[-1] in last and name not in whole)]
    return [*alike, *(name for name in commands if name.split()[0] in groups and name not in alike)][:_FEW]


def _says(told: str, typed: str) -> bool:
    """Whether a text speaks of a word, in whatever form: 取込 is in 台帳を取り込む."""
    return typed in told or all(letter in told for letter in typed)


def _unknown_option(error: UnknownOptionError) -> str:
    from lifecycle.fields.nearest import nearest

    typed = error.token.keyword or error.token.value
    known = [(name, argument) for argument in error.argument_collection for name in argument.names]
    said = [name for name, argument in known if not typed.isascii() and _says(_help(argument), typed.lstrip("-"))]
    by_word = {name.lstrip("-"): name for name, _ in known}
    near = said[:_FEW] or [by_word[word] for word in nearest(typed.lstrip("-"), by_word)]
    guess = f"「{'」「'.join(near)}」ではありませんか。" if near else ""
    return f"「{typed}」という指定はありません。{guess}"


def _missing(error: MissingArgumentError) -> str:
    name = error.argument.name if error.argument is not None else ""
    of = "の値" if name in (error.unused_tokens or ()) else ""
    return f"「{_ASKED_FOR.get(name, name)}」{of}を指定してください。"


def _unreadable(error: CoercionError) -> str:
    """The words for a value that can't be read: which may be written."""
    from lifecycle.fields.nearest import meant

    argument, value = error.argument, error.token.value if error.token else ""
    named = f"「{argument.name if argument is not None else ''}」の値"
    words = [str(word) for word in _choices(argument.hint)] if argument is not None else []
    if words:
        return f"{named}「{value}」は使えません。{meant(value, words)}次のいずれかです: {'、'.join(words)}。"
    number = argument is not None and int in (argument.hint, *get_args(argument.hint))
    return f"{named}「{value}」が正しくありません。{'整数(例 5)で指定してください。' if number else ''}"


def _choices(hint: object) -> Iterable[object]:
    """The words from which a value is chosen; empty where it is free."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return [word for one in get_args(hint) for word in _choices(one)]
    return ()


def _help(argument: "Argument | None") -> str:
    return (argument.parameter.help or "") if argument is not None else ""
