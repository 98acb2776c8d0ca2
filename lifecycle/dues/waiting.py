"""What waits for a decision or for a second person, and who decides: of contracts as they were just judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.escalation import AlertKind
from config.rulebook import RuleBook
from config.schema import Post
from config.vocabulary import ActKind, Role
from lifecycle.app import App
from lifecycle.dues.obligations import Judged
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.records.askers import AskedPlace, Asker, asker_of
from lifecycle.records.chunks import chunks
from lifecycle.records.folds.overrides import REQUESTED
from lifecycle.records.tables import override
from states.columns import SUBCONTRACT
from states.documents import ContractReview, Document
from states.evidence import KINDS
from states.facts import Contract, Subcontract
from states.guards.case import Case
from states.guards.hands import why_act_is_missing
from states.guards.substitutes import awaiting_acceptance, posts_accepting, reasons_given
from states.on_record import speaking_keys
from states.proof import Proof
from states.undecided import is_undecided

WAIVER, REVIEW = "onsite_waiver", "contract_review"
SUBSTITUTED = "substitute_on"
"""The field without which what was done instead of a visit can't be accepted."""
HEAD, DEPUTY = Role.DIVISION_HEAD.value, Role.DEPUTY.value


@dataclass(frozen=True, slots=True)
class DecisionWaiting:
    """Something that waits: what it is, on which chain it stands, who decides, where it was asked for.

    `subject` is the number of the exception or of the matter, else the contract or subcontract. `until` is the last day
    on which it can be decided at all, None where there is none.
    """

    kind: AlertKind
    chain: str
    subject: str
    division: str
    about: str
    since: date | None
    deciders: tuple[Recipient, ...]
    place: AskedPlace
    until: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The key of its alert."""
        return self.subject, self.kind.code


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds what waits as of a day, by the rules of one installation."""

    app: App
    connection: Connection
    day: date

    def waiting(self, judged: Mapping[str, Judged]) -> list[DecisionWaiting]:
        """What waits of these contracts; of a contract that has ended nothing does."""
        open_ = {id_: now for id_, now in judged.items() if not now.contract.stage.is_final}
        every = [one for now in open_.values() for one in self._of(now)]
        return [*self._exceptions(open_), *every]

    def above(self, one: DecisionWaiting) -> list[Recipient]:
        """The posts above those that decide; a desk has none above it and is told again."""
        desks = [to for to in one.deciders if to.post == Role.OVERSIGHT_OFFICE] or [self.desk(one.kind.code)]
        ladder: Mapping[str, str] = {str(below): str(above) for below, above in self._next_post.items()}
        told: list[Recipient] = []
        for to in one.deciders:
            post = ladder.get(HEAD if to.post == DEPUTY else to.post, to.post)
            told += desks if post == Role.OVERSIGHT_OFFICE else [Recipient(to.division, post)]
        return list(dict.fromkeys(told))

    @property
    def _next_post(self) -> Mapping[Post, Post]:
        return self.app.book.escalation.next_post

    def desk(self, code: str) -> Recipient:
        """The desk that answers for a rule or an occasion."""
        return at_desk(self.app.book.oversight_of(code), self.day)

    def _of(self, now: Judged) -> Iterator[DecisionWaiting]:
        yield from self._applications(now.contract)
        yield from self._substitutes(now)
        yield from self._checks(now.contract)

    def _exceptions(self, judged: Mapping[str, Judged]) -> Iterator[DecisionWaiting]:
        kind, rules = self.app.book.decision("exception_requested"), self.app.book.rules
        if kind is None:
            return
        for chunk in chunks(sorted(judged)):
            asked = override.c.status == REQUESTED, override.c.expires_on >= self.day
            rows = select(override).where(override.c.contract.in_(chunk), *asked).order_by(override.c.id)
            for row in self.connection.execute(rows).all():
                codes = row.codes.split(",")
                place = "", row.id, ""
                division = judged[row.contract].contract.sheet.division or ""
                about = "、".join(f"{code} {rules[code].label}" if code in rules else code for code in codes)
                deciders = self._deciding(codes, division, asker_of(self.connection, row.contract, place))
                since, until = row.requested_on, row.expires_on
                yield DecisionWaiting(kind, row.contract, row.id, division, about, since, deciders, place, until)

    def _deciding(self, codes: Sequence[str], division: str, asker: Asker | None) -> tuple[Recipient, ...]:
        """Who decides on an exception: the desks that answer for its rules, or the head, or who stands in for the head
        that asked."""
        if approver_of(self.app, codes) is Role.OVERSIGHT_OFFICE:
            desks = {self.desk(code) for code in codes if code in self.app.book.rules}
            return tuple(sorted(desks, key=lambda to: to.division))
        asked_by_head = asker is not None and asker.role == HEAD
        return (Recipient(division, DEPUTY if asked_by_head else HEAD),)

    def _applications(self, facts: Contract) -> Iterator[DecisionWaiting]:
        kind, division = self.app.book.decision("application_made"), facts.sheet.division or ""
        for sub in facts.subcontracts:
            if kind and is_undecided(sub, self.day):
                about = f"再委託{sub.no}"
                subject, head = f"{facts.id}/{sub.no}", Recipient(division, HEAD)
                since, place = sub.sheet.applied_on, (SUBCONTRACT, sub.no, "")
                yield DecisionWaiting(kind, facts.id, subject, division, about, since, (head,), place)

    def _substitutes(self, now: Judged) -> Iterator[DecisionWaiting]:
        kind, facts = self.app.book.decision("substitute_made"), now.contract
        if kind is None or not any(one.waivers for one in (facts, *facts.subcontracts)):
            return
        visits = set(rules_on_visits(self.app.book))
        owing = {finding.subject for finding in now.assessment.blocking() if finding.code in visits}
        division = facts.sheet.division or ""
        for sub in (None, *facts.subcontracts):
            subject = f"{facts.id}/{sub.no}" if sub else facts.id
            case = Case(facts, self.day, self.app.book, sub)
            waiver = case.subject.waiver
            if waiver is None or subject not in owing or not (reasons := awaiting_acceptance(case, waiver)):
                continue
            posts = dict.fromkeys(posts_accepting(case, one)[0] for one in reasons)
            deciders = tuple(
                self.desk(kind.code) if post == Role.OVERSIGHT_OFFICE else Recipient(division, post) for post in posts
            )
            about = f"実地調査をしない理由 {'・'.join(reason.label for reason in reasons_given(case, waiver))}"
            place = _place(facts, WAIVER, sub.no if sub else "")
            yield DecisionWaiting(kind, facts.id, subject, division, about, waiver.proof.recorded_on, deciders, place)

    def _checks(self, facts: Contract) -> Iterator[DecisionWaiting]:
        """What lacks the act of a second person; of one contract or subcontract together.

        What a ledger told of is left out: nobody here recorded it, and nobody asked. So is a check for which the record
        names a second person: it stands on the page of checks until that person has done it here.
        """
        kind, division = self.app.book.decision("second_check"), facts.sheet.division or ""
        if kind is None:
            return
        lacking: dict[str, list[LackingAct]] = {}
        for one in lacking_acts(self.app.book, facts, self.day):
            if not one.proof.via_ledger and not one.is_named:
                lacking.setdefault(f"{facts.id}/{one.no}" if one.no else facts.id, []).append(one)
        for subject, acts in lacking.items():
            place = _place(facts, acts[0].kind, acts[0].no)
            asker = asker_of(self.connection, facts.id, place)
            posts = [post.value for post in kind.asks if asker is None or post != asker.role]
            about = "、".join(f"{one.label}({one.act.label})" for one in acts)
            first = tuple(Recipient(division, post) for post in posts[:1])
            yield DecisionWaiting(kind, facts.id, subject, division, about, acts[0].proof.recorded_on, first, place)


