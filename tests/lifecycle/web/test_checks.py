"""確認待ち in a browser: another person checks what was recorded, or sends it back with a remark on each item."""

from pathlib import Path

import pytest
from branches import APPLICATION, applied
from installation import CHIEF, DOCUMENTS, HEAD, ID, OFFICER, OTHER_OFFICER, Installation, a_contract
from web_visits import Visitor

from config.errors import UsageError
from config.vocabulary import ActKind
from lifecycle.usecases.approvals import asked_about
from lifecycle.usecases.audit import verify
from lifecycle.usecases.deciding import approve_on_paper
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.sending_back import send_back
from lifecycle.views.history import history
from lifecycle.views.sent_back import sent_back_of

PAGE = f"/checks/{ID}/contract_review"
REVIEW = {name: text for name, text in DOCUMENTS["contract_review"].items() if name != "rechecked_by"}


@pytest.fixture
def reviewed(installation: Installation, tmp_path: Path) -> Installation:
    """A contract document that one person has checked, with its original."""
    a_contract(installation.app())
    paper = tmp_path / "契約書.pdf"
    paper.write_bytes(b"%PDF-1.4 x")
    attach(installation.app(), ID, "contract_review", REVIEW, [paper])
    return installation


def test_a_second_person_confirms_what_is_declared_beside_its_original(reviewed: Installation) -> None:
    """It stands on the list until it is confirmed; the act is that person's, of today."""
    chief = Visitor(reviewed, CHIEF)
    assert f"{ID} 契約書確認の再確認" in chief.get("/checks").text
    page = chief.get(PAGE).text
    assert "契約書.pdf" in page
    assert '<td data-label="記録">R6.3.1</td>' in page
    form = chief.form(PAGE, f"{PAGE}/confirm")
    assert [chief.send(f"{PAGE}/confirm", form).status_code for _ in range(2)] == [303, 303]
    (act,) = reviewed.rows("SELECT act, actor FROM act")
    assert (act.act, act.actor) == ("second_check", CHIEF)
    assert f"{ID} 契約書確認の再確認" not in chief.get("/checks").text


def test_who_recorded_it_is_told_why_not(reviewed: Installation) -> None:
    """The officer sees it among what others check, and no form; a form sent all the same is refused."""
    officer = Visitor(reviewed)
    assert 'あなたが確認できるもの<span class="n">0件' in officer.get("/checks").text
    assert "確認できません" in officer.get(PAGE).text
    assert '<button class="second" form' not in officer.get(PAGE).text
    shown = asked_about(reviewed.app(), ID, ActKind.SECOND_CHECK, "contract_review").shown
    sent = officer.send(f"{PAGE}/confirm", {"form_key": "k", "form_number": "0", "shown": shown})
    assert sent.status_code == 403
    assert reviewed.count("act") == 0
    assert Visitor(reviewed, OTHER_OFFICER).get(PAGE).status_code == 403


def test_sent_back_with_remarks_it_waits_for_the_officer_and_comes_back(reviewed: Installation) -> None:
    """The remarks stand in the officer's list and on the contract's page until the record changes."""
    chief, officer = Visitor(reviewed, CHIEF), Visitor(reviewed, OFFICER)
    remarks = {"send-back-template_edition": "契約書の第3条は古い様式の文です"}
    sent = chief.fill(PAGE, action=f"{PAGE}/send-back", **remarks)
    assert sent.status_code == 303
    assert "記録しました: 契約書確認を差し戻した" in chief.get(sent.headers["location"]).text
    for page in (officer.get("/checks").text, officer.get(f"/contracts/{ID}").text):
        assert "契約書の第3条は古い様式の文です" in page
    assert 'あなたが確認できるもの<span class="n">0件' in chief.get("/checks").text
    attach(reviewed.app(), ID, "contract_review", {**REVIEW, "template_edition": "R5.10.10"})
    assert '差し戻され、まだ直されていないもの<span class="n">0件' in officer.get("/checks").text
    assert f"{ID} 契約書確認の再確認" in chief.get("/checks").text
    assert verify(reviewed.app(HEAD)).faults == []


def test_a_remark_must_say_something_of_an_item_that_is_there(reviewed: Installation) -> None:
    """Nothing remarked, a word that says nothing, an unknown item: told beside the item, nothing recorded."""
    chief = Visitor(reviewed, CHIEF)
    assert chief.fill(PAGE, action=f"{PAGE}/send-back").status_code == 422
    empty = chief.fill(PAGE, action=f"{PAGE}/send-back", **{"send-back-template_edition": "－"})
    assert empty.status_code == 422
    assert 'href="#f-send-back-template_edition"' in empty.text
    app = reviewed.app(CHIEF)
    shown = asked_about(app, ID, ActKind.SECOND_CHECK, "contract_review").shown
    with pytest.raises(UsageError, match="ありません"):
        send_back(app, ID, ActKind.SECOND_CHECK, "contract_review", shown, {"no_such": "直す"})
    assert sent_back_of(app, ID) == []


def test_what_is_remarked_is_no_word_of_the_journal(reviewed: Installation) -> None:
    """The remark stands in the erasable table; the journal holds its reference."""
    chief = Visitor(reviewed, CHIEF)
    chief.fill(PAGE, action=f"{PAGE}/send-back", **{"send-back-whole": "山田さんの印がない"})
    (row,) = reviewed.rows("SELECT payload FROM journal WHERE kind = 'record_sent_back'")
    assert "山田" not in row.payload.decode()
    assert sent_back_of(reviewed.app(), ID)[0].remarks == (("", "山田さんの印がない"),)
    assert [event.kind for event in history(reviewed.app(), ID)][-1] == "record_sent_back"


def test_a_signed_approval_is_confirmed_by_who_did_not_attach_it(installation: Installation, tmp_path: Path) -> None:
    """The original of an approval on paper: the officer attached it, the chief confirms it."""
    a_contract(installation.app())
    applied(installation.app())
    paper = tmp_path / "承認書.pdf"
    paper.write_bytes(b"%PDF-1.4 y")
    given = {"approved_on": "2024-06-03", "approval_no": "広第40号", "approved_by": HEAD}
    approve_on_paper(installation.app(), ID, "1", given, [paper])
    chief, place = Visitor(installation, CHIEF), f"/checks/{ID}/subcontract/of/1"
    assert "再委託の承認の原本の確認" in chief.get("/checks").text
    assert "承認書.pdf" in chief.get(place).text
    assert chief.fill(place, action=f"{place}/confirm").status_code == 303
    assert "再委託の承認の原本の確認" not in chief.get("/checks").text
    assert installation.count("act") == 1


def test_an_application_is_sent_back_by_who_decides(installation: Installation) -> None:
    """It stays undecided; what is to be put right stands with the officer."""
    a_contract(installation.app())
    applied(installation.app(), **{**APPLICATION, "capability": ""})
    head, place = Visitor(installation, HEAD), f"/decisions/subcontracts/{ID}/1"
    sent = head.fill(place, action=f"{place}/send-back", **{"send-back-whole": "業務遂行能力を書き足してください"})
    assert sent.status_code == 303
    assert "業務遂行能力を書き足してください" in Visitor(installation).get("/checks").text
    assert f"再委託の承認 {ID}/1" in head.get("/decisions").text
