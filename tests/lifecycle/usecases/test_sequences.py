"""Property: no sequence of commands passes a gate whose rules are unmet; the tables equal the replayed journal.

Every move is judged a second time, before it is tried, from the records alone and by a judge of the test's own; a
third look, without the product's verdict, asks the plain facts for the evidence of the gravest duties.
"""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from installation import (
    ADMIN,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICER,
    OVERSIGHT,
    REASON,
    Installation,
    a_subcontract,
    by_today,
    copy_of,
    sheet,
)

from config.errors import ConflictError, NotFoundError, RoleError, UsageError
from config.vocabulary import OverrideCategory, Stage
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.overrides import overrides_by
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend, parse_fields, register
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request, revoke
from lifecycle.usecases.work import working
from lifecycle.views.contracts import list_contracts
from lifecycle.views.owed import owed
from lifecycle.views.verdicts import why
from lifecycle.watch.sweep import sweep
from states.assessment import Assessor
from states.facts import Contract

_WAY = list(Stage)[: Stage.COMPLETED.order + 1]
_DAYS = st.dates(date(2024, 3, 1), date(2024, 6, 20)).map(date.isoformat)
_KINDS = st.sampled_from(sorted(DOCUMENTS))
_AMENDMENTS = st.one_of(
    st.fixed_dictionaries({"record_count": st.sampled_from(["0", "999", "1000", "2000"])}),
    st.fixed_dictionaries({"sensitive_pi": st.sampled_from(["はい", "いいえ"])}),
    st.fixed_dictionaries({"specific_pi": st.sampled_from(["はい", "いいえ"])}),
    st.fixed_dictionaries({"uses_system": st.sampled_from(["はい", "いいえ"])}),
    st.fixed_dictionaries({"quoted_on": _DAYS}),
    st.fixed_dictionaries({"concluded_on": _DAYS}),
    st.fixed_dictionaries({"performance_start_on": _DAYS}),
    st.fixed_dictionaries({"long_term": st.sampled_from(["はい", "いいえ"])}),
)


