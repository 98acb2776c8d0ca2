"""Reads the rule data, checks all of it, and refuses it with every fault at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.citations import Source
from config.declarations import Declarations
from config.desks import Desk, Desks
from config.editions import Edition, Transition
from config.errors import DataFault, RuleDataError
from config.escalation import AlertKind, Escalation
from config.evidence import EvidenceKind
from config.faults import problems_in
from config.filled_rules import filled_rules, order_of_rule
from config.forms import ChecklistForm
from config.headings import Headings
from config.legal_reports import IncidentRules
from config.personal_data import PersonalData
from config.plausible import Plausible
from config.readings import Readings
from config.record_faults import record_faults
from config.released import pack_files
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


Located = tuple[str, M]
"""An entry of the rule data with the name of its file."""


@dataclass(frozen=True, slots=True)
class RuleRows:
    """Every entry of a folder; each is sound in itself, but not yet checked against the others."""

    rules: list[Located[Rule]]
    sources: list[Located[Source]]
    editions: list[Located[Edition]]
    transitions: list[Located[Transition]]
    forms: list[Located[ChecklistForm]]
    ladders: list[Located[Escalation]]
    alerts: list[Located[AlertKind]]
    desks: list[Located[Desk]]
    evidence: list[Located[EvidenceKind]]
    readings: list[Located[Readings]]
    plausible: list[Located[Plausible]]
    declarations: list[Located[Declarations]]
    personal_data: list[Located[PersonalData]]
    incidents: list[Located[IncidentRules]]
    headings: list[Located[Headings]]

    @property
    def all_desks(self) -> Desks:
        """The desks by their ids."""
        return Desks({desk.id: desk for _, desk in self.desks})


def bound(rows: RuleRows, faults: list[DataFault]) -> RuleBook:
    """The rule book made of the entries, where nothing is wrong with them. Raises RuleDataError with every fault."""
    unread = any(fault.file == "desks.toml" for fault in faults)
    faults_of_all = [*faults, *_dangling(rows), *(() if unread else _desk_faults(rows))]
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
                place = row.get("code") or row.get("id") or f"{key} {n}番目"
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


def _dangling(rows: RuleRows) -> Iterator[DataFault]:
    """Faults where a citation names no source, a transition no rule, or where forms and editions do not agree."""
    known = {source.id for _, source in rows.sources}
    for name, place, source in _citations(rows):
        if source not in known:
            yield DataFault(name, place, f"出典「{source}」が sources.toml にありません")
    codes = {rule.code for _, rule in rows.rules}
    for name, item in rows.transitions:
        for code in sorted({*item.lifts, *item.concerns} - codes):
            yield DataFault(name, item.code, f"規則「{code}」がありません")
    yield from _misused(rows, codes)
    binding = [source.id for _, source in rows.sources if source.binds_contractor_as]
    if len(binding) != 1 and any(rule.asked_for for _, rule in rows.rules):
        named = "、".join(binding) or "なし"
        yield DataFault("sources.toml", "-", f"委託先を縛る文書(binds_contractor_as)は1つ要ります(今は {named})")
    yield from record_faults(rows.rules, {kind.id: kind for _, kind in rows.evidence})
    editions, forms = {e.id for _, e in rows.editions}, {form.edition for _, form in rows.forms}
    for name, form in rows.forms:
        if form.edition not in editions:
            yield DataFault(name, form.edition, "editions.toml にない版です")
    for name, edition in rows.editions:
        if edition.form == "checklist" and edition.id not in forms:
            yield DataFault(name, edition.id, "この版のチェックリストの様式が forms/ にありません")
    steps = {step.id for _, ladder in rows.ladders for step in ladder.every_step}
    occasions = {kind.code for _, kind in rows.alerts}
    for name, ladder in rows.ladders:
        for one in ladder.weights:
            for code in sorted(set(one.codes) - codes - occasions):
                yield DataFault(name, f"weights.{one.label}", f"規則・契機「{code}」がありません")
    for name, kind in rows.alerts:
        for code in sorted(set(kind.rules) - codes):
            yield DataFault(name, kind.code, f"規則「{code}」がありません")
        if kind.highest is not None and kind.highest not in steps:
            yield DataFault(name, kind.code, f"段階「{kind.highest}」が escalation.toml にありません")
    for name, rule in rows.rules:
        for value in rule.values:
            if rule.first_on and (value.valid_from or date.min) < rule.first_on:
                yield DataFault(name, f"{rule.code}.{value.name}", "規則の初日より前から始まる値です")


def _misused(rows: RuleRows, codes: set[str]) -> Iterator[DataFault]:
    """Faults of attributes that name no rule, or that two rules claim although the engine knows only one such rule."""
    claimed: dict[str, str] = {}
    for name, rule in rows.rules:
        for named in (rule.lifted_with, rule.newest_form_of):
            if named is not None and named not in codes:
                yield DataFault(name, rule.code, f"規則「{named}」がありません")
        for attribute in rule.claims:
            if attribute in claimed:
                yield DataFault(name, rule.code, f"{attribute} の規則は1つだけです({claimed[attribute]} にもあります)")
            claimed.setdefault(attribute, rule.code)
    own = [kind.occasion for _, kind in rows.alerts if kind.occasion]
    for name, kind in rows.alerts:
        if kind.occasion and own.count(kind.occasion) > 1:
            yield DataFault(name, kind.code, f"occasion「{kind.occasion}」の契機は1つだけです")


def _desk_faults(rows: RuleRows) -> Iterator[DataFault]:
    """Faults of the desks as a whole, and of whatever names a desk that is missing or not of the oversight office."""
    desks = rows.all_desks
    yield from (DataFault("desks.toml", place, problem) for place, problem in desks.faults())
    answering = [desk.id for desk in desks.oversight]
    expected = "、".join(f"'{id_}'" for id_ in answering)
    entries: list[Located[Rule] | Located[AlertKind]] = [*rows.rules, *rows.alerts]
    for name, one in entries:
        if one.oversight is not None and one.oversight not in answering:
            problem = f"「{one.oversight}」は使えません。{expected} のいずれかにしてください(desks.toml)"
            yield DataFault(name, f"{one.code}.oversight", problem)
        for id_ in desks.unknown_in("".join(text or "" for text in one.wordings)):
            yield DataFault(name, one.code, f"{{desk:{id_}}} の連絡先が desks.toml にありません")


def _citations(rows: RuleRows) -> Iterator[tuple[str, str, str]]:
    """Every citation: the file, the entry that cites, the source cited."""
    for name, rule in rows.rules:
        for cite in (*rule.cites, *(value.cite for value in rule.values)):
            yield name, rule.code, cite.source
    for name, edition in rows.editions:
        yield name, edition.id, edition.cite.source
    for name, item in rows.transitions:
        for cite in item.cites:
            yield name, item.code, cite.source
    for name, form in rows.forms:
        yield name, form.edition, form.cite.source
    for name, readings in rows.readings:
        for reason in readings.reasons:
            yield name, reason.id, reason.cite.source
