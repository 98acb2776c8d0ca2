"""Every way out of an alert has its own words: そろいました is said where evidence came, and nowhere else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
import pytest
from installation import (
    ADMIN,
    FOR_PERFORMING,
    HEAD,
    ID,
    OFFICE,
    OTHER_OFFICE,
    OTHER_OFFICER,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)

from config.alert_ends import AlertEnd
from config.vocabulary import OverrideCategory, Stage
from lifecycle.records.events.alerts import AlertResolved
from lifecycle.records.told import told
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.usecases.staff import move
from lifecycle.usecases.subcontracts import record
from lifecycle.usecases.work import working
from lifecycle.views.alert_register import list_alerts
from lifecycle.views.history import history
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel
from states.columns import SUBCONTRACT

LATE = ("2024-04-22", "2024-04-24")
"""The days on which officer and head are told that the checklist is late (due on 19 April)."""


def told_late(installation: Installation, *days: str) -> None:
    """Sweep and deliver on each of these days."""
    for day in days:
        sweep(installation.app(ADMIN, day))
        deliver(installation.app(ADMIN, day), RecordingChannel())


def endings(installation: Installation) -> dict[tuple[str, str], dict[str, Any]]:
    """What the journal says of each alert that ended, by its subject and code."""
    rows = installation.rows("SELECT payload FROM journal WHERE kind = 'alert_resolved' ORDER BY id")
    loaded = [orjson.loads(row.payload) for row in rows]
    return {(one["id"].split(":")[0], one["id"].split(":")[1]): one for one in loaded}


def mails_of(installation: Installation, day: str, post: str = "division_head") -> list[tuple[str, str]]:
    """Subject and body, without the breaks of its lines, of what a post is told in a digest of a day."""
    query = "SELECT subject, body FROM outbox WHERE topic LIKE 'digest%' AND period = :day AND post = :post ORDER BY id"
    rows = installation.rows(query, day=day, post=post)
    return [(row.subject, "".join(row.body.split())) for row in rows]


@pytest.fixture
def late(installation: Installation) -> Installation:
    """A contract without its checklist, of which officer and head were told that it is late."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"))
    told_late(installation, *LATE)
    return installation


def _evidence(late: Installation) -> None:
    hand_in(late.app(now="2024-04-25"), "checklist")


def _exception(late: Installation) -> None:
    asked = Request(ID, ("S2-04",), OverrideCategory.EMERGENCY, REASON, "広第1号", date(2024, 5, 20))
    approve(late.app(HEAD, "2024-04-25"), request(late.app(now="2024-04-25"), asked).id, ID)


def _withdrawn(late: Installation) -> None:
    end(late.app(HEAD, "2024-04-25"), ID, "withdraw", "入札が不調に終わったため", None)


def _terminated(late: Installation) -> None:
    assert advance(late.app(now="2024-04-25"), ID, Stage.CONCLUDED).entered
    end(late.app(HEAD, "2024-04-25"), ID, "terminate", "委託先が特記事項に違反したため", None)


def _moved(late: Installation) -> None:
    amend(late.app(now="2024-04-25"), ID, {"concluded_on": "2024-04-24", "performance_start_on": "2024-05-20"}, REASON)


WAYS: dict[AlertEnd, tuple[Callable[[Installation], None], tuple[str, ...]]] = {
    AlertEnd.MET: (_evidence, ("【解消】", "件の不足がそろいました", "もう要りません")),
    AlertEnd.EXCEPTED: (
        _exception,
        ("【連絡終了】", "例外承認 R6-0001-E1 が適用されています(令和6年5月20日まで)", "証拠はそろっていません"),
    ),
    AlertEnd.WITHDRAWN: (_withdrawn, ("【連絡終了】", "契約が不成立となったため")),
    AlertEnd.TERMINATED: (_terminated, ("【連絡終了】", "契約が解除されたため")),
    AlertEnd.MOVED: (_moved, ("【連絡終了】", "期限が令和6年", "に変わりました", "新しい期限までに")),
}


