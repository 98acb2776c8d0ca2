"""Numbers of documents of which several may stand on one date (漏えい等事案): given once, kept ever after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from config.errors import NotFoundError, RequestFault, UsageError
from config.wareki import format_date
from lifecycle.ledger.parsed import Fault, ParsedLedger
from lifecycle.usecases.documents import Recorder, RecordPlace
from states.evidence import KINDS, Kind, day_of_key


@dataclass(frozen=True, slots=True)
class NumberedPlace:
    """Where a numbered document is to stand: its fields with the number, its key, the key that it leaves."""

    fields: Mapping[str, Any]
    at: str
    wrong: str | None = None

    def left_place(self, kind: str, subcontract: str) -> RecordPlace | None:
        """The place of the record that goes on under another key; None where it stays."""
        return (kind, subcontract, self.wrong) if self.wrong else None


def numbers_of(recorder: Recorder, id_: str, kind: Kind) -> dict[int, str]:
    """The keys of a contract's documents of a numbered kind by their numbers; those of an older version go first."""
    keys = recorder.keys(id_, kind.id, "")
    own = {key: recorder.current(id_, (kind.id, "", key)).get("no") for key in keys}
    unnumbered = [key for key in keys if own[key] is None]
    return {
        **dict(enumerate(unnumbered, start=1)),
        **{int(no): key for key, no in own.items() if no is not None},
    }


def number_at(recorder: Recorder, id_: str, kind: Kind, at: str) -> int | None:
    """The number of the document that stands at a key."""
    return next((no for no, key in numbers_of(recorder, id_, kind).items() if key == at), None)


def numbered_place(
    recorder: Recorder,
    id_: str,
    kind: Kind,
    fields: Mapping[str, Any],
    of: date | None = None,
    *,
    another: bool = False,
) -> NumberedPlace:
    """The place of a numbered document: the one of its number, of `of`, of its date, or the latest; else a new one.

    `another` gives it a new number though one of its date stands. Raises UsageError where several could be meant, or
    the first has no date; NotFoundError where none has that number or date.
    """
    known = numbers_of(recorder, id_, kind)
    fresh = max(known, default=0) + 1
    number, day = fields.get("no"), fields.get(kind.dated_by)
    if not another:
        key = _standing(kind, known, number, of, day)
        if key is not None:
            own = recorder.current(id_, (kind.id, "", key)).get("no")
            said = {**fields, **({"no": own} if own else {})}
            if own is None:
                said.pop("no", None)
            at = kind.key({**recorder.current(id_, (kind.id, "", key)), **said})
            return NumberedPlace(said, at, key if at != key else None)
    if number is not None and number != fresh:
        raise _unknown(kind, f"{number}番の", known)
    if not day:
        told = f"{kind.label}の記録がまだありません。{kind.date_label}を入れてください。"
        raise UsageError(
            RequestFault(
                "first_needs_date", told, kind.dated_by, values={"kind": kind.label, "column": kind.date_label}
            )
        )
    said = {**fields, "no": fresh}
    return NumberedPlace(said, kind.key(said))


def numbered_rows(recorder: Recorder, parsed: ParsedLedger) -> ParsedLedger:
    """The ledger with a number for each row of a numbered kind that gives none: of the one of its date, or a new one.

    Where several of its date are on record, the row has a fault.
    """
    rows, faults = list(parsed.rows), list(parsed.faults)
    given: dict[tuple[str, str], int] = {}
    for n, row in enumerate(rows):
        for target, fields in row.values.items():
            kind = KINDS.get(target)
            if kind is None or not kind.numbered or fields.get("no") is not None or row.contract is None:
                continue
            known = numbers_of(recorder, row.contract, kind)
            day = kind.dated_on(fields)
            same = [no for no, key in known.items() if day and day_of_key(key) == day]
            if len(same) > 1:
                numbers = "、".join(map(str, same))
                told = f"同じ日の{kind.label}が{len(same)}件あります。番号({numbers})を入れてください"
                faults.append(Fault(row.sheet, row.row, kind.date_label, str(day), told))
            elif not same and day and not row.withdrawn:
                number = given[row.contract, target] = max(*known, given.get((row.contract, target), 0), 0, 0) + 1
                rows[n] = replace(row, values={**row.values, target: {**fields, "no": number}})
            elif same and (own := recorder.current(row.contract, (target, "", known[same[0]])).get("no")):
                rows[n] = replace(row, values={**row.values, target: {**fields, "no": own}})
    return replace(parsed, rows=tuple(rows), faults=tuple(faults))


def _standing(kind: Kind, known: Mapping[int, str], number: Any, of: date | None, day: Any) -> str | None:
    """The key of the document that is meant; None where a new one is."""
    if number is not None:
        return known.get(int(number))
    wanted = of or (date.fromisoformat(str(day)) if day else None)
    if wanted is None:
        return max(known.values(), default=None)
    same = [no for no, key in known.items() if day_of_key(key) == wanted]
    if len(same) > 1:
        numbers = "、".join(str(no) for no in same)
        which = f"{kind.date_label}が{format_date(wanted)}の{kind.label}"
        told = f"{which}が{len(same)}件あります。番号({numbers})を指定してください。"
        raise UsageError(RequestFault("number_missing", told, "no"))
    if same:
        return known[same[0]]
    if of:
        raise _unknown(kind, f"{kind.date_label}が{format_date(of)}の", known)
    return None


def _unknown(kind: Kind, which: str, known: Mapping[int, str]) -> NotFoundError:
    numbers = "、".join(str(no) for no in sorted(known)) or "なし"
    told = f"{which}{kind.label}の記録がありません(番号は{numbers})。"
    return NotFoundError(RequestFault("number_unknown", told, "no"))


def only_planned(kind: Kind, day: date) -> RequestFault:
    """What is said of a plan whose day has come: it counts once its date is recorded again."""
    told = (
        f"{format_date(day)}の{kind.label}は、予定として預かった記録です。"
        f"実施したときは、{kind.date_label}を入れて登録してください(実施していなければ取り消してください)。"
    )
    return RequestFault("only_planned", told, kind.dated_by)
