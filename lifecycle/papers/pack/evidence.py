"""The originals: every file that the contract's events name, under names that tell kind, day and hash but no person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from config.errors import reason_of
from lifecycle.papers.pack.container import Member, member
from lifecycle.papers.pack.told import JsonObject, by_then
from lifecycle.records.events.documents import Recorded
from lifecycle.records.journal import Event, only

_EXTENSIONS = {"text": "txt", "unknown": "bin", "ole2": "ole"}
_PREFIX = 12


@dataclass(frozen=True, slots=True)
class Original:
    """An original: its hash, size and sniffed type, the document it came with first, and its name in the file.

    `problem` says why it could not be put in; empty where it is in.
    """

    sha256: str
    size: int
    type: str
    kind: str
    subcontract: str
    dated_on: str | None
    problem: str = ""

    @property
    def name(self) -> str:
        """The name of the original in the container."""
        of = f"_sub{self.subcontract}" if self.subcontract else ""
        extension = _EXTENSIONS.get(self.type, self.type)
        safe = extension if re.fullmatch(r"[a-z0-9]{1,8}", extension) else "bin"
        return f"evidence/{self.kind}{of}_{self.dated_on or 'undated'}_{self.sha256[:_PREFIX]}.{safe}"

    def document(self) -> JsonObject:
        """The original as the lists show it."""
        path = None if self.problem else self.name
        return {"sha256": self.sha256, "size": self.size, "type": self.type, "path": path, "problem": self.problem}


def papers_in(events: Sequence[Event], as_of: date) -> list[Original]:
    """Every original that an event up to the day names, taken back or not; each once, in the order of recording."""
    originals: dict[str, Original] = {}
    for _, body in only(by_then(events, as_of), Recorded):
        dated_on = body.dated_on.isoformat() if body.dated_on else None
        for file in body.files:
            paper = Original(file.sha256, file.size, file.type, body.document, body.subcontract, dated_on)
            originals.setdefault(paper.sha256, paper)
    return list(originals.values())


def collect(papers: Sequence[Original], folder: Path) -> tuple[list[Original], list[Member]]:
    """The papers, each with what is wrong with it, and the files that are there and unchanged."""
    looked_at, members = [], []
    for paper in papers:
        path = folder / paper.sha256[:2] / paper.sha256
        try:
            one = member(paper.name, path)
        except FileNotFoundError:
            looked_at.append(replace(paper, problem="原本のファイルがありません"))
            continue
        except OSError as error:
            looked_at.append(replace(paper, problem=f"原本を読めません({reason_of(error)})"))
            continue
        if one.sha256 != paper.sha256:
            looked_at.append(replace(paper, problem="原本の内容が記録時と違います"))
            continue
        looked_at.append(paper)
        members.append(one)
    return looked_at, members
