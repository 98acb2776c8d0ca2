"""What the source lost is written once by the office that has the form, and then stands in every form that goes out."""

from datetime import date
from pathlib import Path

import pytest
from contractor import FORM
from installation import ID, Installation, a_contract, a_subcontract
from workbooks import sheets_of

from config.errors import RuleDataError
from config.place import said_here
from lifecycle.papers.letters.form import LOST
from lifecycle.papers.letters.forms_out import made_form
from lifecycle.papers.letters.write import request
from lifecycle.records.as_of import AsOf

LACKING = (14, 15, 16, 18, 19, 21, 24, 25)
TODAY = AsOf(date(2024, 6, 3))


@pytest.fixture(autouse=True)
def contracted(installation: Installation) -> None:
    """A contract with a subcontract."""
    a_contract(installation.app())
    a_subcontract(installation.app(), subcontractor="乙社", handles_pi=True)


def worded(installation: Installation, text: str) -> None:
    """The home's file of its own wording."""
    path = installation.home / "letters" / "checklist.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def questions(book: bytes) -> dict[int, str]:
    """The texts of a form's items by their numbers."""
    return {int(row[0]): row[2] for row in sheets_of(book)[FORM] if isinstance(row[0], float)}


@pytest.mark.parametrize("subcontract", ["", "1"])
def test_a_text_written_once_stands_in_every_form(installation: Installation, tmp_path: Path, subcontract: str) -> None:
    """The remark names only what is lacking still; an item that is lost in part may be made whole as well."""
    worded(installation, '["R5.12.26"]\n14 = "=複写の禁止を守っていますか"\n3 = "以下の各事項を守っていますか"\n')
    made = made_form(installation.app(), ID, "checklist", TODAY, subcontract)
    asked = questions(made.data)
    assert (asked[14], asked[3]) == ("=複写の禁止を守っていますか", "以下の各事項を守っていますか")
    assert [number for number, text in asked.items() if text == said_here(LOST)] == [n for n in LACKING if n != 14]
    (remark,) = [remark for remark in made.remarks if remark.code == "text_lost"]
    assert "項目15・16・18・19・21・24・25は" in remark.message


def test_where_every_text_is_written_nothing_is_left_to_do(installation: Installation, tmp_path: Path) -> None:
    """Neither a remark nor the note that explains the marks."""
    items = installation.app().book.checklist.items
    lost = [item.no for item in items if item.text_status != "verbatim"]
    assert set(LACKING) < set(lost)
    worded(installation, '\ufeff["R5.12.26"]\n' + "".join(f'{number} = "文言{number}"\n' for number in lost))
    done = request(installation.app(), ID, tmp_path / "a.docx", tmp_path / "a.xlsx", TODAY, agreed={})
    assert [remark for remark in done.remarks if remark.code == "text_lost"] == []
    assert "欠落" not in str(sheets_of(tmp_path / "a.xlsx"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('["R5.12.26"]\n1 = "改めた文言"\n2 = "改めた文言"\n', "R5.12.26.2: 本文が欠落している項目"),
        ('["R5.12.26"]\n99 = "文言"\n', "R5.12.26.99: 本文が欠落している項目"),
        ('["R5.12.26"]\n14 = " "\n', "R5.12.26.14: 県の様式の文言を"),
        ('["R5.12.26"]\n14 = 5\n', "R5.12.26.14: 県の様式の文言を"),
        (f'["R5.12.26"]\n14 = "{LOST}"\n', "R5.12.26.14: 県の様式の文言を"),
        ('["R9.1.1"]\n14 = "文言"\n', '様式の版の表(["R5.12.26"])'),
        ('14 = "文言"\n', '様式の版の表(["R5.12.26"])'),
        ("[R5", "TOML として読めません"),
    ],
)
def test_a_faulty_wording_is_refused_and_nothing_is_written(
    installation: Installation, tmp_path: Path, text: str, told: str
) -> None:
    """A form that would go out with half of what was meant does not go out."""
    worded(installation, text)
    with pytest.raises(RuleDataError, match=r"letters/checklist\.toml") as refused:
        request(installation.app(), ID, tmp_path / "a.docx", tmp_path / "a.xlsx", TODAY, agreed={})
    assert told in str(refused.value)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_every_fault_of_a_wording_is_told_at_once(installation: Installation) -> None:
    """Not one by one."""
    worded(installation, '["R5.12.26"]\n2 = "a"\n14 = ""\n[x]\n1 = "a"\n')
    with pytest.raises(RuleDataError) as refused:
        made_form(installation.app(), ID, "checklist", TODAY)
    assert len(refused.value.faults) == 3
