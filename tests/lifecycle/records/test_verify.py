"""`verify` names whatever was changed, as the database's owner could change it: with the triggers taken away."""

import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import fill
from installation import (
    ADMIN,
    ID,
    OFFICER,
    Installation,
    a_contract,
    copy_of,
    drop_triggers,
)
from postgres_server import Server
from sqlalchemy import text

from lifecycle.records.triggers import journal_triggers
from lifecycle.usecases.audit import Verification, verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.sealing import seal

COLUMNS = {
    "subject": "'R6-0002'",
    "number": "number + 100",
    "kind": "'advance_refused'",
    "occurred_on": "'2024-02-29'",
    "recorded_at": "'2024-01-01T00:00:00.000000Z'",
    "actor": "'別人'",
    "os_user": "'別人'",
    "role": "'admin'",
    "database_role": "'別人'",
    "previous": "'0'",
    "hash": "'0'",
}


@pytest.fixture(scope="module")
def full_sqlite(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Filled once, on SQLite."""
    installation = copy_of(sqlite_template, tmp_path_factory.mktemp("full") / "home")
    fill(installation)
    return installation


@pytest.fixture(scope="module")
def full_postgres(
    postgres: Server, postgres_template: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    """Filled once, on PostgreSQL."""
    installation = copy_of(postgres_template, tmp_path_factory.mktemp("full") / "home", postgres)
    fill(installation)
    return installation


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation in which everything that verify looks at has happened, on each database."""
    server = request.getfixturevalue("postgres") if request.param == "postgres" else None
    installation = copy_of(request.getfixturevalue(f"full_{request.param}"), tmp_path / "home", server)
    yield installation
    installation.engine.dispose()
    if server:
        server.drop(str(installation.url))


def check(installation: Installation) -> Verification:
    """What verify finds."""
    return verify(installation.app(ADMIN))


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_value_of_any_journal_column_is_named(kept: Installation, column: str) -> None:
    """Property «any changed byte breaks verify»: each column by itself, in the middle of a chain."""
    kept.tamper(f"UPDATE journal SET {column} = {COLUMNS[column]} WHERE subject = '{ID}' AND number = 3")  # noqa: S608
    assert any(ID in fault for fault in check(kept).chain)


def test_any_changed_byte_of_a_payload_is_named(kept: Installation) -> None:
    """Every byte of one event's payload in turn, JSON or no longer."""
    stored = bytes(kept.rows("SELECT payload FROM journal WHERE subject = :s AND number = 2", s=ID)[0].payload)
    for place in range(0, len(stored), max(1, len(stored) // 12)):
        changed = stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]
        kept.tamper("UPDATE journal SET payload = :p WHERE subject = :s AND number = 2", p=changed, s=ID)
        assert f"{ID} の2番の内容が記録時と違います" in check(kept).chain
    kept.tamper("UPDATE journal SET payload = :p WHERE subject = :s AND number = 2", p=stored, s=ID)
    assert check(kept).faults == []


@pytest.mark.parametrize("change", ["payload = replace(payload, '500', '900')", "payload = x'ff'", "payload = '[]'"])
def test_a_payload_that_is_no_longer_what_it_was_by_type_is_named(installation: Installation, change: str) -> None:
    """SQLite lets an owner store text where bytes stood; the check goes on and says so."""
    a_contract(installation.app())
    installation.tamper(f"UPDATE journal SET {change} WHERE subject = '{ID}' AND number = 1")  # noqa: S608
    found = check(installation)
    assert f"{ID} の1番の内容が記録時と違います" in found.chain
    assert any(ID in fault for fault in found.projections)


@pytest.mark.parametrize("day", ["2024-13-01", "20240603", "きのう"])
def test_a_date_that_is_none_is_named_and_stops_nothing(installation: Installation, day: str) -> None:
    """An impossible date is a fault like another, the same day in another spelling too; in any table."""
    a_contract(installation.app())
    installation.tamper(f"UPDATE journal SET occurred_on = :day WHERE subject = '{ID}'", day=day)  # noqa: S608
    installation.tamper("UPDATE record SET dated_on = :day", day=day)
    found = check(installation)
    assert f"{ID} の1番の内容が記録時と違います" in found.chain
    assert any("表 record" in fault for fault in found.projections)


def test_a_deleted_tail_is_named(kept: Installation) -> None:
    """The head of the chain still knows what came last."""
    kept.tamper(
        "DELETE FROM journal WHERE (subject, number) IN (SELECT subject, number FROM head WHERE subject = :s)", s=ID
    )
    assert f"{ID} の末尾の記録が失われているか、書き換えられています" in check(kept).chain


def test_a_deleted_middle_is_named(kept: Installation) -> None:
    """A gap in the numbers, and a predecessor that is not there."""
    kept.tamper(f"DELETE FROM journal WHERE subject = '{ID}' AND number = 2")  # noqa: S608
    assert f"{ID} の3番の前に欠番があります" in check(kept).chain


def test_a_whole_chain_deleted_is_named(kept: Installation) -> None:
    """A contract can't vanish."""
    kept.tamper(f"DELETE FROM journal WHERE subject = '{ID}'")  # noqa: S608
    assert any(ID in fault for fault in check(kept).chain)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE contract SET stage = 'completed'", "contract"),
        ("DELETE FROM contract", "contract"),
        ("UPDATE record SET superseded_at = recorded_at", "record"),
        ("UPDATE record SET via = 'ledger'", "record"),
        ("DELETE FROM stage_change", "stage_change"),
        ("UPDATE override SET status = 'approved'", "override"),
        ("UPDATE division SET name = '新' || name", "division"),
        ("INSERT INTO flag (name, value) VALUES ('fictional', 'true')", "flag"),
        ("UPDATE alert SET resolved_on = opened_on", "alert"),
    ],
)
def test_a_changed_projection_is_named(kept: Installation, statement: str, table: str) -> None:
    """Projections equal the replayed journal, to the value, in every table that queries read."""
    kept.tamper(statement)
    found = check(kept)
    assert any(f"表 {table} " in fault for fault in found.projections)
    assert found.chain == []


