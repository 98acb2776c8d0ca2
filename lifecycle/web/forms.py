"""Forms: the fields of a kind of record as a browser asks for them, from the same questions as the prompts.

A form carries a key of its own, the state that it was filled in from, and what its fields showed then: so sending it
twice is one deed, and sending it late shows what has changed meanwhile instead of overwriting it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from starlette.responses import Response

from config.errors import RequestFault
from config.wareki import parse_date, short_date, with_weekday
from lifecycle.app import Submission
from lifecycle.fields.questions import Question
from lifecycle.fields.values import StoredValue, parse_value, stored_text
from lifecycle.web.visit import Visit
from states.content import ERASED
from states.documents import Column, ValueType

WAS = "form_was"
"""The hidden field that holds what the fields of a form showed when it was opened."""
_BESIDE = 20
"""Up to how many characters all choices together stand beside each other."""
_LONG = 40
"""From how many characters of content on a text is typed into a box of several lines."""


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of a form. `kind` is text, date, long, choice or choices; `fault` says what is wrong with its content.

    `reads` gives a date back as it was understood, with its day of the week.
    """

    name: str
    label: str
    kind: str
    value: str = ""
    required: bool = False
    about: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    fault: str = ""
    reads: str = ""

    @property
    def beside(self) -> bool:
        """Whether the choices are few and short enough to stand beside each other."""
        return sum(map(len, self.choices)) <= _BESIDE

    @property
    def chosen(self) -> tuple[str, ...]:
        """The answers that are marked, where several may be."""
        return tuple(one for one in self.value.replace(",", "、").split("、") if one)


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form as it is shown: where it is sent, what it carries unseen, its fields, and every fault of what was sent.

    `back` is the page to return to without sending. `was` is what the fields showed when the form was first opened.
    """

    action: str
    submission: Submission
    fields: tuple[FieldShown, ...]
    back: str
    faults: tuple[RequestFault, ...] = ()
    was: Mapping[str, str] | None = None

    @property
    def was_text(self) -> str:
        """What the fields showed at first, as the hidden field holds it."""
        shown = {one.name: one.value for one in self.fields} if self.was is None else self.was
        return orjson.dumps(shown).decode()

    @property
    def other_faults(self) -> tuple[RequestFault, ...]:
        """The faults that belong to no field of the form."""
        names = {one.name for one in self.fields}
        return tuple(fault for fault in self.faults if fault.field not in names)


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """A field that shows something else now than when a form was opened, and what was typed."""

    label: str
    before: str
    now: str
    typed: str


def fields_shown(
    questions: Iterable[Question], values: Mapping[str, str], faults: Sequence[RequestFault] = ()
) -> tuple[FieldShown, ...]:
    """The fields of a form with these values, each with the fault that was found in it."""
    told: dict[str, str] = {}
    for fault in faults:
        told.setdefault(fault.field, fault.message)
    return tuple(_field(q, values.get(q.column.name, q.default), told.get(q.column.name, "")) for q in questions)


def _field(question: Question, value: str, fault: str) -> FieldShown:
    column, kind = question.column, _kind(question)
    if kind == "date":
        hint = "例 R6.4.1、令和6年4月1日"
    else:
        hint = "" if kind in ("choice", "choices") or column.value_type in _PLAIN else column.expected
    return FieldShown(
        name=column.name,
        label=column.label,
        kind="long" if kind == "text" and len(value) > _LONG else kind,
        value=value,
        required=question.required,
        about=question.about.removesuffix(f"({'、'.join(question.choices)})"),
        hint=hint,
        choices=_choices(question),
        fault=fault,
        reads=read_back(question.column, value) if kind == "date" and not fault else "",
    )


def written(column: Column, stored: StoredValue) -> str:
    """A stored value as a field of a form holds it: a date in its short form (R6.4.1), a text that was erased not."""
    if stored == ERASED or isinstance(stored, dict):
        return ""
    text = stored_text(column, stored)
    return short_date(date.fromisoformat(text)) if column.value_type is ValueType.DATE else text


def read_back(column: Column, text: str) -> str:
    """What was typed as it is understood: a date with its day of the week; anything that can't be read as it is."""
    try:
        stored = parse_value(column, text) if text else ""
    except ValueError:
        return text
    if column.value_type is ValueType.DATE and stored:
        return with_weekday(date.fromisoformat(str(stored)))
    return stored_text(column, stored) if stored != "" else ""


def faults_in(questions: Iterable[Question], given: Mapping[str, str]) -> Iterator[RequestFault]:
    """The fault of every field whose content can't be read, or that must be filled and is not."""
    for question in questions:
        column = question.column
        try:
            question.read(given.get(column.name, ""))
        except ValueError as error:
            told = _unreadable(column, given.get(column.name, "")) or str(error)
            yield RequestFault("field_unreadable", told, column.name, column.label)


def _unreadable(column: Column, text: str) -> str:
    """Why a date that was typed can't be read; the words of the ledger speak of cells too."""
    if column.value_type is not ValueType.DATE or not text:
        return ""
    try:
        parse_date(text)
    except ValueError as error:
        return f"{error}。"
    return ""


_PLAIN = (ValueType.TEXT, ValueType.PERSON, ValueType.CONTACT)


def _kind(question: Question) -> str:
    if question.column.value_type is ValueType.DATE:
        return "date"
    if not _choices(question):
        return "text"
    return "choices" if question.column.value_type is ValueType.CHOICES else "choice"


def _choices(question: Question) -> tuple[str, ...]:
    """The answers to choose from; of an edition those that its form has had, and 旧 for every text before them."""
    form = question.column.edition_of
    if form is None or question.book is None:
        return question.choices
    return (*(short_date(edition.issued_on) for edition in reversed(question.book.editions_of(form))), "旧")


def typed(visit: Visit, questions: Iterable[Question]) -> dict[str, str]:
    """What was typed into the fields of a form; blank ones are left out, several answers stand beside each other."""
    given = {}
    for question in questions:
        name = question.column.name
        several = [one.strip() for one in (visit.form.getlist(name) if visit.form else []) if isinstance(one, str)]
        if text := "、".join(one for one in several if one):
            given[name] = text
    return given


def was(visit: Visit) -> dict[str, str]:
    """What the fields showed when the form that was sent was opened; nothing where that can't be read."""
    try:
        shown = orjson.loads(visit.sent(WAS) or "{}")
    except orjson.JSONDecodeError:
        return {}
    return {str(k): str(v) for k, v in shown.items()} if isinstance(shown, dict) else {}


def stale(visit: Visit, form: FormShown, before: Mapping[str, str], now: Mapping[str, str]) -> Response:
    """The page for a form that was filled in from an older state: both values of what changed, and what was typed."""
    sent = {one.name: one for one in form.fields}
    names = [name for name in sent if before.get(name, "") != now.get(name, "")]
    rows = [ChangedSince(sent[n].label, before.get(n, ""), now.get(n, ""), sent[n].value) for n in names]
    return visit.page("stale.html", status=409, form=form, rows=rows)
