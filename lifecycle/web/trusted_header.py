"""Sign-in by a front (IIS, Apache, nginx) that knows who somebody is and tells the name in a header.

The header is believed from the machines of the front alone, and never where it comes twice: a front that adds its own
behind the browser's would let anybody be anybody. A front on this machine shares its address with every program here,
so it also sends a secret.
"""

import hmac
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from config.errors import SetupError
from config.settings import secret
from config.web_settings import AGREED_HEADER, PROXY_VARIABLE, Web
from lifecycle.app import App
from lifecycle.identity import FrontActor
from lifecycle.web.answers import plain_answer
from lifecycle.web.sign_in_names import login_of
from lifecycle.web.signing_in import Entrance, SignedIn

HOW = "header"
"""How the journal says that the person was known."""
_SHORTEST = 16
_NOBODY = "サインインを確かめられません。いつもの入口(所属の案内にあるアドレス)から開いてください。"


@dataclass(frozen=True, slots=True)
class TrustedHeader:
    """The gate behind a front; `shared` is the secret that the front sends along, where one is agreed."""

    web: Web
    shared: str | None = None
    entrances: Sequence[Entrance] = ()
    routes: Sequence[BaseRoute] = ()
    middleware: Sequence[Middleware] = ()

    def who(self, request: Request, _: App) -> SignedIn | Response:
        """The person whom the front names; 401 to whoever does not come by the front, or unnamed, or named twice."""
        named = request.headers.getlist(self.web.header.name)
        if not self._comes_by_the_front(request) or len(named) != 1:
            return plain_answer(401, _NOBODY)
        login = login_of(named[0], self.web.names)
        return SignedIn(front=FrontActor(login, HOW)) if login else plain_answer(401, _NOBODY)

    def _comes_by_the_front(self, request: Request) -> bool:
        if request.client is None or plain_address(request.client.host) not in self.web.header.peers:
            return False
        if self.shared is None:
            return True
        sent = request.headers.getlist(AGREED_HEADER)
        return len(sent) == 1 and hmac.compare_digest(sent[0].encode("latin-1"), self.shared.encode())


def trusted_header(web: Web, environment: Mapping[str, str]) -> TrustedHeader:
    """The gate behind the front of the settings. Raises SetupError where it would let in whom nobody vouches for."""
    if not web.header.peers:
        raise SetupError(
            "中継の機械が決まっていないため、始めません。lifecycle.toml の [web.header] の peers に、"
            "利用者名を知らせる中継のIPアドレスを書いてください(書いた機械からのヘッダーだけを信じます)。"
        )
    shared = secret(PROXY_VARIABLE, environment)
    if shared is not None and (len(shared) < _SHORTEST or not shared.isascii() or not shared.isprintable()):
        raise SetupError(f"{PROXY_VARIABLE} は、英数字と記号で{_SHORTEST}文字以上にしてください。")
    if shared is None and (here := [peer for peer in web.header.peers if is_this_machine(peer)]):
        raise SetupError(
            f"peers の {'、'.join(here)} はこの機械です。この機械のほかの利用者も同じアドレスから届くため、"
            f"中継とだけ分け合う合言葉が要ります。{PROXY_VARIABLE}(又は秘密の値のフォルダー)に置き、"
            f"中継に {AGREED_HEADER} ヘッダーで送らせてください。"
        )
    return TrustedHeader(web, shared)


def plain_address(text: str) -> str:
    """An address as it is written in the settings: one of IPv4 that arrives by IPv6 is of IPv4."""
    try:
        address = ip_address(text)
    except ValueError:
        return text
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def is_this_machine(address: str) -> bool:
    """Whether an address is this machine's own, so that every program on it comes from there."""
    if ip_address(address).is_loopback:
        return True
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as own:
        own.bind((address, 0))
        return True
    return False
