"""A draft of rule data is looked through before anybody is bound by it: every fault at once, and what to look at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from config.calendar import BusinessCalendar
from config.draft_days import days_of_draft, past_faults, undated
from config.draft_texts import unwritten
from config.drafts import DraftBook, DraftRead, lay, read_draft
from config.errors import DataFault, RequestFault, RuleDataError, UsageError
from config.loader import rows_in, rule_book
from config.released import PackFiles, digest_of_pack
from config.rule_rows import RuleRows
from config.rulebook import RuleBook
from config.unseen import refusal_of
from config.wareki import format_date, short_date
from config.wordings import needless_wordings
from states.asked_records import asked_faults
from states.guards import records
from states.posed import guards
from states.transition_facts import unknown_facts

DRAFTS = "rules"
"""The folder of a home in which drafts are prepared, each in a folder by its name."""
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class DraftChecked:
    """A draft as it was looked through. `laid` is the rule data with it, None where it has faults.

    `remarks` bar nothing: what holds as soon as it is published, what is not judged, a first day that is no business
    day. `days` are those on which it says something new.
    """

    name: str
    files: PackFiles
    faults: tuple[DataFault, ...]
    remarks: tuple[str, ...]
    days: tuple[date, ...]
    laid: DraftBook | None

    @property
    def first_on(self) -> date | None:
        """The first day on which it says something new; None where what it says waits for no day."""
        return self.days[0] if self.days else None

    @property
    def digest(self) -> str:
        """The digest of its text."""
        return digest_of_pack(self.files)

    def sound(self) -> DraftBook:
        """The rule data with the draft. Raises RuleDataError with every fault."""
        if self.laid is None:
            raise RuleDataError(list(self.faults))
        return self.laid


def is_draft_name(name: str) -> bool:
    """Whether a draft may be called so: its folder's name is the name under which it is published."""
    plain = all(one.isalnum() or one in "-_." for one in name) and not refusal_of(name)
    return 0 < len(name) <= _LONGEST_NAME and not name.startswith(".") and plain


def name_fault() -> UsageError:
    """What is told where a draft may not be called so."""
    told = f"案の名前(フォルダーの名前)には、{_LONGEST_NAME}文字までの文字・数字・「-」「_」を使ってください。"
    return UsageError(RequestFault("rules_name", told, "name"))


def draft_folder(home: Path, named: str) -> Path:
    """The folder of a draft: that folder, else the one of that name among the drafts of the home."""
    given = Path(named)
    own = home / DRAFTS / named
    return own if not given.is_dir() and own.is_dir() else given


def check_draft(source: Path | PackFiles, name: str, today: date, calendar: BusinessCalendar) -> DraftChecked:
    """Look through a draft over the rule data in use. Raises NotFoundError where its folder is not there."""
    draft, live = read_draft(source), rule_book()
    faults = [
        *unjudgeable(draft.rows),
        *_of_conditions(draft.rows, live),
        *past_faults(draft.rows, live, today),
        *_of_begun_forms(draft.rows, live, today),
        *needless_wordings(draft.rows.wordings, live.forms),
    ]
    laid: DraftBook | None = None
    try:
        laid = lay(draft)
    except RuleDataError as error:
        faults = [*error.faults, *faults]
    told = {(fault.file, fault.place) for fault in faults}
    faults += [fault for fault in unwritten(draft.files) if (fault.file, fault.place) not in told]
    days = days_of_draft(draft.rows, live)
    return DraftChecked(
        name=name,
        files=draft.files,
        faults=tuple(dict.fromkeys(faults)),
        remarks=tuple(_remarks(draft, live, days, calendar)),
        days=days,
        laid=None if faults else laid,
    )


def unjudgeable(drafted: RuleRows) -> Iterator[DataFault]:
    """Faults of rules that bar and that nothing judges, or whose guard is not there, or has nothing to judge by."""
    for name, rule in drafted.rules:
        if rule.guard is None:
            if rule.gates:
                yield DataFault(name, rule.code, "関門を止める規則(gates)には、判定(guard)の名が要ります")
        elif rule.guard not in guards():
            yield DataFault(name, rule.code, f"判定(guard)「{rule.guard}」がありません")
        elif rule.guard in records.ASKING and rule.asks is None:
            yield DataFault(name, rule.code, f"判定「{rule.guard}」には、求めるもの(asks)が要ります")


def _of_conditions(drafted: RuleRows, live: RuleBook) -> Iterator[DataFault]:
    """Faults of rules and transitional rules that ask for what is no fact, whatever else is wrong with the draft."""
    known = {edition.id: edition for edition in (*live.editions, *(edition for _, edition in drafted.editions))}
    book = replace(
        live,
        rules={**live.rules, **{rule.code: rule for _, rule in drafted.rules}},
        evidence={**live.evidence, **{kind.id: kind for _, kind in drafted.evidence}},
        editions=tuple(known.values()),
        transitions={item.code: item for _, item in drafted.transitions},
    )
    yield from asked_faults(drafted.rules, book)
    yield from unknown_facts(book)


def _of_begun_forms(drafted: RuleRows, live: RuleBook, today: date) -> Iterator[DataFault]:
    """Faults of forms of editions that have begun: answers on record are answers to the items that they had."""
    begun = {edition.id for edition in live.editions if edition.issued_on <= today}
    standing = {form.edition: form for _, form in rows_in(live.files).forms}
    for name, form in drafted.forms:
        if form.edition in begun and form != standing.get(form.edition):
            told = "既に始まった版の様式は改められません。新しい版を作ってください(失われた文言だけなら wording.toml)"
            yield DataFault(name, form.edition, told)


def _remarks(draft: DraftRead, live: RuleBook, days: tuple[date, ...], calendar: BusinessCalendar) -> Iterator[str]:
    for day in days:
        if not calendar.is_business_day(day):
            yield f"{format_date(day)}は閉庁日です。"
    yield from _of_editions(draft.rows, live)
    for name, place, fields in undated(draft.rows, live):
        told = f"の次の項目({fields})は" if fields else "は始まる日(first_on、valid_from)がないため"
        yield f"{name} の {place} {told}、公布したときから全ての契約に効きます。"
    for _, rule in draft.rows.rules:
        if rule.guard is None and not rule.gates and rule.recorded:
            yield f"{rule.code} は判定の仕方がない規則です。一覧に載るだけで、止めも注意もしません。"
    for name in draft.unread:
        yield f"{name} は規程データ(.toml)ではないため、読んでいません。"


def _of_editions(drafted: RuleRows, live: RuleBook) -> Iterator[str]:
    issued = {source.id: source.issued_on for source in live.sources.values()}
    issued |= {source.id: source.issued_on for _, source in drafted.sources}
    labelled_by_day = all(edition.label == short_date(edition.issued_on) for edition in live.editions)
    for name, edition in drafted.editions:
        cited = issued.get(edition.cite.source)
        if cited is not None and cited > edition.issued_on:
            told = f"根拠の文書({format_date(cited)}発出)より前に始まります"
            yield f"{name} の {edition.id} は、{told}({format_date(edition.issued_on)}から)。"
        if labelled_by_day and edition.label != short_date(edition.issued_on):
            told = f"名前「{edition.label}」が、初日({short_date(edition.issued_on)})と違います"
            yield f"{name} の {edition.id} は、{told}。"
