"""The sweep: what time makes overdue is told once, what evidence cures is told as cured; the store stays right."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from installation import (
    ADMIN,
    CHIEF,
    DOCUMENTS,
    FOR_COMPLETION,
    FOR_PERFORMING,
    HEAD,
    ID,
    NOT_TO_BE_WARNED,
    OFFICE,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)
from supervised import supervised

from config.vocabulary import ActKind, OverrideCategory, Stage
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.moves import StageDeclared
from lifecycle.records.journal import Draft
from lifecycle.usecases.approvals import asked_about, check_again
from lifecycle.usecases.audit import verify
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request, revoke
from lifecycle.usecases.work import working
from lifecycle.views.contracts import Listed, list_contracts
from lifecycle.views.owed import owed
from lifecycle.watch.sweep import Sweep, sweep
from states.columns import CONTRACT


def swept(installation: Installation, now: str) -> Sweep:
    """The nightly job of that day."""
    return supervised(installation.app(ADMIN, now))


def messages(installation: Installation) -> list[tuple[str, str]]:
    """Day and subject of every digest."""
    rows = installation.rows("SELECT period, subject FROM outbox WHERE topic LIKE 'digest%' ORDER BY queued_at, id")
    return [(str(row.period), row.subject) for row in rows]


def open_alerts(installation: Installation) -> list[str]:
    """The codes of the alerts that are open."""
    return sorted(row.code for row in installation.rows("SELECT code FROM alert WHERE resolved_on IS NULL"))


def agrees(installation: Installation, now: str) -> None:
    """What is stored says the same as everything judged anew."""
    app = installation.app(now=now)
    assert owed(app) == owed(app, as_of=AsOf(app.today()))
    stored, anew = list_contracts(app), list_contracts(app, AsOf(app.today()))
    assert [_weighed(c) for c in stored] == [_weighed(c) for c in anew]


def _weighed(listed: Listed) -> tuple[object, ...]:
    return (listed.id, listed.standing, listed.unmet, listed.overdue, listed.due_on)


@pytest.fixture
def late(installation: Installation) -> Installation:
    """Concluded on 1 April 2024 without the checklist, which was due on 19 April (docs/semantics.md §5)."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"))
    return installation


def test_the_head_is_told_three_business_days_after_the_due_date(late: Installation) -> None:
    """2024-04-01 + 14 = 2024-04-19; announced five business days ahead, to the head on the third after, not before."""
    assert swept(late, "2024-04-11").alerts_opened == 0
    assert swept(late, "2024-04-12").messages_queued == 1
    swept(late, "2024-04-22")
    assert swept(late, "2024-04-23").messages_queued == 0
    assert not late.rows("SELECT 1 FROM outbox WHERE post = 'division_head'")
    told = swept(late, "2024-04-24")
    assert told.messages_queued == 1
    assert told.alerts_escalated > 0
    assert {"S2-04", "S2-11"} <= set(open_alerts(late))
    assert messages(late)[-1][0] == "2024-04-24"
    assert "期限超過" in messages(late)[-1][1]


def test_swept_twice_on_one_date_it_queues_once(any_installation: Installation) -> None:
    """Run twice on one date, the second queues 0."""
    a_contract(any_installation.app(now="2024-04-01"))
    assert swept(any_installation, "2024-05-01").messages_queued == 2
    again = swept(any_installation, "2024-05-01")
    assert (again.alerts_opened, again.alerts_escalated, again.messages_queued) == (0, 0, 0)
    assert len(messages(any_installation)) == 2


def test_what_was_told_is_not_told_again_the_next_day(late: Installation) -> None:
    """A message a day about the same thing would be read by nobody."""
    swept(late, "2024-04-24")
    swept(late, "2024-04-26")
    for day in ("2024-04-25", "2024-04-27", "2024-04-30", "2024-05-02"):
        assert swept(late, day).messages_queued == 0


def test_what_is_newly_overdue_later_that_day_is_told_too(late: Installation) -> None:
    """The morning's digest does not swallow the noon's: nothing is marked as told that nobody was told of."""
    swept(late, "2024-04-24")
    a_contract(late.app(now="2024-04-24T12:00"), "R6-0002", concluded_on="2024-04-01")
    assert swept(late, "2024-04-24T13:00").messages_queued == 2
    bodies = "".join(row.body for row in late.rows("SELECT body FROM outbox"))
    assert "R6-0002" in bodies
    told = {row.contract for row in late.rows("SELECT contract FROM alert WHERE step = 'officer'")}
    assert told == {ID, "R6-0002"}


