"""Corrections that turn an unmet duty into a met one: found by judging before and after, told to the 所属長."""

from collections.abc import Mapping, Sequence

from config.vocabulary import Status
from lifecycle.post.digests import digest_item
from lifecycle.post.outbox import queue_digest
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import load_contracts
from lifecycle.records.flags import is_fictional
from lifecycle.usecases.work import Work
from notifications.alert import Digest
from states.facts import Contract
from states.verdict import Finding

Duty = tuple[str, str]
"""A duty by its subject and its rule's code."""


def unmet_of(work: Work, ids: Sequence[str]) -> dict[str, set[Duty]]:
    """The unmet blocking duties of these contracts as they stand now."""
    today, assessor = work.today, work.app.assessor
    found = load_contracts(work.connection, ids, AsOf(today))
    return {c.id: {(f.subject, f.code) for f in assessor.assess(c, today).blocking()} for c in found}


def tell_cleared(work: Work, before: Mapping[str, set[Duty]], topic: Topic) -> tuple[Duty, ...]:
    """The duties that were unmet before and no longer are; each office's 所属長 is told, once per topic and day.

    A duty that fell away (a count corrected, a subcontract withdrawn) is told as one that was met: the head shall know.
    """
    after = unmet_of(work, sorted(before))
    cleared = {id_: sorted(unmet - after.get(id_, set())) for id_, unmet in before.items()}
    by_office: dict[str, list[tuple[Contract, list[Duty]]]] = {}
    touched = [id_ for id_, duties in cleared.items() if duties]
    for found in load_contracts(work.connection, touched, AsOf(work.today)):
        by_office.setdefault(found.sheet.division or "", []).append((found, cleared[found.id]))
    for division, contracts in by_office.items():
        _tell(work, division, contracts, topic)
    return tuple(duty for id_ in touched for duty in cleared[id_])


def _tell(work: Work, division: str, contracts: list[tuple[Contract, list[Duty]]], topic: Topic) -> None:
    assessor, today = work.app.assessor, work.today
    resolved = tuple(
        digest_item(assessor, found, Finding(code, subject, Status.MET), today)
        for found, duties in contracts
        for subject, code in duties
    )
    digest = Digest(
        kind="resolved",
        tag="解消・訂正による",
        division=division,
        recipient_post="所属長",
        items=(),
        resolved=resolved,
        as_of=today,
        next_step="台帳の訂正によって義務が充足に変わりました。訂正の内容は lifecycle history で確かめられます。",
        fictional=is_fictional(work.connection),
    )
    queue_digest(work.app, work.connection, Recipient(division, "division_head"), topic, digest)