@pytest.mark.parametrize("why", list(WAYS), ids=lambda why: why.value)
def test_each_way_out_is_told_in_its_own_words(late: Installation, why: AlertEnd) -> None:
    """Mail, journal and history say why; only where the document came do they say that it is there."""
    act, said = WAYS[why]
    act(late)
    told_late(late, "2024-04-26")
    assert endings(late)[ID, "S2-04"]["why"] == why.value
    ((subject, body),) = mails_of(late, "2024-04-26")
    for words in said:
        assert "".join(words.split()) in f"{subject}{body}"
    assert ("そろいました" in body) == (why is AlertEnd.MET)
    app = late.app(ADMIN, "2024-04-27")
    (shown,) = [a for a in list_alerts(app, closed=True) if a.code == "S2-04" and a.resolved_on]
    assert (shown.ended_why, shown.ended.startswith(why.label)) == (why.value, True)
    (said_so,) = [line for e in history(app, ID) if "S2-04" in (line := told(e)) and e.kind == "alert_resolved"]
    assert ("解消した" in said_so) == (why is AlertEnd.MET)
    assert why is AlertEnd.MET or why.label in said_so
    assert verify(late.app(ADMIN, "2024-04-27")).faults == []


def test_a_count_corrected_ends_the_visit_as_no_longer_asked(installation: Installation) -> None:
    """S3-01 falls away by the number of records: at once to the head, and in the morning to all who were told."""
    a_contract(installation.app(now="2024-04-01"), record_count="5000")
    hand_in(installation.app(now="2024-04-15"), *FOR_PERFORMING)
    told_late(installation, "2024-06-07", "2024-06-11")
    amend(installation.app(now="2024-06-12"), ID, {"record_count": "10"}, "実績による")
    (at_once,) = installation.rows("SELECT subject, body FROM outbox WHERE topic LIKE 'cleared:%'")
    assert "【義務の消滅・訂正による】" in at_once.subject
    assert "そろいました" not in at_once.body
    told_late(installation, "2024-06-13")
    assert endings(installation)[ID, "S3-01"]["why"] == AlertEnd.FACTS.value
    ((subject, body),) = mails_of(installation, "2024-06-13")
    assert "【連絡終了】" in subject
    assert "登録された内容が変わり、求められなくなりました" in body


def test_a_correction_that_opens_a_duty_is_told_to_the_head(installation: Installation) -> None:
    """AL-09 by `amend`: the gate lies ahead, so no 要是正; the head hears at once what is needed, and by which day."""
    a_contract(installation.app(now="2024-04-01"))
    amend(installation.app(now="2024-04-02"), ID, {"record_count": "5000"}, "実績による")
    (told,) = installation.rows("SELECT division, post, subject, body FROM outbox")
    assert (told.division, told.post) == (OFFICE, "division_head")
    assert "【新たな義務・訂正による】委託監督 契約1件" in told.subject
    assert "委託先の実地調査" in told.body


def test_a_subcontract_taken_back_and_one_rejected_are_no_evidence(installation: Installation) -> None:
    """A subcontract's duty of which people were told ends with it; nobody had decided, its work had merely begun."""
    a_contract(installation.app(now="2024-04-01"))
    a_subcontract(installation.app(now="2024-04-01"), handles_pi=True, applied_on="2024-04-01", started_on="2024-04-02")
    told_late(installation, "2024-04-03", "2024-04-08")
    with working(installation.app(now="2024-04-09")) as work:
        draft = Recorder(work, [ID]).removal(ID, (SUBCONTRACT, "1", ""))
        work.record([draft] if draft else [])
    told_late(installation, "2024-04-10")
    own = {code: one["why"] for (subject, code), one in endings(installation).items() if subject == f"{ID}/1"}
    assert own
    assert own.pop("AL-22") == AlertEnd.REPLACED.value
    assert own == dict.fromkeys(own, AlertEnd.TAKEN_BACK.value)
    assert all("そろいました" not in body for _, body in mails_of(installation, "2024-04-10"))


def test_a_subcontract_corrected_is_told_by_the_command_as_by_the_ledger(installation: Installation) -> None:
    """`subcontract amend`: it handles no personal data after all, its duties fall away, and the head hears at once."""
    a_contract(installation.app(now="2024-04-01"))
    approved = {"applied_on": "2024-04-01", "approved_on": "2024-04-02", "approval_no": "広第9号", "approved_by": HEAD}
    a_subcontract(installation.app(now="2024-04-02"), handles_pi=True, started_on="2024-04-03", **approved)
    record(installation.app(now="2024-04-03"), ID, "1", {"handles_pi": "いいえ"})
    (told,) = installation.rows("SELECT post, subject, body FROM outbox WHERE topic LIKE 'cleared:%'")
    assert told.post == "division_head"
    assert "【義務の消滅・訂正による】" in told.subject
    assert "そろいました" not in told.body


