"""The effect of a new circular: every live contract is judged by the book and by a draft, and nothing is stored."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from config.drafts import DraftBook
from config.editions import Edition
from config.vocabulary import Stage, Standing, Status, Term
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from states.facts import Contract
from states.posed import guards
from states.reach import had_ended, is_reached
from states.verdict import Assessment, DutyKey, Finding

_ENDED = (Stage.COMPLETED, Stage.WITHDRAWN)


class Effect(Term):
    """The effect of a draft on one duty of one contract or subcontract, the gravest first."""

    FAILS = "fails", "新たに不足"
    BLOCKS = "blocks", "注意から不足へ"
    GATE = "gate", "関門が変わる"
    DUE = "due", "期限が動く"
    WARNS = "warns", "新たに注意"
    PASSES = "passes", "不足でなくなる"
    EASES = "eases", "不足から注意へ"
    QUIET = "quiet", "注意でなくなる"


@dataclass(frozen=True, slots=True)
class Turn:
    """One duty that the draft would judge otherwise; `old` is None where the live book has no such rule."""

    effect: Effect
    contract: str
    division: str
    title: str
    old: Finding | None
    new: Finding

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.new.code


@dataclass(slots=True)
class EditionReach:
    """Whom an edition of the draft reaches on its first day, of the contracts judged.

    `bound` are bound by it, `ended` have ended before its first day, `before` were concluded before it and run on by
    the edition that binds them now.
    """

    edition: Edition
    bound: int = 0
    ended: int = 0
    before: int = 0

    def see(self, contract: Contract) -> None:
        """Count a contract; one that is not concluded yet will be concluded under the edition."""
        first = self.edition.issued_on
        if is_reached(self.edition.reach, first, contract, contract.sheet.concluded_on or first):
            self.bound += 1
        elif had_ended(contract, first):
            self.ended += 1
        else:
            self.before += 1


@dataclass(frozen=True, slots=True)
class OfficeTask:
    """What an office will have to do under the draft: for which rule, how, for how many duties, by when."""

    code: str
    remedy: str
    division: str
    duties: int
    first_due_on: date | None
    last_due_on: date | None


@dataclass(slots=True)
class Impact:
    """The effect of a draft on all contracts as of a date.

    `contracts` were judged twice, `ended` ones (完了・不成立) not at all. `before` and `after` count the judged
    contracts by standing; `unjudged` are the draft's new or sharper rules that no guard can judge.
    """

    as_of: AsOf
    contracts: int = 0
    ended: int = 0
    before: Counter[Standing] = field(default_factory=Counter)
    after: Counter[Standing] = field(default_factory=Counter)
    turns: list[Turn] = field(default_factory=list)
    unjudged: tuple[str, ...] = ()
    editions: list[EditionReach] = field(default_factory=list)

    @property
    def tasks(self) -> list[OfficeTask]:
        """What each office will have to do, rule by rule, the offices with the most duties first."""
        asked: dict[tuple[str, str, str], list[date | None]] = {}
        for turn in self.turns:
            if turn.new.blocking or turn.new.status is Status.WARNING:
                asked.setdefault((turn.code, turn.new.remedy, turn.division), []).append(turn.new.due_on)
        tasks = [
            OfficeTask(code, remedy, division, len(dues), min(known, default=None), max(known, default=None))
            for (code, remedy, division), dues in asked.items()
            if (known := [due for due in dues if due]) is not None
        ]
        order = {turn.code: at for at, turn in reversed(list(enumerate(self.turns)))}
        return sorted(tasks, key=lambda task: (order[task.code], task.remedy, -task.duties, task.division))

    def counts(self, by: Callable[[Turn], str]) -> dict[str, Counter[Effect]]:
        """How many duties turn, by effect, within each rule, office or whatever `by` names; in the order of `turns`."""
        counted: dict[str, Counter[Effect]] = {}
        for turn in self.turns:
            counted.setdefault(by(turn), Counter())[turn.effect] += 1
        return counted


def impact(app: App, draft: DraftBook, as_of: AsOf) -> Impact:
    """Judge every live contract by both books on one load of its facts, a few hundred contracts at a time."""
    drafted = replace(app.assessor, book=draft.book)
    effects = Impact(as_of, unjudged=tuple(_unjudged(app, draft)), editions=list(_new_editions(app, draft)))
    with app.reading() as connection:
        ids = contract_ids(connection, as_of.known_by, app.reader(connection).offices)
        for contract in load_contracts(connection, ids, as_of):
            if contract.stage in _ENDED:
                effects.ended += 1
                continue
            old, new = app.assessor.assess(contract, as_of.on), drafted.assess(contract, as_of.on)
            effects.contracts += 1
            for reach in effects.editions:
                reach.see(contract)
            effects.before[old.standing] += 1
            effects.after[new.standing] += 1
            effects.turns += turns(contract, old, new)
    order = {code: at for at, code in enumerate(draft.book.rules)}
    effects.turns.sort(key=lambda turn: (order[turn.code], turn.division, turn.new.subject))
    return effects


def _new_editions(app: App, draft: DraftBook) -> Iterator[EditionReach]:
    known = {edition.id: edition for edition in app.book.editions}
    for edition in draft.book.editions:
        before = known.get(edition.id)
        if before is None or (before.issued_on, before.reach) != (edition.issued_on, edition.reach):
            yield EditionReach(edition)


def _unjudged(app: App, draft: DraftBook) -> Iterator[str]:
    """Rules that the draft adds or gives a gate, and that no guard can judge: their effect stays unknown."""
    for code, rule in draft.book.rules.items():
        live = app.book.rules.get(code)
        if rule.guard not in guards() and rule != live and (live is None or rule.gates or code in app.policy.raised):
            yield code


def turns(contract: Contract, old: Assessment, new: Assessment) -> Iterator[Turn]:
    """Every duty of a contract on which two judgements differ; notes beside a duty are not compared."""
    before = _duties(old)
    for key, finding in _duties(new).items():
        if contract.stage is Stage.TERMINATED and not finding.outlives_termination:
            continue
        effect = _effect(before.get(key), finding)
        if effect:
            sheet = contract.sheet
            yield Turn(effect, contract.id, sheet.division or "", sheet.title or "", before.get(key), finding)


def _duties(judged: Assessment) -> Mapping[DutyKey, Finding]:
    """The one finding of each rule and subject that says how the duty stands."""
    return {(f.subject, f.code): f for f in judged.findings if not f.noted}


def _effect(old: Finding | None, new: Finding) -> Effect | None:
    warned = old is not None and old.status is Status.WARNING
    barred = old is not None and old.blocking
    if new.blocking and not barred:
        return Effect.BLOCKS if warned else Effect.FAILS
    if new.status is Status.WARNING:
        return Effect.EASES if barred else None if warned else Effect.WARNS
    if not new.blocking:
        return Effect.PASSES if barred else Effect.QUIET if warned else None
    if old is not None and old.gate is not new.gate:
        return Effect.GATE
    return Effect.DUE if old is not None and old.due_on != new.due_on else None
