"""A deed by form, in three steps: what is asked, what was typed read back with what it will do, the record.

Checking keeps what was typed for the person who typed it, until it is recorded or forgotten. All three steps carry the
key and the version with which the form was opened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.responses import Response

from config.errors import ConflictError, RequestFault, UsageError
from lifecycle.app import App, Submission
from lifecycle.fields.questions import Question
from lifecycle.usecases.begun import begun_form, forget_begun, keep_begun
from lifecycle.web.answers import was_changed, was_sent
from lifecycle.web.forms import FormShown, faults_in, fields_shown, read_back, stale, typed, was
from lifecycle.web.visit import KEY, NUMBER, SUBJECT, Visit

STEP, EDIT, RECORD = "step", "edit", "record"
"""The button that was pressed: back to the fields, or the record; without one what was typed is looked through."""

Typed = Mapping[str, str]
"""What was typed, by the names of the fields."""
Foretold = tuple[str, Sequence[str]]
"""A heading, and the lines under it."""


@dataclass(frozen=True, slots=True)
class DeedForm:
    """A deed as it is asked about. `chain` is what the form shows the state of, `stands` what its fields say now.

    `do` does it and gives the page to go on with and the chain on which it was recorded; `tried` says what it would do.
    `named` is what the link that led here fills in. `corrects` leaves out what was not changed. `trail` are the pages
    above, `beside` the forms that may be meant instead, `grave` marks what can't be taken back by another form.
    """

    action: str
    title: str
    send: str
    trail: tuple[tuple[str, str], ...]
    chain: str
    questions: Sequence[Question]
    do: Callable[[App, Typed], tuple[str, str]]
    tried: Callable[[App, Typed], Sequence[Foretold]] = lambda _, __: ()
    stands: Typed = field(default_factory=dict)
    named: Typed = field(default_factory=dict)
    lead: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    corrects: bool = False
    grave: bool = False

    @property
    def back(self) -> str:
        """The page to return to without recording."""
        return self.trail[-1][0]


def asked(visit: Visit, deed: DeedForm) -> Response:
    """The page with the fields, filled with what stands, or with what the person has begun to type."""
    begun = begun_form(visit.app, deed.action)
    given: Typed = begun.kept.get("given", {}) if begun else {}
    form = _form(visit, deed, {**deed.stands, **given, **deed.named}, was_shown=deed.stands)
    return _fields(visit, deed, form, begun=bool(begun))


def taken(visit: Visit, deed: DeedForm) -> Response:
    """What answers the form that was sent: its faults, the page to check, or the page after the record."""
    given, step = typed(visit, deed.questions), visit.sent(STEP)
    if step == EDIT:
        return _fields(visit, deed, _form(visit, deed, given))
    try:
        if faults := (*faults_in(deed.questions, given), *_cleared(visit, deed, given)):
            raise UsageError("", *faults)
        if step != RECORD:
            return _checked(visit, deed, given)
        place, chain = deed.do(visit.sending(), _told_of(visit, deed, given))
    except ConflictError as error:
        if was_sent(error):
            return visit.done(deed.back, deed.chain)
        if not was_changed(error):
            raise
        return stale(visit, _form(visit, deed, given), was(visit), deed.stands)
    except UsageError as error:
        return _fields(visit, deed, _form(visit, deed, given, _faults(error)), 422)
    forget_begun(visit.app, deed.action)
    return visit.done(place, chain)


def _cleared(visit: Visit, deed: DeedForm, given: Typed) -> Iterator[RequestFault]:
    """The fault of every field of a correction that was emptied: what is on record is amended, never made blank."""
    for name in was(visit) if deed.corrects else ():
        column = next((q.column for q in deed.questions if q.column.name == name), None)
        if column and name not in given:
            told = "記録にある項目は空欄にできません。正しい内容を入れてください。"
            yield RequestFault("field_cleared", told, name, column.label)


def _faults(error: UsageError) -> tuple[RequestFault, ...]:
    return error.faults or (RequestFault("refused", str(error)),)


def _told_of(visit: Visit, deed: DeedForm, given: Typed) -> Typed:
    """What was typed; of a correction without what the fields showed already."""
    before = was(visit) if deed.corrects else {}
    return {name: text for name, text in given.items() if before.get(name, "") != text}


def _checked(visit: Visit, deed: DeedForm, given: Typed) -> Response:
    """The page on which what was typed is read back; it is kept for the person from now on."""
    told = tuple(deed.tried(visit.app, _told_of(visit, deed, given)))
    content = {"title": deed.title, "given": dict(given)}
    form = _form(visit, deed, given)
    keep_begun(visit.app, deed.action, content, form.submission.number)
    answers = [(q.column, read_back(q.column, given[q.column.name])) for q in deed.questions if q.column.name in given]
    return visit.page("deed_check.html", deed=deed, form=form, given=given, answers=answers, told=told)


def _fields(visit: Visit, deed: DeedForm, form: FormShown, status: int = 200, *, begun: bool = False) -> Response:
    return visit.page("deed.html", status=status, deed=deed, form=form, faults=form.faults, begun=begun)


def _form(
    visit: Visit,
    deed: DeedForm,
    values: Typed,
    faults: Sequence[RequestFault] = (),
    was_shown: Typed | None = None,
) -> FormShown:
    """The form with these values: with the key and version that were sent, else with new ones."""
    fields = fields_shown(deed.questions, values, faults)
    shown = FormShown(deed.action, _submission(visit, deed), fields, deed.back, tuple(faults))
    return replace(shown, was=was_shown if visit.form is None else was(visit))


def _submission(visit: Visit, deed: DeedForm) -> Submission:
    key, number = visit.sent(KEY), visit.sent(NUMBER)
    if key and number.isascii() and number.isdigit():
        return Submission(key, visit.sent(SUBJECT), int(number))
    return visit.version(deed.chain)
