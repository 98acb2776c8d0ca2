"""Acts and declarations (semantics §10): what counts as done by its person, and what only was typed or imported."""

from datetime import date
from pathlib import Path

import pytest
from branches import APPLICATION, applied, approved, decided
from installation import (
    CHIEF,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICER,
    OTHER_HEAD,
    OVERSIGHT,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)

from config.errors import ConflictError, NotFoundError, RoleError, UsageError
from config.vocabulary import ActKind, Stage, Status
from lifecycle.records.as_of import AsOf
from lifecycle.usecases import approvals
from lifecycle.usecases.audit import verify
from lifecycle.usecases.deciding import approve, approve_on_paper, to_decide, withdraw_decision
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.subcontracts import record
from lifecycle.views.verdicts import why
from states.verdict import Finding

CUT_OVER = "2024-06-03"
DURING, AFTER = "2024-08-02", "2024-08-03"
"""The last day of the opening period, and the day after it."""
DECLARED = {**APPLICATION, "core_of_work": False, "handles_pi": False, "specific_pi": False, "sensitive_pi": False}
DECLARED |= {"approval_no": "広第9号", "approved_by": HEAD, "applied_on": "2024-05-01"}
ONLY_DECLARED = "申告のみ(承認の操作も確認された原本もない)"


def finding(installation: Installation, code: str, on: str, subject: str = f"{ID}/1") -> Finding:
    """What a rule says of the subcontract (or the contract) on a day."""
    app = installation.app(OFFICER, on)
    with app.reading() as connection:
        from lifecycle.records.one_contract import find_contract

        contract = find_contract(connection, ID, AsOf(date.fromisoformat(on)))
    judged = app.assessor.assess(contract, date.fromisoformat(on))
    return next(f for f in judged.findings if (f.code, f.subject, f.noted) == (code, subject, False))


@pytest.fixture
def contracted(installation: Installation) -> Installation:
    """A contract concluded on 2024-04-01, the office's first: it is cut over on 2024-06-03."""
    a_contract(installation.app(now=CUT_OVER))
    return installation


@pytest.mark.parametrize(
    ("approved_on", "recorded", "status"),
    [
        ("2024-06-02", CUT_OVER, Status.MET),
        ("2024-06-02", DURING, Status.MET),
        ("2024-06-02", AFTER, Status.UNMET),
        (CUT_OVER, CUT_OVER, Status.UNMET),
        (CUT_OVER, DURING, Status.UNMET),
    ],
)
def test_a_declaration_counts_before_the_day_and_in_the_period(
    contracted: Installation, approved_on: str, recorded: str, status: Status
) -> None:
    """The act before the cut-over day, and on record by cut-over + 60 days; the day itself and day 61 are too late."""
    a_subcontract(contracted.app(now=recorded), **DECLARED, approved_on=approved_on)
    found = finding(contracted, "S4-03", "2024-09-01")
    assert found.status is status
    assert (ONLY_DECLARED in found.reason) is (status is Status.UNMET)


def test_a_declaration_in_time_goes_on_to_count_when_something_else_is_put_right(contracted: Installation) -> None:
    """Only a changed name or date of the act is a new declaration."""
    a_subcontract(contracted.app(), **DECLARED, approved_on="2024-06-01")
    record(contracted.app(now="2024-12-01"), ID, "1", {"started_on": "2024-06-03"})
    assert finding(contracted, "S4-03", "2024-12-01").status is Status.MET
    a_subcontract(contracted.app(now="2024-12-01"), approved_on="2024-06-02", approval_no="広第9号", approved_by=HEAD)
    assert ONLY_DECLARED in finding(contracted, "S4-03", "2024-12-01").reason


@pytest.mark.parametrize("concluded_on", ["2024-06-03", "2024-06-04"])
def test_a_declaration_counts_only_for_a_contract_of_before(installation: Installation, concluded_on: str) -> None:
    """A contract concluded on the cut-over day or later asks for the act, whatever day was typed."""
    a_contract(installation.app(now=CUT_OVER), concluded_on=concluded_on)
    a_subcontract(installation.app(now="2024-06-05"), **DECLARED, approved_on="2024-06-01")
    assert finding(installation, "S4-03", "2024-06-05").reason.endswith(ONLY_DECLARED)


def test_the_act_needs_no_declaration_and_is_of_the_day_and_the_person(contracted: Installation) -> None:
    """`subcontract approve`: the day and the name are not typed."""
    applied(contracted.app(now=AFTER))
    seen = approved(contracted.app(HEAD, AFTER))
    assert seen.subcontract.sheet.approved_on == date.fromisoformat(AFTER)
    assert finding(contracted, "S4-03", AFTER).status is Status.MET
    (row,) = contracted.rows("SELECT act, actor, role, done_on FROM act")
    assert (row.act, row.actor, row.role) == ("approval", HEAD, "division_head")
    assert verify(contracted.app(HEAD, AFTER)).faults == []


