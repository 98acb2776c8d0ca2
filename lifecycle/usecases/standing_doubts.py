"""What `doctor` looks at in the contracts themselves: days and years on record that can hardly be meant."""

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection, func, select

from config.plausible import Plausible
from lifecycle.app import App
from lifecycle.records.tables import contract, journal, record
from lifecycle.usecases.home_checks import Check
from states.columns import CONTRACT, SUBCONTRACT
from states.doubtful import SheetFields, StandingDoubt, standing_doubts

_NAMED = 5
_LATEST = 5000
_Sheets = tuple[str, tuple[SheetFields, list[tuple[str, SheetFields]]]]
"""The number of a contract, its sheet, and those of its subcontracts by their numbers."""


def doubts_on_record(app: App, *, latest: int | None = None) -> list[StandingDoubt]:
    """Everything in the sheets of contracts and subcontracts to be made sure of, contract by contract.

    With `latest`, of those contracts alone of which the last so many events tell.
    """
    with app.reading() as connection:
        every = _sheets(connection, latest)
        bounds: Plausible = app.book.plausible
        return [one for id_, (own, rest) in every for one in standing_doubts(bounds, id_, own, rest, app.today())]


def _sheets(connection: Connection, latest: int | None) -> Iterator[_Sheets]:
    """The stored sheet of every contract that was not taken back, with those of its subcontracts."""
    standing = (
        select(record.c.contract, record.c.kind, record.c.subcontract, record.c.fields)
        .join(contract, contract.c.id == record.c.contract)
        .where(~contract.c.removed, record.c.superseded_at.is_(None), record.c.kind.in_([CONTRACT, SUBCONTRACT]))
    )
    if latest is not None:
        begin = select(func.max(journal.c.id) - latest).scalar_subquery()
        standing = standing.where(record.c.contract.in_(select(journal.c.subject).where(journal.c.id > begin)))
    own: dict[str, SheetFields] = {}
    rest: dict[str, list[tuple[str, SheetFields]]] = {}
    for row in connection.execute(standing):
        fields: SheetFields = orjson.loads(row.fields)
        if row.kind == CONTRACT:
            own[row.contract] = fields
        else:
            rest.setdefault(row.contract, []).append((row.subcontract, fields))
    return ((id_, (own[id_], sorted(rest.get(id_, []), key=lambda one: one[0]))) for id_ in sorted(own))


def doubts_check(app: App) -> Check:
    """The check of whether anything on record makes no sense as it is written; what may be so is told, and no fault.

    The contracts are those of the latest events: how long it takes does not grow with the record.
    """
    every = sorted(doubts_on_record(app, latest=_LATEST), key=lambda one: not one.graver)
    graver = sum(one.graver for one in every)
    with app.reading() as connection:
        events = connection.execute(select(func.max(journal.c.id))).scalar() or 0
    among = f"新しい{_LATEST}件の出来事の契約に、" if events > _LATEST else ""
    if not every:
        return Check("確かめてください", fine=True, detail=f"{among}考えにくい日付・年度はない")
    named = "／".join(f"{one.subject} {one.label} {one.found}" for one in every[:_NAMED])
    more = f" ほか{len(every) - _NAMED}件" if len(every) > _NAMED else ""
    told = f"{among}考えにくい日付・年度 {len(every)}件(うち書いたとおりには読めないもの {graver}件): {named}{more}"
    return Check("確かめてください", fine=not graver, detail=f"{told}。所属の頁に、全てを理由とともに示しています")
