"""Erasure: after the retention, by two persons; what was judged stays, and so does every verdict."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from installation import (
    ADMIN,
    HEAD,
    ID,
    OFFICER,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)
from sites import opened
from workbooks import column

from config.errors import NotFoundError, RoleError, UsageError
from lifecycle.app import App
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.papers.tables.count import count
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.endings import end
from lifecycle.usecases.erasing import erase, propose_erasure, retention_over
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.matters import confirm, one_matter
from lifecycle.usecases.repair import rebuild
from lifecycle.usecases.work import working
from lifecycle.views.contracts import list_contracts
from lifecycle.views.history import history
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

NAME, WORDS = "髙橋花子", "住所はかなりや町の奥"
BEFORE, AFTER = "2030-03-31", "2030-04-01"


@pytest.fixture
def ended(any_installation: Installation) -> Installation:
    """A contract withdrawn on 2024-06-03, with names, contacts, texts and a file whose name names somebody."""
    app = any_installation.app()
    a_contract(app, title=f"調査({WORDS})")
    a_subcontract(app, subcontractor=f"{NAME}商店", reason=WORDS, applied_on="2024-04-25")
    hand_in(app, "onsite_inspection", inspected_by=f"主事 {NAME}")
    hand_in(app, "return_disposal", method=f"一部のみ返還。{WORDS}")
    paper = any_installation.home / f"{NAME}.txt"
    paper.write_text("説明の記録", encoding="utf-8")
    attach(app, ID, "other", {"dated_on": "2024-05-01", "title": WORDS}, [paper])
    amend(app, ID, {"record_count": "10"}, WORDS)
    end(any_installation.app(HEAD), ID, "withdraw", WORDS, None)
    return any_installation


def values(installation: Installation) -> list[Any]:
    """What stands of the contract in the erasable table."""
    return installation.rows("SELECT value, salt FROM person WHERE subject = :id AND value IS NOT NULL", id=ID)


def erased(installation: Installation) -> None:
    """Proposed by 管理者, confirmed by the desk."""
    asked, _ = propose_erasure(installation.app(ADMIN, AFTER), [ID])
    confirm(installation.app(OVERSIGHT, AFTER), asked.id, asked.shown)


def test_before_the_retention_is_over_it_is_refused_with_the_day(ended: Installation) -> None:
    """Five fiscal years after the one in which it ended; of a contract that goes on there is no day."""
    with pytest.raises(UsageError, match=r"R12\.3\.31.*R12\.4\.1"):
        propose_erasure(ended.app(ADMIN, BEFORE), [ID])
    assert retention_over(ended.app(ADMIN, BEFORE)) == []
    a_contract(ended.app(), "R6-0002")
    with pytest.raises(UsageError, match="終わっていません"):
        propose_erasure(ended.app(ADMIN, AFTER), ["R6-0002"])
    with pytest.raises(UsageError) as refused:
        propose_erasure(ended.app(ADMIN, BEFORE), [ID, "R6-0002"])
    assert [fault.code for fault in refused.value.faults] == ["retention_runs", "not_ended"]
    with pytest.raises(NotFoundError):
        propose_erasure(ended.app(ADMIN, AFTER), ["R6-0099"])


def test_it_takes_two_persons(ended: Installation) -> None:
    """Whoever proposed it may not confirm it, an officer neither; until then nothing is gone."""
    with pytest.raises(RoleError):
        propose_erasure(ended.app(OFFICER, AFTER), [ID])
    asked, (one,) = propose_erasure(ended.app(ADMIN, AFTER))
    assert one.contract == ID
    for actor in (ADMIN, OFFICER):
        with pytest.raises(RoleError):
            confirm(ended.app(actor, AFTER), asked.id, asked.shown)
    assert len(values(ended)) == one.values > 8
    told = "\n".join(one_matter(ended.app(OVERSIGHT, AFTER), asked.id).lines)
    assert "原本" in told
    assert "バックアップ" in told
    confirm(ended.app(OVERSIGHT, AFTER), asked.id, asked.shown)
    assert values(ended) == []


def test_nothing_of_it_is_left_and_the_record_holds(ended: Installation, tmp_path: Path) -> None:
    """`verify` is clean and counts; a rebuild gives the same; lists, history and export say 消去済."""
    before = len(values(ended))
    erased(ended)
    checked = verify(ended.app(ADMIN, AFTER))
    assert checked.faults == []
    assert checked.erased == before
    assert rebuild(ended.app(ADMIN, AFTER)).after["record"] > 0
    assert verify(ended.app(ADMIN, AFTER)).faults == []
    assert [row.title for row in list_contracts(ended.app(OVERSIGHT, AFTER))] == ["消去済"]
    told = str([event.content for event in history(ended.app(OVERSIGHT, AFTER), ID)])
    assert "消去済" in told
    assert WORDS not in told
    export_ledger(ended.app(ADMIN, AFTER), tmp_path / "1.xlsx")
    assert column(tmp_path / "1.xlsx", "契約", "業務名") == ["消去済"]
    assert import_ledger(ended.app(ADMIN, AFTER), tmp_path / "1.xlsx").changed == 0
    with pytest.raises(UsageError, match="消去済"):
        propose_erasure(ended.app(ADMIN, AFTER), [ID])


def test_no_byte_of_it_is_left_in_the_file_of_the_database(ended: Installation) -> None:
    """Not in a page that was freed, nor in the write-ahead log."""
    erased(ended)
    ended.engine.dispose()
    if ended.url is None:
        left = b"".join(path.read_bytes() for path in ended.home.glob("lifecycle.db*"))
        assert WORDS.encode() not in left
        assert NAME.encode() not in left
        with sqlite3.connect(ended.home / "lifecycle.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_texts_of_messages_that_named_it_are_emptied(installation: Installation) -> None:
    """Those that were sent; `verify` knows them by the event, and any other change of a text is still a fault."""
    a_contract(installation.app(), title=f"調査({WORDS})", performance_start_on="2024-04-01")
    sweep(installation.app(ADMIN))
    deliver(installation.app(ADMIN), RecordingChannel())
    end(installation.app(HEAD), ID, "withdraw", WORDS, None)
    named = installation.rows("SELECT id FROM outbox WHERE body LIKE :id", id=f"%{ID}%")
    assert named
    erased(installation)
    assert not installation.rows("SELECT id FROM outbox WHERE body LIKE :w OR card LIKE :w", w=f"%{WORDS}%")
    assert verify(installation.app(ADMIN, AFTER)).faults == []
    installation.tamper("UPDATE outbox SET body = 'x' WHERE body = '消去済'")
    assert verify(installation.app(ADMIN, AFTER)).faults


def test_a_message_whose_card_alone_names_it_is_emptied_too(installation: Installation) -> None:
    """A head's mail names as many contracts as a screen holds; its card names more."""
    a_contract(installation.app(), title=f"調査({WORDS})", performance_start_on="2024-04-01")
    sweep(installation.app(ADMIN))
    deliver(installation.app(ADMIN), RecordingChannel())
    installation.tamper("UPDATE outbox SET body = 'ほか22件'")
    end(installation.app(HEAD), ID, "withdraw", WORDS, None)
    assert installation.rows("SELECT id FROM outbox WHERE card LIKE :id", id=f"%{ID}%")
    erased(installation)
    assert not installation.rows("SELECT id FROM outbox WHERE card LIKE :id AND settled_at IS NOT NULL", id=f"%{ID}%")


