"""What is to be done next about an incident, in the order of its course, and what still lacks before it may close."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.legal_reports import IncidentRules
from config.place import here
from config.vocabulary import Role
from states.content import lacks
from states.facts import Contract
from states.guards.checklists import outsiders_have_access
from states.incident import WRITTEN, is_said
from states.incident_report import IncidentReport
from states.incidents import reports_due
from states.labels import label
from states.reportable import reportable

if TYPE_CHECKING:
    from config.readings import Readings
    from config.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an incident's course: what it is called, and the fields in which it is recorded."""

    id: str
    title: str
    fields: tuple[str, ...]


SECTIONS = (
    Section(
        "first",
        "一報と初期対応",
        (
            *("summary", "only_feared", "noticed_on", "noticed_at", "first_reported_on", "first_reported_at"),
            *("at_subcontract", "measures", "instructed_on", "instructions"),
        ),
    ),
    Section(
        "categories",
        "報告の要否",
        (
            *("sensitive", "property_damage", "wrongful_purpose", "persons", "ordinance_sensitive", "specific_pi"),
            *("seen_by_many", "in_network_system", "concealed", "reportable", "reportable_reason"),
        ),
    ),
    Section(
        "reports",
        "委員会への報告と本人への通知",
        (
            *("preliminary_on", "final_on", "person_notified_on", "notice_method", "no_notice_reason"),
            *("contractor_reported_on", "published_on", "no_publication_reason"),
        ),
    ),
    Section(
        "inquiry",
        "調査と書面の報告",
        ("investigated_on", "course", "damage", "cause", "written_report_on", "no_written_reason", "prevention"),
    ),
)
"""The parts of an incident's course, with every field but those of its identity and its close."""


@dataclass(frozen=True, slots=True)
class IncidentStep:
    """One thing to do next: what, and the section of the record in which it is put down."""

    words: str
    section: str


def next_steps(rules: IncidentRules, incident: IncidentReport, readings: "Readings") -> tuple[IncidentStep, ...]:
    """What is to be done next about an open incident, in the order of its course; nothing of one that is closed."""
    return tuple(_steps(rules, incident, readings)) if incident.closed_on is None else ()


def _steps(rules: IncidentRules, incident: IncidentReport, readings: "Readings") -> Iterator[IncidentStep]:
    if incident.first_reported_on is None:
        day = label(IncidentReport, "first_reported_on")
        yield IncidentStep(f"委託先に直ちに一報させ、{day}と{label(IncidentReport, 'noticed_on')}を記録する", "first")
    if blank := lacks(readings, incident, "measures"):
        yield IncidentStep(f"被害の発生又は拡大を防ぐ措置を取らせ、記録する(不足: {'、'.join(blank)})", "first")
    answer = reportable(rules, incident)
    if answer.answer is None:
        yield IncidentStep(f"報告の要否を確かめ、記録する({answer.reason})", "categories")
    for due in reports_due(rules, incident):
        days = due.days or due.report.words
        yield IncidentStep(f"{due.report.name}を{due.report.to}へ({days})。根拠 {due.report.source}", "reports")
    if incident.written_report_on is None and incident.no_written_reason is None:
        wanted = "、".join(label(IncidentReport, name) for name in WRITTEN)
        yield IncidentStep(f"委託先に調査をさせ、書面で報告を受ける({wanted})", "inquiry")
    if not lacks_to_close(rules, incident, readings):
        yield IncidentStep(f"{Role.DIVISION_HEAD.label}が終結を記録する", "close")


def question_of_subcontract(contract: Contract, incident: IncidentReport, book: "RuleBook") -> tuple[IncidentStep, ...]:
    """The question whether who was concerned is a subcontractor that the office does not know.

    It is asked where the checklist says that outsiders have access (部外者), until a subcontract is named.
    """
    checklist = contract.checklist
    if incident.closed_on or incident.at_subcontract or checklist is None or not outsiders_have_access(checklist, book):
        return ()
    column = label(IncidentReport, "at_subcontract")
    words = (
        f"チェックリストでは部外者がシステムを利用しています。関わった者が、{here().government}の知らない再委託先(子会社・グループ会社を含む)に"
        f"当たらないかを確かめ、当たるときは再委託として記録し、{column}を入れる"
    )
    return (IncidentStep(words, "first"),)


def lacks_to_close(rules: IncidentRules, incident: IncidentReport, readings: "Readings") -> Sequence[str]:
    """What is not on record yet, as columns and in words: without it a head closes only with a reason."""
    blank = list(lacks(readings, incident, "summary", "measures", "first_reported_on"))
    answer = reportable(rules, incident)
    if answer.answer is None:
        blank.append(f"報告の要否({answer.reason})")
    for due in reports_due(rules, incident):
        if due.report.label not in blank and due.report.from_day is None:
            blank.append(due.report.label)
    if incident.written_report_on is None and not is_said(readings, incident, "no_written_reason"):
        blank.append(f"{label(IncidentReport, 'written_report_on')}又は{label(IncidentReport, 'no_written_reason')}")
    return blank
