"""Emergency contacts of both sides: shown to those who may call, on record; tried by a call, which is recorded too."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from config.errors import RequestFault, UsageError
from config.place import here
from config.vocabulary import Arrangement, CallOutcome, Coverage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.documents import ContactsOpened
from lifecycle.records.one_contract import find_contract
from lifecycle.records.people import values_of
from lifecycle.usecases.acting import signature
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.evidence import Attached, attach
from lifecycle.usecases.work import Work, looking, working
from states.content import ERASED
from states.emergency import ContactSide, contact_sides, months_of_a_test, next_test
from states.evidence import KINDS
from states.facts import Contract, Inspected

KIND, ARRANGEMENT, GUIDANCE = "contact_check", "emergency_contact", "first_report_guidance"
"""The kinds of evidence: a test of the contacts, their arrangement, the guidance to report at once (一報の指導)."""
_BETWEEN = re.compile(r"[、,;；\n](?![^(（]*[)）])")
"""What stands between two numbers: a comma or a new line, but none within brackets, which say of whom a number is."""
_NUMBERED = ("manager", "incident")
"""Whom a checklist names with a number: 保護管理責任者, and whoever answers in an incident."""
_NAMES = {"manager": ("manager_name", "manager_contact"), "incident": ("incident_manager", "incident_contact")}
_POSTS = {"manager": "責任者", "incident": "事故時責任者"}


@dataclass(frozen=True, slots=True)
class SideToCall:
    """One side to call: whose numbers, the numbers (none for who may not see them), and how far they can be relied on.

    `has_number` says whether a number is on record, `covers` in which hours somebody answers, `gaps` in which nobody
    does, `called_on` and `outcome` are of the last test, `fails` that it did not get through.
    """

    id: str
    label: str
    has_number: bool
    covers: tuple[Coverage, ...]
    gaps: tuple[Coverage, ...]
    called_on: date | None
    outcome: CallOutcome | None
    fails: bool
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedToCall:
    """Somebody whom a checklist names: of the contractor (`subcontract` is blank) or of a subcontractor."""

    subcontract: str
    post: str
    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmergencyContacts:
    """The emergency contacts of a contract on both sides, as they stand today.

    `opened` says whether the numbers are in it; `named` are those whom the checklists name, empty where they are not.
    `test_due_on` is the last day for the next test, None where nothing is arranged; `test_reason` says why.
    `guided_on` is the day on which the contractor was last told to report a leak at once (一報の指導).
    """

    contract: str
    division: str
    contractor: str
    arrangement: Arrangement | None
    confirmed_on: date | None
    sides: tuple[SideToCall, SideToCall]
    test_due_on: date | None
    test_reason: str
    guided_on: date | None
    opened: bool = False
    named: tuple[NamedToCall, ...] = field(default=())


def contacts_standing(app: App, id_: str) -> EmergencyContacts:
    """How the contacts of a contract stand, without a number, for whoever may read it. Raises NotFoundError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, AsOf(app.today()), app.reader(connection).must)
    return _standing(app, facts, None)


@tried_again
def open_contacts(app: App, id_: str, *, on_card: bool = False) -> EmergencyContacts:
    """The contacts of a contract with the numbers; that they were shown is on record by then.

    Raises RoleError where the actor may not see them, NotFoundError.
    """
    with working(app) as work:
        return contacts_opened(work, id_, on_card=on_card)


def contacts_opened(work: Work, id_: str, *, on_card: bool) -> EmergencyContacts:
    """The same within a deed that goes on. Raises RoleError, NotFoundError."""
    work.actor.must(Act.CALL, work.office_of(id_))
    facts = work.contract(id_)
    values = values_of(work.connection, _references(facts))
    work.note(id_, ContactsOpened(on_card=on_card))
    return _standing(work.app, facts, values)


def contacts_on_card(app: App, id_: str) -> EmergencyContacts:
    """The contacts as the card of an incident shows them: with the numbers for whoever may see them, on record.

    Raises NotFoundError, RoleError.
    """
    return open_contacts(app, id_, on_card=True) if may_call(app, id_) else contacts_standing(app, id_)