def test_a_number_that_only_begins_alike_keeps_its_messages(installation: Installation) -> None:
    """R6-00010 is another contract than R6-0001, of another office."""
    a_contract(installation.app(), performance_start_on="2024-04-01")
    a_contract(installation.app(OTHER_OFFICER), f"{ID}0", division=OTHER_OFFICE, performance_start_on="2024-04-01")
    sweep(installation.app(ADMIN))
    deliver(installation.app(ADMIN), RecordingChannel())
    end(installation.app(HEAD), ID, "withdraw", WORDS, None)
    others = installation.rows("SELECT id, body FROM outbox WHERE division = :office ORDER BY id", office=OTHER_OFFICE)
    assert any(f"{ID}0" in row.body for row in others)
    erased(installation)
    kept = installation.rows("SELECT id, body FROM outbox WHERE division = :office ORDER BY id", office=OTHER_OFFICE)
    assert kept == others


def judged(app: App, on: date) -> Iterator[tuple[Any, ...]]:
    """Every verdict on a day: standing, and of each finding the rule, the subject, the status, the due date."""
    with app.reading() as connection:
        for facts in load_contracts(connection, contract_ids(connection), AsOf(on)):
            seen = app.assessor.assess(facts, on)
            yield facts.id, seen.standing, tuple((f.code, f.subject, f.status, f.due_on) for f in seen.findings)


@pytest.mark.parametrize("day", ["2024-05-31", "2024-06-03", "2025-06-01"])
def test_the_verdicts_are_equal_before_and_after(ended: Installation, day: str) -> None:
    """Placeholders, a partial return, whose people visited: read from what was judged."""
    app = ended.app(OVERSIGHT, AFTER)
    before = list(judged(app, date.fromisoformat(day)))
    erased(ended)
    assert list(judged(app, date.fromisoformat(day))) == before


def test_the_sample_portfolio_is_judged_and_counted_as_before(sample: CommandLine) -> None:
    """Every contract erased: verdicts, standings and the twelve tables are equal."""
    app, on = opened(sample.home, "管理者", "2024-11-26"), date(2024, 11, 26)
    before, counted = list(judged(app, on)), count(app, AsOf(on))
    with working(app) as work:
        erased_values = [erase(work, id_, "M1") for id_ in contract_ids(work.connection)]
    assert min(erased_values) > 2
    assert {row.title for row in list_contracts(app)} == {"消去済"}
    assert list(judged(app, on)) == before
    after = count(app, AsOf(on))
    assert [table.rows for table in after.tables] == [table.rows for table in counted.tables]
    assert (after.contracts, after.in_scope, after.needs_improvement) == (190, 92, 80)
    assert verify(app).faults == []
