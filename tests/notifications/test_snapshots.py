"""Every kind of message, as it arrives: kept as texts that somebody reads aloud whenever they change."""

import json
import re
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from message_samples import every_message
from snapshots import assert_kept

from lifecycle.clock import JAPAN
from notifications.alert import Message
from notifications.card import MOST_BYTES
from notifications.email import build_email

FOLDER = Path(__file__).parent / "snapshots"
MESSAGES = every_message()
CARDS = ("division_head", "oversight", "urgent_incident", "counts")
PAGES = tuple(name for name, message in MESSAGES.items() if message.html)
SENT_ON = datetime(2024, 11, 26, 8, 30, tzinfo=JAPAN)


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_mail_reads_as_it_was_agreed(name: str) -> None:
    """Subject and body, decoded from the mail as it was built, equal the kept text; its raw lines keep RFC 5322."""
    rendered = MESSAGES[name]
    built = Message(rendered.subject, rendered.body, f"<{name}@example.jp>", SENT_ON, card=rendered.card)
    raw = build_email(built, "lifecycle@example.jp", "所属長 <head12@example.jp>").as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    text = mail.get_body(("plain",))
    assert text is not None
    assert_kept(FOLDER / f"{name}.txt", f"件名: {mail['Subject']}\n\n" + text.get_content().replace("\r\n", "\n"))
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_no_message_to_a_head_asks_for_a_command() -> None:
    """The 所属長 opens no terminal: what to do is said in words, and commands stand where the officer reads.

    Of an incident every way is named, whatever is at hand at that hour.
    """
    typed = {name: re.findall(r"lifecycle [a-z]+", f"{m.body}{m.card}") for name, m in MESSAGES.items()}
    at_any_hour = {"urgent_incident", "urgent_incident_again", "urgent_clock"}
    to_heads = [name for name, message in MESSAGES.items() if "所属長 様" in message.body and name not in at_any_hour]
    assert {"division_head", "thirty", "urgent_override", "urgent_unapproved", "resolved"} <= set(to_heads)
    assert {name: typed[name] for name in to_heads if typed[name]} == {}
    assert "lifecycle attach" in typed["notice"]
    assert not typed["officer"] + typed["oversight"], "neither does who stands between, nor the 制度所管課"


@pytest.mark.parametrize("name", CARDS)
def test_a_card_reads_as_it_was_agreed(name: str) -> None:
    """The card, laid out for reading, equals the kept text."""
    laid_out = json.dumps(json.loads(MESSAGES[name].card), ensure_ascii=False, indent=1)
    assert_kept(FOLDER / f"{name}.card.json", laid_out + "\n")


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_card_is_one_that_teams_shows(name: str) -> None:
    """Adaptive Card 1.4, its elements all of kinds that 1.4 knows, under 28 KB, Japanese readable in the text."""
    text = MESSAGES[name].card
    card = json.loads(text)
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert {element["type"] for element in card["body"]} <= {"TextBlock", "Container", "FactSet", "RichTextBlock"}
    assert len(text.encode()) <= MOST_BYTES < 28_000
    assert MESSAGES[name].subject[:10] in text


@pytest.mark.parametrize("name", PAGES)
def test_the_part_in_which_tables_are_tables_reads_as_it_was_agreed(name: str) -> None:
    """The HTML part of a mail that has tables."""
    assert_kept(FOLDER / f"{name}.html", MESSAGES[name].html)


def test_no_kept_text_is_left_over() -> None:
    """A file that no message answers to would be read in vain."""
    expected = {f"{name}.txt" for name in MESSAGES} | {f"{name}.card.json" for name in CARDS}
    expected |= {f"{name}.html" for name in PAGES}
    assert {path.name for path in FOLDER.iterdir()} == expected
