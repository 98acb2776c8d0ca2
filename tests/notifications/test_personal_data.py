"""The promise that no personal data leaves: fields are a closed list, and what somebody typed into them is caught."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_samples import DIGESTS, NO_VISIT, NOTICES, OFFICER

from notifications.alert import Rendered, Wording
from notifications.notice import GivenUp, Notice, render_notice
from notifications.plain import clean
from notifications.render import render_digest

NAMES = "yamada.taro", "k-sato+keiyaku", "鈴木花子"
ADDRESSES = st.sampled_from([f"{name}{at}pref.example.jp" for name in NAMES for at in ("@", "＠")])
AREA, MIDDLE, LAST = "0[1-9][0-9]{0,2}", "[2-9][0-9]{2,3}", "[0-9]{4}"
PLAIN_NUMBERS = st.one_of(
    st.from_regex(rf"{AREA}[-.‐－ ]{MIDDLE}[-.‐－ ]{LAST}", fullmatch=True),
    st.from_regex(rf"{AREA}\({MIDDLE}\){LAST}", fullmatch=True),
    st.from_regex(rf"\({AREA}\){MIDDLE}-{LAST}", fullmatch=True),
    st.from_regex(rf"0[789]0{LAST}{LAST}", fullmatch=True),
    st.from_regex(rf"\+81[- ][1-9][0-9]?[- ]{MIDDLE}[- ]{LAST}", fullmatch=True),
).filter(lambda number: sum(c.isdigit() for c in number) >= 9)
FULL_WIDTH = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")
NUMBERS = st.builds(lambda n, wide: n.translate(FULL_WIDTH) if wide else n, PLAIN_NUMBERS, st.booleans())
BEFORE, AFTER = st.sampled_from(["担当 ", "TEL:", "(", "、", "連絡先"]), st.sampled_from(["", "まで", ")", " ", "、"])
_Value = TypeVar("_Value")


def typed_into(value: _Value, typed: str) -> _Value:
    """A copy in which somebody typed this into every text, however deep; the ladder's own words stay."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return f"{value}{typed}"  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(typed_into(part, typed) for part in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in ("kind", "step")]
        return replace(value, **{name: typed_into(getattr(value, name), typed) for name in names})
    return value


def everything(rendered: Rendered) -> str:
    """Subject, body and card without any space, as somebody would search them."""
    return "".join(f"{rendered.subject}{rendered.body}{rendered.card}".split())


@settings(max_examples=60)
@given(ADDRESSES, NUMBERS, BEFORE, AFTER, st.sampled_from(sorted(DIGESTS)))
def test_no_address_or_number_typed_into_a_ledger_leaves_with_a_digest(
    address: str, number: str, before: str, after: str, name: str
) -> None:
    """Neither a mail address nor a telephone number survives into subject, body or card."""
    typed = f"{before}{address}{after}、{before}{number}{after}"
    said = everything(render_digest(typed_into(DIGESTS[name], typed), Wording(training=True)))
    assert "".join(address.split()) not in said
    assert "".join(number.split()) not in said
    assert "example.jp" not in said
    assert "〔伏せました〕" in said


@settings(max_examples=60)
@given(ADDRESSES, NUMBERS, BEFORE, AFTER, st.sampled_from(sorted(NOTICES)))
def test_no_address_or_number_typed_into_a_ledger_leaves_with_a_notice(
    address: str, number: str, before: str, after: str, name: str
) -> None:
    """The same of every message that goes alone."""
    notice: Notice = typed_into(NOTICES[name], f"{before}{address}{after}、{before}{number}{after}")
    said = everything(render_notice(notice))
    assert "".join(address.split()) not in said
    assert "".join(number.split()) not in said
    assert "example.jp" not in said


@pytest.mark.parametrize(
    "kept",
    [
        "6財活第0101号-3",
        "0192f0c1-2d3e-7abc-8def-0123456789ab",
        "R6-0043-E1",
        "区域01 02 003",
        "令和06年04月01日",
        "R6-0012:S3-01:2024-11-26:2",
        "1回目 2024.04.01 09:00",
    ],
)
def test_numbers_of_documents_are_no_telephone_numbers(kept: str) -> None:
    """What identifies a document, an exception or an alert reaches the reader whole."""
    assert clean(kept) == kept


def test_the_allowed_fields_of_a_notice_name_no_person() -> None:
    """Numbers, posts, offices, rules, dates: whoever adds a field has to say so here."""
    allowed = (
        "again answer as_file aware_on by cause changes channel channels closed code codes contract contracts"
        " counting division document_no ended ends_on entries expires_on faults feared field first_reported_on"
        " first_step gaps held id incident instead known label labels messages more next_step on open_alerts"
        " over post reader reason recipient remedy repeat report reports rests_on since source sources"
        " starts_on step subject title total until why"
    )
    parts = (*NOTICES.values(), GivenUp("", "", "", ""))
    found = {field.name for part in parts for field in fields(part)}
    assert " ".join(sorted(found)) == allowed


def test_a_subject_stays_one_line_whatever_was_typed() -> None:
    """A line break in a title or an office starts no new header and no new paragraph."""
    items: Any = (replace(NO_VISIT, contract="R6-0012\r\nBcc: x", division="モデル所属12\n\n【次に起こること】なし"),)
    rendered = render_digest(replace(OFFICER, items=items))
    assert len(rendered.subject.splitlines()) == 1
    assert rendered.body.count("\n【次に起こること】\n") == 1
