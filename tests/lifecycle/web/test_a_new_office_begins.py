"""A new office begins with its own list, in a browser: sent, settled, imported; its duties stand the same day."""

import time
from pathlib import Path

import pytest
from installation import ADMIN, Installation
from shaped_ledgers import READ, Shape, write_book
from web_visits import Visitor

from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import initialise

OFFICE, OFFICER = "広報課", "広報課担当"
LONGEST = 600
"""Seconds in which an office must be able to begin, the machine's part of it."""
OWN = [shape for shape in READ if shape.name in ("two_merged_header_rows", "fifteen_notes_above", "csv_of_excel")]


@pytest.fixture
def empty(tmp_path: Path) -> Installation:
    """A home just founded, without any office."""
    initialise(tmp_path / "home", "declared", {"LIFECYCLE_NOW": "2025-06-02T08:00:00+09:00"}).engine.dispose()
    return Installation(tmp_path / "home")


@pytest.mark.parametrize("shape", OWN, ids=lambda shape: shape.name)
def test_an_office_begins_with_its_own_list(empty: Installation, shape: Shape, tmp_path: Path) -> None:
    """As its officer does it, with nothing retyped: the headings are settled once, and not asked again."""
    began = time.monotonic()
    admin = Visitor(empty, ADMIN, "2025-06-02")
    office = tmp_path / "所属.xlsx"
    write_book(office, {"所属": [["所属", "担当者", "係長", "所属長"], [OFFICE, OFFICER, "広報課係長", "広報課長"]]})
    sent = admin.fill("/import", [("ledger", (office.name, office.read_bytes()))])
    assert sent.headers["location"] == "/import/check"
    assert admin.fill("/import/check").status_code == 303
    officer = Visitor(empty, OFFICER, "2025-06-02")
    file = shape.made(tmp_path)
    columns = officer.fill("/import", [("ledger", (file.name, file.read_bytes()))])
    assert columns.headers["location"] == "/import/columns"
    page = officer.get("/import/columns").text
    assert "契約件名" in page
    assert "県民意識調査の集計業務" in page
    check = officer.fill("/import/columns")
    assert (check.status_code, check.headers["location"]) == (303, "/import/check")
    assert "<dt>契約</dt><dd>3件</dd>" in officer.get("/import/check").text
    assert officer.fill("/import/check").status_code == 303
    today = officer.get("/").text
    for id_ in ("R7-0001", "R7-0002", "R7-0003"):
        assert f'href="/contracts/{id_}"' in today
    assert time.monotonic() - began < LONGEST
    assert verify(empty.app(ADMIN)).faults == []
    again = officer.fill("/import", [("ledger", (file.name, file.read_bytes()))])
    assert again.status_code == 303
