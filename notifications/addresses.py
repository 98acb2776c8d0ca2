"""The addresses that a channel may lead to: the shapes of address of a mail server and of a Teams webhook."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from notifications.masking import mask_url

MICROSOFT = (".logic.azure.com", ".api.powerplatform.com")
"""The hosts of Power Automate, which take cards for Teams."""

_MAIL_QUERY = {"smtp", "mode", "verify", "cto"}
_MODES = {"insecure", "starttls", "ssl"}
_TEAMS_QUERY = {"pa", "route", "ver", "api-version", "verify", "cto", "rto", "image", "wrap"}
_HOST = r"://(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)(?::[1-9][0-9]{0,4})?"
_SHORT = re.compile(rf"workflows?{_HOST}/[\w-]+/[\w-]+/?(?:\?(?P<query>[!-~]*))?", re.ASCII)
_NATIVE = re.compile(
    rf"https{_HOST}(?:/powerautomate/automations/direct(?:/cu/[0-9]+)?)?/workflows/[\w-]+/triggers/manual/paths/invoke/?"
    r"\?(?P<query>[!-~]*)",
    re.ASCII,
)


def check_mail_url(url: str) -> None:
    """Raises ValueError with a Japanese reason, secrets masked, where the URL can't lead to a mail server."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("mailto", "mailtos") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        known = None
    if not known or parts.path not in ("", "/"):
        raise ValueError(
            f"メールサーバーは mailto://利用者:パスワード@ホスト:ポート の形で指定してください"
            f"(記号は%で符号化): {mask_url(url)}"
        )
    if not unquote(f"{parts.username}{parts.password}").isascii():
        raise ValueError("利用者名とパスワードに使えるのは ASCII の文字だけです(SMTP認証の制約)")
    query = dict(parse_qsl(parts.query))
    if unknown := sorted(set(query) - _MAIL_QUERY):
        raise ValueError(
            f"メールサーバーの指定に使えない項目です: {'、'.join(unknown)}(使えるのは smtp、mode、verify、cto)"
        )
    if query.get("mode", "starttls") not in _MODES:
        raise ValueError("mode は insecure、starttls、ssl のどれかを指定してください")


def is_near(url: str) -> bool:
    """Whether the mail server of a URL runs on this machine; a folder is as near as can be."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "file" or parts.hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        return False


def check_teams_url(url: str) -> str:
    """The host of a Teams webhook: `workflows://host/workflow/signature/` or the https address of Power Automate.

    Raises ValueError with a Japanese reason, signature masked, where the address is neither of the two.
    """
    short, native = _SHORT.fullmatch(url), _NATIVE.fullmatch(url)
    if native and "sig" in dict(parse_qsl(native["query"])):
        return native["host"].lower()
    if not short:
        raise ValueError(
            "Teams は、Power Automate の https の URL(末尾が paths/invoke?…&sig=…)をそのままか、"
            f"workflows://ホスト:ポート/ワークフロー/署名/ の形で指定してください: {mask_url(url)}"
        )
    if unknown := sorted(set(dict(parse_qsl(short["query"] or ""))) - _TEAMS_QUERY):
        raise ValueError(f"Teams の指定に使えない項目です: {'、'.join(unknown)}")
    return short["host"].lower()
