"""Promises about the text of a mail on the wire (RFC 2047, RFC 3834, RFC 5322)."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.alert import Message
from notifications.email import build_email, domain_of

HEAD = "所属長 <head12@example.jp>"
SENDER = "lifecycle@example.jp"
ENCODED_WORD = re.compile(rb"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")
SUBJECT = st.text(alphabet="【】期限超過委託監督停滞件〔〕モデル所属R60123-()・ abc𠮷", min_size=1, max_size=150)


def test_a_mail_says_who_what_when_and_that_a_machine_sent_it(message: Message) -> None:
    """The headers a reader, a thread and an absence assistant need."""
    mail = message_from_bytes(build_email(message, SENDER, HEAD).as_bytes(), policy=policy.default)
    assert mail["Subject"] == message.subject
    assert mail.get_content().replace("\r\n", "\n") == message.body
    assert (mail["From"], mail["To"]) == (f"委託監督の仕組み <{SENDER}>", HEAD)
    assert mail["Reply-To"] is mail["Importance"] is mail["X-Priority"] is None
    assert mail["Date"] == "Tue, 26 Nov 2024 08:30:00 +0900"
    assert mail["Message-ID"] == message.message_id
    assert mail["In-Reply-To"] == mail["References"] == message.in_reply_to
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_charset() == "utf-8"


def test_who_sends_and_who_reads_the_answers_is_as_it_was_set(message: Message) -> None:
    """A display name of the settings stays; Reply-To is there where answers are read."""
    raw = build_email(message, f"委託監督(財産活用課) <{SENDER}>", HEAD, "窓口 <desk@example.jp>").as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["From"].addresses[0].display_name == "委託監督(財産活用課)"
    assert mail["From"].addresses[0].addr_spec == SENDER
    assert mail["Reply-To"].addresses[0].addr_spec == "desk@example.jp"
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("subject", "urgent"),
    [
        ("【至急】委託監督 漏えい等の事案(R6-0012)〔モデル所属12〕", True),
        ("【試用】【訓練】【至急】委託監督 送信の保留9通", True),
        ("【期限超過】委託監督 停滞1件(R6-0012)〔モデル所属12〕", False),
        ("【報告】委託監督 停滞1件(【至急】課)", False),
    ],
)
def test_what_is_urgent_says_so_to_the_mail_program_too(message: Message, subject: str, urgent: bool) -> None:
    """Importance as Outlook shows it, and the older X-Priority; nothing else bears them."""
    raw = build_email(replace(message, subject=subject), SENDER, HEAD).as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert (mail["Importance"], mail["X-Priority"]) == (("high", "1 (Highest)") if urgent else (None, None))


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("lifecycle@localhost", "localhost"),
        ("委託監督 <itaku@pref.example.jp>", "pref.example.jp"),
        ("itaku@itaku-kantoku.soumu.pref.example.lg.jp", "pref.example.lg.jp"),
        ("no address", "localhost"),
    ],
)
def test_the_id_of_a_message_ends_in_the_senders_domain_as_far_as_there_is_room(
    message: Message, sender: str, domain: str
) -> None:
    """A display name does not get into it, and a long domain does not make every mail unsendable."""
    assert domain_of(sender) == domain
    build_email(replace(message, message_id=f"<{UUID(int=1)}@{domain}>"), SENDER, HEAD)


@settings(max_examples=100)
@example(subject="000000 0【【【【【【【【【【【 【")
@given(SUBJECT.map(lambda text: " ".join(text.split())).filter(bool))
def test_any_subject_survives_the_wire_within_the_limits(message: Message, subject: str) -> None:
    """RFC 2047: an encoded word has at most 75 characters; RFC 5322: a line at most 78 (998 at the very most)."""
    raw = build_email(replace(message, subject=subject), SENDER, HEAD).as_bytes()
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert all(len(word) <= 75 for word in ENCODED_WORD.findall(raw))


@pytest.mark.parametrize("address", ["", "山田", "a@", "a@b.jp, c@d.jp", "山田@example.jp", "a@b.jp\r\nBcc: c@d.jp"])
def test_a_mail_has_exactly_one_readable_recipient(message: Message, address: str) -> None:
    """No list, no smuggled header, no address the server can't take; the text of the fault does not repeat it."""
    with pytest.raises(ValueError, match="読めません") as caught:
        build_email(message, SENDER, address)
    assert not address or address not in str(caught.value)


@pytest.mark.parametrize("bad", ["0192f0c1@example.jp", "<a b@c>", "<識別@c>", f"<{'a' * 70}@c>", "<a@b>\r\nBcc: x@y"])
def test_a_message_id_is_what_the_rfc_calls_one(message: Message, bad: str) -> None:
    """A malformed id would break the thread, or the header."""
    with pytest.raises(ValueError, match="Message-ID"):
        build_email(replace(message, message_id=bad), SENDER, HEAD)
    with pytest.raises(ValueError, match="Message-ID"):
        build_email(replace(message, in_reply_to=bad), SENDER, HEAD)
