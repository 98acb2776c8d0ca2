"""Masks what must not be read in settings, logs and causes: passwords, signatures of webhooks, addresses of people."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

MASK = "****"
_SHOWN_QUERY = {"smtp", "mode", "verify", "cto"}
_SECRET_QUERY = {"sig", "signature", "id", "workflow"}
_ADDRESS = re.compile(r"[^\s@<>\"'(){}\[\],;]+@[^\s@<>\"'(){}\[\],;]+")
_SIGNATURE = re.compile(r"(?i)(sig(?:nature)?(?:=|%3D))[\w%*.~-]+")
_WORDS_OF_WEBHOOKS = {
    *("workflows", "powerautomate", "automations", "direct", "cu", "triggers", "manual", "paths", "invoke"),
}
_LONGEST = 400


def mask_url(url: str) -> str:
    """A channel's address as it may be shown: without its password, and a web address (a webhook) without its path.

    Where an unquoted password makes it unclear which part is which, too much is hidden rather than too little.
    """
    scheme, mark, rest = url.partition("://")
    if not mark or scheme == "file":
        return url
    if not scheme.startswith("mailto"):
        return f"{scheme}://{re.split('[/?#]', rest.rpartition('@')[2])[0]}/{MASK}"
    login, at, server = rest.rpartition("@")
    if re.search("[/?#]", login):
        return f"{scheme}://{MASK}"
    place, question, query = server.partition("?")
    shown = "&".join(f"{key}={value if key in _SHOWN_QUERY else MASK}" for key, value in parse_qsl(query))
    user, colon, _ = login.partition(":")
    return f"{scheme}://{user}{colon and ':' + MASK}{at}{place}{question}{shown}"


def secrets_of(url: str) -> tuple[str, ...]:
    """The secrets in a channel's address, in every spelling in which a log may repeat them.

    Of a mail server the secret is the password; of a webhook, the id of the workflow and the signature.
    """
    if not url.startswith("mailto"):
        return _secrets_of_webhook(url)
    login = url.partition("://")[2].rpartition("@")[0]
    user, _, password = login.partition(":")
    if not password:
        return ()
    plain = unquote(password)
    spellings = {password, plain, quote(plain, safe=""), quote(plain)}
    spellings |= {_base64(plain), _base64(f"\0{unquote(user)}\0{plain}")}
    return tuple(sorted(spellings, key=len, reverse=True))


def mask_text(text: str, secrets: Iterable[str]) -> str:
    """A cause as it may be stored: one line of at most 400 characters, without secrets or any mail address."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    text = _SIGNATURE.sub(rf"\1{MASK}", text)
    return _ADDRESS.sub("〈宛先〉", " ".join(text.split()))[:_LONGEST]


def _secrets_of_webhook(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    if not parts.netloc:
        return ()
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece not in _WORDS_OF_WEBHOOKS]
    pieces += [value for key, value in parse_qsl(parts.query) if key in _SECRET_QUERY]
    # A number (of the routing) is no secret, and would be found in many a cause.
    hidden = [piece for piece in pieces if len(piece) > 2 and not piece.isdecimal()]
    spellings = {spelling for piece in hidden for spelling in (piece, quote(piece, safe=""), quote(piece))}
    return tuple(sorted(spellings, key=len, reverse=True))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
