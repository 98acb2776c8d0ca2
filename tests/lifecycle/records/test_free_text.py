"""No free text stands in a payload: every field of every kind of event, and every column, is one or is declared not."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest
from branches import decided, rejected
from installation import ADMIN, HEAD, ID, NOW, OFFICE, OVERSIGHT, REASON, Installation, a_contract, a_subcontract

from config.loader import rule_book
from config.vocabulary import OverrideCategory, Stage
from lifecycle.records.events.kinds import KINDS, decode
from lifecycle.records.events.shapes import Body, content_of, is_free_text
from lifecycle.records.free_text import FreeTexts, free_columns
from lifecycle.records.journal import Draft, canonical
from lifecycle.records.people import PeopleDesk
from lifecycle.usecases import overrides
from lifecycle.usecases.audit import verify
from lifecycle.usecases.circulars import answer_circular, publish_circular
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.deciding import withdraw_decision
from lifecycle.usecases.desks import record_of_desk
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.moves import advance
from lifecycle.usecases.subcontracts import apply
from lifecycle.usecases.withdrawing import take_back
from lifecycle.usecases.work import working
from lifecycle.views.history import history
from states import evidence
from states.columns import CONTRACT, SUBCONTRACT
from states.desk_duties import kinds_of_offices
from states.documents import ValueType

CANARY = "かなりや花子0942-33-1234"
CLEAR = {
    "OfRules.name": "the name of a folder of rule data",
    "RulesPublished.files": "rule data, which is public",
    "OfAlert.id": "made of the subject, the code and the day",
    "OfHold.id": "a number",
    "OfQuiet.id": "a number",
    "QuietBegan.division": "the name of an office",
    "AlertOpened.subject": "a number",
    "AlertOpened.code": "a code of the rule data",
    "AlertOpened.division": "the name of an office",
    "AlertOpened.occasion": "a code of the rule data",
    "AlertTold.step": "a word of the rule data",
    "AlertTold.to": "offices and posts",
    "AlertReached.step": "a word of the rule data",
    "AlertReached.to": "offices and posts",
    "AlertResolved.why": "a word of the program",
    "AlertResolved.by": "the number of an exception, a stage or an office",
    "LedgerPlace.file": "a hash",
    "LedgerPlace.sheet": "the name of a sheet of the ledger",
    "KeptFile.sha256": "a hash",
    "KeptFile.type": "a type found out from the content",
    "KeptFile.name": "a reference to the erasable table",
    "AtPlace.document": "a kind of record",
    "AtPlace.subcontract": "a number",
    "AtPlace.key": "a date",
    "Recorded.fields": "free text is told by the columns",
    "Corrected.changes": "free text is told by the columns",
    "Recorded.via": "the door",
    "DatabaseMoved.database": "a kind of database",
    "DatabaseTakenOver.database": "a kind of database",
    "HomeRestored.made_at": "a time",
    "HomeRestored.root": "a hash",
    "HomeRestored.seal_hash": "a hash",
    "InstallationInitialised.admin": "a login",
    "InstallationInitialised.identity": "a word of the settings",
    "InstallationInitialised.pack": "a hash",
    "DivisionRecorded.name": "the name of an office",
    "DivisionRecorded.fields": "references to the erasable table, and dates",
    "DeskEvidenceRecorded.document": "a kind of record",
    "DeskEvidenceRecorded.fields": "free text is told by the columns",
    "LedgerImported.sha256": "a hash",
    "LedgerLayoutSettled.offices": "names of offices",
    "LedgerLayoutSettled.layout": "headings of a list and columns of the ledger",
    "LedgerLeft.sha256": "a hash",
    "LedgerLeft.offices": "names of offices",
    "PolicyApplied.raised": "codes of the rule data",
    "PolicyApplied.lowered": "codes of the rule data",
    "PolicyApplied.departures": "codes of the rule data, days and ids",
    "JournalSealed.digest": "a hash",
    "JournalSealed.root": "a hash",
    "JournalSealed.before": "a hash",
    "ClockAccepted.before": "a moment",
    "OfPost.person": "a login",
    "OfPost.role": "a post",
    "OfPost.division": "the name of an office",
    "SeededPost.person": "a login",
    "SeededPost.role": "a post",
    "SeededPost.division": "the name of an office",
    "PeopleSeeded.identity": "a word of the settings",
    "PolicyApplied.settings": "the settings of whoever runs the installation",
    "RuleBookApplied.changed": "places in the rule data",
    "RuleBookApplied.digest": "a hash",
    "RuleBookApplied.program": "a version",
    "UnderRules.policy": "a hash",
    "UnderRules.program": "a version",
    "UnderRules.rules": "a hash",
    "OfErasure.references": "references to the erasable table",
    "PersonalDataErased.matter": "a number",
    "PersonalDataErased.messages": "numbers of messages",
    "MessageHeld.reason": "written by the program, out of counts",
    "MessageQueued.division": "the name of an office",
    "MessageQueued.post": "a post",
    "MessageQueued.topic": "made by the program, of codes, numbers and days",
    "MessageQueued.channel": "a word of the settings",
    "MessageQueued.text_sha256": "a hash",
    "OriginalOpened.document": "a kind of record",
    "OriginalOpened.subcontract": "a number",
    "OriginalOpened.key": "a date",
    "OriginalOpened.sha256": "a hash",
    "MessageResumed.status": "a word of the program",
    "MessageSettled.division": "the name of an office",
    "MessageSettled.post": "a post",
    "MessageSettled.topic": "made by the program, of codes, numbers and days",
    "MessageSettled.channel": "a word of the settings",
    "MessageSettled.text_sha256": "a hash",
    "MessageSettled.status": "a word of the program",
    "Lacking.code": "a code of the rule data",
    "Lacking.subject": "a number",
    "StageReached.trigger": "a word of the machine",
    "SubcontractApprovalRefused.subcontract": "a number",
    "OfOverride.id": "a number",
    "OfOverride.subject": "a number",
    "OverrideRequested.codes": "codes of the rule data",
    "OverrideRequested.category": "a choice",
    "OfMatter.id": "a number",
    "MatterProposed.matter": "a kind of matter",
    "MatterProposed.about": "a contract, an office or a login",
    "MatterProposed.division": "the name of an office",
    "MatterProposed.terms": "what is put before the second person: days, choices, numbers and logins",
    "MatterProposed.shown": "a hash",
    "CutOverSet.division": "the name of an office",
    "OfCircular.circular": "an id of the rule data",
    "CircularPublished.number": "the number of a source of the rule data",
    "CircularPublished.title": "the title of a source of the rule data",
    "CircularPublished.issuer": "the issuer of a source of the rule data",
    "CircularPublished.addressees": "names of offices",
    "CircularPublished.editions": "ids of the rule data",
    "CircularPublished.layer": "a name of published rule data",
    "AskedOfOffices.id": "an id of the rule data",
    "AskedOfOffices.label": "words of the rule data",
    "CircularAnswered.division": "the name of an office",
    "CircularAnswered.question": "an id of the rule data",
    "CircularAnswered.label": "words of the rule data",
    "OfAct.document": "a kind of record",
    "OfAct.subcontract": "a number",
    "OfAct.key": "a date",
    "ActDone.shown": "a hash",
    "ActDone.post": "a post",
    "OriginalRestored.sha256": "a hash",
    "MessageQueued.card_sha256": "a hash",
    "MessageQueued.html_sha256": "a hash",
    "ActDone.record_sha256": "a hash",
    "ItemRemark.item": "the name of a field",
    "RecordSentBack.document": "a kind of record",
    "RecordSentBack.subcontract": "a number",
    "RecordSentBack.key": "a date",
    "RecordSentBack.shown": "a hash",
    "RecordSentBack.record_sha256": "a hash",
}
"""Every field that may hold text and is no free text, with what it holds instead."""


def fields_with_text() -> Iterator[tuple[str, Any]]:
    """The fields of all kinds that may hold text, by the class that declares them, with those of the values in them."""
    waiting: list[Any] = list(KINDS.values())
    seen: set[Any] = set()
    while waiting:
        cls = waiting.pop()
        if cls in seen:
            continue
        seen.add(cls)
        for field in fields(cls):
            inner = [one for one in _types(field.type) if is_dataclass(one)]
            waiting += inner
            if not inner and {str, Any} & set(_types(field.type)):
                yield f"{_owner(cls, field.name)}.{field.name}", field


def _types(declared: Any) -> list[Any]:
    return [one for arg in get_args(declared) for one in _types(arg)] or [declared]


def _owner(cls: Any, name: str) -> str:
    return next(one.__name__ for one in reversed(cls.__mro__) if name in vars(one).get("__annotations__", ()))


def test_every_field_of_an_event_that_may_hold_text_is_free_text_or_declared_not_to_be() -> None:
    """A field that is added asks: may somebody write here in words of their own?"""
    clear = {name for name, field in fields_with_text() if not is_free_text(field)}
    assert clear - CLEAR.keys() == set()


def test_of_the_columns_of_text_only_the_name_of_an_office_stands_in_clear() -> None:
    """Whatever a pack adds is free text of itself."""
    kinds = (CONTRACT, SUBCONTRACT, *evidence.KINDS, *evidence.OFFICE_KINDS)
    clear = {
        (kind, column.name)
        for kind in kinds
        for column in free_columns(kind).values()
        if column.value_type is ValueType.TEXT and not column.is_free_text(CANARY)
    }
    assert clear == {(CONTRACT, "division")}


SAMPLES = [
    orjson.loads(line) for line in (Path(__file__).parent / "journals" / "samples.jsonl").read_bytes().splitlines()
]


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_event_writes_a_free_text_into_its_payload(installation: Installation, kind: str) -> None:
    """Each field of words is filled with a name and a number; neither is in what would be stored."""
    free = [f.name for f in fields(KINDS[kind]) if is_free_text(f)]
    sample = next((row["payload"] for row in SAMPLES if row["kind"] == kind), None)
    if not free or sample is None:
        return
    body: Any = decode(kind, orjson.dumps(sample))
    drafted: Body = replace(body, **dict.fromkeys(free, CANARY))
    app = installation.app()
    with app.reading() as connection:
        texts = FreeTexts(PeopleDesk(connection), app.book.readings)
        (referred,) = texts.referred([Draft(ID, app.today(), drafted)])
    assert CANARY not in canonical(content_of(referred.body)).decode()
    assert CANARY in canonical(content_of(drafted)).decode()


def payloads(installation: Installation) -> str:
    """Every payload of the journal."""
    return "".join(bytes(row[0]).decode() for row in installation.rows("SELECT payload FROM journal"))


def words(kind: str) -> dict[str, str]:
    """A value for every column of a kind in which somebody may write: text, persons, contacts, answers in words."""
    own = {n: c for n, c in free_columns(kind).items() if c.is_free_text(CANARY) or c.personal}
    return {n: f"{CANARY}{n}" for n, c in own.items() if c.value_type is not ValueType.ANSWER or n in ("q5", "q6")}


def test_nothing_that_is_typed_by_command_stands_in_a_payload(installation: Installation) -> None:
    """Every column of every kind, every reason: registered, amended, attached, refused, taken back, ended."""
    app, head = installation.app(), installation.app(HEAD)
    a_contract(app, title=f"{CANARY}業務", contractor=f"{CANARY}社")
    amend(app, ID, {"title": f"{CANARY}業務2", "contractor": f"{CANARY}商店"}, f"{CANARY}のため")
    apply(app, ID, {n: v for n, v in words(SUBCONTRACT).items() if n not in _DECIDED})
    decided(head)
    rejected(head, reason=f"{CANARY}のため")
    withdraw_decision(head, ID, "1", f"{CANARY}のため")
    for kind in evidence.KINDS.values():
        if not kind.recorded_by and kind.id not in _FORMED:
            number = "" if kind.of_contract and kind.id != evidence.NOTICE else "1"
            attach(app, ID, kind.id, {kind.dated_by: "2024-05-01", **words(kind.id)}, subcontract=number)
    take_back(app, ID, "other", None, f"{CANARY}のため")
    for kind in evidence.OFFICE_KINDS.values():
        own = kind.id in kinds_of_offices(rule_book())
        actor, office = (app, OFFICE) if own else (installation.app(OVERSIGHT), None)
        record_of_desk(actor, kind.id, {kind.dated_by: "2024-05-01", **words(kind.id)}, division=office)
    publish_circular(installation.app(OVERSIGHT), "5kou1237")
    answer_circular(app, "5kou1237", ["told"], how=f"{CANARY}")
    asked = overrides.Request(ID, ("S1-01",), OverrideCategory.EMERGENCY, f"{REASON}{CANARY}", f"{CANARY}号")
    overrides.request(app, asked)
    overrides.reject(head, f"{ID}-E1", f"{CANARY}のため")
    advance(app, ID, None)
    end(head, ID, "withdraw", f"{CANARY}のため", None)
    assert CANARY not in payloads(installation)
    assert "かなりや" not in payloads(installation)
    assert installation.rows("SELECT count(*) FROM person WHERE value LIKE :c", c=f"%{CANARY}%")[0][0] > 40
    assert verify(app).faults == []


_DECIDED = ("approval_no", "approved_by", "rejection_reason")
_FORMED = ("agreed_items",)
"""Kinds whose text has a form of its own."""


def test_what_a_ledger_brings_in_stands_in_no_payload(installation: Installation, tmp_path: Path) -> None:
    """Exported, changed by nobody and taken in by another installation: the file's name goes the same way."""
    from lifecycle.papers.ledger_out.exporting import export_ledger

    app = installation.app()
    register(app, ID, {"division": "広報課", "title": f"{CANARY}業務", "contractor": CANARY, "fiscal_years": "R6"})
    a_subcontract(app, "1", subcontractor=f"{CANARY}社", reason=CANARY, applied_on="2024-05-01")
    with working(app) as work:
        recorder = Recorder(work, [ID])
        typed = {kind: {kind.dated_by: "2024-05-01", **words(kind.id)} for kind in evidence.KINDS.values()}
        drafts = [
            recorder.draft(Proposal(ID, kind.id, said, "ledger", "" if kind.of_contract else "1"))
            for kind, said in typed.items()
            if kind.id not in (*_FORMED, evidence.NOTICE)
        ]
        work.record([draft for draft in drafts if draft])
    book = tmp_path / f"{CANARY}.xlsx"
    export_ledger(installation.app(ADMIN), book)
    installation.tamper("UPDATE record SET superseded_at = recorded_at WHERE kind != 'contract'")
    import_ledger(installation.app(ADMIN), book)
    assert CANARY not in payloads(installation)
    assert "ledger_imported" in {row[0] for row in installation.rows("SELECT kind FROM journal")}


def test_the_words_are_shown_as_long_as_they_stand(installation: Installation) -> None:
    """The history, a move's reason, an exception's; a text that is gone is said to be 消去済."""
    a_contract(installation.app())
    amend(installation.app(), ID, {"record_count": "10"}, "数え直したため")
    end(installation.app(HEAD), ID, "withdraw", "予算がつかなかったため", None)
    told = [event.content for event in history(installation.app(), ID)]
    assert [row.get("reason") for row in told] == [None, "数え直したため", "予算がつかなかったため"]
    assert told[0]["fields"]["title"] == "県民意識調査の集計"
    installation.tamper("UPDATE person SET value = NULL, salt = NULL WHERE subject = :id", id=ID)
    told = [event.content for event in history(installation.app(now=NOW), ID)]
    assert told[2]["reason"] == told[0]["fields"]["title"] == "消去済"
    assert Stage(told[2]["to"]) is Stage.WITHDRAWN
