"""The code printed on a form says whose form it is, survives what people do to it, and tells when it was altered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.ledger.form_code import AlteredCode, FormCode, form_code_in, key_label, key_text

_WORDS = st.text("ABCR012３-号総務 ー".replace(" ", ""), min_size=1, max_size=12)
_CODES = st.builds(
    FormCode,
    kind=st.sampled_from(["checklist", "subcontract", "return_disposal"]),
    contract=_WORDS.map(lambda text: text.replace("３", "3")),
    subcontract=st.sampled_from(["", "1", "2.1"]),
    edition=st.sampled_from(["", "R5.12.26"]),
)


@given(code=_CODES, before=st.sampled_from(["", "様式コード "]), wide=st.booleans())
def test_a_code_is_read_back_from_any_text_and_width(code: FormCode, before: str, wide: bool) -> None:
    """Also where Excel or a person made its letters full-width, or a line broke within it."""
    text = f"{before}{code.text} 1/2"
    if wide:
        text = text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    broken = text[: len(text) // 2] + "\n" + text[len(text) // 2 :]
    assert form_code_in(text) == form_code_in(broken) == code


@pytest.mark.parametrize(("old", "new"), [("R6-0001", "R6-0002"), ("/1", "/2"), ("R5.12.26", "R4.12.26"), ("/1", "")])
def test_a_code_that_was_typed_over_says_so(old: str, new: str) -> None:
    """A form relabelled by hand is no form of the other contract."""
    text = FormCode("checklist", "R6-0001", "1", "R5.12.26").text
    with pytest.raises(AlteredCode):
        form_code_in(text.replace(old, new))


def test_a_text_without_a_code_has_none() -> None:
    """Headings in the same brackets are no codes."""
    assert form_code_in("【試用】【注】") is None


def test_the_name_of_a_field_says_who_fills_it() -> None:
    """The prefecture's own fields are optional for the contractor."""
    assert key_label(key_text("受領日", ours=True)) == ("受領日", True)
    assert key_label(key_text("問1")) == ("問1", False)