def _place(facts: Contract, kind: str, no: str) -> AskedPlace:
    """The place of the record of a kind that speaks."""
    return kind, no, "" if kind == SUBCONTRACT else speaking_keys(facts).get((kind, no)) or ""


def approver_of(app: App, codes: Sequence[str]) -> Role:
    """The post that decides on an exception: 制度所管課 where one of the rules says so, else the 所属長."""
    oversight = any(app.book.rules[code].approver == Role.OVERSIGHT_OFFICE for code in codes if code in app.book.rules)
    return Role.OVERSIGHT_OFFICE if oversight else Role.DIVISION_HEAD


def rules_on_visits(book: RuleBook) -> list[str]:
    """The rules that ask for a visit, or for what answers a reason for none."""
    return [rule.code for rule in book.rules.values() if rule.demands_visit or rule.answers_reason]


@dataclass(frozen=True, slots=True)
class LackingAct:
    """A record that lacks the act of a second person: which act, the kind of record, the subcontract, its proof.

    `is_named`: the record names a second person, who has done nothing here.
    """

    act: ActKind
    kind: str
    no: str
    proof: Proof
    is_named: bool = False

    @property
    def label(self) -> str:
        """What the record is called."""
        return KINDS[self.kind].label if self.kind in KINDS else "再委託の承認"


def lacking_acts(book: RuleBook, facts: Contract, day: date) -> Iterator[LackingAct]:
    """What of a contract lacks the act of a second person."""
    case, review = Case(facts, day, book), facts.contract_review
    if review and _is_unchecked(case, review):
        named = not case.unfilled(review, "rechecked_by")
        yield LackingAct(ActKind.SECOND_CHECK, REVIEW, "", review.proof, named)
    for sub in facts.subcontracts:
        own = Case(facts, day, book, sub, book.approval_rule)
        if _is_unconfirmed(own, sub):
            yield LackingAct(ActKind.ORIGINAL, SUBCONTRACT, sub.no, sub.proof)
        yield from _paper(own, sub.no)
    yield from _paper(case, "")


def _is_unconfirmed(case: Case, sub: Subcontract) -> bool:
    """Whether an approval on paper was not confirmed by a second person."""
    approved = sub.sheet.approved_on
    return bool(approved and sub.proof.files and why_act_is_missing(case, sub.proof, ActKind.APPROVAL, approved))


def _is_unchecked(case: Case, review: ContractReview) -> bool:
    """Whether nobody is recorded as the second person, or only by a word that does not count."""
    if case.unfilled(review, "rechecked_by"):
        return True
    return bool(why_act_is_missing(case, review.proof, ActKind.SECOND_CHECK, review.reviewed_on))


def _paper(case: Case, no: str) -> Iterator[LackingAct]:
    """A substitute that was accepted on paper."""
    waiver = case.subject.waiver
    if waiver is None or not _has_files(waiver) or not waiver.approved_on:
        return
    if why_act_is_missing(case, waiver.proof, ActKind.ACCEPTANCE, waiver.approved_on):
        yield LackingAct(ActKind.ORIGINAL, WAIVER, no, waiver.proof)


def _has_files(record: Document) -> bool:
    return bool(record.proof.files)
