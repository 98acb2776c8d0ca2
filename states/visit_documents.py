"""The documents of 実地調査: a visit, and what was done where there was none."""

from dataclasses import dataclass
from datetime import date

from config.vocabulary import SubstituteKind, VisitorSide, VisitReason
from states.content import Asks, Reference
from states.documents import Document, ValueType, col


@dataclass(frozen=True, slots=True, kw_only=True)
class OnsiteInspection(Document):
    """実地調査: a visit (S3-01, S4-08)."""

    inspected_on: date | None = col("実施日", ValueType.DATE)
    place: str | None = col("場所", ValueType.TEXT, core=True)
    inspected_by: str | None = col("調査者", ValueType.PERSON, asks=Asks.OWN_PEOPLE, core=True)
    visitor_side: VisitorSide | None = col("調査者の区分", ValueType.CHOICE, VisitorSide)
    fit: bool | None = col("結果", ValueType.FIT, core=True)
    corrected_on: date | None = col("是正確認日", ValueType.DATE)

    @property
    def made_by(self) -> VisitorSide:
        """Whose people made the visit: by 調査者の区分, and by the plain words of 調査者 as judged when recorded."""
        others = (VisitorSide.CONTRACTOR, VisitorSide.OTHER)
        judged = self.inspected_by.judged if isinstance(self.inspected_by, Reference) else ()
        told = (self.visitor_side, *judged)
        return next((side for side in others if side in told), VisitorSide.PREFECTURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnsiteWaiver(Document):
    """実地調査に代わる対応: why there was no visit, and what was done instead (S3-03 to S3-05)."""

    reason: str | None = col("未実施の理由", ValueType.TEXT, asks=Asks.WHY_NO_VISIT, core=True)
    reason_kinds: tuple[VisitReason, ...] | None = col("未実施の理由の区分", ValueType.CHOICES, VisitReason)
    circumstances: str | None = col("追加の事情", ValueType.TEXT)
    recorded_on: date | None = col("理由の記録日", ValueType.DATE)
    substitute_kind: tuple[SubstituteKind, ...] | None = col(
        "代替措置の種類", ValueType.CHOICES, SubstituteKind, core=True
    )
    substitute: str | None = col("代替措置", ValueType.TEXT, core=True)
    substitute_on: date | None = col("代替措置の実施日", ValueType.DATE, core=True)
    approved_by: str | None = col("代替措置の承認者", ValueType.PERSON, core=True)
    approved_on: date | None = col("代替措置の承認日", ValueType.DATE, core=True)
