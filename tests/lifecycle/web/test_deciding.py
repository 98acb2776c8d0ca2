"""決裁待ち in a browser: whoever the rule names decides, on what was shown, once; everybody else is told why not."""

from datetime import date

import pytest
from branches import applied
from installation import (
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    hand_in,
)
from web_visits import Visitor

from config.vocabulary import OverrideCategory, Role
from lifecycle.usecases.cut_over import set_cut_over
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.overrides import Request, request
from lifecycle.usecases.staff import assign
from lifecycle.usecases.subcontracts import record

EXCEPTION, SUBCONTRACT = f"/decisions/exceptions/{ID}-E1", f"/decisions/subcontracts/{ID}/1"
ASKED = Request(ID, ("S2-05",), OverrideCategory.EMERGENCY, REASON, "広第20号")


@pytest.fixture
def contracted(installation: Installation) -> Installation:
    """A contract of 1,500 records, of which much is unmet."""
    a_contract(installation.app(), record_count="1500")
    hand_in(installation.app(), "duty_notice")
    return installation


def kinds(home: Installation, kind: str) -> int:
    """How many events of a kind are on record."""
    return len(home.rows("SELECT 1 FROM journal WHERE kind = :kind", kind=kind))


def test_an_exception_waits_for_whoever_the_rule_names(contracted: Installation) -> None:
    """The head sees what was asked and approves with the contract's number; the officer sees who decides."""
    request(contracted.app(), ASKED)
    head, officer = Visitor(contracted, HEAD), Visitor(contracted, OFFICER)
    assert f"例外承認 {ID}-E1" in head.get("/decisions").text.partition("ほかの人の決裁")[0]
    waits = officer.get("/decisions").text
    assert 'あなたが決裁するもの<span class="n">0件' in waits
    assert f"例外承認 {ID}-E1" in waits.partition("ほかの人の決裁")[2]
    page = head.get(EXCEPTION).text
    for shown in (REASON, "広第20号", "S2-05", "決めないままだと", "承認する"):
        assert shown in page
    wrong = head.fill(EXCEPTION, action=f"{EXCEPTION}/approve", **{"approve-contract": "R6-0002"})
    assert wrong.status_code == 422
    assert 'href="#f-approve-contract"' in wrong.text
    assert kinds(contracted, "override_approved") == 0
    form = head.form(EXCEPTION, f"{EXCEPTION}/approve") | {"approve-contract": ID}
    assert [head.send(f"{EXCEPTION}/approve", form).status_code for _ in range(2)] == [303, 303]
    assert kinds(contracted, "override_approved") == 1
    decided = head.get("/decisions").text
    assert f"例外承認 {ID}-E1" not in decided
    assert f'href="{EXCEPTION}">{ID}-E1 例外承認(S2-05)</a>' in decided.partition("最近の決裁")[2]


def test_who_asked_is_told_why_not_and_is_not_taken(contracted: Installation) -> None:
    """Four eyes: the head who asked sees the reason in the place of the form, and a form of another is refused."""
    request(contracted.app(HEAD), ASKED)
    head = Visitor(contracted, HEAD)
    page = head.get(EXCEPTION).text
    assert "あなたが申請したため" in page
    assert "<button class=" not in page.partition("決裁</h2>")[2]
    sent = head.send(f"{EXCEPTION}/approve", {"form_key": "k", "form_number": "0", "approve-contract": ID})
    assert sent.status_code == 403
    assert kinds(contracted, "override_approved") == 0


def test_a_rejection_says_why_and_an_approval_is_taken_back(contracted: Installation) -> None:
    """Without a reason nothing is recorded; what was approved can be revoked on the same page."""
    request(contracted.app(), ASKED)
    head = Visitor(contracted, HEAD)
    assert head.fill(EXCEPTION, action=f"{EXCEPTION}/reject").status_code == 422
    head.fill(EXCEPTION, action=f"{EXCEPTION}/approve", **{"approve-contract": ID})
    done = head.fill(EXCEPTION, action=f"{EXCEPTION}/revoke", **{"revoke-reason": "証拠がそろったため"})
    assert done.status_code == 303
    assert kinds(contracted, "override_rejected") == 0
    assert kinds(contracted, "override_revoked") == 1


def test_another_office_neither_sees_nor_decides(contracted: Installation) -> None:
    """The head of another office is refused; the desk that reads everything sees it, and who decides."""
    request(contracted.app(), ASKED)
    other = Visitor(contracted, OTHER_HEAD)
    assert f"{ID}-E1" not in other.get("/decisions").text
    assert other.get(EXCEPTION).status_code == 403
    assert Visitor(contracted, OVERSIGHT).get(EXCEPTION).status_code == 200


