"""Sign-in at a provider of OpenID Connect: the browser is sent there, and comes back with a word that it signs.

Only here is something kept of a person between two requests: the login and until when, in a cookie that this server
signs with a key of its own making. When the server starts anew everybody is sent to the provider once more.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from config.errors import SetupError
from config.place import said_here
from config.settings import secret
from config.web_settings import OIDC_VARIABLE, Web
from lifecycle.app import App
from lifecycle.clock import Clock
from lifecycle.identity import FrontActor
from lifecycle.web import places
from lifecycle.web.answers import away_to, plain_answer
from lifecycle.web.sign_in_names import login_of
from lifecycle.web.signing_in import Entrance, SignedIn

HOW = "oidc"
"""How the journal says that the person was known."""
BACK = f"{places.SIGN_IN}/back"
_LOGIN, _UNTIL, _NEXT = "login", "until", "next"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""The signatures that are believed: each made with a key that only the provider has."""
_FAILED = "サインインできませんでした。もう一度、登録簿の最初の頁から始めてください。"
_UNREACHED = "サインインの提供元につながりません。しばらく待って開き直し、続くときは{管理者}に知らせてください。"
_ENDED = (
    "サインインの期限が切れたため、記録しませんでした。この頁を閉じずに、別のタブで登録簿を開いてサインインし、"
    "それからこの頁を再読み込みして送り直してください。入れたものはそのまま送られます。"
)
_LEFT = "サインアウトしました。"


class OidcSignIn:
    """The gate at a provider; `shared` is the secret by which it knows the register, `clock` ends sessions."""

    def __init__(self, web: Web, shared: str, clock: Clock) -> None:
        self._web, self._clock = web, clock
        self._key = secrets.token_urlsafe(32)
        clients: Any = OAuth
        self._provider = clients().register(
            "provider",
            client_id=web.oidc.client,
            client_secret=shared,
            server_metadata_url=f"{web.oidc.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": web.oidc.scope, "code_challenge_method": "S256", "timeout": 10},
        )

    @property
    def entrances(self) -> Sequence[Entrance]:
        """The way to the provider, and the way back."""
        return Entrance(places.SIGN_IN, self._begin), Entrance(BACK, self._back)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The way out."""
        return (
            Route(places.SIGN_OUT, self._leave, methods=["POST"]),
            Route(places.SIGN_OUT, self._left, methods=["GET"]),
        )

    @property
    def middleware(self) -> Sequence[Middleware]:
        """The session, in a cookie; `__Host-` keeps other names of the same domain from setting one."""
        by_tls = self._web.url.startswith("https://")
        return (
            Middleware(
                SessionMiddleware,
                secret_key=self._key,
                session_cookie="__Host-lifecycle" if by_tls else "lifecycle",
                max_age=self._web.oidc.hours * 3600,
                same_site="lax",
                https_only=by_tls,
            ),
        )

    def who(self, request: Request, _: App) -> SignedIn | Response:
        """The person who signed in within the hours of the settings; else the way to the provider.

        A form that is sent too late is not sent on: what was typed stays in the browser.
        """
        login, until = request.session.get(_LOGIN), request.session.get(_UNTIL, 0)
        if login and self._clock.now().timestamp() < until:
            return SignedIn(front=FrontActor(login, HOW))
        if request.method != "GET":
            return plain_answer(401, _ENDED)
        if request.headers.get("accept", "").startswith("application/json"):
            return plain_answer(401, _FAILED)
        asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return away_to(places.with_query(places.SIGN_IN, next=asked))

    async def _begin(self, request: Request, *_: object) -> Response:
        import httpx2

        request.session.clear()
        request.session[_NEXT] = place_of_ours(request.query_params.get("next", ""))
        try:
            await self._metadata()
            answer: Response = await self._provider.authorize_redirect(request, f"{self._web.url}{BACK}")
        except (httpx2.HTTPError, ValueError):
            return plain_answer(503, said_here(_UNREACHED))
        return answer

    async def _back(self, request: Request, *_: object) -> Response:
        import httpx2

        place = place_of_ours(request.session.get(_NEXT, ""))
        options: dict[str, dict[str, Any]] = {
            "iss": {"essential": True, "value": self._web.oidc.issuer},
            "aud": {"essential": True, "value": self._web.oidc.client},
            "nonce": {"essential": True},
        }
        try:
            options["iss"]["value"] = (await self._metadata())["issuer"]
            token = await self._provider.authorize_access_token(request, claims_options=options)
        except httpx2.HTTPError:
            return plain_answer(503, said_here(_UNREACHED))
        except (AuthlibBaseError, JoseError, ValueError, KeyError):
            request.session.clear()
            return plain_answer(401, _FAILED)
        request.session.clear()
        login = self._login(token.get("userinfo") or {})
        if login is None:
            return plain_answer(401, _FAILED)
        until = self._clock.now() + timedelta(hours=self._web.oidc.hours)
        request.session.update({_LOGIN: login, _UNTIL: int(until.timestamp())})
        return away_to(place)

    async def _metadata(self) -> Mapping[str, Any]:
        """What the provider says of itself. Raises ValueError where it is another than the one of the settings."""
        told: dict[str, Any] = await self._provider.load_server_metadata()
        if str(told.get("issuer", "")).rstrip("/") != self._web.oidc.issuer:
            told.clear()
            raise ValueError("issuer")
        offered = told.get("id_token_signing_alg_values_supported") or ["RS256"]
        told["id_token_signing_alg_values_supported"] = [one for one in offered if one in _ALGORITHMS] or ["RS256"]
        return told

    def _login(self, claims: Mapping[str, Any]) -> str | None:
        """The login in the claims; an address counts only where the provider has proven whose it is."""
        named = claims.get(self._web.oidc.claim)
        if not isinstance(named, str) or (self._web.oidc.claim == "email" and claims.get("email_verified") is not True):
            return None
        return login_of(named, self._web.names)

    def _leave(self, request: Request) -> Response:
        request.session.clear()
        return away_to(places.SIGN_OUT)

    def _left(self, _: Request) -> Response:
        return plain_answer(200, _LEFT)


def oidc_sign_in(web: Web, environment: Mapping[str, str], clock: Clock) -> OidcSignIn:
    """The gate at the provider of the settings. Raises SetupError for what is missing."""
    needed = {"[web] url": web.url, "[web.oidc] issuer": web.oidc.issuer, "[web.oidc] client": web.oidc.client}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SetupError(f"OpenID Connect でサインインするには、lifecycle.toml に {'、'.join(missing)} が要ります。")
    shared = secret(OIDC_VARIABLE, environment)
    if not shared:
        told = "提供元が発行した秘密の値を、環境変数か秘密の値のフォルダーに置いてください。"
        raise SetupError(f"{OIDC_VARIABLE} がありません。{told}")
    return OidcSignIn(web, shared, clock)


def place_of_ours(asked: str) -> str:
    """The page to go on with after signing in: one of the register, whatever was asked for."""
    plain = asked.isascii() and asked.isprintable() and "\\" not in asked
    return asked if plain and asked.startswith("/") and not asked.startswith("//") else places.TODAY
