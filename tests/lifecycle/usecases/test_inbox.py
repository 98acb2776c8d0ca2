"""The drop folder: every form goes where its code says, once; what fits nowhere is left and told."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from installation import HEAD, ID, OTHER_OFFICER, Installation, a_contract, a_subcontract
from returned_forms import coded_form, ledger_sheet, older_form
from xlsxwriter import Workbook

from config.errors import InputRejectedError, NotFoundError, RoleError, UsageError
from lifecycle.ledger.form_code import FormCode
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.applications import apply_from
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.inbox import Fate, InboxItem, put_away, scan
from lifecycle.usecases.withdrawing import take_back
from states.columns import SUBCONTRACT
from states.facts import Contract

ANSWERS: dict[str, Any] = {"点検日": "R6.4.5", "問1": "はい"}
APPLIED: dict[str, Any] = {
    "再委託先": "有限会社再々",
    "申請日": "R6.5.1",
    "合理的理由": "専用の設備を持つため",
    "業務範囲": "封入",
    "保有個人情報の取扱い": "はい",
}


@pytest.fixture
def here(installation: Installation) -> Installation:
    """An installation with a contract of each office, the first with a subcontract."""
    a_contract(installation.app())
    a_contract(installation.app(OTHER_OFFICER), "R6-0002", division="税務課")
    a_subcontract(installation.app(), subcontractor="再委託先", applied_on="2024-04-01", handles_pi=True)
    return installation


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty drop folder."""
    path = tmp_path / "受付"
    path.mkdir()
    return path


def fates(items: list[InboxItem]) -> dict[str, str]:
    """What became of each file."""
    return {item.path.name: item.fate.value for item in items}


def of_record(installation: Installation, id_: str = ID) -> Contract:
    """A contract as it stands."""
    with installation.app().reading() as connection:
        return find_contract(connection, id_, AsOf(date(2024, 6, 3)))


def checklist(contract: str = ID, subcontract: str = "", **more: Any) -> bytes:
    """A form of self-inspection that came back."""
    return coded_form(FormCode("checklist", contract, subcontract, "R5.12.26"), ANSWERS, ours={"受領日": None}, **more)