def test_a_missed_day_is_caught_up(late: Installation) -> None:
    """The machine was off for two weeks: the first sweep afterwards tells everything that came due meanwhile."""
    assert swept(late, "2024-05-10").messages_queued == 2
    assert "S2-04" in open_alerts(late)


def test_a_missed_day_can_be_swept_afterwards(late: Installation) -> None:
    """--as-of: the day's own alerts, dated that day; the sweep of today then tells nothing twice."""
    app = late.app(ADMIN, "2024-05-10")
    assert sweep(app, date(2024, 4, 24)).messages_queued == 2
    assert {row.opened_on for row in late.rows("SELECT opened_on FROM alert WHERE code = 'S2-04'")} == {"2024-04-24"}
    sweep(app)
    assert len(late.rows("SELECT 1 FROM alert WHERE code = 'S2-04'")) == 1
    assert verify(app).faults == []


def test_sweeping_an_earlier_day_later_opens_nothing_a_second_time(late: Installation) -> None:
    """One open alert per subject and rule, whatever order the days are swept in; today's stay open."""
    swept(late, "2024-05-10")
    before = open_alerts(late)
    back = sweep(late.app(ADMIN, "2024-05-10"), date(2024, 4, 24))
    assert (back.alerts_opened, back.alerts_resolved) == (0, 0)
    assert open_alerts(late) == before
    assert len(before) == len(set(before))


def test_evidence_resolves_the_alert_and_the_next_digest_says_so(late: Installation) -> None:
    """What was told as missing is told as cured, 【解消】, though nothing else brings the contract up again."""
    swept(late, "2024-04-24")
    hand_in(late.app(now="2024-05-07"), "checklist")
    done = swept(late, "2024-05-08")
    assert done.alerts_resolved >= 2
    assert open_alerts(late) == []
    assert done.messages_queued == 2
    assert "解消" in messages(late)[-1][1]
    assert swept(late, "2024-05-09").messages_queued == 0
    agrees(late, "2024-05-09")


def test_an_alert_can_open_resolve_and_open_again_on_one_day(late: Installation) -> None:
    """An exception granted and revoked within a day: each turn is recorded, no number is used twice."""
    swept(late, "2024-04-24")
    asked = Request(ID, ("S2-04",), OverrideCategory.EMERGENCY, REASON, "広第1号")
    app = late.app(HEAD, "2024-04-24T10:00")
    id_ = request(late.app(now="2024-04-24T10:00"), asked).id
    approve(app, id_, ID)
    assert sweep(app).alerts_resolved == 1
    revoke(app, id_, "受領した様式に不足があったため")
    assert sweep(app).alerts_opened == 1
    assert open_alerts(late).count("S2-04") == 1
    assert verify(app).faults == []


def test_an_exception_silences_the_alert_until_it_expires(late: Installation) -> None:
    """While it lives nothing is due; the day after its last, the sweep finds the duty again."""
    asked = Request(ID, ("S2-04",), OverrideCategory.EMERGENCY, REASON, "広第1号", date(2024, 5, 20))
    approve(late.app(HEAD, "2024-04-10"), request(late.app(now="2024-04-10"), asked).id, ID)
    swept(late, "2024-05-10")
    assert "S2-04" not in open_alerts(late)
    swept(late, "2024-05-20")
    assert "S2-04" not in open_alerts(late)
    swept(late, "2024-05-21")
    assert "S2-04" in open_alerts(late)


def test_a_contract_taken_back_is_no_longer_dunned(late: Installation) -> None:
    """取消: its alerts are resolved, its obligations gone; brought back, it owes again."""
    swept(late, "2024-04-24")
    with working(late.app(ADMIN, "2024-04-25")) as work:
        draft = Recorder(work, [ID]).removal(ID, (CONTRACT, "", ""))
        assert draft
        work.record([draft])
    assert late.rows("SELECT 1 FROM obligation") == []
    swept(late, "2024-04-25")
    assert open_alerts(late) == []
    with working(late.app(ADMIN, "2024-04-26")) as work:
        back = Recorder(work, [ID]).draft(Proposal(ID, CONTRACT, {"division": OFFICE}, "ledger"))
        assert back
        work.record([back])
    assert "S2-04" in {o.duty.code for o in owed(late.app(now="2024-04-26"))}
    assert verify(late.app()).faults == []