def test_an_incident_ends_by_its_closing(late: Installation) -> None:
    """No evidence is said to have come: 事案の終結が記録されました."""
    report = {"aware_on": "2024-04-24", "summary": "誤送付のおそれ"}
    attach(late.app(now="2024-04-24"), ID, "incident_report", report)
    told_late(late, "2024-04-25", "2024-05-31", "2024-06-05")
    attach(late.app(HEAD, now="2024-06-06"), ID, "incident_report", {**report, "closed_on": "2024-06-06"})
    told_late(late, "2024-06-07")
    assert endings(late)[ID, "AL-10"]["why"] == AlertEnd.CLOSED.value
    (told,) = [body for _, body in mails_of(late, "2024-06-07") if "AL-10" in body]
    assert "事案の終結が記録されました" in told


def test_a_correction_of_evidence_is_no_arrival_of_evidence(installation: Installation) -> None:
    """The clause stood as 無 and is 有 after all: 登録の訂正により充足."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *FOR_PERFORMING)
    hand_in(installation.app(now="2024-04-01"), "contract_review", nonconformity_clause="無")
    told_late(installation, "2024-04-02", "2024-04-04", "2024-04-08")
    attach(installation.app(now="2024-04-09"), ID, "contract_review", {"nonconformity_clause": "有"})
    told_late(installation, "2024-04-10")
    assert endings(installation)[ID, "S1-03"]["why"] == AlertEnd.CORRECTED.value
    assert any(
        "登録の訂正により充足となりました" in body for _, body in mails_of(installation, "2024-04-10", "officer")
    )


def test_another_office_begins_anew_and_those_who_were_told_hear_who_has_it_now(late: Installation) -> None:
    """A contract is moved: its alert closes with the old office; its evidence is told where its lateness was."""
    move(late.app(HEAD, "2024-04-25"), OFFICE, OTHER_OFFICE)
    told_late(late, "2024-04-26")
    assert endings(late)[ID, "S2-04"] | {"id": ""} == {"id": "", "why": "office", "by": OTHER_OFFICE}
    rows = late.rows("SELECT division, post, subject FROM outbox WHERE period = '2024-04-26' AND topic LIKE 'digest%'")
    by_office = {(row.division, row.post): row.subject for row in rows}
    assert {to: "所管の変更1件" in subject for to, subject in by_office.items()} == {
        (OFFICE, "officer"): True,
        (OFFICE, "section_chief"): True,
        (OFFICE, "division_head"): True,
        (OTHER_OFFICE, "officer"): False,
        (OTHER_OFFICE, "section_chief"): False,
    }
    assert {a.division for a in list_alerts(late.app(ADMIN, "2024-04-26")) if a.code == "S2-04"} == {OTHER_OFFICE}
    hand_in(late.app(OTHER_OFFICER, "2024-04-30"), "checklist")
    told_late(late, "2024-05-01")
    solved = late.rows("SELECT division, post FROM outbox WHERE period = '2024-05-01' AND subject LIKE '%【解消】%'")
    assert {tuple(row) for row in solved} == {(OTHER_OFFICE, "officer"), (OTHER_OFFICE, "section_chief")}
    assert verify(late.app(ADMIN, "2024-05-02")).faults == []


def test_who_never_heard_that_it_was_late_hears_of_no_end(late: Installation) -> None:
    """The head's server refused the mail of the 24th: only officer and 係長 are told that it came."""
    late.tamper("UPDATE alert_step SET told_to = '' WHERE step = 'division_head'")
    hand_in(late.app(now="2024-04-25"), "checklist")
    told_late(late, "2024-04-26")
    assert mails_of(late, "2024-04-26") == []
    assert [subject.count("【解消】") for subject, _ in mails_of(late, "2024-04-26", "officer")] == [1]


def test_an_event_of_before_reasons_were_kept_says_none() -> None:
    """Neither is one a fault that a later release wrote."""
    assert AlertResolved(id=f"{ID}:S2-04:2024-04-22").ended is None
    assert AlertResolved(id=f"{ID}:S2-04:2024-04-22", why="of_a_later_release").ended is None
