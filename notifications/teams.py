"""A card on its way to Teams: the envelope that Power Automate takes, through Apprise, and what became of it."""

import io
import re
import warnings
from email.utils import parsedate_to_datetime
from typing import Any

from notifications.transport import listening, rebound, settings_of_apprise

_ENVELOPE = (
    '{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive",'
    '"contentUrl":null,"content":',
    "}]}",
)
# Power Automate answers 200 or 202 and tells only in words that Teams turned the card away.
_TURNED_AWAY = re.compile(r"(?i)HTTP error [45]\d\d|(?<![\w.:-])429(?![\w.:-])|throttl|too many requests")
_TAKEN = ("host", "port", "workflow", "signature", "power_automate", "routing_id", "version", "verify", "cto", "rto")
_READ_TIMEOUT = "15"
_A_DAY = 86_400.0


class CardPost:
    """Stands where Apprise's Teams service looks for `json` and `requests`: puts our card on the wire as it is, and
    keeps the answer.

    `asked`: the connection stood and the card was asked for, so it may have arrived. `status` is the HTTP status, None
    where no answer came; `text` the beginning of what the answer said; `retry_after` in seconds, None where not asked.
    """

    def __init__(self, card: str, requests: Any) -> None:
        self.wire = f"{_ENVELOPE[0]}{card}{_ENVELOPE[1]}".encode()
        self.asked = False
        self.status: int | None = None
        self.text = ""
        self.retry_after: float | None = None
        self.codes = requests.codes
        self.RequestException = requests.RequestException
        self._post = requests.post

    @property
    def turned_away(self) -> bool:
        """Whether Teams refused, whatever the status says."""
        return bool(_TURNED_AWAY.search(self.text))

    def dumps(self, _: object) -> "_Content":
        """The content to send, in place of Apprise's own."""
        return _Content(self)

    def post(self, url: str, **options: Any) -> Any:
        """Sends it; follows nowhere, for whoever redirects (a login page) has not taken the card."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an unchecked certificate: the setting wants it so
            answer = self._post(url, **{**options, "allow_redirects": False})
        self.status, self.text = answer.status_code, answer.content[:2000].decode(errors="replace")
        self.retry_after = _seconds(answer.headers)
        return answer


class _Content(io.BytesIO):
    """The bytes on the wire, which know when they are asked for."""

    def __init__(self, post: CardPost) -> None:
        super().__init__(post.wire)
        self._card_post = post

    def read(self, size: int | None = -1, /) -> bytes:
        self._card_post.asked = True
        return super().read(size)


def teams_service(url: str, card: str, *, verify: bool) -> tuple[Any, CardPost]:
    """Apprise's own service for a webhook, sending our card, and the post that will know what became of it.

    Raises ValueError where Apprise does not take the address.
    """
    with listening():
        from apprise.plugins.workflows import NotifyWorkflows

        workflows: Any = NotifyWorkflows
        read = workflows.parse_native_url if url.startswith("https:") else workflows.parse_url
        settings_read = {"rto": _READ_TIMEOUT} | (read(url) or {})
        settings = {key: settings_read[key] for key in _TAKEN if settings_read.get(key) is not None}
        try:
            service = workflows(asset=settings_of_apprise(), include_image=False, **settings)
        except TypeError as fault:  # AppriseImproperlyConfigured in 2.x is one as well
            raise ValueError("Teams の宛先を使えません。ワークフローの番号と署名を確かめてください。") from fault
    post = CardPost(card, workflows.send.__globals__["requests"])
    service.verify_certificate = service.verify_certificate and verify
    service.request_rate_per_sec = 0
    service.gen_payload = lambda **_: {"type": "message"}  # ours is written by `dumps`
    service.send = rebound(workflows.send, json=post, requests=post).__get__(service)
    return service, post


def _seconds(headers: Any) -> float | None:
    """Retry-After in seconds, a day at most; a date is counted from the answer's own Date."""
    value = str(headers.get("Retry-After", "")).strip()
    if value.isdecimal():
        return min(float(value), _A_DAY)
    try:
        pause = parsedate_to_datetime(value) - parsedate_to_datetime(str(headers.get("Date", "")))
    except (TypeError, ValueError):
        return None
    return min(max(pause.total_seconds(), 0.0), _A_DAY)
