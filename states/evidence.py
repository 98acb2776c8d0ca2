"""Evidence: the kinds of documents, the date that each kind goes by, and how a stored record becomes a fact."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from config.in_use import per_book
from config.vocabulary import Answer, Role, Term
from states.added_kinds import class_of, refuse_clashes
from states.contact_documents import ContactCheck
from states.content import Erased, Reference
from states.documents import (
    OLD_EDITION,
    PERSONAL,
    Checklist,
    Column,
    CompletionInspection,
    ContractReview,
    Document,
    DutyNotice,
    EmergencyContact,
    ImprovementPlan,
    InspectionPlan,
    OtherDocument,
    PlaceApproval,
    ReturnDisposal,
    SubcontractNotice,
    SystemReview,
    ValueType,
)
from states.incident_report import IncidentReport
from states.item_numbers import in_words_by, item_numbers
from states.proof import Proof
from states.visit_documents import OnsiteInspection, OnsiteWaiver

if TYPE_CHECKING:
    from config.evidence import EvidenceKind


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of evidence: its id, label, class, and the fields that date a document.

    `source` is the class of its documents or, of a kind that the pack adds, the entry from which the class is made
    when it is first asked for.
    `dated_by` is the document's own date (semantics §7), `also` are further dates of a document that records several
    steps: the first of them that is recorded dates it. Of every kind there is one document per subject and date.
    `undated` kinds may be recorded before their date is known. A `standing` arrangement takes over from the version
    before it what a later version does not say, except the fields of `own`. `of_contract` and `of_subcontract` say
    whose it may be; `in_ledger` whether it has a sheet of its own there. Of a `numbered` kind several may stand on one
    date, each under a number of its own (`no`) that it keeps. `amends`, `needs_original` and `recorded_by`
    are those of a kind that the pack adds.
    """

    id: str
    label: str
    source: "type[Document] | EvidenceKind"
    dated_by: str
    also: tuple[str, ...] = ()
    undated: bool = False
    standing: bool = False
    own: tuple[str, ...] = ()
    of_subcontract: bool = False
    of_contract: bool = True
    in_ledger: bool = True
    numbered: bool = False
    amends: str | None = None
    needs_original: bool = False
    recorded_by: tuple[Role, ...] = ()

    @property
    def cls(self) -> type[Document]:
        """The class of its documents."""
        return self.source if isinstance(self.source, type) else class_of(self.source)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The fields `attach` takes, in the ledger's order."""
        return _columns_of(self)

    def column(self, name: str) -> Column | None:
        """The field that has that name."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def dates(self) -> tuple[str, ...]:
        """The fields of which the first that is recorded dates a document."""
        return (self.dated_by, *self.also)

    @property
    def date_label(self) -> str:
        """The name of the column that dates a document."""
        column = self.column(self.dated_by)
        return column.label if column else self.dated_by

    def dated_on(self, stored: Mapping[str, Any]) -> date | None:
        """The date of a document with these stored fields; None while it has none."""
        days = [str(day) for name in self.dates if (day := stored.get(name))]
        return date.fromisoformat(min(days)) if days else None

    def key(self, stored: Mapping[str, Any]) -> str:
        """The date under which a document with these stored fields stands among those of its subject; '' without.

        Of a numbered kind its number stands behind the date.
        """
        day = self.dated_on(stored)
        number = stored.get("no") if self.numbered else None
        return f"{day.isoformat()} {number}" if day and number else day.isoformat() if day else ""


def day_of_key(key: str) -> date | None:
    """The date in the key of a document; None for one that has none yet."""
    return date.fromisoformat(key.partition(" ")[0]) if key else None


@per_book
def sheet_columns(cls: type[Any]) -> tuple[Column, ...]:
    """The columns of a contract's or subcontract's fact sheet, in the ledger's order."""
    return tuple(_column(f) for f in fields(cls))


