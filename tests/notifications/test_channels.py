"""Promises of every channel, of the mail channel against real servers, and of the folder."""

import logging
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.smtp import Envelope

from notifications.alert import Message
from notifications.channels import (
    CardFileChannel,
    Channel,
    FileChannel,
    MailChannel,
    Profile,
    RecordingChannel,
    SendResult,
    TeamsChannel,
    channel_for,
    check_profile,
    teams_channel,
)

HEAD = "head12@example.jp"
SENDER = "lifecycle@example.jp"
PASSWORD = "p@ss/w:rd%41 ?"
INVOKE = "triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=geheim"
OLD = f"https://prod-1.japaneast.logic.azure.com:443/workflows/abc/{INVOKE}"
NEW = f"https://default0a1b.c2.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/abc/{INVOKE}"
ELSEWHERE = "workflows://flow.example.jp/abc/geheim/"
LOOKALIKE = f"https://logic.azure.com.example.jp/workflows/abc/{INVOKE}"
Serve = Callable[..., Any]


@pytest.fixture(params=["recording", "file", "mail"])
def channel(request: pytest.FixtureRequest, tmp_path: Path, serve: Serve) -> Channel:
    """Every channel there is, the real ones with a real folder and a real server behind them."""
    if request.param == "recording":
        return RecordingChannel()
    if request.param == "file":
        return FileChannel(tmp_path / "outbox", SENDER)
    return MailChannel(f"mailto://127.0.0.1:{serve().port}", SENDER)


def test_every_channel_sends_and_is_named(channel: Channel, message: Message) -> None:
    """The protocol: a name for the outbox, `sent` for a message that went out, twice as well as once."""
    assert channel.name in ("recording", "file", "mail")
    for _ in range(2):
        result = channel.send(message, f"所属長 <{HEAD}>")
        assert (result.status, result.retry_after_seconds) == ("sent", None)
        assert HEAD not in result.detail


@pytest.mark.parametrize("recipient", ["所属長", "a@b.jp, c@d.jp", "a@b.jp\nBcc: c@d.jp", ""])
def test_every_channel_fails_on_what_is_not_one_recipient(channel: Channel, message: Message, recipient: str) -> None:
    """One recipient per call; a bad one is a result, not an exception."""
    result = channel.send(message, recipient)
    assert result.status == "failed"
    assert "読めません" in result.detail


def test_the_recording_channel_keeps_what_it_was_given(message: Message) -> None:
    """The production fake of unit tests."""
    channel = RecordingChannel()
    channel.send(message, HEAD)
    assert channel.sent == [(message, HEAD)]


def test_the_server_receives_the_mail_as_it_was_rendered(serve: Serve, message: Message) -> None:
    """Decoded subject and body equal what was rendered, the raw text keeps the RFC's limits, one recipient."""
    post = serve()
    assert MailChannel(f"mailto://127.0.0.1:{post.port}", SENDER).send(message, f"所属長 <{HEAD}>").status == "sent"
    (envelope,) = post.accepted
    raw = content(envelope)
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == message.subject
    assert mail.get_content().replace("\r\n", "\n") == message.body
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [HEAD])
    assert mail["Message-ID"] == message.message_id
    assert mail["In-Reply-To"] == message.in_reply_to
    assert mail["Auto-Submitted"] == "auto-generated"
    words = re.findall(rb"=\?[^?\s]+\?[bq]\?[^?\s]*\?=", raw)
    assert len(words) > 2
    assert max(map(len, words)) <= 75
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert all(len(mail.get_all(name, [])) == 1 for name in ("Subject", "From", "To", "Date", "Message-ID"))


@pytest.mark.parametrize(
    ("sender", "recipient", "mail_from", "rcpt_to"),
    [
        ("委託監督 <life@example.jp>", "課長＜ｋａｃｈｏ＠example.jp＞", "life@example.jp", "kacho@example.jp"),
        ("root@server1", '"課長, (総務)" <kacho@example.jp>', "root@server1", "kacho@example.jp"),
        ("o'hara+itaku@example.jp", "a/b=c+d@x-y.example.jp", "o'hara+itaku@example.jp", "a/b=c+d@x-y.example.jp"),
    ],
)
def test_whatever_is_read_as_an_address_is_one_to_the_server(
    serve: Serve, message: Message, sender: str, recipient: str, mail_from: str, rcpt_to: str
) -> None:
    """One recipient on the envelope and in the header, the same; the library's own list of addresses is shorter."""
    post = serve()
    result = MailChannel(f"mailto://127.0.0.1:{post.port}", sender).send(message, recipient)
    assert result.status == "sent", result.detail
    (envelope,) = post.accepted
    assert (envelope.mail_from, envelope.rcpt_tos) == (mail_from, [rcpt_to])
    mail = message_from_bytes(content(envelope), policy=policy.default)
    assert [one.addr_spec for one in mail["To"].addresses] == [rcpt_to]


