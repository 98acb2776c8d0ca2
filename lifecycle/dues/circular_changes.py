"""What a circular changes for the contracts of an office: each is judged with what it brings, and without."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from config.errors import RuleDataError
from config.loader import book_with
from config.rulebook import RuleBook
from config.vocabulary import Status
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.flags import rules_added
from lifecycle.records.own_rules import pack_of
from states.assessment import Assessor
from states.circular import AskedAnew, Circular, CircularChanges
from states.facts import Contract
from states.verdict import Assessment, DutyKey, Finding

_AMISS = (Status.UNMET, Status.WARNING)


def circular_changes(
    app: App, connection: Connection, circular: Circular, offices: frozenset[str] | None
) -> CircularChanges | None:
    """What a circular asks on its first day of the live contracts of offices (None: all); None: it brings nothing."""
    on = circular.first_on
    if on is None:
        return None
    now, (before, earlier_on) = app.assessor, _without(app, connection, circular, on)
    live, ended = Counter[str](), Counter[str]()
    duties: list[AskedAnew] = []
    for contract in load_contracts(connection, contract_ids(connection, None, offices), AsOf(on)):
        last, division = contract.sheet.performance_end_on, contract.sheet.division or ""
        if contract.stage.is_final or (last is not None and last < on):
            ended[division] += 1
            continue
        live[division] += 1
        earlier = before.assess(contract, earlier_on)
        duties += _anew(app.book, contract, earlier, now.assess(contract, on))
    return CircularChanges(on, live, ended, tuple(duties))


def _without(app: App, connection: Connection, circular: Circular, on: date) -> tuple[Assessor, date]:
    """The judge by the book without what a circular brings; where no such book stands, by that of the day before."""
    assessor = app.assessor
    added = rules_added(connection)
    if circular.layer in added:
        others = {name: files for name, files in added.items() if name != circular.layer}
        with suppress(RuleDataError):
            return replace(assessor, book=book_with(pack_of(app.home), others)), on
    left = tuple(edition for edition in assessor.book.editions if edition.id not in circular.editions)
    if circular.editions and _forms(assessor.book) == {edition.form for edition in left}:
        return replace(assessor, book=replace(assessor.book, editions=left)), on
    return assessor, on - timedelta(days=1)


def _forms(book: RuleBook) -> set[str]:
    return {edition.form for edition in book.editions}


def _anew(book: RuleBook, contract: Contract, before: Assessment, now: Assessment) -> Iterator[AskedAnew]:
    """What is amiss now and was not, or is amiss now in other words than before."""
    amiss = _amiss(before)
    for key, one in _amiss(now).items():
        earlier = amiss.get(key)
        if earlier is None or _words(earlier) != _words(one):
            rule, division = book.rules.get(one.code), contract.sheet.division or ""
            label = rule.label if rule else one.code
            yield AskedAnew(division, contract.id, one.subject, one.code, label, one.due_on, one.remedy)


def _words(finding: Finding) -> tuple[bool, str, str]:
    return finding.blocking, finding.reason, finding.remedy


def _amiss(judged: Assessment) -> Mapping[DutyKey, Finding]:
    return {(f.subject, f.code): f for f in judged.findings if f.status in _AMISS and not f.noted}
