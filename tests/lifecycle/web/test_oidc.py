"""Sign-in at a provider of OpenID Connect, against a real one on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from installation import ID, LOGINS, OFFICER, RealInstallation, a_contract, real
from joserfc.jwk import RSAKey
from oidc_provider import CLIENT, SHARED, Provider, oidc_provider
from starlette.testclient import TestClient

from config.errors import SetupError
from config.web_settings import OIDC_VARIABLE, Web, WebOidc
from lifecycle.clock import SystemClock
from lifecycle.web.application import application
from lifecycle.web.oidc import BACK, OidcSignIn, oidc_sign_in, place_of_ours

PAGE = f"/contracts/{ID}"
OURS = "https://register.test"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """A provider that runs."""
    with oidc_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, which signs in the officer and says nothing amiss."""
    running.login, running.claims, running.issuer_told, running.signs_with = LOGINS[OFFICER], {}, "", None
    return running


class Browser:
    """A browser at a register whose people sign in at a provider; it is the register's clock as well."""

    moment = datetime(2026, 1, 1, tzinfo=UTC)

    def __init__(self, home: RealInstallation, provider: Provider, **oidc: Any) -> None:
        self.web = Web(url=OURS, sign_in="oidc", oidc=WebOidc(issuer=provider.issuer, client=CLIENT, **oidc))
        served = application(home.app(None), OidcSignIn(self.web, SHARED, self))
        self.client = TestClient(served, base_url=OURS, follow_redirects=False)

    def now(self) -> datetime:
        """The time at which the register looks at a session."""
        return self.moment

    def way_back(self, place: str = PAGE) -> str:
        """Open a page, go to the provider, and give the address by which it sends the browser back."""
        begun = self.client.get(place)
        assert begun.status_code == 303, begun.text
        sent = self.client.get(begun.headers["location"])
        assert sent.status_code == 302, sent.text
        returned = httpx2.get(sent.headers["location"])
        assert returned.headers["location"].startswith(f"{OURS}{BACK}?")
        return str(returned.headers["location"])

    def sign_in(self, place: str = PAGE) -> Any:
        """The answer to the browser that comes back."""
        return self.client.get(self.way_back(place))


@pytest.fixture
def home(tmp_path: Path) -> RealInstallation:
    """A real home with the contract of an office."""
    installation = real(tmp_path / "home")
    a_contract(installation.app())
    return installation


def test_who_signs_in_comes_back_to_the_page_that_was_asked_for(home: RealInstallation, provider: Provider) -> None:
    """The person is the login's of the register; the cookie is kept from scripts, from other sites and from http."""
    browser = Browser(home, provider)
    answer = browser.sign_in(f"{PAGE}?as_of=R6.6.1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?as_of=R6.6.1")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-lifecycle=")
    assert {"httponly", "samesite=lax", "secure", "path=/"} <= {part.strip() for part in cookie.split(";")}
    page = browser.client.get(PAGE)
    assert page.status_code == 200
    assert LOGINS[OFFICER] in page.text
    assert "サインアウト" in page.text


def test_what_is_recorded_says_how_the_person_was_known(home: RealInstallation, provider: Provider) -> None:
    """The journal holds the person, and that a provider vouches."""
    browser = Browser(home, provider)
    browser.sign_in()
    form = {"form_key": "k", "form_subject": ID, "form_number": "1", "form_was": "{}", "record_count": "900"}
    assert browser.client.post(f"{PAGE}/amend", data=form, headers={"origin": OURS}).status_code == 303
    (event,) = home.rows("SELECT actor, authenticated FROM journal WHERE kind = 'contract_amended'")
    assert tuple(event) == (LOGINS[OFFICER], "oidc")


def test_who_signs_out_is_nobody(home: RealInstallation, provider: Provider) -> None:
    """The way out ends the session; a page asked for then leads to the provider."""
    browser = Browser(home, provider)
    browser.sign_in()
    assert browser.client.post("/sign-out", headers={"origin": "https://evil.test"}).status_code == 403
    assert browser.client.get(PAGE).status_code == 200
    assert browser.client.post("/sign-out", headers={"origin": OURS}).status_code == 303
    assert browser.client.get(PAGE).status_code == 303