class Commands(RuleBasedStateMachine):
    """Commands of an office in any order, on one contract and a real SQLite file."""

    template: Installation

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lifecycle-sequence-"))
        self.installation = copy_of(self.template, self.folder / "home")
        self.today = date(2024, 4, 1)

    def teardown(self) -> None:
        """At the end of each sequence the store is checked as a whole."""
        try:
            assert verify(self.app()).faults == []
        finally:
            self.installation.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)

    def app(self, actor: str = OFFICER) -> App:
        """The installation today."""
        return self.installation.app(actor, self.today.isoformat())

    @initialize(
        count=st.sampled_from(["", "999", "1000"]),
        concluded=st.booleans(),
        lacking=st.sampled_from(["", *DOCUMENTS]),
        today=st.sampled_from([date(2024, 4, 1), date(2024, 6, 3), date(2024, 6, 3)]),
    )
    def registered(self, count: str, concluded: bool, lacking: str, today: date) -> None:
        """A contract, some of its facts blank, with its documents, perhaps one of them missing."""
        self.today = today
        fields = sheet(record_count=count) if count else sheet()
        blank = set() if count else {"record_count"}
        blank |= set() if concluded else {"concluded_on", "performance_start_on"}
        register(self.app(), ID, {name: value for name, value in fields.items() if name not in blank})
        self.whole_file(lacking)

    @rule(fields=_AMENDMENTS)
    def amended(self, fields: dict[str, str]) -> None:
        """A fact changes."""
        amend(self.app(), ID, fields, None)

    @rule(kinds=st.lists(_KINDS, min_size=1, max_size=5, unique=True))
    def complete_documents(self, kinds: list[str]) -> None:
        """Evidence that lacks nothing."""
        for kind in kinds:
            attach(self.app(), ID, kind, by_today(self.app(), DOCUMENTS[kind]))

    @rule(count=st.sampled_from(["999", "1000"]))
    def put_right(self, count: str) -> None:
        """The facts as they should be and every document, as at the end of a good year."""
        amend(self.app(), ID, sheet(record_count=count), None)
        self.whole_file("")

    def whole_file(self, lacking: str) -> None:
        """Every document but one, complete, recorded in one transaction."""
        with working(self.app()) as work:
            desk = Recorder(work, [ID])
            asked = [
                Proposal(ID, kind, parse_fields(kind, DOCUMENTS[kind], work.app.book), "command")
                for kind in DOCUMENTS
                if kind != lacking
            ]
            work.record([draft for proposal in asked if (draft := desk.draft(proposal))])

    @rule(kind=_KINDS, data=st.data(), shift=st.integers(-20, 40))
    def incomplete_document(self, kind: str, data: st.DataObject, shift: int) -> None:
        """Evidence that lacks fields, its number or its proper dates, or says いいえ."""
        fields = dict(DOCUMENTS[kind])
        for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=3, unique=True)):
            if name.endswith("_on"):
                fields[name] = (date.fromisoformat(fields[name]) + timedelta(days=shift)).isoformat()
            elif fields[name] in ("はい", "有"):
                fields[name] = {"はい": "いいえ", "有": "無"}[fields[name]]
            elif name not in ("form_edition", "template_edition", "provisions_edition"):
                fields.pop(name)
        self._tolerating(UsageError, lambda: attach(self.app(), ID, kind, fields))

    @rule(started=st.one_of(st.none(), _DAYS), approved=st.one_of(st.none(), _DAYS), handles=st.booleans())
    def subcontracted(self, started: str | None, approved: str | None, handles: bool) -> None:
        """A subcontract, approved or not, as the ledger brings it in."""
        papers = {"applied_on": "2024-03-25", "reason": "専門性", "scope": "入力", "capability": "実績"}
        approval = {"approved_on": approved, "approval_no": "広第7号", "approved_by": HEAD} if approved else {}
        begun = {"started_on": started} if started else {}
        facts = {"handles_pi": handles, "specific_pi": False, "sensitive_pi": False, "core_of_work": False}
        a_subcontract(self.app(), **facts, notice_method="書面", **papers, **approval, **begun)

    @rule(data=st.data(), approver=st.sampled_from([HEAD, OVERSIGHT, OFFICER]), agreed=st.booleans())
    def exception(self, data: st.DataObject, approver: str, agreed: bool) -> None:
        """An exception is asked for, for one of the duties unmet, and perhaps granted."""
        unmet = self.judge().assess(self.contract(), self.today).blocking()
        if not unmet:
            return
        duty = data.draw(st.sampled_from(unmet))
        expires_on = self.today + timedelta(days=data.draw(st.integers(0, 30)))
        no = duty.subject.partition("/")[2]
        asked = Request(ID, (duty.code,), OverrideCategory.OTHER, REASON, "広第8号", expires_on, no)
        with_id: list[str] = []
        self._tolerating(UsageError, lambda: with_id.append(request(self.app(), asked).id))
        for id_ in with_id if agreed else []:
            self._tolerating(RoleError, lambda i=id_: approve(self.app(approver), i, ID))  # type: ignore[misc]

    @rule()
    def exceptions_revoked(self) -> None:
        """Whatever is in force ends today."""
        with self.app().reading() as connection:
            live = [row for row in overrides_by(connection, [ID]) if row.status == "approved"]
        for row in live:
            self._tolerating(RoleError, lambda r=row: revoke(self.app(HEAD), r.id, "事情がなくなったため"))  # type: ignore[misc]

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        """The clock moves on, and the nightly job runs."""
        self.today += timedelta(days=days)
        sweep(self.app(ADMIN))

    @rule()
    def clock_set_back(self) -> None:
        """A day back: whatever is tried then, no gate is passed twice."""
        self.today -= timedelta(days=1)
        before = self.reached()
        try:
            advance(self.app(), ID, None)
        except (ConflictError, NotFoundError):
            assert self.reached() == before
        self.today += timedelta(days=1)
        sweep(self.app(ADMIN))

    @rule()
    def next_step(self) -> None:
        """The next move."""
        self.advanced(None)

    @rule(to=st.sampled_from(_WAY))
    def advanced(self, to: Stage | None) -> None:
        """A move: allowed exactly when nothing is unmet on the way, and then exactly that way."""
        before, contract = self.reached(), self.contract()
        done = advance(self.app(), ID, to)
        target = done.verdict.target
        barring = self.barring(contract, target)
        forward = contract.stage.order < target.order <= Stage.COMPLETED.order and not contract.stage.is_final
        assert bool(done.entered) == (forward and not barring)
        if done.entered:
            assert self.reached() == [*before, *(stage.value for stage in done.entered)]
            assert done.entered[-1] is target
            self.must_have_evidence(contract, target)
        else:
            assert self.reached() == before
            assert {(f.code, f.subject) for f in done.verdict.unmet} >= barring

    @invariant()
    def what_is_said_to_be_allowed_has_its_evidence(self) -> None:
        """`why`, asked at every turn for every stage still ahead."""
        if not self.installation.rows("SELECT 1 FROM contract"):
            return
        contract = self.contract()
        for target in _WAY[contract.stage.order + 1 :]:
            if why(self.app(), ID, target, AsOf(self.today)).allowed:
                assert not self.barring(contract, target)
                self.must_have_evidence(contract, target)

    def must_have_evidence(self, contract: Contract, target: Stage) -> None:
        """The gravest duties looked up in the plain facts: no verdict of the product is asked."""
        excepted = {c for o in contract.overrides if o.lives_on(self.today) for c in o.codes}
        assert contract.sheet.concluded_on
        if target.order >= Stage.CHECKLIST_RECEIVED.order and "S2-04" not in excepted:
            assert contract.checklist
            assert contract.checklist.proof.document_no
        if target.order >= Stage.PERFORMING.order:
            facts = contract.sheet
            secret = facts.specific_pi or facts.sensitive_pi or facts.record_count is None or facts.record_count >= 1000
            assert not secret or "S3-01" in excepted or (contract.visit and contract.visit.inspected_by)
        if target is Stage.COMPLETED:
            assert contract.completion_inspection
            assert contract.completion_inspection.passed
            assert contract.return_disposal
            assert contract.return_disposal.confirmed_on

    def barring(self, contract: Contract, target: Stage) -> set[tuple[str, str]]:
        """The unmet duties of every gate up to the target, by a judge of the test's own."""
        found = self.judge().assess(contract, self.today).findings
        return {(f.code, f.subject) for f in found if f.blocking and f.gate and f.gate.order <= target.order}

    def judge(self) -> Assessor:
        """A judge that has seen nothing before."""
        app = self.app()
        return Assessor(app.book, app.policy, app.calendar)

    def contract(self) -> Contract:
        """The facts as they stand in the records."""
        with self.app().reading() as connection:
            return next(load_contracts(connection, [ID], AsOf(self.today)))

    def reached(self) -> list[str]:
        """The stages entered so far, in order."""
        return [row.stage for row in self.installation.rows("SELECT stage FROM stage_change ORDER BY number")]

    @invariant()
    def each_stage_is_entered_once_and_in_order(self) -> None:
        """The way only leads on."""
        orders = [Stage(stage).order for stage in self.reached()]
        assert orders == sorted(set(orders))

    @invariant()
    def what_is_stored_as_owed_is_what_is_owed(self) -> None:
        """Obligations are refreshed with every write and every sweep."""
        app = self.app()
        if self.installation.rows("SELECT 1 FROM contract"):
            assert owed(app) == owed(app, as_of=AsOf(self.today))
            stored, anew = list_contracts(app)[0], list_contracts(app, AsOf(self.today))[0]
            assert replace(stored, stage=anew.stage) == anew

    @staticmethod
    def _tolerating(error: type[Exception], act: Callable[[], object]) -> None:
        with suppress(error):
            act()


@pytest.mark.slow
def test_no_sequence_of_commands_passes_a_shut_gate(sqlite_template: Installation) -> None:
    """No guarded transition fires while a blocking rule of its gate is unmet."""
    machine = type("OnThisTemplate", (Commands,), {"template": sqlite_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=15,
            suppress_health_check=list(HealthCheck),
        ),
    )
