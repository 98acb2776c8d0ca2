"""Entry tells of telephone numbers, mail and postal addresses in free text, by column and by every door."""

from pathlib import Path

import pytest
from installation import ID, REASON, Installation, a_contract, hand_in, sheet

from config.loader import rule_book
from config.vocabulary import OverrideCategory
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.usecases import overrides
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.subcontracts import apply

HELD = {
    "電話番号": (
        "担当 0942-33-1234 まで", "(092)651-1111", "090-1234-5678", "０９０１２３４５６７８", "tel.0942331234",
        "+81-92-651-1111", "092 651 1111", "０９２－６５１－１１１１",
    ),
    "メールアドレス": ("hanako@example.jp まで", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ", "a.b+c@x-y.lg.jp"),
    "住所": (
        "〒812-8577", "〒 8128577", "福岡県福岡市博多区東公園7番7号", "福岡市中央区天神1-1-1", "久留米市城南町十五番地",
        "東京都千代田区霞が関二丁目", "福岡県大牟田市有明町2丁目3",
    ),
}  # fmt: skip
NOT_HELD = (
    "広第10号", "5広第824号", "令和6年4月1日から", "2024-04-01", "R6.4.1", "年1回", "1,000件", "0件", "本社2階の作業室",
    "福岡県庁内", "県内の事業所3か所", "委託先の作業所", "個人番号12桁", "第15条第2項", "10時-17時", "利用者ごとのID",
    "三十人", "髙橋花子", "",
)  # fmt: skip
PHONE, MAIL = "0942-33-1234", "hanako@example.jp"


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in HELD.items() for text in texts])
def test_what_looks_like_a_contact_is_found(name: str, text: str) -> None:
    """In full and half width, with and without hyphens."""
    assert name in rule_book().personal_data.contacts_in(text)


@pytest.mark.parametrize("text", NOT_HELD)
def test_numbers_dates_and_names_are_left_in_peace(text: str) -> None:
    """Names are not looked for at all."""
    assert rule_book().personal_data.contacts_in(text) == ()


def test_a_text_of_any_length_is_read_in_no_time() -> None:
    """No pattern goes back over what it has read."""
    for piece in ("0-", "福岡市", "県", "a@", "〒8", "一"):
        rule_book().personal_data.contacts_in(piece * 20_000)


def told(notes: tuple[str, ...], label: str, what: str) -> bool:
    """Whether a note names the column and what was found, and repeats nothing of it."""
    assert not any(PHONE in note or MAIL in note for note in notes)
    return any(label in note and what in note for note in notes)


def test_every_command_tells_of_it(installation: Installation) -> None:
    """Registered, amended with a reason, attached, applied for, an exception asked for: recorded all the same."""
    app = installation.app()
    assert told(register(app, ID, sheet(title=f"調査 {PHONE}")), "業務名", "電話番号")
    changed = amend(app, ID, {"contractor": f"商店 {MAIL}"}, f"担当に確かめた {PHONE}")
    assert told(changed.notes, "委託先", "メールアドレス")
    assert told(changed.notes, "理由", "電話番号")
    done = attach(app, ID, "other", {"dated_on": "2024-05-01", "title": f"電話 {PHONE}"})
    assert told(done.notes, "件名", "電話番号")
    assert told(apply(app, ID, {"subcontractor": f"乙社 {PHONE}"}).notes, "再委託先", "電話番号")
    asked = overrides.Request(ID, ("S1-01",), OverrideCategory.EMERGENCY, f"{REASON}{PHONE}", "広第8号")
    assert told(overrides.request(app, asked).notes, "理由", "電話番号")
    assert not [note for note in hand_in(app, "emergency_contact").notes if "電話番号" in note]


def test_an_import_tells_of_it_by_sheet_row_and_column(installation: Installation, tmp_path: Path) -> None:
    """In the note, not the value; a column of contacts is told of nothing, nor is what stands already."""
    app = installation.app()
    a_contract(app, title=f"調査 {PHONE}")
    hand_in(app, "emergency_contact")
    export_ledger(app, tmp_path / "1.xlsx")
    assert not [note for note in import_ledger(app, tmp_path / "1.xlsx").notes if "電話番号" in note.found]
    amend(app, ID, {"title": "調査"}, None)
    (note,) = [note for note in import_ledger(app, tmp_path / "1.xlsx").notes if "電話番号" in note.found]
    assert (note.sheet, note.row, note.column) == ("契約", 2, "業務名")
    assert PHONE not in str(note)