def test_rows_put_in_anywhere_in_the_order_of_keys_are_each_named(kept: Installation) -> None:
    """Both sides are read in the order of keys: before, between and behind, on both databases in one order."""
    put_in = ["A", "a", "é", "ん", "広報", "広報課", "広報課2", "税務課の", "𠮷野課"]
    kept.tamper("DELETE FROM division WHERE name = '広報課'")
    for name in put_in:
        kept.tamper("INSERT INTO division (name, fields) VALUES (:name, :fields)", name=name, fields=b"{}")
    told = [fault for fault in check(kept).projections if "表 division " in fault]
    assert told == [f"表 division の {name} が記録と一致しません" for name in sorted(put_in)]


def test_a_changed_evidence_file_is_named(kept: Installation) -> None:
    """Files are stored once by SHA-256; the content must still have that hash."""
    path = next(p for p in (kept.home / "evidence").rglob("*") if p.is_file())
    path.chmod(0o600)
    path.write_text("差し替え", encoding="utf-8")
    assert any(f"{ID} の証拠ファイル" in f and "記録時と違います" in f for f in check(kept).evidence_files)


def test_a_missing_evidence_file_is_named(kept: Installation) -> None:
    """A file that is gone is a fault, not a crash."""
    path = next(p for p in (kept.home / "evidence").rglob("*") if p.is_file())
    os.unlink(path)
    assert any("がありません" in fault for fault in check(kept).evidence_files)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET value = '別人' WHERE value = '委託先の責任者'",
        "UPDATE person SET salt = 'x' WHERE value = '委託先の責任者'",
        "UPDATE person SET value = NULL WHERE value = '委託先の責任者'",
        "UPDATE person SET subject = 'R6-0002' WHERE value = '委託先の責任者'",
        "DELETE FROM person WHERE value = '委託先の責任者'",
    ],
)
def test_a_changed_person_is_named(kept: Installation, statement: str) -> None:
    """Events carry a salted hash, so what was there can be proven while the salt exists (docs/semantics.md §9)."""
    kept.tamper(statement)
    found = check(kept)
    assert len(found.persons) == 1
    assert found.erased == 0
    assert "責任者" not in "".join(found.faults)


