"""Urgent messages, told at once and alone, by whatever door the cause came in: incidents, unapproved subcontracts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.dues.incident_calls import called_at_once, incident_notice
from lifecycle.dues.obligations import Judged
from lifecycle.post.numbers import may_carry
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.post.topic import Topic
from lifecycle.records.events.documents import ContactsOpened
from lifecycle.records.journal import Draft
from notifications.incident_notices import IncidentNotice
from notifications.notice import UnapprovedNotice
from states.duty import Duties
from states.facts import Contract
from states.incident import MARK
from states.incidents import open_by_number
from states.occasions import Occasion


def urgent_of(app: App, judged: Mapping[str, Judged]) -> list[tuple[Contract, Occasion]]:
    """The urgent occasions among contracts that were just assessed."""
    return [
        (now.contract, occasion)
        for _, now in sorted(judged.items())
        if any(f.code in app.book.urgent_signs for f in now.assessment.blocking())
        for occasion in now.occasions(app.assessor)
        if occasion.urgent
    ]


def tell_urgent(box: Outbox, occasions_found: Iterable[tuple[Contract, Occasion]], day: date) -> int:
    """Queue an immediate message to 所属長 and 制度所管課 for each occasion never told of; gives their number.

    Of an incident the deputy (代理) is told as well, and everybody by every channel that they have.
    """
    queued = 0
    for contract, occasion in occasions_found:
        desk = at_desk(box.app.book.oversight_of(occasion.code), day)
        head = Recipient(contract.sheet.division or "", Role.DIVISION_HEAD.value)
        usual, new = [(head, ()), (desk, ())], False
        for mark, notice in _notices(box.app, contract, occasion, day):
            topic = Topic.urgent(occasion.code, occasion.subject, mark)
            at_once = list(called_at_once(box, contract, day)) if isinstance(notice, IncidentNotice) else usual
            for to, channels in at_once:
                if not box.holds(to, topic):
                    told = box.notice(to, topic, replace(notice, recipient=to.label), channels=channels)
                    queued, new = queued + told, new or (told and isinstance(notice, IncidentNotice))
        if new and may_carry(box.app, contract):
            box.journal([Draft(contract.id, box.app.today(), ContactsOpened(on_card=False, in_message=True))])
    return queued


def first_word(app: App, contract: str, no: int) -> Topic:
    """The topic of the first word of a numbered incident."""
    return Topic.urgent(app.book.occasion("incident").code, contract, f"{MARK}{no}")


def urgent_notices(
    app: App, contract: Contract, occasion: Occasion, day: date, to: Recipient
) -> Iterator[tuple[str, UnapprovedNotice | IncidentNotice]]:
    """The notices by which a reader is told of an urgent occasion on a day, each with its mark."""
    for mark, notice in _notices(app, contract, occasion, day):
        yield mark, replace(notice, recipient=to.label)


def _notices(
    app: App, contract: Contract, occasion: Occasion, day: date
) -> Iterator[tuple[str, UnapprovedNotice | IncidentNotice]]:
    """The notices that tell of an occasion, each with the mark that tells it from others.

    Every open incident has its own notice, though one alert stands for all of a contract's incidents.
    """
    if occasion.kind is None or occasion.kind.occasion != "incident":
        yield str(occasion.due_on), _unapproved(app, contract, occasion, day)
        return
    for no, incident in open_by_number(contract, app.book.readings).items():
        mark = f"{MARK}{incident.no}" if incident.no else f"known-{incident.aware_on}"
        yield mark, incident_notice(app, contract, no, incident, day)


def _unapproved(app: App, contract: Contract, occasion: Occasion, day: date) -> UnapprovedNotice:
    duty = Duties(app.assessor, day).told(contract.id, contract.stage, occasion)
    return UnapprovedNotice(
        contract=contract.id,
        subject=duty.subject,
        division=contract.sheet.division or "",
        title=contract.sheet.title or "",
        reason=duty.reason,
        remedy=duty.remedy,
        code=duty.code,
        label=duty.label,
        source=duty.source,
        on=day,
    )
