"""What waits for a decision (決裁待ち): exceptions, applications of subcontracts, substitutes, two-person matters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial

from sqlalchemy import select

from config.errors import RoleError, UsageError, WorldError
from config.escalation import OwnOccasion
from config.structural import Structural
from config.vocabulary import Role
from lifecycle.acts import ACTS, Act
from lifecycle.app import App
from lifecycle.dues.waiting import SUBSTITUTED, WAIVER, approver_of, rules_on_visits
from lifecycle.records.as_of import AsOf
from lifecycle.records.awaiting import owing_subjects, requested_exceptions, undecided_contracts
from lifecycle.records.facts import load_contracts
from lifecycle.records.tables import alert
from lifecycle.usecases.approvals import reasons_of_post
from lifecycle.usecases.matters import MATTERS, every_matter, must_be_second
from lifecycle.usecases.overrides import must_be_decider
from lifecycle.usecases.work import Work, looking
from states.duty import Duties
from states.facts import Contract, Subcontract
from states.guards.case import Case
from states.guards.substitutes import awaiting_acceptance, posts_accepting, reasons_given
from states.undecided import is_undecided


class DecisionKind(StrEnum):
    """What is decided; the value is what the list calls it."""

    EXCEPTION = "例外承認"
    SUBCONTRACT = "再委託の承認"
    SUBSTITUTE = "実地調査に代わる対応の承認"
    MATTER = "二人での確認"


_OCCASIONS: Mapping[DecisionKind, OwnOccasion] = {
    DecisionKind.EXCEPTION: "exception_requested",
    DecisionKind.SUBCONTRACT: "application_made",
    DecisionKind.SUBSTITUTE: "substitute_made",
    DecisionKind.MATTER: "matter_of_two",
}


@dataclass(frozen=True, slots=True)
class AwaitedDecision:
    """Something that waits for a decision: what, of which office, since when, until when, who may decide.

    `id` is the number of the exception or of the matter, else the subject. `waiting` counts business days. `until` is
    the day until which it can or should be decided. `why_not` says why the reader may not decide; empty who may.
    """

    kind: DecisionKind
    id: str
    subject: str
    division: str
    about: str
    since: date | None
    waiting: int
    until: date | None
    deciders: tuple[str, ...]
    why_not: str = ""


def awaited_decisions(app: App) -> list[AwaitedDecision]:
    """Everything that waits for a decision and that the reader may see, the reader's own first, then the oldest.

    Raises RoleError.
    """
    with looking(app) as work:
        offices = app.reader(work.connection).offices
        waiting = [
            *_exceptions(work, offices),
            *_applications(work, offices),
            *_substitutes(work, offices),
            *_matters(work),
        ]
        due = _due_days(work)
    waiting = [replace(one, until=due.get((one.kind, one.id), one.until)) for one in waiting]
    return sorted(waiting, key=lambda one: (bool(one.why_not), one.since or date.max, one.id))


def _due_days(work: Work) -> dict[tuple[DecisionKind, str], date]:
    """The days by which decisions are to be taken, as the messages name them."""
    book = work.app.book
    kinds = {kind.code: one for one, name in _OCCASIONS.items() if (kind := book.decision(name))}
    open_ = select(alert.c.code, alert.c.subject, alert.c.due_on).where(alert.c.resolved_on.is_(None))
    rows = work.connection.execute(open_.where(alert.c.code.in_(sorted(kinds)), alert.c.due_on.is_not(None)))
    return {(kinds[row.code], row.subject): row.due_on for row in rows}


def why_not_by(must: Callable[[], object]) -> str:
    """Why the reader may not decide, in the reader's own words; empty where nothing speaks against it."""
    try:
        must()
    except (RoleError, UsageError) as error:
        return in_own_words(error)
    return ""


def in_own_words(error: WorldError) -> str:
    """A refusal as it is told to the person whom it concerns."""
    code = error.faults[0].code if error.faults else ""
    return _TO_YOU.get(code, str(error).removesuffix(f"[{Structural.POST}]"))


_TO_YOU = {
    "requester_decides": "あなたが申請したため、承認も却下もできません。別の決裁者が決裁します。",
    "second_person_is_first": "あなたが申し出た、又は記録したため、確認できません。別の人が確認します。",
}