def test_a_person_emptied_without_an_erasure_is_named(kept: Installation) -> None:
    """An erasure names what it emptied; a row that is empty without one was emptied by hand."""
    kept.tamper("UPDATE person SET value = NULL, salt = NULL WHERE value = '委託先の責任者'")
    told = check(kept)
    assert (len(told.persons), told.erased) == (1, 1)
    assert "消去の記録なしに" in told.persons[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET value = '別の議事録.txt' WHERE value = '議事録.txt'",
        "DELETE FROM person WHERE value = '議事録.txt'",
        "UPDATE person SET value = NULL, salt = NULL WHERE value = '議事録.txt'",
    ],
)
def test_the_name_of_a_file_is_covered_by_its_event(kept: Installation, statement: str) -> None:
    """It stands in the erasable table like a person's name, and the event carries its salted hash."""
    kept.tamper(statement)
    assert len(check(kept).persons) == 1


def test_a_row_that_no_event_refers_to_is_counted_and_no_fault(kept: Installation) -> None:
    """Nothing shows it and nothing judges by it."""
    kept.tamper("INSERT INTO person (id, subject, value, salt) VALUES ('x', :s, '別人', 'x')", s=ID)
    told = check(kept)
    assert (told.faults, told.unreferenced) == ([], 1)


def _linked(path: Path, aside: Path) -> None:
    path.rename(aside)
    path.symlink_to(aside)


def test_an_evidence_file_replaced_by_a_link_is_named(kept: Installation, tmp_path: Path) -> None:
    """The content is right today; what a link leads to changes unseen. So do a folder of them, and all of them."""
    path = next(p for p in (kept.home / "evidence").rglob("*") if p.is_file())
    for one, place in enumerate((path, path.parent, kept.home / "evidence")):
        aside = tmp_path / str(one)
        _linked(place, aside)
        assert any("リンクに置き換えられています" in fault for fault in check(kept).evidence_files)
        place.unlink()
        aside.rename(place)
        assert check(kept).faults == []


def test_a_trigger_that_is_gone_or_toothless_is_named(kept: Installation) -> None:
    """The database's owner can drop it; verify says that it is missing before anything is changed."""
    with kept.by_owner() as connection:
        drop_triggers(connection)
    assert any("トリガー" in fault and "外されています" in fault for fault in check(kept).database)
    if kept.url is None:
        with kept.engine.begin() as connection:
            for statement in journal_triggers("sqlite"):
                connection.execute(text(re.sub(r"RAISE\(.*\)", "1", statement)))
        assert any("書き換えられています" in fault for fault in check(kept).database)


def test_a_damaged_page_is_said_and_ends_in_no_error(kept: Installation, tmp_path: Path) -> None:
    """Any page of the file, by itself: the check of the database names it, or it held nothing."""
    if kept.url is not None:
        return
    kept.engine.dispose()
    with sqlite3.connect(kept.home / "lifecycle.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    whole = (kept.home / "lifecycle.db").read_bytes()
    noticed = 0
    for page in range(2, len(whole) // size, 7):
        damaged = bytearray(whole)
        damaged[page * size : page * size + 64] = bytes(64)
        (kept.home / "lifecycle.db").write_bytes(damaged)
        for left in ("lifecycle.db-wal", "lifecycle.db-shm"):
            (kept.home / left).unlink(missing_ok=True)
        noticed += bool(check(kept).faults)
        kept.engine.dispose()
    assert noticed >= (len(whole) // size - 2) // 7


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM assessment WHERE contract = 'R6-0009'", "点検の予定が失われています"),
        ("DELETE FROM obligation WHERE contract = 'R6-0009'", "計算し直したもの"),
        ("UPDATE assessment SET next_look_on = '2099-01-01' WHERE contract = 'R6-0009'", "計算し直したもの"),
        ("UPDATE obligation SET due_on = '2099-01-01' WHERE contract = 'R6-0009'", "計算し直したもの"),
        ("UPDATE obligation SET contract = 'R6-0099' WHERE contract = 'R6-0009'", "そのような契約の記録はありません"),
    ],
)
def test_what_is_owed_is_computed_again_and_compared(kept: Installation, statement: str, told: str) -> None:
    """With these rows gone the sweep would find nothing and say that all is well."""
    kept.tamper(statement)
    assert any("R6-00" in fault and told in fault for fault in check(kept).working_state)


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE outbox SET body = 'ご安心ください' WHERE ",
        "UPDATE outbox SET division = '税務課' WHERE ",
        "DELETE FROM outbox WHERE ",
        "UPDATE outbox SET status = 'given_up' WHERE ",
    ],
)
def test_a_message_changed_or_taken_away_by_hand_is_named(kept: Installation, change: str, waits: bool) -> None:
    """Whether it waits or was sent: the journal knows whom each was for, the hash of its text, and its end."""
    assert kept.rows("SELECT 1 FROM outbox WHERE status = :s", s="queued" if waits else "sent")
    kept.tamper(f"{change} status = '{'queued' if waits else 'sent'}'")
    assert check(kept).messages


