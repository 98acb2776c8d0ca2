"""Taking back (取消): a document that was recorded by mistake, or under a wrong date, with the reason on record."""

from dataclasses import dataclass
from datetime import date

from config.errors import NotFoundError, RequestFault, UsageError
from config.wareki import short_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.post.topic import Topic
from lifecycle.usecases.corrections import tell_turned
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.evidence import find_kind
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.work import working
from states.evidence import Kind
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


def take_back(app: App, id_: str, kind_id: str, on: date | None, reason: str, subcontract: str = "") -> TakenBack:
    """Take back the document of a kind that has that date, or the only one where no date is named.

    What was recorded stays in the history; an original stays where it is kept. Raises UsageError (no reason, or
    several documents and no date), NotFoundError (no such document), RoleError.
    """
    kind = find_kind(kind_id)
    reason = given_reason(app, reason, "取り消す理由を入れてください。")
    with working(app) as work:
        work.actor.must(Act.RECORD, work.office_of(id_))
        recorder = Recorder(work, [id_])
        key = _meant(kind, recorder.keys(id_, kind.id, subcontract), on)
        draft = recorder.removal(id_, (kind.id, subcontract, key), reason=reason)
        owed = work.owed([id_])
        (event,) = work.record([draft] if draft else [])
        now = work.finish()
        turned = owed[id_].turned((now.get(id_) or work.judged(id_)).assessment)
        tell_turned(work, owed, now, [event], Topic.cleared(event.hash))
    return TakenBack(kind.id, kind.label, date.fromisoformat(key) if key else None, turned.appeared, turned.met)


def _meant(kind: Kind, keys: list[str], on: date | None) -> str:
    """The date under which the document that is meant stands. Raises NotFoundError, UsageError."""
    wanted = on.isoformat() if on else None
    if wanted is None and len(keys) == 1:
        return keys[0]
    if wanted in keys:
        return str(wanted)
    known = "、".join(short_date(date.fromisoformat(key)) if key else "日付なし" for key in keys) or "なし"
    if wanted is None and keys:
        told = f"{kind.label}の記録が{len(keys)}件あります({known})。取り消すものの日付を指定してください。"
        raise UsageError(RequestFault("date_missing", told, "on", values={"kind": kind.label}))
    told = f"その日付の{kind.label}の記録はありません(記録は{known})。"
    raise NotFoundError(RequestFault("document_unknown", told, "on", values={"kind": kind.label}))
