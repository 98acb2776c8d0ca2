"""Whether the dates and years of a record can be meant as they are written: what is refused, what is asked about.

One table (`plausible.toml`) serves the import and every command. Contradictions between facts that may be so are told
and recorded; what no reading makes sense of is a fault by command. An import takes it in where it is a fact and tells
it until somebody puts it right; a date of evidence that can't be meant would prove something, and is a fault there too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from config.plausible import DateOrder, Plausible
from config.wareki import fiscal_year_of, format_date
from states.columns import CONTRACT, columns_of
from states.documents import Column, ValueType
from states.facts import ContractSheet
from states.labels import label

_FIRST_OF_REIWA, _FIRST_OF_HEISEI, _FIRST_OF_SHOWA = 2019, 1989, 1926
_CONCLUDED, _YEARS = "concluded_on", "fiscal_years"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One value that can hardly be meant: the column where it is told, what was found, what to do.

    `fields` are those that contradict one another, of which a change of one may be the cause. `refused`: no command
    records it; otherwise it is recorded and told. `planned`: a date of evidence after today, no evidence yet.
    `blank`: a word that says nothing, as good as no word. `of_form`: the form on a checklist has no place for it.
    """

    column: Column
    found: str
    told: str
    fields: frozenset[str]
    refused: bool
    planned: bool = False
    blank: bool = False
    of_form: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """A record as somebody wrote it: its kind, its fields as they would stand, the contract's own fields.

    `changed` are the fields that would not stand as they stand now: only these can be refused. `by_command` tells a
    command from a row of a ledger.
    """

    kind: str
    fields: Mapping[str, Any]
    contract: Mapping[str, Any]
    changed: frozenset[str]
    by_command: bool

    def day(self, field: str) -> date | None:
        """The date that a field (`contract.concluded_on`) of this record or of its contract holds."""
        kind, _, name = field.partition(".")
        stored = self.fields.get(name) if kind == self.kind else self.contract.get(name) if kind == CONTRACT else None
        return date.fromisoformat(stored) if isinstance(stored, str) and stored else None


def doubts(bounds: Plausible, stated: Stated, today: date) -> list[Doubt]:
    """Everything in a record that can hardly be meant as written; what stands already is told, never refused."""
    every = [
        *_out_of_range(bounds, stated, today),
        *_ahead(bounds, stated, today),
        *(_year_fits(bounds, stated) if stated.kind == CONTRACT else ()),
        *(doubt for order in bounds.order_of(stated.kind) for doubt in _order(order, stated)),
    ]
    return [one if one.fields & stated.changed else replace(one, refused=False) for one in every]


def is_of_evidence(bounds: Plausible, kind: str, doubt: Doubt) -> bool:
    """Whether a doubt about a record of a kind is of a date that proves something, not of a fact or a year."""
    return any(c.name in doubt.fields and f"{kind}.{c.name}" not in bounds.may_lie_ahead for c in _dates(kind))


def _dates(kind: str) -> Iterator[Column]:
    return (column for column in columns_of(kind) if column.value_type is ValueType.DATE)


def _column(kind: str, name: str) -> Column | None:
    return next((column for column in columns_of(kind) if column.name == name), None)


def _out_of_range(bounds: Plausible, stated: Stated, today: date) -> Iterator[Doubt]:
    """Dates and fiscal years that lie so far off that only a slip of the keyboard gives them."""
    first, last = bounds.days(today)
    for column in _dates(stated.kind):
        day = stated.day(f"{stated.kind}.{column.name}")
        if day and not first <= day <= last:
            told = (
                f"この台帳で考えられる日({format_date(first)}〜{format_date(last)})の外です。"
                f"{_meant_instead(day.year, bounds.fiscal_years(today))}正しい日付にしてください"
            )
            yield Doubt(column, format_date(day), told, frozenset({column.name}), refused=day < first)
    years = _column(stated.kind, _YEARS)
    span = bounds.fiscal_years(today)
    for year in stated.fields.get(_YEARS, ()) if years else ():
        if years and not span[0] <= year <= span[1]:
            told = (
                f"この台帳で考えられる年度({_year_text(span[0])}〜{_year_text(span[1])})の外です。"
                f"{_meant_instead(year, span)}正しい年度にしてください"
            )
            yield Doubt(years, _year_text(year), told, frozenset({_YEARS}), refused=True)


def _year_text(year: int) -> str:
    """A fiscal year with its western number: 平成6年度(1994年度)."""
    return f"{format_date(date(year, 5, 1)).partition('年')[0]}年度({year}年度)"


