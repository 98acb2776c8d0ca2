"""例外承認: asked for by one, granted by another who may, for named rules, for a time; it opens the gate only."""

from dataclasses import replace
from datetime import date

import pytest
from installation import (
    ADMIN,
    CHIEF,
    FOR_COMPLETION,
    FOR_PERFORMING,
    HEAD,
    ID,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)

from config.errors import CancelledError, NotFoundError, RoleError, UsageError
from config.vocabulary import OverrideCategory, Role, Stage
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.audit import verify
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Preview, Request, approve, reject, request, revoke
from lifecycle.views.history import history
from lifecycle.views.verdicts import why

VISIT = Request(ID, ("S3-01",), OverrideCategory.EMERGENCY, REASON, "広第20号")
DOCUMENT = replace(VISIT, codes=("S2-05",))


@pytest.fixture
def waiting(installation: Installation) -> Installation:
    """A contract of 1,500 records on its way to 履行中, with everything but the visit and the checklist's review."""
    a_contract(installation.app(), record_count="1500")
    hand_in(installation.app(), *(kind for kind in FOR_PERFORMING if kind != "checklist"))
    an_unreviewed_checklist(installation)
    return installation


def an_unreviewed_checklist(installation: Installation) -> None:
    """A checklist that nobody has confirmed."""
    from installation import DOCUMENTS

    from lifecycle.usecases.evidence import attach

    fields = {n: v for n, v in DOCUMENTS["checklist"].items() if n not in ("reviewed_on", "reviewed_by")}
    attach(installation.app(), ID, "checklist", fields)


def granted(installation: Installation, asked: Request, by: str, now: str = "2024-06-03") -> Preview:
    """An exception asked for by the officer and granted."""
    preview = request(installation.app(now=now), asked)
    approve(installation.app(by, now), preview.id, asked.contract)
    return preview


def unmet(installation: Installation, now: str = "2024-06-03", to: Stage = Stage.PERFORMING) -> list[str]:
    """What shuts the gates up to a stage."""
    app = installation.app(now=now)
    return [f.code for f in why(app, ID, to, AsOf(app.today())).unmet]


def test_an_exception_opens_the_gate_while_it_lives_and_no_longer(waiting: Installation) -> None:
    """Shown 例外適用中 up to its last day; the day after the gate is shut again."""
    assert unmet(waiting) == ["S2-05", "S3-01"]
    granted(waiting, replace(DOCUMENT, expires_on=date(2024, 6, 10)), HEAD)
    granted(waiting, VISIT, OVERSIGHT)
    assert unmet(waiting, "2024-06-10") == []
    app = waiting.app()
    excused = {f.code: f.reason for f in why(app, ID, None, AsOf(app.today())).excused}
    assert "規程上の例外ではない" in excused["S2-05"]
    assert unmet(waiting, "2024-06-11") == ["S2-05"]
    assert advance(waiting.app(now="2024-06-11"), ID, Stage.PERFORMING).entered == ()
    assert advance(waiting.app(now="2024-06-10"), ID, Stage.PERFORMING).entered[-1] is Stage.PERFORMING


def test_a_revoked_exception_shuts_the_gate_the_same_day(waiting: Installation) -> None:
    """Revoked today: shut today, not tomorrow."""
    preview = granted(waiting, DOCUMENT, HEAD)
    assert unmet(waiting, "2024-06-05") == ["S3-01"]
    revoke(waiting.app(HEAD, "2024-06-05"), preview.id, "確認が済んだため")
    assert unmet(waiting, "2024-06-05") == ["S2-05", "S3-01"]
    assert advance(waiting.app(now="2024-06-05"), ID, Stage.PERFORMING).entered == ()
    with pytest.raises(UsageError, match="適用中ではありません"):
        revoke(waiting.app(HEAD, "2024-06-05"), preview.id, "もう一度")


def test_a_requested_or_rejected_exception_opens_nothing(waiting: Installation) -> None:
    """Only approval puts it in force; what was rejected stays rejected."""
    preview = request(waiting.app(), DOCUMENT)
    assert "S2-05" in unmet(waiting)
    reject(waiting.app(HEAD), preview.id, "確認すれば足りる")
    assert "S2-05" in unmet(waiting)
    with pytest.raises(UsageError, match="既に決裁"):
        approve(waiting.app(HEAD), preview.id, ID)


def test_nobody_grants_what_they_asked_for(waiting: Installation) -> None:
    """The approver is never the requester, head or not; neither approves nor rejects it."""
    preview = request(waiting.app(HEAD), DOCUMENT)
    for decide in (approve, reject):
        with pytest.raises(RoleError, match="申請した本人"):
            decide(waiting.app(HEAD), preview.id, ID)
    assert "S2-05" in unmet(waiting)