def _column(f: Field[Any]) -> Column:
    about = f.metadata
    names = ("label", "type", "choices", "in_ledger", "edition_of", "units", "asks", "clear")
    return Column(f.name, *(about[name] for name in names))


@per_book
def _columns_of(kind: Kind) -> tuple[Column, ...]:
    own: list[Column] = []
    shared: list[Column] = []
    for f in fields(kind.cls):
        if f.name == "answers":
            own += [Column(f"q{n}", f"問{n}", ValueType.ANSWER) for n in item_numbers()]
        elif "label" in f.metadata:
            (shared if f.name == "document_no" else own).append(_column(f))
    return (*own, *shared)


_STEPS = ("checklist_handed_on", "manual_handed_on", "explained_on")
_REVIEWERS = ("reviewed_by", "rechecked_by")
INCIDENT = "incident_report"
"""The kind in which an incident (漏えい等事案) is recorded."""
CANNOT_WAIT = frozenset({INCIDENT})
"""The kinds of evidence that are recorded whatever the clock says: an incident can't wait for it to be set right."""
NOTICE = "subcontract_notice"
"""The kind that is of subcontracts only: how a contractor announced the duties to its subcontractor."""


def _arrangement(
    id_: str, name: str, cls: type[Document], dated_by: str, *, own: tuple[str, ...] = (), of_subcontract: bool = False
) -> Kind:
    """A kind that is a standing arrangement, which may be recorded before its date is known."""
    return Kind(id_, name, cls, dated_by, undated=True, standing=True, own=own, of_subcontract=of_subcontract)


BUILT_IN: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("duty_notice", "周知説明", DutyNotice, "announced_on", _STEPS, undated=True, standing=True),
        Kind("contract_review", "契約書確認", ContractReview, "reviewed_on", standing=True, own=_REVIEWERS),
        Kind("checklist", "チェックリスト", Checklist, "received_on", of_subcontract=True),
        _arrangement("system_review", "情報システム確認", SystemReview, "reviewed_on", own=_REVIEWERS),
        Kind("onsite_inspection", "実地調査", OnsiteInspection, "inspected_on", of_subcontract=True),
        Kind("onsite_waiver", "実地調査に代わる対応", OnsiteWaiver, "recorded_on", of_subcontract=True),
        _arrangement("emergency_contact", "連絡体制", EmergencyContact, "confirmed_on"),
        Kind("contact_check", "疎通確認", ContactCheck, "checked_on"),
        _arrangement("inspection_plan", "検査の準備", InspectionPlan, "prepared_on", of_subcontract=True),
        Kind("completion_inspection", "検査", CompletionInspection, "inspected_on", undated=True, of_subcontract=True),
        _arrangement("return_disposal", "返還・廃棄", ReturnDisposal, "confirmed_on", of_subcontract=True),
        Kind("improvement_plan", "改善策", ImprovementPlan, "received_on", of_subcontract=True),
        _arrangement(NOTICE, "再委託先への周知", SubcontractNotice, "notice_confirmed_on", of_subcontract=True),
        Kind("place_approval", "作業場所等の承諾", PlaceApproval, "approved_on"),
        Kind(INCIDENT, "漏えい等事案", IncidentReport, "aware_on", numbered=True),
        Kind("other", "その他の書類", OtherDocument, "dated_on", of_subcontract=True),
    )
}
"""The kinds that guards, tables and letters know by their fields."""


def _added(*of: str) -> dict[str, Kind]:
    """The kinds of these owners that the pack adds. Raises RuleDataError where one clashes with another."""
    from config.loader import rule_book

    book = rule_book()
    refuse_clashes(book.evidence.values(), {kind.id: (kind.label, kind.cls) for kind in BUILT_IN.values()})
    return {
        kind.id: Kind(
            id=kind.id,
            label=kind.label,
            source=kind,
            dated_by=kind.dated_by,
            of_subcontract=kind.of == "subcontract",
            of_contract=kind.of == "contract",
            in_ledger=kind.in_ledger,
            amends=kind.amends,
            needs_original=kind.needs_original,
            recorded_by=kind.recorded_by,
        )
        for kind in book.evidence.values()
        if kind.of in of
    }