def test_a_recipient_is_refused_with_the_cause(serve: Serve, message: Message) -> None:
    """The server's own words, without the address."""
    post = serve()
    post.refuse = f"550 5.1.1 <{HEAD}> no such mailbox"
    result = MailChannel(f"mailto://127.0.0.1:{post.port}", SENDER).send(message, HEAD)
    assert result.status == "refused"
    assert "550" in result.detail
    assert "no such mailbox" in result.detail
    assert HEAD not in result.detail
    assert post.accepted == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("550 no such mailbox", "refused"),
        ("551 5.1.6 moved", "refused"),
        ("552 5.2.2 mailbox full", "refused"),
        ("553 5.1.3 bad name", "refused"),
        ("554 5.4.1 recipient address rejected", "refused"),
        ("450 4.2.0 greylisted, try again", "failed"),
        ("451 4.3.0 local error", "failed"),
        ("452 4.2.2 mailbox full", "failed"),
        ("421 4.3.2 shutting down", "failed"),
        ("550 5.7.1 unable to relay", "failed"),
        ("554 5.7.1 client host blocked", "failed"),
        ("554 relay access denied", "failed"),
        ("530 5.7.0 authentication required", "failed"),
        ("503 5.5.1 bad sequence of commands", "failed"),
    ],
)
def test_only_what_is_wrong_with_the_mailbox_for_good_is_a_refusal(
    serve: Serve, message: Message, answer: str, status: str
) -> None:
    """Greylisting, a server on its way down, a closed relay: these are the server's, and the mail is tried again."""
    post = serve()
    post.refuse = answer
    result = MailChannel(f"mailto://127.0.0.1:{post.port}", SENDER).send(message, HEAD)
    assert (result.status, answer[:3] in result.detail) == (status, True)
    assert post.accepted == []


def test_what_is_urgent_and_where_to_answer_reach_a_real_server(serve: Serve, message: Message, tmp_path: Path) -> None:
    """The headers and both parts of a mail with tables, as the server took them."""
    post = serve()
    url, told = f"mailto://127.0.0.1:{post.port}", replace(message, subject="【至急】件名", html="<p>表</p>")
    channel = channel_for(url, outbox=tmp_path, sender=SENDER, reply_to="窓口 <desk@example.jp>")
    assert channel.send(told, HEAD).status == "sent"
    mail = message_from_bytes(post.accepted[0].content, policy=policy.default)
    assert mail["From"].addresses[0].display_name == "委託監督の仕組み"
    assert mail["Reply-To"].addresses[0].addr_spec == "desk@example.jp"
    assert (mail["Importance"], mail["X-Priority"]) == ("high", "1 (Highest)")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_server_that_is_down_is_a_failure_with_its_cause(message: Message, free_port: int) -> None:
    """Nothing can have arrived, so a repeat is safe."""
    result = MailChannel(f"mailto://127.0.0.1:{free_port}", SENDER).send(message, HEAD)
    assert result.status == "failed"
    assert "接続・認証できません" in result.detail
    assert "refused" in result.detail


def test_a_server_that_hangs_up_after_the_text_leaves_it_uncertain(serve: Serve, message: Message) -> None:
    """The mail may have arrived: neither sent nor failed."""
    post = serve()
    post.hang_up_after_data = True
    result = MailChannel(f"mailto://127.0.0.1:{post.port}", SENDER).send(message, HEAD)
    assert len(post.accepted) == 1
    assert result.status == "uncertain"
    assert "届いたかもしれません" in result.detail


