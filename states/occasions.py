"""Occasions for an alert: what in a contract must be told to somebody on a date (register A-11, `alerts.toml`)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from config.escalation import AlertKind, OwnOccasion
from config.manners import DIGEST, Manner
from config.structural import Structural
from config.vocabulary import Answer, Stage, Status
from config.wareki import first_day_of, fiscal_year_of, format_date
from states.assessment import Assessor
from states.due_dates import due_on
from states.emergency import months_of_a_test, next_test
from states.facts import Contract, SubcontractSheet
from states.guards.case import Case
from states.guards.checklists import form_of, is_judged_in_writing
from states.incidents import incident_reason, next_day, open_incidents
from states.labels import label
from states.ladder import Ladder, add_months
from states.subcontract import is_unapproved
from states.undecided import begun_work, is_undecided
from states.verdict import Assessment, Finding


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing to be told of: which subject it is about, under which rule (or AL-… code), why, and what cures it.

    `due_on` is the duty's due date; `counts_from` the date from which the ladder counts, later than it where an
    exception held the duty open until then. `kind` gives the occasion of `alerts.toml`, None for a rule's plain due
    date. `opens_on` is the first day on which it is told to anybody, None where it waits for no day. `weight` is its
    place in the order of weight, `curable` False where no evidence can meet the duty any more, `manner` how it is told,
    `edition` the id of the edition under which the duty is asked.
    """

    subject: str
    code: str
    reason: str
    remedy: str
    due_on: date | None
    counts_from: date | None
    opens_on: date | None = None
    kind: AlertKind | None = None
    remark: str = ""
    command: str = ""
    weight: int = 0
    curable: bool = True
    manner: Manner = DIGEST
    edition: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The key of the occasion: for each key there is at most one open alert."""
        return self.subject, self.code

    @property
    def at_once(self) -> bool:
        """Whether the alert is opened at once, without waiting for a due date."""
        return self.kind is not None and self.kind.at_once

    @property
    def urgent(self) -> bool:
        """Whether the alert may not be snoozed, and was told alone when it was found."""
        return self.kind is not None and self.kind.urgent

    def is_open(self, day: date) -> bool:
        """Whether an alert of this occasion stands open on a day."""
        return self.at_once or (self.opens_on is not None and self.opens_on <= day)


def is_told(stage: Stage, finding: Finding) -> bool:
    """Whether people are still told of a duty: not after 完了 or 不成立, after 解除 only of the return of data."""
    if stage in (Stage.COMPLETED, Stage.WITHDRAWN):
        return False
    return finding.blocking and (stage is not Stage.TERMINATED or finding.outlives_termination)


def occasions(assessor: Assessor, contract: Contract, judged: Assessment) -> list[Occasion]:
    """Every occasion that a contract gives for an alert, whether its day has come or not."""
    # An open incident has an occasion of its own, with the days set by law.
    owed = (f for f in judged.blocking() if is_told(contract.stage, f) and f.code != Structural.OPEN_INCIDENT)
    due = [_of_duty(assessor, contract, f, judged.on) for f in owed]
    due += _incidents(assessor, contract)
    if not contract.stage.is_final:
        due += _signs_of_subcontracting(assessor, contract)
        due += _undecided_applications(assessor, contract, judged.on)
        due += _late_start(assessor, contract, judged)
        due += _ending_overrides(assessor, contract, judged)
        due += _contact_test(assessor, contract)
        due += _year_end(assessor, contract, judged.on)
        if not any(f.overdue(judged.on) for f in judged.blocking()):
            due += _slow_stage(assessor, contract)
    told = ((one, assessor.book.manner_of(one.code, one.kind)) for one in due)
    return [one if one.manner == manner else replace(one, manner=manner) for one, manner in told]


def _of_duty(assessor: Assessor, contract: Contract, finding: Finding, on: date) -> Occasion:
    """The occasion of an unmet duty: by its due date, or at once where the paper is wrong (AL-03, AL-04, AL-18)."""
    ended = _ended_override(contract, finding, on)
    counts_from, remark = finding.due_on, ""
    if ended:
        counts_from = max(ended[1], finding.due_on or ended[1])
        remark = f"例外承認 {ended[0]} は{format_date(ended[1])}で切れました"
    return Occasion(
        subject=finding.subject,
        code=finding.code,
        reason=finding.reason,
        remedy=finding.remedy,
        due_on=finding.due_on,
        counts_from=counts_from,
        opens_on=_ladder(assessor).opens_on(counts_from) if counts_from else None,
        kind=_kind_of(assessor, contract, finding, on),
        remark=remark,
        command=finding.command,
        weight=finding.weight,
        curable=finding.curable,
        edition=finding.edition,
    )


def _kind_of(assessor: Assessor, contract: Contract, finding: Finding, on: date) -> AlertKind | None:
    """The kind of occasion by which an unmet duty is told at once; None where the duty is not told at once."""
    kinds = assessor.book.alerts.values()
    kind = next((k for k in kinds if k.at_once and finding.code in k.rules), None)
    if kind is None or kind.at_once_where == "unmet":
        return kind
    no = finding.subject.partition("/")[2]
    sub = next((s for s in contract.subcontracts if s.no == no), None)
    if kind.at_once_where == "unapproved":
        return kind if sub and is_unapproved(sub, on) else None
    of_the_contract = assessor.book.rules[finding.code].stage == "S1"
    document = contract.contract_review if of_the_contract else (sub or contract).checklist
    return kind if document else None


def _ended_override(contract: Contract, finding: Finding, on: date) -> tuple[str, date] | None:
    """Of the exceptions that held the duty open, the last to expire; a revoked exception does not count."""
    ended = [
        (o.expires_on, o.id)
        for o in contract.overrides
        if o.subject == finding.subject and finding.code in o.codes and o.expires_on < on and o.revoked_on is None
    ]
    return (max(ended)[1], max(ended)[0]) if ended else None


def _ladder(assessor: Assessor) -> Ladder:
    return Ladder(assessor.book.escalation, assessor.calendar)


def _own(
    assessor: Assessor, name: OwnOccasion, subject: str, reason: str, due: date, opens: date | None = None
) -> Occasion:
    """An occasion that no rule of the register carries."""
    kind = assessor.book.occasion(name)
    opens = opens or _ladder(assessor).opens_on(due)
    weight = assessor.book.escalation.weight(kind.code, handles_special=False)
    return Occasion(subject, kind.code, reason, kind.remedy or "", due, due, opens, kind, weight=weight)


def _incidents(assessor: Assessor, contract: Contract) -> Iterator[Occasion]:
    """AL-10: an incident is on record and not closed, at any stage; due by the earliest day the law still sets."""
    still_open = open_incidents(contract, assessor.book.readings)
    if still_open:
        kind = assessor.book.occasion("incident")
        rules = assessor.book.incidents
        due, reason = next_day(rules, still_open), incident_reason(rules, still_open)
        opens = _ladder(assessor).opens_on(due) if due else None
        yield Occasion(contract.id, kind.code, reason, kind.remedy or "", due, due, opens, kind)


def _signs_of_subcontracting(assessor: Assessor, contract: Contract) -> Iterator[Occasion]:
    """AL-05: the checklist speaks of outsiders or of subcontracting, and no subcontract is on record (推論).

    Where the sign was judged and the judgement written down (疑義の内容), the sign is dealt with.
    """
    checklist = contract.checklist
    judged = checklist is not None and is_judged_in_writing(checklist, assessor.book.readings)
    if checklist is None or contract.subcontracts or judged:
        return
    form = form_of(checklist, assessor.book)
    asked = (*form.items_meaning("outsiders"), *form.items_meaning("subcontract"))
    signs = [f"項目{item.no}が「はい」" for item in asked if checklist.answers.get(item.no) == Answer.YES]
    if signs:
        reason = f"チェックリストの{'、'.join(signs)}なのに、再委託の記録がない(該当性の確認)"
        opened = checklist.received_on or date.min
        yield _own(assessor, "signs_of_subcontracting", contract.id, reason, opened, opened)


def _undecided_applications(assessor: Assessor, contract: Contract, on: date) -> Iterator[Occasion]:
    """AL-19, AL-20: an application is not decided by its day (仮定); evidence speaks of work begun under it."""
    for sub in contract.subcontracts:
        applied, subject = sub.sheet.applied_on, f"{contract.id}/{sub.no}"
        if applied is None or not is_undecided(sub, on):
            continue
        days = assessor.book.occasion("undecided_application").days or 0
        due = assessor.calendar.add(applied, days)
        column = label(SubcontractSheet, "applied_on")
        reason = f"{column}({format_date(applied)})から{days}開庁日〔仮定〕のうちに、承認・不承認の決定がない"
        yield _own(assessor, "undecided_application", subject, reason, due)
        if begun := begun_work(contract, sub, on, assessor.book):
            yield _own(assessor, "begun_while_undecided", subject, begun.question, begun.since, begun.since)


def _late_start(assessor: Assessor, contract: Contract, judged: Assessment) -> Iterator[Occasion]:
    """AL-17: the legal start and S3-01's due date have passed at an earlier stage (semantics §1)."""
    case = Case(contract, judged.on, assessor.book)
    grace = due_on(assessor.book.visit_rule, case, assessor.calendar)
    for finding in judged.by_status(Status.WARNING):
        if finding.code == Structural.START_DATE and finding.noted and grace:
            kind = assessor.book.occasion("late_start")
            weight = assessor.book.escalation.weight(finding.code, handles_special=False)
            yield Occasion(
                contract.id, finding.code, finding.reason, finding.remedy, grace, grace, grace, kind, weight=weight
            )


