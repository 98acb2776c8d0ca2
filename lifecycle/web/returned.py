"""戻った様式: forms that came back are sent, each is recorded where its code says, and what fits nowhere is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response

from config.errors import RequestFault, UsageError
from config.wareki import parse_date
from lifecycle.acts import Act
from lifecycle.fields.questions import Question
from lifecycle.records.evidence_files import Upload
from lifecycle.usecases.begun import begun_form, forget_begun, keep_begun
from lifecycle.usecases.inbox import Fate, InboxItem
from lifecycle.usecases.returned import take_dropped, take_uploads, waiting_in_folder
from lifecycle.web import places
from lifecycle.web.answers import away_to, faults_of
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown, fields_shown, typed
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType
from states.evidence import KINDS

RETURNED, STEP, FOLDER, FORGET = "returned", "step", "folder", "forget"
"""The field for the files; what the other buttons ask for: the files of the drop folder, an empty list."""
_DAY = Question(
    Column("received_on", "受領日", ValueType.DATE), about="様式に受領日がないときの日。空けておけば今日とします。"
)
_LABEL = "戻った様式"


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A form that came back, as the page shows it: its file, whose it is, what became of it, where to go on."""

    name: str
    about: str
    fate: str
    reason: str
    href: str

    @classmethod
    def of(cls, item: InboxItem) -> "ReturnedForm":
        """The form as it is shown."""
        href = ""
        if item.place:
            kind, contract, no = item.place
            known = kind in KINDS and item.fate is Fate.UNMATCHED
            href = places.evidence_form(contract, kind, no) if known else places.evidence_list(contract)
        return cls(item.path.name, item.about, item.fate.value, item.reason, href)

    @property
    def kept(self) -> Mapping[str, Any]:
        """The same as it is kept until it is forgotten."""
        return {name: getattr(self, name) for name in self.__slots__}


def _show(visit: Visit) -> Response:
    return _page(visit)


def _page(visit: Visit, given: Mapping[str, str] | None = None, faults: Sequence[RequestFault] = ()) -> Response:
    visit.actor.must(Act.RECORD)
    begun = begun_form(visit.app, places.RETURNED)
    last = [ReturnedForm(**row) for row in begun.kept["forms"]] if begun else []
    dropped = [ReturnedForm.of(item) for item in waiting_in_folder(visit.app)]
    fields = fields_shown([_DAY], given or {}, faults)
    form = FormShown(places.RETURNED, visit.version(""), fields, places.TODAY, tuple(faults))
    return visit.page(
        "returned.html",
        status=422 if faults else 200,
        form=form,
        faults=faults,
        last=last,
        dropped=dropped,
        fits=[one for one in dropped if one.fate == Fate.TAKEN],
        beside={fault.field: fault.message for fault in faults},
        limit=visit.app.settings.evidence.max_megabytes,
    )


def _take(visit: Visit) -> Response:
    """Record what fits of what was sent, or of the drop folder; the page shows what became of every file."""
    visit.actor.must(Act.RECORD)
    if visit.sent(STEP) == FORGET:
        forget_begun(visit.app, places.RETURNED)
        return away_to(places.RETURNED)
    given = typed(visit, [_DAY])
    uploads = [Upload(one.filename or "", one.file) for one in visit.files(RETURNED)]
    try:
        day = _day(given)
        if visit.sent(STEP) == FOLDER:
            items = take_dropped(visit.app, day)
        elif uploads:
            items = take_uploads(visit.app, uploads, day)
        else:
            told = "戻った様式のファイルを選んでください。"
            raise UsageError(RequestFault("returned_not_chosen", told, RETURNED, _LABEL))
    except UsageError as error:
        return _page(visit, given, faults_of(error) or [RequestFault("refused", str(error))])
    forms = [ReturnedForm.of(item).kept for item in items]
    keep_begun(visit.app, places.RETURNED, {"title": "戻った様式の照合の結果", "forms": forms})
    return away_to(places.RETURNED)


def _day(given: Mapping[str, str]) -> date | None:
    text = given.get(_DAY.column.name, "")
    try:
        return parse_date(text) if text else None
    except ValueError as error:
        fault = RequestFault("day_unreadable", f"{error}。", _DAY.column.name, _DAY.column.label)
        raise UsageError(fault) from None


DOORS = (Door(places.RETURNED, show=_show, take=_take),)
