"""What leaves the house put together keeps to the words of public writing: screens, pages, papers, letters, mails.

Sources, templates, data, help and manuals are held to them in `tests/docs/test_public_words.py`. What circulars say in
their own words is quoted, and what people typed is theirs.
"""

import re
from email import message_from_bytes, policy
from pathlib import Path
from zipfile import ZipFile

import pytest
from command_line import HEAD, OFFICER, CommandLine
from contractor import letter_text
from docs.console import ROOT
from message_samples import every_message
from public_words import misused
from sites import Parsed
from workbooks import sheets_of

PACK = "config/packs/"
"""Where the titles of circulars are kept: a page that shows them keeps them too."""
REFUSED, STANDING = "R6-0012", "R6-0043"


def wrong_in(text: str) -> list[str]:
    """The words to mend in a text that shows rule data."""
    return misused(text, PACK)


def of_page(html: str) -> list[str]:
    """The words to mend on a page; what it quotes of a circular is the circular's."""
    return wrong_in(Parsed("", re.sub(r"<blockquote>.*?</blockquote>", "", html, flags=re.S)).text)


def test_messages(tmp_path: Path) -> None:
    """Every kind of mail and card."""
    assert [
        said for told in every_message().values() for said in wrong_in(f"{told.subject}\n{told.body}\n{told.card}")
    ] == []


@pytest.mark.parametrize(
    "words",
    [
        ("why", REFUSED),
        ("why", STANDING, "--to", "完了"),
        ("contract", "show", STANDING),
        ("contract", "list"),
        ("subcontract", "show", STANDING, "1"),
        ("due",),
        ("history", REFUSED),
        ("tables",),
        ("rules", "list"),
        ("rules", "diff", "R5.10.1", "R6.3.1"),
        ("alerts",),
        ("doctor",),
        ("staff", "list"),
    ],
    ids=" ".join,
)
def test_screens(asking: CommandLine, words: tuple[str, ...]) -> None:
    """What a command shows on the sample ledger, on both streams."""
    said = asking(*words)
    assert said.out
    assert wrong_in(f"{said.out}\n{said.err}") == []


def test_the_rules_one_by_one(asking: CommandLine) -> None:
    """`rules show` of every rule, less the lines that quote."""
    for code in sorted({row["code"] for row in asking("rules", "list", "--json").json}):
        shown = asking("rules", "show", code).out
        assert wrong_in(re.sub(r"「[^」]*(?:「[^」]*」[^」]*)*」", "", shown)) == [], code


def test_pages_papers_letters_and_the_messages_of_a_sweep(sample: CommandLine, tmp_path: Path) -> None:
    """One home, everything that it can hand on: the site, workbooks, an audit file, both letters, the outbox."""
    folder = tmp_path / "out"
    folder.mkdir()
    assert sample("advance", REFUSED, actor=OFFICER).code == 5
    assert sample("report", "-o", str(folder / "site"), actor=HEAD).code == 0
    assert sample("pack", STANDING, "-o", str(folder / "a.zip"), actor="監査委員事務局").code == 0
    assert sample("due", "--xlsx", str(folder / "due.xlsx"), actor=HEAD).code == 0
    assert sample("template", str(folder / "t.xlsx")).code == 0
    for kind, number in (("request", REFUSED), ("reminder", "R6-0033")):
        assert sample("letter", kind, number, "-o", str(folder / f"{kind}.docx"), actor="制度所管課").code == 0
    for form in sample("letter", "list", STANDING, "--json", actor="制度所管課").json:
        where = str(folder / f"{form['kind']}-{form['subject'].replace('/', '-')}.xlsx")
        of = ("--subcontract", form["subject"].partition("/")[2]) if "/" in form["subject"] else ()
        assert sample("letter", "form", STANDING, form["kind"], *of, "-o", where, actor="制度所管課").code == 0
    sample("sweep", actor="管理者")
    sample("deliver", actor="管理者")
    assert [said for page in folder.rglob("*.html") for said in of_page(page.read_text(encoding="utf-8"))] == []
    with ZipFile(folder / "a.zip") as container:
        pages = [container.read(name).decode() for name in container.namelist() if name.endswith(".html")]
    assert pages
    assert [said for html in pages for said in of_page(html)] == []
    assert [said for book in folder.glob("*.xlsx") for said in wrong_in(str(sheets_of(book)))] == []
    assert [said for letter in folder.glob("*.docx") for said in wrong_in(letter_text(letter))] == []
    mails = [message_from_bytes(mail.read_bytes(), policy=policy.default) for mail in sample.home.rglob("*.eml")]
    assert mails
    for mail in mails:
        body = mail.get_body(("plain",))
        assert body is not None
        assert wrong_in(f"{mail['Subject']}\n{body.get_content()}") == []


def test_the_sample_speaks_like_the_rest() -> None:
    """The made-up ledger is read by everybody who tries the product."""
    assert wrong_in(str(sheets_of(ROOT / "lifecycle" / "demo" / "audit_r6_ledger.xlsx"))) == []
