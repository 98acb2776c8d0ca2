"""Loads rule data, checks all of it, and refuses it with every fault at once; knows the book in use."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from config.circulars import CircularAsks
from config.dangling import dangling, desk_faults, unknown_kinds
from config.declarations import Declarations
from config.errors import DataFault, RuleDataError
from config.filled_rules import filled_rules, order_of_rule
from config.form_entries import whole_forms
from config.headings import Headings
from config.in_use import forget
from config.laying import laid_over, lapsed
from config.legal_reports import IncidentRules
from config.pack_tables import PackTables
from config.personal_data import PersonalData
from config.place import SHIPPED, PlaceWords, speak_as
from config.plausible import Plausible
from config.reader import Reader
from config.released import PackFiles, pack_files
from config.rule_rows import RuleRows
from config.rulebook import RuleBook
from config.wordings import wording_faults

RULE_DATA = SHIPPED
"""The pack that ships with the product: its rules, forms, sources, calendar and ladder."""

ADDED = "added/"
"""Beneath this name stands in the files of a book what was published beside its pack: `added/0001-NAME/…`."""

_in_use: list[RuleBook] = []


def rule_book() -> RuleBook:
    """The rule book by which this process works: that of its installation, else the one that ships with the product."""
    return _in_use[0] if _in_use else shipped_book()


def use(book: RuleBook) -> None:
    """Put the rule book of an installation in use by this process, which serves one."""
    speak_as(book.place)
    if book is not rule_book():
        _in_use[:] = [book]
        forget()


@cache
def shipped_book() -> RuleBook:
    """The rule book that ships with the product. Loaded once; it is immutable."""
    return load_rule_book(RULE_DATA)


def load_rule_book(folder: Path, *, older: bool = False) -> RuleBook:
    """The rule book under a folder of the shape of the pack. Raises RuleDataError with every fault.

    With `older` entries of former releases are read too, each as it was meant then.
    """
    return _book(Reader(folder, older=older), pack_files(folder))


def book_with(base: Path, added: Mapping[str, PackFiles]) -> RuleBook:
    """The rule book of a pack with what was published beside it, in order of name. Raises RuleDataError."""
    if not added and base == RULE_DATA:
        return shipped_book()
    files = dict(pack_files(base))
    for name, texts in added.items():
        files |= {f"{ADDED}{name}/{file}": text for file, text in texts.items()}
    return book_of_texts(files)


def book_of_texts(files: PackFiles) -> RuleBook:
    """The rule book of texts by the names of their files. Raises RuleDataError with every fault."""
    return _with_texts(tuple(sorted(files.items())))


@cache
def _with_texts(files: tuple[tuple[str, str], ...]) -> RuleBook:
    return _book(Reader(dict(files)), dict(files))


def rows_in(files: PackFiles) -> RuleRows:
    """The entries of a book by its files, with what was published beside its pack laid over. Raises RuleDataError."""
    reader = Reader(files)
    rows = _rows(reader, files)
    if reader.faults:
        raise RuleDataError(reader.faults)
    return rows


def _book(reader: Reader, files: PackFiles) -> RuleBook:
    rows = _rows(reader, files)
    reader.faults += _unguarded(rows)
    return replace(bound(rows, reader.faults), files=files)


def _rows(reader: Reader, files: PackFiles) -> RuleRows:
    rows = reader.rows()
    needed = {"escalation.toml": rows.ladders, "readings.toml": rows.readings}
    if not reader.faults:
        reader.faults += [DataFault(name, "-", "ファイルがありません") for name, read in needed.items() if not read]
    for prefix in additions_in(files):
        layer = Reader(texts_under(files, prefix), older=reader.older)
        drafted = layer.rows()
        faults = [*layer.faults, *lapsed(rows, drafted)]
        reader.faults += [replace(fault, file=f"{prefix}{fault.file}") for fault in faults]
        rows = laid_over(rows, drafted)
    return rows


def additions_in(files: PackFiles) -> list[str]:
    """What was published beside the pack of these files, as the heads of their names (`added/0001-NAME/`), in order."""
    return sorted({"/".join(name.split("/")[:2]) + "/" for name in files if name.startswith(ADDED)})


def pack_in(files: PackFiles) -> PackFiles:
    """The files of a book that are its pack's, without what was published beside it."""
    return {name: text for name, text in files.items() if not name.startswith(ADDED)}


def texts_under(files: PackFiles, prefix: str) -> PackFiles:
    """The files whose names begin with a prefix, without it."""
    return {name.removeprefix(prefix): text for name, text in files.items() if name.startswith(prefix)}


def bound(rows: RuleRows, faults: list[DataFault]) -> RuleBook:
    """The rule book made of the entries, where nothing is wrong with them. Raises RuleDataError with every fault."""
    unread = any(fault.file == "desks.toml" for fault in faults)
    faults_of_all = [*faults, *dangling(rows), *unknown_kinds(rows), *(() if unread else desk_faults(rows))]
    forms = whole_forms(rows.forms, [one for _, one in rows.wordings], faults_of_all)
    faults_of_all += wording_faults(rows.wordings, forms)
    if faults_of_all:
        raise RuleDataError(faults_of_all)
    written = ([rule for _, rule in rows.rules], [one for _, one in rows.editions], list(forms.values()))
    return RuleBook(
        rules={rule.code: rule for rule in sorted(filled_rules(*written), key=lambda rule: order_of_rule(rule.code))},
        transitions={item.code: item for _, item in rows.transitions},
        sources={source.id: source for _, source in rows.sources},
        editions=tuple(edition for _, edition in rows.editions),
        forms=forms,
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
        place=rows.place[0][1].words if rows.place else PlaceWords(),
        circulars=rows.circulars[0][1] if rows.circulars else CircularAsks(),
        tables=rows.tables[0][1] if rows.tables else PackTables(),
    )


def _unguarded(rows: RuleRows) -> Iterator[DataFault]:
    """Faults of rules that bar a gate and that no guard judges; only a draft may be ahead of its guard."""
    for name, rule in rows.rules:
        if rule.gates and rule.guard is None:
            yield DataFault(name, rule.code, "関門を止める規則(gates)には、判定(guard)の名が要ります")
