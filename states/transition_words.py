"""A transitional rule in words: to what it has an effect, from when until when, and under which conditions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from config.rulebook import RuleBook
from config.transitions import NEWEST, SHEET, Condition, Transition
from config.wareki import fiscal_year_name, format_date
from states.columns import SUBCONTRACT
from states.documents import ValueType
from states.evidence import BUILT_IN
from states.labels import label
from states.transition_facts import record_class

_WORDS: dict[ValueType, tuple[str, str]] = {
    ValueType.YES_NO: ("はい", "いいえ"),
    ValueType.PRESENT: ("有", "無"),
    ValueType.PASSED: ("合格", "不合格"),
    ValueType.FIT: ("適", "不適"),
}


def reach_in_words(book: RuleBook, transition: Transition) -> str:
    """Under what a transitional rule has its effect; empty where nothing is said of it.

    「版 R7.4.1 が求めることについて。令和7年9月30日まで。条件: 締結日が令和7年4月1日より前」
    """
    return "。".join((*_bounds(book, transition), *_conditions(book, transition)))


def _bounds(book: RuleBook, transition: Transition) -> Iterator[str]:
    if transition.editions:
        yield f"版 {'、'.join(book.asked.by_id[id_].label for id_ in transition.editions)} が求めることについて"
    if transition.valid_from:
        yield f"{format_date(transition.valid_from)}から"
    if transition.valid_until:
        yield f"{format_date(transition.valid_until - timedelta(days=1))}まで"


def _conditions(book: RuleBook, transition: Transition) -> Iterator[str]:
    if transition.always:
        yield "全ての契約"
    elif transition.when:
        yield f"条件: {'、かつ、'.join(in_words(book, one) for one in transition.when)}"
    for limit in transition.counted_from:
        tables = "・".join(f"表{number}" for number in limit.tables)
        yield f"{tables}は{format_date(limit.on)}以降に締結した契約"
    if transition.left_out_of:
        yield f"{'・'.join(f'表{number}' for number in transition.left_out_of)}から除く"


def in_words(book: RuleBook, condition: Condition) -> str:
    """A condition in words: 「締結日が令和5年10月10日より前」."""
    if condition.all_of:
        return f"({'、かつ、'.join(in_words(book, one) for one in condition.all_of)})"
    if condition.any_of:
        return f"({'、又は'.join(in_words(book, one) for one in condition.any_of)})"
    if condition.none_of:
        refused = "、".join(in_words(book, one) for one in condition.none_of)
        return f"{refused}{'のいずれか' if len(condition.none_of) > 1 else ''}の場合を除く"
    record, cls = condition.record, record_class(book, condition.record)
    which = "いずれかの" if condition.version == "any" else ""
    parts = [_of_field(book, cls, one) for one in condition.of_record]
    if condition.holds:
        return f"{which}{_called(book, record)}({'、'.join(parts)})がある"
    return f"{which}{_called(book, record)}の{parts[0]}" if record != SHEET else parts[0]


def _called(book: RuleBook, record: str) -> str:
    if record in (SHEET, SUBCONTRACT):
        return "契約" if record == SHEET else "再委託"
    return BUILT_IN[record].label if record in BUILT_IN else book.evidence[record].label


def _of_field(book: RuleBook, cls: Any, one: Condition) -> str:
    about = cls.__dataclass_fields__[one.field].metadata
    asked = [_asked(book, cls, about, one, test) for test in one.tests]
    return f"{label(cls, one.field or '')}が{'、'.join(asked)}"


def _asked(book: RuleBook, cls: Any, about: Any, one: Condition, test: str) -> str:
    unit = about["units"][0] if about["units"] else ""
    match test:
        case "before" | "on_or_after":
            day = one.before if test == "before" else one.on_or_after
            return f"{format_date(day)}{'より前' if test == 'before' else '以降'}" if day else ""
        case "fiscal_year":
            return _year(one.fiscal_year)
        case "is":
            return f"「{_value(about, one.is_)}{unit}」"
        case "at_least" | "below":
            number = one.at_least if test == "at_least" else one.below
            return f"{number:,}{unit}{'以上' if test == 'at_least' else '未満'}"
        case "contains":
            return f"「{_value(about, one.contains)}」を含む"
        case "filled":
            return "記録されている" if one.filled else "記録されていない"
        case "older_than":
            named = book.asked.by_id.get(one.older_than or "")
            wanted = "その日の最新の版" if one.older_than == NEWEST or named is None else named.label
            return f"{wanted}より古い"
        case _:
            other = label(cls, one.covered_by or "")
            return f"{'必須の条であれば' if one.among else ''}全て{other}にもある"


def _value(about: Any, value: Any) -> str:
    """A value as people read it: はい, the word of a choice, 第3, 令和6年度."""
    if isinstance(value, bool):
        return _WORDS.get(about["type"], ("はい", "いいえ"))[not value]
    if about["type"] is ValueType.FISCAL_YEARS:
        return _year(value)
    if about["type"] is ValueType.ARTICLES:
        return f"第{value}"
    return next((term.label for term in about["choices"] or () if value in (term.value, term.label)), str(value))


def _year(year: int | None) -> str:
    return fiscal_year_name(year) if year else ""
