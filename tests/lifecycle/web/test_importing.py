"""The import on a page: sent, tried, looked through with every fault, recorded once; as the command would."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OTHER_OFFICER,
    Installation,
    a_contract,
)
from shaped_ledgers import ASKED, TRUTH
from web_visits import Visitor
from workbooks import sheets_of

from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.watch.leftovers import clear_leftovers

PAGE, COLUMNS, CHECK = "/import", "/import/columns", "/import/check"
ROW: Mapping[str, object] = {
    "契約番号": "R6-0501",
    "所属": OFFICE,
    "業務名": "集計の委託",
    "委託先": "甲社",
    "年度": "R6",
    "締結日": "R6.4.1",
    "取扱件数": 500,
}


def book_of(*rows: Mapping[str, object], sheet: str = "契約") -> bytes:
    """A ledger of one sheet."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(0, 0, row.keys())
            page.write_row(at + 1, 0, list(row.values()))
    return target.getvalue()


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office."""
    return Visitor(installation)


def sent(visitor: Visitor, content: bytes, name: str = "台帳.xlsx") -> str:
    """Send a ledger; the page that it leads to."""
    answer = visitor.fill(PAGE, [("ledger", (name, content))])
    assert (answer.status_code, answer.headers["location"]) == (303, CHECK)
    return str(visitor.get(CHECK).text)


def waiting(home: Installation) -> Sequence[Path]:
    """The files of ledgers that wait to be looked through."""
    return [path for path in (home.home / "received").rglob("*") if path.is_file()]


def imported(home: Installation) -> Sequence[str]:
    """The numbers of the contracts on record."""
    return [row.id for row in home.rows("SELECT id FROM contract ORDER BY id")]


def test_a_ledger_is_looked_through_before_anything_is_recorded(installation: Installation, officer: Visitor) -> None:
    """What it would do is said; the record follows the button, once, and says so."""
    page = sent(officer, book_of(ROW, {**ROW, "契約番号": "R6-0502"}))
    assert "まだ記録していません" in page
    assert "<dt>新しく記録する</dt><dd>2件</dd>" in page
    assert imported(installation) == []
    form = officer.form(CHECK)
    answers = [officer.send(CHECK, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "を取り込んだ(この登録簿 の記録" in officer.get(answers[0].headers["location"]).text
    assert imported(installation) == ["R6-0501", "R6-0502"]
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'ledger_imported'")) == 1
    assert verify(installation.app()).faults == []


def test_every_fault_stands_on_the_page_and_in_the_copy(installation: Installation, officer: Visitor) -> None:
    """Sheet, row, column, what was found and what is needed; nothing is recorded, whatever is sent."""
    bad = {**ROW, "締結日": "来年", "取扱件数": "多数"}
    sent(officer, book_of(ROW, bad))
    answer = officer.get(CHECK)
    assert answer.status_code == 422
    for word in ("来年", "多数", "締結日", "取扱件数", '<td class="num">3</td>'):
        assert word in answer.text
    assert "取り込む</button>" not in answer.text
    copy = officer.get("/import/faults.xlsx")
    assert copy.status_code == 200
    assert {row[2] for row in sheets_of(copy.content)["取込エラー"][1:]} >= {"締結日", "取扱件数", "契約番号"}
    assert officer.send(CHECK, {"form_key": "k", "form_number": "0"}).status_code == 422
    assert imported(installation) == []


def test_a_file_that_is_no_ledger_says_what_it_is(officer: Visitor) -> None:
    """And the copy with marks is not offered where there are no cells to mark."""
    page = sent(officer, b"%PDF-1.7", "契約.pdf")
    assert "Excel" in page
    assert "faults.xlsx" not in page
    assert officer.get("/import/faults.xlsx").status_code == 404
    assert officer.fill(PAGE).status_code == 422


def test_what_the_page_showed_is_what_is_recorded(installation: Installation, officer: Visitor) -> None:
    """Where somebody records beside it, what is left to do is shown again and nothing is imported."""
    a_contract(installation.app())
    facts = {**ROW, "契約番号": ID, "取扱件数": 900}
    sent(officer, book_of(facts))
    form = officer.form(CHECK)
    before = installation.count("journal")
    amend(installation.app(), ID, {"record_count": "900", "title": "集計の委託", "contractor": "甲社"}, None)
    recorded = installation.count("journal")
    assert recorded > before
    answer = officer.send(CHECK, form)
    assert answer.status_code == 409
    assert "もう一度確かめてください" in answer.text
    assert installation.count("journal") == recorded


def test_only_rows_of_the_own_office_are_taken_from_its_staff(installation: Installation) -> None:
    """Another office's officer is refused as at the command; a reader has no page for it at all."""
    other = Visitor(installation, OTHER_OFFICER)
    other.fill(PAGE, [("ledger", ("台帳.xlsx", book_of(ROW)))])
    assert other.get(CHECK).status_code == 403
    assert imported(installation) == []
    assert Visitor(installation, AUDITOR).get(PAGE).status_code == 403
    assert Visitor(installation, ADMIN).get(PAGE).status_code == 200
    assert OTHER_OFFICE not in Visitor(installation, OFFICER).get(PAGE).text


