"""An edition that does not exist is refused at every door, all of them at once and beside the known ones."""

from pathlib import Path

import pytest
from command_line import small_ledger, write_ledger
from installation import ADMIN, ID, Installation, a_contract

from config.errors import InputRejectedError, UsageError
from lifecycle.fields.questions import evidence_questions
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import LedgerRejected, import_ledger
from states.evidence import KINDS

REVIEW = {"reviewed_on": "R6.4.1", "template_edition": "R6.4.1", "provisions_edition": "R6.10.10"}
KNOWN = "R5.10.10(令和5年10月10日)"


def test_a_command_refuses_them_all_at_once(installation: Installation) -> None:
    """Both columns of 契約書確認, each with the editions of its own text; nothing is recorded."""
    a_contract(installation.app())
    with pytest.raises(UsageError) as refused:
        attach(installation.app(), ID, "contract_review", REVIEW)
    template, provisions = refused.value.faults
    assert (template.field, template.code) == ("template_edition", "edition_unknown")
    assert template.message == f"R6.4.1という版はありません(あるのは{KNOWN}、R6.3.1(令和6年3月1日)、それより古い「旧」)"
    assert provisions.field == "provisions_edition"
    assert provisions.message == f"R6.10.10という版はありません(あるのは{KNOWN}、それより古い「旧」)"


@pytest.mark.parametrize("edition", ["R5.12.26", "旧"])
def test_a_known_edition_and_the_old_one_are_taken(installation: Installation, edition: str) -> None:
    """旧 stands for whatever is older than the first known edition."""
    a_contract(installation.app())
    assert attach(installation.app(), ID, "checklist", {"received_on": "R6.4.10", "form_edition": edition}).changed


def test_an_edition_of_another_text_is_none_of_this_one(installation: Installation) -> None:
    """R5.12.26 is the checklist's, R5.10.10 that of the other two."""
    a_contract(installation.app())
    for kind, fields in (
        ("checklist", {"received_on": "R6.4.10", "form_edition": "R5.10.10"}),
        ("contract_review", {"reviewed_on": "R6.4.1", "provisions_edition": "R5.12.26"}),
    ):
        with pytest.raises(UsageError, match="という版はありません"):
            attach(installation.app(), ID, kind, fields)


def test_a_filled_form_is_refused_likewise(installation: Installation, tmp_path: Path) -> None:
    """attach --from: the workbook's fault names the column."""
    a_contract(installation.app())
    rows = [{"契約番号": ID, "受領日": "R6.4.10", "様式の版": "R6.2.26"}]
    form = write_ledger(tmp_path / "form.xlsx", {"チェックリスト": rows})
    with pytest.raises(InputRejectedError, match=r"「様式の版」: R6\.2\.26という版はありません"):
        attach(installation.app(), ID, "checklist", {}, filled=form)


def test_an_import_lists_every_one_by_its_row(installation: Installation, tmp_path: Path) -> None:
    """All or nothing: three faults of three columns, with Excel's rows."""
    sheets = small_ledger(
        契約書確認=[
            {"契約番号": "R6-1", "確認日": "R6.4.1", "条文の版": "R6.4.1", "特記事項の版": "旧"},
            {"契約番号": "R6-1", "確認日": "R6.5.1", "条文の版": "R6.3.1", "特記事項の版": "R6.10.10"},
        ],
        チェックリスト=[{"契約番号": "R6-1", "受領日": "R6.4.10", "様式の版": "R6.2.26"}],
    )
    with pytest.raises(LedgerRejected) as refused:
        import_ledger(installation.app(ADMIN), write_ledger(tmp_path / "ledger.xlsx", sheets))
    faults = refused.value.result.errors
    assert [(f.sheet, f.row, f.column, f.found) for f in faults] == [
        ("契約書確認", 2, "条文の版", "R6.4.1"),
        ("契約書確認", 3, "特記事項の版", "R6.10.10"),
        ("チェックリスト", 2, "様式の版", "R6.2.26"),
    ]
    assert all("(令和5年" in fault.expected for fault in faults)


def test_a_question_at_the_terminal_asks_again(installation: Installation) -> None:
    """Interactive entry says so while the field is typed, not after all 29 items."""
    questions = evidence_questions(KINDS["checklist"], installation.app().book)
    edition = next(question for question in questions if question.column.name == "form_edition")
    assert edition.read("R5.12.26") == "2023-12-26"
    with pytest.raises(ValueError, match=r"R6\.2\.26という版はありません"):
        edition.read("R6.2.26")


def test_what_is_withdrawn_need_not_be_mended_first(installation: Installation, tmp_path: Path) -> None:
    """A row of an older journal with an edition that does not exist can be taken back as it stands."""
    sheets = small_ledger(契約書確認=[{"契約番号": "R6-1", "確認日": "R6.4.1", "条文の版": "旧"}])
    import_ledger(installation.app(ADMIN), write_ledger(tmp_path / "ledger.xlsx", sheets))
    row = {"契約番号": "R6-1", "確認日": "R6.4.1", "条文の版": "R6.4.1", "取消": "はい"}
    again = write_ledger(tmp_path / "again.xlsx", small_ledger(契約書確認=[row]))
    assert import_ledger(installation.app(ADMIN), again).changed == 1
