"""A decision that waits: who must decide is mailed at once, again when late; who asked is told what became of it."""

from datetime import date

import pytest
from branches import rejected
from installation import (
    ADMIN,
    CHIEF,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    hand_in,
)

from config.vocabulary import ActKind, OverrideCategory
from lifecycle.papers.site.duties import lacking
from lifecycle.papers.site.offices import office_page
from lifecycle.papers.site.seen import gather
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.approvals import accept_substitute, asked_about, check_again
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.matters import decline, one_matter
from lifecycle.usecases.overrides import Request, approve, reject, request
from lifecycle.usecases.sending_back import send_back
from lifecycle.usecases.subcontracts import apply
from lifecycle.views.alert_register import list_alerts
from lifecycle.views.decisions import awaited_decisions
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

EXCEPTION = Request(ID, ("S1-01",), OverrideCategory.EMERGENCY, REASON, "広第20号")
APPLICATION = {"applied_on": "2024-06-03", "subcontractor": "下請", "handles_pi": "いいえ"}


def mails(installation: Installation, kind: str) -> list[tuple[str, str]]:
    """Of the messages of a kind the post and the subject, in order."""
    rows = installation.rows("SELECT post, subject FROM outbox WHERE topic LIKE :kind ORDER BY id", kind=f"{kind}%")
    return [(row.post, row.subject.removeprefix("【試用】")) for row in rows]


def bodies(installation: Installation, kind: str) -> str:
    """The texts of the messages of a kind."""
    rows = installation.rows("SELECT body FROM outbox WHERE topic LIKE :kind ORDER BY id", kind=f"{kind}%")
    return "\n".join(row.body for row in rows)


def steps_told(installation: Installation, code: str) -> list[tuple[str, str]]:
    """The steps told of the alerts of an occasion, and to whom."""
    query = "SELECT s.step, s.told_to FROM alert_step s JOIN alert a ON a.id = s.alert WHERE a.code = :code"
    return [(row.step, row.told_to) for row in installation.rows(f"{query} ORDER BY s.told_on", code=code)]


def reviewed(installation: Installation, day: str, **changed: str) -> None:
    """The contract document was checked by the officer, and by nobody a second time."""
    fields = {name: text for name, text in DOCUMENTS["contract_review"].items() if name != "rechecked_by"}
    attach(installation.app(now=day), ID, "contract_review", {**fields, **changed})


def morning(installation: Installation, day: str) -> list[str]:
    """A morning: the sweep, and the subjects of what it sends."""
    sweep(installation.app(ADMIN, day))
    return [one.subject.removeprefix("【試用】") for one in deliver(installation.app(ADMIN, day), RecordingChannel())]


def test_an_exception_that_is_asked_for_is_mailed_at_once_to_the_head(installation: Installation) -> None:
    """In the transaction of the request; told when the mail was accepted; «the queue» counts it; no person is named."""
    a_contract(installation.app())
    preview = request(installation.app(), EXCEPTION)
    assert mails(installation, "asked") == [
        ("division_head", f"【決裁待ち】委託監督 決裁待ち1件({preview.id})〔広報課〕")
    ]
    assert steps_told(installation, "AL-21") == []
    deliver(installation.app(ADMIN), RecordingChannel(), urgent=True)
    assert steps_told(installation, "AL-21") == [("asked", "広報課/division_head")]
    (shown,) = [one for one in list_alerts(installation.app(HEAD)) if one.code == "AL-21"]
    assert (shown.subject, shown.step_label, shown.due_on) == (preview.id, "決裁の依頼", date(2024, 6, 10))
    assert (shown.next_step, shown.next_on) == ("決裁の督促", date(2024, 6, 11))
    told = bodies(installation, "asked")
    assert [word for word in (OFFICER, HEAD, "@", REASON) if word in told] == []
    assert "令和6年6月10日まで〔仮定〕" in told
    assert len(told.splitlines()) <= 25
    assert verify(installation.app()).faults == []


