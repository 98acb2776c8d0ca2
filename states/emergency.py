"""Emergency contacts: in which hours each side can be reached, and whether the call that tried it got through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from config.place import here
from config.rulebook import RuleBook
from config.vocabulary import Arrangement, CallOutcome, Coverage
from config.wareki import format_date
from states.documents import EmergencyContact
from states.facts import Contract, ContractSheet, Policy
from states.labels import label
from states.ladder import add_months

HOURS = tuple(one for one in Coverage if one is not Coverage.ALWAYS)
"""The hours that together are all of them (常時)."""


@dataclass(frozen=True, slots=True)
class ContactSide:
    """How one side of a contract can be reached: its hours, and the last call that tried it.

    `id` is contractor or office, `contact` the reference of its numbers, `covers` the hours in which somebody answers
    as recorded (none where nobody said). `stands_from` is the later of 確認日 and the last call that got through, from
    which the next test is counted; `called_on` the day of the last call, `outcome` how it ended.
    """

    id: str
    label: str
    contact: str | None
    covers: tuple[Coverage, ...]
    stands_from: date | None
    called_on: date | None = None
    outcome: CallOutcome | None = None

    @property
    def gaps(self) -> tuple[Coverage, ...]:
        """The hours in which nobody answers; none where no hours were recorded."""
        if not self.covers or Coverage.ALWAYS in self.covers:
            return ()
        return tuple(one for one in HOURS if one not in self.covers)

    @property
    def fails(self) -> bool:
        """Whether the last call did not get through, and nothing was arranged anew since."""
        return (
            self.outcome is CallOutcome.UNREACHED
            and self.called_on is not None
            and (self.stands_from is None or self.stands_from <= self.called_on)
        )

    def next_test(self, months: int) -> date | None:
        """The last day for the next test: at once where the last call failed; None where nothing was arranged."""
        if self.fails:
            return self.called_on
        return add_months(self.stands_from, months) if self.stands_from else None


SIDES = {"contractor": label(ContractSheet, "contractor"), "office": "{government}"}
"""The two sides as people call them; the office by the word of the place."""


def contact_sides(contract: Contract) -> tuple[ContactSide, ContactSide]:
    """Both sides of a contract, the contractor first."""
    return _side(contract, "contractor"), _side(contract, "office")


def months_of_a_test(book: RuleBook, policy: Policy) -> int:
    """For how many months a test holds: as the installation has set, else as the rule data say."""
    return policy.contact_months or book.occasion("contact_test").months or 6


def is_arranged(contract: Contract) -> bool:
    """Whether an arrangement for nights and holidays stands that somebody confirmed."""
    contact = contract.emergency_contact
    return contact is not None and contact.arrangement not in (None, Arrangement.NONE) and bool(contact.confirmed_on)


def why_not_reached(contract: Contract) -> str:
    """Why what stands does not let both sides reach each other at any hour; empty where nothing says so."""
    return "。".join(_amiss(contact_sides(contract)))


def next_test(contract: Contract, months: int) -> tuple[date, str] | None:
    """The last day for the next test of an arrangement and why; None where nothing is arranged.

    `months` is for how long a test holds.
    """
    if not is_arranged(contract):
        return None
    days = [(day, side) for side in contact_sides(contract) if (day := side.next_test(months))]
    if not days:
        return None
    due, side = min(days, key=lambda pair: pair[0])
    if side.fails:
        return due, f"{format_date(due)}の疎通確認で、{side.label}につながらなかった"
    last = "前回の疎通確認" if side.called_on == side.stands_from else label(EmergencyContact, "confirmed_on")
    since = f"{last}({format_date(side.stands_from or due)})"
    return due, f"{side.label}との連絡の{since}から{months}か月〔仮定〕のうちに疎通確認の記録がない"


def _side(contract: Contract, id_: str) -> ContactSide:
    contact = contract.emergency_contact
    calls = [
        (check.checked_on, outcome)
        for check in contract.contact_checks
        if check.checked_on and (outcome := getattr(check, f"{id_}_outcome")) is not None
    ]
    called_on, outcome = calls[-1] if calls else (None, None)
    reached = [day for day, how in calls if how is CallOutcome.REACHED]
    confirmed = [contact.confirmed_on] if contact and contact.confirmed_on else []
    return ContactSide(
        id=id_,
        label=here().said(SIDES[id_]),
        contact=getattr(contact, f"{id_}_contact") if contact else None,
        covers=(getattr(contact, f"{id_}_covers") if contact else None) or (),
        stands_from=max([*reached, *confirmed], default=None),
        called_on=called_on,
        outcome=outcome,
    )


def _amiss(sides: Iterable[ContactSide]) -> Iterable[str]:
    for side in sides:
        if side.gaps:
            yield f"{side.label}につながらない時間がある({'、'.join(gap.label for gap in side.gaps)})"
        if side.fails and side.called_on:
            yield f"{format_date(side.called_on)}の疎通確認で、{side.label}につながらなかった"
