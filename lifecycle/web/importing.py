"""台帳の取込: a ledger is sent, what importing it would do is looked through with every fault, then it is imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from config.errors import ConflictError, InputRejectedError, NotFoundError, RequestFault
from lifecycle.acts import Act
from lifecycle.identity import SYSTEM
from lifecycle.ledger.parsed import Fault
from lifecycle.ledger.workbook import WorkbookUnreadable
from lifecycle.papers.ledger_out.fault_book import fault_bytes
from lifecycle.papers.ledger_out.template import template_bytes
from lifecycle.records.evidence_files import StoredFile, Upload
from lifecycle.usecases.begun import forget_begun, keep_begun, was_sent_before
from lifecycle.usecases.importing import Imported, LedgerRejected
from lifecycle.usecases.received_ledger import (
    ReceivedLedger,
    as_received,
    digest_of,
    done_with,
    import_received,
    plan_received,
    receive_ledger,
)
from lifecycle.web import import_columns, places
from lifecycle.web.answers import away_to, book_answer, was_sent
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown
from lifecycle.web.import_columns import received_by
from lifecycle.web.visit import KEY, Visit

LEDGER, SHOWN = "ledger", "form_shown"
"""The field for the file, and the hidden one that binds the record to what the page showed."""
_LABEL = "台帳のファイル"
_MOST = 200
"""Up to how many lines of one sort stand on a page; the marked copy has all faults."""


@dataclass(frozen=True, slots=True)
class TriedLedger:
    """A ledger as it was tried: what importing it would do, or why it can't be imported as it stands."""

    received: ReceivedLedger
    result: Imported
    refused: bool
    most: int = _MOST

    @property
    def file(self) -> StoredFile:
        """The file that was sent."""
        return self.received.file

    @property
    def digest(self) -> str:
        """What binds a form to this."""
        return digest_of(self.received, self.result)

    @property
    def faults(self) -> Sequence[Fault]:
        """The faults that are shown, in the order of the ledger."""
        return self.result.errors[: self.most]

    @property
    def told(self) -> Sequence[tuple[str, Sequence[str]]]:
        """What is to be made sure of, under its heading; only the headings under which something stands."""
        done = self.result
        older = [
            f"「{one.sheet}」{one.row}行目: より新しい日付の記録があるため、前の版として加わります"
            for one in done.older
        ]
        every: Sequence[tuple[str, Sequence[object]]] = (
            ("確かめてください(値はそのまま扱います)", done.doubts),
            ("予定(今日より後の日。証拠に数えません)", done.plans),
            ("前の版として加わる記録", older),
            ("全角の文字を半角に直して読んだ宛先", done.respelled),
            ("内容のない記載(空欄と同じに扱います)", done.placeholders),
            ("上の行の値として読んだところ", done.carried_down),
            ("読まなかった行", done.left_out),
            ("読まないシート・列", done.ignored),
            ("ファイルについて", done.remarks),
        )
        return [(heading, [str(line) for line in lines]) for heading, lines in every if lines]


def _show(visit: Visit) -> Response:
    visit.actor.must(Act.IMPORT)
    return _page(visit)


def _page(visit: Visit, faults: Sequence[RequestFault] = (), status: int = 200) -> Response:
    received = received_by(visit)
    form = FormShown(places.IMPORT, visit.version(""), (), places.BOARD, tuple(faults))
    limit = visit.app.settings.evidence.max_megabytes
    return visit.page(
        "import.html", status=status, form=form, faults=faults, begun=received and received.file, limit=limit
    )


