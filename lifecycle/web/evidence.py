"""The form for a document of evidence, of any kind: it keeps what was typed before it finds fault with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from config.errors import InputRejectedError, LifecycleError, RequestFault, UsageError
from config.place import here
from lifecycle.fields.questions import Question, evidence_questions
from lifecycle.records.evidence_files import StoredFile, Upload
from lifecycle.usecases.begun import forget_begun
from lifecycle.usecases.evidence import receive
from lifecycle.usecases.filled import read_received
from lifecycle.usecases.papers_kept import papers_of
from lifecycle.web import places
from lifecycle.web.answers import away_to, faults_of
from lifecycle.web.checklist_items import EDITION, items_asked, other_editions
from lifecycle.web.doors import Door
from lifecycle.web.forms import FieldShown, FormShown, faults_in, fields_shown, read_back, stale, typed, was, written
from lifecycle.web.paper_places import (
    Filling,
    PaperPlace,
    attach_filling,
    filling_at,
    keep_filling,
    paper_at,
    place_to_record,
    values_at,
)
from lifecycle.web.visit import Visit
from states.documents import ValueType

STEP, KEEP, FORGET, DROP = "step", "keep", "forget", "drop"
"""What a form's button asks for beside the looking through, and the files to be left out."""
FILE, WORKBOOK = "file", "filled"
FILE_LABEL, _WORKBOOK_LABEL = "原本のファイル", "記入済みのExcel"
_KEPT_HIDDEN = "登録済みの番号は伏せています。変えるときだけ入れます(空欄ならそのまま)"
_CLEARED = "空欄には戻せません。正しい内容を入れるか、記録そのものを取り消してください。"


@dataclass(frozen=True, slots=True)
class FormSection:
    """Some fields of a form that belong together, under a heading of their own; the first section has none."""

    title: str
    fields: Sequence[FieldShown]


def _show(visit: Visit) -> Response:
    place = place_to_record(visit)
    stands, begun = values_at(visit.app, place), filling_at(visit, place)
    given = {**stands, **(begun.changed if begun else {})}
    filling = Filling(given, begun.files if begun else (), stands)
    return form_page(visit, place, filling, is_begun=begun is not None)


def _take(visit: Visit) -> Response:
    place = place_to_record(visit)
    if visit.sent(STEP) == FORGET:
        forget_begun(visit.app, place.form)
        return away_to(place.form)
    stands, filling, faults = values_at(visit.app, place), *_sent(visit, place)
    keep_filling(visit, place, filling)
    if stands != filling.was:
        return stale(visit, _form(visit, place, filling, ()), filling.was, stands)
    if not faults and visit.sent(STEP) == KEEP:
        return away_to(places.with_query(place.form, kept="1"))
    faults = [*faults, *faults_of_filling(visit, place, filling)]
    if faults:
        return form_page(visit, place, filling, faults, 422, is_begun=True)
    return away_to(place.check)


def _sent(visit: Visit, place: PaperPlace) -> tuple[Filling, list[RequestFault]]:
    """What was filled in, with the files as they are stored by now; and what is wrong with the files."""
    begun, dropped = filling_at(visit, place), set(visit.form.getlist(DROP)) if visit.form else set()
    files = [file for file in (begun.files if begun else ()) if file.sha256 not in dropped]
    given, faults = typed(visit, questions_of(visit, place)), []
    try:
        files += _received(visit, place, FILE)
    except InputRejectedError as error:
        faults.append(RequestFault("file_rejected", str(error), FILE, FILE_LABEL))
    try:
        for book in _received(visit, place, WORKBOOK):
            dated = given.get(place.kind.dated_by, "")
            read = read_received(visit.app, book, place.id, place.kind.id, place.subcontract, dated)
            given |= _as_typed(place, read)
            files.append(book)
    except InputRejectedError as error:
        faults.append(RequestFault("workbook_rejected", str(error), WORKBOOK, _WORKBOOK_LABEL))
    once = {file.sha256: file for file in files}
    return Filling(given, tuple(once.values()), was(visit)), faults


def _received(visit: Visit, place: PaperPlace, name: str) -> Sequence[StoredFile]:
    uploads = [Upload(one.filename or "", one.file) for one in visit.files(name)]
    return receive(visit.app, place.id, place.kind.id, uploads, place.subcontract)


def _as_typed(place: PaperPlace, texts: Mapping[str, str]) -> dict[str, str]:
    """What a workbook gives as the fields hold it: its dates in the short form too."""
    dates = {c.name: c for c in place.kind.columns if c.value_type is ValueType.DATE}
    return {name: written(dates[name], text) if name in dates else text for name, text in texts.items()}