def test_the_file_is_kept_for_its_sender_alone_and_not_for_ever(installation: Installation, officer: Visitor) -> None:
    """It waits among the forms begun, apart from the originals, and is taken away with the import."""
    sent(officer, book_of(ROW))
    assert "台帳の取込「台帳.xlsx」" in officer.get("/begun").text
    assert Visitor(installation, CHIEF).get(CHECK).status_code == 303
    assert len(waiting(installation)) == 1
    assert not [path for path in (installation.home / "evidence").rglob("*") if path.is_file()]
    officer.fill(CHECK)
    assert imported(installation) == ["R6-0501"]
    assert waiting(installation) == []


def test_a_ledger_that_nobody_goes_on_with_is_cleared_away(installation: Installation, officer: Visitor) -> None:
    """It holds persons' names: forgotten by its sender it goes in the night, never while somebody is at it."""
    sent(officer, book_of(ROW))
    assert clear_leftovers(installation.app(ADMIN, "2099-01-01")) == 0
    officer.fill("/begun", form=CHECK)
    assert clear_leftovers(installation.app(ADMIN, "2099-01-01")) == 1
    assert waiting(installation) == []
    assert officer.get(CHECK).status_code == 303


def test_the_template_on_the_page_is_that_of_the_command(officer: Visitor) -> None:
    """The small one to begin with, every sheet for whoever asks."""
    small, full = officer.get("/import/template.xlsx"), officer.get("/import/template.xlsx?full=1")
    assert len(sheets_of(small.content)) < len(sheets_of(full.content))
    assert "契約" in sheets_of(small.content)


def test_what_an_own_list_says_only_half_is_settled_on_its_page(
    installation: Installation, officer: Visitor, tmp_path: Path
) -> None:
    """The 年号 of its years, and a heading that is not to be read; what is left open is told beside its field."""
    shape = next(shape for shape in ASKED if shape.name == "days_without_their_era")
    file = shape.made(tmp_path)
    assert officer.fill(PAGE, [("ledger", (file.name, file.read_bytes()))]).headers["location"] == COLUMNS
    assert officer.get(CHECK).headers["location"] == COLUMNS
    page = officer.get(COLUMNS).text
    assert "「契約年月日」: 年号のない年です" in page
    eras = [name for name in officer.form(COLUMNS) if name.startswith("t1-a")]
    assert len(eras) == 3
    left_open = officer.fill(COLUMNS, **{eras[0]: "", "t1-c8": ""})
    assert left_open.status_code == 422
    assert left_open.text.count("エラー: 答えを入れてください") == 1
    assert left_open.text.count("エラー: 何として読むかを選んでください") == 1
    assert "読むシートを" in officer.fill(COLUMNS, **{"t1-read": "いいえ"}).text
    assert officer.fill(COLUMNS, **{"t1-c8": "-"}).headers["location"] == CHECK
    assert officer.fill(CHECK).status_code == 303
    app = installation.app()
    with app.reading() as connection:
        facts = find_contract(connection, "R7-0002", AsOf(date(2025, 6, 2))).sheet
    assert facts.concluded_on == TRUTH["R7-0002"]["concluded_on"]
    assert facts.performance_end_on == TRUTH["R7-0002"]["performance_end_on"]
    assert facts.amount is None
