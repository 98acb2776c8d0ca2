"""Sign-in by a front that tells a name in a header: whom it is believed from, and what it is not."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installation import ID, LOGINS, OFFICER, OTHER_OFFICER, RealInstallation, a_contract, real
from pydantic import ValidationError
from starlette.testclient import TestClient

from config.errors import SetupError
from config.web_settings import AGREED_HEADER, PROXY_VARIABLE, SignInNames, Web, WebHeader
from lifecycle.web.application import application
from lifecycle.web.sign_in_names import login_of
from lifecycle.web.trusted_header import TrustedHeader, plain_address, trusted_header

FRONT, NAME, AGREED = "10.1.2.3", "X-Remote-User", "a-secret-of-the-front-1"


@pytest.fixture
def home(tmp_path: Path) -> RealInstallation:
    """A real home with the contract of an office."""
    installation = real(tmp_path / "home")
    a_contract(installation.app())
    return installation


def client(home: RealInstallation, peer: str = FRONT, shared: str | None = None, **names: Any) -> TestClient:
    """A browser behind the front, or a program on a machine that is none."""
    web = Web(sign_in="header", header=WebHeader(peers=(FRONT, "127.0.0.1")), names=SignInNames(**names))
    served = application(home.app(None), TrustedHeader(web, shared))
    return TestClient(served, base_url="http://register.test", client=(peer, 50000), follow_redirects=False)


def test_the_person_is_whom_the_front_names(home: RealInstallation) -> None:
    """The login leads to the person of the register; what another office may not read it does not read."""
    front = client(home)
    page = front.get(f"/contracts/{ID}", headers={NAME: LOGINS[OFFICER]})
    assert page.status_code == 200
    assert LOGINS[OFFICER] in page.text
    assert "サインアウト" not in page.text
    assert front.get(f"/contracts/{ID}", headers={NAME: LOGINS[OTHER_OFFICER]}).status_code == 403


def test_what_is_recorded_names_the_person_and_how_it_was_known(home: RealInstallation) -> None:
    """The journal holds the person, the door and the way of sign-in; the process is only who ran the server."""
    front, headers = client(home), {NAME: LOGINS[OFFICER], "sec-fetch-site": "same-origin"}
    form = {"form_key": "k", "form_subject": ID, "form_number": "1", "form_was": "{}", "record_count": "900"}
    answer = front.post(f"/contracts/{ID}/amend", data=form, headers=headers)
    assert answer.status_code == 303, answer.text
    (event,) = home.rows("SELECT actor, via, authenticated FROM journal WHERE kind = 'contract_amended'")
    assert tuple(event) == (LOGINS[OFFICER], "web", "header")


@pytest.mark.parametrize("peer", ["10.1.2.4", "127.0.0.2", "::1", "testclient", "10.1.2.33"])
def test_the_header_of_any_other_machine_is_worth_nothing(home: RealInstallation, peer: str) -> None:
    """A peer that is not on the list is nobody, whatever it says of itself or of whom it forwards."""
    headers = {NAME: LOGINS[OFFICER], "x-forwarded-for": FRONT, "forwarded": f"for={FRONT}", "x-real-ip": FRONT}
    answer = client(home, peer).get(f"/contracts/{ID}", headers=headers)
    assert answer.status_code == 401
    assert ID not in answer.text
    assert client(home, f"::ffff:{FRONT}").get(f"/contracts/{ID}", headers=headers).status_code == 200


@pytest.mark.parametrize("order", [(OFFICER, OTHER_OFFICER), (OTHER_OFFICER, OFFICER), (OFFICER, OFFICER)])
def test_a_header_that_comes_twice_names_nobody(home: RealInstallation, order: tuple[str, str]) -> None:
    """A front that adds its own behind the browser's would let the browser say who it is."""
    headers = [(NAME, LOGINS[order[0]]), (NAME.lower(), LOGINS[order[1]])]
    assert client(home).get(f"/contracts/{ID}", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "name", ["", "   ", "koho tanto", "広報課担当".encode().decode("latin-1"), "a" * 257, "koho\x7f"]
)
def test_what_can_be_no_login_names_nobody(home: RealInstallation, name: str) -> None:
    """Blank, with blanks, in other letters, without end."""
    assert client(home).get("/contracts/x", headers={NAME: name.encode("latin-1")}).status_code == 401
    assert client(home).get("/contracts/x").status_code == 401


