"""Reads the rule data, checks all of it, and refuses it with every fault at once."""

import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.errors import DataFault, RuleDataError
from config.escalation import AlertKind, Escalation
from config.rulebook import RuleBook
from config.schema import ChecklistForm, Edition, Rule, Source, Transition

RULE_DATA = Path(__file__).parent

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_MESSAGES = {
    "extra_forbidden": "知らない項目です",
    "missing": "必要な項目がありません",
}


@cache
def rule_book() -> RuleBook:
    """The rule book that ships with the product. Loaded once; it is immutable."""
    return load_rule_book(RULE_DATA)


def load_rule_book(folder: Path) -> RuleBook:
    """The rule book under a folder (`sources.toml`, `editions.toml`, `transitions.toml`, `escalation.toml`,
    `alerts.toml`, `rules/*.toml`, `forms/*.toml`). Raises RuleDataError with every fault."""
    reader = _Reader(folder)
    rules = reader.tables("rules/*.toml", "rule", Rule)
    sources = reader.tables("sources.toml", "source", Source)
    editions = reader.tables("editions.toml", "edition", Edition)
    transitions = reader.tables("transitions.toml", "transition", Transition)
    alerts = reader.tables("alerts.toml", "alert", AlertKind)
    forms = [(f, m) for f, m in reader.wholes("forms/*.toml", ChecklistForm)]
    ladders = [(f, m) for f, m in reader.wholes("escalation.toml", Escalation)]
    if not ladders and not reader.faults:
        reader.faults.append(DataFault("escalation.toml", "-", "ファイルがありません"))
    reader.unique(rules, lambda rule: rule.code, "規則コード")
    reader.unique(sources, lambda source: source.id, "出典ID")
    reader.unique(editions, lambda edition: edition.id, "版ID")
    reader.unique(transitions, lambda item: item.code, "経過措置コード")
    reader.unique(alerts, lambda kind: kind.code, "契機コード")
    _check_references(reader, rules, sources, editions, transitions, forms)
    steps = {step.id for _, ladder in ladders for step in ladder.steps}
    _check_alerts(reader, alerts, {rule.code for _, rule in rules}, steps)
    if reader.faults:
        raise RuleDataError(reader.faults)
    return RuleBook(
        rules={rule.code: rule for _, rule in sorted(rules, key=lambda pair: _order(pair[1].code))},
        transitions={item.code: item for _, item in transitions},
        sources={source.id: source for _, source in sources},
        editions=tuple(edition for _, edition in editions),
        forms={form.edition: form for _, form in forms},
        escalation=ladders[0][1],
        alerts={kind.code: kind for _, kind in alerts},
    )


def _order(code: str) -> tuple[int, str]:
    """S0 … S6, then X, then the structural F codes."""
    return ("SXF".index(code[0]), code)


class _Reader:
    """Reads TOML files into models and collects faults instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[DataFault] = []

    def _parsed(self, pattern: str) -> Iterable[tuple[str, dict[str, Any]]]:
        for path in sorted(self.folder.glob(pattern)):
            name = path.relative_to(self.folder).as_posix()
            try:
                yield name, tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                self.faults.append(DataFault(name, "-", f"TOML として読めません({error})"))

    def tables(self, pattern: str, key: str, model: type[M]) -> list[tuple[str, M]]:
        """Every `[[key]]` table of the matching files as a model, with its file's name."""
        found: list[tuple[str, M]] = []
        for name, data in self._parsed(pattern):
            for stray in data.keys() - {key}:
                self.faults.append(DataFault(name, stray, _MESSAGES["extra_forbidden"]))
            rows = data.get(key, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                self.faults.append(DataFault(name, key, f"[[{key}]] の表として書いてください"))
                continue
            for n, row in enumerate(rows, start=1):
                place = row.get("code") or row.get("id") or f"{key} {n}番目"
                if model_ := self._model(name, str(place), model, row):
                    found.append((name, model_))
        return found

    def wholes(self, pattern: str, model: type[M]) -> list[tuple[str, M]]:
        """Every matching file as one model."""
        pairs = ((name, self._model(name, "", model, data)) for name, data in self._parsed(pattern))
        return [(name, whole) for name, whole in pairs if whole]

    def _model(self, name: str, place: str, model: type[M], row: dict[str, Any]) -> M | None:
        try:
            return model.model_validate(row)
        except ValidationError as error:
            for fault in error.errors():
                where = ".".join([*([place] if place else []), *(str(part) for part in fault["loc"])])
                problem = _MESSAGES.get(fault["type"], fault["msg"].removeprefix("Value error, "))
                self.faults.append(DataFault(name, where or "-", problem))
            return None

    def unique(self, rows: list[tuple[str, T]], key: Callable[[T], str], noun: str) -> None:
        """A fault for every key that stands twice."""
        seen: dict[str, str] = {}
        for name, row in rows:
            if (code := key(row)) in seen:
                self.faults.append(DataFault(name, code, f"{noun}が重複しています({seen[code]} にもあります)"))
            seen.setdefault(code, name)


def _check_references(
    reader: _Reader,
    rules: list[tuple[str, Rule]],
    sources: list[tuple[str, Source]],
    editions: list[tuple[str, Edition]],
    transitions: list[tuple[str, Transition]],
    forms: list[tuple[str, ChecklistForm]],
) -> None:
    """Every citation names a source, every transition names rules, every form an edition."""
    known = {source.id for _, source in sources}
    codes = {rule.code for _, rule in rules}
    citing: list[tuple[str, str, str]] = [(f, r.code, c.source) for f, r in rules for c in r.cites]
    citing += [(f, r.code, v.cite.source) for f, r in rules for v in r.values]
    citing += [(f, e.id, e.cite.source) for f, e in editions]
    citing += [(f, t.code, c.source) for f, t in transitions for c in t.cites]
    citing += [(f, form.edition, form.cite.source) for f, form in forms]
    for name, place, source in citing:
        if source not in known:
            reader.faults.append(DataFault(name, place, f"出典「{source}」が sources.toml にありません"))
    for name, item in transitions:
        for code in sorted({*item.lifts, *item.concerns} - codes):
            reader.faults.append(DataFault(name, item.code, f"規則「{code}」がありません"))
    edition_ids = {edition.id for _, edition in editions}
    for name, form in forms:
        if form.edition not in edition_ids:
            reader.faults.append(DataFault(name, form.edition, "editions.toml にない版です"))
    for name, rule in rules:
        for value in rule.values:
            if rule.first_on and (value.valid_from or date.min) < rule.first_on:
                reader.faults.append(DataFault(name, f"{rule.code}.{value.name}", "規則の初日より前から始まる値です"))


def _check_alerts(reader: _Reader, alerts: list[tuple[str, AlertKind]], codes: set[str], steps: set[str]) -> None:
    """Every occasion names rules and steps that there are."""
    for name, kind in alerts:
        for code in sorted(set(kind.rules) - codes):
            reader.faults.append(DataFault(name, kind.code, f"規則「{code}」がありません"))
        if kind.highest is not None and kind.highest not in steps:
            reader.faults.append(DataFault(name, kind.code, f"段階「{kind.highest}」が escalation.toml にありません"))
