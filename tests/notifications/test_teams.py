"""Promises of the Teams channel, against a real HTTPS endpoint: what arrives, and what is said of what did not."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from message_samples import DIGESTS
from webhook import INVOKE, SIGNATURE, WORKFLOW, Webhook, webhook

from notifications.alert import Message
from notifications.channels import TeamsChannel
from notifications.render import render_digest

HEAD = "所属長"


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """A webhook whose authority this machine trusts."""
    with webhook(tmp_path) as running:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running.authority))
        monkeypatch.setenv("NO_PROXY", "localhost")
        yield running


@pytest.fixture
def card_message(message: Message) -> Message:
    """A digest with its card, on its way to a head."""
    rendered = render_digest(DIGESTS["division_head"])
    return replace(message, subject=rendered.subject, body=rendered.body, card=rendered.card)


@pytest.mark.parametrize("shape", ["short", "native"])
def test_the_card_arrives_byte_for_byte_in_the_envelope_of_power_automate(
    hook: Webhook, card_message: Message, shape: str
) -> None:
    """One POST to the webhook with its signature; the card is the attachment's content, Japanese as it was written."""
    result = TeamsChannel(getattr(hook, shape)).send(card_message, HEAD)
    assert (result.status, result.retry_after_seconds) == ("sent", None)
    ((path, body),) = hook.received
    assert path.split("?")[0] == INVOKE
    assert f"sig={SIGNATURE}" in path
    assert card_message.card is not None
    assert card_message.card.encode() in body
    envelope = json.loads(body)
    assert envelope["type"] == "message"
    (attachment,) = envelope["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"] == json.loads(card_message.card)
    assert len(body) < 28_000


def test_a_power_platform_address_keeps_its_way_and_its_version(hook: Webhook, card_message: Message) -> None:
    """The newer addresses go through /powerautomate/automations/direct and name another version."""
    way = f"/powerautomate/automations/direct/cu/17{INVOKE}"
    url = f"https://localhost:{hook.port}{way}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}"
    assert TeamsChannel(url).send(card_message, HEAD).status == "sent"
    path, _, query = hook.received[0][0].partition("?")
    assert path == way
    assert "api-version=1&" in query


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        ((429, "Too many requests", {"Retry-After": "120"}), 120),
        ((503, "busy", {"Retry-After": "Tue, 26 Nov 2024 00:10:00 GMT", "Date": "Tue, 26 Nov 2024 00:00:00 GMT"}), 600),
        ((429, "", {"Retry-After": "99999999"}), 86_400),
        ((429, "", {"Retry-After": "すぐ".encode().decode("latin-1")}), None),
        ((500, "Internal Server Error", {}), None),
    ],
)
def test_a_throttled_or_broken_webhook_is_a_failure_that_says_when_to_try_again(
    hook: Webhook, card_message: Message, answer: tuple[int, str, dict[str, str]], pause: float | None
) -> None:
    """429 and 5xx: failed, with what Retry-After asks in seconds or as a date, a day at most."""
    hook.answers = [answer]
    result = TeamsChannel(hook.short).send(card_message, HEAD)
    assert (result.status, result.retry_after_seconds) == ("failed", pause)
    assert f"HTTP {answer[0]}" in result.detail
    assert len(hook.received) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_workflow_that_is_gone_refuses_for_good(hook: Webhook, card_message: Message, status: int) -> None:
    """Deleted, or its signature no longer valid: no pause helps, only another address."""
    hook.answer(status, "workflow not found")
    result = TeamsChannel(hook.short).send(card_message, HEAD)
    assert result.status == "refused"
    assert f"HTTP {status}" in result.detail


@pytest.mark.parametrize(
    "body",
    [
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x",
        '{"statusCode": 429}',
        "429",
    ],
)
def test_a_refusal_dressed_as_a_success_is_a_failure(hook: Webhook, card_message: Message, body: str) -> None:
    """HTTP 200 with «429» in the body: Teams never saw the card."""
    hook.answer(200, body, Retry_After="30")
    result = TeamsChannel(hook.short).send(card_message, HEAD)
    assert (result.status, result.retry_after_seconds) == ("failed", 30)
    assert "429" in result.detail


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_without_a_refusal_in_it_is_sent(hook: Webhook, card_message: Message, status: int) -> None:
    """A number that only looks like one (an id, a time) is no refusal."""
    hook.answer(status, "" if status == 204 else '{"run":"08584-429a-4290","at":"2024-11-26T08:30:00.429Z"}')
    assert TeamsChannel(hook.short).send(card_message, HEAD).status == "sent"