def test_a_login_that_nobody_registered_may_do_nothing(home: RealInstallation) -> None:
    """Who signs in at the prefecture but holds no post here is told so, and shown nothing."""
    answer = client(home).get(f"/contracts/{ID}", headers={NAME: "somebody"})
    assert answer.status_code == 403
    assert "職の登録がありません" in answer.text
    assert "県民意識調査" not in answer.text


def test_a_front_on_this_machine_also_sends_the_secret(home: RealInstallation) -> None:
    """Every program here has the address of the front; only the front knows the secret. Sent twice it is none."""
    here = client(home, "127.0.0.1", AGREED)
    name = (NAME, LOGINS[OFFICER])
    for secrets in ([], [AGREED[:-1]], [AGREED + "x"], [""], [AGREED, AGREED], ["ü" * 20]):
        headers = [name, *((AGREED_HEADER, one.encode("latin-1")) for one in secrets)]
        assert here.get(f"/contracts/{ID}", headers=headers).status_code == 401  # type: ignore[arg-type]
    assert here.get(f"/contracts/{ID}", headers=[name, (AGREED_HEADER, AGREED)]).status_code == 200


def test_without_a_list_of_machines_nothing_starts() -> None:
    """So it is with a front on this machine, by any of its addresses, without a secret; and with one soon guessed."""
    web = Web(sign_in="header")
    with pytest.raises(SetupError, match="peers"):
        trusted_header(web, {})
    for peer in ("127.0.0.1", "::1", "127.8.8.8"):
        local = replace_peers(web, peer)
        with pytest.raises(SetupError, match=AGREED_HEADER):
            trusted_header(local, {})
        with pytest.raises(SetupError, match="16文字以上"):
            trusted_header(local, {PROXY_VARIABLE: "short"})
        assert trusted_header(local, {PROXY_VARIABLE: AGREED}).shared == AGREED
    assert trusted_header(replace_peers(web, "203.0.113.9"), {}).shared is None


def replace_peers(web: Web, *peers: str) -> Web:
    """The same settings with these machines as the front."""
    return web.model_copy(update={"header": WebHeader(peers=peers)})


@pytest.mark.parametrize("peer", [".".join("0000"), "::", "10.0.0.0/8", "proxy.example.jp", "", "*", "224.0.0.1"])
def test_the_list_names_machines_one_by_one(peer: str) -> None:
    """A range, a name or all of them are refused when the settings are read."""
    with pytest.raises(ValidationError):
        WebHeader(peers=(peer,))


def test_the_domain_of_the_settings_is_taken_away_and_no_other() -> None:
    r"""PREF\yamada and yamada@PREF are yamada; the yamada of another domain keeps it, and leads to nobody."""
    rules = SignInNames(take_away=("PREF\\", "@PREF.EXAMPLE.JP"))
    assert [login_of(name, rules) for name in ("PREF\\yamada", "yamada@PREF.EXAMPLE.JP", "yamada")] == ["yamada"] * 3
    assert login_of("CITY\\yamada", rules) == "CITY\\yamada"
    assert login_of("yamada@PREF.EXAMPLE.JP.evil", rules) == "yamada@PREF.EXAMPLE.JP.evil"
    assert login_of("pref\\Yamada", replace_case(rules)) == "yamada"
    assert login_of("PREF\\", rules) is None
    with pytest.raises(ValidationError):
        SignInNames(take_away=("yam",))


def replace_case(rules: SignInNames) -> SignInNames:
    """The same rules for names whose letters may be of either case."""
    return rules.model_copy(update={"lower_case": True})


@given(st.text(max_size=300))
def test_a_login_is_plain_letters_without_blanks(name: str) -> None:
    """Whatever a front says: a login is what can be typed on a keyboard, or there is none."""
    login = login_of(name, SignInNames())
    assert login is None or (login == name and login.isascii() and login.isprintable() and " " not in login)


def test_addresses_are_compared_as_they_are_meant() -> None:
    """One of IPv4 that arrives by IPv6 is of IPv4; what is no address stays what it is."""
    assert plain_address("::ffff:10.1.2.3") == FRONT
    assert plain_address("0:0:0:0:0:0:0:1") == "::1"
    assert plain_address("unix:") == "unix:"
