"""Obligations as rows: what each contract owes, by when and by whom; the rows are refreshed when its facts change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from config.wareki import first_day_of, fiscal_year_of
from lifecycle.dues.alerts import AlertKey, Known, known_alerts, next_on, of_duties
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import CHUNK, among, chunks
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.progress import begins, steps
from lifecycle.records.record_projection import dates_in
from lifecycle.records.tables import assessment, obligation, record
from states.assessment import Assessor
from states.due_dates import due_on
from states.facts import Contract
from states.guards.case import Case
from states.ladder import Ladder
from states.occasions import Occasion, occasions
from states.verdict import Assessment

_FORGET_OWED = obligation.delete().where(among(obligation.c.contract))
_FORGET_STANDING = assessment.delete().where(among(assessment.c.contract))
_OWE, _STAND = obligation.insert(), assessment.insert()
_AHEAD = select(record.c.contract, record.c.fields).where(
    among(record.c.contract), record.c.latest_on > bindparam("on"), record.c.superseded_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The facts of a contract on a day, and what the rules say of these facts."""

    contract: Contract
    assessment: Assessment
    _given: list[Sequence[Occasion]] = field(default_factory=list, init=False, repr=False, compare=False)

    def occasions(self, assessor: Assessor) -> Sequence[Occasion]:
        """What the contract gives occasion to tell of, by the assessor that judged it; worked out at the first look."""
        if not self._given:
            self._given.append(occasions(assessor, self.contract, self.assessment))
        return self._given[0]


def refresh(
    connection: Connection,
    assessor: Assessor,
    ids: Sequence[str],
    on: date,
    known: Mapping[str, Judged] = MappingProxyType({}),
) -> dict[str, Judged]:
    """Reassess these contracts as of a day and store what they owe; a contract that is gone loses its rows.

    Those in `known` were judged on that day already and no fact of theirs has changed since.
    """
    refreshed: dict[str, Judged] = {}
    if len(ids) > CHUNK:
        begins("義務を判定しています", len(ids))
    for chunk in chunks(ids):
        judged, rows, summaries = computed(connection, assessor, chunk, on, known)
        connection.execute(_FORGET_OWED, {"keys": chunk})
        connection.execute(_FORGET_STANDING, {"keys": chunk})
        if rows:
            connection.execute(_OWE, rows)
        if summaries:
            connection.execute(_STAND, summaries)
        refreshed |= judged
        steps(len(chunk))
    return refreshed


def computed(
    connection: Connection,
    assessor: Assessor,
    ids: Sequence[str],
    on: date,
    known: Mapping[str, Judged] = MappingProxyType({}),
) -> tuple[dict[str, Judged], list[dict[str, Any]], list[dict[str, Any]]]:
    """The contracts as judged on a day, and the rows that follow from it: of what is owed, and of how each stands."""
    judged = _judged(connection, assessor, ids, on, known)
    alerts = known_alerts(connection, ids, which=of_duties(assessor.book))
    ahead = _dates_ahead(connection, ids, on)
    rows: list[dict[str, Any]] = []
    summaries = []
    for id_, now in judged.items():
        looks = _looks(assessor, now, alerts[id_])
        rows += _rows(now.contract, now.assessment, looks)
        others = _other_days(now.contract, assessor, now.assessment, ahead.get(id_))
        summaries.append(
            {
                "contract": id_,
                "stage": now.contract.stage.value,
                "standing": now.assessment.standing.value,
                "assessed_on": on,
                "next_look_on": min([*looks.values(), *others], default=None),
            }
        )
    return judged, rows, summaries


