"""A made-up circular of a later day: a new edition of each text that contracts carry, laid over the shipped pack."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from drafts import a_draft

from config.drafts import load_draft
from config.editions import Edition
from config.loader import RULE_DATA
from config.rulebook import RuleBook
from config.vocabulary import Binds, EditionForm

SOURCE = """
[[source]]
id = "7kou100"
number = "7広第100号"
title = "様式の改正について(通知)"
issued_on = 2025-03-24
standing = "原文"
"""
NEW = "new-R7.4.1"


def written(form: EditionForm, binds: Binds | None, more: str = "") -> str:
    """An edition R7.4.1 of a form as TOML text; nothing is said of whom it binds where that is None."""
    said = f'binds = "{binds}"\n' if binds else ""
    return (
        f'[[edition]]\nid = "{NEW}"\nform = "{form}"\nlabel = "R7.4.1"\nissued_on = 2025-04-01\n{said}'
        f'cite = {{ source = "7kou100", at = "記1" }}\n{more}'
    )


@cache
def book_with(form: EditionForm, binds: Binds | None = None, more: str = "") -> RuleBook:
    """The shipped rule book with an edition R7.4.1 of a form laid over it; `more` are further lines of the edition."""
    with TemporaryDirectory() as name:
        return load_draft(laid_out(Path(name) / "draft", form, binds, more)).book


def laid_out(folder: Path, form: EditionForm, binds: Binds | None, more: str = "", source: str = SOURCE) -> Path:
    """The edition R7.4.1 of a form as a draft in a folder, with its circular and, of a checklist, its items."""
    a_draft(folder, editions=written(form, binds, more), sources=source)
    if form == "checklist":
        (shipped,) = sorted((RULE_DATA / "forms").glob("*.toml"))
        text = shipped.read_text(encoding="utf-8").replace("checklist-R5.12.26", NEW)
        (folder / "forms").mkdir()
        (folder / "forms" / "new.toml").write_text(text, encoding="utf-8")
    return folder


def new_edition(book: RuleBook) -> Edition:
    """The made-up edition of a book."""
    return book.asked.by_id[NEW]