@pytest.mark.parametrize("typed", [{"approved_on": "2024-06-01"}, {"approved_on": AFTER}, {"approved_by": HEAD}])
def test_the_head_types_neither_the_day_nor_the_name(contracted: Installation, typed: dict[str, str]) -> None:
    """A typed approver or date is refused, right or wrong; nothing is recorded."""
    applied(contracted.app(now=AFTER))
    shown = to_decide(contracted.app(HEAD, AFTER), ID, "1").shown
    with pytest.raises(UsageError, match="入力できません"):
        approve(contracted.app(HEAD, AFTER), ID, "1", {"approval_no": "広第21号", **typed}, shown)
    assert contracted.count("act") == 0


@pytest.mark.parametrize("number", ["－", "未定", "〃", ""])
def test_a_number_that_says_nothing_approves_nothing(contracted: Installation, number: str) -> None:
    """It could not be put right afterwards: what is approved is not approved again."""
    applied(contracted.app(now=AFTER))
    shown = to_decide(contracted.app(HEAD, AFTER), ID, "1").shown
    done = approve(contracted.app(HEAD, AFTER), ID, "1", {"approval_no": number} if number else {}, shown)
    assert [reason for reason in done.refused if "承認文書番号" in reason]
    assert contracted.count("act") == 0


def test_what_changed_since_it_was_shown_is_not_approved(contracted: Installation) -> None:
    """The act is bound by hash to what was shown: 「内容が変わりました」."""
    applied(contracted.app(now=AFTER))
    shown = to_decide(contracted.app(HEAD, AFTER), ID, "1").shown
    record(contracted.app(now=AFTER), ID, "1", {"scope": "調査票の全件の読取りと保管"})
    with pytest.raises(ConflictError, match="内容が変わりました"):
        approve(contracted.app(HEAD, AFTER), ID, "1", {"approval_no": "広第21号"}, shown)
    assert contracted.count("act") == 0
    decided(contracted.app(HEAD, AFTER))
    assert finding(contracted, "S4-03", AFTER).status is Status.MET


def test_what_changes_after_the_approval_is_to_be_approved_again(contracted: Installation) -> None:
    """Its start, its end and a planned visit are none of what was approved; the scope is."""
    applied(contracted.app(now=AFTER))
    approved(contracted.app(HEAD, AFTER))
    record(contracted.app(now="2024-08-05"), ID, "1", {"started_on": "2024-08-05", "planned_visit_on": "2024-09-01"})
    assert finding(contracted, "S4-03", "2024-08-05").status is Status.MET
    record(contracted.app(now="2024-08-06"), ID, "1", {"scope": "調査票の全件の読取りと保管"})
    assert "内容が変わった" in finding(contracted, "S4-03", "2024-08-06").reason
    assert finding(contracted, "S4-03", "2024-08-06").responsible == "division_head"
    approved(contracted.app(HEAD, "2024-08-07"))
    after = finding(contracted, "S4-03", "2024-08-07")
    assert after.status is Status.MET


def test_a_decision_withdrawn_is_none_and_stays_on_record(contracted: Installation) -> None:
    """Withdrawals are acts of the same post; as of the day before, the approval stood."""
    applied(contracted.app(now=AFTER))
    approved(contracted.app(HEAD, AFTER))
    with pytest.raises(RoleError):
        withdraw_decision(contracted.app(OFFICER, "2024-08-05"), ID, "1", "誤り")
    with pytest.raises(UsageError, match="理由"):
        withdraw_decision(contracted.app(HEAD, "2024-08-05"), ID, "1", " ")
    withdraw_decision(contracted.app(HEAD, "2024-08-05"), ID, "1", "審査をやり直すため")
    assert finding(contracted, "S4-03", "2024-08-05").status is Status.UNMET
    assert finding(contracted, "S4-03", "2024-08-04").status is Status.MET
    with pytest.raises(NotFoundError):
        withdraw_decision(contracted.app(HEAD, "2024-08-06"), ID, "1", "もう一度")
    approved(contracted.app(HEAD, "2024-08-06"))
    assert finding(contracted, "S4-03", "2024-08-06").status is Status.MET
    assert verify(contracted.app(HEAD, AFTER)).faults == []


def test_an_import_moves_no_day_of_an_act(contracted: Installation) -> None:
    """Begun on the 1st, approved on the 3rd: an earlier day in the ledger does not make it 事前."""
    applied(contracted.app(now=AFTER), started_on="2024-08-01")
    approved(contracted.app(HEAD, AFTER))
    a_subcontract(contracted.app(now="2024-08-04"), approved_on="2024-07-01", approval_no="広第1号", approved_by=HEAD)
    assert "より後" in finding(contracted, "S4-03", "2024-08-04").reason


