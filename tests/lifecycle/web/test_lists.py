"""The lists in a browser: what is asked stands in the address, fifty rows a page, what can't be read is told."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command_line import CommandLine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installation import Installation
from sites import HOSTILE, HOSTILE_TITLE
from web_visits import Visitor

from lifecycle.usecases.contracts import register
from lifecycle.watch.sweep import sweep

DAY, AUDITOR, OFFICER, OFFICE = "2024-12-02", "監査委員事務局", "担当者13", "モデル所属13（合同説明会）"
LISTS = ("/contracts", "/alerts", "/exceptions")


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The audit's ledger, swept, with a contract whose number and title would do harm."""
    copied = tmp_path_factory.mktemp("lists") / "home"
    shutil.copytree(sample_home, copied)
    installed = Installation(copied)
    fields = {"division": OFFICE, "title": HOSTILE_TITLE, "fiscal_years": "R6", "contractor": "株式会社<b>青空"}
    register(installed.app(OFFICER, DAY), HOSTILE, fields)
    sweep(installed.app("管理者", DAY))
    return installed


@pytest.fixture(scope="module")
def auditor(home: Installation) -> Visitor:
    """The audit office."""
    return Visitor(home, AUDITOR, DAY)


class _List(HTMLParser):
    """A list as it stands on a page: its rows by their first cell, its links, the words of its count."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.first: list[str] = []
        self.links: list[str] = []
        self.sorted: list[str] = []
        self._in = ""
        self.count = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "th" and own.get("scope") == "row":
            self.first.append("")
            self._in = "row"
        if tag == "p":
            self._in = own.get("class", "")
        if tag == "a":
            self.links.append(own.get("href", ""))
        if own.get("aria-sort"):
            self.sorted.append(own["aria-sort"])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "p"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "row":
            self.first[-1] += data.strip()
        if self._in == "count":
            self.count += data


def _read(visitor: Visitor, path: str) -> _List:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    return _List(answer.text)


def _pages(visitor: Visitor, path: str) -> Iterator[_List]:
    """The pages of a list, one after another by the link to the next."""
    while True:
        shown = visitor.get(path)
        yield _List(shown.text)
        ahead = [line for line in shown.text.splitlines() if "次の頁" in line]
        if not ahead:
            return
        path = ahead[0].split("次の頁")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")


def test_fifty_rows_a_page_and_every_row_once(auditor: Visitor) -> None:
    """Going on by the link leads through the whole list; narrowing and order stay in the address."""
    pages = list(_pages(auditor, "/contracts?sort=id"))
    assert [len(page.first) for page in pages] == [50, 50, 50, 41]
    numbers = [number for page in pages for number in page.first]
    assert len(set(numbers)) == 191
    assert pages[1].count == "191件のうち 51〜100"
    narrowed = list(_pages(auditor, "/alerts?overdue=1&stage=%E5%B1%A5%E8%A1%8C%E4%B8%AD"))
    assert len(narrowed) > 1
    assert all("overdue=1" in link for page in narrowed for link in page.links if "page=" in link)


def test_a_page_past_the_last_is_the_last(auditor: Visitor) -> None:
    """A row may have gone since the link was drawn."""
    assert _read(auditor, "/contracts?sort=id&page=9").count == "191件のうち 151〜191"


def test_the_contract_with_most_that_is_late_comes_first(auditor: Visitor) -> None:
    """Without an order asked for; the head of the column says so, and selecting it again turns the order."""
    shown = _read(auditor, "/contracts")
    assert shown.sorted == ["descending"]
    assert not any(number.startswith("■R5-") for number in shown.first[:20])
    assert _read(auditor, "/contracts?sort=overdue").sorted == ["ascending"]


def test_a_list_says_what_is_wrong_with_what_was_asked(auditor: Visitor) -> None:
    """The form as it was filled in, every fault on top and beside its field; an unknown office is not found."""
    for place in LISTS:
        answer = auditor.get(f"{place}?stage=x&year=y&rule=S1-05")
        assert answer.status_code == 422
        assert answer.text.count('href="#n-') == 2
        assert "<title>エラー: " in answer.text
        assert 'value="S1-05"' in answer.text
        assert "<table" not in answer.text
        assert auditor.get(f"{place}?rule=S9-99").status_code == 404
        assert auditor.get(f"{place}?office=ない課").status_code == 404
        assert auditor.get(f"{place}?page=-1").status_code == 422
        assert auditor.get(f"{place}?sort=x").status_code == 422
        assert auditor.get(f"{place}?as_of=x").status_code == 422


def test_nobody_reads_of_another_office(home: Installation) -> None:
    """Neither a row nor a choice; naming it is refused."""
    visitor = Visitor(home, OFFICER, DAY)
    for place in LISTS:
        shown = visitor.get(f"{place}?page=1").text
        assert "モデル所属04" not in shown
        assert visitor.get(f"{place}?office=モデル所属04(医療費)").status_code == 403


def test_what_would_do_harm_is_shown_as_it_is_typed(auditor: Visitor) -> None:
    """A title that is a script, words that are sought, and the contractor found without being shown."""
    shown = auditor.get("/contracts?text=<b>青空").text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "<b>青空" not in shown
    assert _List(shown).count == "1件"


def test_a_list_as_of_another_day_keeps_the_day(auditor: Visitor) -> None:
    """What was judged for that day, and links that ask for it."""
    shown = _read(auditor, "/contracts?as_of=R6.11.26&standing=要是正")
    assert shown.first
    onward = [link for link in shown.links if link.startswith("/contracts/") or "sort=" in link]
    assert len(onward) > 50
    assert all("as_of=R6.11.26" in link for link in onward)


def test_a_document_is_what_the_command_line_prints(
    auditor: Visitor, home: Installation, environment: pytest.MonkeyPatch
) -> None:
    """The whole list, or the page that the address names."""
    environment.setenv("LIFECYCLE_HOME", str(home.home))
    environment.setenv("LIFECYCLE_NOW", f"{DAY}T09:00:00+09:00")
    cli = CommandLine(home.home)
    assert auditor.json("/contracts?sort=id").json() == cli("contract", "list", "--json", actor=AUDITOR).json
    assert auditor.json("/alerts").json() == cli("alerts", "--json", actor=AUDITOR).json
    assert len(auditor.json("/contracts?page=1").json()) == 50
    assert auditor.json("/contracts?stage=x").status_code == 422


def test_alerts_are_chosen_for_receiving_by_whoever_may(auditor: Visitor, home: Installation) -> None:
    """An officer ticks those of the own office; nobody ticks on a list of another day, nor in the audit office."""
    officer = Visitor(home, OFFICER, DAY)
    shown = officer.get("/alerts").text
    assert shown.count('name="alert"') == len(_List(shown).first) > 0
    assert "まとめて受け取る" in shown
    for one in (officer.get(f"/alerts?as_of={DAY}").text, auditor.get("/alerts").text):
        assert 'name="alert"' not in one
        assert "まとめて受け取る" not in one


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(LISTS),
    st.dictionaries(
        st.sampled_from(
            (
                "text",
                "office",
                "standing",
                "stage",
                "year",
                "rule",
                "status",
                "own",
                "overdue",
                "closed",
                "within",
                "sort",
                "page",
            )
        ),
        st.text(max_size=12),
        max_size=4,
    ),
)
def test_no_address_breaks_a_list(auditor: Visitor, place: str, asked: dict[str, str]) -> None:
    """Whatever is typed is answered: with a page, or with what is wrong with it."""
    answer = auditor.client.get(place, params=asked)
    assert answer.status_code in (200, 404, 422), (asked, answer.text)
