"""A home for trial says 【試用】 on every screen, message, page and printed file; a real one nowhere (semantics §8)."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from command_line import CommandLine
from installation import ADMIN, HEAD, ID, OFFICER, Installation, a_contract, real
from workbooks import sheets_of

from flows import jobs, pages
from lifecycle.papers.books.table_book import Scope, tables_bytes
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.papers.letters.write import reminder
from lifecycle.papers.pack.gather import pack
from lifecycle.papers.site.build import build_site
from lifecycle.papers.tables.count import count
from lifecycle.records.as_of import AsOf
from lifecycle.records.flags import mark_of
from lifecycle.watch.sweep import sweep

MARK, DAY = "【試用】", "2024-06-03"
SCREENS = (
    ("contract", "list"), ("due",), ("tables",), ("why", "R6-0012"), ("history", "R6-0012"), ("alerts",), ("verify",),
    ("doctor",), ("staff", "list"), ("override", "list"), ("sweep",), ("contract", "show", "R6-9999"),
)  # fmt: skip


@pytest.fixture(params=["trial", "real"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """A home of either kind with a contract of which much is overdue, and its mails."""
    made: Installation = (
        request.getfixturevalue("installation") if request.param == "trial" else real(tmp_path / "real")
    )
    a_contract(made.app(OFFICER, "2024-04-01"))
    sweep(made.app(ADMIN, DAY))
    return made


def surfaces(home: Installation, folder: Path) -> dict[str, str]:
    """Everything that leaves a home, by what it is."""
    app = home.app(HEAD, DAY)
    rows = home.rows("SELECT subject, body, card FROM outbox")
    found = {
        f"{part} {n}": str(getattr(row, part)) for n, row in enumerate(rows) for part in ("subject", "body", "card")
    }
    build_site(home.app(ADMIN, DAY), folder / "site", app.today())
    found |= {f"page {path.name}": path.read_text("utf-8") for path in (folder / "site").rglob("*.html")}
    pack(home.app(HEAD, DAY), ID, folder / "p.zip", AsOf(app.today()))
    with zipfile.ZipFile(folder / "p.zip") as packed:
        found |= {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(".html")}
    reminder(home.app(OFFICER, DAY), ID, folder / "r.docx", AsOf(app.today()))
    with zipfile.ZipFile(folder / "r.docx") as letter:
        found["letter"] = re.sub(r"<[^>]+>", "", letter.read("word/document.xml").decode())
    export_ledger(home.app(OFFICER, DAY), folder / "l.xlsx")
    found["ledger"] = str(sheets_of(folder / "l.xlsx")["はじめに"])
    with app.reading() as connection:
        scope = Scope(mark=mark_of(connection))
    made = tables_bytes(count(home.app(ADMIN, DAY), AsOf(app.today()), None), scope, app.clock.now())
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        found |= {n: book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/sheet")}
    return found


def test_everything_that_leaves_a_trial_home_says_so_and_nothing_of_a_real_one(
    home: Installation, tmp_path: Path
) -> None:
    """Subjects, bodies, cards, pages, audit file, letter, ledger, workbook."""
    shown = surfaces(home, tmp_path)
    assert len(shown) > 20
    marked = {name for name, text in shown.items() if MARK in text}
    assert marked == (set(shown) if home.app(HEAD, DAY).trial else set())


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_every_screen_says_so_and_no_json(sample: CommandLine, words: tuple[str, ...]) -> None:
    """On stderr, so that tables, TSV and JSON keep their shape; also where a command fails."""
    said = sample(*words)
    assert MARK in said.err
    assert MARK not in said.out or words == ("doctor",)
    told = sample(*words, "--json")
    assert MARK in told.err
    json.loads(told.out)


def test_the_page_of_a_run_says_so(sample: CommandLine) -> None:
    """The Markdown that a server shows."""
    assert MARK in pages.page(jobs.run_deliver())
