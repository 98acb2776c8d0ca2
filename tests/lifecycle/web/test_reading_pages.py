"""The pages on which an auditor, a desk and a head read: figures with what lies behind them, as of any day."""

import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from installation import Installation
from sites import HOSTILE, HOSTILE_TITLE
from web_visits import Visitor
from workbooks import sheets_of

from lifecycle.papers.site.kept import KeptPages
from lifecycle.papers.site.seen import gather
from lifecycle.papers.tables.count import count
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.endings import end

DAY, AUDITOR, OFFICER, OFFICE = "2024-12-02", "監査委員事務局", "担当者13", "モデル所属13（合同説明会）"
PAGES = (
    "/offices",
    "/visits",
    "/tables",
    "/tables/1",
    "/tables/12",
    "/stages",
    "/rules",
    "/about",
    f"/offices/{OFFICE}",
)


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The audit's ledger, with a contract whose number and title would do harm."""
    copied = tmp_path_factory.mktemp("reading") / "home"
    shutil.copytree(sample_home, copied)
    installed = Installation(copied)
    fields = {"division": OFFICE, "title": HOSTILE_TITLE, "fiscal_years": "R6", "contractor": "株式会社<b>"}
    register(installed.app(OFFICER, DAY), HOSTILE, fields)
    return installed


@pytest.fixture(scope="module")
def auditor(home: Installation) -> Visitor:
    """The audit office."""
    return Visitor(home, AUDITOR, DAY)


class _Shown(HTMLParser):
    """What a page holds: forms by method and address, links, the texts of its first table by row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.rows: list[list[str]] = []
        self.styles: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((own["method"], own["action"]))
        if tag == "a" and "href" in own:
            self.links.append(own["href"])
        if tag in ("style", "script") or "style" in own:
            self.styles.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data.strip()


@pytest.mark.parametrize("path", PAGES)
def test_an_auditor_reads_and_sends_nothing(auditor: Visitor, path: str) -> None:
    """The only forms are the switch of dates, which changes the address, and the way out; nothing is styled inline."""
    answer = auditor.get(path)
    assert answer.status_code == 200
    shown = _Shown(answer.text)
    assert {form for form in shown.forms if form[0] != "get"} == {("post", "/sign-out")}
    assert [form for form in shown.forms if form[0] == "get"] == [("get", unquote(path))]
    assert shown.styles == []
    assert HOSTILE_TITLE not in answer.text


def test_tables_are_those_of_the_count_and_lead_to_every_contract_behind(
    home: Installation, auditor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each figure of the twelve is the count's; each place it leads to names as many contracts, each of which opens."""
    monkeypatch.setattr("lifecycle.web.tables.AT_ONCE", 10_000)
    counted = count(home.app(AUDITOR, DAY), AsOf(home.app(AUDITOR, DAY).today()), None, None)
    for table in counted.tables:
        page = auditor.get(f"/tables/{table.number}").text
        for row in table.rows:
            for at, figure in enumerate(row.values):
                mark = f"y{row.fiscal_year}-c{at}"
                behind = page.partition(f'<div id="{mark}">')[2].partition("</div>\n<div id=")[0]
                linked = {unquote(one) for one in re.findall(r'href="(/contracts/[^"]+)"', behind)}
                assert len(linked) == figure, (table.number, mark)
                assert (f'href="#{mark}"' in page) is (figure > 0)
    assert auditor.get(next(iter(sorted(linked)))).status_code == 200


