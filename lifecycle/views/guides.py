"""The guides for officers and admins, which come with the product: which there are, and the text of one."""

import re
from dataclasses import dataclass
from pathlib import Path

from config.errors import NotFoundError, RequestFault, SetupError
from config.place import POSTS
from config.typed import folded

_PACKAGE = Path(__file__).resolve().parents[1]
_FIRST = ("はじめる前に", *POSTS)
_HIDDEN = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_MARKS = re.compile(r"[*`]")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide: its name, what it is about in a sentence, and its text in Markdown."""

    name: str
    about: str
    text: str


def guides(package: Path = _PACKAGE) -> tuple[Guide, ...]:
    """Every guide, those of the posts first. `package` is the folder of the program.

    They lie in it where it was installed, and in docs/ of a checkout. Raises SetupError where they lie in neither.
    """
    folder = next((one for one in (package / "guides", package.parent / "docs") if (one / "手引き").is_dir()), None)
    if folder is None:
        told = "手引きのファイルがありません。lifecycle を入れ直してください。"
        raise SetupError(RequestFault("guides_missing", told))
    paths = [*(folder / "手引き").glob("*.md"), *(path for path in folder.glob("*.md") if not path.stem.isascii())]
    return tuple(sorted(map(_guide, paths), key=lambda guide: (_place(guide.name), guide.name)))


def guide_called(name: str, package: Path = _PACKAGE) -> Guide:
    """The guide of that name. Raises NotFoundError with the names that there are."""
    known = guides(package)
    one = next((guide for guide in known if folded(guide.name) == folded(name)), None)
    if one is None:
        told = f"手引き「{name}」はありません。あるのは {'、'.join(guide.name for guide in known)} です。"
        raise NotFoundError(RequestFault("guide_unknown", told, "name"))
    return one


def _guide(path: Path) -> Guide:
    """A guide without what it says to the tests alone."""
    text = _HIDDEN.sub("", path.read_text(encoding="utf-8"))
    paragraphs = [part for part in text.split("\n\n") if part.strip() and not part.startswith("#")]
    about = _MARKS.sub("", _LINK.sub(r"\1", "".join(paragraphs[0].splitlines()))) if paragraphs else ""
    return Guide(path.stem, about.partition("。")[0], text)


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)
