"""The duties of the desks (制度所管課): what the rules ask of them, and whether their records show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from config.rulebook import RuleBook
from config.schema import Rule
from config.vocabulary import Role, Status
from states.asked_records import added_record
from states.documents import Document
from states.duty import basis_of
from states.guards.records import what_it_lacks


@dataclass(frozen=True, slots=True)
class DeskDuty:
    """One duty of a desk on a day: met, a warning, or recorded nowhere (then `reason` says why).

    `dated_on` is the date of the record that speaks, None where there is none.
    """

    desk: str
    code: str
    label: str
    status: Status
    reason: str
    remedy: str
    command: str
    source: str
    strength: str
    dated_on: date | None


def desk_duties(book: RuleBook, papers: Mapping[str, tuple[Document, ...]], on: date) -> list[DeskDuty]:
    """Every duty of the oversight offices on a day, in the order of the rules; it bars no contract's gate."""
    asked = [r for r in book.rules.values() if r.subject == "office" and r.responsible.value == "oversight_office"]
    return [_duty(book, rule, papers, on) for rule in asked]


def kinds_of_offices(book: RuleBook) -> frozenset[str]:
    """The kinds of records that an office keeps of its own duties; the other kinds of that owner are a desk's."""
    own = (r for r in book.rules.values() if r.subject == "office" and r.responsible is not Role.OVERSIGHT_OFFICE)
    return frozenset(rule.asks.record for rule in own if rule.asks and rule.asks.record)


def _duty(book: RuleBook, rule: Rule, papers: Mapping[str, tuple[Document, ...]], on: date) -> DeskDuty:
    status, reason, day = _judged(book, rule, papers)
    basis = basis_of(book, rule.code, on)
    return DeskDuty(
        desk=book.oversight_of(rule.code).name_on(on),
        code=rule.code,
        label=rule.label,
        status=status,
        reason=reason,
        remedy="" if status is Status.MET else book.desks.worded(rule.remedy, on),
        command="" if status is Status.MET else rule.command or "",
        source=basis.source,
        strength=basis.strength_label,
        dated_on=day,
    )


def _judged(book: RuleBook, rule: Rule, papers: Mapping[str, tuple[Document, ...]]) -> tuple[Status, str, date | None]:
    if rule.asks is None or rule.asks.record is None:
        return Status.UNRECORDED, rule.unrecorded_because or "", None
    kind = book.evidence[rule.asks.record]
    of_kind = papers.get(kind.id, ())
    if not of_kind:
        return Status.WARNING, f"{kind.label}の記録がない", None
    day: date | None = getattr(of_kind[-1], kind.dated_by)
    lacking = what_it_lacks(book.readings, added_record(kind), of_kind[-1], rule.required_fields, rule.asks)
    return (Status.WARNING, lacking, day) if lacking else (Status.MET, "", day)