def test_forms_go_where_their_code_says_and_what_fits_nowhere_is_told(here: Installation, folder: Path) -> None:
    """Whatever the files are called; nothing is moved, and a second scan records nothing."""
    (folder / "b.xlsx").write_bytes(checklist())
    (folder / "a 再委託.xlsm").write_bytes(checklist(subcontract="1"))
    (folder / "知らない.xlsx").write_bytes(checklist("R6-9999"))
    (folder / "再委託なし.xlsx").write_bytes(checklist(subcontract="7"))
    (folder / "ほかの課.xlsx").write_bytes(checklist("R6-0002"))
    (folder / "書換.xlsx").write_bytes(coded_form("【checklist:R6-0001::000000】", ANSWERS))
    (folder / "一覧.xlsx").write_bytes(ledger_sheet("一覧", ["契約番号"], [ID]))
    (folder / "報告.pdf").write_bytes(b"%PDF-1.4")
    (folder / "壊れ.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "~$b.xlsx").write_bytes(b"lock")
    (folder / "済").mkdir()
    items = scan(here.app(), folder)
    assert fates(items) == {
        "b.xlsx": "taken", "a 再委託.xlsm": "taken", "知らない.xlsx": "unmatched", "再委託なし.xlsx": "unmatched",
        "ほかの課.xlsx": "unmatched", "書換.xlsx": "unmatched", "一覧.xlsx": "unmatched", "報告.pdf": "unmatched",
        "壊れ.xlsx": "unmatched",
    }  # fmt: skip
    reasons = {item.path.name: item.reason for item in items}
    for name, told in (
        ("知らない.xlsx", "R6-9999"), ("再委託なし.xlsx", "再委託 7 はありません"), ("ほかの課.xlsx", "税務課"),
        ("書換.xlsx", "書き換えられています"), ("一覧.xlsx", "様式コード"), ("報告.pdf", "Excelの様式"),
    ):  # fmt: skip
        assert told in reasons[name]
    contract = of_record(here)
    assert contract.checklists[0].received_on == contract.subcontracts[0].checklists[0].received_on == date(2024, 6, 3)
    before = here.count("journal")
    again = scan(here.app(), folder)
    assert {item.fate for item in again if item.path.name in ("b.xlsx", "a 再委託.xlsm")} == {Fate.KNOWN}
    assert here.count("journal") == before
    assert (folder / "b.xlsx").exists()


def test_the_original_is_kept_with_the_record(here: Installation, folder: Path) -> None:
    """What was read is what is kept."""
    (folder / "b.xlsx").write_bytes(checklist())
    (item,) = scan(here.app(), folder, received_on=date(2024, 4, 10))
    assert item.done
    assert len(item.done.files) == 1
    assert of_record(here).checklists[0].received_on == date(2024, 4, 10)


def test_a_date_of_receipt_in_the_form_goes_before_that_of_the_scan(here: Installation, folder: Path) -> None:
    """The office wrote it on the day itself."""
    form = coded_form(FormCode("checklist", ID, "", "R5.12.26"), ANSWERS, ours={"受領日": "R6.4.9"})
    (folder / "b.xlsx").write_bytes(form)
    (item,) = scan(here.app(), folder)
    assert item.received is None
    assert of_record(here).checklists[0].received_on == date(2024, 4, 9)


def test_a_rehearsal_records_nothing(here: Installation, folder: Path) -> None:
    """It says what would become of each file."""
    for name in ("b.xlsx", "同じもの.xlsx"):
        (folder / name).write_bytes(checklist() if name == "b.xlsx" else (folder / "b.xlsx").read_bytes())
    before = here.count("journal")
    assert fates(scan(here.app(), folder, dry_run=True)) == {"b.xlsx": "taken", "同じもの.xlsx": "known"}
    assert here.count("journal") == before
    assert not of_record(here).checklists


def test_a_form_that_was_taken_back_is_not_taken_again(here: Installation, folder: Path) -> None:
    """An officer who took a record back would meet it again every night."""
    (folder / "b.xlsx").write_bytes(checklist())
    scan(here.app(), folder)
    take_back(here.app(), ID, "checklist", None, "取り違え")
    assert fates(scan(here.app(), folder)) == {"b.xlsx": "known"}


def test_a_second_form_of_the_same_day_corrects_nothing(here: Installation, folder: Path) -> None:
    """Which of the two is right is for a person to say."""
    (folder / "1.xlsx").write_bytes(checklist())
    other = coded_form(FormCode("checklist", ID, "", "R5.12.26"), {**ANSWERS, "問1": "いいえ"})
    (folder / "2.xlsx").write_bytes(other)
    items = scan(here.app(), folder)
    assert fates(items) == {"1.xlsx": "taken", "2.xlsx": "unmatched"}
    assert "既に記録されています" in items[1].reason


def test_a_form_without_a_date_corrects_no_record_that_has_one(here: Installation, folder: Path) -> None:
    """A later report of return says what is new; the drop folder does not write it over the one that stands."""
    attach(here.app(), ID, "return_disposal", {"method": "溶解", "confirmed_on": "R6.5.31"})
    form = coded_form(FormCode("return_disposal", ID), {"返還・廃棄の方法": "返還"}, ours={"返還・廃棄の確認日": None})
    (folder / "返還.xlsx").write_bytes(form)
    assert fates(scan(here.app(), folder)) == {"返還.xlsx": "unmatched"}


def test_an_application_becomes_the_next_subcontract_with_its_paper(here: Installation, folder: Path) -> None:
    """Once; the decision stays the head's."""
    (folder / "申請.xlsx").write_bytes(coded_form(FormCode(SUBCONTRACT, ID), APPLIED))
    (item,) = scan(here.app(), folder)
    assert item.place == (SUBCONTRACT, ID, "2")
    sub = of_record(here).subcontracts[1].sheet
    assert (sub.subcontractor, sub.applied_on, sub.approved_on) == ("有限会社再々", date(2024, 5, 1), None)
    assert fates(scan(here.app(), folder)) == {"申請.xlsx": "known"}
    assert len(of_record(here).subcontracts) == 2


def test_an_application_may_be_handed_in_by_itself(here: Installation, tmp_path: Path) -> None:
    """By the command, with what the form leaves blank; a form of another contract says whose it is."""
    path = tmp_path / "申請.xlsx"
    path.write_bytes(coded_form(FormCode(SUBCONTRACT, ID), APPLIED))
    with pytest.raises(InputRejectedError, match=f"{ID} の再委託承認申請書です"):
        apply_from(here.app(OTHER_OFFICER), path, "R6-0002")
    done = apply_from(here.app(), path, ID, given={"capability": "封入封かんの実績10年"})
    assert done.no == "2"
    assert done.paper
    assert of_record(here).subcontracts[1].sheet.applied_on == date(2024, 5, 1)


def test_an_application_that_says_otherwise_than_the_record_is_left(here: Installation, folder: Path) -> None:
    """The drop folder corrects nothing."""
    (folder / "申請.xlsx").write_bytes(coded_form(FormCode(SUBCONTRACT, ID, "1"), APPLIED))
    (item,) = scan(here.app(), folder)
    assert item.fate is Fate.UNMATCHED
    assert "申請日" in item.reason


def test_an_application_does_not_decide(here: Installation, folder: Path) -> None:
    """Who writes an approval into the form is refused."""
    (folder / "申請.xlsx").write_bytes(coded_form(FormCode(SUBCONTRACT, ID), {**APPLIED, "承認日": "R6.5.2"}))
    (item,) = scan(here.app(), folder)
    assert "所属長が決裁" in item.reason


def test_an_older_form_is_matched_by_its_number(here: Installation, folder: Path) -> None:
    """It went out before there were codes."""
    (folder / "古い様式.xlsx").write_bytes(older_form(ID, {**ANSWERS, "受領日": None}))
    (item,) = scan(here.app(), folder)
    assert item.place == ("checklist", ID, "")
    assert of_record(here).checklists[0].received_on == date(2024, 6, 3)


def test_two_forms_in_one_workbook_are_both_recorded(here: Installation, folder: Path) -> None:
    """Of the contractor and of its subcontractor, as one workbook of two sheets."""
    target = BytesIO()
    with Workbook(target) as book:
        for number in ("", "1"):
            page = book.add_worksheet(f"様式{number}")
            page.write_row(0, 0, [FormCode("checklist", ID, number, "R5.12.26").text, "読取欄"])
            page.write_row(1, 0, ["R6.4.5", "点検日"])
    (folder / "両方.xlsx").write_bytes(target.getvalue())
    assert [item.fate for item in scan(here.app(), folder)] == [Fate.TAKEN, Fate.TAKEN]
    assert of_record(here).subcontracts[0].checklists


def test_who_may_not_record_scans_nothing(here: Installation, folder: Path) -> None:
    """Auditors read; they record no evidence. A folder that is not there is told."""
    with pytest.raises(RoleError):
        scan(here.app("監査委員事務局"), folder)
    with pytest.raises(NotFoundError, match="フォルダー"):
        scan(here.app(HEAD), folder / "ない")
    with pytest.raises(UsageError, match="今日より後"):
        scan(here.app(), folder, received_on=date(2024, 6, 4))


def test_what_is_on_record_is_moved_where_told(here: Installation, folder: Path) -> None:
    """Nothing there is overwritten, and what was left stays."""
    done = folder / "済"
    done.mkdir()
    (done / "b.xlsx").write_bytes(b"earlier")
    (folder / "b.xlsx").write_bytes(checklist())
    (folder / "報告.pdf").write_bytes(b"%PDF-1.4")
    assert [path.name for path in put_away(scan(here.app(), folder), done)] == ["b-2.xlsx"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(["報告.pdf", "済"])
    assert (done / "b.xlsx").read_bytes() == b"earlier"


def test_a_link_in_the_folder_is_not_followed(here: Installation, folder: Path, tmp_path: Path) -> None:
    """What lies elsewhere was not dropped here."""
    (tmp_path / "外.xlsx").write_bytes(checklist())
    (folder / "内.xlsx").symlink_to(tmp_path / "外.xlsx")
    (item,) = scan(here.app(), folder)
    assert item.fate is Fate.UNMATCHED
    assert not of_record(here).checklists