def test_the_password_opens_the_server_and_is_seen_nowhere(
    serve: Serve, message: Message, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AUTH: the right one is accepted; the wrong one fails with its cause; no log and no result shows either."""
    caplog.set_level(1)
    monkeypatch.setattr(logging.getLogger("apprise"), "level", 1)
    post = serve(auth_required=True)
    for password, status in ((PASSWORD, "sent"), ("falsch-geheim", "failed")):
        url = f"mailto://user:{quote(password, safe='')}@127.0.0.1:{post.port}"
        channel = MailChannel(url, SENDER)
        result = channel.send(message, HEAD)
        assert result.status == status, result.detail
        for shown in (result.detail, caplog.text, repr(channel), repr(result)):
            assert password not in shown
            assert quote(password, safe="") not in shown
    assert "535" in result.detail
    assert {login for login, _ in post.logins} == {b"user"}
    assert {password for _, password in post.logins} == {PASSWORD.encode(), b"falsch-geheim"}
    assert not [record for record in caplog.records if record.name == "apprise"]
    assert logging.getLogger("apprise").level == 1


def test_a_mail_goes_through_starttls_only_to_a_server_that_proves_itself(serve: Serve, message: Message) -> None:
    """`mode=starttls`: an unknown certificate is refused unless the setting says verify=no."""
    import ssl

    import trustme

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    post = serve(tls_context=context, require_starttls=True)
    url = f"mailtos://127.0.0.1:{post.port}?mode=starttls"
    refused = MailChannel(url, SENDER).send(message, HEAD)
    assert (refused.status, post.accepted) == ("failed", [])
    assert "certificate" in refused.detail.lower()
    assert MailChannel(f"{url}&verify=no", SENDER).send(message, HEAD).status == "sent"


def test_the_folder_holds_a_mail_that_reads_as_it_was_rendered(tmp_path: Path, message: Message) -> None:
    """A parseable .eml, readable by its owner only, nothing half-written beside it."""
    result = FileChannel(tmp_path / "new" / "outbox").send(message, HEAD)
    (path,) = (tmp_path / "new" / "outbox").iterdir()
    assert result.detail == path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["Subject"] == message.subject
    assert mail.get_content().replace("\r\n", "\n") == message.body
    assert mail["To"] == HEAD


def test_a_file_is_named_by_time_and_id_and_a_repeat_replaces_it(tmp_path: Path, message: Message) -> None:
    """No user's text in a path; the same message leaves one file, another one or another recipient a second."""
    channel = FileChannel(tmp_path)
    other = replace(message, message_id="<../../x@example.jp>", subject="../../etc/passwd")
    for sent, recipient in ((message, HEAD), (message, HEAD), (message, "b@example.jp"), (other, HEAD)):
        assert channel.send(sent, recipient).status == "sent"
    names = [path.name for path in tmp_path.iterdir()]
    assert len(names) == 3
    assert all(re.fullmatch(r"20241126T083000-[0-9a-f]{12}\.eml", name) for name in names)


def test_a_folder_of_cards_holds_them_as_they_were_rendered(tmp_path: Path, message: Message) -> None:
    """Named as the mail of the same message, so that the two are found together; a message without a card fails."""
    cards, mails = CardFileChannel(tmp_path), FileChannel(tmp_path)
    carded = replace(message, card='{"type":"AdaptiveCard","text":"期限超過"}')
    for _ in range(2):
        assert cards.send(carded, HEAD) == SendResult("sent", cards.path_of(carded, HEAD).name)
    (path,) = tmp_path.iterdir()
    assert path.read_text(encoding="utf-8") == carded.card
    assert path.with_suffix(".eml") == mails.path_of(carded, HEAD)
    assert "カードがありません" in cards.send(message, HEAD).detail


def test_a_folder_that_cannot_be_written_is_a_failure_with_its_cause(tmp_path: Path, message: Message) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "outbox").write_text("")
    result = FileChannel(tmp_path / "outbox").send(message, HEAD)
    assert result.status == "failed"
    assert "書き出せません: 同じ名前の別のものがあります" in result.detail


def test_a_setting_names_its_channel(tmp_path: Path) -> None:
    """file: is the installation's outbox, file:///… another folder, mailto(s):// a server."""
    assert channel_for("file:", outbox=tmp_path) == FileChannel(tmp_path)
    assert channel_for("file:///var/out%20box", outbox=tmp_path) == FileChannel(Path("/var/out box"))
    for url in ("mailto://mail.example.jp", "mailtos://u:p@mail.example.jp:587?mode=starttls&smtp=a.jp"):
        assert channel_for(url, outbox=tmp_path, sender=SENDER) == MailChannel(url, SENDER)


