"""The editions in force for somebody on the date: the newest of each form, and those before it that still bind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.citations import Citation
from config.editions import Edition
from config.vocabulary import REACH_LABELS, EditionForm
from lifecycle.papers.site.seen import ContractSeen, Frame
from states.reach import edition_binding


@dataclass(frozen=True, slots=True)
class EditionInForce:
    """An edition of a form: since when, which contracts it binds in words, how many of those that go on, its source.

    `contracts` is None where the page was made without any contract.
    """

    form: EditionForm
    label: str
    first_on: date
    binds: str
    contracts: int | None
    cite: Citation


class BoundCount:
    """How many contracts that go on each edition of each form binds, counted contract by contract."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._bound: dict[EditionForm, Counter[str]] = {form: Counter() for form in frame.book.asked.by_form}
        self._any = False

    def add(self, one: ContractSeen) -> None:
        """Count one contract more."""
        self._any = True
        if one.contract.stage.is_final:
            return
        book, on = self._frame.book, self._frame.as_of.on
        for form, bound in self._bound.items():
            edition = edition_binding(book, form, one.contract, on, one.contract.sheet.concluded_on or on)
            if edition:
                bound[edition.id] += 1

    def of(self, form: EditionForm) -> Counter[str] | None:
        """How many each edition of the form binds, by its id; None where there was no contract at all."""
        return self._bound[form] if self._any else None


def editions_in_force(frame: Frame, counted: BoundCount) -> Iterator[EditionInForce]:
    """The newest edition of each form, then those before it that a later one leaves in force for older contracts.

    Among the contracts counted one that binds none of those going on is left out. What a transitional rule
    lifts from a contract is told by the page of that.
    """
    book, on = frame.book, frame.as_of.on
    for form in book.asked.by_form:
        bound = counted.of(form)
        out = [edition for edition in reversed(book.editions_of(form)) if edition.issued_on <= on]
        for edition in _until_all_are_bound(out):
            count = bound[edition.id] if bound is not None else None
            if edition is out[0] or count is None or count:
                yield _in_force(edition, count, newest=edition is out[0])


def _until_all_are_bound(editions: list[Edition]) -> Iterator[Edition]:
    """The editions from the newest on, up to one that bound every contract of its first day: those before bind none."""
    for edition in editions:
        yield edition
        if edition.reach == "running_on":
            return


def _in_force(edition: Edition, contracts: int | None, *, newest: bool) -> EditionInForce:
    binds = REACH_LABELS[edition.reach] + ("" if newest else "のうち、後の版が及ばないもの")
    return EditionInForce(edition.form, edition.label, edition.issued_on, binds, contracts, edition.cite)
