"""A file is looked into: what else it proves, whether it is what its name says, whether it stands as it was kept."""

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from installation import (
    ADMIN,
    DOCUMENTS,
    ID,
    OTHER_OFFICE,
    OTHER_OFFICER,
    Installation,
    a_contract,
    a_subcontract,
)

from config.errors import InputRejectedError
from config.vocabulary import Stage
from lifecycle.records.as_of import AsOf
from lifecycle.records.evidence_files import place_of
from lifecycle.records.file_looks import odd, sniff
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import Attached, attach
from lifecycle.views.contracts import show
from lifecycle.views.verdicts import why

VISIT = DOCUMENTS["onsite_inspection"]


@pytest.fixture
def office(installation: Installation) -> Installation:
    """A contract with a subcontract, and one of another office."""
    a_contract(installation.app())
    a_subcontract(installation.app(), subcontractor="乙社", handles_pi=True, applied_on="2024-04-02")
    a_contract(installation.app(OTHER_OFFICER), "R6-0777", division=OTHER_OFFICE)
    return installation


def a_file(folder: Path, name: str, content: bytes = b"the report of a visit") -> Path:
    """An original."""
    path = folder / name
    path.write_bytes(content)
    return path


def container(folder: Path, name: str, parts: dict[str, str]) -> Path:
    """An office document, as far as anybody looks into it."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part, text in {"[Content_Types].xml": "<Types/>", "docProps/app.xml": "x" * 9000, **parts}.items():
            made.writestr(part, text)
    return path


def docx(folder: Path, *paragraphs: str, name: str = "checklist.docx") -> Path:
    """A Word document of these paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{text[:3]}</w:t><w:t xml:space='preserve'>{text[3:]}</w:t></w:r></w:p>"
                   for text in paragraphs)  # fmt: skip
    return container(folder, name, {"word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>"})


def xlsx(folder: Path, *cells: str, name: str = "checklist.xlsx") -> Path:
    """A workbook with these texts."""
    strings = "".join(f"<si><t>{text}</t></si>" for text in cells)
    return container(folder, name, {"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": f"<sst>{strings}</sst>"})


def visited(office: Installation, *paths: Path, **place: Any) -> Attached:
    """A visit on record with its files."""
    return attach(office.app(), ID, "onsite_inspection", dict(VISIT), paths, **place)


def test_a_file_that_proves_something_else_already_is_said_so(office: Installation, tmp_path: Path) -> None:
    """Of another duty, another date, a subcontract; of another office's contract without its number."""
    paper = a_file(tmp_path, "report.txt")
    assert not visited(office, paper).notes
    assert not visited(office, paper).notes
    system = attach(office.app(), ID, "system_review", dict(DOCUMENTS["system_review"]), [paper])
    assert any(f"{ID} 実地調査(令和6年4月15日)" in note for note in system.notes)
    again = attach(office.app(), ID, "onsite_inspection", {**VISIT, "inspected_on": "2024-05-15"}, [paper])
    assert any("実地調査(令和6年4月15日)" in note for note in again.notes)
    sub = attach(office.app(), ID, "onsite_inspection", dict(VISIT), [paper], "1")
    assert any(f"{ID} 情報システム確認" in note for note in sub.notes)
    other = attach(office.app(OTHER_OFFICER), "R6-0777", "onsite_inspection", dict(VISIT), [paper])
    assert any("ほかの所属の契約の証拠" in note and ID not in note for note in other.notes)
    for shared in (show(office.app(), ID, AsOf(office.app().today())).shared,):
        assert len(shared) == 1
        assert "再委託1の実地調査" in shared[0]
        assert "R6-0777" not in shared[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("report.docx", b"7 bytes", "文字だけのファイル"),
        ("report.pdf", b"7 bytes", "文字だけのファイル"),
        ("scan.png", b"%PDF-1.7 and more of it", "pdf"),
        ("report.pdf", b"\x7fELF" + bytes(60), "プログラム"),
        ("report.docx", b"MZ" + bytes(90), "プログラム"),
        ("report.txt", b"#!/bin/sh\nrm -rf /", "プログラム"),
        ("setup.exe", b"some text", "プログラム"),
        ("macro.bat", b"echo off", "プログラム"),
    ],
)
def test_a_name_that_says_otherwise_than_the_content_is_said_so(
    office: Installation, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """Taken, because what came is what came; but told."""
    (note,) = visited(office, a_file(tmp_path, name, content)).notes
    assert name in note
    assert said in note


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.txt", b"text"),
        ("r.csv", "一,二".encode("cp932")),
        ("noname", b"x"),
        ("r.PDF", b"%PDF-1.7"),
        ("r.doc", bytes.fromhex("D0CF11E0A1B11AE1")),
    ],
)
def test_a_name_that_says_so_is_not_remarked(tmp_path: Path, name: str, content: bytes) -> None:
    """False alarms teach people to click them away."""
    path = a_file(tmp_path, name, content)
    assert odd(name, sniff(path)) == ""


