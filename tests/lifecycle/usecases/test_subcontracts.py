"""再委託: a child machine whose approval is refused while a matter is open, whose facts never are."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from branches import APPROVAL, applied, approved, decided, rejected, stages
from command_line import CommandLine
from installation import (
    ADMIN,
    CHIEF,
    DOCUMENTS,
    FOR_PERFORMING,
    HEAD,
    ID,
    NOW,
    OFFICER,
    OTHER_HEAD,
    OVERSIGHT,
    Installation,
    a_contract,
    hand_in,
)

from config.errors import NotFoundError, RoleError, UsageError
from config.vocabulary import Stage, SubcontractStage
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.moves import advance
from lifecycle.usecases.subcontracts import apply, every, record
from lifecycle.views.history import history
from lifecycle.views.verdicts import why
from states.subcontract import is_unapproved

_MATTERS = (
    ("reason", "合理的理由"),
    ("scope", "業務範囲"),
    ("capability", "業務遂行能力"),
    ("core_of_work", "大部分又は根幹"),
)


@pytest.fixture
def contracted(installation: Installation) -> Installation:
    """A contract with everything that performing it asks for."""
    a_contract(installation.app())
    hand_in(installation.app(), *FOR_PERFORMING)
    return installation


def refusals(installation: Installation) -> list[str]:
    """The reasons of the last refused approval on record."""
    last = [e for e in history(installation.app(), ID) if e.kind == "subcontract_approval_refused"][-1]
    return [unmet["reason"] for unmet in last.content["unmet"]]


@pytest.mark.parametrize(("name", "label"), _MATTERS)
def test_an_approval_is_refused_while_a_matter_is_not_weighed(contracted: Installation, name: str, label: str) -> None:
    """5財活第2311号 記2・記3: the reason, the scope, the capability, whether the core of the work goes."""
    applied(contracted.app(), **{name: ""})
    done = decided(contracted.app(HEAD))
    assert done.refused == (f"{label}が記録されていない",)
    assert refusals(contracted) == list(done.refused)
    assert (done.seen.stage, done.seen.subcontract.sheet.approved_on) == (SubcontractStage.APPLIED, None)
    assert verify(contracted.app()).faults == []


def test_the_core_of_the_work_can_not_be_approved(contracted: Installation) -> None:
    """S4-04: 大部分又は根幹 = はい."""
    applied(contracted.app(), core_of_work="はい")
    done = decided(contracted.app(HEAD))
    assert done.refused == ("委託内容の大部分又は業務の根幹に当たる(承認できない)",)
    assert stages(contracted.app()) == {"1": SubcontractStage.UNDER_REVIEW}
    record(contracted.app(), ID, "1", {"core_of_work": "いいえ"})
    assert approved(contracted.app(HEAD)).stage is SubcontractStage.APPROVED


def test_an_approval_is_in_writing(contracted: Installation) -> None:
    """S4-03: 承認文書番号; 承認日 and 承認者 are those of the act."""
    applied(contracted.app())
    assert len(decided(contracted.app(HEAD), approval_no="").refused) == 1


def test_a_refused_approval_ends_with_5_and_says_its_source(
    contracted: Installation, environment: pytest.MonkeyPatch
) -> None:
    """Exit code 5: refused by a guard; the four matters are shown; every refusal ends with 根拠."""
    applied(contracted.app(), capability="")
    environment.setenv("LIFECYCLE_HOME", str(contracted.home))
    environment.setenv("LIFECYCLE_NOW", f"{NOW}T09:00:00+09:00")
    lifecycle = CommandLine(contracted.home)
    words = (*_APPROVE, *_shown(lifecycle))
    said = lifecycle(*words, actor=HEAD)
    assert said.code == 5
    for text in ("業務遂行能力: (記録なし)", "合理的理由: 専用", "[S4-03]", "根拠 5財活第2311号"):
        assert text in said.out
    document = lifecycle(*words, "--json", actor=HEAD).json
    assert (document["approved"], document["stage"]) == (False, "applied")
    assert lifecycle("subcontract", "show", ID, "1").out.count("子会社・グループ会社への委託も再委託です") == 1


def test_what_was_missing_is_supplied_and_then_approved(
    contracted: Installation, environment: pytest.MonkeyPatch
) -> None:
    """The refusal says what to do, and that works."""
    applied(contracted.app(), capability="")
    environment.setenv("LIFECYCLE_HOME", str(contracted.home))
    environment.setenv("LIFECYCLE_NOW", f"{NOW}T09:00:00+09:00")
    lifecycle = CommandLine(contracted.home)
    words = (*_APPROVE, *_shown(lifecycle))
    assert f"次にすること: lifecycle subcontract amend {ID} 1" in lifecycle(*words, actor=HEAD).out
    assert lifecycle("subcontract", "amend", ID, "1", "--set", "業務遂行能力=実績5件", actor=OFFICER).code == 0
    changed = lifecycle(*words, actor=HEAD)
    assert (changed.code, "内容が変わりました" in changed.err) == (1, True)
    assert lifecycle(*_APPROVE, *_shown(lifecycle), actor=HEAD).code == 0


_APPROVE = ("subcontract", "approve", ID, "1", "--approval-no", "広第21号")


def _shown(lifecycle: CommandLine) -> tuple[str, str]:
    """The words by which the head says what he was shown."""
    return "--shown", lifecycle("subcontract", "show", ID, "1", "--json", actor=HEAD).json["shown"]


_PAPER = {"approved_on": NOW, "approved_by": HEAD, **APPROVAL}


@pytest.mark.parametrize("name", [*_PAPER, "rejected_on", "rejection_reason"])
def test_nobody_decides_by_another_door(contracted: Installation, name: str) -> None:
    """An officer who applies, or puts an application right, can not write the approval into it."""
    value = {"rejected_on": NOW, "rejection_reason": "理由", **_PAPER}[name]
    with pytest.raises(UsageError, match="所属長が決裁として記録します"):
        applied(contracted.app(), **{name: value})
    applied(contracted.app())
    with pytest.raises(UsageError, match="所属長が決裁として記録します"):
        record(contracted.app(), ID, "1", {name: value})


@pytest.mark.parametrize("category", ["specific_pi", "sensitive_pi"])
def test_a_visit_must_be_planned_for_secret_data(contracted: Installation, category: str) -> None:
    """意見7: approving a subcontract with 特定・要配慮 asks for a planned visit; it warns and does not refuse."""
    applied(contracted.app(), **{category: "はい"})
    done = decided(contracted.app(HEAD))
    assert not done.refused
    assert "意見7" in done.advice[0]
    applied(contracted.app(), **{category: "はい"})
    assert decided(contracted.app(HEAD), "2", planned_visit_on="2024-06-10").advice == ()


def test_nothing_is_advised_where_no_secret_data_goes(contracted: Installation) -> None:
    """意見7 speaks of 特定・要配慮 only."""
    applied(contracted.app())
    assert decided(contracted.app(HEAD)).advice == ()


@pytest.mark.parametrize("actor", [OFFICER, CHIEF, OTHER_HEAD, OVERSIGHT, ADMIN])
def test_only_the_head_of_the_office_approves_or_refuses(contracted: Installation, actor: str) -> None:
    """The decision is the 所属長's; that of another office, and whoever asks, may not."""
    applied(contracted.app())
    with pytest.raises(RoleError):
        decided(contracted.app(actor))
    with pytest.raises(RoleError):
        rejected(contracted.app(actor))
    assert stages(contracted.app()) == {"1": SubcontractStage.UNDER_REVIEW}