@pytest.mark.parametrize("code", ["S3-01", "S4-03"])
def test_visit_and_subcontract_approval_are_excepted_by_the_oversight_office_only(
    waiting: Installation, code: str
) -> None:
    """docs/semantics.md §4: 制度所管課 for S4-03 and S3-01."""
    a_subcontract(waiting.app(), handles_pi=False, core_of_work=False, started_on="2024-05-01")
    asked = replace(VISIT, codes=(code,), subcontract="1" if code == "S4-03" else "")
    preview = request(waiting.app(), asked)
    assert preview.approver is Role.OVERSIGHT_OFFICE
    with pytest.raises(RoleError, match="制度所管課"):
        approve(waiting.app(HEAD), preview.id, ID)
    approve(waiting.app(OVERSIGHT), preview.id, ID)
    assert code not in unmet(waiting)


def test_everything_else_is_excepted_by_the_head_only(waiting: Installation) -> None:
    """所属長 for the rest: neither 制度所管課 nor 係長."""
    preview = request(waiting.app(), DOCUMENT)
    assert preview.approver is Role.DIVISION_HEAD
    for other in (OVERSIGHT, CHIEF, ADMIN):
        with pytest.raises(RoleError):
            approve(waiting.app(other), preview.id, ID)


def test_an_exception_covers_its_own_subject_only(waiting: Installation) -> None:
    """One for subcontract 1 lifts nothing of subcontract 2."""
    for no in ("1", "2"):
        a_subcontract(waiting.app(), no, handles_pi=False, core_of_work=False, started_on="2024-05-01")
    granted(waiting, replace(VISIT, codes=("S4-03",), subcontract="1"), OVERSIGHT)
    app = waiting.app()
    left = [f.subject for f in why(app, ID, Stage.PERFORMING, AsOf(app.today())).unmet if f.code == "S4-03"]
    assert left == [f"{ID}/2"]


def test_an_exception_from_the_visit_lifts_the_substitutes_too(waiting: Installation) -> None:
    """An override of S3-01 lifts both entries: S3-01 and the reason's own code."""
    from lifecycle.usecases.evidence import attach

    attach(waiting.app(), ID, "onsite_waiver", {"recorded_on": "2024-05-01", "reason": "県外のため"})
    assert {"S3-01", "S3-05"} <= set(unmet(waiting))
    granted(waiting, VISIT, OVERSIGHT)
    assert unmet(waiting) == ["S2-05"]


def test_every_fault_of_a_request_is_told_at_once(waiting: Installation) -> None:
    """Unknown rule, not waivable, not unmet, mixed approvers, short reason, no document, too long: in one answer."""
    asked = replace(
        VISIT,
        codes=("S9-99", "S5-02", "S1-01", "S3-01", "S2-05"),
        reason="  急ぐため  ",
        document_no=" ",
        expires_on=date(2024, 9, 2),
    )
    before = waiting.count("journal")
    with pytest.raises(UsageError) as refused:
        request(waiting.app(), asked)
    text = str(refused.value)
    for words in ("S9-99", "S5-02", "S1-01", "分けて申請", "20字以上", "今4字", "文書番号", "90日以内"):
        assert words in text
    assert waiting.count("journal") == before


@pytest.mark.parametrize(("code", "kinds"), [("S5-02", FOR_COMPLETION[:1]), ("S6-01", FOR_COMPLETION[:2])])
def test_inspection_and_return_are_never_waived(waiting: Installation, code: str, kinds: tuple[str, ...]) -> None:
    """Waivable: every rule but S4-04, S5-02, S6-01 and the F codes."""
    hand_in(waiting.app(), *kinds)
    with pytest.raises(UsageError, match="対象になりません"):
        request(waiting.app(), replace(VISIT, codes=(code,)))


@pytest.mark.parametrize(
    ("expires_on", "fine"),
    [(date(2024, 6, 2), False), (date(2024, 6, 3), True), (date(2024, 9, 1), True), (date(2024, 9, 2), False)],
)
def test_an_exception_lasts_ninety_days_at_most(waiting: Installation, expires_on: date, fine: bool) -> None:
    """Expiry from today to 90 days on, in calendar days."""
    asked = replace(DOCUMENT, expires_on=expires_on)
    if fine:
        assert request(waiting.app(), asked, dry_run=True).expires_on == expires_on
    else:
        with pytest.raises(UsageError, match="90日以内"):
            request(waiting.app(), asked, dry_run=True)


def test_a_request_for_no_rule_is_refused(waiting: Installation) -> None:
    """An exception from nothing in particular would be one from everything."""
    with pytest.raises(UsageError, match="1件以上"):
        request(waiting.app(), replace(VISIT, codes=()))


