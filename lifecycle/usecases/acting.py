"""Acting: what a person is shown before an act, the act bound to it, who may not do it, and its withdrawal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from config.errors import RequestFault, RoleError
from config.structural import Structural
from config.vocabulary import ActKind, Role
from config.wareki import format_date
from lifecycle.fields.values import stored_text
from lifecycle.identity import Actor
from lifecycle.process_user import UNDER_SUDO
from lifecycle.records.events.acts import ActDone, ActWithdrawn
from lifecycle.records.events.documents import AtPlace, KeptFile, Recorded
from lifecycle.records.facts import stored_records
from lifecycle.records.hands import record_digest
from lifecycle.records.journal import Event, events_of
from lifecycle.records.people import references_in, values_of
from lifecycle.usecases.documents import RecordPlace
from lifecycle.usecases.shown import digest_of
from lifecycle.usecases.work import Work
from states.columns import columns_of
from states.documents import Column, ValueType
from states.evidence import day_of_key
from states.hands import named_in

_DIGITS = 12


def lines_shown(
    work: Work, id_: str, place: RecordPlace, what: ActKind, fields: Mapping[str, Any], files: Sequence[KeptFile] = ()
) -> tuple[str, ...]:
    """What an act is about, line by line as a person is shown it: the record, its fields, its originals.

    Persons are shown in clear, as the act is about what they did.
    """
    kind, no, key = place
    names = set(named_in(kind, what, frozenset(fields)))
    clear = values_of(work.connection, [*references_in(fields), *(file.name["ref"] for file in files)])
    of = f" 再委託{no}" if no else ""
    dated = f"({format_date(dated_on)})" if (dated_on := day_of_key(key)) else ""
    head = f"契約 {id_}{of} {what.label}{dated}"
    said = [f"{c.label}: {_text(c, fields[c.name], clear)}" for c in columns_of(kind) if c.name in names]
    kept = [f"原本: {clear.get(f.name['ref']) or '消去済'} {f.size:,}バイト {f.sha256[:_DIGITS]}" for f in files]
    return head, *said, *(kept if what is ActKind.ORIGINAL else ())


def _text(column: Column, value: Any, clear: Mapping[str, str | None]) -> str:
    if isinstance(value, dict):
        return clear.get(value["ref"]) or "消去済"
    return format_date(date.fromisoformat(value)) if column.value_type is ValueType.DATE else stored_text(column, value)


def act_done(
    work: Work, id_: str, what: ActKind, place: RecordPlace, lines: Sequence[str], post: Role | None
) -> ActDone:
    """The act as an event, bound to what was shown and to the record as it stands, with what the act itself says."""
    kind, no, key = place
    return ActDone(
        act=what,
        document=kind,
        subcontract=no,
        key=key,
        shown=digest_of(lines),
        record_sha256=digest_at(work, id_, what, place),
        post=post.value if post and not work.actor.is_first(post) else None,
    )


def digest_at(work: Work, id_: str, what: ActKind, place: RecordPlace) -> str:
    """The hash of what an act speaks of in the record at a place, as it stands now."""
    records = stored_records(work.connection, [id_], None)[id_]
    return record_digest(next(one for one in records if (one.kind, one.subcontract, one.key) == place), what)


def withdrawal(what: ActKind, place: RecordPlace, reason: str) -> ActWithdrawn:
    """The withdrawal of an act as an event, for the reason that was given."""
    kind, no, key = place
    return ActWithdrawn(act=what, document=kind, subcontract=no, key=key, reason=reason)


def signature(actor: Actor, post: Role | None) -> str:
    """How a record names who acted: the post and the person's key."""
    return f"{post.label if post else ''} {actor.key}".strip()


def must_be_another(work: Work, keys: Iterable[str], what: str) -> None:
    """Raises RoleError where the person who would act did what the act is to check, under whatever name."""
    if any(work.is_called(key) for key in sorted(keys)):
        told = f"{what}人は、自分では確認できません。別の職員が確認してください。[{Structural.POST}]"
        raise RoleError(RequestFault("second_person_is_first", told, "actor"))


def recorders_of(work: Work, id_: str, place: RecordPlace) -> set[str]:
    """The keys of everybody who recorded or corrected the record at a place."""
    kind, no, key = place
    at = (event for event in events_of(work.connection, id_) if isinstance(event.body, Recorded))
    mine = (event for event in at if _place(event.body) in ((kind, no, key), (kind, no, "")))
    return {hand for event in mine for hand in hands_of(event)}


def hands_of(event: Event) -> set[str]:
    """Who wrote an event: the person's key and, under `sudo`, the login that stood behind."""
    how = event.authenticated or ""
    return {event.actor} | ({how.removeprefix(UNDER_SUDO)} if how.startswith(UNDER_SUDO) else set())


def attachers_of(work: Work, id_: str, files: Sequence[KeptFile]) -> set[str]:
    """The keys of everybody who brought in one of these originals, to this record or to another of the contract."""
    wanted, keys = {file.sha256 for file in files}, set[str]()
    held: dict[tuple[str, str], set[str]] = {}
    for event in events_of(work.connection, id_):
        if isinstance(body := event.body, Recorded):
            before = held.get((body.document, body.subcontract), set())
            now = {file.sha256 for file in body.files}
            held[body.document, body.subcontract] = before | now
            keys |= hands_of(event) if (now - before) & wanted else set()
    return keys


def _place(body: Any) -> RecordPlace | None:
    return (body.document, body.subcontract, body.key) if isinstance(body, AtPlace) else None
