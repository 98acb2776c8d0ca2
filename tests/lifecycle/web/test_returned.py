"""Forms that came back, on a page: each goes where its code says, once; what fits nowhere is shown with the reason."""

from pathlib import Path
from typing import Any

import pytest
from installation import ID, OTHER_OFFICER, OVERSIGHT, Installation, a_contract
from returned_forms import coded_form
from web_visits import Visitor

from lifecycle.ledger.form_code import FormCode
from lifecycle.usecases.audit import verify

PAGE = "/returned"
ANSWERS: dict[str, Any] = {"点検日": "R6.4.5", "問1": "はい"}


def checklist(contract: str = ID) -> bytes:
    """A form of self-inspection that came back."""
    return coded_form(FormCode("checklist", contract, "", "R5.12.26"), ANSWERS, ours={"受領日": None})


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of an office with one contract, beside another office with one."""
    a_contract(installation.app())
    a_contract(installation.app(OTHER_OFFICER), "R6-0002", division="税務課")
    return Visitor(installation)


def sent(visitor: Visitor, *files: tuple[str, bytes], **fields: str) -> Any:
    """Send these files; the answer."""
    return visitor.fill(PAGE, [("returned", file) for file in files], **fields)


def checklists(home: Installation) -> int:
    """How many checklists are on record."""
    return len(home.rows("SELECT 1 FROM record WHERE kind = 'checklist'"))


def test_each_form_goes_where_its_code_says_and_the_rest_is_told(installation: Installation, officer: Visitor) -> None:
    """One is recorded with the day that was typed; of the others the page says why not, and where to go on."""
    files = (("a.xlsx", checklist()), ("b.xlsx", checklist("R6-9999")), ("報告.pdf", b"%PDF-1.4"))
    answer = sent(officer, *files, received_on="R6.5.20")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    page = officer.get(PAGE).text
    assert checklists(installation) == 1
    (row,) = installation.rows("SELECT fields FROM record WHERE kind = 'checklist'")
    assert "2024-05-20" in str(row.fields)
    assert page.count("記録しました</td>") == 1
    assert page.count("照合できません") == 2
    assert f'href="/contracts/{ID}/evidence"' in page
    assert verify(installation.app()).faults == []


def test_a_form_sent_twice_is_recorded_once(installation: Installation, officer: Visitor) -> None:
    """Also under another name, and in the same go."""
    sent(officer, ("a.xlsx", checklist()), ("a.xlsx", checklist()))
    sent(officer, ("写し.xlsx", checklist()))
    assert checklists(installation) == 1
    assert "既に記録されています" in officer.get(PAGE).text


def test_of_another_office_nothing_is_recorded(installation: Installation, officer: Visitor) -> None:
    """Its form is left, and who records for no office has no such page."""
    sent(officer, ("c.xlsx", checklist("R6-0002")))
    assert checklists(installation) == 0
    assert "照合できません" in officer.get(PAGE).text
    assert Visitor(installation, OVERSIGHT).get(PAGE).status_code == 403


def test_what_lies_in_the_drop_folder_is_shown_and_taken_at_a_button(
    installation: Installation, officer: Visitor
) -> None:
    """What fits and what does not, but for another office's; a file stays where it is and is shown no more."""
    folder: Path = installation.home / "inbox"
    folder.mkdir()
    for name, content in (("a.xlsx", checklist()), ("b.xlsx", checklist("R6-0002")), ("知らない.pdf", b"%PDF-1.4")):
        (folder / name).write_bytes(content)
    page = officer.get(PAGE).text
    assert "記録できます" in page
    assert "知らない.pdf" in page
    assert "b.xlsx" not in page
    assert checklists(installation) == 0
    assert sent(officer, step="folder").status_code == 303
    assert checklists(installation) == 1
    after = officer.get(PAGE).text
    assert "知らない.pdf" in after
    assert "記録できます" not in after
    assert len(list(folder.iterdir())) == 3
    officer.fill(PAGE, step="forget")
    assert "前に送った様式" not in officer.get(PAGE).text


def test_what_is_sent_wrongly_is_told_beside_its_field(officer: Visitor) -> None:
    """No file, no day, a day still to come."""
    assert "ファイルを選んでください" in sent(officer).text
    assert sent(officer, ("a.xlsx", checklist()), received_on="いつか").status_code == 422
    assert sent(officer, ("a.xlsx", checklist()), received_on="R7.4.1").status_code == 422
