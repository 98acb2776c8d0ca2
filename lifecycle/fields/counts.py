"""Numbers in cells: counts of records, amounts in yen, and the articles of the special provisions."""

import re
import unicodedata

from lifecycle.fields.words import plain

ARTICLE_NUMBERS = range(1, 20)
_LARGEST = 10**15  # Beyond this number Excel's own numbers are no longer exact.
_COUNT = re.compile(r"^¥?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16})(?:\.0+)?[件名人円]?$")
_COUNT_EXPECTED = "0以上の整数(例 1000、1,000)が必要です"
_ARTICLE = re.compile(r"^第?([0-9]{1,2})条?$")
_BETWEEN_ARTICLES = re.compile(r"(?:[,、・;/\s]|及び|と)+")
_ARTICLES_EXPECTED = "条の番号(1〜19、例 3,5,17、なければ「なし」)が必要です"
_NONE = ("なし", "無し", "無")


def read_count(raw: object) -> int:
    """A whole number, 0 or more: 1000, 1,000, １,０００件, Excel's 1000.0. Raises ValueError."""
    if isinstance(raw, str):
        match = _COUNT.match(plain(raw))
        value: float = int(match[1].replace(",", "")) if match else -1
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        value = raw
    else:
        value = -1
    if not 0 <= value < _LARGEST or value != int(value):
        raise ValueError(_COUNT_EXPECTED)
    return int(value)


def read_articles(raw: object) -> list[int]:
    """Articles of the special provisions, ascending and once each: 3,5,17, 第3条、第5条, Excel's 3.0; なし is none.

    Raises ValueError, also for a number that is no article's (1 to 19).
    """
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueError(_ARTICLES_EXPECTED)
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    if plain(text) in _NONE:
        return []
    matches = [_ARTICLE.match(part) for part in _BETWEEN_ARTICLES.split(text) if part]
    numbers = {int(match[1]) if match else 0 for match in matches}
    if not numbers or not numbers <= set(ARTICLE_NUMBERS):
        raise ValueError(_ARTICLES_EXPECTED)
    return sorted(numbers)


def articles_text(stored: list[int]) -> str:
    """Articles as people write them: 3,5,17; an empty list is written なし."""
    return ",".join(map(str, stored)) or _NONE[0]
