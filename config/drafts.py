"""A draft of rule data laid over the live book: what a new circular would say, before anybody is bound by it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from config.errors import DataFault, NotFoundError
from config.laying import laid_over, lapsed
from config.loader import bound, rows_in, rule_book
from config.reader import Reader, in_pattern
from config.released import PackFiles
from config.rule_rows import Located, RuleRows
from config.rulebook import RuleBook

_LADDER = ("escalation.toml", "alerts.toml")
READ = (
    "rules/*.toml",
    "sources.toml",
    "editions.toml",
    "transitions.toml",
    "forms/*.toml",
    "desks.toml",
    "evidence.toml",
    "readings.toml",
    "incidents.toml",
    "plausible.toml",
    "declarations.toml",
    "personal_data.toml",
    "headings.toml",
    "paper_forms.toml",
    "place.toml",
    "wording.toml",
    "circulars.toml",
    "tables.toml",
    *_LADDER,
)
"""Where rule data may stand in a folder."""
CALENDAR = ("closed_days.toml", "national_holidays.toml")
"""Files that lie beside the rule data but do not belong to it: a draft's copies of them are not read."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry in which the draft departs from the live book; `fields` are those that differ, none if it is new."""

    noun: Literal[
        "規則",
        "出典",
        "版",
        "経過措置",
        "様式",
        "督促の段階",
        "連絡の契機",
        "連絡先",
        "証拠の種類",
        "証拠の様式",
        "記述の読み方",
        "土地の言葉",
        "値の範囲",
        "項目の文言",
    ]
    id: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftBook:
    """The rule book with the draft applied, where it departs from the live one, and the draft's files not read."""

    book: RuleBook
    edits: tuple[Edit, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftRead:
    """A draft as it was read: its entries, what is wrong with each by itself, its texts and the files not read."""

    rows: RuleRows
    faults: tuple[DataFault, ...]
    files: PackFiles
    unread: tuple[str, ...]


def load_draft(folder: Path) -> DraftBook:
    """The rule data in use with a folder of the same shape laid over it, entry by entry.

    An entry (a rule by its code, a source by its id …) takes the place of the live one, whatever its file is called;
    what the draft does not name stays. Raises NotFoundError, RuleDataError with every fault of the draft.
    """
    return lay(read_draft(folder))


def read_draft(source: Path | PackFiles) -> DraftRead:
    """A draft by itself, of a folder or kept as texts. Raises NotFoundError where the folder is not there."""
    if isinstance(source, Path) and not source.is_dir():
        raise NotFoundError(f"案のフォルダー「{source.name}」がありません(規程データと同じ形のフォルダーを指定)。")
    reader = Reader(source)
    rows, names = reader.rows(), _names(source)
    read = {name for pattern in READ for name in names if in_pattern(name, pattern)}
    reader.faults += _misplaced(read, [name for name in names if name not in read and name not in CALENDAR])
    texts = ((name, reader.text(name)) for name in sorted(read))
    return DraftRead(
        rows=rows,
        faults=tuple(reader.faults),
        files={name: text for name, text in texts if text is not None},
        unread=(*(name for name in names if name in CALENDAR), *_others(source)),
    )


def lay(draft: DraftRead) -> DraftBook:
    """The rule data in use with a draft laid over it. Raises RuleDataError with every fault of the draft."""
    standing = rows_in(rule_book().files)
    faults = [*draft.faults, *lapsed(standing, draft.rows)]
    book = bound(laid_over(standing, draft.rows), faults)
    return DraftBook(book, tuple(_edits(standing, draft.rows)), draft.unread)


def _names(source: Path | PackFiles) -> list[str]:
    if isinstance(source, Path):
        return sorted(path.relative_to(source).as_posix() for path in source.rglob("*.toml"))
    return sorted(source)


def _others(source: Path | PackFiles) -> list[str]:
    """The files of a folder that are no TOML by their names (`editions.toml.txt`), hidden ones aside."""
    if not isinstance(source, Path):
        return []
    names = [path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()]
    return sorted(name for name in names if not name.endswith(".toml") and "/." not in f"/{name}")


def _misplaced(read: set[str], strays: Sequence[str]) -> Iterator[DataFault]:
    """The draft's files that would be passed over in silence, and a folder with nothing to read, as faults."""
    for name in strays:
        yield DataFault(name, "-", f"規程データの置き場所ではありません({'、'.join(READ)} のいずれかにしてください)")
    if not read and not strays:
        yield DataFault("-", "-", f"規程データがありません({'、'.join(READ)})")


def _edits(standing: RuleRows, drafted: RuleRows) -> Iterator[Edit]:
    """Every entry of the draft that is new or says something else than the live entry."""
    pairs: tuple[tuple[Any, Sequence[Located[Any]], Sequence[Located[Any]], Callable[[Any], str]], ...] = (
        ("規則", standing.rules, drafted.rules, lambda rule: rule.code),
        ("経過措置", standing.transitions, drafted.transitions, lambda item: item.code),
        ("版", standing.editions, drafted.editions, lambda edition: edition.id),
        ("証拠の様式", standing.paper_forms, drafted.paper_forms, lambda form: form.kind),
        ("様式", standing.forms, drafted.forms, lambda form: form.edition),
        ("項目の文言", standing.wordings, drafted.wordings, lambda one: one.id),
        ("督促の段階", standing.ladders, drafted.ladders, lambda _: "escalation"),
        ("連絡の契機", standing.alerts, drafted.alerts, lambda kind: kind.code),
        ("連絡先", standing.desks, drafted.desks, lambda desk: desk.id),
        ("証拠の種類", standing.evidence, drafted.evidence, lambda kind: kind.id),
        ("記述の読み方", standing.readings, drafted.readings, lambda _: "readings"),
        ("値の範囲", standing.plausible, drafted.plausible, lambda _: "plausible"),
        ("個人情報", standing.personal_data, drafted.personal_data, lambda _: "personal_data"),
        ("台帳の見出し", standing.headings, drafted.headings, lambda _: "headings"),
        ("漏えい等の定め", standing.incidents, drafted.incidents, lambda _: "incidents"),
        ("通知の確認", standing.circulars, drafted.circulars, lambda _: "circulars"),
        ("監査の表", standing.tables, drafted.tables, lambda _: "tables"),
        ("申告の期間", standing.declarations, drafted.declarations, lambda _: "declarations"),
        ("土地の言葉", standing.place, drafted.place, lambda _: "place"),
        ("出典", standing.sources, drafted.sources, lambda source: source.id),
    )
    for noun, live, draft, key in pairs:
        known = {key(entry): entry for _, entry in live}
        for _, entry in draft:
            before = known.get(key(entry))
            if before is None:
                yield Edit(noun, key(entry))
            elif before != entry:
                yield Edit(noun, key(entry), _differing(before, entry))


def _differing(before: BaseModel, after: BaseModel) -> tuple[str, ...]:
    return tuple(name for name in type(after).model_fields if getattr(before, name) != getattr(after, name))