def test_an_answer_that_never_came_leaves_it_uncertain(hook: Webhook, card_message: Message) -> None:
    """The webhook took the card and hung up: it may have been shown."""
    hook.hang_up = True
    result = TeamsChannel(hook.native).send(card_message, HEAD)
    assert (result.status, len(hook.received)) == ("uncertain", 1)
    assert "届いたかもしれません" in result.detail
    assert SIGNATURE not in result.detail


def test_a_slow_webhook_leaves_it_uncertain(hook: Webhook, card_message: Message) -> None:
    """No answer within the time that the setting grants (`rto`, in seconds)."""
    hook.silent_for = 20
    result = TeamsChannel(f"{hook.short}?rto=0.3").send(card_message, HEAD)
    assert (result.status, len(hook.received)) == ("uncertain", 1)
    assert SIGNATURE not in result.detail


def test_a_webhook_that_is_down_is_a_failure(card_message: Message, free_port: int) -> None:
    """Nothing can have arrived, so a repeat is safe."""
    result = TeamsChannel(f"workflows://localhost:{free_port}/{WORKFLOW}/{SIGNATURE}/").send(card_message, HEAD)
    assert result.status == "failed"
    assert "接続できません" in result.detail
    assert SIGNATURE not in result.detail


def test_a_webhook_that_cannot_prove_itself_gets_nothing(
    hook: Webhook, card_message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown certificate is refused before the card goes out, unless the setting says so."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    refused = TeamsChannel(hook.short).send(card_message, HEAD)
    assert (refused.status, hook.received) == ("failed", [])
    assert "certificate" in refused.detail.lower()
    unchecked = TeamsChannel(hook.short, verify=False).send(card_message, HEAD)
    assert unchecked.status == "sent", unchecked.detail
    assert TeamsChannel(f"{hook.short}?verify=no").send(card_message, HEAD).status == "sent"


def test_a_redirect_is_not_followed(hook: Webhook, card_message: Message) -> None:
    """A login page answers 200 to anything; it has not taken the card."""
    hook.answers = [(302, "", {"Location": f"https://localhost:{hook.port}/login"}), (200, "ログイン", {})]
    result = TeamsChannel(hook.short).send(card_message, HEAD)
    assert (result.status, len(hook.received)) == ("failed", 1)
    assert "HTTP 302" in result.detail


def test_the_signature_is_seen_nowhere(
    hook: Webhook, card_message: Message, free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in a result that repeats the request nor in any log, of whatever level or library."""
    caplog.set_level(1)
    for name in ("apprise", "urllib3", "urllib3.connectionpool", "urllib3.util.retry"):
        logging.getLogger(name).setLevel(1)
    hook.answer(400, f"bad request {INVOKE}?sig={SIGNATURE} and sig%3D{SIGNATURE} by head12@example.jp")
    down = f"https://localhost:{free_port}{hook.native.partition(str(hook.port))[2]}"
    for channel in (TeamsChannel(hook.native), TeamsChannel(hook.short), TeamsChannel(down)):
        result = channel.send(card_message, HEAD)
        assert result.status == "failed"
        for shown in (result.detail, repr(channel), repr(result), caplog.text):
            assert SIGNATURE not in shown
            assert WORKFLOW not in shown
            assert "head12" not in shown
    assert "HTTP 400 bad request" in TeamsChannel(hook.short).send(card_message, HEAD).detail
    assert not logging.getLogger("urllib3.connectionpool").disabled


def test_a_message_without_a_card_is_not_sent(hook: Webhook, message: Message) -> None:
    """A card is not made up on the way."""
    result = TeamsChannel(hook.short).send(message, HEAD)
    assert (result.status, hook.received) == ("failed", [])
    assert "カードがありません" in result.detail
