"""TOML that people write, read without trust: whatever stands in the file, the answer is its tables or a fault."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.errors import DataFault, RuleDataError
from config.plain_files import UnreadableFile, plain_bytes
from config.toml_words import in_japanese, where_too_deep
from config.unseen import refusal_of, unseen_in

MOST_BYTES = 2_000_000
_DEEPEST, _LARGEST_NUMBER = 20, 2**63
# The library takes a time that grows with the square of a key's parts.
_MOST_PARTS = 100
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_MANY_PARTS = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MOST_PARTS}}}")
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_toml(path: Path, name: str) -> dict[str, Any]:
    """The tables of a TOML file, which may begin with a byte order mark as Windows writes it.

    `name` is what the faults call the file. Raises RuleDataError with what is wrong and what to do.
    """
    return _tables(toml_text(path, name), name)


def toml_text(path: Path, name: str) -> str:
    """The text of a TOML file, lines ending as on Unix and without a byte order mark.

    Raises RuleDataError where there is none, it is no plain file, or it is written in another encoding.
    """
    try:
        data = plain_bytes(path, MOST_BYTES)
    except FileNotFoundError:
        raise RuleDataError([DataFault(name, "-", "ファイルがありません(リンクならその先に)")]) from None
    except UnreadableFile as unreadable:
        told = f"読めません({unreadable.reason})。TOML の通常のファイルにして、権限を確かめてください"
        raise RuleDataError([DataFault(name, "-", told)]) from None
    return _text(data, name)


def tables_of(data: bytes, name: str) -> dict[str, Any]:
    """The tables of TOML as it was read from a file. Raises RuleDataError with what is wrong and what to do."""
    return _tables(_text(data, name), name)


def _tables(text: str, name: str) -> dict[str, Any]:
    try:
        if any(line.count(".") >= _MOST_PARTS for line in text.split("\n")) and _MANY_PARTS.search(text):
            raise RecursionError
        tables = tomllib.loads(text)
    except RecursionError:
        told = f"{where_too_deep(text, _DEEPEST)}{_too_deep()}"
        raise RuleDataError([DataFault(name, "-", told)]) from None
    except ValueError as fault:
        raise RuleDataError([DataFault(name, "-", f"TOML として読めません({in_japanese(fault, text)})")]) from None
    if faults := [DataFault(name, place, problem) for place, problem in _faults(tables, text)]:
        raise RuleDataError(faults)
    return tables


def _text(data: bytes, name: str) -> str:
    """The text of the file. Raises RuleDataError for another encoding, or for a NUL in it."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            raise _unread(name, f"{encoding} で保存されています。UTF-8 で保存し直してください")
    if b"\0" in data:
        line = data[: data.index(0)].count(b"\n") + 1
        raise _unread(name, f"{line}行に NUL 文字(U+0000)があります。消してください")
    try:
        # An editor that puts a mark in front of a text that has one already leaves two.
        return data.decode("utf-8").lstrip("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _unread(name, f"{line}行の文字コードが UTF-8 ではありません。UTF-8 で保存し直してください") from None


def _unread(name: str, told: str) -> RuleDataError:
    return RuleDataError([DataFault(name, "-", f"TOML として読めません({told})")])


def _faults(tables: dict[str, Any], source: str) -> Iterator[tuple[str, str]]:
    """Each value that nobody means: too deep, too large a number, a text in which stands what nobody sees."""
    seen = refusal_of if unseen_in(source) or "\\" in source else _is_seen
    waiting: list[tuple[str, Any, int]] = [("", tables, 0)]
    while waiting:
        place, value, depth = waiting.pop()
        if depth > _DEEPEST:
            yield place[:60], _too_deep()
        elif isinstance(value, dict):
            for key, one in value.items():
                if refused := seen(key):
                    yield place or "-", f"項目の名前に、{refused}"
                waiting.append((f"{place}.{key}" if place else key, one, depth + 1))
        elif isinstance(value, list):
            waiting += [(place, one, depth + 1) for one in value]
        elif isinstance(value, str) and (refused := seen(value)):
            yield place, refused
        elif isinstance(value, int) and abs(value) >= _LARGEST_NUMBER:
            yield place, "数が大きすぎます"


def _is_seen(_: str) -> str | None:
    """Nothing to refuse, in a file whose source holds nothing unseen."""
    return None


def _too_deep() -> str:
    return f"入れ子が深すぎます({_DEEPEST}段まで)"
