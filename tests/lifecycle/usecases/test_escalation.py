"""Supervision over weeks: whom each step reaches, what stops it, what is told alone, and who can't be reached."""

from datetime import date, timedelta

import pytest
from installation import (
    ADMIN,
    CHIEF,
    FOR_PERFORMING,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICER,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)
from supervised import supervised

from config.errors import NotFoundError, RoleError, UsageError
from config.vocabulary import OverrideCategory, Role, Stage
from lifecycle.usecases.alerts import acknowledge, snooze
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.usecases.staff import absent, assign
from lifecycle.views.alert_register import alert_of, list_alerts
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import Sweep, sweep
from notifications.channels import RecordingChannel

START = date(2024, 4, 1)


def swept(installation: Installation, day: str) -> Sweep:
    """The sweep of a day."""
    return supervised(installation.app(ADMIN, day))


def told(installation: Installation) -> list[tuple[str, str, str]]:
    """Day, recipient and tag of every digest."""
    rows = installation.rows(
        "SELECT period, division, post, subject FROM outbox WHERE topic LIKE 'digest%' ORDER BY id"
    )
    return [
        (str(r.period), f"{r.division}/{r.post}", r.subject.removeprefix("【試用】").partition("】")[0][1:])
        for r in rows
    ]


def codes(installation: Installation) -> list[str]:
    """The codes of the open alerts."""
    return sorted({row.code for row in installation.rows("SELECT code FROM alert WHERE resolved_on IS NULL")})


