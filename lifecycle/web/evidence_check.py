"""Check answers: what was filled in for a document, read back, with what recording it would do; then the recording."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.responses import Response

from config.errors import ConflictError, InputRejectedError, UsageError
from lifecycle.usecases.begun import forget_begun, was_sent_before
from lifecycle.usecases.evidence import Attached
from lifecycle.web import evidence, places
from lifecycle.web.answers import away_to, was_changed, was_sent
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown, fields_shown, read_back, stale, was
from lifecycle.web.paper_places import (
    Filling,
    PaperPlace,
    attach_filling,
    filling_at,
    paper_at,
    place_to_record,
    texts_of_paper,
)
from lifecycle.web.visit import KEY, Visit

DIGEST = "form_filling"
"""The hidden field that binds the page to what it showed of the filling."""


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer as it is read back: the field, what it says, and what stood there before, where that was another."""

    name: str
    label: str
    now: str
    before: str


def _show(visit: Visit) -> Response:
    place = place_to_record(visit)
    filling = filling_at(visit, place)
    if filling is None or evidence.faults_of_texts(visit, place, filling):
        return away_to(place.form)
    try:
        return _page(visit, place, filling)
    except (UsageError, InputRejectedError):
        return away_to(place.form)


def _page(visit: Visit, place: PaperPlace, filling: Filling, status: int = 200) -> Response:
    tried = attach_filling(visit.app, place, filling, dry_run=True)
    before = _stands(visit, place, tried)
    form = FormShown(place.check, visit.version(place.id), (), place.form, (), before)
    labels = {column.name: column.label for column in place.kind.columns}
    return visit.page(
        "evidence_check.html",
        status=status,
        place=place,
        form=form,
        digest=filling.digest,
        answers=_answers(place, filling, before),
        files=filling.files,
        tried=tried,
        corrects=bool(before),
        carried=[labels[name] for name in tried.carried],
        changed_beside=status == 409,
    )


def _stands(visit: Visit, place: PaperPlace, tried: Attached) -> dict[str, str]:
    """The values that stand now where the document will stand; none where it is a new one."""
    paper = paper_at(visit.app, place) or paper_at(visit.app, replace(place, of=tried.dated_on))
    return texts_of_paper(paper) if paper else {}


def _answers(place: PaperPlace, filling: Filling, before: Mapping[str, str]) -> list[AnswerShown]:
    """Of a new document every answer, of a correction what it changes."""
    changed = filling.changed
    return [
        AnswerShown(c.name, c.label, read_back(c, changed[c.name]), read_back(c, before.get(c.name, "")))
        for c in place.kind.columns
        if c.name in changed
    ]


def _take(visit: Visit) -> Response:
    place = place_to_record(visit)
    filling = filling_at(visit, place)
    if filling is None:
        return _without(visit, place)
    if visit.sent(DIGEST) != filling.digest:
        return _page(visit, place, filling, 409)
    try:
        done = attach_filling(visit.sending(), place, filling)
    except ConflictError as error:
        if was_sent(error):
            return _without(visit, place)
        if not was_changed(error):
            raise
        return _changed(visit, place, filling)
    except (UsageError, InputRejectedError):
        return away_to(place.form)
    forget_begun(visit.app, place.form)
    page = replace(place, of=done.dated_on).page
    return visit.done(page, place.id) if done.changed else away_to(page)


def _changed(visit: Visit, place: PaperPlace, filling: Filling) -> Response:
    """The page for answers that were looked through in an older state: both values of what changed, and the answer."""
    now = _stands(visit, place, attach_filling(visit.app, place, filling, dry_run=True))
    fields = fields_shown(evidence.questions_of(visit, place), filling.given)
    form = FormShown(place.check, visit.version(place.id), fields, places.contract_page(place.id))
    return stale(visit, form, was(visit), now)


def _without(visit: Visit, place: PaperPlace) -> Response:
    """Where nothing filled in is kept any more: after it was recorded its list of documents, else the form."""
    listed = places.evidence_list(place.id)
    return visit.done(listed, place.id) if was_sent_before(visit.app, visit.sent(KEY)) else away_to(place.form)


DOORS = (Door("/contracts/{id}/evidence/{kind}/check", show=_show, take=_take),)
