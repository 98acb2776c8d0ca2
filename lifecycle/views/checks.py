"""What waits for a second person (確認待ち): contract documents to check again, signed originals to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.errors import NotFoundError
from config.vocabulary import ActKind
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.awaiting import owing_subjects, unchecked_contracts, undecided_contracts
from lifecycle.records.facts import load_contracts
from lifecycle.usecases.approvals import REVIEW, WAIVER, RecordAbout
from lifecycle.usecases.work import Work, looking
from lifecycle.views.decisions import SUBSTITUTED, rules_on_visits, why_not_by
from lifecycle.views.sent_back import SentBackSeen, sent_back_among
from states.columns import SUBCONTRACT
from states.documents import ContractReview, Document
from states.evidence import KINDS
from states.facts import Contract
from states.guards.case import Case
from states.guards.hands import why_act_is_missing
from states.proof import Proof


@dataclass(frozen=True, slots=True)
class CheckAwaited:
    """Something that waits for a second person: which act on which kind of record, since when, why the reader may not.

    `sent_back` says what the reader or another has remarked on it; it waits for the officer then.
    """

    act: ActKind
    kind: str
    label: str
    contract: str
    subcontract: str
    division: str
    title: str
    since: date | None
    why_not: str = ""
    sent_back: SentBackSeen | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What waits for a second person, and what was sent back to the officers of the reader's offices."""

    waiting: tuple[CheckAwaited, ...]
    sent_back: tuple[SentBackSeen, ...]


def awaited_checks(app: App) -> Checks:
    """Everything of the reader's own offices that waits for a second person, the oldest first. Raises RoleError."""
    with looking(app) as work:
        work.actor.must(Act.CHECK_AGAIN)
        offices = frozenset(office for role, own in work.actor.posts for office in own)
        ids = unchecked_contracts(work.connection, offices)
        others = {*undecided_contracts(work.connection, offices), *_without_visit(work, offices)}
        sent = sent_back_among(work.connection, {*ids, *others})
        back = {one.place[:4]: one for one in sent}
        facts = load_contracts(work.connection, ids, AsOf(work.today))
        waiting = [one for contract in facts if not contract.stage.is_final for one in _of(work, contract, back)]
    return Checks(tuple(sorted(waiting, key=lambda one: (one.since or date.max, one.contract))), tuple(sent))


def _without_visit(work: Work, offices: frozenset[str]) -> set[str]:
    owing = owing_subjects(work.connection, WAIVER, SUBSTITUTED, rules_on_visits(work.app.book), offices)
    return {subject.partition("/")[0] for subject in owing}


def _of(work: Work, facts: Contract, back: dict[tuple[str, ActKind, str, str], SentBackSeen]) -> Iterator[CheckAwaited]:
    for act, kind, no, proof in _lacking(work, facts):
        try:
            about = RecordAbout(work, facts.id, act, kind, no)
        except NotFoundError:
            continue
        yield CheckAwaited(
            act=act,
            kind=kind,
            label=KINDS[kind].label if kind in KINDS else "再委託の承認",
            contract=facts.id,
            subcontract=no,
            division=facts.sheet.division or "",
            title=facts.sheet.title or "",
            since=proof.recorded_on,
            why_not=why_not_by(about.must_be_free),
            sent_back=back.get((facts.id, act, kind, no)),
        )


def _lacking(work: Work, facts: Contract) -> Iterator[tuple[ActKind, str, str, Proof]]:
    """What lacks the act of a second person: act, kind, subcontract, and the proof of the record."""
    case, review = Case(facts, work.today, work.app.book), facts.contract_review
    if review and _is_unchecked(case, review):
        yield ActKind.SECOND_CHECK, REVIEW, "", review.proof
    for sub in facts.subcontracts:
        own = Case(facts, work.today, work.app.book, sub, work.app.book.approval_rule)
        approved = sub.sheet.approved_on
        if approved and sub.proof.files and why_act_is_missing(own, sub.proof, ActKind.APPROVAL, approved):
            yield ActKind.ORIGINAL, SUBCONTRACT, sub.no, sub.proof
        yield from _paper(own, sub.no)
    yield from _paper(case, "")


def _is_unchecked(case: Case, review: ContractReview) -> bool:
    """Whether nobody is recorded as the second person, or only by a word that does not count."""
    if case.unfilled(review, "rechecked_by"):
        return True
    return bool(why_act_is_missing(case, review.proof, ActKind.SECOND_CHECK, review.reviewed_on))


def _paper(case: Case, no: str) -> Iterator[tuple[ActKind, str, str, Proof]]:
    """A substitute that was accepted on paper."""
    waiver = case.subject.waiver
    if waiver is None or not _has_files(waiver) or not waiver.approved_on:
        return
    if why_act_is_missing(case, waiver.proof, ActKind.ACCEPTANCE, waiver.approved_on):
        yield ActKind.ORIGINAL, WAIVER, no, waiver.proof


def _has_files(record: Document) -> bool:
    return bool(record.proof.files)
