"""Taking back (取消): a document that was recorded by mistake, or under a wrong date, with the reason on record."""

from dataclasses import dataclass
from datetime import date

from config.errors import NotFoundError, RequestFault, UsageError
from config.wareki import short_date
from lifecycle.acts import act_of_kind
from lifecycle.app import App
from lifecycle.post.topic import Topic
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.corrections import tell_turned
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.evidence import find_kind
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.work import working
from states.evidence import Kind, day_of_key
from states.verdict import Finding


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The result of taking a document back: its date, the duties that this made unmet and those it made met.

    The 所属長 is told of the duties that are met by it.
    """

    kind: str
    label: str
    dated_on: date | None
    appeared: tuple[Finding, ...]
    met: tuple[Finding, ...]


@tried_again
def take_back(
    app: App, id_: str, kind_id: str, on: date | None, reason: str, subcontract: str = "", no: int | None = None
) -> TakenBack:
    """Take back the document of a kind that has that date, or the only one where no date is named.

    Of a numbered kind `no` tells those of one date apart.

    What was recorded stays in the history; an original stays where it is kept. Raises UsageError (no reason, or
    several documents and no date), NotFoundError (no such document), RoleError.
    """
    kind = find_kind(kind_id)
    reason = given_reason(app, reason, "取り消す理由を入れてください。")
    with working(app) as work:
        work.actor.must(act_of_kind(kind.id), work.office_of(id_))
        recorder = Recorder(work, [id_])
        key = _meant(kind, recorder.keys(id_, kind.id, subcontract), on, no)
        draft = recorder.removal(id_, (kind.id, subcontract, key), reason=reason)
        owed = work.owed([id_])
        (event,) = work.record([draft] if draft else [])
        now = work.finish()
        turned = owed[id_].turned((now.get(id_) or work.judged(id_)).assessment)
        tell_turned(work, owed, now, [event], Topic.cleared(event.hash))
    return TakenBack(kind.id, kind.label, day_of_key(key), turned.appeared, turned.met)


def _meant(kind: Kind, keys: list[str], on: date | None, no: int | None = None) -> str:
    """The key of the document that is meant. Raises NotFoundError, UsageError."""
    if on is None and no is None and len(keys) == 1:
        return keys[0]
    known = "、".join(map(_shown, keys)) or "なし"
    of_number = [key for key in keys if no is None or key.endswith(f" {no}")]
    meant = [key for key in of_number if on is None or day_of_key(key) == on]
    if len(meant) == 1 and (on is not None or no is not None):
        return meant[0]
    if meant:
        what = "日付" if on is None else "番号"
        told = f"{kind.label}の記録が{len(meant)}件あります({known})。取り消すものの{what}を指定してください。"
        raise UsageError(RequestFault("date_missing", told, "on", values={"kind": kind.label}))
    told = f"その日付の{kind.label}の記録はありません(記録は{known})。"
    raise NotFoundError(RequestFault("document_unknown", told, "on", values={"kind": kind.label}))


def _shown(key: str) -> str:
    """The key of a document as people read it: its date, its number behind it where it has one."""
    day, number = day_of_key(key), key.partition(" ")[2]
    return f"{short_date(day)}{f'({number}番)' if number else ''}" if day else "日付なし"
