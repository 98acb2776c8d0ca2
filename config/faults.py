"""The faults of an entry of the rule data or of the settings, in Japanese: what was found and what cures each."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

_WORDS: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "extra_forbidden": lambda _, __: "知らない項目です",
    "missing": lambda _, __: "必要な項目がありません",
    "value_error": lambda _, about: str(about["error"]),
    "literal_error": lambda shown, about: f"{shown}{_listed(about['expected'])} のいずれかにしてください",
    "string_pattern_mismatch": lambda shown, about: f"{shown}決まった形({about['pattern']})で書いてください",
    "string_too_short": lambda _, about: f"{about['min_length']}文字以上で書いてください",
    "too_short": lambda _, about: f"{about['min_length']}つ以上書いてください",
    "greater_than_equal": lambda shown, about: f"{shown}{about['ge']}以上の整数で書いてください",
    "less_than_equal": lambda shown, about: f"{shown}{about['le']}以下の整数で書いてください",
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), lambda shown, _: f"{shown}整数で書いてください"),
    **dict.fromkeys(("bool_type", "bool_parsing"), lambda shown, _: f"{shown}true か false で書いてください"),
    "string_type": lambda shown, _: f'{shown}文字("…")で書いてください',
    **dict.fromkeys(("tuple_type", "list_type"), lambda shown, _: f"{shown}一覧([ … ])で書いてください"),
    **dict.fromkeys(
        ("model_type", "dict_type", "mapping_type"),
        lambda shown, _: f"{shown}表([名前] の下に 項目 = 値)で書いてください",
    ),
}
_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""A member of an enumeration as pydantic writes it; a reader knows it by its id."""
_MOST = 40
"""The number of characters that are repeated of a value found in the file, where the value is longer."""


def problems_in(error: ValidationError, *, hidden: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The place and the problem of every fault, none of them a mere consequence of another.

    What was found is repeated, except at places that begin like one of `hidden`: there it may be a secret or an
    address.
    """
    for fault in error.errors():
        if fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"]:
            continue  # the items are there but faulty, and each of them has a fault of its own
        place = ".".join(str(part) for part in fault["loc"] if part != "[key]")
        shown = "" if place.startswith(hidden) else _found(fault["input"])
        words = _WORDS.get(fault["type"])
        yield place, words(shown, fault.get("ctx", {})) if words else f"値が正しくありません({fault['msg']})"


def _found(value: object) -> str:
    """The value as the file has it; only a short value is shown."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, dict | list | tuple) or "\n" in text:
        return ""
    return f"「{text if len(text) <= _MOST else text[:_MOST] + '…'}」は使えません。"


def _listed(expected: str) -> str:
    expected = _MEMBER.sub(r"\1", expected)
    return expected.replace(" or ", "、").replace(", ", "、")
