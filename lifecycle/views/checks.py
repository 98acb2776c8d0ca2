"""What waits for a second person (確認待ち): contract documents to check again, signed originals to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.errors import NotFoundError
from config.vocabulary import ActKind
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.waiting import SUBSTITUTED, WAIVER, lacking_acts, rules_on_visits
from lifecycle.records.as_of import AsOf
from lifecycle.records.awaiting import owing_subjects, unchecked_contracts, undecided_contracts
from lifecycle.records.facts import load_contracts
from lifecycle.usecases.approvals import RecordAbout
from lifecycle.usecases.work import Work, looking
from lifecycle.views.decisions import why_not_by
from lifecycle.views.sent_back import SentBackSeen, sent_back_among
from states.facts import Contract


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
    for one in lacking_acts(work.app.book, facts, work.today):
        try:
            about = RecordAbout(work, facts.id, one.act, one.kind, one.no)
        except NotFoundError:
            continue
        yield CheckAwaited(
            act=one.act,
            kind=one.kind,
            label=one.label,
            contract=facts.id,
            subcontract=one.no,
            division=facts.sheet.division or "",
            title=facts.sheet.title or "",
            since=one.proof.recorded_on,
            why_not=why_not_by(about.must_be_free),
            sent_back=back.get((facts.id, one.act, one.kind, one.no)),
        )
