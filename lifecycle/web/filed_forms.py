"""A deed by one form with its papers: what was typed stays where it is at fault, the files are chosen anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from config.errors import ConflictError, InputRejectedError, RequestFault, UsageError
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.evidence_files import Upload
from lifecycle.usecases.begun import was_sent_before
from lifecycle.web.answers import faults_of, was_sent
from lifecycle.web.evidence import FILE, FILE_LABEL
from lifecycle.web.forms import FormShown, faults_in, fields_shown, stale, typed, was
from lifecycle.web.visit import KEY, Visit


@dataclass(frozen=True, slots=True)
class FiledForm:
    """A deed as it is asked about, with files: the chain that it shows the state of, where to go on, what does it.

    `with_original` says that it can't be done without a file, `with_files` that it takes any. `trail` are the pages
    above, `stands` what the fields show at first: only what was changed is done. `told` stands above the fields: a
    heading with its lines. `checks` finds what is at fault in the fields together, `spread` puts what was typed into
    one field where it belongs to two. Not `bound`, it goes by its own fields, whatever else was recorded of the chain.
    """

    action: str
    title: str
    note: str
    trail: tuple[tuple[str, str], ...]
    chain: str
    questions: Sequence[Question]
    after: str
    do: Callable[[App, Mapping[str, str], Sequence[Upload]], object]
    with_original: bool = False
    with_files: bool = True
    send: str = "記録する"
    stands: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, Sequence[str]] | None = None
    checks: Callable[[Mapping[str, str]], Iterable[RequestFault]] = lambda _: ()
    spread: Callable[[Mapping[str, str]], Mapping[str, str]] = dict
    bound: bool = True


def show_filed(visit: Visit, deed: FiledForm) -> Response:
    """The page with the form."""
    return _page(visit, deed, deed.stands)


def take_filed(visit: Visit, deed: FiledForm) -> Response:
    """What answers the form that was sent: its faults, or the page after the record."""
    given = deed.spread(typed(visit, deed.questions))
    uploads = [Upload(one.filename or "", one.file) for one in visit.files(FILE)]
    before = was(visit) if deed.stands else {}
    faults = [*faults_in(deed.questions, given), *_cleared(deed, before, given), *deed.checks(given)]
    if deed.with_original and not uploads:
        faults.append(RequestFault("original_not_chosen", "原本のファイルを選んでください。", FILE, FILE_LABEL))
    if faults:
        return _page(visit, deed, given, faults, 422)
    if before != deed.stands and not was_sent_before(visit.app, visit.sent(KEY)):
        return stale(visit, _form(visit, deed, given, ()), before, deed.stands)
    changed = {name: text for name, text in given.items() if before.get(name, "") != text}
    try:
        deed.do(visit.sending(), changed, uploads)
    except ConflictError as error:
        if not was_sent(error):
            return _page(visit, deed, given, faults_of(error) or [RequestFault("conflict", str(error))], 409)
    except UsageError as error:
        return _page(visit, deed, given, faults_of(error) or [RequestFault("refused", str(error))], 422)
    except InputRejectedError as error:
        return _page(visit, deed, given, [RequestFault("file_rejected", str(error), FILE, FILE_LABEL)], 422)
    return visit.done(deed.after, deed.chain)


def _cleared(deed: FiledForm, before: Mapping[str, str], given: Mapping[str, str]) -> Iterable[RequestFault]:
    """The fault of every field that was emptied: what is on record is corrected, never made blank."""
    for question in deed.questions:
        column = question.column
        if before.get(column.name) and column.name not in given:
            told = "記録にある項目は空欄にできません。正しい内容を入れてください。"
            yield RequestFault("field_cleared", told, column.name, column.label)


def _form(visit: Visit, deed: FiledForm, given: Mapping[str, str], faults: Sequence[RequestFault]) -> FormShown:
    fields = fields_shown(deed.questions, given, faults)
    shown = deed.stands if visit.form is None else was(visit)
    return FormShown(
        deed.action, visit.version(deed.chain if deed.bound else ""), fields, deed.trail[-1][0], tuple(faults), shown
    )


def _page(
    visit: Visit, deed: FiledForm, given: Mapping[str, str], faults: Sequence[RequestFault] = (), status: int = 200
) -> Response:
    form = _form(visit, deed, given, faults)
    return visit.page(
        "filed_form.html",
        status=status,
        deed=deed,
        form=form,
        faults=faults,
        beside={fault.field: fault.message for fault in faults},
        limit=visit.app.settings.evidence.max_megabytes,
    )