def test_a_message_put_in_by_hand_is_named(kept: Installation) -> None:
    """It would be sent in the installation's name."""
    columns = (
        "period, division, post, channel, urgent, subject, body, status, attempts, next_try_at, queued_at, unforeseen"
    )
    kept.tamper(
        f"INSERT INTO outbox (id, topic, {columns}) SELECT 'x', 'urgent:x', {columns} FROM outbox "  # noqa: S608
        "WHERE status = 'queued' LIMIT 1"
    )
    assert any("連絡 x の記録がありません" in fault for fault in check(kept).messages)


def test_what_differs_after_a_change_of_settings_is_no_tampering(kept: Installation) -> None:
    """It is judged anew by who keeps the installation; until then it is said, and nobody is alarmed."""
    kept.settings("raise = []", 'raise = ["S2-12"]')
    attach(kept.app(), ID, "other", {"dated_on": "2024-05-02", "title": "議事録"}, [])
    told = check(kept)
    assert told.faults == []
    assert any("R6-0008" in differing for differing in told.stale)
    assert not any(ID in differing for differing in told.stale)


def test_no_name_or_number_of_a_person_stands_in_the_journal(kept: Installation) -> None:
    """Personal data is not in the journal: only the erasable table holds it."""
    payloads = "".join(bytes(row.payload).decode() for row in kept.rows("SELECT payload FROM journal"))
    for value in ("委託先の責任者", "0742-00-0000", "事故時の責任者", "pr-head@example.lg.jp"):
        assert kept.rows("SELECT 1 FROM person WHERE value = :v", v=value)
        assert value not in payloads


def test_a_seal_convicts_an_owner_who_rewrote_chain_and_projections(kept: Installation) -> None:
    """Whoever deletes a tail and mends head and tables passes the chain; the seal made before does not agree."""
    seal(kept.app(ADMIN))
    assert check(kept).faults == []
    with kept.engine.begin() as connection:
        last = connection.execute(
            text("SELECT number, previous FROM journal WHERE subject = :s ORDER BY number DESC"), {"s": ID}
        ).first()
    assert last
    kept.tamper("DELETE FROM journal WHERE subject = :s AND number = :n", s=ID, n=last.number)
    kept.tamper("UPDATE head SET number = :n - 1, hash = :h WHERE subject = :s", s=ID, n=last.number, h=last.previous)
    found = check(kept)
    assert found.chain == []
    assert [fault for fault in found.seals if fault.startswith("封印1番が記録と一致しません(")] == found.seals != []


def test_a_seal_stays_good_while_the_journal_grows(kept: Installation) -> None:
    """It speaks of everything up to its own moment, and of nothing later."""
    seal(kept.app(ADMIN))
    a_contract(kept.app(OFFICER), "R6-0010")
    seal(kept.app(ADMIN, "2024-06-04"))
    assert check(kept).faults == []


def test_a_changed_seal_is_named(kept: Installation) -> None:
    """A seal that was rewritten breaks its own chain and is still compared."""
    seal(kept.app(ADMIN))
    kept.tamper("UPDATE journal SET payload = :p WHERE subject = 'seal'", p=b'{"upto": "x"}')
    found = check(kept)
    assert any("seal の1番" in fault for fault in found.chain)
    assert found.seals == ["封印1番が記録と一致しません(封印として読めません)"]
