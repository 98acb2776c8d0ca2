"""Assembles the audit file: the documents become the files of the container, with what protects them.

`manifest.json` names every other file with its SHA-256, `MANIFEST.sha256` protects the manifest. The digest of the
contents (照合値) covers everything but the cover, which shows it: whoever keeps the printed cover can tell whether a
file handed over later is the one it belongs to.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any

import orjson

from config.unseen import in_json
from lifecycle.papers.pack.container import FIRST, MARK, Member, member
from lifecycle.papers.pack.cover import cover_pdf
from lifecycle.papers.pack.pages import page
from lifecycle.papers.pack.told import JsonObject

FORMAT = MARK.decode()
MANIFEST, EVENTS, COVER, PRINTED = "manifest.json", "journal/events.jsonl", "cover.html", "cover.pdf"
TEXTS = "journal/texts.json"
CONTRACT, HISTORY, VERDICTS = "contract.json", "history.json", "verdicts.json"


def product_version() -> str:
    """The release of the product that makes (or checks) an audit file."""
    return version("lifecycle")


def document_bytes(document: Mapping[str, Any]) -> bytes:
    """A document of the file as JSON: readable, in one fixed form; what nobody sees is escaped."""
    return in_json(unescaped_bytes(document).decode()).encode()


def unescaped_bytes(document: Mapping[str, Any]) -> bytes:
    """A document of the file as an earlier version wrote it."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def listed(members: Sequence[Member]) -> list[JsonObject]:
    """The files as the manifest lists them, in order of their names."""
    return sorted(({"path": m.name, "size": m.size, "sha256": m.sha256} for m in members), key=lambda f: str(f["path"]))


def content_digest(about: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> str:
    """照合値: the digest of what the audit file says of itself and of every file but the cover."""
    said = {name: value for name, value in about.items() if name not in ("files", "content_digest")}
    inside = [dict(file) for file in files if file["path"] not in (COVER, PRINTED)]
    return hashlib.sha256(orjson.dumps([said, inside], option=orjson.OPT_SORT_KEYS)).hexdigest()


def assemble(
    about: JsonObject, contract: JsonObject, history: JsonObject, verdicts: JsonObject, events: bytes,
    texts: JsonObject, papers: Sequence[Member], made_at: datetime,
) -> tuple[list[Member], JsonObject]:  # fmt: skip
    """Every file in the order it is written, and the manifest. Raises SetupError where the cover can't be made."""
    trial = about["trial"] is True
    inside = [
        member(CONTRACT, document_bytes(contract)),
        member(HISTORY, document_bytes(history)),
        member("history.html", page("history", trial=trial, history=history)),
        member(VERDICTS, document_bytes(verdicts)),
        member("verdicts.html", page("verdicts", trial=trial, verdicts=verdicts)),
        member(EVENTS, events),
        member(TEXTS, document_bytes(texts)),
        *papers,
    ]
    about = {**about, "format": FORMAT, "product": product_version()}
    about["content_digest"] = content_digest(about, listed(inside))
    covers = [
        member(COVER, page("cover", trial=trial, about=about, contract=contract, history=history, verdicts=verdicts)),
        member(PRINTED, cover_pdf(about, contract, history, verdicts, made_at)),
    ]
    manifest = {**about, "files": listed([*covers, *inside])}
    protected = member(MANIFEST, document_bytes(manifest))
    guard = member(FIRST, manifest_line(protected.sha256))
    return [guard, protected, *sorted([*covers, *inside], key=lambda m: m.name)], manifest


def manifest_line(sha256: str) -> bytes:
    """The content of MANIFEST.sha256, as `sha256sum -c` reads it."""
    return f"{sha256}  {MANIFEST}\n".encode()