@pytest.mark.parametrize(
    "url",
    [
        "json://example.jp/geheim",
        "geheim",
        "file://host/geheim",
        "file:relative",
        "mailto://",
        "mailto://user:geheim@",
        "mailto://user:geheim@mail.example.jp:port",
        "mailto://user:ge/heim@mail.example.jp",
        "mailto://user:geheim@mail.example.jp/head@example.jp",
        "mailto://user:geheim@mail.example.jp?to=a",
        "mailto://user:geheim@mail.example.jp?retry=3",
        "mailto://user:geheim@mail.example.jp?mode=maybe",
        "mailto://user:geheim%E7%A7%98@mail.example.jp",
    ],
)
def test_any_other_setting_is_refused_in_japanese_without_its_secret(tmp_path: Path, url: str) -> None:
    """No other service of Apprise, no second recipient, no retries behind the outbox's back."""
    with pytest.raises(ValueError, match=r"[ぁ-ん]") as caught:
        channel_for(url, outbox=tmp_path)
    assert ":geheim" not in str(caught.value)
    assert "heim@" not in str(caught.value)


def test_a_setting_names_its_channel_for_cards(tmp_path: Path) -> None:
    """file: is the installation's outbox, else a webhook as Power Automate or as Apprise writes it."""
    assert teams_channel("file:", profile="lgwan", outbox=tmp_path) == CardFileChannel(tmp_path)
    assert teams_channel("file:///a%20b", profile="beta", outbox=tmp_path) == CardFileChannel(Path("/a b"))
    for url in (OLD, NEW, f"{OLD}&verify=no", "workflow://prod-1.japaneast.logic.azure.com:443/abc/def?pa=yes&rto=3"):
        assert teams_channel(url, profile="alpha_prime", outbox=tmp_path) == TeamsChannel(url)
    assert "geheim" not in repr(TeamsChannel(OLD))


@pytest.mark.parametrize(
    "url",
    [
        "msteams://example.jp/geheim",
        "https://example.webhook.office.com/webhookb2/geheim/IncomingWebhook/x/y",
        "https://prod-1.logic.azure.com/workflows/abc/triggers/manual/paths/invoke?sv=1.0&geheim",
        "http://prod-1.logic.azure.com/workflows/abc/triggers/manual/paths/invoke?sig=geheim",
        "https://prod-1.logic.azure.com@example.jp/workflows/abc/triggers/manual/paths/invoke?sig=geheim",
        "workflows://example.jp/abc/",
        "workflows://example.jp/abc/geheim?template=/etc/passwd",
        "workflows://example.jp/abc/geheim?overflow=split",
        "workflows://user:geheim@example.jp/abc/geheim",
    ],
)
def test_any_other_webhook_is_refused_in_japanese_without_its_secret(tmp_path: Path, url: str) -> None:
    """No retired connectors, no plain http, no other host behind a name, none of Apprise's other switches."""
    with pytest.raises(ValueError, match=r"[ぁ-ん]") as caught:
        teams_channel(url, profile="beta", outbox=tmp_path)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("profile", "allowed"),
    [
        ("lgwan", {"file:", "mailto://mail.example.jp"}),
        ("alpha_prime", {"file:", "mailto://mail.example.jp", OLD, NEW}),
        ("beta", {"file:", "mailto://mail.example.jp", OLD, NEW, ELSEWHERE, LOOKALIKE}),
    ],
)
def test_the_network_decides_which_ways_out_there_are(profile: Profile, allowed: set[str]) -> None:
    """α: files and mail; α': also Teams at Microsoft's own hosts; β: also at others."""
    for url in ("file:", "mailto://mail.example.jp", OLD, NEW, ELSEWHERE, LOOKALIKE):
        if url in allowed:
            check_profile(profile, url)
            continue
        with pytest.raises(ValueError, match=profile) as caught:
            check_profile(profile, url)
        assert "geheim" not in str(caught.value)


def test_a_profile_nobody_knows_is_refused() -> None:
    """A slip in the settings does not open a door."""
    with pytest.raises(ValueError, match="lgwan、alpha_prime、beta"):
        check_profile("gamma", "file:")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Teams は"):
        check_profile("beta", "json://example.jp/")


@pytest.mark.slow
def test_reading_the_room_does_not_load_apprise() -> None:
    """Only a send pays for Apprise; --help and why must not."""
    code = (
        "import importlib, pkgutil, sys, notifications\n"
        "names = [m.name for m in pkgutil.walk_packages(notifications.__path__, 'notifications.')]\n"
        "for name in names: name == 'notifications.services' or importlib.import_module(name)\n"
        "print(sorted({'apprise', 'smtplib', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def content(envelope: Envelope) -> bytes:
    """The raw text that the server took."""
    assert isinstance(envelope.content, bytes)
    return envelope.content
