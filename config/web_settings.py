"""The settings of the register in a browser: who says who is signed in, and where the register stands."""

import re
from ipaddress import IPv6Address, ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

PROXY_VARIABLE = "LIFECYCLE_WEB_PROXY_SECRET"
"""The secret that a front on the same machine sends along, in the header `AGREED_HEADER`."""
OIDC_VARIABLE = "LIFECYCLE_WEB_OIDC_SECRET"
"""The secret by which the register is known to the provider of OpenID Connect."""
AGREED_HEADER = "X-Lifecycle-Secret"


class _WebPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_machine(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        raise ValueError("中継の機械のIPアドレスを1つずつ書いてください(例 10.1.2.3。範囲や名前は使えません)") from None
    if address.is_unspecified or address.is_multicast:
        raise ValueError("中継の機械のIPアドレスを1つずつ書いてください(全ての機械を表すものは使えません)")
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _an_address(text: str) -> str:
    if text and not _URL.fullmatch(text):
        raise ValueError(
            "http:// か https:// で始まる、機械の名前まで(とポート)を書いてください(例 https://itaku.example.jp)"
        )
    return text.rstrip("/").lower()


def _an_issuer(text: str) -> str:
    if text and not _ISSUER.fullmatch(text):
        raise ValueError("https:// で始まる発行者のアドレスを書いてください(http:// は同じ機械のものだけ)")
    return text.rstrip("/")


def _a_header(text: str) -> str:
    if not _HEADER.fullmatch(text):
        raise ValueError("ヘッダーの名前を英数字と - で書いてください(例 X-Remote-User。_ は使えません)")
    return text


_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+/?")
_ISSUER = re.compile(r"(https://[^\s?#]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?[^\s?#]*)")
_HEADER = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
Machine = Annotated[str, AfterValidator(_one_machine)]


def _a_domain(text: str) -> str:
    if len(text) < 2 or not (text.endswith("\\") or text.startswith("@")):
        raise ValueError("\\ で終わる領域の名前か、@ で始まる領域の名前を書いてください(例 PREF\\ 、@PREF.EXAMPLE.JP)")
    return text


class SignInNames(_WebPart):
    """How the name that a front tells becomes the login of the register: what is taken away, and the case of letters.

    Only what stands here whole is taken away; a name of another domain keeps it, and so leads to nobody.
    """

    take_away: tuple[Annotated[str, AfterValidator(_a_domain)], ...] = ()
    lower_case: bool = False


class WebHeader(_WebPart):
    """A front (IIS, Apache, nginx) signs people in and tells the name in a header; `peers` are its machines."""

    name: Annotated[str, AfterValidator(_a_header)] = "X-Remote-User"
    peers: tuple[Machine, ...] = ()


class WebOidc(_WebPart):
    """People sign in at a provider of OpenID Connect; `claim` is what of its answer is the name, `hours` how long."""

    issuer: Annotated[str, AfterValidator(_an_issuer)] = ""
    client: str = ""
    claim: Annotated[str, Field(pattern=r"^[A-Za-z0-9_:/.\-]+$")] = "preferred_username"
    scope: str = "openid profile"
    hours: int = Field(default=8, ge=1, le=24)


class Web(_WebPart):
    """The register in a browser.

    `url` is its address as people open it, which mails lead to; without one no mail leads anywhere. `threads` is how
    many requests are answered at once.
    """

    url: Annotated[str, AfterValidator(_an_address)] = ""
    sign_in: Literal["", "header", "oidc"] = ""
    threads: int = Field(default=16, ge=2, le=64)
    names: SignInNames = SignInNames()
    header: WebHeader = WebHeader()
    oidc: WebOidc = WebOidc()
