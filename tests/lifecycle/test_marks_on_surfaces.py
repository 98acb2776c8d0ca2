"""What no source says is marked wherever it shows, by the rule's data; what a circular sets bears no mark."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from installation import ADMIN, AUDITOR, HEAD, ID, Installation, a_contract
from workbooks import sheets_of

from config.loader import RULE_DATA, load_rule_book, rule_book
from config.marks import at_the_foot, beside_a_count
from config.rulebook import RuleBook
from config.vocabulary import Stage
from lifecycle.app import App
from lifecycle.cli.moves import verdict_lines
from lifecycle.papers.books.todo_book import Asked, todo_bytes
from lifecycle.papers.site.build import build_site
from lifecycle.records.as_of import AsOf
from lifecycle.views import verdicts
from lifecycle.views.owed import owed
from lifecycle.views.verdict_documents import verdict_document
from lifecycle.watch.monthly import report_of
from lifecycle.watch.sweep import sweep
from notifications.alert import Wording
from notifications.installation_notices import render_installation_notice
from states.verdict import Verdict

NOW = date(2024, 6, 3)
ASSUMED = 'standing = "仮定", note = "県規程に日数なし"'
MARK = "〔仮定・県規程に日数なし〕"
ALL = "期限の日数は、通知などが定めたものではありません"
SOME = "期限のうち〔 〕を付けたものは、通知などが日数を定めたものではありません"
Change = Callable[[str], str]


def every_deadline_set(text: str) -> str:
    """The rules as if a circular had set every deadline."""
    return text.replace(ASSUMED, 'standing = "原文", note = "通知"')


def one_deadline_set(text: str) -> str:
    """The rules as if a circular had set the deadline of S2-04 alone."""
    head, code, rest = text.partition('code = "S2-04"')
    return head + code + rest.replace(ASSUMED, 'standing = "原文", note = "通知"', 1)


def changed(folder: Path, change: Change) -> RuleBook:
    """The pack with its rules changed."""
    shutil.copytree(RULE_DATA, folder)
    for path in (folder / "rules").glob("*.toml"):
        path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    return load_rule_book(folder)


def surfaces(installation: Installation, book: RuleBook, tmp_path: Path) -> dict[str, str]:
    """Everything that shows a due date or counts one, of a contract concluded without what must follow."""

    def at(actor: str, now: str = NOW.isoformat()) -> App:
        return replace(installation.app(actor, now), book=book)

    a_contract(installation.app(now="2024-04-01"))
    sweep(at(ADMIN))
    mails = installation.rows("SELECT subject, body, card FROM outbox ORDER BY id")
    verdict = verdicts.why(at(HEAD), ID, Stage.COMPLETED, AsOf(NOW))
    book_of_duties = tmp_path / "duties.xlsx"
    book_of_duties.write_bytes(todo_bytes(owed(at(HEAD)), Asked(NOW), at(HEAD).clock.now()))
    build_site(at(ADMIN), tmp_path / "site", NOW)
    months = [render_installation_notice(n, Wording()) for n in report_of(at(ADMIN, "2024-06-03"), date(2024, 5, 1))]
    return {
        "subject": mails[0].subject,
        "mails": "".join(mail.subject + mail.body + (mail.card or "") for mail in mails),
        "why": "\n".join(verdict_lines(at(HEAD), verdict)),
        "book": "".join(str(cell) for rows in sheets_of(book_of_duties).values() for row in rows for cell in row),
        "board": (tmp_path / "site" / "index.html").read_text("utf-8"),
        "contract": next((tmp_path / "site").rglob(f"*{ID}*.html")).read_text("utf-8"),
        "months": "".join(month.subject + month.body for month in months),
    }


def of_days(text: str) -> list[str]:
    """What a surface says of days that are assumed: the marks of dates, and the words beside counts."""
    return re.findall(r"仮定・県規程に日数なし|期限は仮定|期限が仮定|期限の一部は仮定", "".join(text.split()))


def test_an_assumed_day_says_so_wherever_it_shows(installation: Installation, tmp_path: Path) -> None:
    """Beside each date, beside the counts and in the subject."""
    shown = surfaces(installation, rule_book(), tmp_path)
    assert {name for name, text in shown.items() if not of_days(text)} == set()
    assert "・期限は仮定(" in shown["subject"]


def test_a_day_that_a_circular_sets_bears_no_mark_anywhere(installation: Installation, tmp_path: Path) -> None:
    """No template says of its own that days are assumed."""
    shown = surfaces(installation, changed(tmp_path / "pack", every_deadline_set), tmp_path)
    assert {name: of_days(text) for name, text in shown.items() if of_days(text)} == {}
    assert ALL not in "".join(shown.values())


def test_a_mixed_list_says_which(installation: Installation, tmp_path: Path) -> None:
    """S2-04 alone has its days from a circular: its date bears no mark, the others do, the counts say how many."""
    book = changed(tmp_path / "pack", one_deadline_set)
    shown = surfaces(installation, book, tmp_path)
    app = replace(installation.app(HEAD, NOW.isoformat()), book=book)
    notes = {duty["code"]: duty["due_note"] for duty in verdict_document(app, _why(app))["unmet"] if duty["due_on"]}
    assert notes.pop("S2-04") == ""
    assert set(notes.values()) == {MARK}
    assert "期限のうち〔〕を付けたもの" in "".join(shown["why"].split())
    assert re.search(r"うち\d+件は期限が仮定", shown["book"])
    assert re.search(r"うち\d+件は期限が仮定", shown["board"])


def test_the_strength_says_what_of_the_rule_is_assumed(installation: Installation) -> None:
    """推論 and 仮定 stand beside 義務, in text and in JSON; what the circular says bears no mark."""
    a_contract(installation.app(now="2024-04-01"))
    app = installation.app(AUDITOR, NOW.isoformat())
    lines, unmet = "".join(verdict_lines(app, _why(app))), verdict_document(app, _why(app))["unmet"]
    strengths = {duty["code"]: duty["strength_label"] for duty in unmet}
    assert strengths["S2-04"] == "義務"
    assert strengths["S1-05"] == "義務〔仮定: 初日を置かないこと〕"
    assert strengths["S6-01"].endswith("〔推論: 初日を置かないこと〕")
    assert "義務〔仮定: 初日を置かないこと〕" in re.sub(
        r"\s+(?=[^\s])", lambda m: " " if len(m.group()) == 1 else "", lines
    )


def _why(app: App) -> Verdict:
    return verdicts.why(app, ID, Stage.COMPLETED, AsOf(NOW))


@pytest.mark.parametrize(
    ("marks", "count", "foot"),
    [
        ([], "", ""),
        (["", ""], "", ""),
        ([MARK], "期限は仮定", f"{ALL}{MARK}。"),
        (["", MARK, MARK], "うち2件は期限が仮定", f"{SOME}{MARK}。"),
        ([MARK, "〔外部・指針〕"], "期限は仮定・外部", f"{ALL}{MARK}〔外部・指針〕。"),
    ],
)
def test_a_count_and_a_foot_follow_from_the_marks_of_the_dates(marks: list[str], count: str, foot: str) -> None:
    """All, some, none; and which standing."""
    assert beside_a_count(marks) == count
    assert at_the_foot(marks) == foot
