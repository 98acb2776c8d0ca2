"""The forms that go out for one contract: which there are, which its duties ask for today, and each as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from config.errors import RequestFault, UsageError
from config.paper_forms import PaperForm
from config.rulebook import RuleBook
from config.typed import folded
from lifecycle.app import App
from lifecycle.fields.terms import kind_named
from lifecycle.ledger.columns import CONTRACT_NO
from lifecycle.ledger.form_code import FormCode
from lifecycle.papers.letters.checklist_form import Remark, case_of, checklist_form, form_remarks
from lifecycle.papers.letters.form import CHECKLIST, form_bytes
from lifecycle.papers.letters.home_marks import home_marks
from lifecycle.papers.letters.paper_form import PaperContent, paper_bytes
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from states.columns import columns_of
from states.content import Erased
from states.cures import cures_of
from states.duty import Duties
from states.evidence import KINDS, NOTICE
from states.facts import Contract, ContractSheet, SubcontractSheet
from states.guards.case import Case
from states.guards.checklists import form_of, negative_answers
from states.labels import label
from states.paper_forms import refuse_unknown_fields


@dataclass(frozen=True, slots=True)
class MadeForm:
    """A form as a file: its kind of evidence, whose it is, a name for the file, its bytes, what to look at first."""

    kind: str
    subject: str
    title: str
    name: str
    data: bytes
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Titled:
    """A kind with the title of its form."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A form that can be made: `codes` are the unmet duties that ask for it now; `subcontract` is blank for none.

    `filled_by` is contractor or office, `name` what a file of it may be called.
    """

    kind: str
    title: str
    subcontract: str
    filled_by: str
    name: str
    codes: tuple[str, ...] = ()


def forms_of(app: App, id_: str, as_of: AsOf) -> tuple[OfferedForm, ...]:
    """Every form that can be made for a contract and its subcontracts; what its duties ask for now comes first.

    Raises NotFoundError, RoleError.
    """
    with app.reading() as connection:
        contract = find_contract(connection, id_, as_of, app.reader(connection).must)
    judged = app.assessor.assess(contract, as_of.on)
    cures = cures_of(Duties(app.assessor, as_of.on).blocking(judged))
    asked = {(cure.kind, cure.no): cure.codes for cure in cures}
    offered = [
        replace(form, codes=asked.get((form.kind, form.subcontract), ())) for form in _possible(app.book, contract)
    ]
    return tuple(sorted(offered, key=lambda form: not form.codes))


def made_form(app: App, id_: str, kind: str, as_of: AsOf, subcontract: str = "") -> MadeForm:
    """The form for a kind of evidence, by its id or Japanese name, made for the contract or its subcontract.

    Raises UsageError where the kind has no form or can't stand there, NotFoundError, RoleError.
    """
    with app.reading() as connection:
        contract = find_contract(connection, id_, as_of, app.reader(connection).must)
        mark = home_marks(connection)[1]
    case = case_of(app, contract, as_of.on, subcontract)
    wanted = _wanted(app.book, kind)
    _must_stand(wanted, subcontract)
    if wanted == CHECKLIST:
        checklist = checklist_form(app.home, case, {}, mark)
        title, data = KINDS[CHECKLIST].label, form_bytes(checklist, app.clock.now())
        name, remarks = _file_name(checklist.code, title), form_remarks(case, checklist)
        return MadeForm(wanted, checklist.code.subject, title, name, data, remarks)
    content = _content(case, app.book.paper_forms[wanted], mark)
    code, title = content.code, content.form.title
    return MadeForm(wanted, code.subject, title, _file_name(code, title), paper_bytes(content, app.clock.now()))


def form_kinds(book: RuleBook) -> Mapping[str, str]:
    """The kinds of evidence that have a form, each with the form's title. Raises RuleDataError for a faulty form."""
    refuse_unknown_fields(book)
    return {CHECKLIST: KINDS[CHECKLIST].label, **{kind: form.title for kind, form in book.paper_forms.items()}}


def _possible(book: RuleBook, contract: Contract) -> Iterator[OfferedForm]:
    numbers = [sub.no for sub in contract.subcontracts]
    for kind, title in form_kinds(book).items():
        filled_by = book.paper_forms[kind].filled_by if kind in book.paper_forms else "contractor"
        stands = KINDS.get(kind)
        if stands is None or not _needs_subcontract(kind):
            yield OfferedForm(kind, title, "", filled_by, _file_name(FormCode(kind, contract.id), title))
        if stands is None or stands.of_subcontract:
            for no in numbers:
                yield OfferedForm(kind, title, no, filled_by, _file_name(FormCode(kind, contract.id, no), title))


def _needs_subcontract(kind: str) -> bool:
    return kind == NOTICE or (kind in KINDS and not KINDS[kind].of_contract)


def _wanted(book: RuleBook, text: str) -> str:
    """The kind that is meant, by its id, its Japanese name or the title of its form. Raises UsageError."""
    kinds = form_kinds(book)
    labels = (kind for kind in kinds if kind in KINDS and folded(KINDS[kind].label) == folded(text))
    known = [_Titled(kind, title) for kind, title in kinds.items()]
    return next(labels, "") or kind_named(text, known, "様式", "form_unknown", "kind").id


def _must_stand(kind: str, subcontract: str) -> None:
    """Raises UsageError where a subcontract is named for a form of the contract only, or is missing."""
    stands = KINDS.get(kind)
    if stands is None:
        return
    if subcontract and not stands.of_subcontract:
        told = f"{stands.label}は再委託ごとには記録しません"
        raise UsageError(RequestFault("subcontract_too_much", f"{told}。", "subcontract", values={"told": told}))
    if _needs_subcontract(kind) and not subcontract:
        told = f"{stands.label}は、どの再委託かを指定してください。"
        raise UsageError(RequestFault("subcontract_missing", told, "subcontract", values={"kind": stands.label}))


def _content(case: Case, form: PaperForm, mark: str) -> PaperContent:
    contract, sub = case.contract, case.subcontract
    sheet = contract.sheet
    heading = [
        (CONTRACT_NO.label, contract.id),
        (label(ContractSheet, "title"), sheet.title or ""),
        (label(ContractSheet, "contractor"), sheet.contractor or ""),
    ]
    if sub:
        heading.append((f"{label(SubcontractSheet, 'subcontractor')}(再委託{sub.no})", sub.sheet.subcontractor or ""))
    code = FormCode(form.kind, contract.id, sub.no if sub else "")
    columns = {column.name: column for column in columns_of(form.kind)}
    return PaperContent(form, code, heading, tuple(_shown(case, form)), columns, mark)


def _shown(case: Case, form: PaperForm) -> Iterator[tuple[str, str]]:
    """What stands in the form already: what it shows of records, and the items answered いいえ."""
    for shown in form.shows:
        records = case.subject.versions.get(shown.record, ())
        text = getattr(records[-1], shown.field) if records else None
        if isinstance(text, str) and not isinstance(text, Erased):
            yield next(c.label for c in columns_of(shown.record) if c.name == shown.field), text
    checklist = case.subject.checklist
    if form.shows_negatives and checklist:
        texts = {item.no: item.text or "" for item in form_of(checklist, case.book).items}
        for no in negative_answers(checklist, case.book):
            yield f"「いいえ」の項目 問{no}", texts.get(no, "")


def _file_name(code: FormCode, title: str) -> str:
    of = f"_再委託{code.subcontract}" if code.subcontract else ""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in f"{code.contract}{of}_{title}") + ".xlsx"