def test_numbers_go_down_the_tree(contracted: Installation) -> None:
    """1, 2, … and for a subcontractor's own subcontract 1.1; to any depth."""
    app = contracted.app()
    numbers = [applied(app, under).subcontract.no for under in ("", "", "1", "1", "1.1", "2")]
    assert numbers == ["1", "2", "1.1", "1.2", "1.1.1", "2.1"]
    assert [seen.subcontract.no for seen in every(app, ID, AsOf(app.today()))] == [
        "1", "1.1", "1.1.1", "1.2", "2", "2.1",
    ]  # fmt: skip


def test_there_is_no_subcontract_below_one_that_is_not_there(contracted: Installation) -> None:
    """Exit code 6: not found; a subcontractor has a name."""
    with pytest.raises(NotFoundError):
        applied(contracted.app(), "3")
    with pytest.raises(NotFoundError):
        decided(contracted.app(HEAD))
    with pytest.raises(UsageError, match="子会社・グループ会社"):
        apply(contracted.app(), ID, {"reason": "理由"})


def test_a_number_taken_back_is_not_given_again(contracted: Installation, ledger: Any) -> None:
    """取消: the papers of the one withdrawn must not fall to the next."""
    applied(contracted.app())
    attach(contracted.app(), ID, "checklist", DOCUMENTS["checklist"], subcontract="1")
    book = ledger({"再委託": [{"契約番号": ID, "再委託番号": "1", "取消": "はい"}]})
    import_ledger(contracted.app(), Path(book))
    assert stages(contracted.app()) == {}
    assert applied(contracted.app()).subcontract.no == "2"


