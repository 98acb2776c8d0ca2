"""What nobody sees is refused where it is typed, with its place and its number, and nothing of it is said back."""

from collections.abc import Callable, Mapping

import pytest
from command_line import OFFICER, CommandLine, Rows, contract_row, small_ledger
from installation import HEAD, ID, Installation, a_contract
from unseen import UNSEEN

from config.unseen import unseen_in
from lifecycle.records.journal import events_of
from lifecycle.usecases.endings import end

WORDS = (
    ("contract", "register", "R6{}9"),
    ("override", "request", "R6-0012", "--rule", "S4-03", "--reason", "やむを得ない{}理由", "--document-no", "1"),
    ("attach", "R6-0012", "other", "--set", "title=復命{}書"),
    ("attach", "R6-0012", "other", "--file", "報告{}書.pdf"),
    ("な{}に",),
    ("why", "R6-0012", "--なに{}か"),
)


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0])
def test_every_unseen_character_is_refused_in_any_word(asking: CommandLine, words: tuple[str, ...]) -> None:
    """The answer names which word it is and the character by its number; exit code 2."""
    number = next(n for n, word in enumerate(words, 1) if "{}" in word)
    for character in UNSEEN:
        said = asking(*(word.format(character) for word in words), actor=OFFICER)
        assert said.code == 2
        assert said.out == ""
        assert f"{number}番目の語" in said.err
        assert f"U+{ord(character):04X}" in said.err
        assert unseen_in(said.err) is None


def test_the_option_before_the_word_is_named(asking: CommandLine) -> None:
    """Whoever pasted a text finds the place."""
    said = asking("ack", "x", "--note", "対応\x1b[31mします", actor=OFFICER)
    assert "(--note の値)" in said.err
    assert "U+001B(ESC)" in said.err


def test_a_declared_name_is_refused_as_well(asking: CommandLine, environment: pytest.MonkeyPatch) -> None:
    """A variable of the environment is typed by somebody too."""
    environment.setenv("LIFECYCLE_ACTOR", "担当者13\u202e")
    said = asking("contract", "list")
    assert said.code == 2
    assert "U+202E" in said.err


@pytest.mark.parametrize("character", ["\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\ufffb"])
def test_a_cell_is_a_fault_that_names_the_character(
    bare: CommandLine, ledger: Callable[[Mapping[str, Rows]], str], character: str
) -> None:
    """Nothing is stored; sheet, row, column and number are told, for names of persons without the name."""
    sheets = small_ledger(契約=[contract_row("R6-1", 業務名=f"集計{character}業務")])
    said = bare("import", ledger(sheets), "--json")
    assert said.code == 9
    (fault,) = said.json["errors"]
    assert (fault["column"], fault["row"]) == ("業務名", 2)
    assert f"U+{ord(character):04X}" in fault["expected"]
    assert unseen_in(said.out) is None
    assert bare("contract", "list", "--json").json == []


def test_what_shows_nothing_falls_away_in_a_cell(
    bare: CommandLine, ledger: Callable[[Mapping[str, Rows]], str]
) -> None:
    """Zero-width characters come along from web pages, other line breaks from other programs."""
    sheets = small_ledger(契約=[contract_row("R6-1", 業務名="集\u200b計\ufeff業務\u00ad\u2028二")])
    assert bare("import", ledger(sheets)).code == 0
    assert bare("contract", "show", "R6-1", "--json").json["title"] == "集計業務\n二"


def test_no_door_brings_any_into_the_journal(installation: Installation) -> None:
    """The last of the doors: where a use case is called by one that did not look, the journal holds escapes."""
    a_contract(installation.app())
    app = installation.app(HEAD)
    end(app, ID, "withdraw", f"取りやめ{UNSEEN}のため", None)
    with app.reading() as connection:
        events = events_of(connection, ID)
    kept = [row.value for row in installation.rows("SELECT value FROM person")]
    assert any("\\u202E" in value for value in kept)
    assert all(unseen_in(value) is None for value in kept)
    assert all(unseen_in(text) is None for event in events for text in map(str, event.content.values()))
