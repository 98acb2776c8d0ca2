"""Property: a portfolio of contracts, subcontracts, amendments and exceptions, handled in any order, stays whole.

Each step is a use case on a real SQLite file. What a gate demanded is looked up anew by a judge of the test's own.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from installation import (
    ADMIN,
    DOCUMENTS,
    HEAD,
    NOW,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    REASON,
    Installation,
    by_today,
    copy_of,
    sheet,
)
from sqlalchemy import select
from workbooks import sheets_of

from config.errors import RoleError, UsageError
from config.vocabulary import OverrideCategory, Stage
from lifecycle.app import App
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.tables import obligation, stage_change
from lifecycle.usecases import overrides
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.deciding import approve, reject, to_decide
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request
from lifecycle.usecases.repair import rebuild
from lifecycle.usecases.staff import move
from lifecycle.usecases.subcontracts import apply, record
from states.assessment import Assessor
from states.facts import Contract

IDS = ("R6-0001", "R6-0002")
STAFF = {OFFICE: (OFFICER, HEAD), OTHER_OFFICE: (OTHER_OFFICER, OTHER_HEAD)}
_IDS = st.sampled_from(IDS)
_WAY = list(Stage)[1 : Stage.COMPLETED.order + 1]
_AMENDMENTS = st.sampled_from([
    {"record_count": "1500"}, {"record_count": "10"}, {"sensitive_pi": "はい"}, {"uses_system": "いいえ"},
    {"concluded_on": "2024-04-02"}, {"title": "=別の業務"}, {"amount": "1,234,567"}, {"long_term": "はい"},
])  # fmt: skip
_DAYS = st.sampled_from(["2024-05-20", "2024-05-31", "2024-06-01", "2024-06-10"])


class Portfolio(RuleBasedStateMachine):
    """Two offices' contracts as their staff handle them."""

    template: Installation

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lifecycle-portfolio-"))
        self.installation = copy_of(self.template, self.folder / "home")
        self.today = date.fromisoformat(NOW)

    def teardown(self) -> None:
        """The store is whole, a replay gives it again, and it can be carried elsewhere."""
        try:
            assert verify(self.app(ADMIN)).faults == []
            assert verify_after_rebuild(self.app(ADMIN))
            self.carried_elsewhere_it_is_equal()
        finally:
            self.installation.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)

    def app(self, actor: str) -> App:
        """The installation today."""
        return self.installation.app(actor, self.today.isoformat())

    def staff_of(self, id_: str) -> tuple[str, str]:
        """Officer and head of the office that a contract belongs to now."""
        return STAFF[self.contract(id_).sheet.division or ""]

    def contract(self, id_: str) -> Contract:
        """The facts as the records hold them."""
        with self.app(ADMIN).reading() as connection:
            return next(load_contracts(connection, [id_], AsOf(self.today)))

    @initialize(papers=st.sampled_from([0, 5, 9]), counts=st.tuples(*[st.sampled_from(["500", "1500"])] * 2))
    def registered(self, papers: int, counts: tuple[str, str]) -> None:
        """A contract in each office, with some of its papers."""
        for id_, (office, (officer, _)), count in zip(IDS, STAFF.items(), counts, strict=True):
            register(self.app(officer), id_, sheet(division=office, record_count=count))
            for kind in list(DOCUMENTS)[:papers]:
                attach(self.app(officer), id_, kind, by_today(self.app(officer), DOCUMENTS[kind]))

    @rule(id_=_IDS, fields=_AMENDMENTS)
    def amended(self, id_: str, fields: dict[str, str]) -> None:
        """A fact changes, for a reason."""
        amend(self.app(self.staff_of(id_)[0]), id_, fields, "事情が変わったため")

    @rule(id_=_IDS, kind=st.sampled_from(sorted(DOCUMENTS)), data=st.data())
    def documented(self, id_: str, kind: str, data: st.DataObject) -> None:
        """Evidence of the contract, or of one of its subcontracts where the kind may be."""
        numbers = [sub.no for sub in self.contract(id_).subcontracts]
        of_sub = kind in ("checklist", "onsite_inspection", "return_disposal")
        no = data.draw(st.sampled_from(["", *numbers])) if of_sub else ""
        app = self.app(self.staff_of(id_)[0])
        attach(app, id_, kind, by_today(app, DOCUMENTS[kind]), subcontract=no)

    @rule(id_=_IDS, data=st.data(), core=st.booleans(), started=st.one_of(st.none(), _DAYS))
    def applied_for(self, id_: str, data: st.DataObject, core: bool, started: str | None) -> None:
        """A subcontract, perhaps below another, perhaps discovered after its start."""
        under = data.draw(st.sampled_from(["", *(sub.no for sub in self.contract(id_).subcontracts)]))
        if under.count(".") < 2:
            given = {
                "subcontractor": "再委託先", "applied_on": "2024-05-20", "reason": "専門性", "scope": "入力",
                "capability": "実績", "core_of_work": "はい" if core else "いいえ", "handles_pi": "はい",
                "specific_pi": "いいえ", "sensitive_pi": data.draw(st.sampled_from(["はい", "いいえ"])),
            }  # fmt: skip
            apply(self.app(self.staff_of(id_)[0]), id_, given | ({"started_on": started} if started else {}), under)

    @rule(id_=_IDS, data=st.data(), what=st.sampled_from(["approve", "reject", "start", "finish"]), on=_DAYS)
    def decided(self, id_: str, data: st.DataObject, what: str, on: str) -> None:
        """An approval, a refusal, a start, an end; in whatever order."""
        subs = self.contract(id_).subcontracts
        if not subs:
            return
        no, (officer, head) = data.draw(st.sampled_from([sub.no for sub in subs])), self.staff_of(id_)
        if what == "approve":
            sheet, shown = next(sub for sub in subs if sub.no == no).sheet, to_decide(self.app(head), id_, no).shown
            try:
                done = approve(self.app(head), id_, no, {"approval_no": "広第21号"}, shown)
            except UsageError:
                assert sheet.approved_on is not None
                return
            assert bool(done.refused) == bool(sheet.core_of_work)
        elif what == "reject":
            shown = to_decide(self.app(head), id_, no).shown
            reject(self.app(head), id_, no, {"rejection_reason": "必要がない"}, shown)
        else:
            record(self.app(officer), id_, no, {f"{what}ed_on": on})

    @rule(id_=_IDS, data=st.data(), agreed=st.booleans())
    def excepted(self, id_: str, data: st.DataObject, agreed: bool) -> None:
        """An exception for an unmet duty, granted or not."""
        unmet = self.judge().assess(self.contract(id_), self.today).blocking()
        if not unmet:
            return
        duty = data.draw(st.sampled_from(unmet))
        no, (officer, head) = duty.subject.partition("/")[2], self.staff_of(id_)
        with tolerating(UsageError, RoleError):
            asked = Request(id_, (duty.code,), OverrideCategory.OTHER, REASON, "広第8号", subcontract=no)
            made = overrides.request(self.app(officer), asked)
            if agreed:
                by = OVERSIGHT if duty.code in ("S3-01", "S4-03") else head
                overrides.approve(self.app(by), made.id, id_)

    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        """The clock moves on."""
        self.today += timedelta(days=days)

    @rule(id_=_IDS)
    def reorganised(self, id_: str) -> None:
        """The contract goes to the other office."""
        source = self.contract(id_).sheet.division or ""
        target = next(office for office in STAFF if office != source)
        assert move(self.app(STAFF[source][1]), source, target, [id_], "組織改編") == [id_]

    @rule(id_=_IDS, to=st.one_of(st.none(), st.sampled_from(_WAY)))
    def advanced(self, id_: str, to: Stage | None) -> None:
        """A move: no stage is entered while a blocking duty of a gate on the way is unmet."""
        before = self.contract(id_)
        findings = self.judge().assess(before, self.today).findings
        done = advance(self.app(self.staff_of(id_)[0]), id_, to)
        for stage in done.entered:
            barring = [f.code for f in findings if f.blocking and f.gate and f.gate.order <= stage.order]
            assert barring == []
            assert stage.order > before.stage.order
        assert self.contract(id_).stage is (done.entered[-1] if done.entered else before.stage)

    @invariant()
    def every_unapproved_start_is_found(self) -> None:
        """S4-03 speaks of each subcontract that began without approval, unless an exception is in force."""
        for contract in self.contracts():
            found = {f.subject: f for f in self.judge().assess(contract, self.today).findings if f.code == "S4-03"}
            for sub in contract.subcontracts:
                started, approved = sub.sheet.started_on, sub.sheet.approved_on
                if started and started <= self.today and (approved is None or approved > started):
                    subject = f"{contract.id}/{sub.no}"
                    live = [o for o in contract.overrides if o.subject == subject and o.lives_on(self.today)]
                    excepted = any("S4-03" in o.codes for o in live)
                    assert found[subject].status.value == ("overridden" if excepted else "unmet")
                    assert excepted or self.stored("S4-03", subject) or not self.is_current(contract.id)

    def contracts(self) -> list[Contract]:
        """Every contract as it stands."""
        with self.app(ADMIN).reading() as connection:
            return list(load_contracts(connection, contract_ids(connection), AsOf(self.today)))

    def stored(self, code: str, subject: str) -> bool:
        """Whether the duty is among the stored obligations."""
        query = select(obligation.c.code).where(obligation.c.code == code, obligation.c.subject == subject)
        with self.app(ADMIN).reading() as connection:
            return connection.execute(query).first() is not None

    def is_current(self, id_: str) -> bool:
        """Whether the obligations were refreshed today; time alone may have changed them since."""
        rows = self.installation.rows("SELECT assessed_on FROM assessment WHERE contract = :id", id=id_)
        return bool(rows) and str(rows[0].assessed_on) == self.today.isoformat()

    def judge(self) -> Assessor:
        """A judge that has seen nothing before."""
        app = self.app(ADMIN)
        return Assessor(app.book, app.policy, app.calendar)

    def carried_elsewhere_it_is_equal(self) -> None:
        """import(export(x)) = x: the ledger of a fresh home filled from the export is the same, cell for cell."""
        here, there = self.folder / "1.xlsx", self.folder / "2.xlsx"
        export_ledger(self.app(ADMIN), here)
        fresh = copy_of(self.template, self.folder / "fresh")
        app = fresh.app(ADMIN, self.today.isoformat())
        import_ledger(app, here)
        export_ledger(app, there)
        assert sheets_of(here) == sheets_of(there)
        assert verify(app).faults == []
        with app.reading() as connection:
            declared = connection.execute(select(stage_change.c.declared)).scalars().all()
        assert all(declared)
        fresh.engine.dispose()


def verify_after_rebuild(app: App) -> bool:
    """Whether the replayed tables have as many rows and agree with the journal."""
    done = rebuild(app)
    return done.before == done.after and verify(app).faults == []


@contextmanager
def tolerating(*errors: type[Exception]) -> Iterator[None]:
    """What the office is told it can't do is no failure of the sequence."""
    try:
        yield
    except errors:
        return


Machine = Callable[[], Any]


def test_a_portfolio_stays_whole_whatever_is_done(
    sqlite_template: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Property tests are few and strong."""
    monkeypatch.setattr(Portfolio, "template", sqlite_template, raising=False)
    run_state_machine_as_test(
        Portfolio,
        settings=settings(max_examples=7, stateful_step_count=12, suppress_health_check=list(HealthCheck)),
    )
