"""Asks of a record, before it is stored, whether its dates and years can be meant as they are written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from config.errors import RequestFault, UsageError
from config.rulebook import RuleBook
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.work import Work
from states.checklist_forms import unfit_answers
from states.columns import CONTRACT, columns_of
from states.contacts import contacts_told
from states.documents import ValueType
from states.plausible import Doubt, Stated, doubts
from states.said_nothing import said_nothing


def doubts_of(
    work: Work, recorder: Recorder, proposal: Proposal, contract: Mapping[str, Any] | None = None
) -> list[Doubt]:
    """What is doubtful of a proposal on top of what stands; `contract` are the contract's fields as they will stand."""
    standing = recorder.current(proposal.contract, proposal.place)
    fields = {**standing, **{name: value for name, value in proposal.fields.items() if value is not None}}
    if contract is None:
        contract = recorder.current(proposal.contract, (CONTRACT, "", ""))
    typed = _typed(proposal, standing, work.today.isoformat())
    stated = Stated(proposal.kind, fields, contract, typed, by_command=proposal.via == "command")
    return _every(work, stated)


def must_be_plausible(work: Work, recorder: Recorder, proposal: Proposal) -> tuple[str, ...]:
    """What is to be made sure of in a proposal that is typed; nothing that already stood is told again.

    Raises UsageError with everything that can't be meant as it is written: nothing is recorded.
    """
    standing = recorder.current(proposal.contract, proposal.place)
    typed = _typed(proposal, standing, work.today.isoformat())
    return _refuse([doubt for doubt in doubts_of(work, recorder, proposal) if doubt.fields & typed])


def desk_must_be_plausible(work: Work, kind: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The same of a record of a desk, which has no contract. Raises UsageError."""
    stated = Stated(kind, fields, {}, frozenset(fields), by_command=True)
    return _refuse(_every(work, stated))


def _every(work: Work, stated: Stated) -> list[Doubt]:
    """What is doubtful of the dates and years of a record, the words in it that say nothing, and contacts in a text."""
    book = work.app.book
    return [
        *doubts(book.plausible, stated, work.today),
        *said_nothing(book.readings, book.plausible, stated),
        *contacts_told(book.personal_data, stated),
        *_unfit(book, stated),
    ]


def _unfit(book: RuleBook, stated: Stated) -> Iterator[Doubt]:
    """The answers for which the form on a checklist has no place, where they or the edition change."""
    if stated.kind != "checklist":
        return
    items = (column for column in columns_of(stated.kind) if column.value_type is ValueType.ANSWER)
    for column, seen, told in unfit_answers(book, stated.fields, items):
        fields = frozenset({column.name, "form_edition"})
        if fields & stated.changed:
            yield Doubt(column, seen, told, fields, refused=True, of_form=True)


def _refuse(every: Sequence[Doubt]) -> tuple[str, ...]:
    """The words about what may be so. Raises UsageError where anything can't be meant as it is written."""
    faults = [
        RequestFault("implausible", f"{doubt.found}。{doubt.told}。", doubt.column.name, doubt.column.label)
        for doubt in every
        if doubt.refused
    ]
    if faults:
        raise UsageError("書いたとおりとは考えにくい値があります。何も記録していません。", *faults)
    return tuple(f"{doubt.column.label} {doubt.found}: {doubt.told}。" for doubt in every)


def _typed(proposal: Proposal, standing: Mapping[str, Any], today: str) -> frozenset[str]:
    """The fields that would not stand as they stand now; a date after today counts whenever it is typed again."""
    by_command = proposal.via == "command"
    return frozenset(
        name
        for name, value in proposal.fields.items()
        if value is not None
        and (standing.get(name) != value or (by_command and isinstance(value, str) and value > today))
    )
