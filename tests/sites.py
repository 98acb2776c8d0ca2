"""A site as tests read it: its pages parsed, and the ledger they were built from opened on any day."""

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

from lifecycle.app import App, build_app

AS_OF = "2024-12-10"
CONTRACT, OFFICE = "R6-0012", "モデル所属13（合同説明会）"
HOSTILE, DEEP, ENDED = "<i>R6&\"'", "R6-深い契約", "R6-0032"
HOSTILE_TITLE = "<script>alert('壊す')</script>{{ 7*7 }}</title>"
VOID = frozenset({"meta", "link", "br", "wbr", "img", "input", "hr"})


def opened(home: Path, actor: str, day: str) -> App:
    """The installation as that person opens it at nine on that day."""
    return build_app(home, actor=actor, environment={"LIFECYCLE_NOW": f"{day}T09:00:00+09:00"})


@dataclass
class Parsed(HTMLParser):
    """One page: its ids, links, headings, text, and elements left open."""

    path: str
    html: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)

    def __hash__(self) -> int:
        return hash(self.path)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.links += [str(given[name]) for name in ("href", "src") if given.get(name)]
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        """What the page says, runs of blanks as one."""
        return " ".join(" ".join(self.words).split())


@dataclass
class Site:
    """A built site."""

    folder: Path

    @cached_property
    def paths(self) -> list[str]:
        """Every page of it."""
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*.html"))

    @cached_property
    def pages(self) -> dict[str, Parsed]:
        """Every page, parsed."""
        return {path: Parsed(path, self.html(path)) for path in self.paths}

    def html(self, path: str) -> str:
        """A page as written."""
        return (self.folder / path).read_text(encoding="utf-8")

    def url(self, path: str) -> str:
        """The address of a page on this disk."""
        return (self.folder / path).as_uri()

    def files(self) -> dict[str, bytes]:
        """Every file by its path."""
        return {p.relative_to(self.folder).as_posix(): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