def test_nobody_is_dunned_for_a_completed_contract(installation: Installation) -> None:
    """After 完了 findings stay on record and no alert goes out."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(), *FOR_PERFORMING, *FOR_COMPLETION)
    advance(installation.app(), ID, Stage.COMPLETED)
    a_subcontract(installation.app(), handles_pi=True, started_on="2024-04-10")
    assert list_contracts(installation.app())[0].standing.value == "needs_correction"
    done = swept(installation, "2024-07-01")
    assert (done.alerts_opened, done.messages_queued) == (0, 0)


def test_a_dry_run_counts_the_same_and_stores_nothing(late: Installation) -> None:
    """What it would do, then what it does."""
    before = late.count("journal")
    tried = sweep(late.app(ADMIN, "2024-04-24"), dry_run=True)
    assert late.count("journal") == before
    assert late.count("outbox") == 0
    assert tried.dry_run
    assert swept(late, "2024-04-24") == replace(tried, dry_run=False)


def test_a_standing_turns_with_time_alone(installation: Installation) -> None:
    """Due within five business days: 注意; the day after the due date: 要是正; nobody has to write anything."""
    a_contract(installation.app(now="2024-05-07"), concluded_on="2024-05-07")
    kinds = (*(k for k in FOR_PERFORMING if k != "system_review"), *NOT_TO_BE_WARNED)
    hand_in(installation.app(now="2024-05-07"), *kinds)
    review = {"reviewed_on": "2024-05-07", "access_restriction": "利用者ごとのID", "outsider_access": "なし"}
    attach(installation.app(now="2024-05-07"), ID, "system_review", review)
    chief = installation.app(CHIEF, "2024-05-07")
    check_again(chief, ID, asked_about(chief, ID, ActKind.SECOND_CHECK, "contract_review").shown)
    seen = {}
    for day in ("2024-05-17", "2024-05-20", "2024-05-27", "2024-05-28"):
        swept(installation, day)
        seen[day] = list_contracts(installation.app(now=day))[0].standing.value
    assert list(seen.values()) == ["ok", "attention", "attention", "needs_correction"]


def test_day_by_day_the_store_agrees_with_everything_judged_anew(installation: Installation) -> None:
    """`reassess` must agree with what is stored: swept daily, nothing drifts; only what is due is looked at."""
    start = date(2024, 4, 1)
    a_contract(installation.app(now="2024-04-01"))
    a_contract(installation.app(now="2024-04-01"), "R6-0002", record_count="1500", performance_start_on="2024-05-20")
    a_contract(
        installation.app(now="2024-04-01"), "R4-0003", long_term="はい", fiscal_years="R5,R6", concluded_on="2023-04-01"
    )
    a_contract(installation.app(now="2024-04-01"), "R6-0004", concluded_on="2024-05-13")
    dates = {"applied_on": "2024-04-20", "started_on": "2024-05-01", "approved_on": "2024-05-08"}
    a_subcontract(installation.app(now="2024-04-01"), id_="R6-0002", handles_pi=True, **dates)
    hand_in(installation.app(now="2024-04-01"), *FOR_PERFORMING, id_="R6-0004")
    declared = Draft("R4-0003", start, StageDeclared(stage=Stage.COMPLETED))
    with working(installation.app(ADMIN, "2024-04-01")) as work:
        work.record([declared])
    examined = []
    for offset in range(75):
        day = (start + timedelta(days=offset)).isoformat()
        examined.append(swept(installation, day).examined)
        agrees(installation, day)
    assert sum(examined) < 75 * 4 / 3
    assert verify(installation.app()).faults == []


def test_no_digest_names_a_person(late: Installation) -> None:
    """Messages carry posts, never names, numbers or addresses."""
    hand_in(late.app(now="2024-04-10"), "checklist", q20="はい", q7="いいえ", outsider_summary="保守業者")
    swept(late, "2024-07-10")
    bodies = "".join(row.subject + row.body for row in late.rows("SELECT subject, body FROM outbox"))
    assert bodies
    for private in (HEAD, DOCUMENTS["checklist"]["manager_name"], "0742-", "example.lg.jp"):
        assert private not in bodies
