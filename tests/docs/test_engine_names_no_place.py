"""The engine names no prefecture and no city: its words for the place come with the pack, and so with another's."""

import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from config.loader import rule_book
from config.place import PlaceWords, here, said_here, speak_as, speak_as_home
from config.vocabulary import VisitorSide, VisitReason
from states.contact_documents import ContactCheck
from states.documents import ContractReview, EmergencyContact
from states.labels import label

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")
WORDS = re.compile("|".join(tomllib.loads(Path(__file__).with_name("place_words.toml").read_text("utf-8"))["words"]))
APART = {"packs", "demo", "__pycache__"}
"""The packs, which name their place; the play, which tells of one; what Python leaves behind."""


def texts(path: Path) -> list[str]:
    """What is written in a file: the parts of a document of Word, the text of any other; nothing of a font."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as document:
            return [document.read(name).decode() for name in document.namelist() if name.endswith(".xml")]
    try:
        return [path.read_text(encoding="utf-8")]
    except UnicodeDecodeError:
        return []


def files() -> list[Path]:
    """Every file of the engine."""
    return [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file() and not APART & {*path.parts}]


def test_no_file_of_the_engine_names_a_place() -> None:
    """Code, templates, letters, pages, columns, guides to columns, definitions of tables, comments too."""
    named = {path.relative_to(ROOT).as_posix(): WORDS.findall(text) for path in files() for text in texts(path)}
    assert {name: words for name, words in named.items() if words} == {}


def test_a_word_of_the_place_would_be_found(tmp_path: Path) -> None:
    """In a text and in a letter."""
    letter = tmp_path / "letter.docx"
    with zipfile.ZipFile(letter, "w") as document:
        document.writestr("word/document.xml", "<w:t>本県の業務</w:t>")
    assert [WORDS.findall(text) for text in texts(letter)] == [["県"]]


@pytest.fixture
def in_a_city() -> "object":
    """The words of a city, for as long as a test runs."""
    speak_as(
        PlaceWords("市", columns={"契約書の記載事項": "契約規則第9条の記載事項", "無催告解除条項": "即時解除条項"})
    )
    yield
    speak_as(rule_book().place)


def test_the_shipped_pack_speaks_as_before() -> None:
    """The names under which the ledgers of the offices stand."""
    assert here() == rule_book().place
    assert label(ContractReview, "finance_rule_items") == "財務規則第166条の記載事項"
    assert label(EmergencyContact, "office_contact") == "県の連絡先"
    assert (VisitReason.OUTSIDE_PREFECTURE.label, VisitorSide.PREFECTURE.label) == ("県外", "県職員")


@pytest.mark.usefixtures("in_a_city")
def test_with_the_words_of_a_city_the_same_fields_bear_its_names() -> None:
    """Columns, choices, sentences: nothing is left of the other place, and what is written is read back."""
    assert label(ContractReview, "finance_rule_items") == "契約規則第9条の記載事項"
    assert label(ContractReview, "termination_clause") == "即時解除条項"
    assert label(EmergencyContact, "office_covers") == "市につながる時間"
    assert label(ContactCheck, "office_outcome") == "市への疎通"
    assert VisitReason.from_label("市外") is VisitReason.OUTSIDE_PREFECTURE
    assert VisitorSide.from_label("市職員") is VisitorSide.PREFECTURE
    assert said_here("{government}の職員、{column:無催告解除条項}") == "市の職員、即時解除条項"


def test_help_speaks_by_the_pack_of_the_home_that_is_named(tmp_path: Path) -> None:
    """Before the home is opened; a home without a pack of its own speaks as shipped, a broken one is told later."""
    city, broken = tmp_path / "city", tmp_path / "broken"
    for home, text in ((city, 'government = "市"\n'), (broken, "government = [")):
        (home / "pack").mkdir(parents=True)
        (home / "pack" / "place.toml").write_text(text, encoding="utf-8")
    try:
        speak_as_home({"LIFECYCLE_HOME": str(city)})
        assert said_here("{government}の職員") == "市の職員"
        speak_as(rule_book().place)
        for home in (tmp_path, broken):
            speak_as_home({"LIFECYCLE_HOME": str(home)})
            assert here() == rule_book().place
    finally:
        speak_as(rule_book().place)
