"""Why an alert has ended: from what the rules say of its duty now, and from what was recorded since it was opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from config.alert_ends import AlertEnd, Ended
from config.escalation import OwnOccasion
from config.rulebook import RuleBook
from config.vocabulary import Stage, Status
from states.facts import Contract, Override, SubcontractSheet
from states.labels import label
from states.occasions import Occasion
from states.verdict import Assessment, DutyKey

_OUT = {
    Stage.COMPLETED: AlertEnd.COMPLETED,
    Stage.TERMINATED: AlertEnd.TERMINATED,
    Stage.WITHDRAWN: AlertEnd.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Since:
    """What was recorded since an alert was opened, as far as it may have ended it.

    `added`: evidence or a blank field filled in; `replaced`: a value corrected or a document taken back; `moved`: a
    stage reached; `rules`: the rule data or the settings changed.
    """

    added: bool = False
    replaced: bool = False
    moved: bool = False
    rules: bool = False

    @property
    def no_longer_asked(self) -> AlertEnd:
        """Why a duty is no longer asked, where nothing says that it is met."""
        facts = self.added or self.replaced
        if facts and self.rules:
            return AlertEnd.FACTS_OR_RULES
        if facts:
            return AlertEnd.FACTS
        return AlertEnd.RULES if self.rules else AlertEnd.PASSED


@dataclass(frozen=True, slots=True)
class Ending:
    """An alert that ends: its key, what is known of its contract on the day, and what was recorded since.

    `due_on` is the due date by which it was opened; `later` the occasion where one stands still and waits for a later
    day; `gone` says that the contract was taken back.
    """

    key: DutyKey
    due_on: date | None
    contract: Contract
    judged: Assessment
    since: Since
    later: Occasion | None = None
    gone: bool = False

    @property
    def no(self) -> str:
        """The number of the subcontract that it is about; empty for the contract itself."""
        return self.key[0].partition("/")[2]


def why_ended(book: RuleBook, one: Ending) -> Ended:
    """Why an alert ended. 証拠がそろった is said only where the duty is met, never where it is merely gone."""
    if one.gone or (one.no and all(sub.no != one.no for sub in one.contract.subcontracts)):
        return Ended(AlertEnd.TAKEN_BACK)
    occasion = _own_occasion(book, one.key[1])
    if occasion is None:
        return _of_duty(one)
    return _OWN[occasion](one) if occasion in _OWN else _out(one) or Ended(AlertEnd.DECIDED)


def _own_occasion(book: RuleBook, code: str) -> OwnOccasion | None:
    """The occasion of an alert that no plain duty carries: by its own code, or by the code that it lends (F-02)."""
    kind = book.alerts.get(code)
    if kind:
        return kind.occasion
    return next((k.occasion for k in book.alerts.values() if k.occasion and code in k.rules), None)


def _of_duty(one: Ending) -> Ended:
    """Why an alert of a rule's duty ended: by the status that the duty has now."""
    own = [f for f in one.judged.findings if (f.subject, f.code) == one.key]
    statuses = {f.status for f in own}
    if any(f.blocking for f in own):
        return _out(one) or _later(one)
    if Status.OVERRIDDEN in statuses:
        return _excepted(one)
    if Status.SUBSTITUTED in statuses:
        return Ended(AlertEnd.SUBSTITUTED)
    if Status.MET in statuses:
        return Ended(_met(one.since))
    if any(sub.no == one.no and sub.came_to_nothing(one.judged.on) for sub in one.contract.subcontracts):
        return Ended(AlertEnd.DECIDED, "再委託の不承認")
    return _out(one) or Ended(one.since.no_longer_asked)


def _met(since: Since) -> AlertEnd:
    """Why a duty is met: evidence came, or what stood on record was corrected; else a day has come that it waited for.

    Rules that ask for less than before meet no duty by evidence.
    """
    if since.replaced and not since.added:
        return AlertEnd.CORRECTED
    return AlertEnd.RULES if since.rules and not since.added else AlertEnd.MET


def _later(one: Ending) -> Ended:
    due = one.later.due_on if one.later else None
    return Ended(AlertEnd.MOVED, until=due)


