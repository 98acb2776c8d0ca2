"""Events: each kind is a class; what was written by any version is read, and what is written stays as it was."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docs.console import ROOT
from installation import ADMIN, Installation
from old_journals import LATEST, VERSIONS, installed, rows_of, samples

from lifecycle.records.events.alerts import AlertOpened, AlertTold
from lifecycle.records.events.kinds import KINDS, decode
from lifecycle.records.events.shapes import Unknown, UnreadableEventError, content_of
from lifecycle.records.journal import canonical
from lifecycle.usecases.audit import verify
from lifecycle.usecases.repair import rebuild

EVENTS = ROOT / "lifecycle" / "records" / "events"
COLUMNS = {"stage_declared"}
"""Kinds whose id is the name of a column too."""
WRITTEN = (*rows_of(LATEST), *samples())
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")


def sources() -> list[Path]:
    """Every file of the product but those that declare the kinds."""
    paths = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return [path for path in paths if EVENTS not in path.parents]


def test_no_file_but_its_own_names_a_kind_of_event() -> None:
    """A kind is asked for by its class: a string that is mistyped finds nothing and no checker sees it."""
    named = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in KINDS.keys() - COLUMNS
    ]
    assert named == []


def test_only_the_door_that_shows_it_reads_a_payload_as_it_is_stored() -> None:
    """Everybody else matches on the class of an event: old shapes are mended there, once."""
    readers = {
        str(path.relative_to(ROOT))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if ROOT / "lifecycle" in path.parents and isinstance(node, ast.Attribute) and node.attr == "content"
    }
    assert readers == {"lifecycle/views/register_documents.py"}


def test_every_kind_stands_in_the_latest_journal_or_among_the_samples() -> None:
    """A kind that is added comes with a line of `samples.jsonl`: {"kind": …, "payload": {…}}."""
    assert {row.kind for row in WRITTEN} == KINDS.keys()


def test_what_was_written_would_be_written_again_to_the_byte() -> None:
    """Packs, hashes and other people's readers rely on the payload: every row is read and written as it was."""
    differing = [row for row in WRITTEN if canonical(content_of(decode(row.kind, row.payload))) != row.payload]
    assert differing == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_journal_of_any_version_is_read(version: str) -> None:
    """Every row is of a kind that is known, and is the same event once it is written in the present shape."""
    for row in rows_of(version):
        body = decode(row.kind, row.payload)
        assert row.kind == body.KIND
        assert decode(row.kind, canonical(content_of(body))) == body


@pytest.mark.parametrize("version", VERSIONS)
def test_a_journal_of_any_version_is_replayed_and_sound(
    version: str, installation: Installation, tmp_path: Path
) -> None:
    """Its chains, seals, persons and originals agree with it, and so do the tables that are read from it."""
    old = installed(version, installation, tmp_path / "old")
    app = old.app(ADMIN, "2024-06-03")
    assert rebuild(app).events == len(rows_of(version)) + 3
    told = verify(app)
    # Only journal, people and originals are kept of those versions: the messages that they settled are in no outbox.
    assert told.faults == told.messages
    old.engine.dispose()


def test_an_alert_of_before_the_ladder_means_what_it_meant() -> None:
    """Its steps counted from the due date, nothing was urgent, and whom it reached was not recorded."""
    first = [decode(row.kind, row.payload) for row in rows_of(VERSIONS[0])]
    opened = next(body for body in first if isinstance(body, AlertOpened))
    told = next(body for body in first if isinstance(body, AlertTold))
    assert (opened.begins_on, opened.urgent, opened.occasion) == (opened.due_on, False, None)
    assert (told.repeat, told.to) == (0, None)


def test_an_alert_of_a_post_out_of_reach_says_neither_occasion_nor_urgency() -> None:
    """It was always written without them; one of a contract says both, also where they are null and false."""
    of_a_post = AlertOpened(
        id="1",
        subject="division:税務課/division_head",
        code="AL-16",
        division="税務課",
        due_on=None,
        begins_on=date(2024, 6, 3),
        urgent=False,
        occasion=None,
    )
    of_a_contract = replace(of_a_post, subject="R6-0001")
    assert content_of(of_a_contract).keys() - content_of(of_a_post).keys() == {"urgent", "occasion"}


@pytest.mark.parametrize(
    "payload",
    [
        b'{"id":"E1"}',
        b'{"id":1,"subject":"R6-0001"}',
        b'{"id":null,"subject":"R6-0001"}',
        b"[]",
        b"",
    ],
)
def test_a_payload_that_is_not_of_its_kind_is_not_read(payload: bytes) -> None:
    """A key is missing, a value is of another type, it is no object, no JSON: never half an event."""
    with pytest.raises(UnreadableEventError, match="override_approved"):
        decode("override_approved", payload)


def test_a_kind_of_a_later_version_passes_by() -> None:
    """Nothing is known of it but that it happened."""
    assert decode("alert_weighed", b'{"anything":1}') == Unknown()
