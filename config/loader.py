"""Reads the rule data, checks all of it, and refuses it with every fault at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.citations import Source
from config.dangling import dangling, desk_faults
from config.declarations import Declarations
from config.desks import Desk
from config.editions import Edition, Transition
from config.errors import DataFault, RuleDataError
from config.escalation import AlertKind, Escalation
from config.evidence import EvidenceKind
from config.faults import problems_in
from config.filled_rules import filled_rules, order_of_rule
from config.forms import ChecklistForm
from config.headings import Headings
from config.legal_reports import IncidentRules
from config.paper_forms import PaperForm
from config.personal_data import PersonalData
from config.plausible import Plausible
from config.readings import Readings
from config.released import pack_files
from config.rule_rows import RuleRows
from config.rulebook import RuleBook
from config.schema import Rule
from config.toml_files import read_toml

RULE_DATA = Path(__file__).parent / "packs" / "fukuoka"
"""The pack of the prefecture: its rules, forms, sources, calendar and ladder. No other module names it."""

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


@cache
def rule_book() -> RuleBook:
    """The rule book that ships with the product. Loaded once; it is immutable."""
    return load_rule_book(RULE_DATA)


def load_rule_book(folder: Path) -> RuleBook:
    """The rule book under a folder of the shape of the pack. Raises RuleDataError with every fault."""
    reader = Reader(folder)
    rows = reader.rows()
    needed = {"escalation.toml": rows.ladders, "readings.toml": rows.readings}
    if not reader.faults:
        reader.faults += [DataFault(name, "-", "ファイルがありません") for name, read in needed.items() if not read]
    reader.faults += _unguarded(rows)
    return replace(bound(rows, reader.faults), files=pack_files(folder))


def bound(rows: RuleRows, faults: list[DataFault]) -> RuleBook:
    """The rule book made of the entries, where nothing is wrong with them. Raises RuleDataError with every fault."""
    unread = any(fault.file == "desks.toml" for fault in faults)
    faults_of_all = [*faults, *dangling(rows), *(() if unread else desk_faults(rows))]
    if faults_of_all:
        raise RuleDataError(faults_of_all)
    written = ([rule for _, rule in rows.rules], [one for _, one in rows.editions], [form for _, form in rows.forms])
    return RuleBook(
        rules={rule.code: rule for rule in sorted(filled_rules(*written), key=lambda rule: order_of_rule(rule.code))},
        transitions={item.code: item for _, item in rows.transitions},
        sources={source.id: source for _, source in rows.sources},
        editions=tuple(edition for _, edition in rows.editions),
        forms={form.edition: form for _, form in rows.forms},
        escalation=rows.ladders[0][1],
        desks=rows.all_desks,
        readings=rows.readings[0][1],
        alerts={kind.code: kind for _, kind in rows.alerts},
        evidence={kind.id: kind for _, kind in rows.evidence},
        plausible=rows.plausible[0][1] if rows.plausible else Plausible(),
        declarations=rows.declarations[0][1] if rows.declarations else Declarations(),
        personal_data=rows.personal_data[0][1] if rows.personal_data else PersonalData(),
        incidents=rows.incidents[0][1] if rows.incidents else IncidentRules(),
        headings=rows.headings[0][1] if rows.headings else Headings(),
        paper_forms={form.kind: form for _, form in rows.paper_forms},
    )


class Reader:
    """Reads TOML files into models and collects faults instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[DataFault] = []

    def rows(self) -> RuleRows:
        """Everything the folder holds, with a fault for every entry that stands twice."""
        read = RuleRows(
            rules=self.tables("rules/*.toml", "rule", Rule),
            sources=self.tables("sources.toml", "source", Source),
            editions=self.tables("editions.toml", "edition", Edition),
            transitions=self.tables("transitions.toml", "transition", Transition),
            forms=self.wholes("forms/*.toml", ChecklistForm),
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
        return read

    def _parsed(self, pattern: str) -> Iterable[tuple[str, dict[str, Any]]]:
        for path in sorted(self.folder.glob(pattern)):
            name = path.relative_to(self.folder).as_posix()
            try:
                yield name, read_toml(path, name)
            except RuleDataError as error:
                self.faults += error.faults

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
            return model.model_validate(row)
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


def _unguarded(rows: RuleRows) -> Iterator[DataFault]:
    """Faults of rules that bar a gate and that no guard judges; only a draft may be ahead of its guard."""
    for name, rule in rows.rules:
        if rule.gates and rule.guard is None:
            yield DataFault(name, rule.code, "関門を止める規則(gates)には、判定(guard)の名が要ります")
