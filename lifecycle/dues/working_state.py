"""The working state laid beside what the record gives: what is owed and how each contract stands, computed again.

Nobody proves anything by these rows; but the sweep looks at a contract only where they say so, so one that is deleted
or put off by hand would silence an alert.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from config.wareki import format_date
from lifecycle.clock import day_of
from lifecycle.dues.obligations import computed
from lifecycle.identity import SYSTEM
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import contract_ids
from lifecycle.records.folds.desks import DESK
from lifecycle.records.models import table
from lifecycle.records.replay_check import alike, as_stored
from lifecycle.records.tables import contract, journal
from lifecycle.records.working_models import AssessmentRow, ObligationRow
from states.assessment import Assessor

StoredRow = tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class StateCheck:
    """What differs from the record: `faults` by hand alone, `stale` perhaps by a change of rules or settings since."""

    faults: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


def state_check(connection: Connection, assessor: Assessor) -> StateCheck:
    """Compute every contract again as of the day on which it was last judged; some hundred at a time.

    A row that differs is no sign of tampering where rules, settings or offices changed on that day or later: judging
    anew puts it right. A contract that was never judged, or a row of none, is.
    """
    check, changed_on = StateCheck(), _last_change(connection)
    ids = contract_ids(connection)
    for source, name in ((table(AssessmentRow), "点検の予定"), (table(ObligationRow), "務めの一覧")):
        known = select(contract.c.id).where(~contract.c.removed)
        of_none = connection.execute(
            select(source.c.contract).distinct().where(source.c.contract.not_in(known))
        ).scalars()
        told = f"の{name}がありますが、そのような契約の記録はありません"
        check.faults += [f"{id_} {told}" for id_ in sorted(map(str, of_none))]
    for chunk in chunks(ids):
        days = _days(connection, chunk, check)
        for day, judged in days.items():
            softly = check.stale if changed_on and changed_on >= day else check.faults
            try:
                differing = list(_differing(connection, assessor, judged, day))
            except (LookupError, TypeError, ValueError, AttributeError, SQLAlchemyError):
                check.faults.append(f"{judged[0]} など{len(judged)}件の務めを、記録から計算し直せません")
                continue
            told = f"の務めの一覧が、記録から計算し直したもの({format_date(day)}現在)と違います"
            softly += [f"{id_} {told}" for id_ in differing]
    return check


def _last_change(connection: Connection) -> date | None:
    """The day on which the installation, an office or a desk last changed on record: rules and settings too."""
    others = or_(journal.c.subject == SYSTEM, journal.c.subject.like("division:%"), journal.c.subject.startswith(DESK))
    latest = connection.execute(select(func.max(journal.c.recorded_at)).where(others)).scalar()
    try:
        return day_of(latest) if latest else None
    except ValueError:
        return None


def _days(connection: Connection, ids: Sequence[str], check: StateCheck) -> dict[date, list[str]]:
    """The contracts by the day on which each was last judged; one that never was, or on no day, is a fault."""
    source = table(AssessmentRow)
    rows = connection.execute(as_stored(source).where(source.c.contract.in_(ids)))
    stored = {row.contract: row.assessed_on for row in rows}
    days: dict[date, list[str]] = defaultdict(list)
    for id_ in ids:
        try:
            days[date.fromisoformat(str(stored[id_]))].append(id_)
        except KeyError:
            check.faults.append(f"{id_} の点検の予定が失われています")
        except ValueError:
            check.faults.append(f"{id_} の点検の予定の日が日付ではありません")
    return days


def _differing(connection: Connection, assessor: Assessor, ids: Sequence[str], day: date) -> Iterator[str]:
    """The contracts whose stored rows are not those that follow from the record."""
    _, owed, standing = computed(connection, assessor, ids, day)
    sources = ((table(ObligationRow), owed), (table(AssessmentRow), standing))
    pairs = [(_stored(connection, source, ids), _by_contract(rows)) for source, rows in sources]
    for id_ in ids:
        if any(ours.get(id_, set()) != theirs.get(id_, set()) for ours, theirs in pairs):
            yield id_


def _stored(connection: Connection, source: Any, ids: Sequence[str]) -> dict[str, set[StoredRow]]:
    rows = connection.execute(as_stored(source).where(source.c.contract.in_(ids)))
    return _by_contract([dict(row._mapping) for row in rows])


def _by_contract(rows: Sequence[Mapping[str, Any]]) -> dict[str, set[StoredRow]]:
    by: dict[str, set[StoredRow]] = defaultdict(set)
    for row in rows:
        by[row["contract"]].add(tuple((name, alike(row[name])) for name in sorted(row)))
    return by
