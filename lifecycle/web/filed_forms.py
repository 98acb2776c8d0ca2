"""A deed by one form with its papers: what was typed stays where it is at fault, the files are chosen anew."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from config.errors import ConflictError, InputRejectedError, RequestFault, UsageError
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.records.evidence_files import Upload
from lifecycle.web.answers import faults_of, was_sent
from lifecycle.web.evidence import FILE, FILE_LABEL
from lifecycle.web.forms import FormShown, faults_in, fields_shown, typed
from lifecycle.web.visit import Visit


@dataclass(frozen=True, slots=True)
class FiledForm:
    """A deed as it is asked about, with files: the chain that it shows the state of, where to go on, what does it.

    `with_original` says that it can't be done without a file. `trail` are the pages above.
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


def show_filed(visit: Visit, deed: FiledForm) -> Response:
    """The page with the form."""
    return _page(visit, deed, {})


def take_filed(visit: Visit, deed: FiledForm) -> Response:
    """What answers the form that was sent: its faults, or the page after the record."""
    given = typed(visit, deed.questions)
    uploads = [Upload(one.filename or "", one.file) for one in visit.files(FILE)]
    faults = list(faults_in(deed.questions, given))
    if deed.with_original and not uploads:
        faults.append(RequestFault("original_not_chosen", "原本のファイルを選んでください。", FILE, FILE_LABEL))
    if faults:
        return _page(visit, deed, given, faults, 422)
    try:
        deed.do(visit.sending(), given, uploads)
    except ConflictError as error:
        if not was_sent(error):
            return _page(visit, deed, given, faults_of(error) or [RequestFault("conflict", str(error))], 409)
    except UsageError as error:
        return _page(visit, deed, given, faults_of(error) or [RequestFault("refused", str(error))], 422)
    except InputRejectedError as error:
        return _page(visit, deed, given, [RequestFault("file_rejected", str(error), FILE, FILE_LABEL)], 422)
    return visit.done(deed.after, deed.chain)


def _page(
    visit: Visit, deed: FiledForm, given: Mapping[str, str], faults: Sequence[RequestFault] = (), status: int = 200
) -> Response:
    fields = fields_shown(deed.questions, given, faults)
    form = FormShown(deed.action, visit.version(deed.chain), fields, deed.trail[-1][0], tuple(faults), {})
    return visit.page(
        "filed_form.html",
        status=status,
        deed=deed,
        form=form,
        faults=faults,
        beside={fault.field: fault.message for fault in faults},
        limit=visit.app.settings.evidence.max_megabytes,
    )
