"""Files sent by a browser: up to the limit, under any name, by a workbook too; more is refused before it is read."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import write_ledger
from installation import ID, Installation, a_contract
from web_visits import SENT_HERE, Visitor

from lifecycle.records.evidence_files import place_of
from lifecycle.usecases.audit import verify

OTHER = f"/contracts/{ID}/evidence/other"
PAPER = {"dated_on": "R6.6.1", "title": "打合せの記録"}
MEBIBYTE = 1 << 20


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract."""
    a_contract(installation.app())
    return Visitor(installation)


def kept(installation: Installation) -> list[Path]:
    """Every file in the evidence folder."""
    return [path for path in (installation.home / "evidence").rglob("*") if path.is_file()]


def test_fifty_mebibytes_are_taken_and_stored_once(installation: Installation, officer: Visitor) -> None:
    """The limit itself passes; what stands is the content, under its hash, and no second copy."""
    content = bytes(50 * MEBIBYTE)
    answer = officer.fill(OTHER, [("file", ("大きな図面.pdf", content))], **PAPER)
    assert answer.status_code == 303
    assert officer.fill(answer.headers["location"]).status_code == 303
    assert kept(installation) == [place_of(installation.home / "evidence", hashlib.sha256(content).hexdigest())]
    assert verify(installation.app()).faults == []


def test_more_is_refused_before_it_is_read(installation: Installation, officer: Visitor) -> None:
    """By the length that is told; nothing of it is stored."""
    form = officer.form(OTHER)
    answer = officer.send(OTHER, form | PAPER, [("file", ("大.bin", bytes(51 * MEBIBYTE)))])
    assert answer.status_code == 413
    assert "上限(50MB)" in answer.text
    assert not kept(installation)


def test_a_body_without_a_length_is_cut_off_at_the_limit(installation: Installation, officer: Visitor) -> None:
    """It is not read to its end: the sender is stopped soon after the limit."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
        for _ in range(80):
            sent += MEBIBYTE
            yield bytes(MEBIBYTE)

    headers = {**SENT_HERE, "content-type": "multipart/form-data; boundary=x"}
    answer = officer.client.post(OTHER, content=endless(), headers=headers)
    assert answer.status_code == 413
    assert not kept(installation)


def test_an_empty_file_is_told_beside_the_field(installation: Installation, officer: Visitor) -> None:
    """What was typed stays, and the file before it too."""
    good = officer.fill(OTHER, [("file", ("議事録.txt", "内容".encode()))], **PAPER)
    assert good.status_code == 303
    answer = officer.fill(OTHER, [("file", ("空.txt", b""))])
    assert answer.status_code == 422
    assert 'id="f-file-told"' in answer.text
    assert "議事録.txt" in answer.text
    assert 'value="打合せの記録"' in answer.text
    assert len(kept(installation)) == 1


@pytest.mark.parametrize(
    "name", ["..", "../../a", "CON", "a:b", "x" * 300 + ".pdf", "写し\u202exslx.exe", "a\r\nb.pdf"]
)
def test_any_name_is_taken_as_a_label(installation: Installation, officer: Visitor, name: str) -> None:
    """It never leads anywhere in the file system, breaks no page and turns no line."""
    answer = officer.fill(OTHER, [("file", (name, b"content"))], **PAPER)
    page = officer.get(answer.headers["location"])
    assert page.status_code == 200
    assert "\u202e" not in page.text
    assert officer.fill(answer.headers["location"]).status_code == 303
    assert len(kept(installation)) == 1
    assert {path.name for path in installation.home.parent.iterdir()} >= {installation.home.name}
    assert verify(installation.app()).faults == []


def test_a_file_can_be_left_out_again(installation: Installation, officer: Visitor) -> None:
    """Two were chosen, one of them by mistake."""
    officer.fill(OTHER, [("file", ("正.txt", b"right")), ("file", ("誤.txt", b"wrong"))], **PAPER)
    wrong = hashlib.sha256(b"wrong").hexdigest()
    answer = officer.fill(OTHER, drop=wrong)
    assert officer.fill(answer.headers["location"]).status_code == 303
    (row,) = installation.rows("SELECT files FROM record WHERE kind = 'other'")
    assert wrong not in str(row.files)
    assert hashlib.sha256(b"right").hexdigest() in str(row.files)


def test_a_hash_that_somebody_sends_attaches_no_file(installation: Installation, officer: Visitor) -> None:
    """Only what this person has sent as a file is attached: else a hash would open another office's original."""
    officer.fill(OTHER, [("file", ("正.txt", b"right"))], step="keep", **PAPER)
    sha = hashlib.sha256(b"right").hexdigest()
    page = f"/contracts/{ID}/evidence/emergency_contact"
    given = {"confirmed_on": "R6.6.1", "received": sha, "file": sha, "form_filling": sha}
    answer = officer.fill(page, **given)
    assert officer.fill(answer.headers["location"]).status_code == 303
    (row,) = installation.rows("SELECT files FROM record WHERE kind = 'emergency_contact'")
    assert row.files in ("[]", b"[]")


def test_the_day_of_receipt_is_typed_beside_the_workbook(officer: Visitor, tmp_path: Path) -> None:
    """A contractor's form leaves it blank, and the office need not open and save it to write that in."""
    page = f"/contracts/{ID}/evidence/checklist"
    row = {"契約番号": ID, "受領日": "", "様式の版": "R5.12.26", "問7": "はい"}
    book = ("再回答.xlsx", write_ledger(tmp_path / "form.xlsx", {"チェックリスト": [row]}).read_bytes())
    without = officer.fill(page, [("filled", book)])
    assert without.status_code == 422
    assert "受領日" in without.text
    assert officer.fill(page, [("filled", book)], received_on="R6.5.20").status_code == 303
    form = officer.form(page)
    assert (form["received_on"], form["q7"], form["form_edition"]) == ("R6.5.20", "はい", "R5.12.26")


def test_a_workbook_that_came_back_fills_the_form_in(
    installation: Installation, officer: Visitor, tmp_path: Path
) -> None:
    """Its answers stand in the fields, it is kept as the original, and what it lacks is told as its fault."""
    page = f"/contracts/{ID}/evidence/checklist"
    row = {"契約番号": ID, "受領日": "R6.4.10", "様式の版": "R5.12.26", "責任者氏名": "受託 花子"}
    book = write_ledger(
        tmp_path / "form.xlsx", {"チェックリスト": [{**row, **{f"問{n}": "はい" for n in range(7, 18)}}]}
    )
    kept_on: Any = officer.fill(page, [("filled", ("再回答.xlsx", book.read_bytes()))], step="keep")
    assert kept_on.status_code == 303, kept_on.text
    form = officer.form(page)
    assert form["q7"] == "はい"
    assert (form["received_on"], form["manager_name"]) == ("R6.4.10", "受託 花子")
    check = officer.fill(page)
    assert check.status_code == 303, check.text
    assert "再回答.xlsx" in officer.get(check.headers["location"]).text
    assert officer.fill(check.headers["location"]).status_code == 303
    (row,) = installation.rows("SELECT fields FROM record WHERE kind = 'checklist'")
    assert b'"q7":"yes"' in bytes(row.fields)
    refused = officer.fill(f"/contracts/{ID}/evidence/onsite_inspection", [("filled", ("再回答.xlsx", b"no workbook"))])
    assert refused.status_code == 422
    assert 'id="f-filled-told"' in refused.text
    assert "再回答.xlsx" in refused.text