PAPER = {"approved_on": "2024-08-01", "approval_no": "広第21号", "approved_by": "広報課長"}


@pytest.fixture
def on_paper(contracted: Installation, tmp_path: Path) -> Installation:
    """A subcontract approved on paper, begun since, the signed original attached by the officer."""
    applied(contracted.app(now=AFTER), started_on="2024-08-02")
    file = tmp_path / "承認書.txt"
    file.write_text("承認する。広報課長(印)", encoding="utf-8")
    approve_on_paper(contracted.app(now=AFTER), ID, "1", PAPER, [file])
    return contracted


def confirm_approval(installation: Installation, actor: str, on: str = AFTER) -> None:
    """That person looks at the signed original and confirms it."""
    app = installation.app(actor, on)
    asked = approvals.asked_about(app, ID, ActKind.ORIGINAL, "subcontract", "1")
    approvals.confirm_original(app, ID, "subcontract", asked.shown, "1")


def test_a_signed_original_counts_once_a_second_person_has_confirmed_it(on_paper: Installation) -> None:
    """An office whose head signs on paper goes on; who attached it does not confirm it."""
    found = finding(on_paper, "S4-03", AFTER)
    assert (found.status, found.reason.endswith(ONLY_DECLARED)) == (Status.UNMET, True)
    assert "lifecycle review confirm {id} subcontract --subcontract {no}" in found.command
    with pytest.raises(RoleError, match="原本を添えた"):
        confirm_approval(on_paper, OFFICER)
    with pytest.raises(RoleError):
        confirm_approval(on_paper, OTHER_HEAD)
    confirm_approval(on_paper, CHIEF)
    assert finding(on_paper, "S4-03", AFTER).status is Status.MET
    assert verify(on_paper.app(HEAD, AFTER)).faults == []
    with pytest.raises(UsageError, match="既に確認"):
        confirm_approval(on_paper, HEAD)


def test_the_same_file_attached_elsewhere_before_makes_no_second_person(on_paper: Installation, tmp_path: Path) -> None:
    """Whoever brought the original in, to any record of the contract, is no second person."""
    file = tmp_path / "承認書.txt"
    attach(on_paper.app(CHIEF, AFTER), ID, "other", {"dated_on": "2024-08-01"}, [file])
    with pytest.raises(RoleError, match="原本を添えた"):
        confirm_approval(on_paper, CHIEF)


def test_a_confirmation_speaks_of_what_was_confirmed(on_paper: Installation, tmp_path: Path) -> None:
    """Another original, another day or another scope afterwards is not confirmed."""
    confirm_approval(on_paper, CHIEF)
    other = tmp_path / "別の承認書.txt"
    other.write_text("別の承認書", encoding="utf-8")
    approve_on_paper(on_paper.app(now="2024-08-05"), ID, "1", {**PAPER, "approved_on": "2024-07-31"}, [other])
    assert finding(on_paper, "S4-03", "2024-08-05").status is Status.UNMET


def test_a_document_number_alone_is_no_act(contracted: Installation) -> None:
    """承認文書番号 without an original: nothing can be confirmed, nothing is met."""
    a_subcontract(contracted.app(now=AFTER), **DECLARED, approved_on="2024-08-01")
    assert finding(contracted, "S4-03", AFTER).status is Status.UNMET
    with pytest.raises(UsageError, match="原本のファイルがありません"):
        confirm_approval(contracted, CHIEF)


WAIVER = {"recorded_on": "2024-08-01", "substitute": "現場の確認", "substitute_on": "2024-08-01",
          "document_no": "広第30号"}  # fmt: skip
IN_BUILDING = {**WAIVER, "reason": "県庁舎内で業務を行うため", "substitute_kind": "現場確認"}
OUTSIDE = {
    **WAIVER,
    "reason": "県外に所在するため",
    "substitute_kind": "テレビ通話・写真",
    "circumstances": "離島で船便がない",
}


def accept(installation: Installation, actor: str, on: str = AFTER) -> approvals.ActResult:
    """That person looks at what was done instead of a visit, and accepts it."""
    app = installation.app(actor, on)
    return approvals.accept_substitute(
        app, ID, approvals.asked_about(app, ID, ActKind.ACCEPTANCE, "onsite_waiver").shown
    )


@pytest.fixture
def secret(installation: Installation) -> Installation:
    """A contract that demands a visit."""
    a_contract(installation.app(now=CUT_OVER), sensitive_pi="はい")
    return installation


