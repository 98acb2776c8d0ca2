"""As of: what was true by a day, and what was known by a day (docs/semantics.md §7)."""

from datetime import date

import pytest
from installation import ADMIN, DOCUMENTS, FOR_COMPLETION, ID, Installation, a_contract, a_subcontract, hand_in

from config.vocabulary import OverrideCategory, Stage
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.moves import StageDeclared
from lifecycle.records.facts import load_contracts
from lifecycle.records.journal import Draft
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.overrides import Request, approve, request, revoke
from lifecycle.usecases.work import working
from states.facts import Contract


def seen(installation: Installation, on: str, known_by: str | None = None) -> Contract:
    """The contract as of a day, as far as known by another."""
    as_of = AsOf(date.fromisoformat(on), date.fromisoformat(known_by) if known_by else None)
    with installation.app().reading() as connection:
        return next(load_contracts(connection, [ID], as_of))


def declare(installation: Installation, stage: Stage) -> None:
    """The stage as a first import declares it."""
    with working(installation.app(ADMIN)) as work:
        work.record([Draft(ID, work.today, StageDeclared(stage=stage))])


def test_a_document_recorded_late_was_not_known_before(any_installation: Installation) -> None:
    """Dated 10 April and recorded on 3 June: true on 15 April, unknown until 3 June."""
    a_contract(any_installation.app(now="2024-04-01"))
    hand_in(any_installation.app(now="2024-06-03"), "checklist")
    assert seen(any_installation, "2024-04-15").checklist is not None
    assert seen(any_installation, "2024-04-15", known_by="2024-06-02").checklist is None
    assert seen(any_installation, "2024-04-15", known_by="2024-06-03").checklist is not None


def test_a_document_does_not_speak_before_its_own_date(any_installation: Installation) -> None:
    """--as-of D counts documents dated on or before D, whenever they were recorded."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), "checklist")
    assert seen(any_installation, "2024-04-09").checklist is None
    assert seen(any_installation, "2024-04-10").checklist is not None


def test_a_date_inside_a_document_is_hidden_until_its_day(any_installation: Installation) -> None:
    """The checklist received on 10 April was reviewed on 12 April: before, nobody had confirmed it."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), "checklist")
    before, after = seen(any_installation, "2024-04-11").checklist, seen(any_installation, "2024-04-12").checklist
    assert before is not None
    assert before.reviewed_on is None
    assert after is not None
    assert after.reviewed_on == date(2024, 4, 12)


def test_a_correction_leaves_what_was_known_before(any_installation: Installation) -> None:
    """The older version answers for the days before the correction."""
    a_contract(any_installation.app(now="2024-04-01"))
    amend(any_installation.app(now="2024-06-03"), ID, {"record_count": "1500"}, "数え直し")
    assert seen(any_installation, "2024-06-10").sheet.record_count == 1500
    assert seen(any_installation, "2024-06-10", known_by="2024-06-02").sheet.record_count == 500
    assert seen(any_installation, "2024-06-10", known_by="2024-06-03").sheet.record_count == 1500


def test_a_document_taken_back_was_known_until_then(any_installation: Installation) -> None:
    """取消 ends a document; what was known before stays known."""
    a_contract(any_installation.app(now="2024-04-01"))
    hand_in(any_installation.app(now="2024-04-10"), "checklist")
    with working(any_installation.app(now="2024-06-03")) as work:
        draft = Recorder(work, [ID]).removal(ID, ("checklist", "", DOCUMENTS["checklist"]["received_on"]))
        assert draft
        work.record([draft])
    assert seen(any_installation, "2024-06-03").checklist is None
    assert seen(any_installation, "2024-06-03", known_by="2024-06-02").checklist is not None


def test_of_several_documents_the_latest_by_the_day_speaks(any_installation: Installation) -> None:
    """Several documents of one kind: the latest dated on or before D, not the latest recorded."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), "checklist", received_on="2024-05-20")
    hand_in(any_installation.app(), "checklist", received_on="2024-04-10")
    spoken = [seen(any_installation, day).checklist for day in ("2024-04-20", "2024-05-20")]
    assert [c.received_on for c in spoken if c] == [date(2024, 4, 10), date(2024, 5, 20)]


def test_a_contract_registered_later_was_not_known(any_installation: Installation) -> None:
    """Before its registration a contract was unknown, however early it was concluded."""
    a_contract(any_installation.app(now="2024-06-03"))
    as_of = AsOf(date(2024, 6, 3), date(2024, 6, 2))
    with any_installation.app().reading() as connection:
        assert list(load_contracts(connection, [ID], as_of)) == []


def test_the_last_moment_of_a_day_in_japan_still_counts_as_that_day(any_installation: Installation) -> None:
    """recorded_at is UTC; the day of knowing is Japan's."""
    a_contract(any_installation.app(now="2024-06-03T23:59:59"))
    with any_installation.app().reading() as connection:
        assert list(load_contracts(connection, [ID], AsOf(date(2024, 6, 4), date(2024, 6, 3))))
        assert not list(load_contracts(connection, [ID], AsOf(date(2024, 6, 4), date(2024, 6, 2))))


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        ({"applied_on": "2024-05-01", "started_on": "2024-05-10"}, "2024-05-01"),
        ({"applied_on": "2024-05-20", "started_on": "2024-05-10"}, "2024-05-10"),
        ({"started_on": "2024-05-10"}, "2024-05-10"),
    ],
)
def test_a_subcontract_is_there_from_the_earlier_of_application_and_start(
    installation: Installation, dates: dict[str, str], first: str
) -> None:
    """Applied for later than begun, it is there from its start: that is the finding."""
    a_contract(installation.app())
    a_subcontract(installation.app(ADMIN), handles_pi=True, **dates)
    before = date.fromordinal(date.fromisoformat(first).toordinal() - 1).isoformat()
    assert seen(installation, before).subcontracts == ()
    assert len(seen(installation, first).subcontracts) == 1


