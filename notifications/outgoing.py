"""Messages on their way: the text of a mail and the card of a post, and what is known of their fate."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

_ENVELOPE = (
    '{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive",'
    '"contentUrl":null,"content":',
    "}]}",
)
# Power Automate answers 200 or 202 and tells only in words that Teams turned the card away.
_TURNED_AWAY = re.compile(r"(?i)HTTP error [45]\d\d|(?<![\w.:-])429(?![\w.:-])|throttl|too many requests")
_A_DAY = 86_400.0
_GONE = (401, 403, 404, 410)


_OF_THE_SERVER = frozenset({500, 502, 503, 504, 521, 530, 534, 535, 538})
"""Replies that say for good what the server takes of nobody: commands it does not know, a login that it wants."""
_NOT_OF_THE_MAILBOX = re.compile(r"\b5\.[3567]\.\d|relay", re.IGNORECASE)
"""RFC 3463: the mail system, the protocol, the content or a policy refused, not the mailbox; so do closed relays."""


@dataclass(slots=True)
class MailText:
    """A mail as it is sent to one address.

    `asked`: the text was handed over, so the mail may be out. `reply` is the code with which the server refused sender,
    recipient or text, None where it refused nothing, with what it said. `named`: it had taken the sender by then.
    """

    recipient: str
    wire: str
    asked: bool = False
    reply: int | None = None
    said: str = ""
    named: bool = False

    @property
    def refused_for_good(self) -> bool:
        """Whether the server says that this recipient can't be reached: no pause will change that, only an address."""
        if not self.named or self.reply is None or not 500 <= self.reply < 600 or self.reply in _OF_THE_SERVER:
            return False
        return not _NOT_OF_THE_MAILBOX.search(self.said)


@dataclass(slots=True)
class CardPost:
    """The request that posts a card to one webhook, and the answer to it.

    `asked`: the connection stood and the card was read from, so it may have arrived. `status` is the HTTP status, None
    where no answer came; `text` the beginning of what the answer said; `retry_after` in seconds, None where not asked.
    """

    card: str
    asked: bool = False
    status: int | None = None
    text: str = ""
    retry_after: float | None = None

    @property
    def gone(self) -> bool:
        """Whether this address takes no card any more: its workflow was deleted, or its signature is not valid."""
        return self.status in _GONE

    @property
    def turned_away(self) -> bool:
        """Whether Teams refused the card, whatever the HTTP status says."""
        return bool(_TURNED_AWAY.search(self.text))

    def content(self) -> "io.BytesIO":
        """The card in the envelope that Power Automate takes, as a file that knows when it is read."""
        return _Content(self, f"{_ENVELOPE[0]}{self.card}{_ENVELOPE[1]}".encode())

    def answered(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        """Keeps the answer."""
        self.status, self.text = status, content[:2000].decode(errors="replace")
        self.retry_after = _seconds(headers)


class _Content(io.BytesIO):
    """The card's bytes as a file that notes when it is read."""

    def __init__(self, post: CardPost, wire: bytes) -> None:
        super().__init__(wire)
        self._card_post = post

    def read(self, size: int | None = -1, /) -> bytes:
        self._card_post.asked = True
        return super().read(size)


def _seconds(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After gives, a day at most; a date is counted from the answer's own Date."""
    value = str(headers.get("Retry-After", "")).strip()
    if value.isdecimal():
        return min(float(value), _A_DAY)
    try:
        pause = parsedate_to_datetime(value) - parsedate_to_datetime(str(headers.get("Date", "")))
    except (TypeError, ValueError):
        return None
    return min(max(pause.total_seconds(), 0.0), _A_DAY)
