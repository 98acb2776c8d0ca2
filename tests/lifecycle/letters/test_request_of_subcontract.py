"""The request for a subcontractor's self-inspection: to the contractor, with a form that is the subcontractor's own."""

from datetime import date
from pathlib import Path

import pytest
from command_line import CommandLine
from contractor import FORM, answered, letter_text, strikes
from installation import DOCUMENTS, ID, Installation, a_contract, a_subcontract, hand_in
from libreoffice import LibreOffice
from workbooks import sheets_of

from config.errors import NotFoundError
from lifecycle.ledger.form_code import KEYS, FormCode, form_code_in, key_label
from lifecycle.papers.letters.agreed_items import divided
from lifecycle.papers.letters.write import Written, request
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.agreed import keep_agreed
from lifecycle.usecases.evidence import attach
from states.evidence import KINDS

TODAY = date(2024, 6, 3)


@pytest.fixture
def subcontracted(installation: Installation) -> Installation:
    """A contract that leaves out 第10, with a subcontract."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review", omitted_articles="10")
    a_subcontract(installation.app(), subcontractor="乙社", handles_pi=True)
    return installation


def asked(installation: Installation, folder: Path, subcontract: str = "1") -> Written:
    """Both files, in a folder."""
    where = (folder / "依頼.docx", folder / "様式.xlsx")
    return request(installation.app(), ID, *where, AsOf(TODAY), agreed={}, subcontract=subcontract)


def test_the_form_is_the_subcontractors_own(subcontracted: Installation, tmp_path: Path) -> None:
    """S4-06: through the contractor; what the contract leaves out is struck here too, and the firm is named."""
    done = asked(subcontracted, tmp_path)
    assert (done.contract, done.struck) == (f"{ID}/1", (19, 20, 21))
    assert strikes(tmp_path / "様式.xlsx") == {19, 20, 21}
    text = letter_text(tmp_path / "依頼.docx")
    assert "再委託先に自己点検を行わせ" in text
    assert "再委託番号　1" in text
    assert "乙社" in text
    rows = sheets_of(tmp_path / "様式.xlsx")[FORM]
    assert ["再委託先(再委託1)", "乙社"] in [[row[0], row[2]] for row in rows]


@pytest.mark.parametrize("subcontract", ["", "1"])
def test_the_code_says_whose_form_it_is_and_every_value_has_its_name(
    subcontracted: Installation, tmp_path: Path, subcontract: str
) -> None:
    """The reading side needs nothing but the sheet: its code, and beside each place to fill in a field's name."""
    asked(subcontracted, tmp_path, subcontract)
    rows = sheets_of(tmp_path / "様式.xlsx")[FORM]
    codes = [code for row in rows for cell in row if isinstance(cell, str) and (code := form_code_in(cell))]
    assert codes == [FormCode("checklist", ID, subcontract, "R5.12.26")]
    (head,) = [at for at, row in enumerate(rows) if row[4] == KEYS]
    named = [key_label(row[4]) for row in rows[head + 1 :] if row[4]]
    known = {column.label for column in KINDS["checklist"].columns}
    assert {name for name, _ in named} <= known
    assert {f"問{n}" for n in range(1, 30)} <= {name for name, _ in named}
    assert [name for name, ours in named if ours] == ["依頼日", "受領日"]
    assert all(row[3] == "斜線" for row in rows if row[4] in ("問19", "問20", "問21"))


def test_what_the_subcontractor_filled_in_is_recorded_as_its_own(
    libreoffice: LibreOffice, subcontracted: Installation, tmp_path: Path
) -> None:
    """The audit missed the subcontractor's checklist most: out, filled in, and back without typing."""
    asked(subcontracted, tmp_path)
    answers = {n: DOCUMENTS["checklist"][f"q{n}"] for n in range(1, 30) if n not in (19, 20, 21)}
    filled = tmp_path / "記入済み.xlsx"
    filled.write_bytes(answered(tmp_path / "様式.xlsx", answers, {"県記入欄: 受領日": "R6.5.10"}))
    (tmp_path / "戻り").mkdir()
    libreoffice.converted(filled, "xlsx", tmp_path / "戻り")
    attach(subcontracted.app(), ID, "checklist", {}, subcontract="1", filled=tmp_path / "戻り" / filled.name)
    with subcontracted.app().reading() as connection:
        contract = find_contract(connection, ID, AsOf(TODAY))
    (checklist,) = contract.subcontracts[0].checklists
    assert (checklist.received_on, len(checklist.answers)) == (date(2024, 5, 10), 29)
    assert contract.checklists == ()


def test_a_subcontract_that_is_not_on_record_has_no_form(subcontracted: Installation, tmp_path: Path) -> None:
    """Exit 6, and neither file."""
    with pytest.raises(NotFoundError, match=f"契約 {ID} に再委託 2 はありません"):
        asked(subcontracted, tmp_path, "2")
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_what_was_agreed_before_stands_in_the_form(subcontracted: Installation, tmp_path: Path) -> None:
    """S2-02: the items on record bind the subcontractor as well; nobody types them for each form."""
    keep_agreed(subcontracted.app(), ID, {3: ["保管庫の施錠、鍵の管理", "持出しの記録"], 16: ["複写の禁止"]})
    asked(subcontracted, tmp_path)
    listed = [row[2] for row in sheets_of(tmp_path / "様式.xlsx")[FORM] if row[1] == "遵守事項"]
    assert listed == ["保管庫の施錠、鍵の管理", "持出しの記録", "複写の禁止"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("3=保管庫の施錠 16=複写の禁止", {3: ["保管庫の施錠"], 16: ["複写の禁止"]}),
        ("項目３：施錠、項目１６：2人で確認", {3: ["施錠"], 16: ["2人で確認"]}),
        ("施錠と記録", {}),
        ("施錠、項目3 記録", {}),
        ("項目4 施錠", {}),
        ("", {}),
    ],
)
def test_agreed_items_are_divided_by_their_numbers_or_not_at_all(text: str, items: dict[int, list[str]]) -> None:
    """A record typed by hand is read where its numbers are plain; nothing is put under a number by guess."""
    assert divided(text, (3, 16, 19)) == items


def test_the_command_says_how_it_comes_back(
    subcontracted: Installation, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """With the number of the subcontract, ready to copy; a day for the contract's own form is not offered."""
    environment.setenv("LIFECYCLE_HOME", str(subcontracted.home))
    environment.setenv("LIFECYCLE_NOW", "2024-06-03T09:00:00+09:00")
    words = ("letter", "request", ID, "--subcontract", "1", "-o", str(tmp_path / "依頼.docx"), "--due", "R6.6.14")
    said = CommandLine(subcontracted.home)(*words)
    assert said.code == 0, said.err
    assert f"lifecycle attach {ID} checklist --subcontract 1 --from 記入済みの様式.xlsx" in said.out
    assert "checklist_due" not in said.out
    assert "提出期限=" not in said.out