def test_a_session_ends_after_its_hours(home: RealInstallation, provider: Provider) -> None:
    """However busy the person is; what was typed then is not lost, for nothing of the form is taken away."""
    browser = Browser(home, provider, hours=1)
    browser.sign_in()
    browser.moment += timedelta(minutes=59)
    assert browser.client.get(PAGE).status_code == 200
    browser.moment += timedelta(minutes=2)
    assert browser.client.get(PAGE).status_code == 303
    answer = browser.client.post(f"{PAGE}/amend", data={"record_count": "1"}, headers={"origin": OURS})
    assert (answer.status_code, "別のタブ" in answer.text) == (401, True)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1},
        {"preferred_username": None},
        {"preferred_username": ["koho-tanto"]},
        {"preferred_username": "広報課担当"},
        {"preferred_username": ""},
    ],
)
def test_what_the_provider_says_amiss_signs_nobody_in(
    home: RealInstallation, provider: Provider, claims: dict[str, Any]
) -> None:
    """A word for another, of another, too old, or without a login."""
    provider.claims = claims
    browser = Browser(home, provider)
    assert browser.sign_in().status_code == 401
    assert browser.client.get(PAGE).status_code == 303


def test_a_word_signed_with_another_key_signs_nobody_in(home: RealInstallation, provider: Provider) -> None:
    """Only the provider's own key is believed."""
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert Browser(home, provider).sign_in().status_code == 401


def test_a_way_back_works_once_and_for_who_began_it(home: RealInstallation, provider: Provider) -> None:
    """Another browser, or the same one again, is not signed in by the address."""
    browser, other = Browser(home, provider), Browser(home, provider)
    back = browser.way_back()
    assert other.client.get(back).status_code == 401
    assert browser.client.get(back).status_code == 303
    assert browser.client.get(back).status_code == 401
    assert browser.client.get(f"{BACK}?error=access_denied").status_code == 401
    assert browser.client.get(f"{BACK}?code=x&state=y").status_code == 401


def test_an_address_counts_only_when_proven(home: RealInstallation, provider: Provider) -> None:
    """Who may type any address at the provider is nobody here."""
    provider.claims = {"email": "pr-officer@example.lg.jp"}
    assert Browser(home, provider, claim="email").sign_in().status_code == 401
    provider.claims |= {"email_verified": True}
    browser = Browser(home, provider, claim="email")
    assert browser.sign_in().status_code == 303
    assert browser.client.get(PAGE).status_code == 200


def test_a_provider_that_is_another_or_away_is_told(home: RealInstallation, provider: Provider) -> None:
    """It may speak for itself alone; where it does not answer the page says so."""
    provider.issuer_told = "https://another.test"
    assert Browser(home, provider).client.get("/sign-in").status_code == 503
    provider.issuer_told = ""
    gone = Provider("http://127.0.0.1:9", key=provider.key)
    assert Browser(home, gone).client.get("/sign-in").status_code == 503


@pytest.mark.parametrize("asked", ["//evil.test", "https://evil.test", "/\\evil.test", "\\\\evil", "", "/a\nb", "evil"])
def test_after_signing_in_one_is_in_the_register(asked: str) -> None:
    """No address makes the register send anybody elsewhere."""
    assert place_of_ours(asked) == "/"


def test_nothing_starts_without_what_it_needs() -> None:
    """The address of the register, of the provider, the name and the secret by which it is known."""
    whole = Web(url=OURS, oidc=WebOidc(issuer="https://idp.test", client=CLIENT))
    for web in (Web(), whole.model_copy(update={"url": ""}), whole.model_copy(update={"oidc": WebOidc()})):
        with pytest.raises(SetupError, match="が要ります"):
            oidc_sign_in(web, {OIDC_VARIABLE: SHARED}, SystemClock())
    with pytest.raises(SetupError, match=OIDC_VARIABLE):
        oidc_sign_in(whole, {}, SystemClock())
    assert oidc_sign_in(whole, {OIDC_VARIABLE: SHARED}, SystemClock()).routes