@pytest.fixture
def late(installation: Installation) -> Installation:
    """Concluded on 1 April 2024 without the checklist, which is due on 19 April (docs/semantics.md §5)."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"))
    return installation


def test_sixty_days_bring_the_whole_ladder_once_each(late: Installation) -> None:
    """Swept every day for 70 days: each recipient once per step, then monthly; the head with the 制度所管課 in copy."""
    for offset in range(70):
        swept(late, (START + timedelta(days=offset)).isoformat())
    office, desk = f"{OFFICE}/", "県民情報広報課/oversight_office"
    s2 = [entry for entry in told(late) if entry[0] <= "2024-05-08"]
    assert s2 == [
        ("2024-04-12", f"{office}officer", "事前案内"),
        ("2024-04-22", f"{office}officer", "要対応・4/23まで"),
        ("2024-04-22", f"{office}section_chief", "要対応・4/23まで"),
        ("2024-04-24", f"{office}division_head", "期限超過"),
        ("2024-05-08", f"{office}division_head", "報告"),
        ("2024-05-08", desk, "報告"),
    ]
    again = [entry for entry in told(late) if "再通知" in entry[2]]
    assert ("2024-06-08", desk, "再通知1回目") in again
    assert ("2024-06-08", f"{office}division_head", "再通知1回目") in again
    assert verify(late.app(ADMIN, "2024-06-10")).faults == []


def test_the_resolved_is_told_to_all_who_were_told_that_it_was_late(late: Installation) -> None:
    """【解消】 to 担当者, 係長, 所属長 and the 制度所管課; a duty met in time ends its 事前案内 without a word."""
    for day in ("2024-04-12", "2024-04-22", "2024-04-24", "2024-05-08"):
        swept(late, day)
    hand_in(late.app(now="2024-05-09"), "checklist")
    swept(late, "2024-05-10")
    resolved = {to for day, to, tag in told(late) if day == "2024-05-10" and tag == "解消"}
    posts = {f"{OFFICE}/{post}" for post in ("officer", "section_chief", "division_head")}
    assert resolved == posts | {"県民情報広報課/oversight_office"}


def test_met_in_time_nobody_hears_of_it_again(late: Installation) -> None:
    """A mail about what was done as announced would be noise (decision 0020)."""
    swept(late, "2024-04-12")
    hand_in(late.app(now="2024-04-15"), "checklist")
    assert swept(late, "2024-04-16").messages_queued == 0
    assert codes(late) == []


def test_the_desk_that_answers_for_the_rule_is_told(installation: Installation) -> None:
    """財産活用課 for S1-01 and S4-03, 県民情報広報課 for the rest (escalation in the register's words)."""
    a_contract(installation.app(now="2024-04-01"))
    for day in ("2024-04-01", "2024-04-02", "2024-04-04", "2024-04-15", "2024-05-15"):
        swept(installation, day)
    desks = {to for _, to, tag in told(installation) if tag in ("報告", "再通知1回目") and "oversight" in to}
    assert desks == {"財産活用課/oversight_office", "県民情報広報課/oversight_office"}
    bodies = installation.rows("SELECT division, body FROM outbox WHERE post = 'oversight_office' AND topic = 'digest'")
    for row in bodies:
        assert ("S1-01" in row.body) == (row.division == "財産活用課")
        assert ("S1-07" in row.body) == (row.division == "県民情報広報課")


def test_nobody_is_skipped_in_silence_where_posts_have_no_address(late: Installation) -> None:
    """The next step is taken at once, and the gap itself is alerted to the system owner until it is closed."""
    for post in (Role.OFFICER, Role.SECTION_CHIEF):
        assign(late.app(ADMIN, "2024-04-01"), OFFICE, post, "後任", None)
    swept(late, "2024-04-22")
    assert [to for _, to, _ in told(late)] == [f"{OFFICE}/division_head"]
    body = late.rows("SELECT body FROM outbox WHERE post = 'division_head'")[0].body
    assert "届いていないため" in body.replace("\n", "").replace(" ", "")
    (gap,) = late.rows("SELECT division, post, subject, body FROM outbox WHERE urgent")
    assert (gap.division, gap.post) == ("管理者", "admin")
    assert "担当者" in gap.body
    assert "係長" in gap.body
    assert "AL-16" in codes(late)
    assert swept(late, "2024-04-22").messages_queued == 0
    for post, mail in ((Role.OFFICER, "o@example.lg.jp"), (Role.SECTION_CHIEF, "c@example.lg.jp")):
        assign(late.app(ADMIN, "2024-04-23"), OFFICE, post, "後任", mail)
    swept(late, "2024-04-23")
    assert "AL-16" not in codes(late)


def test_an_absent_head_without_a_deputy_is_passed_over_to_the_desk(late: Installation) -> None:
    """Absent from the 22nd: at D+3 the 制度所管課 hears of it the same day; with a deputy the deputy does."""
    swept(late, "2024-04-12")
    swept(late, "2024-04-22")
    absent(late.app(ADMIN, "2024-04-22"), OFFICE, date(2024, 4, 22), date(2024, 4, 30))
    swept(late, "2024-04-24")
    assert [to for day, to, _ in told(late) if day == "2024-04-24"] == ["県民情報広報課/oversight_office"]


def test_the_deputy_is_told_while_the_head_is_absent(late: Installation) -> None:
    """The address is the deputy's, not the absent head's."""
    for day in ("2024-04-12", "2024-04-22"):
        swept(late, day)
    deliver(late.app(ADMIN, "2024-04-22"), RecordingChannel())
    absent(late.app(ADMIN, "2024-04-22"), OFFICE, date(2024, 4, 22))
    assign(late.app(ADMIN, "2024-04-22"), OFFICE, Role.DEPUTY, "副課長", "deputy@example.lg.jp")
    sweep(late.app(ADMIN, "2024-04-24"))
    channel = RecordingChannel()
    deliver(late.app(ADMIN, "2024-04-24"), channel)
    assert [to for _, to in channel.sent] == ["deputy@example.lg.jp"]


def test_an_acknowledgement_never_stops_the_next_level(late: Installation) -> None:
    """The planned date is in the head's digest; a day past, a foreign office, a resolved alert are refused."""
    swept(late, "2024-04-22")
    alert = next(a for a in list_alerts(late.app(now="2024-04-22")) if a.code == "S2-04")
    assert (alert.step, alert.next_on) == ("officer", date(2024, 4, 24))
    with pytest.raises(UsageError, match="今日以後"):
        acknowledge(late.app(now="2024-04-22"), alert.id, date(2024, 4, 21))
    with pytest.raises(RoleError):
        acknowledge(late.app(OTHER_OFFICER, "2024-04-22"), alert.id, date(2024, 4, 26))
    with pytest.raises(NotFoundError):
        acknowledge(late.app(now="2024-04-22"), "R6-0001:S9-99:2024-04-22", date(2024, 4, 26))
    acknowledge(late.app(now="2024-04-22"), alert.id, date(2024, 4, 26), "委託先に督促した")
    assert swept(late, "2024-04-24").messages_queued == 1
    body = late.rows("SELECT body FROM outbox WHERE post = 'division_head'")[0].body
    assert "令和6年4月26日" in body
    hand_in(late.app(now="2024-04-24"), "checklist")
    swept(late, "2024-04-25")
    with pytest.raises(UsageError, match="解消しています"):
        acknowledge(late.app(now="2024-04-25"), alert.id, date(2024, 4, 26))


def test_a_snooze_needs_a_reason_and_a_superior_and_comes_twice_at_most(late: Installation) -> None:
    """Five business days each, on the record; afterwards the ladder goes on."""
    swept(late, "2024-04-22")
    id_ = next(a.id for a in list_alerts(late.app(now="2024-04-22")) if a.code == "S2-04")
    with pytest.raises(RoleError):
        snooze(late.app(OFFICER, "2024-04-22"), id_, "委託先の担当者が不在")
    with pytest.raises(UsageError, match="理由がない"):
        snooze(late.app(CHIEF, "2024-04-22"), id_, " ")
    snooze(late.app(CHIEF, "2024-04-22"), id_, "委託先の担当者が不在")
    assert alert_of(late.app(CHIEF, "2024-04-22"), id_).snoozed_until == date(2024, 4, 30)
    snooze(late.app(HEAD, "2024-04-23"), id_, "受領の見込みがある")
    assert alert_of(late.app(HEAD, "2024-04-23"), id_).snoozed_until == date(2024, 5, 9)
    with pytest.raises(UsageError, match="2回まで"):
        snooze(late.app(HEAD, "2024-04-24"), id_, "もう少し待ちたい")
    swept(late, "2024-05-09")
    assert alert_of(late.app(CHIEF, "2024-05-09"), id_).step == "officer"
    swept(late, "2024-05-10")
    assert alert_of(late.app(CHIEF, "2024-05-10"), id_).step == "division_head"


def test_an_urgent_alert_is_never_snoozed(late: Installation) -> None:
    """A subcontract without approval waits for nobody."""
    a_subcontract(late.app(now="2024-04-22"), handles_pi=False, applied_on="2024-04-10", started_on="2024-04-15")
    swept(late, "2024-04-22")
    id_ = next(a.id for a in list_alerts(late.app(now="2024-04-22")) if a.code == "S4-03")
    with pytest.raises(UsageError, match="至急"):
        snooze(late.app(HEAD, "2024-04-22"), id_, "確認に時間がかかる")


def test_a_subcontract_that_came_in_by_the_ledger_is_told_at_once_too(late: Installation) -> None:
    """Whatever door it came by: head and 財産活用課, alone, once."""
    a_subcontract(late.app(now="2024-04-22"), handles_pi=False, applied_on="2024-04-10", started_on="2024-04-15")
    a_subcontract(late.app(now="2024-04-23"), handles_pi=False, scope="発送")
    swept(late, "2024-04-24")
    rows = late.rows("SELECT division, post, subject FROM outbox WHERE urgent AND status = 'sent' ORDER BY post")
    assert [(r.division, r.post) for r in rows] == [(OFFICE, "division_head"), ("財産活用課", "oversight_office")]
    assert "【至急】" in rows[0].subject


def test_an_incident_is_told_at_once_and_its_deadlines_escalate(late: Installation) -> None:
    """Recorded on a Saturday: head and 県民情報広報課 at once, with the days of 速報 and 確報 (Sunday 7/7, so 7/8)."""
    hand_in(late.app(now="2024-04-01"), "checklist")
    report = {"aware_on": "2024-06-08", "summary": "誤送付のおそれ"}
    attach(late.app(now="2024-06-08"), ID, "incident_report", report)
    rows = late.rows("SELECT division, post, subject, body FROM outbox WHERE urgent ORDER BY post")
    assert [(r.division, r.post) for r in rows] == [(OFFICE, "division_head"), ("県民情報広報課", "oversight_office")]
    assert "令和6年6月10日〜令和6年6月12日が目安" in rows[0].body.replace("\n  ", "")
    assert "令和6年7月8日まで" in rows[0].body
    swept(late, "2024-06-10")
    assert "AL-10" in codes(late)
    closed = {**report, "first_reported_on": "2024-06-08", "closed_on": "2024-06-20"}
    attach(late.app(HEAD, "2024-06-20"), ID, "incident_report", closed)
    swept(late, "2024-06-21")
    assert "AL-10" not in codes(late)


def test_every_incident_of_a_contract_is_told_of_with_the_deadlines_that_are_left(late: Installation) -> None:
    """A second one while the first is open: told at once too; what was reported already has no deadline any more."""
    hand_in(late.app(now="2024-04-01"), "checklist")
    first = {"aware_on": "2024-06-03", "first_reported_on": "2024-06-03", "preliminary_on": "2024-06-04"}
    attach(late.app(now="2024-06-04"), ID, "incident_report", first)
    attach(late.app(now="2024-06-06"), ID, "incident_report", {"aware_on": "2024-06-05", "summary": "紛失のおそれ"})
    attach(late.app(now="2024-06-06"), ID, "incident_report", {**first, "final_on": "2024-06-06"})
    told_of = late.rows("SELECT period, body FROM outbox WHERE urgent AND post = 'division_head' ORDER BY id")
    assert [str(row.period) for row in told_of] == ["2024-06-04", "2024-06-06"]
    assert ["・速報 令和6年" in row.body for row in told_of] == [False, True]
    assert ["令和6年7月2日まで" in row.body for row in told_of] == [True, False]
    assert ["令和6年7月4日まで" in row.body for row in told_of] == [False, True]
    swept(late, "2024-06-07")
    assert codes(late).count("AL-10") == 1


def test_an_exception_is_told_to_the_desk_as_well_and_its_end_is_announced(late: Installation) -> None:
    """Approved: head and 制度所管課 at once. Five business days before it ends: 事前案内; after it the ladder runs."""
    asked = Request(ID, ("S2-04",), OverrideCategory.EMERGENCY, REASON, "広第1号", date(2024, 5, 20))
    approve(late.app(HEAD, "2024-04-10"), request(late.app(now="2024-04-10"), asked).id, ID)
    told = late.rows("SELECT division, post FROM outbox WHERE topic LIKE 'override%' ORDER BY post")
    assert [(r.division, r.post) for r in told] == [
        (OFFICE, "division_head"),
        ("県民情報広報課", "oversight_office"),
    ]
    swept(late, "2024-05-13")
    assert "AL-14" in codes(late)
    (announced,) = late.rows("SELECT post, body FROM outbox WHERE body LIKE '%AL-14%'")
    assert announced.post == "officer"
    assert f"{ID}-E1" in announced.body
    swept(late, "2024-05-21")
    assert "AL-14" not in codes(late)
    row = next(a for a in list_alerts(late.app(now="2024-05-21")) if a.code == "S2-04")
    assert (row.step, row.next_on) == ("officer", date(2024, 5, 23))


def test_records_passing_one_thousand_are_told_in_one_message_per_office(late: Installation) -> None:
    """AL-09: the gate already passed opens again, the head hears of it at once; of several contracts in one mail."""
    for id_ in (ID, "R6-0002"):
        if id_ != ID:
            a_contract(late.app(now="2024-04-01"), id_)
        hand_in(late.app(), *FOR_PERFORMING, id_=id_)
        advance(late.app(), id_, Stage.PERFORMING)
        amend(late.app(), id_, {"record_count": "1500"}, "実績の報告")
    rows = late.rows("SELECT subject FROM outbox WHERE topic LIKE 'reopened:%'")
    assert len(rows) == 2
    assert all("要是正" in row.subject for row in rows)


def test_a_stage_that_stands_still_without_a_reason_is_told(installation: Installation) -> None:
    """AL-15: everything is there and nobody moves the contract on; the 所属長 is the last to hear of it."""
    a_contract(installation.app(now="2024-04-01"), performance_start_on="2025-01-06")
    hand_in(installation.app(now="2024-04-15"), *FOR_PERFORMING)
    advance(installation.app(now="2024-04-15"), ID, Stage.CONCLUDED)
    day = date(2024, 4, 15)
    while day < date(2024, 9, 1):
        swept(installation, day.isoformat())
        day += timedelta(days=1)
    (row,) = [a for a in list_alerts(installation.app(now="2024-09-01")) if a.code == "AL-15"]
    assert row.step == "division_head"
    assert row.repeats > 0
    assert not installation.rows("SELECT 1 FROM outbox WHERE post = 'oversight_office'")


def test_the_sweep_stores_what_was_told_and_to_whom(late: Installation) -> None:
    """Every message can be proven: the journal says which step reached which posts, the outbox holds the text."""
    swept(late, "2024-04-22")
    rows = late.rows("SELECT DISTINCT step, told_to FROM alert_step")
    assert [tuple(r) for r in rows] == [("officer", f"{OFFICE}/officer,{OFFICE}/section_chief")]
    shown = {a.told_to for a in list_alerts(late.app(OVERSIGHT, "2024-04-22"))}
    assert shown == {(f"{OFFICE} 担当者", f"{OFFICE} 係長")}
