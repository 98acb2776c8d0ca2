"""Forms that come back are read as they are seen, whose they are is told, and nothing old or hidden goes on record."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installation import ID, Installation, a_contract, a_subcontract
from returned_forms import coded_form, ledger_sheet, older_form

from config.errors import InputRejectedError, UsageError
from config.vocabulary import Answer
from lifecycle.ledger.filled_forms import FilledForm, forms_in
from lifecycle.ledger.form_cells import FormCells, SeenSheet
from lifecycle.ledger.form_code import KEYS, FormCode
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.evidence import Attached, attach
from states.facts import Contract

OWN = FormCode("checklist", ID, "", "R5.12.26")
SUBCONTRACTORS = FormCode("checklist", ID, "1", "R5.12.26")
ANSWERS: dict[str, Any] = {"点検日": "R6.4.5", "問1": "いいえ", "問20": "いいえ", "問19": "斜線"}


def handed_in(
    installation: Installation, content: bytes, *, of: str = ID, subcontract: str = "", **given: str
) -> Attached:
    """Attach a checklist from a file of that content."""
    path = installation.home.parent / "戻り.xlsx"
    path.write_bytes(content)
    return attach(installation.app(), of, "checklist", given, subcontract=subcontract, filled=path)


def of_record(installation: Installation) -> Contract:
    """The contract as it stands."""
    with installation.app().reading() as connection:
        return find_contract(connection, ID, AsOf(date(2024, 6, 3)))


@pytest.fixture
def here(installation: Installation) -> Installation:
    """An installation with two contracts, the first of which has a subcontract."""
    a_contract(installation.app())
    a_contract(installation.app(), "R6-0002")
    a_subcontract(installation.app(), subcontractor="再委託先", applied_on="2024-04-01", handles_pi=True)
    return installation


@pytest.mark.parametrize(("merged", "margin"), [(False, 0), (True, 0), (False, 3), (True, 2)])
def test_values_are_those_beside_the_names_of_the_fields(here: Installation, merged: bool, margin: int) -> None:
    """In merged cells too, wherever the form begins; what the prefecture fills may come with the command."""
    content = coded_form(OWN, ANSWERS, ours={"受領日": None, "依頼日": "R6.4.2"}, merged=merged, margin=margin)
    handed_in(here, content, received_on="R6.4.10")
    (checklist,) = of_record(here).checklists
    assert (checklist.inspected_on, checklist.requested_on) == (date(2024, 4, 5), date(2024, 4, 2))
    assert (checklist.received_on, checklist.form_edition) == (date(2024, 4, 10), date(2023, 12, 26))
    assert checklist.answers == {1: Answer.NO, 19: Answer.STRUCK, 20: Answer.NO}


def test_a_date_that_the_office_gives_goes_before_that_in_the_form(here: Installation) -> None:
    """Who received the form knows when."""
    handed_in(here, coded_form(OWN, ANSWERS, ours={"受領日": "R6.4.9"}), received_on="R6.4.10")
    assert of_record(here).checklists[0].received_on == date(2024, 4, 10)


def test_a_form_without_a_date_of_receipt_asks_for_that_alone(here: Installation) -> None:
    """It is the office's to say; the contractor's file need not be opened for it."""
    with pytest.raises(UsageError, match="受領日"):
        handed_in(here, coded_form(OWN, ANSWERS, ours={"受領日": None}))


def test_a_subcontractors_form_is_recorded_as_its_own(here: Installation) -> None:
    """The subcontractor's checklist is the one that the audit missed most."""
    handed_in(here, coded_form(SUBCONTRACTORS, ANSWERS), subcontract="1", received_on="R6.4.10")
    contract = of_record(here)
    assert not contract.checklists
    assert contract.subcontracts[0].checklists[0].answers[1] is Answer.NO


@pytest.mark.parametrize(
    ("code", "of", "subcontract", "told"),
    [
        (OWN, "R6-0002", "", f"{ID} のチェックリストです。R6-0002 のチェックリストではありません"),
        (OWN, ID, "1", f"{ID} のチェックリストです。{ID} の再委託1のチェックリストではありません"),
        (SUBCONTRACTORS, ID, "", f"{ID} の再委託1のチェックリストです。{ID} のチェックリストではありません"),
        (FormCode("return_disposal", ID), ID, "", f"{ID} の返還・廃棄です。{ID} のチェックリストではありません"),
        (OWN.text.replace(ID, "R6-0002"), "R6-0002", "", "様式コードが書き換えられています"),
        ("様式コード", ID, "", "様式コードがありません"),
    ],
)
def test_a_form_of_another_says_whose_it_is(
    here: Installation, code: FormCode | str, of: str, subcontract: str, told: str
) -> None:
    """Two envelopes mixed up, a form relabelled by hand: nothing goes on record."""
    before = here.count("journal")
    with pytest.raises(InputRejectedError, match=told):
        handed_in(here, coded_form(code, ANSWERS), of=of, subcontract=subcontract, received_on="R6.4.10")
    assert here.count("journal") == before


def test_a_form_with_nothing_filled_in_is_refused(here: Installation) -> None:
    """A date of receipt makes no checklist of a blank form."""
    with pytest.raises(InputRejectedError, match="記入がありません"):
        handed_in(here, coded_form(OWN, {"問1": None, "問19": "斜線"}, ours={"受領日": "R6.4.9"}))


