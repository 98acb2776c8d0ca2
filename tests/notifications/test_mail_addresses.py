"""A mail address is read as people write it, or refused with what is wrong with it; nothing of it is repeated."""

from contextlib import suppress
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.mail_addresses import deliverable, mail_address
from config.settings import Channels
from lifecycle.fields.texts import read_mail
from notifications.alert import Message
from notifications.email import build_email, usable_address

FULL_WIDTH = {code - 0xFEE0: code for code in range(0xFF01, 0xFF5F)}
SENDER = "lifecycle@example.jp"

READS = {
    "kacho＠example.lg.jp": "kacho@example.lg.jp",
    "ｋａｃｈｏ＠ｅｘａｍｐｌｅ．ｌｇ．ｊｐ": "kacho@example.lg.jp",
    "　kacho@example.lg.jp\n": "kacho@example.lg.jp",
    "課長 <kacho@example.lg.jp>": "課長 <kacho@example.lg.jp>",
    "課長＜kacho@example.lg.jp＞": "課長 <kacho@example.lg.jp>",
    "kacho@example.lg.jp <kacho@example.lg.jp>": "kacho@example.lg.jp",
    '"課長, (総務)" <kacho@example.lg.jp>': '"課長, (総務)" <kacho@example.lg.jp>',
    "o'hara+a_b-c@x-y.example.jp": "o'hara+a_b-c@x-y.example.jp",
    "kacho@xn--r8jz45g.jp": "kacho@xn--r8jz45g.jp",
    "lifecycle@localhost": "lifecycle@localhost",
}
REFUSES = {
    "": "書かれていません",
    "なし": "@ がありません",
    "－": "@ がありません",
    "未定": "@ がありません",
    "a@example.jp、b@example.jp": "2件以上",
    "a@example.jp b@example.jp": "2件以上",
    "a@example.jp\nb@example.jp": "2件以上",
    "課長 <a@example.jp>, 係長 <b@example.jp>": "2件以上",
    "b@example.jp <a@example.jp>": "2件以上",
    "a@b@example.jp": "@ が2つ以上",
    "a@example.jp\r\nBcc: x": "改行",
    "a@example\u200b.jp": "U\\+200B",
    "a b@example.jp": "空白",
    "課長 a@example.jp": "空白",
    "a@example.jp.": "点",
    "a.@example.jp": "点",
    ".a@example.jp": "点",
    "a..b@example.jp": "点\\(.\\)が続いて",
    "a@example..jp": "点\\(.\\)が続いて",
    "a@例え.jp": "xn--",
    "課長@example.jp": "@ の前",
    "a@example。jp": "「。」",
    "a@example.jp;": "「;」",
    "mailto:a@example.jp": "「:」",
    "a@": "何もありません",
    "@example.jp": "何もありません",
    "<a@example.jp> b": "組",
    "課長、<a@example.jp": "組",
    "a@-example.jp": "ドメイン",
    "a@192.0.2.1": "終わり",
    "a@[192.0.2.1]": "使えない記号",
    "a@kencho": "途中",
    f"{'x' * 65}@example.jp": "長すぎます",
    f"a@{'x' * 64}.jp": "ドメイン",
    f"a@{'.'.join(['x' * 60] * 5)}.jp": "長すぎます",
}


@pytest.mark.parametrize(("written", "read"), READS.items())
def test_what_can_only_mean_one_address_is_read_as_that(written: str, read: str) -> None:
    """Full-width signs, blanks around it, a name that is shown with it."""
    assert usable_address(written) == read
    assert deliverable(written).respelled == ("＠" in written)


@pytest.mark.parametrize(("written", "why"), REFUSES.items())
def test_what_no_server_can_take_is_refused_with_what_is_wrong(written: str, why: str) -> None:
    """Nobody guesses: of two addresses none is the right one, and «なし» is none."""
    assert usable_address(written) is None
    with pytest.raises(ValueError, match=why) as caught:
        deliverable(written)
    assert "example" not in str(caught.value)
    assert "課長" not in str(caught.value)


def test_a_name_near_by_may_be_a_sender_and_no_recipient() -> None:
    """A machine calls itself by a single name; to whom that leads only a server near by knows."""
    assert mail_address("root@kencho").is_local
    assert not mail_address("root@kencho.lg.jp").is_local


_TEXT = st.text(alphabet="abＡ１.．@＠-、,;:<>＜＞\"' \u3000\n\r\t。課長()[]\\+_\u200b", max_size=24)
_ADDRESS = st.from_regex(
    r"[a-z0-9+_']{1,8}(\.[a-z0-9]{1,4}){0,2}@[a-z0-9]{1,6}(-[a-z0-9]{1,3})?\.(lg\.jp|jp)", fullmatch=True
)
_WRITTEN = (
    _TEXT | st.tuples(_TEXT, _ADDRESS, _TEXT).map("".join) | st.tuples(_TEXT, _ADDRESS).map(lambda t: f"{t[0]}<{t[1]}>")
)


@given(_WRITTEN)
def test_whatever_is_read_leads_one_mail_to_that_one_address(message: Message, written: str) -> None:
    """The header says what the envelope says: one recipient, on one line; and what was read reads as itself."""
    if (read := usable_address(written)) is None:
        return
    raw = build_email(message, SENDER, read).as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    (to,) = mail["To"].addresses
    assert to.addr_spec == deliverable(written).spec
    assert mail["Bcc"] is None
    assert raw.isascii()
    assert usable_address(read) == read


@given(_WRITTEN)
def test_the_doors_read_an_address_as_the_delivery_does(written: str) -> None:
    """What a door records, the delivery can send to; what the delivery could send to, no door refuses.

    A cell loses what shows nothing before it is read, so a door may take what the delivery would not find usable.
    """
    if (usable := usable_address(written)) is not None:
        assert read_mail(written) == usable
        assert Channels(sender=written).sender == usable
    with suppress(ValueError):
        assert usable_address(read_mail(written)) == read_mail(written)


@given(_TEXT, st.from_regex(r"[a-z]{5,9}", fullmatch=True), _TEXT)
def test_no_refusal_repeats_what_was_written(before: str, name: str, after: str) -> None:
    """It is shown on screens and in logs, and the name before the @ is a person's."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - any of the reasons
        deliverable(f"{before}{name}@@{after}")
    assert name not in str(caught.value)


@given(_ADDRESS)
def test_an_address_in_full_width_is_the_address(address: str) -> None:
    """An input method left on writes every sign so; nothing else can be meant."""
    assert usable_address(address.translate(FULL_WIDTH)) == usable_address(address) == address


@given(_ADDRESS, _ADDRESS, st.sampled_from(["、", ",", ";", " ", "　", "\n", "\r\n", "/", "・", "，", "；"]))
def test_two_addresses_are_never_one(first: str, second: str, between: str) -> None:
    """Only the first was mailed, and the second counted as told."""
    with pytest.raises(ValueError, match="2件以上"):
        deliverable(f"{first}{between}{second}")
