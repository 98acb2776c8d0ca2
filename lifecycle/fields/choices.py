"""Chosen words in cells: yes or no in all its spellings, results, answers to the checklist, terms with a label."""

import re
from collections.abc import Mapping

from config.vocabulary import Answer, Term
from lifecycle.fields.texts import read_text
from lifecycle.fields.words import plain
from states.documents import Column, ValueType
from states.item_numbers import free_text_items, items_in_words, no_subcontract_items

# These are three circles and four crosses that look alike on paper.
_MARKS = {"○": True, "〇": True, "◯": True, "×": False, "✕": False, "✖": False, "✗": False}
_MARKS |= {"true": True, "false": False}
_IS = {"はい": True, "いいえ": False, "yes": True, "no": False, **_MARKS}
_HAS = {"有": True, "無": False, "有り": True, "無し": False, "あり": True, "なし": False}
_BETWEEN = re.compile(r"[、,，;；／/\n]+")
_STRUCK = ("斜線", "対象外", "斜線(対象外)", "/", "struck")

_WORDS: Mapping[ValueType, Mapping[str, bool]] = {
    ValueType.YES_NO: _IS | _HAS,
    ValueType.PRESENT: _IS | _HAS,
    ValueType.PASSED: {"合格": True, "不合格": False, **_MARKS},
    ValueType.FIT: {"適": True, "不適": False, "適合": True, "不適合": False, **_MARKS},
}


def read_either(type_: ValueType, raw: object) -> bool:
    """The truth value of a word: はい/いいえ, 有/無, 合格/不合格, 適/不適 by the type, or ○/×, or Excel's TRUE/FALSE.

    Raises ValueError.
    """
    if isinstance(raw, bool):
        return raw
    meaning = _WORDS[type_].get(plain(raw).casefold()) if isinstance(raw, str) else None
    if meaning is None:
        raise ValueError(f"{type_.value}(又は ○/×)が必要です")
    return meaning


def either_text(type_: ValueType, stored: bool) -> str:
    """A truth value as people write it: はい, 無, 合格 … by the type."""
    yes, _, no = type_.value.partition("/")
    return yes if stored else no


_ANSWERS = frozenset(answer.value for answer in Answer)
_IS_WORDS = {word: (Answer.YES if is_so else Answer.NO).value for word, is_so in _IS.items()}
_ANSWER_WORDS = _IS_WORDS | {word: (Answer.YES if has else Answer.NO).value for word, has in _HAS.items()}
_NO_SUBCONTRACT_WORDS = _IS_WORDS | dict.fromkeys(
    (Answer.NO_SUBCONTRACT.label, Answer.NO_SUBCONTRACT.value), Answer.NO_SUBCONTRACT.value
)


def read_answer(number: int, raw: object) -> str:
    """An answer to item `number` of the checklist, as its term id; one that is answered in words takes any, or 斜線.

    A number that is answered in words in some editions only takes both: the edition on the checklist decides which of
    them is refused, once the whole record is known.

    再委託しない answers those items only that say so, and there 有/無 are refused: 無 would not say of what there is
    none. Raises ValueError.
    """
    word = plain(str(raw)).casefold() if isinstance(raw, str | bool) else ""
    if word in _STRUCK:
        return Answer.STRUCK.value
    if number in free_text_items():
        return read_text(raw)
    words = _NO_SUBCONTRACT_WORDS if number in no_subcontract_items() else _ANSWER_WORDS
    if word not in words and number in items_in_words():
        return read_text(raw)
    if word not in words:
        raise ValueError(_answer_expected(number))
    return words[word]


def _answer_expected(number: int) -> str:
    if number in free_text_items():
        return "文字(記入欄)又は「斜線」が必要です"
    if number in no_subcontract_items():
        return "はい、いいえ、斜線、再委託しない のいずれかが必要です"
    return f"はい、いいえ、斜線 のいずれかが必要です{_only_for(sorted(no_subcontract_items()))}"


def _only_for(numbers: list[int]) -> str:
    """Which items may be answered 再委託しない, in brackets; empty where none may."""
    if not numbers:
        return ""
    together = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1))
    named = f"{numbers[0]}〜{numbers[-1]}" if together else "・".join(map(str, numbers))
    return f"({Answer.NO_SUBCONTRACT.label} は問{named}だけ)"


def answer_text(number: int, stored: str) -> str:
    """An answer as people write it: はい, いいえ, 斜線, 再委託しない; words stay as they are."""
    is_word = stored not in _ANSWERS or (number in free_text_items() and stored != Answer.STRUCK)
    return stored if is_word else Answer(stored).label


def choices_of(column: Column) -> tuple[str, ...]:
    """The words that a column takes, where it takes a few words only; empty for dates, counts and free text."""
    if column.value_type in _WORDS:
        yes, _, no = column.value_type.value.partition("/")
        return (yes, no)
    if column.value_type is not ValueType.ANSWER:
        return tuple(term.label for term in column.choices or ())
    number = int(column.name.removeprefix("q"))
    if number in items_in_words():
        return ()
    usual = (Answer.YES, Answer.NO, Answer.STRUCK)
    answers = (*usual, Answer.NO_SUBCONTRACT) if number in no_subcontract_items() else usual
    return tuple(answer.label for answer in answers)


def read_choice(column: Column, raw: object) -> str:
    """The id of the chosen term, by its Japanese label or by the id itself. Raises ValueError."""
    word = plain(raw) if isinstance(raw, str) else ""
    terms = terms_of(column)
    for term in terms:
        if word in (plain(term.label), term.value):
            return term.value
    for term in terms:
        if word == plain(term.read_as[-1]):
            return term.value
    raise ValueError(f"{column.expected} のいずれかが必要です")


def read_choices(column: Column, raw: object) -> str | list[str]:
    """The ids of the chosen terms, several divided by 「、」, in the order of the list; of one alone, its id.

    Raises ValueError.
    """
    parts = [part for part in _BETWEEN.split(raw) if plain(part)] if isinstance(raw, str) else []
    if not parts:
        raise ValueError(f"{column.expected} のいずれかが必要です")
    chosen = {read_choice(column, part) for part in parts}
    ids = [term.value for term in terms_of(column) if term.value in chosen]
    return ids[0] if len(ids) == 1 else ids


def choices_text(column: Column, stored: str | list[str]) -> str:
    """Chosen terms as people write them: 現場確認、運用確認."""
    ids = [stored] if isinstance(stored, str) else stored
    return "、".join(terms_of(column)(id_).label for id_ in ids)


def terms_of(column: Column) -> type[Term]:
    """The terms from which a CHOICE column chooses. Raises TypeError for a column without choices."""
    if column.choices is None:
        raise TypeError(f"{column.label} has no choices")
    return column.choices
