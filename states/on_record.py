"""On record: which of several documents of a kind speaks on a day, and which count not yet, as recorded in part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.wareki import short_date
from states.documents import Document
from states.evidence import KINDS, Kind
from states.facts import Contract, Inspected
from states.versions import in_part, lacking, speaking

_ONE_SPEAKS = ("checklist", "onsite_inspection", "onsite_waiver", "completion_inspection", "place_approval")
"""The kinds of which one document speaks, and a fuller one is not hidden by one recorded in part."""


@dataclass(frozen=True, slots=True)
class InPart:
    """A document that is recorded in part: a fuller one of its kind goes on to speak until what it lacks is recorded.

    `lacks` names the columns that the fuller one has filled.
    """

    contract: str
    subcontract: str
    kind: str
    label: str
    dated_on: date
    speaking_on: date | None
    lacks: tuple[str, ...]
    command: str

    @property
    def place(self) -> tuple[str, str, str]:
        """The kind, the subcontract and the date under which the document stands."""
        return (self.kind, self.subcontract, self.dated_on.isoformat())

    @property
    def told(self) -> str:
        """The state of the document in one sentence."""
        of = f"再委託{self.subcontract}の" if self.subcontract else ""
        speaks = f"{short_date(self.speaking_on)}の記録" if self.speaking_on else "前の記録"
        return (
            f"{of}{self.label}({short_date(self.dated_on)})は一部だけの記録で、まだ判定に数えていません"
            f"(判定は{speaks}による)。{'、'.join(self.lacks)}を登録すると、この記録で判定します。"
        )


def recorded_in_part(contract: Contract) -> tuple[InPart, ...]:
    """Every document of a contract and of its subcontracts that does not count yet, because a fuller one stands."""
    return tuple(
        InPart(
            contract=contract.id,
            subcontract=no,
            kind=kind.id,
            label=kind.label,
            dated_on=day,
            speaking_on=_day(kind, spoken),
            lacks=tuple(_missing(one, spoken)),
            command=_command(contract.id, no, kind, one, spoken),
        )
        for no, subject in subjects(contract)
        for kind, documents in _of_one(subject)
        if (spoken := speaking(documents)) is not None
        for one in in_part(documents)
        if (day := _day(kind, one)) is not None
    )


def speaking_keys(contract: Contract) -> dict[tuple[str, str], str]:
    """Of each kind and subcontract the date of the document that speaks, '' for one without; kinds of which every
    document counts are left out."""
    spoken: dict[tuple[str, str], str] = {}
    for no, subject in subjects(contract):
        for kind, one in spoken_of(subject):
            day = _day(kind, one)
            spoken[kind.id, no] = day.isoformat() if day else ""
    return spoken


def spoken_of(subject: Inspected) -> Iterator[tuple[Kind, Document]]:
    """The document that speaks of each kind of which not every document counts, of a contract or of a subcontract."""
    yield from ((KINDS[id_], papers[-1]) for id_, papers in subject.versions.items() if KINDS[id_].standing)
    yield from ((kind, one) for kind, papers in _of_one(subject) if (one := speaking(papers)) is not None)


def subjects(contract: Contract) -> Iterator[tuple[str, Inspected]]:
    """A contract under the number '', and each of its subcontracts under its own."""
    yield "", contract
    for sub in contract.subcontracts:
        yield sub.no, sub


def _of_one(subject: Inspected) -> Iterator[tuple[Kind, Sequence[Document]]]:
    for id_ in _ONE_SPEAKS:
        held: Mapping[str, Sequence[Document]] = {
            "checklist": subject.checklists,
            "onsite_inspection": subject.own_visits or subject.visits,
            "onsite_waiver": subject.waivers,
        }
        if papers := held.get(id_, subject.versions.get(id_, ())):
            yield KINDS[id_], papers


def _day(kind: Kind, one: Document) -> date | None:
    days = [day for name in kind.dates if (day := getattr(one, name)) is not None]
    return min(days, default=None)


def _missing(one: Document, fuller: Document) -> list[str]:
    """The columns that the fuller document has filled and this one has not; runs of items are named by their ends."""
    return [*(name for name in lacking(one) if name not in lacking(fuller)), *_runs(_unanswered(one, fuller))]


def _unanswered(one: Document, fuller: Document) -> list[int]:
    given: dict[int, object] = getattr(one, "answers", {})
    return sorted(number for number in getattr(fuller, "answers", {}) if number not in given)


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        yield f"問{run[0]}" if len(run) == 1 else f"問{run[0]}〜問{run[-1]}"


def _command(id_: str, no: str, kind: Kind, one: Document, fuller: Document) -> str:
    """The command that completes a document, with its date; a checklist that lacks answers is read from its form."""
    labels = {column.label: column.name for column in kind.columns}
    day = getattr(one, kind.dated_by)
    of = f" --subcontract {no}" if no else ""
    sets = "".join(f" --set {labels[name]}=…" for name in _missing(one, fuller) if name in labels)
    form = " --from 記入済みの様式.xlsx" if _unanswered(one, fuller) else ""
    return f"lifecycle attach {id_} {kind.id}{of} --set {kind.dated_by}={short_date(day)}{sets}{form}"
