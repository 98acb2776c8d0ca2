"""Makes the audit file of one contract: it is gathered as of a date and written whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from config.errors import UsageError
from lifecycle.app import App
from lifecycle.clock import day_of, end_of_day
from lifecycle.identity import SYSTEM
from lifecycle.papers.books.new_file import check_target, write_new
from lifecycle.papers.pack.alerts import alert_documents, message_documents
from lifecycle.papers.pack.assemble import assemble
from lifecycle.papers.pack.chain import accounts_of, lines_of
from lifecycle.papers.pack.container import Member, chunks
from lifecycle.papers.pack.evidence import collect, papers_in
from lifecycle.papers.pack.facts import contract_document, evidence_documents, override_documents
from lifecycle.papers.pack.incidents import incident_documents
from lifecycle.papers.pack.retention import retention_document
from lifecycle.papers.pack.texts import texts_document
from lifecycle.papers.pack.told import JsonObject, by_then, history_document
from lifecycle.papers.pack.verdicts import verdicts_document
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.installation import JournalSealed, PolicyApplied
from lifecycle.records.facts import stored_records
from lifecycle.records.flags import is_fictional, is_trial
from lifecycle.records.journal import GENESIS, Event, events_of, only
from lifecycle.records.masking import masks
from lifecycle.records.one_contract import find_contract
from lifecycle.records.people import references_in, values_of
from lifecycle.records.seals import SEALS

SUFFIX, ACCOUNTS_SUFFIX = ".zip", ".json"


@dataclass(frozen=True, slots=True)
class Packed:
    """The result of packing: the digests to keep elsewhere, how much is in the file, which originals are not in it."""

    file: str
    contract: str
    files: int
    events: int
    evidence: int
    content_digest: str
    manifest_sha256: str
    missing: tuple[str, ...]
    fictional: bool


def pack(app: App, id_: str, target: Path, as_of: AsOf, *, accounts: Path | None = None, force: bool = False) -> Packed:
    """Write the audit file of a contract. `accounts` is where the names under which people worked are kept apart.

    Originals that are gone or changed are named in the file and in the answer. Raises UsageError, NotFoundError,
    RoleError, SetupError, WorldError; a file that was there stays as it was.
    """
    check_target(target, force=force, suffix=SUFFIX)
    if accounts:
        check_target(accounts, force=force, suffix=ACCOUNTS_SUFFIX)
        if accounts.resolve() == target.resolve():
            raise UsageError("調書と利用者名の控えには別のファイル名を指定してください。")
    with app.reading() as connection:
        gathered = _gather(app, connection, id_, as_of)
    members, manifest = assemble(
        gathered.about, gathered.contract, gathered.history, gathered.verdicts, lines_of(gathered.events),
        gathered.texts, gathered.papers, app.clock.now(),
    )  # fmt: skip
    write_new(target, chunks(members), force=force, suffix=SUFFIX)
    if accounts:
        content = {"contract": id_, "head": gathered.about["head"], "accounts": accounts_of(gathered.events)}
        write_new(accounts, orjson.dumps(content, option=orjson.OPT_INDENT_2), force=force, suffix=ACCOUNTS_SUFFIX)
    return Packed(
        file=target.name,
        contract=id_,
        files=len(members),
        events=len(gathered.events),
        evidence=len(gathered.papers),
        content_digest=str(manifest["content_digest"]),
        manifest_sha256=members[1].sha256,
        missing=gathered.missing,
        fictional=bool(manifest["fictional"]),
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Everything about a contract as of a date; `about` says what the audit file is of."""

    about: JsonObject
    contract: JsonObject
    history: JsonObject
    verdicts: JsonObject
    events: list[Event]
    texts: JsonObject
    papers: list[Member]
    missing: tuple[str, ...]


def _gather(app: App, connection: Connection, id_: str, as_of: AsOf) -> _Gathered:
    facts = find_contract(connection, id_, as_of, app.reader(connection).must)
    records = stored_records(connection, [id_], as_of.known_by)[id_]
    people = values_of(connection, [ref for r in records for ref in references_in(r.fields)])
    mask = masks(connection, app.book.personal_data, {id_: records}, as_of.on)[id_]
    events = mask.events(_up_to(_known(events_of(connection, id_), as_of.known_by), as_of.on))
    told = by_then(events, as_of.on)
    papers, members = collect(papers_in(events, as_of.on), app.home / "evidence")
    missing = tuple(f"{p.kind} {p.sha256[:12]}…: {p.problem}" for p in papers if p.problem)
    contract = contract_document(app.assessor, facts, as_of.on, records, people)
    contract |= {
        "overrides": override_documents(told, app.book),
        "evidence": evidence_documents(facts, records, papers, people, as_of.on, app.book.readings),
        "originals": len(members),
        "missing": len(missing),
        "alerts": alert_documents(told, app.book),
        "messages": message_documents(connection, id_, told, as_of.on, as_of.known_by),
    }
    if incidents := incident_documents(app.book, facts, as_of.on, told, records, papers, people):
        contract["incidents"] = incidents
    contract |= retention_document(app, facts, told)
    policies = [(e.recorded_at, applied) for e, applied in only(events_of(connection, SYSTEM), PolicyApplied)]
    return _Gathered(
        about=_about(app, connection, id_, events, as_of),
        contract=mask.document(contract),
        history=history_document(id_, events, as_of.on),
        verdicts=verdicts_document(id_, events, as_of.on, app.assessor, policies),
        events=events,
        texts=texts_document(connection, events, mask),
        papers=members,
        missing=missing,
    )


def _known(events: Sequence[Event], known_by: date | None) -> list[Event]:
    """The part of the chain that was recorded by the end of a day; it is cut once, so that it has no hole."""
    known: list[Event] = []
    for event in events:
        if known_by and event.recorded_at > end_of_day(known_by):
            break
        known.append(event)
    return known


def _up_to(events: Sequence[Event], on: date) -> list[Event]:
    """The chain up to the last event whose fact lies on the day or before it: what came after changes no older file."""
    last = max((at for at, event in enumerate(events, start=1) if event.occurred_on <= on), default=0)
    return list(events[:last])


def _about(app: App, connection: Connection, id_: str, events: Sequence[Event], as_of: AsOf) -> JsonObject:
    last = events[-1] if events else None
    return {
        "contract": id_,
        "as_of": as_of.on.isoformat(),
        "known_by": as_of.known_by.isoformat() if as_of.known_by else None,
        "made_on": app.today().isoformat(),
        "made_at": app.clock.now().isoformat(),
        "fictional": is_fictional(connection),
        "trial": is_trial(connection),
        "head": {"number": last.number if last else 0, "hash": last.hash if last else GENESIS},
        "seals": _seals(connection, events, as_of.known_by),
    }


def _seals(connection: Connection, events: Sequence[Event], known_by: date | None) -> list[dict[str, Any]]:
    """The first seal over the journal, by that day, that covers each further part of this contract's chain."""
    told, covered = [], 0
    for seal, sealed in only(_known(events_of(connection, SEALS), known_by), JournalSealed):
        covers = sum(event.id <= sealed.upto for event in events)
        if covers > covered:
            told.append(
                {
                    "number": seal.number,
                    "sealed_on": day_of(seal.recorded_at).isoformat(),
                    "upto": sealed.upto,
                    "digest": sealed.digest,
                    "root": sealed.root,
                    "covers": covers,
                }
            )
        covered = max(covers, covered)
    return told
