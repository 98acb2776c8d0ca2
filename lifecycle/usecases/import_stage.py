"""An import as it is prepared beside the records, while others write: checked, drafted and judged page by page.

What it made waits in a database of its own (`staging`), and is put on record in one short transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, insert, select

from lifecycle.app import App
from lifecycle.clock import FixedClock, timestamp
from lifecycle.dues.incident_news import IncidentsBefore
from lifecycle.dues.obligations import Judged, refresh
from lifecycle.dues.reopening import Reopened, how_they_stand, reopened_by
from lifecycle.dues.turning import OwedBefore
from lifecycle.dues.urgent import tell_urgent, urgent_of
from lifecycle.dues.waiting import DecisionWaiting, Finder
from lifecycle.ledger.parsed import ParsedLedger
from lifecycle.post.outbox import Outbox
from lifecycle.records.free_text import FreeTexts
from lifecycle.records.journal import Draft, append, as_event, heads_of
from lifecycle.records.people import PeopleDesk
from lifecycle.records.progress import begins, steps
from lifecycle.records.projections import Projector
from lifecycle.records.publishing import count_of_contracts
from lifecycle.records.staging import carry_contracts, carry_installation, heads_of_installation, last_event
from lifecycle.records.tables import division, flag, journal
from lifecycle.usecases.corrections import Turnings, corrects
from lifecycle.usecases.declared import Declared
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.import_checks import Doubtful, FaultsFound, doubtful, faults_of_page, offices_in
from lifecycle.usecases.import_drafts import Drafting
from lifecycle.usecases.import_pages import CONTRACTS_OF_PAGE, LedgerPage, pages_of
from lifecycle.usecases.import_standing import must_be_own_office, stored_contracts
from lifecycle.usecases.layouts import layout_drafts
from lifecycle.usecases.numbering import numbered_rows
from lifecycle.usecases.numbers import as_on_record, faults_of_numbers
from lifecycle.usecases.own_rights import must_not_raise_oneself, posts_of_actor
from lifecycle.usecases.rules_standing import must_be_as_published
from lifecycle.usecases.work import Work

_DAYS = ("effective_on", "deputy_from")
"""The fields of an office's row from which on its posts hold."""
_OWN_FLAGS = ("rules", "policy")
"""The flags that a transaction sets for itself before it works."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the records held when an import was prepared, as far as it read: whoever changes it makes it begin anew."""

    heads: dict[str, tuple[int, str]]
    installation: dict[str, tuple[int, str]]
    flags: dict[str, str]
    contracts: int

    @classmethod
    def of(cls, connection: Connection, named: Sequence[str]) -> "Snapshot":
        """What the records hold now of these contracts, and of what holds for every contract."""
        flags = {row.name: row.value for row in connection.execute(select(flag)) if row.name not in _OWN_FLAGS}
        installation = heads_of_installation(connection)
        return cls(heads_of(connection, named), installation, flags, count_of_contracts(connection))