def _out(one: Ending) -> Ended | None:
    """The end of the contract, where it has come to one."""
    return Ended(_OUT[one.contract.stage]) if one.contract.stage in _OUT else None


def _excepted(one: Ending) -> Ended:
    lives = [o for o in one.contract.overrides if _holds(o, one.key) and o.lives_on(one.judged.on)]
    last = max(lives, key=lambda o: o.expires_on, default=None)
    return Ended(AlertEnd.EXCEPTED, last.id, last.expires_on) if last else Ended(AlertEnd.EXCEPTED)


def _holds(override: Override, key: DutyKey) -> bool:
    return override.subject == key[0] and key[1] in override.codes


def _else(one: Ending) -> Ended:
    """The end of an own occasion that none of its own ways explains."""
    if out := _out(one):
        return out
    if one.later is not None:
        return _later(one)
    if one.since.moved:
        return Ended(AlertEnd.ADVANCED, one.contract.stage.label)
    return Ended(one.since.no_longer_asked)


def _incident(one: Ending) -> Ended:
    closed = any(i.closed_on is not None for i in one.contract.incidents)
    return Ended(AlertEnd.CLOSED) if closed else _else(one)


def _sign(one: Ending) -> Ended:
    if one.contract.subcontracts:
        return Ended(AlertEnd.DECIDED, "再委託の登録")
    return _out(one) or Ended(AlertEnd.DECIDED if one.since.added else AlertEnd.FACTS)


def _application(one: Ending) -> Ended:
    sub = next(sub for sub in one.contract.subcontracts if sub.no == one.no)
    on = one.judged.on
    if sub.sheet.approved_on is not None and sub.sheet.approved_on <= on:
        return Ended(AlertEnd.DECIDED, "再委託の承認")
    if sub.sheet.rejected_on is not None and sub.sheet.rejected_on <= on:
        return Ended(AlertEnd.DECIDED, "再委託の不承認")
    if sub.has_started(on):
        return Ended(AlertEnd.REPLACED, f"{label(SubcontractSheet, 'started_on')}が登録されました")
    return _else(one)


def _ending_override(one: Ending) -> Ended:
    """An exception that ended or soon ends: by its own fate, or because its duties are met."""
    override = next((o for o in one.contract.overrides if o.id == one.key[0]), None)
    if override is None:
        return _else(one)
    if override.revoked_on is not None:
        return Ended(AlertEnd.DECIDED, "例外承認の取消")
    if override.expires_on < one.judged.on:
        return Ended(AlertEnd.REPLACED, "例外承認の期限が切れました")
    duties = [f for f in one.judged.findings if _holds(override, (f.subject, f.code))]
    if any(f.status is Status.MET for f in duties):
        return Ended(_met(one.since))
    return _else(one)


def _contact_test(one: Ending) -> Ended:
    tried = one.since.added and (one.later is None or _is_after(one.later.due_on, one.due_on))
    return Ended(AlertEnd.MET) if tried and not one.contract.stage.is_final else _else(one)


def _year_end(one: Ending) -> Ended:
    review = one.contract.contract_review
    if one.due_on is not None and one.judged.on > one.due_on:
        return _out(one) or Ended(AlertEnd.PASSED, "年度が替わりました")
    looked_over = one.since.added and review is not None and review.reviewed_on is not None
    return Ended(AlertEnd.MET) if looked_over and one.contract.sheet.long_term else _else(one)


def _slow_stage(one: Ending) -> Ended:
    if one.since.moved:
        return _out(one) or Ended(AlertEnd.ADVANCED, one.contract.stage.label)
    if any(f.overdue(one.judged.on) for f in one.judged.findings):
        return Ended(AlertEnd.REPLACED, "期限を過ぎた義務があります")
    return _else(one)


def _is_after(later: date | None, first: date | None) -> bool:
    return later is not None and (first is None or later > first)


_OWN: Mapping[OwnOccasion | None, Callable[[Ending], Ended]] = {
    "incident": _incident,
    "signs_of_subcontracting": _sign,
    "undecided_application": _application,
    "begun_while_undecided": _application,
    "ending_override": _ending_override,
    "contact_test": _contact_test,
    "year_end": _year_end,
    "slow_stage": _slow_stage,
    "late_start": _else,
}
