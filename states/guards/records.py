"""The guards that know no rule: what a rule's data asks of a record, or of the checklist's items of an article."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.evidence import AskedOfRecord, EvidenceField, EvidenceKind
from config.place import here
from config.readings import Readings
from config.vocabulary import Answer, Stage, Status
from config.wareki import format_date
from states.content import lacks, person_of
from states.documents import Document
from states.facts import ContractSheet
from states.guards.case import Case, Guard, listed
from states.guards.checklists import form_of
from states.guards.recording import attach
from states.guards.s2_checklist import improvements_are_promised
from states.labels import label
from states.verdict import Outcome, met, not_applicable, unmet

ENDED = "終わった契約には、記録がなければ問わない"
_WORDS = {"yes_no": ("はい", "いいえ"), "present": ("有", "無"), "passed": ("合格", "不合格"), "fit": ("適", "不適")}


def record_is_complete(case: Case) -> Outcome:
    """Whether the record that the rule names stands and says what the rule asks (`asks`, `required_fields`)."""
    asks, kind = asked_of(case)
    if away := _why_not_asked(case, asks):
        return not_applicable(away)
    papers = case.subject.records.get(kind.id, ())
    if not papers:
        return _of_nothing(case, asks, kind)
    paper = papers[-1]
    if asks.applies_field:
        applies = _field(kind, asks.applies_field)
        answer = getattr(paper, applies.name)
        if answer is None:
            return unmet(f"{kind.label}の「{applies.label}」が空欄のため、要否を判定できない")
        if answer is False:
            return not_applicable(f"{kind.label}の「{applies.label}」が「{_word(applies, answer)}」")
    wrong = what_it_lacks(case.book.readings, kind, paper, case.rule.required_fields if case.rule else (), asks)
    return unmet(wrong) if wrong else _followed(case, asks, kind, paper)


def asked_of(case: Case) -> tuple[AskedOfRecord, EvidenceKind]:
    """What the judged rule asks, and the kind of record it names. Raises LookupError where its data name none."""
    asks = case.rule.asks if case.rule else None
    if asks is None or asks.record is None:
        raise LookupError("a rule judged by its record names no record")
    return asks, case.book.evidence[asks.record]


def what_it_lacks(
    readings: Readings,
    kind: EvidenceKind,
    paper: Document,
    required: tuple[str, ...],
    asks: AskedOfRecord | None = None,
) -> str:
    """What a record lacks of the required fields, or says otherwise than is expected; empty where nothing is amiss."""
    blank = lacks(readings, paper, *(_field(kind, label).name for label in required))
    if blank:
        return f"{kind.label}の{listed(blank)}が空欄"
    return next(_contradictions(kind, paper, asks), "") if asks else ""


def _contradictions(kind: EvidenceKind, paper: Document, asks: AskedOfRecord) -> Iterator[str]:
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


def _of_nothing(case: Case, asks: AskedOfRecord, kind: EvidenceKind) -> Outcome:
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
    return unmet(f"{kind.label}の記録がない{undecided}")


def _followed(case: Case, asks: AskedOfRecord, kind: EvidenceKind, paper: Document) -> Outcome:
    """Whether the records stand that a field of this one calls for."""
    day = getattr(paper, kind.dated_by)
    for following in asks.followed_by:
        if not getattr(paper, _field(kind, following.field).name):
            continue
        other = case.book.evidence[following.record]
        later = [getattr(p, other.dated_by) for p in case.subject.records.get(other.id, ())]
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
    kind, paper = case.book.evidence[id_], papers[-1]
    day = getattr(paper, kind.dated_by)
    refusing = any(getattr(paper, f.name) is True for f in kind.fields if f.type in _WORDS)
    lacking = what_it_lacks(case.book.readings, kind, paper, tuple(f.label for f in kind.fields))
    if day is None or day < concluded or refusing or lacking:
        return ""
    return f"{kind.label}({format_date(day)})がある(表には不備として残る)"


def _field(kind: EvidenceKind, label: str) -> EvidenceField:
    field = kind.field(label)
    if field is None:
        raise LookupError(f"{kind.id} has no field {label}")
    return field


def _word(field: EvidenceField, value: bool) -> str:
    yes, no = _WORDS[field.type]
    return yes if value else no


GUARDS: Mapping[str, Guard] = {
    "record_is_complete": record_is_complete,
    "article_is_answered": article_is_answered,
}
ASKING = frozenset({*GUARDS, "record_on_personal_data_is_complete", "subcontract_ban_is_structural"})
"""The guards that judge by what the rule asks (`asks`)."""
