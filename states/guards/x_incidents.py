"""The guards of what a contractor owes after a leak: the first word to the office, the report in writing."""

from collections.abc import Iterator, Mapping

from config.wareki import format_date
from states.guards.case import Case, Guard
from states.incident import FIRST_WORD, MARK, WRITTEN, is_said, with_numbers
from states.incident_report import IncidentReport
from states.labels import label
from states.verdict import Note, Outcome, met, not_applicable, unmet

_NOTICED = label(IncidentReport, "noticed_on")
_FIRST = label(IncidentReport, "first_reported_on")


def first_report_came_at_once(case: Case) -> Outcome:
    """The contractor told of the incident: when it noticed, when it told, what happened, what it did at once.

    No source says within how many days «at once» ends: a first report of a later day is told, and judged by nobody.
    """
    return _each(case, FIRST_WORD, "一報の記録がそろっていない", tuple(_late_words(case)))


def report_in_writing_came(case: Case) -> Outcome:
    """The written report with course, damage, cause and measures; or the reason why there was no time for it."""
    open_ = {
        no: incident
        for no, incident in with_numbers(case.contract.incidents)
        if not is_said(case.book.readings, incident, "no_written_reason")
    }
    if case.contract.incidents and not open_:
        return met()
    return _each(case, ("written_report_on", *WRITTEN), "書面の報告の記録がそろっていない", (), open_)


def _each(
    case: Case,
    names: tuple[str, ...],
    told: str,
    notes: tuple[Note, ...],
    of: Mapping[int, IncidentReport] | None = None,
) -> Outcome:
    """Unmet where any incident lacks any of the fields; it names each with what it lacks."""
    every = dict(with_numbers(case.contract.incidents)) if of is None else of
    if not every:
        return not_applicable("漏えい等事案の記録がない")
    blank = {no: case.lacks(incident, *names) for no, incident in every.items()}
    lacking = [f"{MARK}{no}: {'、'.join(columns)}" for no, columns in blank.items() if columns]
    if not lacking:
        return met(*notes)
    first = next(no for no, columns in blank.items() if columns)
    sets = " ".join(f"--set {name}=…" for name in case.unfilled(every[first], *names))
    command = f"lifecycle incident update {{id}}/{MARK}{first} {sets}"
    return unmet(f"{told}(不足 {'。'.join(lacking)})", "", *notes, command=command)


def _late_words(case: Case) -> Iterator[Note]:
    """A remark for each incident of which the office was told on a later day than the contractor noticed it."""
    for no, incident in with_numbers(case.contract.incidents):
        noticed, told = incident.noticed_on, incident.first_reported_on
        if noticed and told and noticed < told:
            days = f"{_FIRST}({format_date(told)})は{_NOTICED}({format_date(noticed)})の{(told - noticed).days}日後"
            yield Note(f"{MARK}{no}: {days}。「直ちに」の日時の基準は定めがない")


GUARDS: Mapping[str, Guard] = {
    "first_report_came_at_once": first_report_came_at_once,
    "report_in_writing_came": report_in_writing_came,
}
