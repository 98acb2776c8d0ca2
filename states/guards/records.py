"""The guards that know no rule: what a rule's data asks of a record, or of the checklist's items of an article."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from config.evidence import AskedOfRecord
from config.place import here
from config.readings import Readings
from config.vocabulary import Answer, Stage, Status
from config.wareki import format_date
from states.asked_records import EITHER, AskedField, AskedRecord, asked_record
from states.conditions import documents_of
from states.content import lacks, person_of
from states.facts import ContractSheet
from states.guards.case import Case, Guard, listed
from states.guards.checklists import form_of
from states.guards.recording import amend_contract, amend_subcontract, attach
from states.guards.s2_checklist import improvements_are_promised
from states.labels import label
from states.verdict import Outcome, met, not_applicable, unmet

ENDED = "終わった契約には、記録がなければ問わない"
_PROVED = ("checklist", "onsite_inspection", "onsite_waiver", "completion_inspection", "return_disposal")
"""The kinds that are recorded by command with their original only."""


def record_is_complete(case: Case) -> Outcome:
    """Whether the record that the rule names stands and says what the rule asks (`asks`, `required_fields`).

    The record may be of any kind, the engine's own, a fact sheet, or the pack's; of a subcontract where the rule is.
    Of incidents every one is asked, of any other kind the document that speaks.
    """
    asks, kind = asked_of(case)
    if away := _why_not_asked(case, asks):
        return not_applicable(away)
    version: Literal["latest", "any"] = "any" if kind.every else "latest"
    papers = [paper for paper in documents_of(kind.id, case, version) if paper is not None]
    if not papers:
        return _of_nothing(case, asks, kind)
    outcomes = [_of_paper(case, asks, kind, paper) for paper in papers]
    lacking = [one for one in outcomes if one.status is Status.UNMET]
    if len(lacking) > 1:
        return lacking[0]._replace(reason="。".join(dict.fromkeys(one.reason for one in lacking)))
    return lacking[0] if lacking else outcomes[-1]


def _of_paper(case: Case, asks: AskedOfRecord, kind: AskedRecord, paper: Any) -> Outcome:
    if asks.applies_field:
        applies = _field(kind, asks.applies_field)
        answer = getattr(paper, applies.name)
        if answer is None:
            reason = f"{kind.label}の「{applies.label}」が空欄のため、要否を判定できない"
            return unmet(reason, command=_command(case, kind, (applies.name,), paper))
        if answer is False:
            return not_applicable(f"{kind.label}の「{applies.label}」が「{_word(applies, answer)}」")
    required = case.rule.required_fields if case.rule else ()
    wrong = what_it_lacks(case.book.readings, kind, paper, required, asks)
    if not wrong:
        return _followed(case, asks, kind, paper)
    names = [_field(kind, label).name for label in required]
    blank = case.unfilled(paper, *names) or [_field(kind, label).name for label in asks.either]
    return unmet(wrong, command=_command(case, kind, tuple(dict.fromkeys(blank)), paper))


def _command(case: Case, kind: AskedRecord, names: tuple[str, ...], paper: Any = None) -> str:
    """The command that records these fields; empty where the rule of a kind of the pack brings its own."""
    if kind.added and case.rule and case.rule.command:
        return ""
    if kind.is_sheet:
        return amend_subcontract(names) if case.subcontract else amend_contract(names)
    day = getattr(paper, kind.dated_by, None)
    dated = {kind.dated_by: day} if day and kind.dated_by not in names else {}
    return attach(case, kind.id, names, paper=paper is None and kind.id in _PROVED, **dated)


def asked_of(case: Case) -> tuple[AskedOfRecord, AskedRecord]:
    """What the judged rule asks, and the kind of record it names. Raises LookupError where its data name none."""
    asks = case.rule.asks if case.rule else None
    if asks is None or asks.record is None:
        raise LookupError("a rule judged by its record names no record")
    return asks, _record(case, asks.record)


def _record(case: Case, id_: str) -> AskedRecord:
    record = asked_record(case.book, id_)
    if record is None:
        raise LookupError(f"there is no kind of record {id_}")
    return record


def what_it_lacks(
    readings: Readings,
    kind: AskedRecord,
    paper: Any,
    required: tuple[str, ...],
    asks: AskedOfRecord | None = None,
) -> str:
    """What a record lacks of the required fields, or says otherwise than is expected; empty where nothing is amiss."""
    blank = lacks(readings, paper, *(_field(kind, label).name for label in required))
    if blank:
        return f"{kind.label}の{listed(blank)}が空欄"
    return "。".join(_contradictions(kind, paper, asks)) if asks else ""


def _contradictions(kind: AskedRecord, paper: Any, asks: AskedOfRecord) -> Iterator[str]:
    def said(label: str) -> Any:
        return getattr(paper, _field(kind, label).name)

    for expected in asks.expects:
        if said(expected.field) is not expected.value:
            field, value = _field(kind, expected.field), said(expected.field)
            yield f"{kind.label}の「{field.label}」が{'空欄' if value is None else f'「{_word(field, value)}」'}"
    for pair in asks.implies:
        if said(pair.field) and not said(pair.also):
            word, other = (_word(_field(kind, label), True) for label in (pair.field, pair.also))
            yield f"{kind.label}の「{pair.field}」が「{word}」なのに、「{pair.also}」が「{other}」でない"
    persons = [said(label) for label in asks.distinct if said(label) is not None]
    if len({person_of(one) for one in persons}) < len(persons):
        yield f"{kind.label}の{'と'.join(asks.distinct)}が同じ"


def _why_not_asked(case: Case, asks: AskedOfRecord) -> str:
    """Why the rule does not reach the contract; empty where it does."""
    concluded, before = case.contract.sheet.concluded_on, asks.concluded_before
    if asks.article and case.contract.omits(asks.article):
        return f"{here().provisions.name}第{asks.article}を省略した契約"
    if before and (concluded is None or concluded >= before):
        return f"{format_date(before)}より前に締結した契約ではない"
    return ""


def _of_nothing(case: Case, asks: AskedOfRecord, kind: AskedRecord) -> Outcome:
    """The outcome where nothing is recorded: not kept, not asked yet, or nothing that was needed.

    Of a contract that has ended nothing is asked any more that was never recorded: a warning then helps nobody.
    """
    if case.contract.stage.is_final:
        return not_applicable(ENDED)
    if asks.if_unrecorded == "silent":
        return not_applicable(f"必要に応じて行うもの({kind.label}の記録はない)")
    if asks.asked_from:
        day = getattr(case.contract.sheet, asks.asked_from)
        if day is None or case.on < day:
            return not_applicable(f"{label(ContractSheet, asks.asked_from)}から問う")
    undecided = f"({asks.applies_field}を判定できない)" if asks.applies_field else ""
    required = (*((kind.dated_by,) if kind.dated_by else ()), *_asked_names(case, kind))
    command = _command(case, kind, tuple(dict.fromkeys(required)))
    return unmet(f"{kind.label}の記録がない{undecided}", command=command)


def _asked_names(case: Case, kind: AskedRecord) -> list[str]:
    """The fields of a record that the rule asks for by name, those that it asks an answer of among them."""
    rule = case.rule
    labels = (*rule.required_fields, *(rule.asks.labels if rule.asks else ())) if rule else ()
    return [_field(kind, label).name for label in labels]


def _followed(case: Case, asks: AskedOfRecord, kind: AskedRecord, paper: Any) -> Outcome:
    """Whether the records stand that a field of this one calls for."""
    day = getattr(paper, kind.dated_by, None)
    for following in asks.followed_by:
        if not getattr(paper, _field(kind, following.field).name):
            continue
        other = _record(case, following.record)
        later = [getattr(paper, other.dated_by, None) for paper in documents_of(other.id, case, "any")]
        if not any(day is None or (on is not None and on >= day) for on in later):
            reason = f"{kind.label}で「{following.field}」を「はい」としたのに、その後の{other.label}の記録がない"
            command = attach(case, other.id, (other.dated_by,), paper=True)
            return unmet(reason, f"{other.label}を登録してください。", command=command)
    return met()


def article_left_out(case: Case) -> Outcome | None:
    """The outcome where the contract leaves out the article that the rule names; None where it does not."""
    article = case.rule.asks.article if case.rule and case.rule.asks else None
    if article is None or not case.contract.omits(article):
        return None
    return not_applicable(f"{here().provisions.name}第{article}を省略した契約")


def article_is_answered(case: Case) -> Outcome:
    """Whether no item of the article that the rule names is answered いいえ in the checklist, or a plan mends it.

    A checklist that is not there, or not complete, is the matter of the rules that ask for it.
    """
    article = case.rule.asks.article if case.rule and case.rule.asks else None
    if article is None:
        raise LookupError("a rule judged by an article names none")
    if left_out := article_left_out(case):
        return left_out
    checklist = case.contract.checklist
    if checklist is None:
        return not_applicable("チェックリスト受領後に判定する")
    items = form_of(checklist, case.book).items
    answers = {item.no: checklist.answers.get(item.no) for item in items if article in item.articles}
    if blank := [f"問{no}" for no, answer in answers.items() if answer is None]:
        return not_applicable(f"{listed(blank)}の回答がそろってから判定する")
    negative = [f"問{no}" for no, answer in answers.items() if answer is Answer.NO]
    if negative and improvements_are_promised(case).status is not Status.MET:
        return unmet(f"{here().provisions.name}第{article}の{listed(negative)}が「いいえ」")
    return met()


def excuse(case: Case) -> str:
    """By which record the rule is excused after 締結, in words; empty where it is not.

    It must be of the day of 締結 or later and have every field, its only yes-or-no answered 無; before 締結 nothing
    excuses.
    """
    id_, concluded = case.rule.excused_by if case.rule else None, case.contract.sheet.concluded_on
    papers = case.contract.records.get(id_, ()) if id_ else ()
    if id_ is None or not papers or concluded is None or case.contract.stage.order < Stage.CONCLUDED.order:
        return ""
    kind, paper = _record(case, id_), papers[-1]
    day = getattr(paper, kind.dated_by)
    refusing = any(getattr(paper, f.name) is True for f in kind.fields if f.type in EITHER)
    lacking = what_it_lacks(
        case.book.readings, kind, paper, tuple(f.label for f in kind.fields if f.name != "document_no")
    )
    if day is None or day < concluded or refusing or lacking:
        return ""
    return f"{kind.label}({format_date(day)})がある(表には不備として残る)"


def _field(kind: AskedRecord, label: str) -> AskedField:
    field = kind.field(label)
    if field is None:
        raise LookupError(f"{kind.id} has no field {label}")
    return field


def _word(field: AskedField, value: bool) -> str:
    yes, no = EITHER[field.type]
    return yes if value else no


GUARDS: Mapping[str, Guard] = {
    "record_is_complete": record_is_complete,
    "article_is_answered": article_is_answered,
}
ASKING = frozenset({*GUARDS, "record_on_personal_data_is_complete", "subcontract_ban_is_structural"})
"""The guards that judge by what the rule asks (`asks`)."""
