"""Reads the files of a folder of rule data into entries, and collects what is wrong with them."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.circulars import CircularAsks
from config.citations import Source
from config.declarations import Declarations
from config.desks import Desk
from config.editions import Edition
from config.errors import DataFault, RuleDataError
from config.escalation import AlertKind, Escalation
from config.evidence import EvidenceKind
from config.faults import problems_in
from config.form_entries import FormEntry
from config.headings import Headings
from config.legal_reports import IncidentRules
from config.pack_tables import PackTables
from config.paper_forms import PaperForm
from config.personal_data import PersonalData
from config.place import PLACE_FILE
from config.place_file import PlaceFile
from config.plausible import Plausible
from config.readings import Readings
from config.released import PackFiles
from config.rule_rows import RuleRows
from config.schema import Rule
from config.toml_files import read_toml, tables_of, toml_text
from config.transitions import Transition
from config.wordings import ItemWording

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Reader:
    """Reads TOML files, of a folder or kept as texts, into models; collects faults instead of stopping at the first.

    With `older` it reads entries of former releases too, each as it was meant then.
    """

    def __init__(self, source: Path | PackFiles, *, older: bool = False) -> None:
        self.source, self.older = source, older
        self.faults: list[DataFault] = []

    def rows(self) -> RuleRows:
        """Everything the folder holds, with a fault for every entry that stands twice."""
        read = RuleRows(
            rules=self.tables("rules/*.toml", "rule", Rule),
            sources=self.tables("sources.toml", "source", Source),
            editions=self.tables("editions.toml", "edition", Edition),
            transitions=self.tables("transitions.toml", "transition", Transition),
            forms=self.wholes("forms/*.toml", FormEntry),
            ladders=self.wholes("escalation.toml", Escalation),
            alerts=self.tables("alerts.toml", "alert", AlertKind),
            desks=self.tables("desks.toml", "desk", Desk),
            evidence=self.tables("evidence.toml", "kind", EvidenceKind),
            readings=self.wholes("readings.toml", Readings),
            plausible=self.wholes("plausible.toml", Plausible),
            declarations=self.wholes("declarations.toml", Declarations),
            personal_data=self.wholes("personal_data.toml", PersonalData),
            incidents=self.wholes("incidents.toml", IncidentRules),
            headings=self.wholes("headings.toml", Headings),
            paper_forms=self.tables("paper_forms.toml", "form", PaperForm),
            place=self.wholes(PLACE_FILE, PlaceFile),
            wordings=self.tables("wording.toml", "wording", ItemWording),
            circulars=self.wholes("circulars.toml", CircularAsks),
            tables=self.wholes("tables.toml", PackTables),
        )
        self.unique(read.rules, lambda rule: rule.code, "規則コード")
        self.unique(read.sources, lambda source: source.id, "出典ID")
        self.unique(read.editions, lambda edition: edition.id, "版ID")
        self.unique(read.transitions, lambda item: item.code, "経過措置コード")
        self.unique(read.alerts, lambda kind: kind.code, "契機コード")
        self.unique(read.desks, lambda desk: desk.id, "連絡先のID")
        self.unique(read.forms, lambda form: form.edition, "様式の版")
        self.unique(read.evidence, lambda kind: kind.id, "証拠の種類のID")
        self.unique(read.evidence, lambda kind: kind.label, "証拠の種類の名前")
        self.unique(read.paper_forms, lambda form: form.kind, "様式の種類")
        self.unique(read.wordings, lambda one: one.id, "項目の文言")
        return read

    def _parsed(self, pattern: str) -> Iterable[tuple[str, dict[str, Any]]]:
        for name in self._matching(pattern):
            try:
                yield name, self._read(name)
            except RuleDataError as error:
                self.faults += error.faults

    def _matching(self, pattern: str) -> list[str]:
        if isinstance(self.source, Path):
            return sorted(path.relative_to(self.source).as_posix() for path in self.source.glob(pattern))
        return sorted(name for name in self.source if in_pattern(name, pattern))

    def _read(self, name: str) -> dict[str, Any]:
        if isinstance(self.source, Path):
            return read_toml(self.source / name, name)
        return tables_of(self.source[name].encode(), name)

    def text(self, name: str) -> str | None:
        """The text of a file, lines ending as on Unix; None where it can't be read."""
        if not isinstance(self.source, Path):
            return self.source.get(name)
        try:
            return toml_text(self.source / name, name)
        except RuleDataError:
            return None

    def tables(self, pattern: str, key: str, model: type[M]) -> list[tuple[str, M]]:
        """Every `[[key]]` table of the matching files as a model, each with the name of its file."""
        entries: list[tuple[str, M]] = []
        for name, data in self._parsed(pattern):
            for stray in data.keys() - {key}:
                self.faults.append(DataFault(name, stray, "知らない項目です"))
            rows = data.get(key, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                self.faults.append(DataFault(name, key, f"[[{key}]] の表として書いてください"))
                continue
            for n, row in enumerate(rows, start=1):
                place = row.get("code") or row.get("id") or row.get("kind") or f"{key} {n}番目"
                if model_ := self._model(name, str(place), model, row):
                    entries.append((name, model_))
        return entries

    def wholes(self, pattern: str, model: type[M]) -> list[tuple[str, M]]:
        """Every matching file, each read as one model."""
        pairs = ((name, self._model(name, "", model, data)) for name, data in self._parsed(pattern))
        return [(name, whole) for name, whole in pairs if whole]

    def _model(self, name: str, place: str, model: type[M], row: dict[str, Any]) -> M | None:
        try:
            return model.model_validate(row, context={"older": self.older})
        except ValidationError as error:
            for within, problem in problems_in(error):
                where = ".".join(part for part in (place, within) if part)
                self.faults.append(DataFault(name, where or "-", problem))
            return None

    def unique(self, rows: list[tuple[str, T]], key: Callable[[T], str], noun: str) -> None:
        """A fault for every key that stands twice."""
        seen: dict[str, str] = {}
        for name, row in rows:
            if (code := key(row)) in seen:
                self.faults.append(DataFault(name, code, f"{noun}が重複しています({seen[code]} にもあります)"))
            seen.setdefault(code, name)


def in_pattern(name: str, pattern: str) -> bool:
    """Whether a file's name within its folder is one of a pattern (`rules/*.toml`), which reaches no deeper folder."""
    return fnmatchcase(name, pattern) and name.count("/") == pattern.count("/")
