"""The documents of a contract by kind, each with the way to record or correct it; one of them; taking one back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from config.errors import ConflictError, NotFoundError, RequestFault, RoleError, UsageError
from lifecycle.acts import Act
from lifecycle.fields.questions import Question
from lifecycle.usecases.papers_kept import KeptPaper, papers_of
from lifecycle.usecases.withdrawing import take_back
from lifecycle.views.contracts import show
from lifecycle.web import places
from lifecycle.web.answers import faults_of, was_sent
from lifecycle.web.doors import Door
from lifecycle.web.evidence import answers_of
from lifecycle.web.forms import FormShown, fields_shown, typed
from lifecycle.web.paper_places import PaperPlace, paper_at, place_of_paper, place_to_record, texts_told
from lifecycle.web.visit import Visit
from states.documents import Column, ValueType
from states.evidence import KINDS, NOTICE, Kind

_REASON = Question(Column("reason", "取り消す理由", ValueType.TEXT), required=True)


@dataclass(frozen=True, slots=True)
class KindListed:
    """A kind of evidence with the documents that are on record of it, each with its place; `new` is another's place."""

    kind: Kind
    new: PaperPlace
    papers: Sequence[tuple[PaperPlace, KeptPaper]]


@dataclass(frozen=True, slots=True)
class PapersOf:
    """The kinds of evidence of a contract, under the number '', or of one of its subcontracts."""

    no: str
    name: str
    kinds: Sequence[KindListed]


def _list(visit: Visit) -> Response:
    id_ = visit.part("id")
    contract = show(visit.app, id_, visit.as_of).contract
    papers = papers_of(visit.app, id_)
    subjects = [
        ("", contract.sheet.contractor or ""),
        *((s.no, s.sheet.subcontractor or "") for s in contract.subcontracts),
    ]
    return visit.page(
        "papers.html",
        id=id_,
        title=contract.sheet.title or "",
        subjects=[PapersOf(no, name, list(_kinds(id_, no, papers))) for no, name in subjects],
        may=visit.may(Act.RECORD, contract.sheet.division),
    )


def _kinds(id_: str, no: str, papers: Sequence[KeptPaper]) -> Iterator[KindListed]:
    for kind in KINDS.values():
        if kind.of_subcontract if no else kind.of_contract and kind.id != NOTICE:
            own = [p for p in papers if (p.kind.id, p.subcontract) == (kind.id, no)]
            yield KindListed(kind, PaperPlace(id_, kind, no), [(_place(id_, paper), paper) for paper in own])


def _place(id_: str, paper: KeptPaper) -> PaperPlace:
    return PaperPlace(id_, paper.kind, paper.subcontract, paper.dated_on if paper.key else None)


def _one(visit: Visit) -> Response:
    place, paper = _found(visit, place_of_paper(visit))
    shown = [(label, text) for _, label, text in answers_of(place, texts_told(paper))]
    return visit.page("paper.html", place=place, paper=paper, answers=shown, may=_may(visit))


def _found(visit: Visit, place: PaperPlace) -> tuple[PaperPlace, KeptPaper]:
    paper = paper_at(visit.app, place)
    if paper is None:
        raise NotFoundError(f"{place.title}はありません。")
    return place, paper


def _may(visit: Visit) -> bool:
    try:
        place_to_record(visit)
    except (RoleError, UsageError):
        return False
    return True


def _show(visit: Visit) -> Response:
    return _taking_back(visit, place_to_record(visit))


def _taking_back(
    visit: Visit, place: PaperPlace, reason: str = "", faults: Sequence[RequestFault] = (), status: int = 200
) -> Response:
    _, paper = _found(visit, place)
    fields = fields_shown([_REASON], {_REASON.column.name: reason}, faults)
    form = FormShown(place.taking_back, visit.version(place.id), fields, places.evidence_list(place.id), tuple(faults))
    shown = [(label, text) for _, label, text in answers_of(place, texts_told(paper))]
    return visit.page(
        "paper_taken_back.html", status=status, place=place, paper=paper, answers=shown, form=form, faults=faults
    )


def _take(visit: Visit) -> Response:
    place, reason = place_to_record(visit), typed(visit, [_REASON]).get(_REASON.column.name, "")
    try:
        take_back(visit.sending(), place.id, place.kind.id, place.of, reason, place.subcontract)
    except ConflictError as error:
        if not was_sent(error):
            return _taking_back(visit, place, reason, faults_of(error) or (RequestFault("conflict", str(error)),), 409)
    except UsageError as error:
        faults = [replace(fault, field=_REASON.column.name, label=_REASON.column.label) for fault in faults_of(error)]
        return _taking_back(visit, place, reason, faults or (RequestFault("refused", str(error)),), 422)
    return visit.done(places.evidence_list(place.id), place.id)


DOORS = (
    Door("/contracts/{id}/evidence", show=_list),
    Door("/contracts/{id}/evidence/{kind}/record", show=_one),
    Door("/contracts/{id}/evidence/{kind}/take-back", show=_show, take=_take),
)