def test_every_fault_is_named_by_its_cell_and_no_person_is_repeated(here: Installation) -> None:
    """All at once; what stands in a personal field is not shown."""
    wrong = {"点検日": "きのう", "問1": "たぶん", "問2": "=SUM(A1:A3)", "責任者連絡先": "=A9", "問99": "はい"}
    with pytest.raises(InputRejectedError) as raised:
        handed_in(here, coded_form(OWN, wrong | {"従事者数": "=B99+1"}), received_on="R6.4.10")
    told = str(raised.value)
    for part in (
        "「D3 点検日」: きのう",
        "「D4 問1」: たぶん",
        "「D5 問2」: 数式(=SUM(A1:A3))",
        "「問99」: 知らない項目",
    ):
        assert part in told
    assert "old" not in told


def test_what_a_formula_of_another_cell_fills_in_is_refused_too(here: Installation) -> None:
    """An array's further cells hold results alone, and may be as old as the first one's."""
    form = coded_form(OWN, {"点検日": "R6.4.5", "問1": '{=IF(A1:A2="","はい","いいえ")}', "問2": None})
    with pytest.raises(InputRejectedError) as raised:
        handed_in(here, form, received_on="R6.4.10")
    assert "問1」: 数式" in str(raised.value)
    assert "問2」: 数式" in str(raised.value)


@pytest.mark.parametrize(
    ("formula", "seen"),
    [("=B1", OWN.text), ("='自己点検'!$A$4", "問5"), ('=IF(A4="","",A4)', "問5"), ('="県庁"', "県庁")],
)
def test_a_formula_that_only_refers_gives_what_stands_there_now(here: Installation, formula: str, seen: str) -> None:
    """Never what it gave when it was last worked out."""
    handed_in(here, coded_form(OWN, {"点検日": "R6.4.5", "問5": formula}), received_on="R6.4.10")
    assert of_record(here).checklists[0].answers == {5: seen}


def test_an_older_form_is_read_as_it_is_seen(here: Installation) -> None:
    """A stale はい of the hidden sheet is not recorded over the いいえ that everybody sees."""
    content = older_form(ID, {**ANSWERS, "受領日": "R6.4.10"}, {"問1": "はい", "問20": "はい", "受領日": "R6.4.1"})
    handed_in(here, content)
    (checklist,) = of_record(here).checklists
    assert checklist.answers == {1: Answer.NO, 19: Answer.STRUCK, 20: Answer.NO}
    assert checklist.received_on == date(2024, 4, 10)


def test_an_older_form_of_a_subcontractor_is_taken_for_whom_it_is_handed_in(here: Installation) -> None:
    """It has no column for the subcontract; the answer says for whom it was read."""
    done = handed_in(here, older_form(ID, {**ANSWERS, "受領日": None}), subcontract="1", received_on="R6.4.10")
    assert any("再委託1のものとして" in note for note in done.notes)
    assert of_record(here).subcontracts[0].checklists


def test_an_older_form_left_blank_is_refused_in_one_line(here: Installation) -> None:
    """Not by a line for each formula of a sheet that nobody sees."""
    with pytest.raises(InputRejectedError) as raised:
        handed_in(here, older_form(ID, {**dict.fromkeys(ANSWERS), "受領日": None}), received_on="R6.4.10")
    assert "記入がありません" in str(raised.value)
    assert str(raised.value).count("\n") == 1


def test_a_ledgers_sheet_with_other_formulas_is_refused(here: Installation) -> None:
    """Its stored result may be of another day; the same sheet with values is taken."""
    head = ("契約番号", "再委託番号", "受領日", "問5")
    with pytest.raises(InputRejectedError, match="数式"):
        handed_in(here, ledger_sheet("チェックリスト", head, (ID, "", "R6.4.10", "=A2&B2")))
    handed_in(
        here, ledger_sheet("チェックリスト", head, (ID, "", "R6.4.10", "=A2"), ("R6-0002", "", "R6.4.10", "庁内"))
    )
    assert of_record(here).checklists[0].answers == {5: ID}


def test_a_workbook_without_form_and_sheet_is_told_which_sheet_would_do(here: Installation) -> None:
    """An office's own table is not taken for a checklist."""
    with pytest.raises(InputRejectedError, match="シート「チェックリスト」もありません"):
        handed_in(here, ledger_sheet("一覧", ("契約番号", "問1"), (ID, "はい")), received_on="R6.4.10")


_WORDS = st.sampled_from(["はい", "いいえ", "斜線", "たぶん", "=D4", '=IF(D3="","",D3)', "=1+1", None, "", "〃", 3.0])


@given(answers=st.lists(_WORDS, min_size=3, max_size=3), last=st.sampled_from(["はい", "いいえ"]))
def test_no_result_of_a_formula_is_ever_taken(answers: list[Any], last: str) -> None:
    """Whatever formulas last gave, a form reads the same."""

    def read(given: str) -> list[object]:
        cells: dict[tuple[int, int], Any] = {(1, 0): OWN.text, (2, 4): KEYS}
        formulas = {}
        for row, answer in enumerate(answers, start=3):
            cells[row, 4] = f"問{row - 2}"
            if isinstance(answer, str) and answer.startswith("="):
                formulas[row, 3] = answer[1:]
                cells[row, 3] = given
            elif answer is not None:
                cells[row, 3] = answer
        sheet = SeenSheet("様式", True, cells, formulas)
        (form,) = forms_in(FormCells((sheet,), ""))
        assert isinstance(form, FilledForm)
        return [dict(form.values), form.faults, form.said]

    assert read(last) == read("別の結果")