def _take(visit: Visit) -> Response:
    """Keep the file that was sent and go on to the page on which it is looked through."""
    visit.actor.must(Act.IMPORT)
    sent = visit.files(LEDGER)
    if not sent:
        return _page(
            visit, [RequestFault("ledger_not_chosen", "台帳のファイルを選んでください。", LEDGER, _LABEL)], 422
        )
    try:
        file = receive_ledger(visit.app, Upload(sent[0].filename or "", sent[0].file))
    except InputRejectedError as error:
        return _page(visit, [RequestFault("file_rejected", str(error), LEDGER, _LABEL)], 422)
    received = ReceivedLedger(file, own_sheet=_is_own_sheet(visit, file))
    keep_begun(visit.app, places.IMPORT_CHECK, received.kept)
    return away_to(places.IMPORT_COLUMNS if received.own_sheet else places.IMPORT_CHECK)


def _is_own_sheet(visit: Visit, file: StoredFile) -> bool:
    """Whether the file is an office's own sheet, whose columns have to be settled before it is read."""
    try:
        return not plan_received(visit.app, file).standard
    except WorkbookUnreadable:
        return False


def _tried(visit: Visit, received: ReceivedLedger) -> TriedLedger:
    try:
        return TriedLedger(received, import_received(visit.app, received, dry_run=True), refused=False)
    except LedgerRejected as rejected:
        return TriedLedger(received, rejected.result, refused=True)


def _check(visit: Visit) -> Response:
    visit.actor.must(Act.IMPORT)
    received = received_by(visit)
    if received is None or (received.own_sheet and received.mapping is None):
        return away_to(places.IMPORT_COLUMNS if received else places.IMPORT)
    return _checked(visit, _tried(visit, received))


def _checked(visit: Visit, tried: TriedLedger, *, changed: bool = False) -> Response:
    form = FormShown(places.IMPORT_CHECK, visit.version(""), (), places.IMPORT)
    content: dict[str, Any] = {"form": form, "tried": tried, "result": tried.result, "changed": changed}
    status = 409 if changed else 422 if tried.refused else 200
    return visit.page("import_check.html", status=status, faults=tried.faults, **content)


def _record(visit: Visit) -> Response:
    """Import what was looked through, where it would still do what the page said."""
    visit.actor.must(Act.IMPORT)
    received = received_by(visit)
    if received is None:
        return _done(visit) if was_sent_before(visit.app, visit.sent(KEY)) else away_to(places.IMPORT)
    tried = _tried(visit, received)
    if tried.refused or visit.sent(SHOWN) != tried.digest:
        return _checked(visit, tried, changed=not tried.refused)
    try:
        import_received(visit.sending(), received)
    except ConflictError as error:
        if not was_sent(error):
            raise
    forget_begun(visit.app, places.IMPORT_CHECK)
    done_with(visit.app, received.file)
    return _done(visit)


def _done(visit: Visit) -> Response:
    """The list of contracts, which says what was imported."""
    return visit.done(places.BOARD, SYSTEM)


def _marked(visit: Visit) -> Response:
    """The copy of a refused ledger with its faults marked."""
    visit.actor.must(Act.IMPORT)
    received = received_by(visit)
    tried = _tried(visit, received) if received else None
    if tried is None or not tried.refused:
        raise NotFoundError("誤りのある台帳はありません。")
    try:
        with as_received(visit.app, tried.file) as path:
            content = fault_bytes(path, tried.result.errors, visit.app.clock.now())
    except WorkbookUnreadable:
        raise NotFoundError("ブックとして読めないため、印をつけた写しは作れません。") from None
    return book_answer(content, f"誤り_{tried.file.name.rpartition('.')[0] or tried.file.name}.xlsx")


def _template(visit: Visit) -> Response:
    """The empty ledger: the sheets that suffice to begin with, or every sheet."""
    full = bool(visit.asked("full"))
    content = template_bytes(visit.app.book, visit.app.clock.now(), full=full)
    return book_answer(content, "ひな形_全シート.xlsx" if full else "ひな形.xlsx")


DOORS = (
    Door(places.IMPORT, show=_show, take=_take),
    *import_columns.DOORS,
    Door(places.IMPORT_CHECK, show=_check, take=_record),
    Door("/import/faults.xlsx", show=_marked),
    Door("/import/template.xlsx", show=_template),
)