def waiting_since(app: App, day: date | None) -> int:
    """For how many business days something has waited since a day."""
    return Duties(app.assessor, app.today()).days_since(day) if day else 0


def _exceptions(work: Work, offices: frozenset[str] | None) -> Iterator[AwaitedDecision]:
    for row in requested_exceptions(work.connection, offices):
        codes = row.codes.split(",")
        rules = work.app.book.rules
        yield AwaitedDecision(
            kind=DecisionKind.EXCEPTION,
            id=row.id,
            subject=row.subject,
            division=row.division,
            about="、".join(f"{code} {rules[code].label}" if code in rules else code for code in codes),
            since=row.requested_on,
            waiting=waiting_since(work.app, row.requested_on),
            until=row.expires_on,
            deciders=(approver_of(work.app, codes).label,),
            why_not=why_not_by(partial(must_be_decider, work, row)),
        )


def _applications(work: Work, offices: frozenset[str] | None) -> Iterator[AwaitedDecision]:
    days = work.app.book.occasion("undecided_application").days or 0
    ids = undecided_contracts(work.connection, offices)
    for facts in load_contracts(work.connection, ids, AsOf(work.today)):
        division = facts.sheet.division or ""
        why_not = why_not_by(partial(work.actor.must, Act.DECIDE_SUBCONTRACT, division))
        for sub in facts.subcontracts:
            if not is_undecided(sub, work.today):
                continue
            applied = sub.sheet.applied_on
            yield AwaitedDecision(
                kind=DecisionKind.SUBCONTRACT,
                id=f"{facts.id}/{sub.no}",
                subject=f"{facts.id}/{sub.no}",
                division=division,
                about=f"再委託{sub.no} {sub.sheet.subcontractor or '(再委託先の記録なし)'}",
                since=applied,
                waiting=waiting_since(work.app, applied),
                until=work.app.calendar.add(applied, days) if applied else None,
                deciders=(Role.DIVISION_HEAD.label,),
                why_not=why_not,
            )


def _substitutes(work: Work, offices: frozenset[str] | None) -> Iterator[AwaitedDecision]:
    owing = owing_subjects(work.connection, WAIVER, SUBSTITUTED, rules_on_visits(work.app.book), offices)
    ids = sorted({subject.partition("/")[0] for subject in owing})
    for facts in load_contracts(work.connection, ids, AsOf(work.today)):
        for sub in (None, *facts.subcontracts):
            subject = f"{facts.id}/{sub.no}" if sub else facts.id
            if subject in owing and (one := _substitute(work, facts, sub, subject)):
                yield one


def _substitute(work: Work, facts: Contract, sub: Subcontract | None, subject: str) -> AwaitedDecision | None:
    case = Case(facts, work.today, work.app.book, sub)
    waiver = case.subject.waiver
    waiting = awaiting_acceptance(case, waiver) if waiver else ()
    if waiver is None or not waiting:
        return None
    since = waiver.substitute_on or waiver.recorded_on
    return AwaitedDecision(
        kind=DecisionKind.SUBSTITUTE,
        id=subject,
        subject=subject,
        division=facts.sheet.division or "",
        about="・".join(kind.label for kind in waiver.substitute_kind or ())
        + f"(実地調査をしない理由 {'・'.join(reason.label for reason in reasons_given(case, waiver))})",
        since=since,
        waiting=waiting_since(work.app, since),
        until=None,
        deciders=tuple(dict.fromkeys(Role(posts_accepting(case, one)[0]).label for one in waiting)),
        why_not=why_not_by(partial(reasons_of_post, work.actor, case, waiver)),
    )


def _matters(work: Work) -> Iterator[AwaitedDecision]:
    for seen in every_matter(work.app):
        asked, kind = seen.proposed, MATTERS.get(seen.proposed.matter)
        if asked.status != "proposed" or kind is None:
            continue
        posts = [role.label for role in Role if role in ACTS[kind.act].posts]
        yield AwaitedDecision(
            kind=DecisionKind.MATTER,
            id=asked.id,
            subject="",
            division=asked.division,
            about=seen.label,
            since=asked.proposed_on,
            waiting=waiting_since(work.app, asked.proposed_on),
            until=None,
            deciders=tuple(posts),
            why_not=why_not_by(partial(must_be_second, work, asked, kind)),
        )
