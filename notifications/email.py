"""The text of a mail in the form in which it is sent, with a Japanese subject that every server may fold and unfold."""

import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from uuid import UUID

from config.mail_addresses import deliverable, mail_address
from config.place import said_here
from config.unseen import visible, visible_line
from notifications.alert import Message


class _Wire(EmailPolicy):
    """The library's way of folding, but for a Japanese subject, in which it loses blanks (CPython gh-92081).

    Such a subject is encoded as one run of words, so that its blanks lie within them.
    """

    def fold(self, name: str, value: str) -> str:
        """The header as it is written into the mail, its lines ending in CRLF."""
        if name.lower() != "subject" or value.isascii():
            return str(super().fold(name, value))
        encoded = Header(value, "utf-8", self.max_line_length, name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header of `fold` in bytes."""
        return self.fold(name, value).encode("ascii")


# RFC 2047 allows an encoded word 75 characters. The library fills its lines with words of 76 under the default width
# of 78; lines of 76, with the space they begin with, hold words of 75.
WIRE = _Wire(linesep="\r\n", max_line_length=76)
SENDER_NAME = "委託監督の仕組み"
"""The name by which a sender is shown where the settings give none."""
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_LONGEST_ID = 60


def build_email(message: Message, sender: str, recipient: str, reply_to: str = "") -> EmailMessage:
    """The mail to one recipient: UTF-8 text in base64, so that no raw line is long, marked as sent by a machine.

    `sender` and `recipient` are one address each, with or without a display name (a post). Raises ValueError where one
    of them can't be read or is not ASCII behind the display name, or where a message id is malformed.
    """
    mail = EmailMessage(policy=WIRE)
    mail["From"] = _named(one_address(sender))
    mail["To"] = one_address(recipient)
    if reply_to:
        mail["Reply-To"] = one_address(reply_to)
    mail["Subject"] = visible_line(message.subject)
    mail["Date"] = format_datetime(message.sent_on)
    mail["Message-ID"] = _checked_id(message.message_id)
    if message.in_reply_to is not None:
        mail["In-Reply-To"] = _checked_id(message.in_reply_to)
        mail["References"] = message.in_reply_to
    if message.is_urgent:
        mail["Importance"] = "high"  # RFC 2156
        mail["X-Priority"] = "1 (Highest)"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    mail.set_content(visible(message.body), charset="utf-8", cte="base64")
    if message.html:
        mail.add_alternative(visible(message.html), subtype="html", charset="utf-8", cte="base64")
    return mail


def one_address(text: str) -> Address:
    """The one address that a text holds: `head@example.jp` or `所属長 <head@example.jp>`.

    Raises ValueError where the text holds no address, more than one, or one that a mail server can't take; the error
    does not repeat the text.
    """
    try:
        read = mail_address(text)
        return Address(display_name=read.display, addr_spec=read.spec)
    except ValueError as why:
        told = said_here("メールアドレスとして読めません(例 {所属長} <head@example.jp>)。宛先は1件だけ指定してください")
        raise ValueError(f"{told}({why})。") from None


def usable_address(text: str | None) -> str | None:
    """The address to which a recorded text leads, in the spelling in which it is sent; None where it leads nowhere.

    Nothing recorded, no address, two of them, or one to which no mail server can deliver: all of these are nowhere.
    """
    try:
        return str(deliverable(text)) if text else None
    except ValueError:
        return None


def domain_of(sender: str) -> str:
    """The domain by which the ids of a sender's messages end: as much of the end of its own as an id has room for."""
    try:
        labels = one_address(sender).domain.split(".")
    except ValueError:
        return "localhost"
    ends = (".".join(labels[n:]) for n in range(len(labels)))
    return next((end for end in ends if len(end) <= _LONGEST_ID - len(f"<{UUID(int=0)}@>")), "localhost")


def _named(sender: Address) -> Address:
    """The sender with a name that is shown: that of the settings, else that of this register."""
    return sender if sender.display_name else Address(SENDER_NAME, sender.username, sender.domain)


def _checked_id(text: str) -> str:
    if len(text) > _LONGEST_ID or not _MESSAGE_ID.fullmatch(text):
        raise ValueError(f"Message-ID の形ではありません(<…@…>、ASCII、{_LONGEST_ID}文字以内): {text!r}")
    return text
