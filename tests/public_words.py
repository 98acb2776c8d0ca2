"""What public writing does not say: the words kept out of all Japanese output, as `public_words.toml` lists them."""

import re
import tomllib
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_suffix(".toml")


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    listed = tomllib.loads(_DATA.read_text(encoding="utf-8"))["word"]
    return tuple((re.compile(word["pattern"]), word["use"]) for word in listed)


@cache
def kept() -> tuple[tuple[str, str], ...]:
    """The wordings that stay as they are, each with the beginning of the path where it may stand."""
    listed = tomllib.loads(_DATA.read_text(encoding="utf-8")).get("kept", [])
    return tuple((one["where"], one["text"]) for one in listed)


def misused(text: str, where: str = "") -> list[str]:
    """Each word in a text that is not to be used, with its surroundings and the word to use instead."""
    for place, wording in kept():
        if where.startswith(place):
            text = text.replace(wording, "")
    return [
        f"{text[max(0, at.start() - 12) : at.end() + 12]!r} → {use}"
        for pattern, use in _words()
        for at in pattern.finditer(text)
    ]
