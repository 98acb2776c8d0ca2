"""The guards of a visit that is made again: each year where the installation asks for it, and after an incident."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from config.place import here
from config.wareki import first_day_of, fiscal_year_of, format_date, format_fiscal_year
from states.facts import Contract
from states.guards.case import Case, Guard
from states.guards.recording import attach
from states.guards.s3_onsite import what_the_visit_lacks
from states.guards.substitutes import reasons_given, refusals, substituted
from states.incidents import open_incidents
from states.verdict import Note, Outcome, met, not_applicable, unmet

_ASSUMED = "〔仮定〕"
_VISIT = ("inspected_on", "place", "inspected_by", "fit")
_When = Callable[[date | None], bool]


def visited_in_the_year(case: Case) -> Outcome:
    """Whether the contractor was visited in the fiscal year of the day, or what took its place was accepted then.

    It is asked in every year of the performance, until its last; a year that passed without can't be made good and is
    told as a remark.
    """
    years = _years_of_performance(case)
    if not years:
        return not_applicable("履行開始前")
    missed = tuple(_missed(case, years[:-1]))
    if seen := _seen(case, _within(years[-1])):
        return Outcome(seen.status, seen.reason, notes=missed)
    end = case.contract.sheet.performance_end_on
    last = first_day_of(years[-1] + 1) - timedelta(days=1)
    told = f"{format_fiscal_year(years[-1])}年度の実地調査(代わる対応を含む)の記録がない"
    owed = unmet(told, "", *missed, command=attach(case, "onsite_inspection", _VISIT, paper=True))
    return _due(owed, min(last, end) if end else last, "〔外部〕")


def visited_since_the_incident(case: Case) -> Outcome:
    """Whether the contractor was visited again since the office knew of every incident that is open."""
    if case.contract.stage.is_final:
        return not_applicable("終わった契約には求めない")
    known = [day for day, _ in open_incidents(case.contract, case.book.readings)]
    if not known:
        return not_applicable("終結していない漏えい等事案がない")
    since = known[-1]
    if seen := _seen(case, lambda day: day is not None and day >= since):
        return seen
    told = f"漏えい等事案({here().government}が知った日 {format_date(since)})の後に、委託先を改めて調査した記録がない"
    owed = unmet(told, command=attach(case, "onsite_inspection", _VISIT, paper=True))
    return _due(owed, since + timedelta(days=_days_of_grace(case)), _ASSUMED)


def _days_of_grace(case: Case) -> int:
    """Within how many calendar days the visit after an incident is due, as the rule's own value says."""
    value = case.book.on(case.on).value(case.rule.code, "visit_days") if case.rule else 0
    if not isinstance(value, int):
        raise TypeError("the days of a visit after an incident are no number")
    return value


def _years_of_performance(case: Case) -> range:
    """The fiscal years of the performance that have begun by the day; none before its first day."""
    start, end = case.contract.sheet.performance_start_on, case.contract.sheet.performance_end_on
    if start is None or start > case.on:
        return range(0)
    return range(fiscal_year_of(start), fiscal_year_of(min(case.on, end) if end else case.on) + 1)


def _within(year: int) -> _When:
    return lambda day: day is not None and fiscal_year_of(day) == year


def _seen(case: Case, when: _When) -> Outcome | None:
    """The outcome of a visit, or of an accepted substitute for one, on such a day; None where there is neither."""
    subject: Contract = case.contract
    visits = [visit for visit in subject.own_visits if when(visit.inspected_on)]
    if any(not what_the_visit_lacks(case, visit, needs_original=False) for visit in visits):
        return met()
    waivers = (w for w in subject.waivers if when(w.substitute_on) and reasons_given(case, w))
    accepted = next((w for w in waivers if not refusals(case, w, needs_original=False)), None)
    return substituted(accepted) if accepted else None


def _missed(case: Case, years: range) -> Iterator[Note]:
    """A remark for the years of the performance that passed without a visit."""
    without = [format_fiscal_year(year) for year in years if not _seen(case, _within(year))]
    if without:
        yield Note(f"{'、'.join(without)}年度の実地調査の記録がない(過ぎた年度のものは、さかのぼって満たせない)")


def _due(owed: Outcome, day: date, note: str) -> Outcome:
    """An unmet duty with the day by which it is owed."""
    return Outcome(owed.status, owed.reason, owed.remedy, owed.notes, command=owed.command, due_on=day, due_note=note)


GUARDS: Mapping[str, Guard] = {
    "visited_in_the_year": visited_in_the_year,
    "visited_since_the_incident": visited_since_the_incident,
}