def test_an_exception_is_not_granted_after_its_day(waiting: Installation) -> None:
    """Asked for until 10 June and decided on 11 June: it would never have lived."""
    preview = request(waiting.app(), replace(DOCUMENT, expires_on=date(2024, 6, 10)))
    with pytest.raises(UsageError, match="過ぎています"):
        approve(waiting.app(HEAD, "2024-06-11"), preview.id, ID)


def test_a_wrong_contract_number_cancels_the_approval(waiting: Installation) -> None:
    """Approval asks for the contract's number to be typed; another number stores nothing."""
    preview = request(waiting.app(), DOCUMENT)
    before = waiting.count("journal"), waiting.count("outbox")
    with pytest.raises(CancelledError):
        approve(waiting.app(HEAD), preview.id, "R6-0002")
    assert (waiting.count("journal"), waiting.count("outbox")) == before


def test_a_dry_run_shows_what_it_would_lift_and_stores_nothing(any_installation: Installation) -> None:
    """Which rules, by whom, who will be told; the journal is as before, a changed policy too."""
    a_contract(any_installation.app())
    any_installation.settings("raise = []", 'raise = ["S2-12"]')
    before = any_installation.count("journal")
    preview = request(any_installation.app(), replace(VISIT, codes=("S1-01", "S1-02")), dry_run=True)
    assert [f.code for f in preview.lifted] == ["S1-01", "S1-02"]
    assert preview.told[0] == "広報課 所属長"
    assert any_installation.count("journal") == before
    assert any_installation.count("override") == 0


def test_granting_tells_the_head_in_the_same_transaction(any_installation: Installation) -> None:
    """The message is written with its cause, and names nobody."""
    a_contract(any_installation.app())
    preview = granted(any_installation, replace(VISIT, codes=("S1-01",)), HEAD)
    row = any_installation.rows("SELECT division, post, topic, status, body FROM outbox WHERE topic LIKE 'override%'")[
        0
    ]
    assert tuple(row[:4]) == ("広報課", "division_head", f"override:{preview.id}", "queued")
    assert "S1-01" in row.body
    assert HEAD not in row.body
    assert REASON not in row.body


def test_request_and_decision_are_on_record_and_replayed(any_installation: Installation) -> None:
    """Every step is an event with its actor; the finding, the tables and the history keep it."""
    a_contract(any_installation.app())
    first = granted(any_installation, replace(VISIT, codes=("S1-01", "S1-01", "S1-02")), HEAD)
    revoke(any_installation.app(HEAD), first.id, "変更契約が済んだため")
    second = request(any_installation.app(CHIEF), replace(VISIT, codes=("S1-03",)))
    reject(any_installation.app(HEAD), second.id, "直せるため")
    every = history(any_installation.app(), ID)[1:]
    assert [(e.kind, e.actor) for e in every if e.kind.startswith("override")] == [
        ("override_requested", "広報課担当"),
        ("override_approved", HEAD),
        ("override_revoked", HEAD),
        ("override_requested", CHIEF),
        ("override_rejected", HEAD),
    ]
    rows = any_installation.rows("SELECT id, codes, status FROM override ORDER BY id")
    assert [(r.id, r.codes, r.status) for r in rows] == [
        (f"{ID}-E1", "S1-01,S1-02", "revoked"),
        (f"{ID}-E2", "S1-03", "rejected"),
    ]
    assert verify(any_installation.app()).faults == []


def test_an_unknown_exception_is_not_found(installation: Installation) -> None:
    """No such exception, no such contract."""
    with pytest.raises(NotFoundError):
        approve(installation.app(HEAD), "R6-0001-E9", ID)
    with pytest.raises(NotFoundError):
        request(installation.app(), VISIT)


def test_a_second_request_for_the_same_rule_waits_for_the_first(waiting: Installation) -> None:
    """By whoever, whatever stands beside the rule; once the first is decided or can't be approved any more, it may."""
    asked = replace(DOCUMENT, expires_on=date(2024, 6, 10))
    first = request(waiting.app(), asked)
    with pytest.raises(UsageError, match=f"{first.id} として既に申請され"):
        request(waiting.app(CHIEF), replace(asked, reason=REASON * 2))
    with pytest.raises(UsageError, match="既に申請され"):
        request(waiting.app(), asked, dry_run=True)
    assert request(waiting.app(now="2024-06-11"), DOCUMENT).id == f"{ID}-E2"
    reject(waiting.app(HEAD, "2024-06-11"), f"{ID}-E2", "証拠を出せるため")
    assert request(waiting.app(now="2024-06-11"), DOCUMENT).id == f"{ID}-E3"
