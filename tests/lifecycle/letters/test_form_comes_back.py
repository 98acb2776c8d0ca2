"""The form goes out, is filled in by the contractor, and `attach --from` reads it as it reads any ledger."""

from datetime import date
from pathlib import Path

import pytest
from contractor import answered
from installation import DOCUMENTS, ID, Installation, a_contract, hand_in
from libreoffice import LibreOffice

from config.errors import InputRejectedError
from lifecycle.papers.letters.write import request
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.evidence import attach
from states.facts import Contract

OTHERS: dict[str, str | int] = {
    "点検日(年月日)": 45387,
    "県記入欄: 依頼日": 45384,
    "県記入欄: 受領日": "R6.4.10",
    "責任者氏名": "受託 花子",
    "責任者連絡先": "0742-00-0000",
    "従事者数": 12,
    "研修計画": "年1回",
    "運搬の対策": "=施錠+1",
    "事故時責任者": "受託 次郎",
    "事故時連絡先": "0742-00-1111",
}
"""What a contractor and the office fill in: a date as a date (2024-04-05 is day 45387) or in words."""
STRUCK = (19, 20, 21)


@pytest.fixture
def form(installation: Installation, tmp_path: Path) -> Path:
    """The form of a contract that leaves out 第10."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review", omitted_articles="10")
    path = tmp_path / "様式.xlsx"
    request(installation.app(), ID, tmp_path / "依頼.docx", path, AsOf(date(2024, 4, 2)), agreed={3: ["施錠"]})
    return path


def returned(libreoffice: LibreOffice, form: Path, answers: dict[int, str], others: dict[str, str | int]) -> Path:
    """The form filled in, computed and saved by LibreOffice."""
    filled = form.with_name("記入済み.xlsx")
    filled.write_bytes(answered(form, answers, others))
    folder = form.parent / "戻り"
    folder.mkdir()
    libreoffice.converted(filled, "xlsx", folder)
    return folder / filled.name


def test_what_was_filled_in_is_recorded_and_meets_the_duty(
    libreoffice: LibreOffice, installation: Installation, form: Path
) -> None:
    """Every item, the strikes, the dates and the follow-ups come back; nobody types them again."""
    answers = {n: DOCUMENTS["checklist"][f"q{n}"] for n in range(1, 30) if n not in STRUCK}
    back = returned(libreoffice, form, answers, OTHERS)
    done = attach(installation.app(), ID, "checklist", {}, filled=back)
    assert {"S2-07", "S2-11"} <= {finding.code for finding in done.met}
    # The items whose text is lost in our copy stand in the form: until they are replaced it is not complete.
    findings = installation.app().assessor.assess(_contract(installation), date(2024, 6, 3)).findings
    assert [f.reason for f in findings if f.code == "S2-04" and "〔本文欠落〕" in f.reason]
    (checklist,) = _contract(installation).checklists
    assert (checklist.inspected_on, checklist.requested_on, checklist.received_on) == (
        date(2024, 4, 5), date(2024, 4, 2), date(2024, 4, 10),
    )  # fmt: skip
    assert checklist.form_edition == date(2023, 12, 26)
    assert (checklist.worker_count, checklist.transport_measures) == (12, "=施錠+1")
    assert {n for n, a in checklist.answers.items() if getattr(a, "label", a) == "斜線"} == set(STRUCK)
    assert checklist.answers[5] == "県庁内作業室"
    assert len(checklist.answers) == 29


def test_what_was_left_blank_stays_blank(libreoffice: LibreOffice, installation: Installation, form: Path) -> None:
    """A blank is not 「いいえ」: the gate names what is missing."""
    back = returned(libreoffice, form, {1: "はい"}, {"県記入欄: 受領日": "R6.4.10"})
    attach(installation.app(), ID, "checklist", {}, filled=back)
    missing = {
        f.code: f.reason
        for f in installation.app().assessor.assess(_contract(installation), date(2024, 6, 3)).blocking()
    }
    assert "問2" in missing["S2-04"]
    assert "問20" not in missing["S2-04"]
    assert "点検日" in missing["S2-04"]


def test_a_form_that_nobody_filled_in_is_refused(installation: Installation, form: Path) -> None:
    """As it went out: nothing is recorded of it."""
    before = installation.count("journal")
    with pytest.raises(InputRejectedError, match="何も記録していません"):
        attach(installation.app(), ID, "checklist", {}, filled=form)
    assert installation.count("journal") == before


def test_a_form_of_another_contract_is_refused(
    libreoffice: LibreOffice, installation: Installation, form: Path
) -> None:
    """Two envelopes mixed up: the form carries its contract's number."""
    back = returned(libreoffice, form, {1: "はい"}, {"県記入欄: 受領日": "R6.4.10"})
    a_contract(installation.app(), "R6-0002")
    before = installation.count("journal")
    with pytest.raises(InputRejectedError, match="中にあるのは R6-0001 のチェックリストです"):
        attach(installation.app(), "R6-0002", "checklist", {}, filled=back)
    assert installation.count("journal") == before


def _contract(installation: Installation) -> Contract:
    with installation.app().reading() as connection:
        return find_contract(connection, ID, AsOf(date(2024, 6, 3)))
