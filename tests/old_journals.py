"""Journals as earlier versions wrote them, to the byte: with the persons they refer to and the originals they name.

A folder is named after the last migration of the version that wrote it.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from installation import ADMIN, Installation
from sqlalchemy import Connection, insert

from lifecycle.identity import SYSTEM
from lifecycle.records.events.installation import HomeSettled
from lifecycle.records.journal import Author, Draft, append, canonical
from lifecycle.records.models import Base
from lifecycle.records.projections import Projector
from lifecycle.records.schema import migrate
from lifecycle.usecases.register import begin_register
from lifecycle.usecases.work import working

FOLDER = Path(__file__).parent / "lifecycle" / "records" / "journals"
VERSIONS = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
LATEST = "0003"
"""The latest of these journals that holds every kind of event of its day; what came after stands in `samples.jsonl`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of such a journal: the kind of event and its payload as stored."""

    kind: str
    payload: bytes


def _lines(version: str, name: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (FOLDER / version / f"{name}.jsonl").read_bytes().splitlines()]


def rows_of(version: str) -> list[Row]:
    """The events of a journal in the order of recording."""
    return [Row(line["kind"], line["payload"].encode()) for line in _lines(version, "journal")]


def samples() -> list[Row]:
    """A payload of each kind that came after the latest of these journals, as `samples.jsonl` gives it."""
    lines = map(orjson.loads, (FOLDER / "samples.jsonl").read_bytes().splitlines())
    return [Row(line["kind"], canonical(line["payload"])) for line in lines]


def installed(version: str, like: Installation, home: Path, schema: str = "head") -> Installation:
    """An installation with the tables of today, or of an earlier version, that holds such a journal.

    With the tables of today it is settled to be one for trial, and its register of people begun by the rules in force.
    """
    shutil.copytree(like.home, home, ignore=shutil.ignore_patterns("lifecycle.db*", "evidence"))
    for original in sorted((FOLDER / version).glob("evidence/*")):
        (home / "evidence" / original.name[:2]).mkdir(parents=True, exist_ok=True)
        shutil.copy(original, home / "evidence" / original.name[:2])
    installation = Installation(home)
    migrate(installation.engine, schema)
    events = [
        {**line, "payload": line["payload"].encode(), "occurred_on": _day(line)} for line in _lines(version, "journal")
    ]
    heads = {line["subject"]: {name: line[name] for name in ("subject", "number", "hash")} for line in events}
    tables = Base.metadata.tables
    with installation.engine.begin() as connection:
        connection.execute(insert(tables["journal"]), events)
        connection.execute(insert(tables["head"]), list(heads.values()))
        connection.execute(insert(tables["person"]), _lines(version, "people"))
    if schema == "head":
        settle(installation, version)
    return installation


def settle(installation: Installation, version: str) -> None:
    """Settle a home with the tables of today and such a journal to be one for trial, and begin its register."""
    last = _lines(version, "journal")[-1]
    with installation.engine.begin() as connection:
        _for_trial(connection, {**last, "occurred_on": _day(last)})
    with working(installation.app(ADMIN)) as work:
        begin_register(work)


def _for_trial(connection: Connection, last: dict[str, Any]) -> None:
    """Settle what the home is: its actors had declared themselves, and those of a test go on doing so."""
    settled = Draft(SYSTEM, last["occurred_on"], HomeSettled(trial=True))
    Projector(connection).apply(append(connection, [settled], Author("root", "root", "admin"), last["recorded_at"]))


def _day(line: dict[str, Any]) -> Any:
    from datetime import date

    return date.fromisoformat(line["occurred_on"])