@pytest.mark.parametrize("approved", [True, False])
def test_who_asked_is_told_the_decision_with_its_reason(installation: Installation, *, approved: bool) -> None:
    """Approval and rejection alike; of the reason known persons' names and numbers are left out."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist", reviewed_by="髙橋花子")
    preview = request(installation.app(), EXCEPTION)
    if approved:
        approve(installation.app(HEAD), preview.id, ID)
    else:
        reject(installation.app(HEAD), preview.id, "髙橋花子に確かめたところ、090-1234-5678 の業者が直せるため")
    ((post, subject),) = mails(installation, "answered")
    assert post == "officer"
    what = "承認" if approved else "却下"
    assert subject == f"【決裁の結果】委託監督 例外承認の申請(S1-01): {what}({preview.id})〔広報課〕"
    told = bodies(installation, "answered")
    assert "髙橋花子" not in told
    assert "090-1234" not in told
    assert ("業者が直せるため" in told) is not approved
    (closed,) = installation.rows("SELECT resolved_on FROM alert WHERE code = 'AL-21'")
    assert closed.resolved_on is not None
    assert steps_told(installation, "AL-21") == []


def test_a_late_decision_is_told_again_and_then_to_the_post_above(installation: Installation) -> None:
    """A reminder after the due day, then the 制度所管課 with a copy to the head; never before the head was told."""
    a_contract(installation.app(), ID)
    request(installation.app(), EXCEPTION)
    deliver(installation.app(ADMIN), RecordingChannel(), urgent=True)
    for day in ("2024-06-04", "2024-06-10"):
        assert [one for one in morning(installation, day) if "決裁" in one] == []
    assert [one[:7] for one in morning(installation, "2024-06-11") if "決裁" in one] == ["【決裁の督促】"]
    assert [one for one in morning(installation, "2024-06-13") if "決裁" in one] == []
    above = [one[:7] for one in morning(installation, "2024-06-14") if "決裁" in one]
    assert above == ["【決裁の遅れ】", "【決裁の遅れ】"]
    told = steps_told(installation, "AL-21")
    assert [step for step, _ in told] == ["asked", "decision_reminder", "decision_next"]
    assert told[-1][1] == "県民情報広報課/oversight_office"
    assert verify(installation.app()).faults == []


def test_the_second_request_of_a_day_waits_for_the_digest(installation: Installation) -> None:
    """One message at once, one digest for what came after it; the third count says how much waits in all."""
    for n in range(1, 4):
        a_contract(installation.app(), f"R6-000{n}")
        apply(installation.app(), f"R6-000{n}", APPLICATION)
    assert len(mails(installation, "asked")) == 1
    sweep(installation.app(ADMIN, "2024-06-04"))
    sweep(installation.app(ADMIN, "2024-06-04"))
    ((post, subject),) = mails(installation, "waiting")
    assert (post, subject) == ("division_head", "【決裁待ち】委託監督 決裁待ち3件(R6-0002/1ほか)〔広報課〕")
    assert "ほかに、先にお知らせしたものが1件残っています" in "".join(bodies(installation, "waiting").split("\n  "))
    assert len(mails(installation, "asked")) == 1


def test_a_refused_application_is_told_with_its_reason(installation: Installation) -> None:
    """The officer who applied is told 不承認 and why."""
    a_contract(installation.app())
    apply(installation.app(), ID, APPLICATION)
    assert mails(installation, "asked")[0][0] == "division_head"
    rejected(installation.app(HEAD), reason="再委託の必要がない")
    assert mails(installation, "answered") == [
        ("officer", f"【決裁の結果】委託監督 再委託の申請: 不承認({ID}/1)〔広報課〕")
    ]
    assert "再委託の必要がない" in bodies(installation, "answered")


def test_a_head_who_asks_does_not_decide_and_the_next_post_is_told_so(installation: Installation) -> None:
    """Without a deputy whom mail reaches, the 制度所管課 is told at once that nobody was reached."""
    a_contract(installation.app())
    request(installation.app(HEAD), EXCEPTION)
    ((post, _),) = mails(installation, "asked")
    assert post == "oversight_office"
    assert "代理に届いていないため" in bodies(installation, "asked")


def test_a_second_check_is_asked_of_another_and_who_recorded_it_is_told(installation: Installation) -> None:
    """The 係長 is asked; sent back with a remark, then checked: both are told to the officer."""
    a_contract(installation.app())
    reviewed(installation, "2024-06-03")
    assert mails(installation, "asked") == [("section_chief", f"【確認待ち】委託監督 確認待ち1件({ID})〔広報課〕")]
    asked = asked_about(installation.app(CHIEF), ID, ActKind.SECOND_CHECK, "contract_review")
    send_back(installation.app(CHIEF), ID, ActKind.SECOND_CHECK, "contract_review", asked.shown, {"": "条文が違う"})
    reviewed(installation, "2024-06-04", inspection_clause="無")
    asked = asked_about(installation.app(CHIEF, "2024-06-04"), ID, ActKind.SECOND_CHECK, "contract_review")
    check_again(installation.app(CHIEF, "2024-06-04"), ID, asked.shown)
    answers = mails(installation, "answered")
    assert [post for post, _ in answers] == ["officer", "officer"]
    assert answers[0][1] == f"【差戻し】委託監督 契約書確認: 差戻し({ID})〔広報課〕"
    assert "条文が違う" in bodies(installation, "answered")
    (row,) = installation.rows("SELECT resolved_on FROM alert WHERE code = 'AL-24'")
    assert row.resolved_on is not None


def test_a_matter_of_two_persons_is_an_alert_on_its_own_chain(installation: Installation) -> None:
    """Proposed by the system owner it is asked of the 制度所管課; declined, the owner is told why."""
    from lifecycle.usecases.own_posts import OWN_POST_OF_DESK
    from lifecycle.usecases.second_person import propose
    from lifecycle.usecases.work import working

    terms = {"post": "audit_office", "begins_on": "2024-06-03", "ends_on": None}
    with working(installation.app(ADMIN)) as work:
        propose(work, OWN_POST_OF_DESK, "x", terms)
    assert [post for post, _ in mails(installation, "asked")] == ["oversight_office"]
    (row,) = installation.rows("SELECT contract, subject, division FROM alert WHERE code = 'AL-25'")
    assert tuple(row) == ("matter:M1", "M1", "")
    assert one_matter(installation.app(OVERSIGHT), "M1").proposed.status == "proposed"
    decline(installation.app(OVERSIGHT), "M1", "今は要らないため")
    assert [post for post, _ in mails(installation, "answered")] == ["admin"]
    assert [one.code for one in list_alerts(installation.app(ADMIN))] == []
    assert verify(installation.app(ADMIN)).faults == []


@pytest.mark.parametrize(
    ("reason", "kind", "decider", "who"),
    [
        ("県庁舎内で業務を行うため", "現場確認", "division_head", HEAD),
        ("県外に所在するため", "テレビ通話・写真", "oversight_office", OVERSIGHT),
    ],
)
def test_a_substitute_is_asked_of_the_post_that_accepts_its_reason(
    installation: Installation, reason: str, kind: str, decider: str, who: str
) -> None:
    """The head, or the 制度所管課; accepted, the officer who recorded it is told."""
    a_contract(installation.app(), sensitive_pi="はい")
    fields = {
        "reason": reason,
        "substitute": "現場の確認",
        "substitute_kind": kind,
        "circumstances": "離島で船便がない",
    }
    days = {"recorded_on": "2024-06-03", "substitute_on": "2024-06-03"}
    attach(installation.app(), ID, "onsite_waiver", {**fields, **days})
    assert [post for post, _ in mails(installation, "asked")] == [decider]
    app = installation.app(who)
    accept_substitute(app, ID, asked_about(app, ID, ActKind.ACCEPTANCE, "onsite_waiver").shown)
    ((post, subject),) = mails(installation, "answered")
    assert post == "officer"
    assert "承認" in subject
    (row,) = installation.rows("SELECT resolved_on FROM alert WHERE code = 'AL-23'")
    assert row.resolved_on is not None


def test_a_contract_that_ends_or_moves_takes_its_decisions_with_it(installation: Installation) -> None:
    """不成立 closes the alert and says so; in another office its head is asked anew."""
    a_contract(installation.app())
    request(installation.app(), EXCEPTION)
    a_contract(installation.app(), "R6-0002")
    apply(installation.app(now="2024-06-04"), "R6-0002", APPLICATION)
    amend(installation.app(HEAD, "2024-06-05"), "R6-0002", {"division": OTHER_OFFICE}, "事務の移管のため")
    end(installation.app(HEAD, "2024-06-05"), ID, "withdraw", "委託先の都合により続けられないため", None)
    shown = list_alerts(installation.app(ADMIN, "2024-06-05"), closed=True)
    told = {(one.code, one.division, one.ended) for one in shown if one.code in ("AL-21", "AL-22")}
    assert told == {
        ("AL-21", OFFICE, "契約の不成立"),
        ("AL-22", OFFICE, f"所管の変更 {OTHER_OFFICE}"),
        ("AL-22", OTHER_OFFICE, ""),
    }
    divisions = installation.rows("SELECT division FROM outbox WHERE topic = 'asked' ORDER BY id")
    assert [row.division for row in divisions] == [OFFICE, OFFICE, OTHER_OFFICE]


def test_the_queue_stands_on_the_page_of_the_office_until_it_is_decided(installation: Installation) -> None:
    """What, of which subject, asked when, by which day, whether late; the same day as in the message."""
    a_contract(installation.app())
    preview = request(installation.app(), EXCEPTION)
    portfolio = gather(installation.app(HEAD, "2024-06-12"), AsOf(date(2024, 6, 12)))
    (queued,) = office_page(portfolio, lacking(portfolio), OFFICE).queue
    assert (queued.what, queued.subject, queued.since) == ("例外承認の申請", preview.id, date(2024, 6, 3))
    assert (queued.due_on, queued.is_late) == (date(2024, 6, 10), True)
    (awaited,) = awaited_decisions(installation.app(HEAD, "2024-06-12"))
    assert (awaited.id, awaited.until) == (preview.id, queued.due_on)
    reject(installation.app(HEAD, "2024-06-12"), preview.id, "変更契約で直せるため")
    portfolio = gather(installation.app(HEAD, "2024-06-12"), AsOf(date(2024, 6, 12)))
    assert office_page(portfolio, lacking(portfolio), OFFICE).queue == ()
