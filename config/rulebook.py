"""The rule book: every rule with its dates, and what of it holds on a given day."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

from config.desks import Desk, Desks
from config.escalation import AlertKind, Escalation
from config.schema import ChecklistForm, DatedValue, Edition, Rule, Source, Transition

Value = int | date | str | tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True)
class RulesOn:
    """What the rule book says on one day. Two days between the same dates of the book give equal answers."""

    rules: Mapping[str, Rule] = field(repr=False)
    in_force: frozenset[str]
    values: Mapping[tuple[str, str], DatedValue] = field(repr=False)
    editions: Mapping[str, Edition]

    def value(self, code: str, name: str) -> Value:
        """The value of a rule on this day. Raises KeyError where the rule has no such value then."""
        return self.values[code, name].value

    def edition(self, form: str) -> Edition | None:
        """The edition of a form in force on this day, None before the first that is known."""
        return self.editions.get(form)


@dataclass(frozen=True)
class RuleBook:
    """All rules, transitional rules, sources, editions, forms and the ladder, as loaded and checked."""

    rules: Mapping[str, Rule]
    transitions: Mapping[str, Transition]
    sources: Mapping[str, Source]
    editions: tuple[Edition, ...]
    forms: Mapping[str, ChecklistForm]
    escalation: Escalation
    desks: Desks
    alerts: Mapping[str, AlertKind] = field(default_factory=dict)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day on which the book changes, in order."""
        days = {rule.first_on for rule in self.rules.values()} | {edition.issued_on for edition in self.editions}
        for rule in self.rules.values():
            for value in rule.values:
                days |= {value.valid_from, value.valid_until}
        return tuple(sorted(day for day in days if day))

    @cached_property
    def _periods(self) -> dict[int, RulesOn]:
        return {}

    def on(self, day: date) -> RulesOn:
        """The book as it stands on a day; constant between its dates."""
        period = bisect_right(self.dates, day)
        if period not in self._periods:
            self._periods[period] = self._snapshot(self.dates[period - 1] if period else date.min)
        return self._periods[period]

    def _snapshot(self, day: date) -> RulesOn:
        editions: dict[str, Edition] = {}
        for edition in sorted(self.editions, key=lambda e: e.issued_on):
            if edition.issued_on <= day:
                editions[edition.form] = edition
        return RulesOn(
            rules=self.rules,
            in_force=frozenset(c for c, r in self.rules.items() if r.first_on is None or r.first_on <= day),
            values=MappingProxyType(
                {(c, v.name): v for c, r in self.rules.items() for v in r.values if v.holds_on(day)}
            ),
            editions=MappingProxyType(editions),
        )

    @cached_property
    def checklist(self) -> ChecklistForm:
        """The checklist form of the latest edition."""
        return self.checklist_on(date.max)

    def checklist_on(self, day: date) -> ChecklistForm:
        """The checklist form of the edition in force on a day; before the first that is known, that one."""
        return self.forms[self.checklist_edition_on(day).id]

    def checklist_edition_on(self, day: date) -> Edition:
        """The edition of that form: the newest issued by the day, else the first that is known."""
        ordered = sorted((e for e in self.editions if e.form == "checklist"), key=lambda e: e.issued_on)
        issued = [e for e in ordered if e.issued_on <= day]
        return issued[-1] if issued else ordered[0]

    def source_text(self, code: str) -> str:
        """The legal source of a rule in one line, as a refusal cites it: 「5財活第1162号 記2(1)④」."""
        parts = []
        for cite in self.rules[code].cites:
            source = self.sources[cite.source]
            name = source.number or source.title
            mark = "" if cite.standing == "原文" else f"〔{cite.standing}〕"
            parts.append(f"{name}{' ' + cite.at if cite.at else ''}{mark}")
        return "、".join(parts)

    def oversight_of(self, code: str) -> Desk:
        """The desk of the 制度所管課 that answers for a rule, or for an occasion of an alert (AL-…)."""
        kind = self.alerts.get(code)
        return self.desks.by_id[self.rules[code].oversight if kind is None else str(kind.oversight)]