def test_an_approval_still_ahead_is_not_there_yet(installation: Installation) -> None:
    """The approval of 20 May does not excuse the start of 10 May on 15 Act."""
    a_contract(installation.app())
    a_subcontract(
        installation.app(ADMIN),
        handles_pi=True,
        applied_on="2024-05-01",
        started_on="2024-05-10",
        approved_on="2024-05-20",
    )
    assert seen(installation, "2024-05-19").subcontracts[0].sheet.approved_on is None
    assert seen(installation, "2024-05-20").subcontracts[0].sheet.approved_on == date(2024, 5, 20)


def test_a_declared_completion_holds_from_the_later_of_inspection_and_return(any_installation: Installation) -> None:
    """検査 on 30 May, 返還・廃棄 on 31 May: completed from 31 May, performing before."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), *FOR_COMPLETION)
    declare(any_installation, Stage.COMPLETED)
    assert seen(any_installation, "2024-05-30").stage is Stage.PERFORMING
    on_the_day = seen(any_installation, "2024-05-31")
    assert (on_the_day.stage, on_the_day.completed_on) == (Stage.COMPLETED, date(2024, 5, 31))
    assert on_the_day.stage_declared


def test_what_is_recorded_after_a_declared_completion_moves_no_earlier_day(any_installation: Installation) -> None:
    """検査 on 30 May is recorded when 完了 is declared, 返還・廃棄 on 31 May later on: completed since 30 Act."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), "inspection_plan", "completion_inspection")
    declare(any_installation, Stage.COMPLETED)
    before = seen(any_installation, "2024-05-30")
    hand_in(any_installation.app(now="2025-06-02"), "return_disposal")
    assert (before.stage, before.completed_on) == (Stage.COMPLETED, date(2024, 5, 30))
    assert seen(any_installation, "2024-05-30") == before


def test_a_declared_completion_without_documents_holds_from_the_end_of_the_term(any_installation: Installation) -> None:
    """Neither 検査 nor 返還・廃棄 recorded: 履行期限."""
    a_contract(any_installation.app(), performance_end_on="2024-05-10")
    declare(any_installation, Stage.COMPLETED)
    assert seen(any_installation, "2024-05-09").stage is Stage.PERFORMING
    assert seen(any_installation, "2024-05-10").completed_on == date(2024, 5, 10)


def test_a_declared_stage_holds_from_the_conclusion(any_installation: Installation) -> None:
    """Facts without a date of their own hold from 締結日."""
    a_contract(any_installation.app(), concluded_on="2024-04-15")
    declare(any_installation, Stage.CHECKLIST_RECEIVED)
    assert seen(any_installation, "2024-04-14").stage is Stage.ESTIMATE
    assert seen(any_installation, "2024-04-15").stage is Stage.CHECKLIST_RECEIVED


def test_an_exception_is_known_from_its_approval_and_its_end_from_its_revocation(
    any_installation: Installation,
) -> None:
    """--known-by: neither approval nor revocation speaks before it was made."""
    a_contract(any_installation.app(now="2024-06-03"))
    attach(any_installation.app(now="2024-06-03"), ID, "other", {"dated_on": "2024-06-03", "title": "てん末書"})
    asked = Request(
        ID, ("S1-01",), OverrideCategory.EMERGENCY, "契約書の条項を変更契約で直すまでの間の措置とするため", "広第1号"
    )
    id_ = request(any_installation.app(now="2024-06-03"), asked).id
    approve(any_installation.app("広報課長", "2024-06-04"), id_, ID)
    revoke(any_installation.app("広報課長", "2024-06-10"), id_, "変更契約が済んだ")
    assert seen(any_installation, "2024-06-12", known_by="2024-06-03").overrides == ()
    known = seen(any_installation, "2024-06-12", known_by="2024-06-09").overrides
    assert [o.lives_on(date(2024, 6, 12)) for o in known] == [True]
    assert [o.lives_on(date(2024, 6, 10)) for o in seen(any_installation, "2024-06-12").overrides] == [False]