def _meant_instead(year: int, span: tuple[int, int]) -> str:
    """The question whether 令和 was meant by the same number of another era, or without a digit too many."""
    numbers = (year - _FIRST_OF_HEISEI + 1, year - _FIRST_OF_SHOWA + 1, year - _FIRST_OF_REIWA + 1 - 10, year - 2000)
    likely = [n for n in numbers if n >= 1 and span[0] <= _FIRST_OF_REIWA + n - 1 <= span[1]]
    return f"令和{'元' if likely[0] == 1 else likely[0]}年のことではありませんか。" if likely else ""


def _ahead(bounds: Plausible, stated: Stated, today: date) -> Iterator[Doubt]:
    """Dates of evidence after today, and a 締結日 that lies too far ahead."""
    for column in _dates(stated.kind):
        name = f"{stated.kind}.{column.name}"
        day = stated.day(name)
        if day is None or day <= today:
            continue
        fields = frozenset({column.name})
        if name == f"{CONTRACT}.{_CONCLUDED}" and day > today + timedelta(days=bounds.concluded_days_ahead):
            told = (
                f"今日({format_date(today)})から{bounds.concluded_days_ahead}日より先です。"
                f"{_meant_instead(day.year, bounds.fiscal_years(today))}"
                "正しい日付にするか、まだ締結していなければ空欄にしてください"
            )
            yield Doubt(column, format_date(day), told, fields, refused=True)
        elif name not in bounds.may_lie_ahead and stated.by_command:
            told = f"今日({format_date(today)})より後の日は証拠になりません。その日が来てから登録してください"
            yield Doubt(column, format_date(day), told, fields, refused=True)
        elif name not in bounds.may_lie_ahead:
            told = (
                f"今日({format_date(today)})より後の日なので、予定として預かり、証拠には数えません。"
                "その日が来てから、改めて登録するか取り込んでください"
            )
            yield Doubt(column, format_date(day), told, fields, refused=False, planned=True)


def _year_fits(bounds: Plausible, stated: Stated) -> Iterator[Doubt]:
    """A 締結日 in another fiscal year than those of the contract."""
    day, years = stated.day(f"{CONTRACT}.{_CONCLUDED}"), stated.fields.get(_YEARS)
    column = _column(CONTRACT, _YEARS)
    if day is None or not years or column is None:
        return
    concluded = label(ContractSheet, _CONCLUDED)
    of_day, shown = fiscal_year_of(day), "、".join(_year_text(year) for year in years)
    late, early = of_day - max(years), min(years) - of_day
    told = (
        f"{concluded}({format_date(day)}、{_year_text(of_day)})と合いません。表は年度の欄で数えます。"
        f"年度か{concluded}を確かめてください"
    )
    too_early = early > bounds.fiscal_years_before and not stated.fields.get("long_term")
    if late > 0 or too_early:
        refused = late > bounds.fiscal_years_after
        yield Doubt(column, shown, told, frozenset({_YEARS, _CONCLUDED}), refused=refused)


def _order(order: DateOrder, stated: Stated) -> Iterator[Doubt]:
    """The contradiction of two dates, told at the one of the record itself, or at the later one of both."""
    own = [name for kind, _, name in (f.partition(".") for f in (order.then, order.first)) if kind == stated.kind]
    first = stated.day(order.first) if own else None
    then = stated.day(order.then) if first else None
    if first is None or then is None:
        return
    is_wrong = first > then
    if not is_wrong and not (order.within_days and then > first + timedelta(days=order.within_days)):
        return
    fields, column = frozenset(own), _column(stated.kind, own[0])
    if column is None:
        return
    shown = format_date(then if order.then.endswith(f".{own[0]}") else first)
    names = [f"{_label(field)}({format_date(day)})" for field, day in ((order.first, first), (order.then, then))]
    if is_wrong:
        refused = order.grade == "fault"
        cure = "どちらかの日付を直してください" if refused else "事実のとおりか確かめ、違えば直してください"
        yield Doubt(column, shown, f"{names[0]}が{names[1]}より後です。{cure}", fields, refused)
    else:
        far = f"{names[0]}から{names[1]}まで{order.within_days}日を超えます。"
        yield Doubt(column, shown, f"{far}年の打ち違いでないか確かめ、違えば直してください", fields, refused=False)


def _label(field: str) -> str:
    kind, _, name = field.partition(".")
    column = _column(kind, name)
    return column.label if column else field