def test_an_office_document_is_known_by_its_parts_wherever_they_stand(tmp_path: Path) -> None:
    """Not by the first bytes; a zip is none for having a folder of that name."""
    assert sniff(docx(tmp_path, "本文")) == "docx"
    assert sniff(xlsx(tmp_path, "本文")) == "xlsx"
    plain = tmp_path / "plain.zip"
    with zipfile.ZipFile(plain, "w") as made:
        made.writestr("word/readme.txt", "x")
    assert sniff(plain) == "zip"


@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/self/status", "/sys/kernel/uevent_seqnum"])
def test_what_the_system_makes_up_is_no_paper(office: Installation, path: str) -> None:
    """Not even where it looks like a plain file."""
    if not os.path.exists(path):
        pytest.skip("no such system here")
    with pytest.raises(InputRejectedError, match="通常のファイルではありません"):
        visited(office, Path(path))
    assert not list((office.home / "evidence").rglob("?" * 64))


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "link", "gone"])
def test_the_original_handed_in_again_heals_what_was_damaged(office: Installation, tmp_path: Path, damage: str) -> None:
    """The good copy takes its place, and the journal says so; then everything is well."""
    paper = a_file(tmp_path, "report.txt", b"x" * 4000)
    sha256 = visited(office, paper).files[0]["sha256"]
    kept = place_of(office.home / "evidence", sha256)
    kept.chmod(0o600)
    if damage in ("link", "gone"):
        kept.unlink()
    if damage == "link":
        kept.symlink_to(paper)
    elif damage != "gone":
        kept.write_bytes({"flip": b"y" * 4000, "cut": b"x" * 3999, "empty": b""}[damage])
    if damage != "link":
        assert verify(office.app(ADMIN)).faults
    done = visited(office, paper)
    assert done.files[0].get("restored", False) is (damage != "gone")
    assert kept.read_bytes() == paper.read_bytes()
    assert not kept.is_symlink()
    assert verify(office.app(ADMIN)).faults == []
    events = office.rows("SELECT subject, kind FROM journal WHERE kind = 'original_restored'")
    assert [tuple(event) for event in events] == ([] if damage == "gone" else [(ID, "original_restored")])


def unmet_of_checklist(office: Installation) -> str:
    """What S2-04 says."""
    app = office.app()
    found = why(app, ID, Stage.CHECKLIST_RECEIVED, AsOf(app.today())).unmet
    return next((finding.reason for finding in found if finding.code == "S2-04"), "")


@pytest.mark.parametrize("form", [docx, xlsx])
def test_a_form_that_still_lacks_its_text_is_not_complete(office: Installation, tmp_path: Path, form: Any) -> None:
    """〔本文欠落〕 in a cell or paragraph; the note that explains the mark is none. A full form cures it."""
    note = "注4 〔一部欠落〕・〔本文欠落〕は、この様式の元にした資料で文言が読めない項目です。"
    lost = "〔本文欠落 — 送付の前に、県で様式の文言を記入〕"
    whole = "記憶媒体の持出しを禁じていますか。"
    attach(office.app(), ID, "checklist", dict(DOCUMENTS["checklist"]), [form(tmp_path, "1 問", lost, note)])
    assert "〔本文欠落〕" in unmet_of_checklist(office)
    full = form(tmp_path, "1 問", whole, note)
    attach(office.app(), ID, "checklist", {"received_on": DOCUMENTS["checklist"]["received_on"]}, [full])
    assert unmet_of_checklist(office) == ""
