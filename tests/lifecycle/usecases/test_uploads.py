"""Files that come in as streams, deeds that are only tried, forms that were begun: nothing of it is on record."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installation import HEAD, ID, OTHER_OFFICER, Installation, a_contract

from config.errors import InputRejectedError, RoleError
from lifecycle.records.evidence_files import Upload, place_of, store_files
from lifecycle.usecases.audit import verify
from lifecycle.usecases.begun import begun_form, begun_forms, forget_begun, keep_begun
from lifecycle.usecases.evidence import attach, receive
from lifecycle.watch.leftovers import clear_leftovers

DATED = {"dated_on": "2024-06-01"}
PAGE = f"/contracts/{ID}/evidence/other"


def upload(content: bytes, name: str = "写し.txt") -> Upload:
    """A file as a browser sends it."""
    return Upload(name, io.BytesIO(content))


@pytest.mark.parametrize(
    ("sent", "label"),
    [
        ("..", ".."),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\点検表.xlsx", "点検表.xlsx"),
        ("CON", "CON"),
        ("a:b.pdf", "a:b.pdf"),
        ("写し\u202exslx.exe", "写しxslx.exe"),
        ("", "名前なし"),
        (f"{'長' * 300}.pdf", f"{'長' * 180}…{'長' * 15}.pdf"),
    ],
)
def test_a_name_is_a_label_and_never_a_path(tmp_path: Path, sent: str, label: str) -> None:
    """Whatever a browser calls a file, it stands under its hash alone, and keeps its ending."""
    (stored,) = store_files(tmp_path / "evidence", [upload(b"x", sent)], 1)
    assert stored.name == label
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [place_of(tmp_path / "evidence", stored.sha256)]


@given(st.text(max_size=400))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_name_becomes_one_short_line(name: str) -> None:
    """No name is empty, longer than a line of the record, or turns the direction of writing."""
    label = upload(b"x", name).label
    assert 0 < len(label) <= 200
    assert not {"\n", "\r", "\u202e", "\0"} & set(label)


def test_the_limit_counts_to_the_byte(tmp_path: Path) -> None:
    """One megabyte is taken, a byte more and a file without content are not, and leave nothing behind."""
    assert store_files(tmp_path, [upload(bytes(1 << 20))], 1)[0].size == 1 << 20
    for content in (bytes((1 << 20) + 1), b""):
        with pytest.raises(InputRejectedError):
            store_files(tmp_path, [upload(b"fine"), upload(content)], 1)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_is_received_is_stored_and_attached_later(any_installation: Installation) -> None:
    """The deed refers to a file that stands already; its name is kept with it."""
    app = any_installation.app()
    a_contract(app)
    received = receive(app, ID, "other", [upload(b"paper")])
    done = attach(app, ID, "other", DATED, received=received)
    assert [file["name"] for file in done.files] == ["写し.txt"]
    assert verify(app).faults == []


def test_who_may_not_record_stores_nothing(installation: Installation) -> None:
    """The permission is asked before a byte is written."""
    a_contract(installation.app())
    with pytest.raises(RoleError):
        receive(installation.app(OTHER_OFFICER), ID, "other", [upload(b"paper")])
    assert not [path for path in (installation.home / "evidence").rglob("*") if path.is_file()]


def test_a_deed_that_is_tried_says_what_it_would_do_and_leaves_no_trace(any_installation: Installation) -> None:
    """The same answer as the deed's own, and not one row more in any table."""
    app = any_installation.app()
    a_contract(app)
    tables = ("journal", "record", "person", "obligation", "outbox", "assessment", "head")
    before = {table: any_installation.count(table) for table in tables}
    fields = {"reviewed_on": "2024-06-01", "inspection_clause": "有", "subcontract_clause": "有"}
    tried = attach(app, ID, "contract_review", fields, dry_run=True)
    assert {table: any_installation.count(table) for table in tables} == before
    assert tried.changed
    assert tried.met
    assert attach(app, ID, "contract_review", fields) == tried


def test_a_form_that_was_begun_is_its_writers_alone(any_installation: Installation) -> None:
    """It is kept per person and page, the latest words stand, it is forgotten at a word."""
    app, head = any_installation.app(), any_installation.app(HEAD)
    keep_begun(app, PAGE, {"given": {"title": "写し"}}, 3)
    keep_begun(app, PAGE, {"given": {"title": "写し2"}}, 4)
    begun = begun_form(app, PAGE)
    assert begun
    assert (begun.kept["given"]["title"], begun.number) == ("写し2", 4)
    assert begun_form(head, PAGE) is None
    assert [one.form for one in begun_forms(app)] == [PAGE]
    forget_begun(head, PAGE)
    assert begun_forms(app)
    forget_begun(app, PAGE)
    assert begun_forms(app) == []


def test_the_file_of_a_form_that_was_begun_outlives_the_sweep(installation: Installation) -> None:
    """It goes with the draft, not after a day: a form may wait for days until its last paper is there."""
    app = installation.app()
    a_contract(app)
    (file,) = receive(app, ID, "other", [upload(b"paper")])
    keep_begun(app, PAGE, {"files": [file.known]})
    os.utime(place_of(installation.home / "evidence", file.sha256), (app.clock.now().timestamp(),) * 2)
    later = installation.app("管理者", (app.clock.now() + timedelta(days=9)).isoformat())
    assert clear_leftovers(later) == 0
    forget_begun(app, PAGE)
    assert clear_leftovers(later) == 1
