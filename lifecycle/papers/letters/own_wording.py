"""The prefecture's own wording of items whose text the source lost: written once, it stands in every form."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.editions import Edition
from config.errors import DataFault, RuleDataError
from config.forms import ChecklistForm, ChecklistItem
from config.place import here
from config.rulebook import RuleBook
from config.toml_files import read_toml
from config.wareki import short_date
from config.wordings import is_lost
from lifecycle.ledger.form_code import LOST_TEXT
from lifecycle.papers.letters.render import FOLDER

FILE = "checklist.toml"
"""The file in the home's `letters` folder: a table for an edition (`R5.12.26`), in it item numbers and their texts."""


def with_own_wording(book: RuleBook, home: Path, edition: Edition) -> ChecklistForm:
    """The form of an edition, with the texts that the home gives for items whose text is lost or partly lost.

    Raises RuleDataError with every fault of the file: it is right as a whole, or no form is made.
    """
    form, path, name = book.forms[edition.id], home / FOLDER / FILE, f"{FOLDER}/{FILE}"
    if not os.path.lexists(path):
        return form
    tables = read_toml(path, name)
    if faults := [DataFault(name, place, problem) for place, problem in _faults(book, tables)]:
        raise RuleDataError(faults)
    given = tables.get(short_date(edition.issued_on), {})
    items = tuple(_worded(item, given.get(str(item.no))) for item in form.items)
    return form.model_copy(update={"items": items})


def _worded(item: ChecklistItem, text: str | None) -> ChecklistItem:
    """The item with the text that the file gives; what was published as rule data stands before it."""
    return item.model_copy(update={"text": text.strip(), "text_status": "own"}) if text and is_lost(item) else item


def _faults(book: RuleBook, tables: dict[str, Any]) -> Iterator[tuple[str, str]]:
    known = {short_date(edition.issued_on): book.forms[edition.id] for edition in book.editions_of("checklist")}
    for edition, texts in tables.items():
        if edition not in known or not isinstance(texts, dict):
            listed = "、".join(f'["{name}"]' for name in known)
            yield edition, f"様式の版の表({listed})の中に、項目の番号 = 文言 と書いてください"
            continue
        lost = {str(item.no) for item in known[edition].items if item.text_status != "verbatim"}
        for number, text in texts.items():
            if number not in lost:
                yield f"{edition}.{number}", f"本文が欠落している項目({'・'.join(sorted(lost, key=int))})ではありません"
            elif not isinstance(text, str) or not text.strip() or text.strip().startswith(LOST_TEXT):
                yield f"{edition}.{number}", f'{here().government}の様式の文言を、文字("…")で書いてください'


def written_before(book: RuleBook, home: Path) -> dict[tuple[str, int], str]:
    """The texts of the home's file by edition and number, to be taken over into rule data. Raises RuleDataError."""
    path, name = home / FOLDER / FILE, f"{FOLDER}/{FILE}"
    if not os.path.lexists(path):
        return {}
    tables = read_toml(path, name)
    if faults := [DataFault(name, place, problem) for place, problem in _faults(book, tables)]:
        raise RuleDataError(faults)
    ids = {short_date(edition.issued_on): edition.id for edition in book.editions_of("checklist")}
    return {(ids[label], int(no)): text.strip() for label, texts in tables.items() for no, text in texts.items()}