def _ending_overrides(assessor: Assessor, contract: Contract, judged: Assessment) -> Iterator[Occasion]:
    """AL-14: an exception in force still holds a duty open and ends soon; after its end the duty itself is told of."""
    held = {(f.subject, f.code) for f in judged.by_status(Status.OVERRIDDEN)}
    for override in contract.overrides:
        if override.lives_on(judged.on) and any((override.subject, code) in held for code in override.codes):
            codes = "・".join(override.codes)
            reason = f"例外承認({override.subject} {codes})が{format_date(override.expires_on)}に切れる"
            yield _own(assessor, "ending_override", override.id, reason, override.expires_on)


def _contact_test(assessor: Assessor, contract: Contract) -> Iterator[Occasion]:
    """AL-26: the contacts of both sides were arranged, and no call has tried them for so many months, or one failed."""
    due = next_test(contract, months_of_a_test(assessor.book, assessor.policy))
    if due and contract.stage.order >= Stage.CONCLUDED.order:
        yield _own(assessor, "contact_test", contract.id, due[1], due[0])


def _year_end(assessor: Assessor, contract: Contract, on: date) -> Iterator[Occasion]:
    """AL-12: a 長期継続契約 that goes on into the next year has not been looked over since 1 February."""
    year = fiscal_year_of(on)
    last = first_day_of(year + 1) - timedelta(days=1)
    ends = contract.sheet.performance_end_on
    goes_on = year + 1 in (contract.sheet.fiscal_years or ()) or (ends is not None and ends > last)
    opens = add_months(first_day_of(year + 1), -(assessor.book.occasion("year_end").months or 0))
    review = contract.contract_review
    looked_over = review is not None and review.reviewed_on is not None and review.reviewed_on >= opens
    if contract.sheet.long_term and goes_on and contract.stage.order >= Stage.CONCLUDED.order and not looked_over:
        reason = f"長期継続契約の翌年度({format_date(last + timedelta(days=1))}から)に向けた見直しの記録がない"
        yield _own(assessor, "year_end", contract.id, reason, last, opens)


def _slow_stage(assessor: Assessor, contract: Contract) -> Iterator[Occasion]:
    """AL-15: the contract is longer in a stage than allowed, and no overdue duty explains it."""
    allowances = assessor.book.occasion("slow_stage").allowances
    allowed = next((days for stage, days in allowances.items() if stage is contract.stage), None)
    since = contract.stage_since or contract.sheet.quoted_on
    if contract.stage is Stage.PERFORMING:
        since = contract.sheet.performance_end_on
    if allowed is None or since is None:
        return
    due = assessor.calendar.add(since, allowed)
    reason = f"段階「{contract.stage.label}」のまま、仮定の日数({allowed}開庁日)を過ぎる"
    yield _own(assessor, "slow_stage", contract.id, reason, due)
