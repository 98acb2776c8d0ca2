"""The whole way of an alert: ledger in, sweep, deliver, and a real mail server that receives it."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from command_line import CommandLine
from mail_server import Mailbox, mail_server, raw_of

_ENCODED_WORD = re.compile(rb"=\?utf-8\?[bq]\?[^?]*\?=", re.IGNORECASE)
_HEADS = sorted(f"shozokucho{n:02}@pref.example.jp" for n in range(1, 21))


@pytest.fixture
def inbox(environment: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server on a free port of this machine, which the settings name."""
    with mail_server() as box:
        environment.setenv("LIFECYCLE_MAIL_URL", box.url)
        yield box


def on(environment: pytest.MonkeyPatch, day: str, hour: str = "08:30") -> None:
    """Set the clock."""
    environment.setenv("LIFECYCLE_NOW", f"{day}T{hour}:00+09:00")


def test_the_ladder_by_mail_reaches_each_level_on_its_day_and_only_once(
    sample: CommandLine, environment: pytest.MonkeyPatch, inbox: Mailbox
) -> None:
    """担当者 and 係長, then on the third business day the 所属長, not before, 制度所管課 seven later; then monthly."""
    levels = {}
    for day in ("2024-11-27", "2024-11-28", "2024-11-29", "2024-12-09", "2024-12-10", "2025-01-10"):
        inbox.received.clear()
        on(environment, day)
        sample("sweep")
        assert sample("deliver").code == 0
        assert sample("sweep", "--json").json["messages_queued"] == 0
        assert sample("deliver", "--json").json["messages"] == []
        assert len(inbox.addressed) == len(set(inbox.addressed))
        levels[day] = sorted({re.sub(r"\d*@.*", "", address) for address in inbox.addressed})
    desks = ["koho", "shozokucho", "zaikatsu"]
    assert levels == {
        "2024-11-27": ["kakaricho", "tanto"],
        "2024-11-28": [],
        "2024-11-29": ["shozokucho"],
        "2024-12-09": [],
        "2024-12-10": desks,
        # The tests of emergency contacts go no higher than 担当者 and 係長, and are told of again after a month.
        "2025-01-10": sorted(["kakaricho", "tanto", *desks]),
    }


def test_each_head_receives_one_readable_mail(
    sample: CommandLine, environment: pytest.MonkeyPatch, inbox: Mailbox
) -> None:
    """One digest per 所属長 by SMTP, decoded as written, folded as RFC 2047 asks."""
    for day in ("2024-11-27", "2024-11-29"):
        inbox.received.clear()
        on(environment, day)
        sample("sweep")
        sample("deliver")
    assert inbox.addressed == _HEADS
    raw = raw_of(next(e for e in inbox.received if e.rcpt_tos == ["shozokucho13@pref.example.jp"]))
    mail = message_from_bytes(raw, policy=policy.default)
    subject = re.compile(
        r"【試用】【期限超過】委託監督 停滞\d件・期限は仮定\(R6-\d{4}(ほか)?\)〔モデル所属13（合同説明会）〕"
    )
    assert subject.fullmatch(mail["Subject"])
    body = mail.get_content().replace("\r\n", "\n")
    assert body.startswith("【試用】")
    assert "\n\nモデル所属13（合同説明会） 所属長 様\n" in body
    assert "R6-0012" in body
    assert "根拠" in body
    assert "令和6年12月10日" in body
    assert "架空" in body
    assert mail["Auto-Submitted"] == "auto-generated"
    assert max(len(line) for line in raw.splitlines()) <= 998
    assert all(len(word) <= 75 for word in _ENCODED_WORD.findall(raw))


def test_a_server_that_is_down_loses_nothing(
    sample: CommandLine, environment: pytest.MonkeyPatch, inbox: Mailbox
) -> None:
    """What could not be sent waits, the command ends with 8, and it is sent once the server is back."""
    sample("sweep")
    environment.setenv("LIFECYCLE_MAIL_URL", "mailto://127.0.0.1:1?mode=insecure")
    assert sample("deliver").code == 8
    environment.setenv("LIFECYCLE_MAIL_URL", inbox.url)
    on(environment, "2024-11-26", "09:30")
    assert sample("deliver").code == 0
    assert len(inbox.received) == 40
