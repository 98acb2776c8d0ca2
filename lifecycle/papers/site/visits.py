"""Where a visit was demanded and not made, by the reason on record: what the audit's tables count as 未実施."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.vocabulary import Status
from lifecycle.papers.site import links
from lifecycle.papers.site.seen import ContractSeen, Portfolio
from notifications.plain import clean
from states.content import reasons_in
from states.facts import Inspected
from states.visit_documents import OnsiteWaiver

NOT_MADE = ("内訳:理由あり", "内訳:理由なし")
"""The columns of the tables that count visits not made, with a reason and without."""
NO_REASON = "理由の記録なし"


@dataclass(frozen=True, slots=True)
class VisitNotMade:
    """A contract or subcontract that was not visited: the reasons on record, what was done instead, by their kinds.

    `accepted` says whether what was done stands in for the visit.
    """

    subject: str
    href: str
    title: str
    division: str
    reasons: tuple[str, ...]
    substitutes: tuple[str, ...]
    accepted: bool


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Everything that was not visited for one kind of reason; what gives several reasons stands under each."""

    reason: str
    subjects: tuple[VisitNotMade, ...]

    @property
    def subcontracts(self) -> int:
        """How many of them are subcontracts."""
        return sum("/" in one.subject for one in self.subjects)

    @property
    def accepted(self) -> int:
        """For how many something else stands in."""
        return sum(one.accepted for one in self.subjects)

    @property
    def without(self) -> int:
        """For how many no kind of substitute is on record."""
        return sum(not one.substitutes for one in self.subjects)


@dataclass(frozen=True, slots=True)
class VisitsPage:
    """Every visit not made, by reason, the most frequent first; `tables` are the numbers of the tables counted."""

    groups: tuple[ReasonGroup, ...]
    tables: tuple[int, ...]
    total: int


def visits_page(portfolio: Portfolio) -> VisitsPage:
    """What the tables of visits count as not made, by the kind of reason that is on record."""
    counted = [table for table in portfolio.tables.tables if set(NOT_MADE) & set(table.columns)]
    subjects = dict.fromkeys(
        subject
        for table in counted
        for row in table.rows
        for heading in NOT_MADE
        if heading in table.columns
        for subject in row.members[table.columns.index(heading)]
    )
    shown = [_not_made(portfolio, subject) for subject in subjects]
    by_reason: dict[str, list[VisitNotMade]] = {}
    for one in shown:
        for reason in one.reasons or (NO_REASON,):
            by_reason.setdefault(reason, []).append(one)
    groups = [ReasonGroup(reason, tuple(some)) for reason, some in by_reason.items()]
    groups.sort(key=lambda group: (group.reason == NO_REASON, -len(group.subjects), group.reason))
    return VisitsPage(tuple(groups), tuple(table.number for table in counted), len(shown))


def _not_made(portfolio: Portfolio, subject: str) -> VisitNotMade:
    id_, _, no = subject.partition("/")
    one = portfolio.by_id[id_]
    waivers = _inspected(one, no).waivers
    return VisitNotMade(
        subject=subject,
        href=links.subject_link(subject),
        title=clean(one.contract.sheet.title or ""),
        division=one.division,
        reasons=tuple(dict.fromkeys(reason for waiver in waivers for reason in _reasons(portfolio, waiver))),
        substitutes=tuple(dict.fromkeys(k.label for waiver in waivers for k in waiver.substitute_kind or ())),
        accepted=any(finding.subject == subject for finding in one.judged.by_status(Status.SUBSTITUTED)),
    )


def _inspected(one: ContractSeen, no: str) -> Inspected:
    return next((sub for sub in one.contract.subcontracts if sub.no == no), one.contract) if no else one.contract


def _reasons(portfolio: Portfolio, waiver: OnsiteWaiver) -> Iterator[str]:
    for reason in waiver.reason_kinds or reasons_in(portfolio.book.readings, waiver.reason):
        yield reason.label
