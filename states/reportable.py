"""Whether an incident must be reported to the 個人情報保護委員会, explained fact by fact."""

from dataclasses import dataclass

from config.legal_reports import Category, IncidentRules
from states.incident_report import IncidentReport
from states.labels import label


@dataclass(frozen=True, slots=True)
class FactSaid:
    """What one category says of an incident: whether it holds (None while the fact is blank), and why.

    `label` is the category, `answer` what is on record, `source` and `standing` whence the category comes, `verified`
    how far it was checked.
    """

    fact: str
    label: str
    holds: bool | None
    answer: str
    source: str
    standing: str
    verified: str


@dataclass(frozen=True, slots=True)
class Reportable:
    """Whether an incident must be reported: True, False, or None where a blank fact leaves it open.

    Where a blank leaves it open, the days stand as if it must be. `by_hand` says that a person set it, for `reason`.
    """

    answer: bool | None
    facts: tuple[FactSaid, ...]
    reason: str
    by_hand: bool = False

    @property
    def words(self) -> str:
        """The answer in words."""
        told = {True: "報告を要する", False: "報告を要しない", None: "まだ判断できない(要するものとして期限を示す)"}
        return told[self.answer]


def reportable(rules: IncidentRules, incident: IncidentReport) -> Reportable:
    """What the facts on record say; a decision by hand with its reason goes before them."""
    facts = tuple(_said(one, incident) for one in rules.categories if _applies(one, incident))
    if incident.reportable is not None and incident.reportable_reason:
        return Reportable(incident.reportable, facts, incident.reportable_reason, by_hand=True)
    if incident.concealed:
        return Reportable(False, facts, rules.exempt)
    holding = [one.label for one in facts if one.holds]
    blank = [one.label for one in facts if one.holds is None]
    if holding:
        return Reportable(True, facts, f"当たる類型: {'、'.join(holding)}")
    if blank or not facts:
        return Reportable(None, facts, f"分からない類型: {'、'.join(blank)}" if blank else "類型が定められていない")
    return Reportable(False, facts, "どの類型にも当たらない")


def _applies(category: Category, incident: IncidentReport) -> bool:
    """Whether a category is asked of an incident: those of 番号法 only where 特定個人情報 is concerned."""
    return category.law == "personal_information" or bool(incident.specific_pi)


def _said(category: Category, incident: IncidentReport) -> FactSaid:
    value = getattr(incident, category.fact)
    about = (category.source, category.standing, category.verified)
    if value is None:
        return FactSaid(category.fact, category.label, None, "空欄", *about)
    if category.over is not None:
        more = value > category.over
        told = f"{value:,}人({category.over:,}人を{'超える' if more else '超えない'})"
        return FactSaid(category.fact, category.label, more, told, *about)
    return FactSaid(category.fact, category.label, bool(value), "はい" if value else "いいえ", *about)


def asked_of(rules: IncidentRules) -> tuple[str, ...]:
    """The columns of the facts by which it is told whether an incident must be reported."""
    return tuple(dict.fromkeys(label(IncidentReport, one.fact) for one in rules.categories))
