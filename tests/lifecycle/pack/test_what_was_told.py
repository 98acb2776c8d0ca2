"""What an audit file says of alerts and messages: whom each step told, and what became of every message."""

import hashlib
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installation import ID, NOW, Installation
from packs import live

from lifecycle.papers.pack.gather import pack
from lifecycle.post.outbox import CHANNELS, STATUSES
from lifecycle.records.as_of import AsOf
from lifecycle.watch.delivery import deliver
from notifications.alert import Message
from notifications.channels import RecordingChannel, SendResult

ADDRESS = "pr-head@example.lg.jp"
LATER = "2024-06-04"


class Refusing(RecordingChannel):
    """A mail server that refuses everybody and repeats the address in its answer."""

    def send(self, message: Message, recipient: str) -> SendResult:
        """Fail, naming whom."""
        super().send(message, recipient)
        return SendResult("failed", f"550 <{ADDRESS}> unknown")


def told(installation: Installation, path: Path, on: str, known_by: str | None = None) -> dict[str, Any]:
    """The contract's document in an audit file made on that day."""
    as_of = AsOf(date.fromisoformat(on), date.fromisoformat(known_by) if known_by else None)
    pack(installation.app(now=on), ID, path, as_of, force=True)
    with zipfile.ZipFile(path) as container:
        assert ADDRESS.encode() not in b"".join(container.read(name) for name in container.namelist())
        found: dict[str, Any] = json.loads(container.read("contract.json"))
    return found


@pytest.fixture
def lived(installation: Installation, tmp_path: Path) -> Installation:
    """A installation whose contract was told about; nothing is sent yet."""
    live(installation, tmp_path)
    return installation


def test_each_step_names_the_posts_it_told(lived: Installation, tmp_path: Path) -> None:
    """The site's reading of the journal: day, step, office and post, the answer and the end."""
    alerts = told(lived, tmp_path / "x.zip", NOW)["alerts"]
    assert alerts
    tellings = [telling for alert in alerts for telling in alert["tellings"]]
    assert all(to.startswith("広報課 ") for telling in tellings for to in telling["to"])
    # The exception that was asked for and approved is the one that is settled.
    assert {alert["code"] for alert in alerts if alert["resolved_on"]} == {"AL-21"}
    assert all(alert["label"] for alert in alerts)


def test_every_message_is_there_with_its_channel_and_what_became_of_it(lived: Installation, tmp_path: Path) -> None:
    """One row per recipient and channel; the hash is that of the text which the recipient holds."""
    before = told(lived, tmp_path / "x.zip", NOW)["messages"]
    assert before
    assert {m["status"] for m in before} == {STATUSES["queued"]}
    deliver(lived.app("管理者"), RecordingChannel())
    after = told(lived, tmp_path / "x.zip", NOW)["messages"]
    assert {m["id"] for m in before} <= {m["id"] for m in after}
    # The exception was approved before its head was asked by mail: that message is dropped, nothing waits any more.
    settled = {m["about"]: m["status"] for m in after if m["status"] != STATUSES["sent"]}
    assert settled == {"決裁・確認の依頼": STATUSES["dropped"]}
    assert {m["channel"] for m in after} <= set(CHANNELS.values())
    texts = {row.id: f"{row.subject}\n{row.body}" for row in lived.rows("SELECT id, subject, body FROM outbox")}
    assert all(m["text_sha256"] == hashlib.sha256(texts[m["id"]].encode()).hexdigest() for m in after)
    chained = {row.hash for row in lived.rows("SELECT hash FROM journal WHERE kind = 'message_settled'")}
    assert {m["recorded_as"] for m in after} <= chained


def test_a_failure_is_told_without_its_cause_and_stays_what_it_was_on_its_day(
    lived: Installation, tmp_path: Path
) -> None:
    """A server's answer may hold an address; semantics §7: what came later does not change what was known."""
    deliver(lived.app("管理者"), Refusing())
    first = told(lived, tmp_path / "x.zip", NOW)["messages"]
    assert {m["status"] for m in first if m["about"] != "決裁・確認の依頼"} == {STATUSES["failed"]}
    assert {len(m["attempts"]) for m in first if m["about"] != "決裁・確認の依頼"} == {1}
    deliver(lived.app("管理者", LATER), RecordingChannel())
    second = told(lived, tmp_path / "x.zip", LATER)["messages"]
    # What is a day old is dropped and written anew before it is sent.
    assert {m["status"] for m in second if m["id"] in {one["id"] for one in first}} == {STATUSES["dropped"]}
    assert STATUSES["sent"] in {m["status"] for m in second}
    assert told(lived, tmp_path / "x.zip", LATER, NOW)["messages"] == first
    assert told(lived, tmp_path / "x.zip", NOW)["messages"] == first


def test_a_message_about_another_contract_stays_out(lived: Installation, tmp_path: Path) -> None:
    """Only what names it, its exceptions or subcontracts, and the digests of those who were told of it."""
    assert "至急の連絡" in {m["about"] for m in told(lived, tmp_path / "x.zip", NOW)["messages"]}
    lived.tamper("UPDATE outbox SET topic = 'urgent:S4-03:R6-00012/1:2024-05-01' WHERE topic LIKE 'urgent:%'")
    messages = told(lived, tmp_path / "x.zip", NOW)["messages"]
    assert "至急の連絡" not in {m["about"] for m in messages}
