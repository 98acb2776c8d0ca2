"""Promises about rule data that was published beside the pack of a home: it is part of the book from then on."""

from pathlib import Path

import pytest
from installation import ADMIN, found

from config.errors import RuleDataError
from config.loader import RULE_DATA, book_with, load_rule_book, rule_book, shipped_book, use
from config.released import pack_files
from lifecycle.identity import SYSTEM
from lifecycle.ledger.columns import sheet_of
from lifecycle.records.events.rules import RulesPublished, RulesWithdrawn
from lifecycle.usecases.work import working

FILES = {
    "editions.toml": """
[[edition]]
id = "special-provisions-R7.4.1"
form = "special_provisions"
label = "R7.4.1"
issued_on = 2025-04-01
cite = { source = "5kou824", at = "記1" }
"""
}


def test_what_was_published_is_part_of_the_book(tmp_path: Path) -> None:
    """From the next opening of the home on, until it is withdrawn; then the pack alone stands."""
    home = found(tmp_path / "home")
    with working(home.app(ADMIN)) as work:
        work.note(SYSTEM, RulesPublished(name="r7-4", number=1, files=FILES))
    opened = home.app(ADMIN).book
    assert "special-provisions-R7.4.1" in {edition.id for edition in opened.editions}
    assert opened.rules == shipped_book().rules
    assert opened.digest != shipped_book().digest
    assert rule_book().digest == opened.digest
    with working(home.app(ADMIN)) as work:
        work.note(SYSTEM, RulesWithdrawn(name="r7-4", number=1, reason="誤り"))
    assert home.app(ADMIN).book.digest == shipped_book().digest


def test_a_book_with_additions_is_kept_as_one_folder(tmp_path: Path) -> None:
    """Written out by its files and read again it is the same book, so that an old judgement can be made again."""
    book = book_with(RULE_DATA, {"0001-r7-4": FILES})
    for name, text in book.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert load_rule_book(tmp_path) == book
    assert pack_files(tmp_path) == book.files
    assert load_rule_book(tmp_path).digest == book.digest


def test_a_fault_in_an_addition_names_it() -> None:
    """The file is named with the addition in which it stands."""
    broken = {"editions.toml": FILES["editions.toml"].replace('"special_provisions"', '"leaflet"')}
    with pytest.raises(RuleDataError, match=r"added/0001-r7-4/editions.toml: special-provisions-R7.4.1.form"):
        book_with(RULE_DATA, {"0001-r7-4": broken})


LONGER = {
    "editions.toml": """
[[edition]]
id = "checklist-R7.4.1"
form = "checklist"
label = "R7.4.1"
issued_on = 2025-04-01
cite = { source = "5kou1237" }
""",
    "forms/checklist.toml": """
edition = "checklist-R7.4.1"
based_on = "checklist-R5.12.26"
cite = { source = "5kou1237" }

[[items]]
no = 30
articles = [18]
article_title = "監査"
text = "生成AIに個人情報を入力していませんか"
text_status = "verbatim"
answer = "yes_no"
safe = "はい"
""",
}


def test_the_ledger_has_the_columns_of_the_book_in_use() -> None:
    """A sheet that was looked at before grows by the item that an edition adds, and has it no longer without."""

    def last_item() -> str:
        sheet = sheet_of("チェックリスト")
        assert sheet is not None
        return [column.label for column in sheet.columns if column.label.startswith("問")][-1]

    assert last_item() == "問29"
    use(book_with(RULE_DATA, {"0001-r7-4": LONGER}))
    assert last_item() == "問30"
    use(shipped_book())
    assert last_item() == "問29"
