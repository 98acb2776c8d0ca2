"""What changed in the rule book between two days: rules, values, editions, circulars, each on its day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from config.citations import Citation
from config.place import said_here
from config.rulebook import RuleBook
from config.schema import DatedValue, Rule
from config.sources_by_day import sources_by_day

ChangeKind = Literal["source", "rule", "citation", "value", "edition", "transition"]
KIND_LABELS: dict[ChangeKind, str] = {
    "source": "文書",
    "rule": "規則",
    "citation": "規則の根拠",
    "value": "値",
    "edition": "版",
    "transition": "経過措置の区切り",
}
_ORDER = list(KIND_LABELS)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the rule book: `on` is its first day, `label` what changes, `old` and `new` what the book says.

    `old` is None where nothing stood before, `new` where nothing follows. `source` is where it is written.
    """

    on: date
    kind: ChangeKind
    id: str
    label: str
    old: str | None
    new: str | None
    source: str


def changes_between(book: RuleBook, first: date, last: date) -> list[Change]:
    """Every change after the first day up to and including the last, in order of day; equal days give no change."""
    between = [change for change in _all(book) if first < change.on <= last]
    return sorted(between, key=lambda change: (change.on, _ORDER.index(change.kind), change.id))


def _all(book: RuleBook) -> Iterator[Change]:
    for source in book.sources.values():
        if source.issued_on:
            mark = f"〔{source.standing}〕"
            yield Change(source.issued_on, "source", source.id, source.title, None, source.number, mark)
    for rule in book.rules.values():
        if rule.first_on:
            yield Change(
                rule.first_on,
                "rule",
                rule.code,
                rule.label,
                None,
                rule.strength_label,
                book.source_text(rule.code, rule.first_on),
            )
            yield from _citations(book, rule)
        yield from _values(book, rule)
    for edition in book.editions:
        earlier = [e for e in book.editions if e.form == edition.form and e.issued_on < edition.issued_on]
        old = max(earlier, key=lambda e: e.issued_on).label if earlier else None
        label = said_here(FORM_LABELS[edition.form])
        yield Change(edition.issued_on, "edition", edition.id, label, old, edition.label, cited(book, edition.cite))
    for item in book.transitions.values():
        source_ = "、".join(cited(book, cite) for cite in item.cites)
        for day in item.turning_days:
            yield Change(day, "transition", item.code, item.label, None, None, source_)


def _citations(book: RuleBook, rule: Rule) -> Iterator[Change]:
    """The days after a rule's first on which it begins to rest on other documents."""
    periods = sources_by_day(book, rule.code)
    for (_, old), (day, new) in pairwise(periods):
        if day:
            yield Change(day, "citation", rule.code, rule.label, old, new, new)


def _values(book: RuleBook, rule: Rule) -> Iterator[Change]:
    """The days on which a value begins or ends; where one value takes another's place, that is one change."""
    for value in rule.values:
        if value.valid_from:
            before = _shown(next((v for v in rule.values if _follows(v, value)), None))
            yield Change(
                value.valid_from, "value", rule.code, value.name, before, _shown(value), cited(book, value.cite)
            )
        if value.valid_until and not any(_follows(value, v) for v in rule.values):
            yield Change(
                value.valid_until, "value", rule.code, value.name, _shown(value), None, cited(book, value.cite)
            )


def _follows(earlier: DatedValue, later: DatedValue) -> bool:
    return earlier.name == later.name and earlier.valid_until is not None and earlier.valid_until == later.valid_from


def _shown(value: DatedValue | None) -> str | None:
    """A value as text: a number as 1000以上, a list with its parts between commas."""
    if value is None:
        return None
    parts = value.value if isinstance(value.value, tuple) else (value.value,)
    return "、".join(map(str, parts)) + (value.comparison or "")


# The names of the forms, in which a word of the place may stand.
FORM_LABELS = {
    "template": "業務委託契約書(参考様式)",
    "special_provisions": "{provisions}",
    "checklist": "チェックリスト",
}


def cited(book: RuleBook, cite: Citation) -> str:
    """A citation in one line: how sure it is, which document it cites, where in the document it stands."""
    source = book.sources[cite.source]
    return f"〔{cite.standing}〕{source.number or source.title}{' ' + cite.at if cite.at else ''}"
