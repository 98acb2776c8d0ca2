"""Numbers in cells: counts of records or of persons, amounts in yen, and the articles of the special provisions."""

import re

from config.place import here
from config.typed import PARTED, half_width
from lifecycle.fields.shown_numbers import ShownNumber, as_shown
from lifecycle.fields.words import number_text, plain

_LARGEST = 10**15  # Beyond this number Excel's own numbers are no longer exact.
_ANY_UNIT = ("件", "名", "人")
_YEN = "円"
_NUMBER = re.compile(r"^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16})$")
_MONEY = re.compile(r"^[¥\\]\s*")
_SCALED = re.compile(r"^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})\s*(百万|千|万|億)$")
_SCALES = {"千": 10**3, "万": 10**4, "百万": 10**6, "億": 10**8}
_ABOUT = re.compile(
    r"約|概|見込|予定|およそ|おおむね|程度|くらい|ぐらい|ほど|前後|以上|以下|以内|未満|超|弱|強|余|数[十百千万]|何|[〜~]|[0-9件名人円]\s*[-−–—ー]\s*[0-9]"
)
_SPELT = re.compile(r"[〇一二三四五六七八九十百千万億]")
_ARTICLE = re.compile(r"^第?([0-9]{1,2})条?$")
_BETWEEN_ARTICLES = re.compile(r"(?:[,、・;/\s]|及び|と)+")
_NONE = ("なし", "無し", "無")


def read_count(raw: object, units: tuple[str, ...] = ()) -> int:
    """A whole number, 0 or more: 1000, 1,000, １,０００件, Excel's 1000.0; behind it only a unit of the column's own.

    Nothing is converted: a count of persons is no count of records, 1,000千円 is no 1,000,000. Raises ValueError, which
    says what to do.
    """
    expected = f"0以上の整数(例 1000、1,000{f'、1,000{units[0]}' if units else ''})が必要です"
    text = as_shown(raw)
    if isinstance(text, str):
        try:
            return _as_stored(_written(half_width(text), units), raw)
        except ValueError as error:
            raise ValueError(f"{expected}。{error}" if str(error) else expected) from None
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError(expected)
    if not 0 <= raw < _LARGEST:
        raise ValueError(f"{expected}。負の数や大きすぎる数は入れられません")
    if raw != int(raw):
        raise ValueError(f"{expected}。小数は入れられません")
    return int(raw)


def _as_stored(number: int, raw: object) -> int:
    """The number that is seen, where it is also the stored one. Raises ValueError: 320 may stand for 320,000."""
    if isinstance(raw, ShownNumber) and float(raw) != number:
        told = f"セルの表示({raw.shown})と中の値({number_text(raw)})が違います"
        raise ValueError(f"{told}。セルの書式を標準にして、実際の数を入れてください")
    return number


def _written(text: str, units: tuple[str, ...]) -> int:
    """The number of a text. Raises ValueError with the reason why it can't be read, empty where none is known."""
    number = _without_unit(text, units or _ANY_UNIT)
    match = _NUMBER.match(number)
    if match is None:
        raise ValueError(_reason(number, units))
    value = int(match[1].replace(",", ""))
    if value >= _LARGEST:
        raise ValueError("大きすぎる数です")
    return value


def _without_unit(text: str, units: tuple[str, ...]) -> str:
    """The text without the unit behind it, or the mark of yen before it; blanks may stand between."""
    if _YEN in units:
        text = _MONEY.sub("", text)
    unit = next((unit for unit in units if text.endswith(unit)), "")
    return text.removesuffix(unit).rstrip()


def _reason(text: str, units: tuple[str, ...]) -> str:
    """Why a text is no number, and what to do; told by what is wrong first of all."""
    if _ABOUT.search(text):
        return "およその数や範囲は入れられません。実際の数を確かめて入れ、分かるまでは空欄にしてください"
    if scaled := _SCALED.match(text):
        value = int(scaled[1].replace(",", "")) * _SCALES[scaled[2]]
        return f"千・万などの単位は読み替えません。{value:,} のことなら、そのとおりに入れてください"
    if _SPELT.search(text):
        return "漢数字や千・万などの単位は読み替えません。数字だけで入れてください"
    if other := _other_unit(text, units):
        return other
    if re.search(r"[0-9][.][0-9]", text):
        return "「.」が桁区切りか小数点か分かりません。桁区切りは「,」にするか、区切らずに整数で入れてください"
    if re.search(r"[0-9]\s+[0-9]|,\s", text):
        return PARTED
    if re.fullmatch(r"[0-9,]+", text):
        return "桁区切りの「,」が3桁ごとではありません" if "," in text else "大きすぎる数です"
    return "負の数は入れられません" if re.match(r"[-−‐▲△][0-9]", text) else ""


def _other_unit(text: str, units: tuple[str, ...]) -> str:
    """The reason why a number with the unit of another column can't be taken; empty where it has none."""
    other = next((unit for unit in (*_ANY_UNIT, _YEN) if unit in text and unit not in units), "")
    other = other or (_YEN if units and _YEN not in units and _MONEY.match(text) else "")
    if not other or not units:
        return ""
    if units[0] == "件" and other in ("人", "名"):
        return "人数は件数ではありません。取り扱う記録の件数を確かめ、件数で入れてください"
    return f"単位「{other}」はこの欄の単位({units[0]})ではありません。{units[0]}で入れてください"


def _articles_expected() -> str:
    return f"条の番号(1〜{here().provisions.articles}、例 3,5,17、なければ「なし」)が必要です"


def read_articles(raw: object) -> list[int]:
    """Articles of the special provisions, ascending and once each: 3,5,17, 第3条、第5条, Excel's 3.0; なし is none.

    Raises ValueError, also for a number that is no article's.
    """
    raw = as_shown(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueError(_articles_expected())
    try:
        text = half_width(str(raw))
    except ValueError as error:
        raise ValueError(f"{_articles_expected()}。{error}") from None
    if plain(text) in _NONE:
        return []
    matches = [_ARTICLE.match(part) for part in _BETWEEN_ARTICLES.split(text) if part]
    numbers = {int(match[1]) if match else 0 for match in matches}
    if not numbers or not numbers <= set(range(1, here().provisions.articles + 1)):
        raise ValueError(_articles_expected())
    return sorted(numbers)


def articles_text(stored: list[int]) -> str:
    """Articles as people write them: 3,5,17; an empty list is written なし."""
    return ",".join(map(str, stored)) or _NONE[0]
