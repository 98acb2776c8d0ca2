"""place.toml holds the words of one place: what is wrong in it is told all at once, with where it stands."""

import shutil
from pathlib import Path

import pytest

from config.errors import RuleDataError
from config.loader import RULE_DATA, load_rule_book
from config.place import PlaceWords

WRONG = """
government = "ある 市"
office_kinds = ["本庁", "本庁"]
[provisions]
articles = 12
termination_article = 19
[columns]
"無催告解除条項" = "a/b"
"""


def pack_with(folder: Path, text: str) -> Path:
    """The shipped pack with another place.toml."""
    pack = Path(shutil.copytree(RULE_DATA, folder / "pack"))
    (pack / "place.toml").write_text(text, encoding="utf-8")
    return pack


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """A word with a blank, a kind twice, an article beyond the last, a name of a column that no cell can bear."""
    with pytest.raises(RuleDataError) as refused:
        load_rule_book(pack_with(tmp_path, WRONG))
    faults = [fault for fault in refused.value.faults if fault.file == "place.toml"]
    assert {fault.place for fault in faults} >= {"government", "office_kinds", "provisions"}


def test_a_circular_to_a_kind_of_office_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """Whoever renames the kinds has to rename the addressees."""
    with pytest.raises(RuleDataError) as refused:
        load_rule_book(pack_with(tmp_path, 'office_kinds = ["本庁"]\n'))
    assert {fault.file for fault in refused.value.faults} == {"sources.toml"}
    assert "出先機関" in str([fault.problem for fault in refused.value.faults])


def test_a_pack_without_the_file_speaks_in_the_words_of_the_engine(tmp_path: Path) -> None:
    """Every part of the pack that can be left out may be."""
    pack = pack_with(tmp_path, "")
    (pack / "place.toml").unlink()
    assert load_rule_book(pack).place == PlaceWords()
