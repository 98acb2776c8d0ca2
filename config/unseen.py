"""Characters that nobody sees: which they are, refused where text is typed and shown as escapes where it leaves.

Control characters, marks that turn the direction of writing, zero-width and filling characters, halves of a pair.
Kept are what Japanese text needs: line breaks and tabs, one variation selector behind a character (異体字, the form of
an emoji) and the joiner between two emoji.
"""

import json
import re
import unicodedata
from functools import cache, lru_cache

_ACTING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff"
"""What acts on the text around it: control characters, directions, line separators, annotations, halves of a pair."""

_NOTHING = (
    r"\u00ad\u034f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u2060-\u2065"
    r"\u3164\ufeff\uffa0\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e007f"
)
"""What shows nothing: zero-width characters, fillers, tags and the format characters of other scripts."""

_EMOJI = r"\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_SELECTOR = r"\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FREE = rf"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])|(?:(?<=[{_SELECTOR}])|(?<![\s\S]))[{_SELECTOR}]"
_MAY_BE = re.compile(rf"[{_ACTING}{_NOTHING}{_SELECTOR}\u200d]")
_ESCAPED = re.compile(r"\\[ubfr]")
"""How JSON may write a character that is not seen; a line break and a tab are seen."""
_NAMES = {"\0": "NUL", "\a": "BEL", "\b": "BS", "\r": "CR", "\x1b": "ESC", "\x7f": "DEL"}


# Only texts in which there may be one pay for the compiling of these.
@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(rf"[{_ACTING}{_NOTHING}]|{_FREE}")


@cache
def _shows_nothing() -> re.Pattern[str]:
    return re.compile(rf"[{_NOTHING}]|{_FREE}")


def visible(text: str) -> str:
    r"""The text with every unseen character as an escape that can be read: U+202E as \u202E, an escape as \u001B."""
    return _unseen().sub(_escape, text) if _MAY_BE.search(text) else text


def may_hide(document: str) -> bool:
    r"""Whether a JSON document may have an unseen character in one of its texts, as it is or as an escape (\u202E)."""
    return _MAY_BE.search(document) is not None or _ESCAPED.search(document) is not None


def in_json(document: str) -> str:
    """A JSON document with its unseen characters escaped as JSON has it: whoever reads it gets the text as stored."""
    return _unseen().sub(lambda one: json.dumps(one[0])[1:-1], document) if _MAY_BE.search(document) else document


def visible_line(text: str) -> str:
    """The text on one line: blanks, tabs and line breaks become one blank, every unseen character an escape."""
    return visible(" ".join(re.split(r"[ \t\n\u3000]+", text)).strip())


def without_unseen(text: str) -> str:
    """The text without any unseen character, for labels in which nothing is missed."""
    return _unseen().sub("", text) if _MAY_BE.search(text) else text


def without_what_shows_nothing(text: str) -> str:
    """The text without the characters that show nothing and change nothing, as pages and papers leave them behind."""
    return _shows_nothing().sub("", text) if _MAY_BE.search(text) else text


def unseen_in(text: str) -> str | None:
    """The first unseen character of a text by its number, `U+001B(ESC)`; None where there is none."""
    first = _unseen().search(text) if _MAY_BE.search(text) else None
    return None if first is None else _named(first[0])


def refusal_of(text: str) -> str | None:
    """Why a text can't be taken, in Japanese; None where it can."""
    named = unseen_in(text)
    return named and f"目に見えない文字 {named} が含まれています。その文字を消して入力し直してください"


@lru_cache(maxsize=512)
def _named(character: str) -> str:
    name = _NAMES.get(character) or unicodedata.name(character, "制御文字")
    return f"U+{ord(character):04X}({name})"


def _escape(character: re.Match[str]) -> str:
    number = ord(character[0])
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
