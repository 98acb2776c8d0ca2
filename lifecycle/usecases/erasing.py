"""消去: the personal data of contracts whose retention is over is erased, proposed by one person, confirmed by another.

Names, contacts, file names and free texts lose value and salt in the erasable table; what was judged of them, the
dates, choices and figures stay, and so does every verdict. The originals are documents with a retention of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select, update

from config.errors import RequestFault, UsageError
from config.wareki import short_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.deleted import forget_deleted, overwrite_deleted
from lifecycle.records.events.personal_data import PersonalDataErased
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.free_text import holds_clear_text
from lifecycle.records.journal import events_of
from lifecycle.records.tables import outbox, person
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, looking, working
from states.content import ERASED
from states.facts import Contract

LEFT = (
    "原本のファイルは文書として別に保存年限が定まるので、消しません。",
    "次の控えには及びません: 送ったメール、書き出した台帳・調書・画面一式、データベースの控え(バックアップ)。",
)
"""What an erasure leaves, in words."""


@dataclass(frozen=True, slots=True)
class Erasable:
    """A contract whose personal data may be erased: when it ended, until when it is kept, how many values stand.

    `clear` are the numbers of older events that hold free text in clear, which can't be erased.
    """

    contract: str
    division: str
    ended_on: date
    kept_until: date
    values: int
    clear: tuple[int, ...]


def retention_over(app: App) -> list[Erasable]:
    """Every contract whose retention is over and of which anything is left to erase. Raises RoleError."""
    with looking(app) as work:
        work.actor.must(Act.ERASE)
        return _over(work)


@tried_again
def propose_erasure(app: App, ids: Sequence[str] = ()) -> tuple[Proposed, tuple[Erasable, ...]]:
    """Propose to erase the personal data of these contracts, without any of every contract whose retention is over.

    A second person confirms it. Raises UsageError with every contract that may not be erased yet, NotFoundError,
    RoleError.
    """
    with working(app) as work:
        work.actor.must(Act.ERASE)
        chosen = _named(work, ids) if ids else _over(work)
        if not chosen:
            raise UsageError(RequestFault("nothing_to_erase", "保存期間が過ぎ、消す欄のある契約はありません。"))
        about = chosen[0].contract if len(chosen) == 1 else f"契約{len(chosen)}件"
        content = {"contracts": [one.contract for one in chosen]}
        return propose(work, ERASURE, about, content), tuple(chosen)


def _over(work: Work) -> list[Erasable]:
    loaded = load_contracts(work.connection, contract_ids(work.connection), AsOf(work.today))
    over = [facts for facts in loaded if (ended := _ended(facts)) and _kept_until(work, ended) < work.today]
    return [one for one in (_erasable(work, facts) for facts in over) if one.values]


def _named(work: Work, ids: Sequence[str]) -> list[Erasable]:
    """The contracts that somebody names. Raises UsageError with every one that may not be erased, NotFoundError."""
    contracts = [work.contract(id_) for id_ in dict.fromkeys(ids)]
    if faults := [fault for facts in contracts if (fault := _why_not(work, facts))]:
        raise UsageError(*faults) if len(faults) == 1 else UsageError("消去を申し出られません。", *faults)
    return [_erasable(work, facts) for facts in contracts]


def _why_not(work: Work, facts: Contract) -> RequestFault | None:
    ended = _ended(facts)
    if ended is None:
        told = f"契約 {facts.id} は終わっていません。個人情報を消去できるのは、終わって保存期間が過ぎてからです。"
        return RequestFault("not_ended", told, "contract")
    until = _kept_until(work, ended)
    if until >= work.today:
        first = short_date(until + timedelta(days=1))
        told = f"契約 {facts.id} の個人情報は{short_date(until)}まで保存します。消去できるのは{first}からです。"
        return RequestFault("retention_runs", told, "contract")
    if not _values(work.connection, facts.id):
        return RequestFault("erased_already", f"契約 {facts.id} の個人情報は消去済です。", "contract")
    return None


def _kept_until(work: Work, ended: date) -> date:
    """The last day of the retention of a contract that ended on that day."""
    return work.app.book.personal_data.erasable_from(ended) - timedelta(days=1)


def _ended(facts: Contract) -> date | None:
    """The day on which a contract ended; of one declared as ended without a day, the last day of its work."""
    if not facts.stage.is_final:
        return None
    return facts.completed_on or facts.terminated_on or facts.stage_since or facts.sheet.performance_end_on


def _erasable(work: Work, facts: Contract) -> Erasable:
    ended = _ended(facts) or work.today
    clear = tuple(e.number for e in events_of(work.connection, facts.id) if holds_clear_text(e))
    return Erasable(
        contract=facts.id,
        division=facts.sheet.division or "",
        ended_on=ended,
        kept_until=_kept_until(work, ended),
        values=_values(work.connection, facts.id),
        clear=clear,
    )


def _values(connection: Connection, id_: str) -> int:
    standing = select(func.count()).where(person.c.subject == id_, person.c.value.is_not(None))
    return int(connection.execute(standing).scalar_one())


def _lines(work: Work, asked: Proposed) -> list[str]:
    """What will be erased, contract by contract, and what is left."""
    return [*_lines_of(work, asked), *LEFT]


def _lines_of(work: Work, asked: Proposed) -> Iterator[str]:
    for id_ in asked.terms["contracts"]:
        one = _erasable(work, work.contract(str(id_)))
        ended, until = short_date(one.ended_on), short_date(one.kept_until)
        yield f"{one.contract}({one.division}) 終了 {ended} 保存 {until}まで 消去する欄 {one.values}件"
        if one.clear:
            yield f"  版の古い記録に文が残ります(消せません): {'、'.join(f'{n}番' for n in one.clear)}"


def _carry_out(work: Work, asked: Proposed) -> None:
    overwrite_deleted(work.connection)
    for one in _named(work, [str(id_) for id_ in asked.terms["contracts"]]):
        erase(work, one.contract, asked.id)


def erase(work: Work, id_: str, matter: str) -> int:
    """Erase what stands of a contract, on the record; gives how many values. The caller has asked whether it may be."""
    standing = select(person.c.id).where(person.c.subject == id_, person.c.value.is_not(None)).order_by(person.c.id)
    references = tuple(work.connection.execute(standing).scalars())
    messages = _messages_naming(work.connection, id_)
    work.note(id_, PersonalDataErased(references=references, matter=matter, messages=messages))
    work.connection.execute(update(person).where(person.c.subject == id_).values(value=None, salt=None))
    for chunk in chunks(messages):
        work.connection.execute(update(outbox).where(outbox.c.id.in_(chunk)).values(body=ERASED, card=None, html=None))
    work.people.forget(id_)
    return len(references)


def _messages_naming(connection: Connection, id_: str) -> tuple[str, ...]:
    """The settled messages that name a contract, and not one whose number only begins alike (R6-1 and R6-10)."""
    columns = (outbox.c.body, outbox.c.card, outbox.c.html)
    told = or_(*(one.contains(id_, autoescape=True) for one in columns)) & outbox.c.settled_at.is_not(None)
    named = re.compile(rf"(?<![0-9A-Za-z-]){re.escape(id_)}(?![0-9A-Za-z-])")
    rows = connection.execute(select(outbox.c.id, *columns).where(told).order_by(outbox.c.id))
    return tuple(row.id for row in rows if any(named.search(one or "") for one in (row.body, row.card, row.html)))


def _afterwards(app: App) -> None:
    forget_deleted(app.engine)


ERASURE = Matter("erasure", "個人情報の消去", Act.ERASE, _lines, _carry_out, _afterwards)
"""The matter of an erasure."""
