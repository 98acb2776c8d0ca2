"""消去: the personal data of contracts whose retention is over is erased, proposed by one person, confirmed by another.

Before that day it takes a reason on record; where a hold stands on the contract (廃棄の留保) nothing is erased at all.

Names, contacts, file names and free texts lose value and salt in the erasable table; what was judged of them, the
dates, choices and figures stay, and so does every verdict. The originals are documents with a retention of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select, update

from config.errors import RequestFault, UsageError
from config.place import said_here
from config.wareki import short_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.deleted import forget_deleted, overwrite_deleted
from lifecycle.records.events.personal_data import PersonalDataErased
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.folds.holds import ErasureHold, held_contracts, holds_by
from lifecycle.records.free_text import holds_clear_text
from lifecycle.records.journal import events_of
from lifecycle.records.tables import outbox, person
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.retention import ended_on, retention_rule
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, looking, working
from states.content import ERASED
from states.facts import Contract

LEFT = (
    "原本のファイルは文書として別に保存年限が定まるので、消しません。",
    "廃棄を留保している契約にも触れる連絡の控えは、消しません。",
    "次の控えには及びません: 送ったメール、書き出した台帳・調書・画面一式、データベースの控え(バックアップ)。",
)
"""What an erasure leaves, in words."""


@dataclass(frozen=True, slots=True)
class Erasable:
    """A contract whose personal data may be erased: when it ended, until when it is kept, how many values stand.

    `clear` are the numbers of older events that hold free text in clear, which can't be erased. `early`: its retention
    is not over yet.
    """

    contract: str
    division: str
    ended_on: date
    kept_until: date
    values: int
    clear: tuple[int, ...]
    early: bool = False


def retention_over(app: App) -> list[Erasable]:
    """Every contract whose retention is over, that nobody holds and of which anything is left to erase.

    Raises RoleError.
    """
    with looking(app) as work:
        work.actor.must(Act.ERASE)
        return _over(work)


@tried_again
def propose_erasure(
    app: App, ids: Sequence[str] = (), reason: str | None = None
) -> tuple[Proposed, tuple[Erasable, ...]]:
    """Propose to erase the personal data of these contracts, without any of every contract whose retention is over.

    With a `reason`, which stays on record, also of named ones that ended and whose retention runs. A second person
    confirms it. Raises UsageError with every contract that may not be erased, NotFoundError, RoleError.
    """
    if reason is not None:
        reason = given_reason(app, reason, "保存期間の満了前に消す理由を入れてください。")
    with working(app) as work:
        work.actor.must(Act.ERASE)
        chosen = _named(work, ids, early=reason is not None) if ids else _over(work)
        if not chosen:
            raise UsageError(RequestFault("nothing_to_erase", "保存期間が過ぎ、消す欄のある契約はありません。"))
        about = chosen[0].contract if len(chosen) == 1 else f"契約{len(chosen)}件"
        content = {"contracts": [one.contract for one in chosen], **({"reason": reason} if reason else {})}
        return propose(work, ERASURE, about, content), tuple(chosen)


def _over(work: Work) -> list[Erasable]:
    held, rule = held_contracts(work.connection), retention_rule(work.app)
    free = [id_ for id_ in contract_ids(work.connection) if id_ not in held]
    loaded = load_contracts(work.connection, free, AsOf(work.today))
    over = [facts for facts in loaded if (ended := ended_on(facts)) and rule.last_day(ended) < work.today]
    return [one for one in (_erasable(work, facts) for facts in over) if one.values]


def _named(work: Work, ids: Sequence[str], *, early: bool) -> list[Erasable]:
    """The contracts that somebody names. Raises UsageError with every one that may not be erased, NotFoundError."""
    contracts = [work.contract(id_) for id_ in dict.fromkeys(ids)]
    holds = holds_by(work.connection, [facts.id for facts in contracts])
    faults = [fault for facts in contracts for fault in _why_not(work, facts, holds.get(facts.id, ()), early=early)]
    if faults:
        raise UsageError(*faults) if len(faults) == 1 else UsageError("消去を申し出られません。", *faults)
    return [_erasable(work, facts) for facts in contracts]


def _why_not(work: Work, facts: Contract, holds: Sequence[ErasureHold], *, early: bool) -> Iterator[RequestFault]:
    for hold in holds:
        if hold.stands:
            yield RequestFault("held", _held(facts.id, hold), "contract")
    ended = ended_on(facts)
    if ended is None:
        told = f"契約 {facts.id} は終わっていません。個人情報を消去できるのは、終わって保存期間が過ぎてからです。"
        yield RequestFault("not_ended", told, "contract")
        return
    until = retention_rule(work.app).last_day(ended)
    if until >= work.today and not early:
        first = short_date(until + timedelta(days=1))
        told = f"契約 {facts.id} の個人情報は{short_date(until)}まで保存します。消去できるのは{first}からです。"
        yield RequestFault("retention_runs", f"{told}その前に消すには、理由が要ります。", "contract")
    if not _values(work.connection, facts.id):
        yield RequestFault("erased_already", f"契約 {facts.id} の個人情報は消去済です。", "contract")


def _held(id_: str, hold: ErasureHold) -> str:
    """Why nothing of a held contract is erased: since when, by which decision, why, and who may lift the hold."""
    by = hold.placed
    return (
        f"契約 {id_} は{short_date(by.recorded_on)}から廃棄を留保しています({hold.id} {by.document_no} "
        f"{by.approved_by} {short_date(by.approved_on)}決裁。理由: {by.reason})。"
        + said_here("留保を解除できるのは、契約の所属の{所属長}か{制度所管課}です。")
    )


def _erasable(work: Work, facts: Contract) -> Erasable:
    ended = ended_on(facts) or work.today
    until = retention_rule(work.app).last_day(ended)
    clear = tuple(e.number for e in events_of(work.connection, facts.id) if holds_clear_text(e))
    return Erasable(
        contract=facts.id,
        division=facts.sheet.division or "",
        ended_on=ended,
        kept_until=until,
        values=_values(work.connection, facts.id),
        clear=clear,
        early=until >= work.today,
    )


def _values(connection: Connection, id_: str) -> int:
    standing = select(func.count()).where(person.c.subject == id_, person.c.value.is_not(None))
    return int(connection.execute(standing).scalar_one())


def _lines(work: Work, asked: Proposed) -> list[str]:
    """What will be erased, contract by contract, what bars it, by which rule, and what is left."""
    reason = asked.terms.get("reason")
    early = [f"保存期間の満了前に消す理由: {reason}"] if reason else []
    return [*_lines_of(work, asked), f"保存期間: {retention_rule(work.app).said}", *early, *LEFT]


def _lines_of(work: Work, asked: Proposed) -> Iterator[str]:
    ids = [str(id_) for id_ in asked.terms["contracts"]]
    holds = holds_by(work.connection, ids)
    for id_ in ids:
        one = _erasable(work, work.contract(id_))
        ended, until = short_date(one.ended_on), short_date(one.kept_until)
        mark = "(満了前)" if one.early else ""
        yield f"{one.contract}({one.division}) 終了 {ended} 保存 {until}まで{mark} 消去する欄 {one.values}件"
        yield from (f"  ■ {_held(id_, hold)}" for hold in holds.get(id_, ()) if hold.stands)
        if one.clear:
            yield f"  版の古い記録に文が残ります(消せません): {'、'.join(f'{n}番' for n in one.clear)}"


def _carry_out(work: Work, asked: Proposed) -> None:
    overwrite_deleted(work.connection)
    ids = [str(id_) for id_ in asked.terms["contracts"]]
    for one in _named(work, ids, early="reason" in asked.terms):
        erase(work, one.contract, asked.id, before=one.kept_until if one.early else None)


def erase(work: Work, id_: str, matter: str, *, before: date | None = None) -> int:
    """Erase what stands of a contract, on the record; gives how many values. The caller has asked whether it may be.

    `before` is the last day of its retention, where that is still to come.
    """
    standing = select(person.c.id).where(person.c.subject == id_, person.c.value.is_not(None)).order_by(person.c.id)
    references = tuple(work.connection.execute(standing).scalars())
    messages = _messages_naming(work.connection, id_)
    work.note(id_, PersonalDataErased(references=references, matter=matter, messages=messages, before=before))
    work.connection.execute(update(person).where(person.c.subject == id_).values(value=None, salt=None))
    for chunk in chunks(messages):
        work.connection.execute(update(outbox).where(outbox.c.id.in_(chunk)).values(body=ERASED, card=None, html=None))
    work.people.forget(id_)
    return len(references)


def _messages_naming(connection: Connection, id_: str) -> tuple[str, ...]:
    """The settled messages that name a contract, and not one whose number only begins alike (R6-1 and R6-10).

    One that also names a contract on which a hold stands is evidence of that one, and is left as it is.
    """
    columns = (outbox.c.body, outbox.c.card, outbox.c.html)
    told = or_(*(one.contains(id_, autoescape=True) for one in columns)) & outbox.c.settled_at.is_not(None)
    named, held = _naming([id_]), _naming(sorted(held_contracts(connection)))
    rows = connection.execute(select(outbox.c.id, *columns).where(told).order_by(outbox.c.id))
    texts = ((row.id, [one for one in (row.body, row.card, row.html) if one]) for row in rows)
    return tuple(message for message, said in texts if any(map(named.search, said)) and not any(map(held.search, said)))


def _naming(ids: Sequence[str]) -> re.Pattern[str]:
    """What finds the number of any of these contracts in a text; of none, nothing."""
    numbers = "|".join(map(re.escape, ids)) or r"(?!)"
    return re.compile(rf"(?<![0-9A-Za-z-])(?:{numbers})(?![0-9A-Za-z-])")


def _afterwards(app: App) -> None:
    forget_deleted(app.engine)


ERASURE = Matter("erasure", "個人情報の消去", Act.ERASE, _lines, _carry_out, _afterwards)
"""The matter of an erasure."""