class _Kinds(Mapping[str, Kind]):
    """Kinds of evidence by their ids; those of the rule book in use are read at the first look, not at import."""

    def __init__(self, built_in: Mapping[str, Kind], *of: str) -> None:
        def every() -> dict[str, Kind]:
            return {**built_in, **_added(*of)}

        self._all = per_book(every)

    def __getitem__(self, id_: str) -> Kind:
        return self._all()[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


KINDS: Mapping[str, Kind] = _Kinds(BUILT_IN, "contract", "subcontract")
"""Every kind of evidence of a contract or of a subcontract, by its id."""
OFFICE_KINDS: Mapping[str, Kind] = _Kinds({}, "office")
"""Every kind of record of a desk (制度所管課), by its id."""


D = TypeVar("D", bound=Document)


def document(cls: type[D], stored: Mapping[str, Any], on: date, proof: Proof) -> D:
    """The document as a guard may see it on a day: stored values typed, dates after the day left out.

    `stored` holds what the store keeps: ISO dates, term ids, persons as opaque references.
    """
    values = facts_of(cls, stored, on)
    if issubclass(cls, Checklist):
        values["answers"] = _answers(stored)
    return cls(proof=proof, **values)


def facts_of(cls: type[Any], stored: Mapping[str, Any], on: date, *, masked: tuple[str, ...] | None = None) -> Any:
    """The stored values of the columns of a document or of a fact sheet, typed; what is blank is not among them.

    Dates after `on` are not known yet; where some are named as `masked`, those only.
    """
    columns, typed = _columns(cls), {}
    for name, value in stored.items():
        if value is not None and (column := columns.get(name)):
            typed[name] = fact_value(value, *column, on if masked is None or name in masked else None)
    return typed


@per_book
def _columns(cls: type[Any]) -> dict[str, tuple[ValueType, type[Term] | None]]:
    """Of each column of a class: what it holds, and the words it is chosen from."""
    return {f.name: (f.metadata["type"], f.metadata["choices"]) for f in fields(cls) if "label" in f.metadata}


def fact_value(stored: Any, type_: ValueType, choices: type[Term] | None, on: date | None) -> Any:
    """A stored value as a fact; a date later than `on` is not known yet and gives None."""
    if stored is None:
        return None
    if type_ is ValueType.DATE:
        day = date.fromisoformat(stored)
        return day if on is None or day <= on else None
    if type_ is ValueType.EDITION:
        return OLD_EDITION if stored == "旧" else date.fromisoformat(stored)
    if type_ in (ValueType.ARTICLES, ValueType.FISCAL_YEARS):
        return tuple(stored)
    if type_ in PERSONAL:
        return Reference(stored["ref"], stored.get("judged", ()))
    if isinstance(stored, dict):
        return Erased(stored)
    if type_ is ValueType.CHOICES and choices:
        return tuple(choices(id_) for id_ in ([stored] if isinstance(stored, str) else stored))
    return choices(stored) if choices else stored


def _answers(stored: Mapping[str, Any]) -> dict[int, Answer | str]:
    """The answers to the items that the form on the checklist has; no number means anything in another form."""
    asked = in_words_by(stored.get("form_edition"), stored.get("received_on"))
    given = {number: stored.get(f"q{number}") for number in asked}
    return {number: _answer(answer, free=asked[number]) for number, answer in given.items() if answer}


def _answer(stored: Any, *, free: bool) -> Answer | str:
    if isinstance(stored, dict):
        return Erased(stored)
    if free and stored != Answer.STRUCK:
        return str(stored)
    return _ANSWERS.get(stored) or Answer(stored)


_ANSWERS = {answer.value: answer for answer in Answer}
