"""The settings as they may leave the installation: the passwords that somebody wrote into an address are left out."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from config.errors import RequestFault, RuleDataError, SetupError
from config.toml_files import tables_of

LEFT_OUT = "PASSWORD-LEFT-OUT"
"""What stands where a password stood; with it no server takes a message, so nobody mistakes it for a setting."""
_SECRET_PARTS = frozenset({"pass", "password", "pwd", "token", "secret", "key", "sig"})
_SHORTEST = 4


def without_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text of `lifecycle.toml` without the passwords in its addresses, and the settings that held one.

    Raises SetupError where a password is written in a way that can't be found in the text, or where it is no TOML.
    """
    try:
        tables = tables_of(text.encode(), "lifecycle.toml")
    except RuleDataError as error:
        raise SetupError(*(RequestFault("settings_unreadable", str(fault)) for fault in error.faults)) from None
    places: list[str] = []
    for place, value in _texts("", tables):
        hidden = list(_secrets_in(value))
        if not hidden:
            continue
        places.append(place)
        for one in hidden:
            if one not in text:
                told = f"lifecycle.toml の {place} のパスワードを控えから除けません。環境変数などに移してください。"
                raise SetupError(RequestFault("secret_in_settings", told))
            text = text.replace(value, value.replace(one, LEFT_OUT))
            # The same password in a remark; a short one would stand in other words too.
            text = text.replace(one, LEFT_OUT) if len(one) >= _SHORTEST else text
    return text, tuple(places)


def _texts(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(f"{place}.{name}" if place else name, one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(place, one)
    elif isinstance(value, str) and "://" in value:
        yield place, value


def _secrets_in(address: str) -> Iterator[str]:
    """The passwords of an address, as they are written in it."""
    try:
        parts = urlsplit(address)
        written = parts.password
    except ValueError:
        return
    if written:
        yield written
    for one in parts.query.split("&"):
        name, _, value = one.partition("=")
        if value and name.lower() in _SECRET_PARTS and parse_qsl(one):
            yield value
