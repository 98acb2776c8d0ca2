"""A made-up circular of 2025 as an office drafts it: a new edition of the special provisions, and its source."""

from pathlib import Path

from installation import OVERSIGHT, Installation

from lifecycle.usecases.matters import confirm, one_matter
from lifecycle.usecases.rule_publishing import propose_publication
from lifecycle.usecases.second_person import Proposed

SECOND = "財産活用課"
"""Another person who may confirm what the 制度所管課 proposes."""
EDITION = "special-provisions-R7.4.1"
FIRST_ON = "2025-04-01"
SOURCE = '[[source]]\nid = "7kou100"\nnumber = "7広第100号"\ntitle = "改正について"\nissued_on = 2025-03-03\n'


def edition(first_on: str = FIRST_ON, label: str = "R7.4.1") -> str:
    """The entry of the new edition, with its first day."""
    return (
        f'[[edition]]\nid = "special-provisions-{label}"\nform = "special_provisions"\nlabel = "{label}"\n'
        f'issued_on = {first_on}\ncite = {{ source = "7kou100" }}\n'
    )


def a_circular(folder: Path, **files: str) -> Path:
    """The draft in a folder; `files` by their name without .toml take the place of its own."""
    folder.mkdir(parents=True)
    for name, text in ({"sources": SOURCE, "editions": edition()} | files).items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def published(home: Installation, folder: Path, now: str = "2025-03-03") -> Proposed:
    """The draft as two persons have published it."""
    asked = propose_publication(home.app(OVERSIGHT, now), folder, folder.name)
    confirmed(home, asked, now)
    return asked


def confirmed(home: Installation, asked: Proposed, now: str = "2025-03-03") -> None:
    """What was proposed, confirmed by another person as it was shown."""
    shown = one_matter(home.app(SECOND, now), asked.id).shown
    confirm(home.app(SECOND, now), asked.id, shown)