def _judged(
    connection: Connection, assessor: Assessor, ids: Sequence[str], on: date, known: Mapping[str, Judged]
) -> dict[str, Judged]:
    """These contracts as judged, less those taken back; one already known is neither loaded nor judged again."""
    gone = taken_back_now(connection, ids)
    unknown = [id_ for id_ in ids if id_ not in known and id_ not in gone]
    facts = list(load_contracts(connection, unknown, AsOf(on)))
    loaded = {one.contract.id: one for one in map(Judged, facts, assessor.assess_all(facts, on))}
    return {id_: now for id_ in ids if id_ not in gone and (now := known.get(id_) or loaded.get(id_))}


def _looks(assessor: Assessor, judged: Judged, known: Known) -> dict[AlertKey, date]:
    """The day on which each occasion must be looked at next; an open alert without one waits for the next sweep."""
    ladder, on = Ladder(assessor.book.escalation, assessor.calendar), judged.assessment.on
    occasions_by_key = {o.key: o for o in judged.occasions(assessor)}
    days = {key: next_on(ladder, o, known.standing.get(key), on) for key, o in occasions_by_key.items()}
    gone = dict.fromkeys(known.standing.keys() - occasions_by_key.keys(), on)
    early = {key: on for key, o in occasions_by_key.items() if key in known.standing and not o.is_open(on)}
    return {key: day for key, day in {**days, **gone, **early}.items() if day is not None}


def _rows(contract: Contract, judged: Assessment, looks: dict[AlertKey, date]) -> Iterator[dict[str, Any]]:
    """The rows of a contract, one for each unmet duty; its next alert falls on the ladder's next step."""
    for finding in judged.blocking():
        yield {
            "subject": finding.subject,
            "code": finding.code,
            "contract": contract.id,
            "status": finding.status.value,
            "gate": finding.gate.value if finding.gate else None,
            "due_on": finding.due_on,
            "responsible": finding.responsible,
            "reason": finding.reason,
            "remedy": finding.remedy,
            "command": finding.command,
            "curable": finding.curable,
            "weight": finding.weight,
            "edition": finding.edition or None,
            "next_alert_on": looks.get((finding.subject, finding.code)),
        }


def _dates_ahead(connection: Connection, ids: Sequence[str], on: date) -> dict[str, date]:
    """The first date in each contract's records that lies after the day: from that date on the record may count."""
    rows = connection.execute(_AHEAD, {"keys": ids, "on": on})
    first: dict[str, date] = {}
    for row in rows:
        ahead = [day for day in dates_in(orjson.loads(row.fields)) if day > on]
        first[row.contract] = min([*ahead, first[row.contract]] if row.contract in first else ahead)
    return first


def _other_days(contract: Contract, assessor: Assessor, judged: Assessment, ahead: date | None) -> list[date]:
    """The days, beside those of its alerts, on which time alone may change what a contract owes or how it stands."""
    on = judged.on
    days = [day for f in judged.blocking() if f.due_on for day in _turns(assessor, f.due_on) if day > on]
    days += [o.expires_on + timedelta(days=1) for o in contract.overrides if o.lives_on(on)]
    days += [day for day in assessor.book.dates if day > on]
    days += [one.from_on for one in assessor.policy.departures.values() if one.from_on > on]
    days += [s.sheet.started_on for s in contract.subcontracts if s.sheet.started_on and s.sheet.started_on > on]
    if assessor.policy.yearly_visit:
        days.append(first_day_of(fiscal_year_of(on) + 1))
    if contract.sheet.long_term:
        days += [day for year in contract.sheet.fiscal_years or () if (day := first_day_of(year)) > on]
        days.append(first_day_of(fiscal_year_of(on) + 1))
    grace = due_on(assessor.book.visit_rule, Case(contract, on, assessor.book), assessor.calendar)
    if grace and grace >= on:
        days.append(grace + timedelta(days=1))
    return [*days, ahead] if ahead else days


def _turns(assessor: Assessor, due: date) -> tuple[date, date]:
    """The days on which an unmet duty becomes due soon, and overdue: the contract's standing then turns by itself."""
    soon = assessor.calendar.add(due, -assessor.book.escalation.soon_business_days)
    return soon, due + timedelta(days=1)