@pytest.mark.parametrize(
    ("waiver", "may", "may_not", "code"),
    [(IN_BUILDING, HEAD, OVERSIGHT, "S3-03"), (OUTSIDE, OVERSIGHT, HEAD, "S3-05")],
)
def test_a_substitute_is_accepted_by_the_post_of_its_reason(
    secret: Installation, waiver: dict[str, str], may: str, may_not: str, code: str
) -> None:
    """庁舎内 and 入室制限: 所属長; 県外 and その他: 制度所管課. Typed names and days do not do."""
    typed = {"approved_by": may, "approved_on": "2024-08-02"}
    attach(secret.app(now=AFTER), ID, "onsite_waiver", {**waiver, **typed})
    found = finding(secret, code, AFTER, ID)
    assert ONLY_DECLARED in found.reason
    assert found.command == "lifecycle waiver approve {id}"
    for other in (may_not, OFFICER, OTHER_HEAD):
        with pytest.raises(RoleError):
            accept(secret, other)
    assert not accept(secret, may).refused
    assert finding(secret, "S3-01", AFTER, ID).status is Status.SUBSTITUTED


def test_a_substitute_of_two_reasons_is_accepted_by_both_posts(secret: Installation) -> None:
    """Each post accepts what is its own; the other's reason stays open."""
    both = {**OUTSIDE, "reason_kinds": "庁舎内、県外", "substitute_kind": "現場確認"}
    attach(secret.app(now=AFTER), ID, "onsite_waiver", both)
    accept(secret, HEAD)
    assert finding(secret, "S3-01", AFTER, ID).status is Status.UNMET
    accept(secret, OVERSIGHT)
    assert finding(secret, "S3-01", AFTER, ID).status is Status.SUBSTITUTED
    approvals.withdraw_act(secret.app(HEAD, AFTER), ID, ActKind.ACCEPTANCE, "onsite_waiver", "誤り")
    assert finding(secret, "S3-01", AFTER, ID).status is Status.UNMET


def test_a_substitute_that_answers_nothing_is_not_accepted(secret: Installation) -> None:
    """県外 alone: refused also to the 制度所管課."""
    attach(secret.app(now=AFTER), ID, "onsite_waiver", {**OUTSIDE, "circumstances": "なし"})
    assert "県外であることだけでは理由にならない" in accept(secret, OVERSIGHT).refused[0]


def test_the_contract_document_is_checked_again_by_another(contracted: Installation) -> None:
    """意見1: the second check is an act of somebody who neither recorded nor made the first."""
    late = {"reviewed_on": AFTER, "rechecked_by": "広報課係長"}
    hand_in(contracted.app(OFFICER, AFTER), "contract_review", **late)
    assert "再確認の操作も確認された原本もない" in finding(contracted, "S1-09", AFTER, ID).reason
    for other in (OFFICER, OTHER_HEAD):
        with pytest.raises(RoleError):
            _check(contracted, other)
    _check(contracted, CHIEF)
    assert finding(contracted, "S1-09", AFTER, ID).status is Status.MET
    attach(contracted.app(now="2024-08-05"), ID, "contract_review", {"omitted_articles": "3"})
    assert "内容が変わった" in finding(contracted, "S1-09", "2024-08-05", ID).reason


def test_who_is_named_as_the_first_checker_is_not_the_second(contracted: Installation) -> None:
    """確認者 typed as the chief, recorded by the officer: the chief made the first check."""
    hand_in(contracted.app(OFFICER, AFTER), "contract_review", reviewed_on=AFTER, reviewed_by=CHIEF)
    with pytest.raises(RoleError, match="別の職員"):
        _check(contracted, CHIEF)
    _check(contracted, HEAD)


def _check(installation: Installation, actor: str) -> None:
    app = installation.app(actor, AFTER)
    approvals.check_again(app, ID, approvals.asked_about(app, ID, ActKind.SECOND_CHECK, "contract_review").shown)


@pytest.mark.parametrize(("recorded", "met"), [("2024-06-03", True), (DURING, True), (AFTER, False)])
def test_a_ledger_proves_a_checklist_only_in_the_period(contracted: Installation, recorded: str, met: bool) -> None:
    """Evidence that is no act keeps its proof of §3, by every door alike once the opening period is over."""
    from lifecycle.usecases.contracts import parse_fields
    from lifecycle.usecases.documents import Proposal, Recorder
    from lifecycle.usecases.work import working

    app = contracted.app(now=recorded)
    given = {name: text for name, text in DOCUMENTS["checklist"].items() if name != "document_no"}
    with working(app) as work:
        fields = parse_fields("checklist", given, app.book)
        draft = Recorder(work, [ID]).draft(Proposal(ID, "checklist", fields, "ledger"))
        work.record([draft] if draft else [])
    asked = why(app, ID, Stage.CHECKLIST_RECEIVED, AsOf(date.fromisoformat(recorded)))
    assert ("S2-04" not in {f.code for f in asked.unmet}) is met
