"""The documents of one subject as of a date: every version by kind, and the one that speaks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from config.in_use import per_book
from lifecycle.clock import day_of
from lifecycle.records.events.documents import KeptFile
from states.amendments import as_amended
from states.columns import SUBCONTRACT
from states.documents import Checklist, Document, ImprovementPlan, ReturnDisposal, ValueType
from states.evidence import BUILT_IN, KINDS, document
from states.proof import Proof
from states.versions import speaking, taken_over
from states.visit_documents import OnsiteInspection, OnsiteWaiver

D = TypeVar("D", bound=Document)

_EVIDENCE_OF_SUBCONTRACT = ("applied_on", "approved_on", "rejected_on", "notice_confirmed_on")
"""The dates of a subcontract's own sheet that are evidence; its start and its end may lie ahead as facts."""


_NOTHING: frozenset[str] = frozenset()


@per_book
def dates_of_evidence(kind: str) -> tuple[str, ...]:
    """The fields of a kind of record that are dates of evidence."""
    if kind not in KINDS:
        return _EVIDENCE_OF_SUBCONTRACT if kind == SUBCONTRACT else ()
    return tuple(column.name for column in KINDS[kind].columns if column.value_type is ValueType.DATE)


def planned_in(kind: str, fields: Mapping[str, Any], recorded_at: str) -> frozenset[str]:
    """The dates of evidence among stored fields that lay ahead on the day of recording."""
    # The day in UTC is never later than Japan's: it tells nearly all dates apart without a look at the calendar.
    recorded = recorded_at[:10]
    later = [n for n in dates_of_evidence(kind) if (day := fields.get(n)) is not None and day > recorded]
    if not later:
        return _NOTHING
    today = day_of(recorded_at).isoformat()
    return frozenset(n for n in later if fields[n] > today)


@dataclass(frozen=True, slots=True)
class Stored:
    """The current version of a record as stored: typed fields are still JSON values.

    `written` is the same as the bytes that the table holds: free texts and persons as references, which outlive them.
    """

    kind: str
    subcontract: str
    key: str
    dated_on: date | None
    proof: Proof
    fields: dict[str, Any]
    files: tuple[KeptFile, ...]
    recorded_at: str
    written: bytes = b"{}"

    @property
    def planned(self) -> frozenset[str]:
        """The dates of evidence that still lay ahead on the day of recording: a plan, until it is recorded again."""
        return planned_in(self.kind, self.fields, self.recorded_at)

    @property
    def said(self) -> dict[str, Any]:
        """The stored fields without the dates that are only planned."""
        planned = self.planned
        return {n: v for n, v in self.fields.items() if n not in planned} if planned else self.fields

    @property
    def is_plan(self) -> bool:
        """Whether the document as a whole is only planned: the date that it goes by lay ahead when it was recorded."""
        if self.dated_on is None or self.dated_on.isoformat() <= self.recorded_at[:10]:
            return False
        return self.dated_on.isoformat() in {self.fields[name] for name in self.planned}


class Shelf:
    """The documents of one subject as of a date, by kind, each kind's in order of date; one without a date is first."""

    def __init__(self, records: Sequence[Stored], on: date, concluded: date | None) -> None:
        self._on = on
        self.concluded = concluded
        self._by_kind: dict[str, list[Stored]] = defaultdict(list)
        self._made: dict[str, Any] = {}
        for stored in sorted(records, key=lambda r: r.dated_on or date.min):
            if stored.kind in KINDS and self._counts(stored):
                self._by_kind[stored.kind].append(stored)

    def _counts(self, stored: Stored) -> bool:
        """Whether a document counts by the day: by its own date; a document that lacks it counts from 締結日.

        A document whose date lay ahead when it was recorded is a plan and counts on no day (semantics §7).
        """
        if stored.is_plan:
            return False
        if stored.dated_on is not None:
            return stored.dated_on <= self._on
        return self.concluded is None or self.concluded <= self._on

    def all(self, kind: str, cls: type[D]) -> tuple[D, ...]:
        """Every version of a kind in order of date; of a standing arrangement each with what it took over."""
        said = self._said(kind, cls)
        return taken_over(said, KINDS[kind].own) if KINDS[kind].standing else said

    def _said(self, kind: str, cls: type[D]) -> tuple[D, ...]:
        """The versions of a kind as they were recorded, each made once."""
        if kind not in self._made:
            self._made[kind] = tuple(self._documents(kind, cls))
        said: tuple[D, ...] = self._made[kind]
        return said

    def _documents(self, kind: str, cls: type[D]) -> Iterator[D]:
        return (document(cls, r.said, self._on, r.proof) for r in self._by_kind.get(kind, ()))

    def one(self, kind: str, cls: type[D]) -> D | None:
        """The document of a kind that speaks."""
        documents = self.all(kind, cls)
        if KINDS[kind].standing:
            return documents[-1] if documents else None
        return speaking(documents)

    def amended(self, kind: str, cls: type[D]) -> D | None:
        """The document of a kind that speaks, with what amendments have changed in it by the day.

        What a later version does not say is as an amendment before it left it.
        """
        by = [k for k in KINDS.values() if k.amends == kind and k.id in self._by_kind]
        papers = [(paper, k.dated_by) for k in by for paper in self.all(k.id, k.cls)]
        dated = sorted(
            [(day, paper) for paper, name in papers if (day := getattr(paper, name)) is not None],
            key=lambda pair: pair[0],
        )
        days = [r.dated_on or date.min for r in self._by_kind.get(kind, ())]
        if not days:
            return as_amended(cls, None, None, dated)
        standing: D | None = None
        for one, day, until in zip(self._said(kind, cls), days, [*days[1:], date.max], strict=True):
            earlier = [standing] if standing else []
            spoken = taken_over((*earlier, one), KINDS[kind].own)[-1]
            standing = as_amended(cls, spoken, day, [pair for pair in dated if pair[0] < until])
        return standing

    def inspected(self) -> dict[str, Any]:
        """The documents that a contractor and a subcontractor both may have, and every version of every kind."""
        versions = {kind: self.all(kind, KINDS[kind].cls) for kind in sorted(self._by_kind)}
        return {
            "checklists": self.all("checklist", Checklist),
            "visits": self.all("onsite_inspection", OnsiteInspection),
            "waivers": self.all("onsite_waiver", OnsiteWaiver),
            "improvement_plans": self.all("improvement_plan", ImprovementPlan),
            "return_disposal": self.one("return_disposal", ReturnDisposal),
            "records": {k: v for k, v in versions.items() if k not in BUILT_IN},
            "versions": versions,
        }
