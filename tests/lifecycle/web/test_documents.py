"""The documents in JSON are those of the command line; the calendar is one that other programs read."""

import re
import shutil
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from command_line import CommandLine
from hypothesis import given
from hypothesis import strategies as st
from installation import Installation
from web_visits import Visitor
from workbooks import sheets_of

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Status
from lifecycle.papers.books.owed_calendar import CalendarAsked, calendar_of
from lifecycle.papers.pack.check import check
from lifecycle.usecases.evidence import attach
from states.assessment import Assessor
from states.duty import Duties, Duty, Owed
from states.facts import Policy
from states.verdict import Finding

DAY, AUDITOR, OFFICER, OFFICE = "2024-12-02", "監査委員事務局", "担当者13", "モデル所属13（合同説明会）"


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The audit's ledger, with one original."""
    copied = tmp_path_factory.mktemp("documents") / "home"
    shutil.copytree(sample_home, copied)
    paper = copied.parent / "実地調査報告書.txt"
    paper.write_text("報告書の本文", encoding="utf-8")
    fields = {"inspected_on": "2024-11-29", "place": "委託先", "inspected_by": "県の担当", "fit": "適"}
    attach(Installation(copied).app(OFFICER, DAY), "R6-0012", "onsite_inspection", fields, [paper])
    return Installation(copied)


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/tables", "tables"),
        ("/tables/5", "tables --drill 5"),
        ("/contracts/R6-0012", "contract show R6-0012"),
        ("/contracts/R6-0012/history", "history R6-0012"),
        ("/contracts/R6-0012/verdict", "why R6-0012"),
        ("/due", "due"),
        (f"/offices/{OFFICE}", f"due --division {OFFICE}"),
        ("/rules", "rules list"),
        ("/rules/s3-01", "rules show S3-01"),
    ],
)
@pytest.mark.parametrize("day", ["", "2024-11-28"])
def test_a_document_is_that_of_the_command(
    home: Installation, path: str, words: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks for JSON gets what the command prints for the same question, as of any day."""
    monkeypatch.setenv("LIFECYCLE_HOME", str(home.home))
    monkeypatch.setenv("LIFECYCLE_NOW", f"{DAY}T09:00:00+09:00")
    said = CommandLine(home.home)(
        *words.split(), "--json", *(["--as-of", day] if day else []), actor="" if "rules" in words else AUDITOR
    )
    answer = Visitor(home, AUDITOR, DAY).json(f"{path}?as_of={day}" if day else path)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == said.json


def test_documents_keep_the_boundary_and_tell_errors_as_the_command_line(home: Installation) -> None:
    """Another office's document is refused; an error is a document with the exit code."""
    officer = Visitor(home, OFFICER, DAY)
    assert officer.json("/contracts/R6-0001").status_code == 403
    missing = officer.json("/tables/99")
    assert (missing.status_code, missing.json()["error"]["exit_code"]) == (404, 6)
    assert officer.get("/offices/モデル所属12（生活保護）/due.ics").status_code == 403


def test_the_calendar_of_an_office_holds_each_of_its_duties(home: Installation) -> None:
    """As many events as duties with a day, each on its day; the file is a download under the office's name."""
    visitor = Visitor(home, OFFICER, DAY)
    answer = visitor.get(f"/offices/{quote(OFFICE)}/due.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "attachment" in answer.headers["content-disposition"]
    dated = [one for one in visitor.json(f"/offices/{OFFICE}").json() if one["due_on"]]
    days = sorted(re.findall(r"DTSTART;VALUE=DATE:(\d+)", answer.text))
    assert days == sorted(one["due_on"].replace("-", "") for one in dated)
    assert len(days) > 3


def test_workbooks_hold_what_the_pages_count(home: Installation) -> None:
    """The tables with their first figure, the list of an office with a row for each duty; both as of the day asked."""
    visitor = Visitor(home, AUDITOR, DAY)
    book = sheets_of(visitor.get("/tables.xlsx?as_of=R6.12.1").content)
    figure = visitor.json("/tables?as_of=R6.12.1").json()["tables"]["1"]["rows"]["R6"]["values"][0]
    (first,) = [row for row in book["表1〜12"] if row[0] == "令和6年度"][:1]
    assert first[1] == figure
    owed = visitor.json(f"/offices/{OFFICE}").json()
    (todo,) = sheets_of(visitor.get(f"/offices/{quote(OFFICE)}/todo.xlsx").content).values()
    assert [row[0] for row in todo[5:]] == [one["subject"] for one in owed]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


@given(TEXTS, TEXTS)
def test_no_text_breaks_out_of_its_line_in_a_calendar(reason: str, division: str) -> None:
    """Every line is at most 75 octets, ends in CRLF, and unfolds to one value, whatever a text holds."""
    owed = Owed(_duty(reason), division, "")
    made = calendar_of([owed], CalendarAsked(division, datetime.fromisoformat("2024-12-02T09:00:00+09:00")))
    lines = made.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    names = [line.decode().partition(":")[0] for line in made.replace(b"\r\n ", b"").split(b"\r\n") if line]
    assert names[6:] == [
        "BEGIN", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "DESCRIPTION", "TRANSP", "END",
        "END",
    ]  # fmt: skip


def _duty(reason: str) -> Duty:
    finding = Finding("S3-01", "R6-0001", Status.UNMET, reason, due_on=date(2024, 4, 1), gate=Stage.PERFORMING)
    assessor = Assessor(rule_book(), Policy(), BusinessCalendar())
    return Duties(assessor, date(2024, 12, 2)).of("R6-0001", Stage.CONCLUDED, finding)


def test_the_audit_file_is_handed_out_on_record(home: Installation, tmp_path: Path) -> None:
    """The file checks; every original in it was opened by that person, as the history says; a link elsewhere can't."""
    shutil.copytree(home.home, tmp_path / "home")
    own = Installation(tmp_path / "home")
    auditor = Visitor(own, AUDITOR, DAY)
    assert auditor.client.head("/contracts/R6-0012/pack.zip").status_code == 200
    assert auditor.get("/contracts/R6-0012/pack.zip", **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert "原本は1件です" in auditor.get("/contracts/R6-0012/pack").text
    assert not own.rows("SELECT 1 FROM journal WHERE kind = 'original_opened'")
    answer = auditor.get("/contracts/R6-0012/pack.zip")
    (tmp_path / "pack.zip").write_bytes(answer.content)
    checked = check(tmp_path / "pack.zip", None, None)
    assert (checked.contract, checked.faults) == ("R6-0012", [])
    assert any("報告書の本文".encode() == ZipFile(tmp_path / "pack.zip").read(n) for n in _names(tmp_path / "pack.zip"))
    (opened,) = own.rows("SELECT subject, actor FROM journal WHERE kind = 'original_opened'")
    assert tuple(opened) == ("R6-0012", AUDITOR)
    for actor in ("管理者", "担当者12"):
        refused = Visitor(own, actor, DAY).get("/contracts/R6-0012/pack.zip")
        assert (refused.status_code, refused.headers["content-type"][:9]) == (403, "text/html")


def _names(file: Path) -> list[str]:
    return ZipFile(file).namelist()


def test_the_command_writes_the_same_calendar(
    home: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`due --ics` writes the duties that it lists; another ending is refused before anything is asked."""
    monkeypatch.setenv("LIFECYCLE_HOME", str(home.home))
    monkeypatch.setenv("LIFECYCLE_NOW", f"{DAY}T09:00:00+09:00")
    due = CommandLine(home.home)
    file = tmp_path / "期限.ics"
    listed = due("due", "--division", OFFICE, "--ics", str(file), "--json", actor=AUDITOR).json
    content = file.read_bytes()
    assert content.count(b"BEGIN:VEVENT\r\n") == sum(bool(one["due_on"]) for one in listed)
    assert due("due", "--ics", str(file), actor=AUDITOR).code != 0
    assert due("due", "--ics", str(tmp_path / "x.txt"), actor=AUDITOR).code != 0
    assert file.read_bytes() == content