class StagedImport:
    """One import, prepared: `source` is read in one state of the records, `stage` takes what is made of the ledger."""

    def __init__(self, app: App, parsed: ParsedLedger, source: Connection, stage: Connection) -> None:
        moment = app.clock.now()
        self.app = replace(app, clock=FixedClock(moment))
        self.staged_at = timestamp(moment)
        self.source, self.stage = source, stage
        self.parsed = as_on_record(source, parsed)
        self.read = Work(self.app, source)
        self.read.people = PeopleDesk(source, stage)
        self.work = Work(self.app, stage)
        self.stored: dict[str, Any] = {}
        self.touched: set[str] = set()
        self.doubts: list[Doubtful] = []
        self.declared, self.turnings = Declared(), Turnings()
        self.incidents = IncidentsBefore(self.app, source)
        self.reopened: Reopened = []
        self.waiting: list[DecisionWaiting] = []
        self.with_incidents: dict[str, Judged] = {}
        self.events = 0
        self.layouts: list[Draft] = []
        self._owed: dict[str, OwedBefore] = {}

    @cached_property
    def offices(self) -> dict[str, str]:
        """The offices that the records know or 所属 names, by their names without widths and blanks."""
        return offices_in(self.read, self.parsed)

    @cached_property
    def drafting(self) -> Drafting:
        """What drafts the rows of the ledger."""
        return Drafting(self.read, self.parsed.sha256, self.offices)

    @property
    def changes(self) -> bool:
        """Whether anything would be recorded."""
        return self.events > 0 or bool(self.layouts)

    def check(self) -> FaultsFound:
        """Check every row and, as long as there is no fault, draft and apply what follows from it.

        Raises RoleError where there is no fault and the actor may not import this.
        """
        must_be_as_published(self.app, self.source)
        self._look()
        begins("台帳を確かめています", len(self.named))
        faults = FaultsFound(self.parsed.faults)
        faults.see((), (), faults_of_numbers(self.source, self.parsed))
        days = {str(row.values["division"].get(n) or "") for row in self.parsed.of("所属") for n in _DAYS} - {""}
        held = posts_of_actor(self.read, days)
        self._check_offices(faults)
        for page in pages_of(self.parsed):
            self._check_page(page, faults)
            steps(len(page.ids))
        if not faults.any:
            must_be_own_office(self.read, self.parsed, self.stored)
            must_not_raise_oneself(self.work, held)
            self.layouts = list(layout_drafts(self.read, self.parsed, self.offices))
        return faults

    def _look(self) -> None:
        """Take in what holds for every contract, and note what the import is prepared of."""
        carry_installation(self.source, self.stage)
        self.before = last_event(self.stage)
        self.snapshot = Snapshot.of(self.source, sorted(self.named))
        self.divisions = {row.name: row.fields for row in self.source.execute(select(division))}
        self.flags = {row.name: row.value for row in self.source.execute(select(flag))}
        if self.parsed.fictional:
            marked = insert(flag).prefix_with("OR REPLACE")
            self.stage.execute(marked, [{"name": "fictional", "value": "true"}])

    def _check_offices(self, faults: FaultsFound) -> None:
        page = replace(self.parsed, rows=self.parsed.of("所属"), faults=())
        recorder = Recorder(self.read, [])
        doubt = doubtful(self.read, page, recorder)
        self.doubts.append(doubt)
        faults.see(*faults_of_page(self.read, page, {}, recorder, doubt.refused, self.offices))
        if not faults.any:
            self._record(list(self.drafting.of_offices(page.rows)))

    def _check_page(self, page: LedgerPage, faults: FaultsFound) -> None:
        stored = stored_contracts(self.read, page.ids)
        self.stored |= stored
        recorder = Recorder(self.read, page.ids)
        rows = numbered_rows(recorder, page.rows)
        doubt = doubtful(self.read, rows, recorder)
        self.doubts.append(doubt)
        faults.see(*faults_of_page(self.read, rows, stored, recorder, doubt.refused, self.offices))
        if not faults.any:
            self._record(list(self.drafting.of_contracts(rows, stored, recorder)))
        for id_ in page.ids:
            self.read.people.forget(id_)

    def _record(self, drafts: Sequence[Draft]) -> None:
        """Apply a page's events in the staging database, with what is on record of their contracts."""
        if not drafts:
            return
        referred = FreeTexts(self.read.people, self.app.book.readings).referred(drafts)
        self.read.people.flush()
        known = sorted({draft.subject for draft in drafts} & self.stored.keys())
        carry_contracts(self.source, self.stage, known)
        self._owed |= self.read.owed(sorted({d.subject for d in drafts if d.subject in self.stored and corrects(d)}))
        self.incidents.see(referred, self.app.today())
        events = append(self.stage, referred, self.read.actor.author, self.staged_at)
        Projector(self.stage).apply(events)
        self.events += len(events)
        self.touched |= {event.subject for event in events} & self.named
        self.declared.see(self.work, events, {id_: str(self.stored[id_]["division"]) for id_ in known})

    @cached_property
    def named(self) -> set[str]:
        """The contracts that the ledger names."""
        return {row.contract for row in self.parsed.rows if row.contract}

    def judge(self) -> None:
        """Judge every contract that changes, page by page, and word what is told at once."""
        self.last_drafted = last_event(self.stage)
        ids = sorted(self.touched)
        begins("義務を判定しています", len(ids))
        box = Outbox(self.app, self.stage, self.source)
        finder, today = Finder(self.app, self.stage, self.app.today()), self.app.today()
        for start in range(0, len(ids), CONTRACTS_OF_PAGE):
            page = ids[start : start + CONTRACTS_OF_PAGE]
            before = how_they_stand(self.stage, page)
            judged = refresh(self.stage, self.app.assessor, page, today)
            self.reopened += reopened_by(before, judged)
            tell_urgent(box, urgent_of(self.app, judged), today)
            self.waiting += finder.waiting(judged)
            self.with_incidents |= {id_: now for id_, now in judged.items() if now.contract.incidents}
            for id_ in sorted(self._owed.keys() & judged.keys()):
                self.turnings.see(self.work, self._owed[id_], judged[id_], self._bodies(id_))
            steps(len(page))

    def _bodies(self, id_: str) -> list[Any]:
        new = (journal.c.subject == id_, journal.c.id > self.before, journal.c.id <= self.last_drafted)
        return [as_event(row).body for row in self.stage.execute(select(journal).where(*new).order_by(journal.c.id))]
