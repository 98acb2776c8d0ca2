"""The faults of transitional rules beside the other data: what is no edition, what can never hold, what overlaps."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from config.errors import DataFault
from config.rule_rows import Located, RuleRows
from config.transitions import NEWEST, Condition, Transition
from config.wareki import fiscal_year_of, format_date

_VALUES = ("before", "on_or_after", "fiscal_year", "is_", "at_least", "below", "contains", "older_than", "covered_by")


def transition_faults(rows: RuleRows) -> Iterator[DataFault]:
    """Every fault of the transitional rules that needs the other entries to be seen."""
    codes = {rule.code for _, rule in rows.rules}
    forms = {edition.id: edition.form for _, edition in rows.editions}
    firsts = {edition.id: edition.issued_on for _, edition in rows.editions}
    for name, item in rows.transitions:
        for code in sorted({*item.lifts, *item.concerns} - codes):
            yield DataFault(name, item.code, f"規則「{code}」がありません")
        named = (*item.editions, *(one.older_than for _, one in item.fields if one.older_than not in (None, NEWEST)))
        for id_ in dict.fromkeys(named):
            if id_ not in forms:
                yield DataFault(name, item.code, f"版「{id_}」が editions.toml にありません({'、'.join(forms)})")
        if len({forms.get(id_) for id_ in item.editions}) > 1:
            yield DataFault(name, f"{item.code}.editions", "一つの経過措置の版は、同じ様式のものにしてください")
        begins = max((day for id_ in item.editions if (day := firsts.get(id_))), default=None)
        if begins and item.valid_until and item.valid_until <= begins:
            yield DataFault(name, f"{item.code}.valid_until", f"版の初日({format_date(begins)})より後ではありません")
        if why := _why_never(item):
            yield DataFault(name, f"{item.code}.when", f"成り立つことのない条件です({why})")
    yield from _overlapping(rows.transitions)
    yield from _counted_twice(rows.transitions)


def _why_never(item: Transition) -> str:
    """Why the conditions of a transitional rule can hold together for no contract; empty where they can."""
    until = [Condition(field="concluded_on", before=item.valid_until)] if item.valid_until else []
    return _conflict([*item.when, *until], [])


def _conflict(together: Sequence[Condition], refused: Sequence[Condition]) -> str:
    """The first contradiction among conditions that are to hold together, none of the refused among them."""
    flat: list[Condition] = []
    choices: list[Condition] = []
    never = list(refused)
    for condition in together:
        flat += [condition] if not condition.inner else []
        never += condition.none_of
        choices += [condition] if condition.any_of else []
        if condition.all_of:
            return _conflict([*condition.all_of, *(one for one in together if one is not condition)], refused)
    told = next((_told(one) for one in flat if one in never), "") or _of_fields(flat)
    if told or not choices:
        return told
    first, others = choices[0], [one for one in together if one is not choices[0]]
    branches = [_conflict([one, *others], never) for one in first.any_of]
    return branches[0] if all(branches) else ""


def _told(condition: Condition) -> str:
    return f"項目「{'、'.join(one.field or '' for one in condition.of_record)}」に求めることを none で除いています"


def _of_fields(conditions: Sequence[Condition]) -> str:
    """The contradiction between tests of one field of the document that speaks, or of one document's fields."""
    spoken: dict[tuple[str, str], list[Condition]] = {}
    apart: list[dict[tuple[str, str], list[Condition]]] = []
    for condition in conditions:
        into = spoken
        if condition.version == "any":
            into = {}
            apart.append(into)
        for one in condition.of_record:
            into.setdefault((condition.record, one.field or ""), []).append(one)
    grouped = [pair for group in (spoken, *apart) for pair in group.items()]
    return next((why for (_, field), tests in grouped if (why := _of_one(field, tests))), "")


def _of_one(field: str, tests: Sequence[Condition]) -> str:
    filled = {one.filled for one in tests if one.filled is not None}
    valued = any(getattr(one, name) is not None for one in tests for name in _VALUES)
    if len(filled) > 1 or (False in filled and valued):
        return f"項目「{field}」が空欄で、値もあることになります"
    if len({(type(one.is_), one.is_) for one in tests if one.is_ is not None}) > 1:
        return f"項目「{field}」が二つの値であることになります"
    least = max((one.at_least for one in tests if one.at_least is not None), default=0)
    if any(one.below is not None and one.below <= least for one in tests):
        return f"項目「{field}」がそうなる数はありません"
    years = {one.fiscal_year for one in tests if one.fiscal_year is not None}
    first = max([one.on_or_after for one in tests if one.on_or_after], default=date.min)
    end = min([one.before for one in tests if one.before], default=date.max)
    if first >= end or len(years) > 1:
        return f"項目「{field}」がそうなる日はありません"
    if any(not fiscal_year_of(first) <= year <= fiscal_year_of(end - timedelta(days=1)) for year in years):
        return f"項目「{field}」がそうなる日はありません"
    return ""


def _overlapping(items: Sequence[Located[Transition]]) -> Iterator[DataFault]:
    """Two transitional rules for one rule and edition, of which one reaches all that the other does."""
    for (_, one), (name, other) in combinations(items, 2):
        shared = sorted(set(one.codes) & set(other.codes)) if _act(one, other) else []
        if shared and _same_editions(one, other) and _same_time(one, other) and _same_reach(one, other):
            problem = f"{one.code} と同じ契約の同じ規則({'、'.join(shared)})に及びます。条件か版を分けてください"
            yield DataFault(name, f"{other.code}.when", problem)


def _act(one: Transition, other: Transition) -> bool:
    return all(item.effect in ("lifts", "warns") for item in (one, other))


def _same_editions(one: Transition, other: Transition) -> bool:
    return not one.editions or not other.editions or bool({*one.editions} & {*other.editions})


def _same_time(one: Transition, other: Transition) -> bool:
    begins = max(item.valid_from or date.min for item in (one, other))
    return begins < min(item.valid_until or date.max for item in (one, other))


def _same_reach(one: Transition, other: Transition) -> bool:
    asked, also = ({*item.when} for item in (one, other))
    return asked <= also or also <= asked


def _counted_twice(items: Sequence[Located[Transition]]) -> Iterator[DataFault]:
    """Two limits of one table within one fiscal year."""
    limits: dict[tuple[int, int], str] = {}
    for name, item in items:
        for table, on in ((table, limit.on) for limit in item.counted_from for table in limit.tables):
            year = fiscal_year_of(on)
            if (table, year) in limits:
                problem = f"表{table}の区切りが同じ年度({year}年度)に二つあります({limits[table, year]} にもあります)"
                yield DataFault(name, f"{item.code}.counted_from", problem)
            limits[table, year] = item.code