def _reach(installation: Installation, stage: SubcontractStage) -> None:
    """Bring subcontract 1, which handles 要配慮 data, to a stage by what offices record."""
    app, head = installation.app(), installation.app(HEAD)
    complete = {"sensitive_pi": "はい"}
    if stage is SubcontractStage.APPLIED:
        applied(app, capability="", **complete)
        return
    applied(app, **complete)
    if stage is SubcontractStage.REJECTED:
        rejected(head)
    if stage is SubcontractStage.UNAPPROVED:
        record(app, ID, "1", {"started_on": "2024-05-27"})
    if stage in (SubcontractStage.UNDER_REVIEW, SubcontractStage.REJECTED, SubcontractStage.UNAPPROVED):
        return
    approved(head)
    steps = (
        (SubcontractStage.DUTIES_CONFIRMED, "subcontract_notice",
         {"notice_confirmed_on": NOW, "notice_method": "書面の交付"}),
        (SubcontractStage.CHECKLIST_RECEIVED, "checklist", DOCUMENTS["checklist"]),
        (SubcontractStage.ONSITE_INSPECTION, "onsite_inspection", DOCUMENTS["onsite_inspection"]),
    )  # fmt: skip
    for reached, kind, fields in steps:
        if list(SubcontractStage).index(stage) >= list(SubcontractStage).index(reached):
            attach(app, ID, kind, fields, subcontract="1")
    if stage in (SubcontractStage.PERFORMING, SubcontractStage.FINISHED):
        record(app, ID, "1", {"started_on": NOW})
    if stage is SubcontractStage.FINISHED:
        record(app, ID, "1", {"finished_on": NOW})


@pytest.mark.parametrize("stage", list(SubcontractStage))
def test_the_stage_is_computed_from_the_facts(contracted: Installation, stage: SubcontractStage) -> None:
    """Stages of subcontracts are computed, never declared; every one of them can be reached."""
    _reach(contracted, stage)
    assert stages(contracted.app()) == {"1": stage}


def test_an_approval_after_the_start_does_not_heal(contracted: Installation) -> None:
    """semantics §4: what began without approval stays 無承認, approved later or not."""
    applied(contracted.app(), started_on="2024-05-27")
    seen = approved(contracted.app(HEAD))
    assert (seen.stage, seen.unapproved) == (SubcontractStage.UNAPPROVED, True)
    assert next(f for f in seen.findings if f.code == "S4-03").blocking
    assert record(contracted.app(), ID, "1", {"finished_on": NOW}).unapproved
    assert [u.code for u in why(contracted.app(), ID, Stage.PERFORMING, AsOf(date(2024, 6, 3))).unmet] == ["S4-03"]


