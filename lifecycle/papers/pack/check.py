"""Checks whether an audit file is what was written: it asks the file alone, without database or home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from config.errors import InputRejectedError, NotFoundError, RequestFault, UsageError, reason_of
from config.plain_files import UnreadableFile, opened_plain, plain_bytes
from lifecycle.papers.pack import container
from lifecycle.papers.pack.assemble import (
    CONTRACT,
    COVER,
    EVENTS,
    HISTORY,
    MANIFEST,
    TEXTS,
    VERDICTS,
    content_digest,
    document_bytes,
    listed,
    manifest_line,
    product_version,
    unescaped_bytes,
)  # fmt: skip
from lifecycle.papers.pack.chain import Accounts, are_writers, chain_faults, events_in, must_be_readable
from lifecycle.papers.pack.container import FIRST, Member
from lifecycle.papers.pack.evidence import papers_in
from lifecycle.papers.pack.pages import page
from lifecycle.papers.pack.texts import speaking
from lifecycle.papers.pack.told import by_then, decision, history_document, is_judged
from lifecycle.records.journal import Event

_LOOKED_INTO = 256 * 1024**2
"""The most bytes of documents and events that are taken into memory; originals are only hashed."""
Documents = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Checked:
    """The result of the check.

    `hashes` says whether every event's hash was computed anew, for which accounts are needed; `same_release` whether
    pages could be made again and compared.
    """

    file: str
    contract: str = ""
    as_of: str = ""
    files: int = 0
    events: int = 0
    content_digest: str = ""
    manifest_sha256: str = ""
    hashes: bool = False
    same_release: bool = True
    faults: list[str] = field(default_factory=list)


def check(path: Path, accounts_file: Path | None = None, expected: str | None = None) -> Checked:
    """Compare an audit file with everything it says of itself; `expected` is the digest kept elsewhere.

    Raises NotFoundError, InputRejectedError where the file (or that of the accounts) is no such file at all.
    """
    members, checked = _opened(path)
    if checked.faults:
        return checked
    by_name = {one.name: one for one in members}
    checked.faults += _guarded(by_name, checked)
    manifest = _json(by_name, MANIFEST, checked)
    if manifest is None or checked.faults:
        return checked
    try:
        _check_content(by_name, manifest, accounts_file, expected, checked)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, UsageError):
            raise
        checked.faults.append(f"{MANIFEST}: 記載が読める形ではありません({type(error).__name__})")
    return checked


def _opened(path: Path) -> tuple[list[Member], Checked]:
    """The files of the container. Raises NotFoundError, InputRejectedError."""
    checked = Checked(path.name)
    try:
        with opened_plain(path) as file:
            if not container.is_container(file):
                told = f"「{path.name}」は監査調書ではありません。ファイルを確かめてください。"
                raise InputRejectedError(RequestFault("not_an_audit_file", told, "file", values={"name": path.name}))
            members, damaged = container.read(file, _is_looked_into, _LOOKED_INTO)
    except FileNotFoundError:
        raise NotFoundError(f"ファイル「{path.name}」がありません。") from None
    except UnreadableFile as unreadable:
        raise InputRejectedError(f"「{path.name}」を読めません({unreadable.reason})。") from None
    except OSError as error:
        raise InputRejectedError(f"「{path.name}」を読めません({reason_of(error)})。") from None
    except container.Broken as broken:
        checked.faults.append(str(broken))
        return [], checked
    checked.files = len(members)
    checked.faults += [f"{name}: 内容が書き込んだときと違います" for name in damaged]
    return members, checked


def _is_looked_into(name: str) -> bool:
    return not name.startswith("evidence/")


def _guarded(by_name: Mapping[str, Member], checked: Checked) -> list[str]:
    """The faults of the manifest, compared with the file that protects it."""
    missing = [f"{name}: ありません" for name in (FIRST, MANIFEST) if name not in by_name]
    if missing:
        return missing
    checked.manifest_sha256 = by_name[MANIFEST].sha256
    if by_name[FIRST].source != manifest_line(checked.manifest_sha256):
        return [f"{MANIFEST}: {FIRST} の値と一致しません"]
    return []


def _json(by_name: Mapping[str, Member], name: str, checked: Checked) -> dict[str, Any] | None:
    """A document of the file in the form that we write; a fault is noted where it has another form."""
    one = by_name.get(name)
    if one is None:
        checked.faults.append(f"{name}: ありません")
        return None
    try:
        document = orjson.loads(one.source)  # type: ignore[arg-type]
    except ValueError:
        document = None
    if not isinstance(document, dict) or one.source not in (document_bytes(document), unescaped_bytes(document)):
        checked.faults.append(f"{name}: 書き込んだ形の JSON ではありません")
        return None
    return document


def _check_content(
    by_name: Mapping[str, Member], manifest: Mapping[str, Any], accounts_file: Path | None, expected: str | None,
    checked: Checked,
) -> None:  # fmt: skip
    checked.contract, checked.as_of = str(manifest["contract"]), str(manifest["as_of"])
    checked.same_release = manifest["product"] == product_version()
    checked.faults += _listed_faults(by_name, manifest)
    checked.content_digest = content_digest(manifest, manifest["files"])
    if checked.content_digest != manifest["content_digest"]:
        checked.faults.append(f"{MANIFEST}: 照合値が中身と一致しません")
    if expected is not None and expected.strip().lower() not in (checked.content_digest, checked.manifest_sha256):
        checked.faults.append("控えの照合値と一致しません。別の調書か、作り直された調書です")
    accounts = _accounts(accounts_file, checked.contract, manifest["head"]) if accounts_file else None
    checked.hashes = accounts is not None
    if EVENTS not in by_name:
        checked.faults.append(f"{EVENTS}: ありません")
        return
    try:
        events = events_in(checked.contract, by_name[EVENTS].source, accounts)  # type: ignore[arg-type]
        must_be_readable(events)
        events, wrong = speaking(events, _json(by_name, TEXTS, checked) or {} if TEXTS in by_name else {})
    except (ValueError, LookupError, TypeError):
        checked.faults.append(f"{EVENTS}: 書き込んだ形ではありません")
        return
    checked.events = len(events)
    checked.faults += [f"{TEXTS}: {ref} の文が記録のときと違います" for ref in wrong]
    checked.faults += [f"{EVENTS}: {fault}" for fault in chain_faults(events, manifest["head"], accounts)]
    documents = {name: _json(by_name, name, checked) for name in (CONTRACT, HISTORY, VERDICTS)}
    if all(document is not None for document in documents.values()):
        held: Documents = {name: d for name, d in documents.items() if d is not None}
        checked.faults += _told_faults(events, date.fromisoformat(checked.as_of), held, checked)
        checked.faults += _evidence_faults(events, date.fromisoformat(checked.as_of), by_name, held[CONTRACT])
        if checked.same_release:
            checked.faults += _page_faults(by_name, manifest, held)


def _listed_faults(by_name: Mapping[str, Member], manifest: Mapping[str, Any]) -> list[str]:
    """The files that are missing, changed, or not in the manifest."""
    said = {str(file["path"]): file for file in manifest["files"]}
    there = {f["path"]: f for f in listed([m for m in by_name.values() if m.name not in (FIRST, MANIFEST)])}
    faults = [f"{name}: ありません" for name in said if name not in there]
    faults += [f"{name}: {MANIFEST} に載っていない余分なファイルです" for name in there if name not in said]
    changed = [name for name in said if name in there and said[name] != there[name]]
    return faults + [f"{name}: 内容が {MANIFEST} のハッシュと違います" for name in changed]


def _accounts(path: Path, contract: str, head: Any) -> Accounts:
    """The names that are kept apart. Raises NotFoundError, InputRejectedError."""
    try:
        content = orjson.loads(plain_bytes(path, _LOOKED_INTO))
    except FileNotFoundError:
        raise NotFoundError(f"ファイル「{path.name}」がありません。") from None
    except (UnreadableFile, ValueError):
        content = None
    kept = content.get("accounts") if isinstance(content, dict) else None
    rows = kept.values() if isinstance(kept, dict) else ()
    sound = all(isinstance(row, list) and are_writers(row) for row in rows)
    if not isinstance(kept, dict) or not sound or content.get("contract") != contract or content.get("head") != head:
        raise InputRejectedError(f"「{path.name}」はこの調書の利用者名の控えではありません。")
    return kept


def _told_faults(events: Sequence[Event], as_of: date, documents: Documents, checked: Checked) -> list[str]:
    """The faults of the history and verdicts against the events; words are compared only within the same release."""
    contract, faults = checked.contract, []
    expected, said = history_document(contract, events, as_of), dict(documents[HISTORY])
    if not checked.same_release:
        expected, said = _without_words(expected), _without_words(said)
    if expected != said:
        faults.append(f"{HISTORY}: 記録(連鎖)と一致しません")
    decided = [decision(event) for event in by_then(events, as_of) if is_judged(event)]
    entries = documents[VERDICTS]["verdicts"]
    pairs = zip(entries, decided, strict=False)
    if len(entries) != len(decided) or any(said != {**said, **wanted} for said, wanted in pairs):
        faults.append(f"{VERDICTS}: 記録(連鎖)と一致しません")
    return faults


def _without_words(history: Mapping[str, Any]) -> dict[str, Any]:
    events = [{name: v for name, v in entry.items() if name not in ("told", "post")} for entry in history["events"]]
    return {**history, "events": events}


def _evidence_faults(
    events: Sequence[Event], as_of: date, by_name: Mapping[str, Member], contract: Mapping[str, Any]
) -> list[str]:
    """Every original that an event names is there under its hash, or is declared missing with a reason; no other is."""
    declared = {p["sha256"] for e in contract["evidence"] for p in e["files"] if p.get("problem")}
    faults, named = [], set()
    for paper in papers_in(events, as_of):
        named.add(paper.name)
        there = by_name.get(paper.name)
        if there is None and paper.sha256 not in declared:
            faults.append(f"{paper.name}: 記録にある原本がありません")
        elif there is not None and there.sha256 != paper.sha256:
            faults.append(f"{paper.name}: 原本の内容が記録と違います")
    extra = [name for name in by_name if name.startswith("evidence/") and name not in named]
    return faults + [f"{name}: 記録にない原本です" for name in extra]


def _page_faults(by_name: Mapping[str, Member], manifest: Mapping[str, Any], documents: Documents) -> list[str]:
    """The faults of the pages, which are made again and compared, against the documents that they show."""
    about = {name: value for name, value in manifest.items() if name != "files"}
    history, verdicts, contract = (dict(documents[name]) for name in (HISTORY, VERDICTS, CONTRACT))
    trial = manifest.get("trial") is True
    expected = {
        "history.html": page("history", trial=trial, history=history),
        "verdicts.html": page("verdicts", trial=trial, verdicts=verdicts),
        COVER: page("cover", trial=trial, about=about, contract=contract, history=history, verdicts=verdicts),
    }
    return [
        f"{name}: 示している内容が JSON と違います"
        for name, made in expected.items()
        if name not in by_name or by_name[name].source != made
    ]
