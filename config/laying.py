"""Entries of rule data laid over others: a draft over the live ones, a published addition over its pack."""

from collections.abc import Callable, Hashable, Iterator
from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from config.errors import DataFault
from config.rule_rows import Located, RuleRows
from config.schema import Rule

M = TypeVar("M", bound=BaseModel)


def lapsed(standing: RuleRows, drafted: RuleRows) -> Iterator[DataFault]:
    """Faults of values that the judging needs: one without an end may change from a day, not vanish or pause."""
    live = {rule.code: rule for _, rule in standing.rules}
    for name, rule in drafted.rules:
        if rule.code in live and rule.subject != live[rule.code].subject:
            yield DataFault(name, f"{rule.code}.subject", "規則の対象は判定の仕方によるため、データでは変えられません")
        for value in live[rule.code].values if rule.code in live else ():
            place = f"{rule.code}.{value.name}"
            if value.valid_until is None and not _runs_on(rule, value.name):
                yield DataFault(
                    name,
                    place,
                    "値が途切れています。変わる日を前の値の valid_until と次の値の valid_from に書いてください",
                )
            elif any(type(v.value) is not type(value.value) for v in rule.values if v.name == value.name):
                yield DataFault(name, place, f"値の種類が今の規程と違います(今は {type(value.value).__name__})")


def _runs_on(rule: Rule, name: str) -> bool:
    """Whether the periods of a value follow one another without a gap or an end from the rule's first date on."""
    periods = sorted((v for v in rule.values if v.name == name), key=lambda v: v.valid_from or date.min)
    ends = [rule.first_on, *(v.valid_until for v in periods)]
    gaps = [end and v.valid_from and end < v.valid_from for end, v in zip(ends, periods, strict=False)]
    return bool(periods) and not any(gaps) and periods[-1].valid_until is None


def laid_over(standing: RuleRows, drafted: RuleRows) -> RuleRows:
    """The entries of which each that is drafted takes the place of the one that stands; the others stay."""
    return RuleRows(
        rules=_merged(standing.rules, drafted.rules, lambda rule: rule.code),
        sources=_merged(standing.sources, drafted.sources, lambda source: source.id),
        editions=_merged(standing.editions, drafted.editions, lambda edition: edition.id),
        transitions=_merged(standing.transitions, drafted.transitions, lambda item: item.code),
        forms=_merged(standing.forms, drafted.forms, lambda form: form.edition),
        ladders=drafted.ladders or standing.ladders,
        alerts=_merged(standing.alerts, drafted.alerts, lambda kind: kind.code),
        desks=_merged(standing.desks, drafted.desks, lambda desk: desk.id),
        evidence=_merged(standing.evidence, drafted.evidence, lambda kind: kind.id),
        readings=drafted.readings or standing.readings,
        plausible=drafted.plausible or standing.plausible,
        declarations=drafted.declarations or standing.declarations,
        personal_data=drafted.personal_data or standing.personal_data,
        incidents=drafted.incidents or standing.incidents,
        headings=drafted.headings or standing.headings,
        paper_forms=_merged(standing.paper_forms, drafted.paper_forms, lambda form: form.kind),
        place=drafted.place or standing.place,
        wordings=_merged(standing.wordings, drafted.wordings, lambda one: one.id),
        circulars=drafted.circulars or standing.circulars,
        tables=drafted.tables or standing.tables,
    )


def _merged(live: list[Located[M]], draft: list[Located[M]], key: Callable[[M], Hashable]) -> list[Located[M]]:
    return list(({key(m): (f, m) for f, m in live} | {key(m): (f, m) for f, m in draft}).values())