def faults_of_filling(visit: Visit, place: PaperPlace, filling: Filling) -> Sequence[RequestFault]:
    """Everything that bars the recording: the faults of what was typed, else what the deed itself would refuse."""
    if faults := faults_of_texts(visit, place, filling):
        return faults
    try:
        attach_filling(visit.app, place, filling, dry_run=True)
    except (UsageError, InputRejectedError) as error:
        return _told(error)
    return ()


def faults_of_texts(visit: Visit, place: PaperPlace, filling: Filling) -> Sequence[RequestFault]:
    """What of the texts can't be read, or was cleared; of each field the first."""
    questions = questions_of(visit, place)
    labels = {question.column.name: question.column.label for question in questions}
    emptied = [name for name in filling.was if name in labels and name not in filling.given]
    faults = [RequestFault("field_cleared", _CLEARED, name, labels[name]) for name in emptied]
    every = (*faults_in(questions, filling.given), *faults)
    return tuple({fault.field: fault for fault in reversed(every)}.values())[::-1]


def _told(error: LifecycleError) -> Sequence[RequestFault]:
    return faults_of(error) or (RequestFault("refused", str(error)),)


def questions_of(visit: Visit, place: PaperPlace) -> list[Question]:
    """The questions of the form; where the contract leaves an article out, its items are struck through at first."""
    if place.kind.id != "checklist":
        return evidence_questions(place.kind, visit.app.book)
    reviews = (paper.fields for paper in papers_of(visit.app, place.id) if paper.kind.id == "contract_review")
    omitted = [articles for fields in reviews if (articles := fields.get("omitted_articles"))]
    return evidence_questions(place.kind, visit.app.book, omitted[-1] if omitted else (), items_asked(visit, place))


def form_page(
    visit: Visit,
    place: PaperPlace,
    filling: Filling,
    faults: Sequence[RequestFault] = (),
    status: int = 200,
    *,
    is_begun: bool = False,
) -> Response:
    """The form with what was filled in and every fault of it."""
    form = _form(visit, place, filling, faults)
    beside = {fault.field: fault.message for fault in faults}
    return visit.page(
        "evidence_form.html",
        status=status,
        place=place,
        form=form,
        faults=faults,
        sections=list(_sections(visit, place, form)),
        files=filling.files,
        kept_files=paper.files if place.of and (paper := paper_at(visit.app, place)) else (),
        is_begun=is_begun,
        was_kept=bool(visit.asked("kept")),
        beside=beside,
        editions=list(other_editions(visit, place)),
        limit=visit.app.settings.evidence.max_megabytes,
    )


def _form(visit: Visit, place: PaperPlace, filling: Filling, faults: Sequence[RequestFault]) -> FormShown:
    fields = tuple(_told_of_numbers(visit, place, fields_shown(questions_of(visit, place), filling.given, faults)))
    back = places.evidence_list(place.id)
    action = places.with_query(place.form, **{EDITION: visit.asked(EDITION)})
    return FormShown(action, visit.version(place.id), fields, back, tuple(faults), filling.was)


def _told_of_numbers(visit: Visit, place: PaperPlace, fields: Sequence[FieldShown]) -> Iterator[FieldShown]:
    """The fields; of a number that is on record and hidden it is said how it stays as it is."""
    contacts = {c.name for c in place.kind.columns if c.value_type is ValueType.CONTACT}
    paper = paper_at(visit.app, place) if contacts and (place.of or place.kind.undated) else None
    for one in fields:
        kept = paper is not None and one.name in contacts and one.name in paper.fields and not one.value
        yield replace(one, hint=_KEPT_HIDDEN) if kept else one


def _sections(visit: Visit, place: PaperPlace, form: FormShown) -> Iterator[FormSection]:
    """The fields in order; the items of a checklist by their article, as the paper beside the keyboard has them."""
    if place.kind.id != "checklist":
        yield FormSection("", form.fields)
        return
    titles = {f"q{i.no}": f"第{i.articles[0]} {i.article_title}" for i in items_asked(visit, place).items}
    sections: list[tuple[str, list[FieldShown]]] = [("", [])]
    asked = False
    for field in form.fields:
        asked = asked or field.name in titles
        title = titles.get(field.name, f"責任者・従事者と{here().government}の確認" if asked else "")
        if sections[-1][0] != title:
            sections.append((title, []))
        article = f"{title.partition(' ')[0]} "
        sections[-1][1].append(replace(field, about=field.about.removeprefix(article)))
    yield from (FormSection(title, fields) for title, fields in sections)


def answers_of(place: PaperPlace, texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Every field that says something: its name, its label, and what it says, read back."""
    return [(c.name, c.label, read_back(c, texts[c.name])) for c in place.kind.columns if texts.get(c.name)]


DOORS = (Door("/contracts/{id}/evidence/{kind}", show=_show, take=_take),)