def test_a_long_table_shows_the_cell_that_was_asked_for_a_page_at_a_time(
    auditor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more contracts than fit, cells lead to the contracts behind one of them, so many a page, dates kept."""
    monkeypatch.setattr("lifecycle.web.tables.AT_ONCE", 5)
    front = auditor.get("/tables/1?as_of=R6.12.1").text
    assert "<li><a href" not in front.partition('id="behind"')[2]
    cell = next(link for link in _Shown(front).links if "cell=y2024-c0" in link)
    assert "as_of=R6.12.1" in cell
    found: list[str] = []
    turned = cell.partition("#")[0]
    while turned:
        page = auditor.get(turned).text
        some = re.findall(r'href="/contracts/([^"?]+)', page.partition('id="behind"')[2])
        assert 0 < len(some) <= 50
        found += some
        following = re.search(r'href="([^"#]+)[^"]*" rel="next"', page)
        turned = following[1].replace("&amp;", "&") if following else ""
    figure = re.search(r'aria-label="令和6年度 \S+ (\d+)件の内訳"', front)
    assert figure
    assert len(found) == len(set(found)) == int(figure[1])


def test_every_page_answers_as_of_the_day_that_is_asked(auditor: Visitor) -> None:
    """The switch of dates stands on every page, says the day, and the links keep it; what is no day is told."""
    for path in PAGES:
        page = auditor.get(f"{path}?as_of=R6.4.1&known_by=R6.12.1").text
        assert "基準日 令和6年4月1日" in page, path
        assert "令和6年12月1日までに記録されたもの" in page, path
        assert any(link.startswith("/tables?as_of=R6.4.1&known_by=") for link in _Shown(page).links), path
        wrong = auditor.get(f"{path}?as_of=R6.13.1")
        assert (wrong.status_code, 'value="R6.13.1"' in wrong.text) == (422, True), path
    assert "令和6年4月1日" in auditor.get("/print.css?as_of=R6.4.1").text
    assert auditor.get("/tables?as_of=R5.4.1").text != auditor.get("/tables").text


def test_offices_are_sorted_by_any_column_and_the_workbook_is_that_view(auditor: Visitor) -> None:
    """The workbook holds the rows, columns and order of the page, numbers as numbers."""
    for query in ("", "?sort=overdue&order=desc", "?sort=rate&order=asc", "?sort=name&order=desc"):
        heads, *rows = _Shown(auditor.get(f"/offices{query}").text).rows
        book = sheets_of(auditor.get(f"/offices.xlsx{query}").content)["所属別"]
        shown_heads = [re.sub("[▲▼]$", "", head).replace(" ", "") for head in heads]
        assert shown_heads == [str(one).replace(" ", "") for one in book[4]]
        assert [row[0] for row in rows] == [row[0] for row in book[5:]]
        for shown, written in zip(rows, book[5:], strict=True):
            for text, number in zip(shown[1:], written[1:], strict=True):
                if text != "—":
                    told = f"{100 * number:.1f}%" if text.endswith("%") else f"{number:,.0f}"
                    assert told == text or (text == "100%" and number == 1)
    overdue = [
        int(row[7].replace(",", "")) for row in _Shown(auditor.get("/offices?sort=overdue&order=desc").text).rows[1:-1]
    ]
    assert overdue == sorted(overdue, reverse=True)
    assert len(set(overdue)) > 1


def test_the_lists_behind_the_figures_of_an_office_are_as_long_as_the_figures(auditor: Visitor) -> None:
    """Contracts by standing, alerts, exceptions, visits not made: the list to which a figure leads has that many."""
    page = auditor.get("/offices").text
    cells = re.findall(r'<td class="num cells"><a href="([^"]+)" aria-label="([^"]+) (\S+) ([\d,]+)">', page)
    counted = {"契約", "要是正", "注意", "順調", "未解消の連絡", "例外承認の申請", "適用中のある契約", "実地調査なし"}
    followed = 0
    for href, label, heading, figure in cells[:: len(cells) // 40]:
        if heading in counted:
            listed = auditor.json(unescape(href)).json()
            if heading == "実地調査なし":
                listed = {one["subject"] for group in listed for one in group["subjects"]}
            assert len(listed) == int(figure), (label, heading)
            followed += 1
    assert followed > 10


def test_visits_not_made_are_those_of_the_tables_by_reason(home: Installation, auditor: Visitor) -> None:
    """The reasons add up to what the tables count as 未実施; each leads to its contracts."""
    app = home.app(AUDITOR, DAY)
    counted = count(app, AsOf(app.today()), None, None)
    not_made = {
        subject
        for number in (5, 10)
        for row in counted.table(number).rows
        for subject in row.members[counted.table(number).columns.index("未実施")]
    }
    page = auditor.get("/visits").text
    reached: set[str] = set()
    for link in [link for link in _Shown(page).links if "reason=" in link]:
        behind = auditor.get(link).text.partition('id="behind"')[2]
        reached |= set(re.findall(r'<th scope="row" class="keep"><a [^>]+>([^<]+)</a>', behind))
    assert reached == not_made
    assert len(not_made) > 20


def test_an_officer_reads_of_the_own_office_alone(home: Installation) -> None:
    """The pages hold the own office; another's is refused, one that is none is not there."""
    officer = Visitor(home, OFFICER, DAY)
    assert [row[0] for row in _Shown(officer.get("/offices").text).rows[1:]] == [OFFICE, "計"]
    assert officer.get("/offices/モデル所属12（生活保護）").status_code == 403
    assert Visitor(home, AUDITOR, DAY).get("/offices/ない課").status_code == 404
    for path in ("/tables/1", "/stages", "/visits"):
        text = officer.get(path).text
        assert all(f"モデル所属{n:02}" not in text for n in range(1, 21) if n != 13), path


def test_what_is_kept_is_what_would_be_gathered_anew(home: Installation, tmp_path: Path) -> None:
    """After a fact is amended, a contract comes, one ends: the pages kept are those of a fresh look."""
    shutil.copytree(home.home, tmp_path / "home")
    own = Installation(tmp_path / "home")
    app, kept = own.app(AUDITOR, DAY), KeptPages()
    as_of = AsOf(app.today())
    officer, head = own.app("担当者13", DAY), own.app("所属長13", DAY)
    judged: list[str] = []
    for change in (
        lambda: None,
        lambda: amend(officer, "R6-0012", {"record_count": "5"}, None),
        lambda: register(
            officer,
            "R6-7777",
            {"division": OFFICE, "title": "新しい", "contractor": "株式会社乙", "fiscal_years": "R6"},
        ),
        lambda: end(head, "R6-0012", "terminate", "委託先の廃業により解除した。", None),
    ):
        change()
        before = judged
        pages = kept.of(app, as_of)
        fresh = gather(app, as_of)
        assert pages.portfolio.seen == fresh.seen
        assert pages.portfolio.tables == fresh.tables
        judged = [str(id(one)) for one in pages.portfolio.seen]
        assert not before or len(set(before) & set(judged)) >= len(before) - 1
        assert kept.of(app, as_of) is pages