def test_an_application_is_approved_as_it_was_shown(contracted: Installation) -> None:
    """What changes while the page is open is shown beside what was open, and nothing is decided."""
    applied(contracted.app())
    head = Visitor(contracted, HEAD)
    assert f"再委託の承認 {ID}/1" in head.get("/decisions").text
    form = head.form(SUBCONTRACT, f"{SUBCONTRACT}/approve") | {"approve-approval_no": "広第30号"}
    record(contracted.app(), ID, "1", {"scope": "全部"})
    late = head.send(f"{SUBCONTRACT}/approve", form)
    assert late.status_code == 409
    assert "業務範囲: 調査票の読取り" in late.text
    assert "業務範囲: 全部" in late.text
    assert contracted.count("act") == 0
    again = head.fill(SUBCONTRACT, action=f"{SUBCONTRACT}/approve", **{"approve-approval_no": "広第30号"})
    assert again.status_code == 303
    (act,) = contracted.rows("SELECT act, actor FROM act")
    assert (act.act, act.actor) == ("approval", HEAD)


def test_an_approval_that_lacks_a_matter_is_refused_and_stays_on_record(contracted: Installation) -> None:
    """What is not weighed stands on the page before, and again beside the form; the attempt is on record."""
    applied(contracted.app(), capability="")
    head = Visitor(contracted, HEAD)
    assert "業務遂行能力が記録されていないため、承認できません" in head.get(SUBCONTRACT).text
    refused = head.fill(SUBCONTRACT, action=f"{SUBCONTRACT}/approve", **{"approve-approval_no": "広第30号"})
    assert refused.status_code == 422
    assert "業務遂行能力が記録されていない" in refused.text
    assert kinds(contracted, "subcontract_approval_refused") == 1
    assert head.fill(SUBCONTRACT, action=f"{SUBCONTRACT}/reject").status_code == 422
    done = head.fill(SUBCONTRACT, action=f"{SUBCONTRACT}/reject", **{"reject-rejection_reason": "必要がない"})
    assert done.status_code == 303
    assert f"再委託の承認 {ID}/1" not in head.get("/decisions").text


def test_a_decision_is_withdrawn_and_waits_again(contracted: Installation) -> None:
    """The page of what was decided offers to take the act back, with a reason."""
    applied(contracted.app())
    head = Visitor(contracted, HEAD)
    head.fill(SUBCONTRACT, action=f"{SUBCONTRACT}/approve", **{"approve-approval_no": "広第30号"})
    assert f"再委託の承認 {ID}/1" not in head.get("/decisions").text
    done = head.fill(SUBCONTRACT, action=f"{SUBCONTRACT}/withdraw", **{"withdraw-reason": "審査をやり直すため"})
    assert done.status_code == 303
    assert f"再委託の承認 {ID}/1" in head.get("/decisions").text


def test_a_substitute_is_accepted_by_the_post_that_its_reason_names(contracted: Installation) -> None:
    """庁舎内 is the head's; it leaves the list once it is accepted, and comes back where that is withdrawn."""
    waiver = {"recorded_on": "2024-05-31", "reason_kinds": "庁舎内", "reason": "庁舎内で業務を行うため"}
    waiver |= {
        "substitute_kind": "現場確認",
        "substitute": "現場の確認",
        "substitute_on": "2024-05-30",
        "document_no": "広第31号",
    }
    attach(contracted.app(), ID, "onsite_waiver", waiver)
    head, place = Visitor(contracted, HEAD), f"/decisions/substitutes/{ID}"
    assert f"実地調査に代わる対応の承認 {ID}" in head.get("/decisions").text
    assert "できるのは" in Visitor(contracted, OFFICER).get(place).text.partition("決裁</h2>")[2]
    assert head.fill(place, action=f"{place}/accept").status_code == 303
    assert f"実地調査に代わる対応の承認 {ID}" not in head.get("/decisions").text
    assert head.fill(place, action=f"{place}/withdraw", **{"withdraw-reason": "誤り"}).status_code == 303
    assert f"実地調査に代わる対応の承認 {ID}" in head.get("/decisions").text


def test_a_matter_of_two_persons_is_carried_out_by_the_second(contracted: Installation) -> None:
    """Who proposed it is told why not and may take it back; another who may confirms what is shown."""
    set_cut_over(contracted.app(HEAD), OFFICE, date(2024, 7, 1))
    head, desk = Visitor(contracted, HEAD), Visitor(contracted, OVERSIGHT)
    place = "/decisions/matters/M1"
    assert "あなたが申し出たため、確認できません" in head.get(place).text
    assert "確認して実行する</button>" not in head.get(place).text
    assert "令和6年7月1日" in desk.get(place).text
    assert desk.fill(place, action=f"{place}/confirm").status_code == 303
    assert kinds(contracted, "cut_over_set") == 1
    assert "確認され、実行されています" in desk.get(place).text


def test_a_deputy_decides_as_the_head(contracted: Installation) -> None:
    """An absent head's deputy is offered the same form, for the period of the deputy."""
    assign(contracted.app(HEAD), OFFICE, Role.DEPUTY, "広報課代理", None, date(2024, 6, 1), date(2024, 6, 30))
    request(contracted.app(), ASKED)
    deputy = Visitor(contracted, "広報課代理")
    assert deputy.fill(EXCEPTION, action=f"{EXCEPTION}/approve", **{"approve-contract": ID}).status_code == 303
    (event,) = contracted.rows("SELECT actor, role FROM journal WHERE kind = 'override_approved'")
    assert (event.actor, event.role) == ("広報課代理", "deputy")
