"""Promises about the report of a month as a mail: complete as plain text, with its tables as tables beside that."""

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from message_samples import MONTHLY

from lifecycle.clock import JAPAN
from notifications.alert import Message, Rendered, Wording
from notifications.email import build_email
from notifications.installation_notices import MonthlyLine, render_installation_notice
from notifications.plain import FICTIONAL
from notifications.trial import TRIAL, marked

SENT_ON = datetime(2024, 11, 1, 8, 30, tzinfo=JAPAN)


class Tables(HTMLParser):
    """Reads the tables of a page, row by row, and the text around them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.tags: list[str] = []
        self.text = ""
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        self.tags.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        """Keep a text: in its cell, or among the words around the tables."""
        if self._in_cell:
            self.tables[-1][-1][-1] += data
        self.text += data


def read(html: str) -> Tables:
    """The tables of a page."""
    reader = Tables()
    reader.feed(html)
    return reader


def month(wording: Wording = Wording(), *more: MonthlyLine) -> Rendered:  # noqa: B008 - a frozen value
    """The report of a month with further lines."""
    return render_installation_notice(replace(MONTHLY, lines=(*MONTHLY.lines, *more)), wording)


def test_the_mail_has_both_parts_and_the_plain_one_says_all() -> None:
    """Every figure of the tables stands in the text too; no raw line is longer than a server must take."""
    told = month()
    message = Message(told.subject, told.body, "<1@example.jp>", SENT_ON, html=told.html)
    raw = build_email(message, "itaku@example.jp", "desk@example.jp").as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert mail.get_content_type() == "multipart/alternative"
    assert plain is not None
    assert html is not None
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for table in read(html.get_content()).tables:
        for cell in (cell for row in table for cell in row):
            assert cell in plain.get_content()
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_its_tables_are_tables() -> None:
    """One row for each office and one for all; of each of the audit's tables its headings over its figures."""
    offices, *audits = read(month().html).tables
    assert offices[0] == ["所属", "不足", "うち超過", "前月比", "例外適用中", "拒否"]
    assert offices[1] == ["モデル所属12（生活保護）", "6", "3", "+2", "0", "2"]
    assert offices[-1] == ["計", "8", "3", "+2", "1", "2"]
    assert audits == [
        [["不備なし", "不備がある", "率"], ["12", "3", "20.0%"]],
        [["実施済", "未実施", "率"], ["1,203", "0", "空欄"]],
    ]


def test_what_an_office_is_called_is_no_markup() -> None:
    """A name with signs of HTML is shown as it is."""
    told = month(Wording(), MonthlyLine("<b>課</b>&<script>x()</script>", 1, 0, 0, 0, 0))
    page = read(told.html)
    assert "script" not in page.tags
    assert "<b>課</b>&<script>x()</script>" in [row[0] for row in page.tables[0]]


@pytest.mark.parametrize(
    ("wording", "button"),
    [
        (Wording(url="https://itaku.pref.example.jp"), True),
        (Wording(folder="\\\\server\\itaku\\頁"), False),
        (Wording(), False),
    ],
)
def test_it_leads_to_the_offices_and_asks_for_no_command(wording: Wording, button: bool) -> None:
    """A register is opened by a link, a folder by its place; whoever reads has no terminal."""
    told = month(wording)
    assert ("a" in read(told.html).tags) is button
    assert "lifecycle due" not in told.body + told.html
    assert ("■ 頁: " in told.body) is bool(wording.url or wording.folder)


def test_a_home_for_trial_and_a_made_up_ledger_say_so_in_both_parts() -> None:
    """Whichever part a mail program shows."""
    told = marked(month(Wording(fictional=True, training=True)))
    for part in (told.body, read(told.html).text):
        assert TRIAL in part
        assert "これは訓練です。" in part
        assert FICTIONAL in "".join(part.split())


def test_an_installation_may_word_the_part_with_tables_too(tmp_path: Path) -> None:
    """By a template of the same name; what it writes from values is escaped as in ours."""
    (tmp_path / "monthly.html.j2").write_text("<body>{{ notice.office }}</body>", encoding="utf-8")
    told = render_installation_notice(replace(MONTHLY, office="<財産>"), Wording(templates=tmp_path))
    assert told.html == "<body>&lt;財産&gt;</body>\n"
    assert told.faults == ()
