"""Promises about cards: valid whatever the ledger holds, small whatever it says, worded by the installation."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_samples import DIGESTS, HEAD, NO_VISIT, numbered

from notifications.alert import Digest, Rendered, Wording
from notifications.card import MOST_BYTES, literal
from notifications.render import render_digest

ANY = st.text(max_size=80)
TYPED = ("title", "reason", "source", "remedy", "command", "remark", "contract", "stage_label", "escalates_to")


def digest_of(items: list[Any], **changes: Any) -> Digest:
    """A digest to the head with these duties."""
    return replace(HEAD, items=tuple(items), **changes)


def contracts_in(rendered: Rendered) -> list[str]:
    """The headings of the contracts that a card shows in full."""
    body = json.loads(rendered.card)["body"]
    return [part["items"][0]["text"] for part in body if part["type"] == "Container"]


@pytest.mark.parametrize("length", [1, 300, 5_000])
def test_a_card_is_small_however_much_there_is_to_say(length: int) -> None:
    """Ten contracts of long texts don't fit into 28 KB: fewer stand in full, the rest is counted."""
    items = [numbered(n, reason="長" * length, remedy="い" * length) for n in range(1, 41)]
    rendered = render_digest(digest_of(items, next_step="つ" * length, division="所" * length))
    shown = contracts_in(rendered)
    assert len(rendered.card.encode()) <= MOST_BYTES < 28_000
    assert f"ほか{40 - len(shown)}件" in rendered.card
    assert (len(shown) == 10) == (length == 1)


def test_a_card_holds_ten_ordinary_contracts_like_the_mail() -> None:
    """A head's own webhook gets what the mail says: the same contracts in full, in the same order."""
    rendered = render_digest(DIGESTS["thirty"])
    assert len(contracts_in(rendered)) == 10
    assert "ほか20件" in rendered.card
    for said in (NO_VISIT.reason, "5広第824号 記2(義務)", "S3-01 実地調査", NO_VISIT.remedy, "超過 17開庁日"):
        assert said in rendered.card
    assert "lifecycle attach R6-0110" not in rendered.card


@settings(max_examples=60)
@given(st.fixed_dictionaries(dict.fromkeys(TYPED, ANY)), ANY)
def test_whatever_the_ledger_holds_a_card_is_valid_json_with_nothing_to_click(texts: dict[str, str], step: str) -> None:
    """Quotes, braces, backslashes and markup come out as text; Teams finds no link and no mention in them."""
    rendered = render_digest(digest_of([replace(NO_VISIT, **texts)], next_step=step))
    card = json.loads(rendered.card)
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert "\\u30" not in rendered.card.lower()
    marked_up = [text for text in every_text(card["body"]) if set("[]<>*_`\\") & set(text)]
    assert marked_up == []


def every_text(part: Any) -> list[str]:
    """All texts of a card that Teams reads as markup: those of a TextRun are shown as they are."""
    if isinstance(part, list):
        return [text for inner in part for text in every_text(inner)]
    if isinstance(part, dict) and part.get("type") != "TextRun":
        own = [part[key] for key in ("text", "title", "value") if isinstance(part.get(key), str)]
        return own + [text for inner in part.values() for text in every_text(inner)]
    return []


def test_markup_is_shown_as_text() -> None:
    """A title that tries to be a link stays readable and leads nowhere."""
    assert literal("[確認](http://example.jp) <at>全員</at>") == "［確認］(http://example.jp) ＜at＞全員＜/at＞"
    assert len(literal("長" * 1000)) == 400


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('{"type": "AdaptiveCard", "version": "1.4", "body": [}', "JSON"),
        ('{"type": "MessageCard", "version": "1.4"}', "AdaptiveCard"),
        ('{"type": "AdaptiveCard", "version": "1.6"}', "1.4"),
        ('{"type": "AdaptiveCard", "version": "1.4", "text": "' + "長" * 10_000 + '"}', "バイト"),
        ('{"type": "AdaptiveCard", "version": "1.4", "text": "\\ud800"}', "JSON"),
        ("{{ digest.officer_name }}", "officer_name"),
    ],
)
def test_a_template_that_makes_no_card_is_left_aside(tmp_path: Path, template: str, fault: str) -> None:
    """The fault names the template and what is wrong with it."""
    (tmp_path / "digest.card.json.j2").write_text(template, encoding="utf-8")
    rendered = render_digest(HEAD, Wording(templates=tmp_path))
    assert [name for name, _ in rendered.faults] == ["digest.card.json.j2"]
    assert fault in rendered.faults[0][1]
    assert rendered.card == render_digest(HEAD).card


def test_an_installation_may_word_its_own_card(tmp_path: Path) -> None:
    """A template of the same name wins; its values go through `tojson`, which keeps Japanese readable."""
    own = '{"type":"AdaptiveCard","version":"1.3","body":[{"type":"TextBlock","text":{{ digest.division|tojson }}}]}'
    (tmp_path / "digest.card.json.j2").write_text(own, encoding="utf-8")
    rendered = render_digest(digest_of([NO_VISIT], division='モデル"所属12'), Wording(templates=tmp_path))
    assert json.loads(rendered.card)["body"][0]["text"] == 'モデル"所属12'
    assert "モデル" in rendered.card
    assert rendered.body == render_digest(digest_of([NO_VISIT], division='モデル"所属12')).body