def test_a_start_on_the_day_of_the_approval_is_approved(contracted: Installation) -> None:
    """承認日 ≤ 業務開始日."""
    applied(contracted.app())
    approved(contracted.app(HEAD))
    assert not record(contracted.app(), ID, "1", {"started_on": "2024-06-03"}).unapproved
    (seen,) = every(contracted.app(), ID, AsOf(date(2024, 6, 3)))
    assert not is_unapproved(seen.subcontract, date(2024, 6, 3))


def test_a_subcontract_found_without_approval_is_told_to_the_head_at_once_and_once(contracted: Installation) -> None:
    """Recorded as what it is and alerted: an urgent message of its own; facts are never refused."""
    applied(contracted.app())
    record(contracted.app(), ID, "1", {"started_on": "2024-05-27"})
    record(contracted.app(now="2024-06-04"), ID, "1", {"scope": "調査票の読取りと集計"})
    rows = contracted.rows("SELECT subject, post, body FROM outbox WHERE topic LIKE 'urgent%' ORDER BY post")
    subject = "【試用】【至急】委託監督 承認の記録が確認できない再委託(R6-0001/1)〔広報課〕"
    assert [(row.subject, row.post) for row in rows] == [(subject, "division_head"), (subject, "oversight_office")]
    assert "R6-0001/1" in rows[0].body


def test_a_rejection_keeps_its_day_and_reason_and_no_longer_bars_the_parent(contracted: Installation) -> None:
    """不承認 where the work never began: nothing is owed for it; where it begins all the same, it is 無承認."""
    advance(contracted.app(), ID, Stage.PERFORMING)
    hand_in(contracted.app(), "inspection_plan")
    applied(contracted.app(), core_of_work="はい")
    today = AsOf(date(2024, 6, 3))
    assert "S4-04" in [f.code for f in why(contracted.app(), ID, None, today).unmet]
    for nothing in ("", "－", "未定"):
        with pytest.raises(UsageError, match="不承認の理由"):
            rejected(contracted.app(HEAD), reason=nothing)
    rejected(contracted.app(HEAD), reason="根幹に当たる")
    assert why(contracted.app(), ID, None, today).allowed
    seen = record(contracted.app(), ID, "1", {"started_on": NOW})
    assert seen.stage is SubcontractStage.UNAPPROVED
    assert {f.code for f in why(contracted.app(), ID, None, today).unmet} >= {"S4-03", "S4-04"}


def test_subcontracts_gate_their_parent(contracted: Installation) -> None:
    """semantics §1: S4-03 of what has started bars 履行中; all of S4 bars 検査; the subject is R6-0001/1."""
    today = AsOf(date(2024, 6, 3))
    applied(contracted.app(), sensitive_pi="はい")
    assert why(contracted.app(), ID, Stage.PERFORMING, today).allowed
    record(contracted.app(), ID, "1", {"started_on": "2024-05-27"})
    shut = why(contracted.app(), ID, Stage.PERFORMING, today)
    assert [(f.code, f.subject) for f in shut.unmet] == [("S4-03", "R6-0001/1")]
    assert advance(contracted.app(), ID, Stage.PERFORMING).entered == ()
    later = {f.code for f in why(contracted.app(), ID, Stage.COMPLETION_INSPECTION, today).unmet}
    assert later >= {"S4-03", "S4-05", "S4-06", "S4-07", "S4-08"}


def test_a_sub_subcontract_gates_the_parent_as_its_own_subject(contracted: Installation) -> None:
    """再々委託: R6-0001/1.1, judged by the same rules."""
    applied(contracted.app())
    approved(contracted.app(HEAD))
    applied(contracted.app(), "1", started_on=NOW)
    unmet = why(contracted.app(), ID, Stage.PERFORMING, AsOf(date(2024, 6, 3))).unmet
    assert [(f.code, f.subject) for f in unmet] == [("S4-03", "R6-0001/1.1")]
