"""docs/semantics.md is the page the code cites: its sections, its words, its tables."""

import re
import tomllib

import pytest
from docs.console import ROOT
from docs.generate import SEMANTICS, with_tables

TEXT = SEMANTICS.read_text(encoding="utf-8")
SECTIONS = {int(part.split(" ", 1)[0]): part for part in re.split(r"^## §", TEXT, flags=re.MULTILINE)[1:]}
ROOMS = ("config", "states", "notifications", "lifecycle", "flows", "tests")
_CITED = re.compile(r"semantics(?:\.md)? §(\d+)(?:[–-]§(\d+))?")
_WORDS = re.compile(r"semantics(?:\.md)? §(\d+)[ 「]+([^」、(]+)")


def _citations() -> set[tuple[str, int]]:
    """Every file of the project that cites a section, with the section's number."""
    files = [p for room in ROOMS for ending in ("py", "toml") for p in sorted((ROOT / room).rglob(f"*.{ending}"))]
    found = set()
    for path in files:
        for first, last in _CITED.findall(path.read_text(encoding="utf-8")):
            name = path.relative_to(ROOT).as_posix()
            found |= {(name, number) for number in range(int(first), int(last or first) + 1)}
    return found


def test_sections_keep_their_numbers() -> None:
    """Code cites them by number, so none is renumbered; a number may be free, none stands twice or out of order."""
    numbers = [int(number) for number in re.findall(r"^## §(\d+) ", TEXT, flags=re.MULTILINE)]
    assert numbers[:9] == list(range(1, 10))
    assert numbers == sorted(set(numbers))


def test_every_section_the_code_cites_is_there() -> None:
    """«semantics §4» leads to a heading, from rooms and tests alike."""
    cited = _citations()
    assert len(cited) > len(SECTIONS)
    assert sorted((name, number) for name, number in cited if number not in SECTIONS) == []


def _phrases() -> set[tuple[int, str]]:
    """What the dated cases quote of a section, such as «Unknown is not no»."""
    sources = [
        case["source"]
        for path in (ROOT / "tests" / "scenarios").glob("*.toml")
        for cases in tomllib.loads(path.read_text(encoding="utf-8")).values()
        if isinstance(cases, list)
        for case in cases
        if isinstance(case, dict) and "source" in case
    ]
    return {(int(number), words.strip()) for source in sources for number, words in _WORDS.findall(source)}


@pytest.mark.parametrize(("number", "words"), sorted(_phrases()))
def test_what_a_case_quotes_stands_in_its_section(number: int, words: str) -> None:
    """The words after the number are found under that heading."""
    plain = re.sub(r"[*«»`]|\s+", " ", SECTIONS[number])
    assert " ".join(words.split()).lower() in " ".join(plain.split()).lower()


def test_the_tables_are_those_of_the_rule_data() -> None:
    """The closed set of gates and the due dates are written from the data."""
    assert with_tables(TEXT) == TEXT


def test_every_decision_it_leans_on_exists() -> None:
    """(0013) names a file under docs/decisions."""
    numbers = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    assert set(re.findall(r"\b(0\d{3})\b", TEXT)) <= numbers
