"""The front of the register: how much may be sent, by whom, and what every answer carries; before anything is read."""

from collections.abc import Iterable, Iterator
from typing import Any

import anyio
import pytest
from installation import ID, Installation, a_contract
from own_loop import in_own_thread
from starlette.testclient import TestClient
from web_visits import PERSON, SENT_HERE, ByHeader, Visitor

from lifecycle.web.application import DOORS, application
from lifecycle.web.front import Front

FORM = f"/contracts/{ID}/amend"
MIB = 1 << 20


@pytest.fixture
def home(installation: Installation) -> Installation:
    """A home with a contract."""
    a_contract(installation.app())
    return installation


class Unread:
    """A request whose body must not be asked for; what was answered."""

    def __init__(self, **headers: str) -> None:
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        self.sent: list[dict[str, Any]] = []
        self.read = 0

    def answer(self, app: Any, chunks: Iterable[bytes] = ()) -> int:
        """The status of the answer."""

        parts = iter(chunks)

        async def receive() -> dict[str, Any]:
            self.read += 1
            body = next(parts, None)
            return {"type": "http.request", "body": body or b"", "more_body": body is not None}

        async def send(message: dict[str, Any]) -> None:
            self.sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": FORM,
            "raw_path": FORM.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "http_version": "1.1",
            "headers": [(b"host", b"register.test"), (PERSON.encode(), b"x"), *self.headers],
            "client": ("127.0.0.1", 1),
            "server": ("register.test", 80),
        }
        in_own_thread(anyio.run, app, scope, receive, send)
        return int(self.sent[0]["status"])


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(52 * MIB), 413), (str(10**30), 413), ("-1", 400), ("１", 400), ("x", 400), ("", 400), ("0x10", 400)],
)
def test_what_is_too_large_or_of_no_length_is_refused_unread(home: Installation, length: str, status: int) -> None:
    """By what the browser says of the length, before a byte of the body is asked for."""
    request = Unread(sec_fetch_site="same-origin", content_length=length)
    assert request.answer(application(home.app(None), ByHeader())) == status
    assert request.read == 0


def test_another_site_is_refused_unread_however_much_it_sends(home: Installation) -> None:
    """First of all who sends, then how much."""
    request = Unread(sec_fetch_site="cross-site", content_length=str(10 * MIB))
    assert request.answer(application(home.app(None), ByHeader())) == 403
    assert request.read == 0


def test_without_a_length_it_is_cut_off_at_the_limit(home: Installation) -> None:
    """A body that goes on for ever is read up to the limit and a piece, no further."""
    body = (b"x" * MIB for _ in range(10_000))
    kind = "multipart/form-data; boundary=b"
    request = Unread(sec_fetch_site="same-origin", transfer_encoding="chunked", content_type=kind)

    def whole() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        yield from body

    app = home.app("広報課担当")

    class Known(ByHeader):
        """Everybody is the officer."""

        def who(self, request: Any, _: Any) -> Any:
            """The officer."""
            from lifecycle.web.signing_in import SignedIn

            return SignedIn(declared="広報課担当")

    assert request.answer(application(app, Known()), whole()) == 413
    assert request.read <= app.settings.evidence.max_megabytes + 4


def test_a_form_up_to_the_limit_is_read(home: Installation) -> None:
    """Nothing at all is a form with faults; a body just at the limit of a file, and what a form adds, is taken."""
    home.settings("max_megabytes = 50", "max_megabytes = 1")
    visitor = Visitor(home)
    assert visitor.client.post(FORM, content=b"", headers=SENT_HERE).status_code == 422
    fits = {"unknown": ("a.bin", b"x" * MIB)}
    assert visitor.send(FORM, visitor.form(FORM), fits).status_code == 303
    too_large = {"unknown": ("a.bin", b"x" * (2 * MIB + 1))}
    assert visitor.send(FORM, visitor.form(FORM), too_large).status_code == 413


def test_the_limit_is_that_of_the_settings_and_a_little_for_the_form() -> None:
    """Exactly at the limit is within it."""
    passed: list[int] = []

    async def inner(_: Any, receive: Any, send: Any) -> None:
        message = await receive()
        passed.append(len(message["body"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    for size, status in ((0, 200), (9, 200), (10, 200), (11, 413)):
        request = Unread(sec_fetch_site="same-origin", content_length=str(size))
        assert request.answer(Front(inner, 10), [b"x" * size]) == status
    assert passed == [0, 9, 10]


def test_every_answer_carries_what_keeps_a_browser_from_harm(home: Installation) -> None:
    """Pages, assets, refusals, what is not there: no script but ours, in no frame, kept nowhere."""
    client = TestClient(application(home.app(None), ByHeader()), base_url="http://register.test")
    answers = [
        client.get("/healthz"),
        client.get("/assets/forms.css"),
        client.post(FORM, headers={"sec-fetch-site": "cross-site"}),
        client.get("/no-such-page", headers={PERSON: "x"}),
        client.get(f"/contracts/{ID}", headers={PERSON: "x"}),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), answer.url
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "server" not in answer.headers


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
def test_no_address_answers_to_nobody(home: Installation, door: Any) -> None:
    """Whoever has not signed in reads nothing and writes nothing, at any address of the register."""
    client = TestClient(application(home.app(None)), base_url="http://register.test", follow_redirects=False)
    path = door.path.replace("{id}", ID).replace(":path", "").replace("{", "").replace("}", "")
    answers = [client.get(path), client.get(path, headers={"accept": "application/json"})]
    answers.append(client.post(path, data={"form_key": "k"}, headers=SENT_HERE))
    for answer in answers:
        assert answer.status_code in (303, 405), (path, answer.status_code)
        assert answer.headers.get("location", "/sign-in") == "/sign-in"
        assert ID not in answer.text
    assert client.post(path, data={"form_key": "k"}).status_code == 403
