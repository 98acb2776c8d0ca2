"""保存期間と廃棄の留保: until when a contract is kept, and holds on it, placed and lifted by a decision on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.errors import NotFoundError, RequestFault, UsageError
from config.wareki import first_day_of, fiscal_year_of
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.retention import HoldLifted, HoldPlaced
from lifecycle.records.folds.holds import ErasureHold, holds_by
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import Work, looking, trying, working
from states.facts import Contract


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """For how many fiscal years after the one in which it ended a contract is kept, by which text; assumed or not."""

    years: int
    source: str
    assumed: bool

    @property
    def said(self) -> str:
        """The rule in words."""
        mark = f"仮定・{self.source}" if self.assumed else self.source
        return f"終わった年度の翌年度から{self.years}年〔{mark}〕"

    def last_day(self, ended_on: date) -> date:
        """The last day on which a contract that ended that day is kept (保存期間の満了の日)."""
        return first_day_of(fiscal_year_of(ended_on) + 1 + self.years) - timedelta(days=1)


def retention_rule(app: App) -> RetentionRule:
    """How long contracts are kept here: as the settings say, else as the pack does."""
    own, pack = app.settings.retention, app.book.personal_data
    if own.years is not None:
        return RetentionRule(own.years, own.source.strip(), assumed=False)
    return RetentionRule(pack.retention_years, pack.retention_source, pack.retention_assumed)


def ended_on(facts: Contract) -> date | None:
    """The day on which a contract ended; of one declared as ended without a day, the last day of its work.

    None where it goes on, or where no day is known.
    """
    if not facts.stage.is_final:
        return None
    return facts.completed_on or facts.terminated_on or facts.stage_since or facts.sheet.performance_end_on


def kept_until(app: App, facts: Contract) -> date | None:
    """The last day of a contract's retention; None where it has not ended."""
    ended = ended_on(facts)
    return retention_rule(app).last_day(ended) if ended else None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision (決裁) as it is typed: why, the post that approved it, the number of its document, its day."""

    reason: str
    approved_by: str
    document_no: str
    approved_on: date


@tried_again
def place_hold(app: App, id_: str, by: Decided, *, dry_run: bool = False) -> ErasureHold:
    """Put a hold on a contract, whatever its stage; gives it. With `dry_run` nothing of it stays.

    Raises UsageError with every fault of the decision, NotFoundError, RoleError.
    """
    with trying(app) if dry_run else working(app) as work:
        before = _holds(work, id_)
        _must_be_decided(app, by, work.today)
        hold = f"H{len(before) + 1}"
        work.note(id_, _worded(HoldPlaced, hold, by))
        return _holds(work, id_)[-1]


@tried_again
def lift_hold(app: App, id_: str, hold: str, by: Decided, *, dry_run: bool = False) -> ErasureHold:
    """Lift a hold of a contract by a decision as it was placed; gives it. With `dry_run` nothing of it stays.

    Raises UsageError with every fault of the decision or where it is lifted already, NotFoundError, RoleError.
    """
    with trying(app) if dry_run else working(app) as work:
        if not _the_hold(work, id_, hold).stands:
            told = f"契約 {id_} の廃棄の留保 {hold} は既に解除されています。"
            raise UsageError(RequestFault("hold_over", told, "hold"))
        _must_be_decided(app, by, work.today)
        work.note(id_, _worded(HoldLifted, hold, by))
        return _the_hold(work, id_, hold)


def the_hold(app: App, id_: str, hold: str) -> ErasureHold:
    """One hold of a contract, for whoever may lift it. Raises NotFoundError, RoleError."""
    with looking(app) as work:
        return _the_hold(work, id_, hold)


def _the_hold(work: Work, id_: str, hold: str) -> ErasureHold:
    stood = next((one for one in _holds(work, id_) if one.id == hold), None)
    if stood is None:
        raise NotFoundError(RequestFault("hold_unknown", f"契約 {id_} に廃棄の留保 {hold} はありません。", "hold"))
    return stood


def _holds(work: Work, id_: str) -> Sequence[ErasureHold]:
    """The holds of a contract that the actor may hold. Raises NotFoundError, RoleError."""
    work.actor.must(Act.HOLD, work.office_of(id_))
    return holds_by(work.connection, [id_]).get(id_, ())


def _worded(kind: type[HoldPlaced] | type[HoldLifted], hold: str, by: Decided) -> HoldPlaced | HoldLifted:
    return kind(
        id=hold,
        reason=by.reason.strip(),
        approved_by=by.approved_by.strip(),
        document_no=by.document_no.strip(),
        approved_on=by.approved_on,
    )


def _must_be_decided(app: App, by: Decided, today: date) -> None:
    """Raises UsageError with every fault of a decision."""
    asked = (
        ("reason", by.reason, "理由を書いてください"),
        ("approved_by", by.approved_by, "決裁した職を書いてください"),
        ("document_no", by.document_no, "決裁の文書番号を書いてください"),
    )
    is_content = app.book.readings.is_content
    faults = [RequestFault(f"{name}_missing", told, name) for name, text, told in asked if not is_content(text)]
    if by.approved_on > today:
        faults.append(RequestFault("day_ahead", "決裁日がまだ来ていません", "approved_on"))
    if faults:
        raise UsageError("廃棄の留保を記録できません。", *faults)