def may_call(app: App, id_: str) -> bool:
    """Whether the actor may see the numbers of a contract. Raises NotFoundError."""
    with looking(app) as work:
        return bool(work.actor.roles_for(Act.CALL, work.office_of(id_)))


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers that stand in a column of contacts, one after another, each with what is said of it in brackets."""
    return tuple(one.strip() for one in _BETWEEN.split(text) if one.strip())


def check_contacts(
    app: App,
    id_: str,
    contractor: CallOutcome | None,
    office: CallOutcome | None,
    on: date | None = None,
    remarks: str = "",
    *,
    dry_run: bool = False,
) -> Attached:
    """Record a call that tried the contacts: how it went on each side that was called, by whom and when.

    Raises UsageError where no side was called, RoleError, NotFoundError.
    """
    if contractor is None and office is None:
        raise UsageError(
            RequestFault("nothing_given", f"委託先と{here().government}の少なくとも一方の結果を入れてください。")
        )
    if on and on > app.today():
        told = "まだ来ていない日の疎通確認は記録できません。確かめた日を入れてください。"
        raise UsageError(RequestFault("check_ahead", told, "checked_on"))
    with looking(app) as work:
        who = _who(work, id_)
    given = {
        "checked_on": (on or app.today()).isoformat(),
        "checked_by": who,
        "contractor_outcome": contractor.label if contractor else "",
        "office_outcome": office.label if office else "",
        "remarks": remarks,
    }
    return attach(app, id_, KIND, {name: text for name, text in given.items() if text}, dry_run=dry_run)


def _who(work: Work, id_: str) -> str:
    """The actor as a record names who did something: the post for that office, and the person."""
    return signature(work.actor, work.actor.post_for(Act.RECORD, work.office_of(id_)))


def _standing(app: App, facts: Contract, values: Mapping[str, str | None] | None) -> EmergencyContacts:
    contact = facts.emergency_contact
    months = months_of_a_test(app.book, app.policy)
    due = next_test(facts, months) if not facts.stage.is_final else None
    first, second = (_to_call(side, values) for side in contact_sides(facts))
    return EmergencyContacts(
        contract=facts.id,
        division=facts.sheet.division or "",
        contractor=facts.sheet.contractor or "",
        arrangement=contact.arrangement if contact else None,
        confirmed_on=contact.confirmed_on if contact else None,
        sides=(first, second),
        test_due_on=due[0] if due else None,
        test_reason=due[1] if due else "",
        guided_on=_guided_on(facts),
        opened=values is not None,
        named=tuple(_named(facts, values)) if values is not None else (),
    )


def _guided_on(facts: Contract) -> date | None:
    """The day of the last guidance, of whatever shape the rule data give that kind."""
    records, kind = facts.records.get(GUIDANCE, ()), KINDS.get(GUIDANCE)
    days = [getattr(one, kind.dated_by) for one in records] if kind else []
    return max((day for day in days if day), default=None)


def _to_call(side: ContactSide, values: Mapping[str, str | None] | None) -> SideToCall:
    text = None if values is None or side.contact is None else values.get(side.contact) or ERASED
    return SideToCall(
        id=side.id,
        label=side.label,
        has_number=side.contact is not None,
        covers=side.covers,
        gaps=side.gaps,
        called_on=side.called_on,
        outcome=side.outcome,
        fails=side.fails,
        numbers=numbers_in(text) if text else (),
    )


def _checklists(facts: Contract) -> Iterator[tuple[str, Inspected]]:
    yield "", facts
    yield from ((sub.no, sub) for sub in facts.subcontracts)


def _named(facts: Contract, values: Mapping[str, str | None]) -> Iterator[NamedToCall]:
    """Whom the checklists that speak name with a name or a number, the contractor's first."""
    for no, subject in _checklists(facts):
        for who in _NUMBERED if subject.checklist else ():
            name, number = (getattr(subject.checklist, field_name) for field_name in _NAMES[who])
            if name is None and number is None:
                continue
            said = [values.get(ref) or ERASED if ref is not None else "" for ref in (name, number)]
            yield NamedToCall(no, _POSTS[who], said[0], numbers_in(said[1]))


def _references(facts: Contract) -> Sequence[str]:
    contact = [side.contact for side in contact_sides(facts)]
    named = [
        getattr(subject.checklist, field_name)
        for _, subject in _checklists(facts)
        if subject.checklist
        for pair in _NAMES.values()
        for field_name in pair
    ]
    return [str(ref) for ref in (*contact, *named) if ref is not None]
