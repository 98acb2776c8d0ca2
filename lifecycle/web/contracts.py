"""The page of one contract, for whoever is signed in: what lacks and where it is recorded, what may be done next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from config.personal_data import CONTACT_HIDDEN
from config.place import said_here
from config.vocabulary import SubcontractStage
from lifecycle.acts import Act
from lifecycle.papers.site import duties, links
from lifecycle.papers.site.contract import ContractPage, contract_page
from lifecycle.papers.site.documents import DocumentShown
from lifecycle.papers.site.seen import ContractSeen, gather_one
from lifecycle.views.contracts import people_in
from lifecycle.views.sent_back import sent_back_of
from lifecycle.web import documents, places
from lifecycle.web.advancing import NextGate, next_gate
from lifecycle.web.cured import Cures
from lifecycle.web.doors import Door
from lifecycle.web.endings import WAYS_OUT
from lifecycle.web.visit import Visit
from lifecycle.web.ways import doers_of
from states.columns import columns_of
from states.content import ERASED
from states.contract import MOVES
from states.documents import Column, ValueType
from states.evidence import INCIDENT
from states.subcontract import FINAL

_BEGUN = (SubcontractStage.PERFORMING, SubcontractStage.UNAPPROVED)
Names = Mapping[tuple[str, str, str], tuple[tuple[str, str], ...]]
"""The names in documents, and that a number is there, with their labels, by kind, subcontract and key."""
Offer = tuple[str, str, str]
"""Something that may be done of a contract: its address, what it is called, and who does it where not this person."""


@dataclass(frozen=True, slots=True)
class Completing:
    """What asks for the rest of a document that is recorded in part."""

    subject: str
    code: str
    command: str


def _show(visit: Visit) -> Response:
    id_ = visit.part("id")
    portfolio = gather_one(visit.app, id_, visit.as_of)
    (one,) = portfolio.seen
    also = {
        links.contract_page(one.id): places.contract_page(one.id),
        links.division_page(one.division): places.division_page(one.division),
    }
    it = contract_page(portfolio, one, duties.lacking(portfolio)[one.id])
    cures = Cures(visit, one.division)
    return visit.page(
        "one_contract.html",
        also=also,
        it=it,
        cures=cures,
        gate=_gate(visit, one, cures),
        sent_back=sent_back_of(visit.app, id_) if cures.offered else (),
        offers=tuple(_offers(visit, it)) if cures.offered else (),
        writes=cures.offered and visit.may(Act.RECORD, one.division),
        lifts=cures.offered and visit.may(Act.HOLD, one.division),
        branch_acts=lambda no, stage: tuple(_of_branch(visit, it, no, stage)),
        names=_names(visit, one),
        asking=lambda part: Completing(part.contract, part.kind, part.command),
        incident_page=places.incident_page,
        of_paper=lambda paper: _form_of(one.id, paper),
    )


def _form_of(id_: str, paper: DocumentShown) -> str:
    """The form in which a document on record is corrected; an incident has a page of its own."""
    if paper.kind == INCIDENT:
        return places.incidents_of(id_)
    return places.with_query(places.evidence_form(id_, paper.kind, paper.subcontract), of=paper.key)


def _gate(visit: Visit, one: ContractSeen, cures: Cures) -> NextGate | None:
    """What the next gate asks; None on a page of another day, and where no stage follows."""
    if not cures.offered or one.contract.stage.is_final:
        return None
    return next_gate(visit, one.id)


def _offers(visit: Visit, it: ContractPage) -> Iterator[Offer]:
    for act, href, title in _deeds(it):
        if visit.may(act, it.division):
            yield href, title, ""
        elif visit.may(Act.RECORD, it.division):
            yield "", title, doers_of((act,))


def _deeds(it: ContractPage) -> Iterator[tuple[Act, str, str]]:
    yield Act.RECORD, places.evidence_list(it.id), "証拠を登録する"
    yield Act.CALL, places.contacts_page(it.id), "緊急連絡先を見る・疎通確認を記録する"
    yield Act.RECORD, places.amend_form(it.id), "契約の内容を改める"
    yield Act.RECORD, places.subcontract_application(it.id), "再委託の申請を記録する"
    if not it.stage.is_final:
        yield Act.REQUEST_EXCEPTION, places.exception_form(it.id), "例外承認を申請する"
        yield Act.APPOINT_INSPECTOR, places.inspectors_page(it.id), said_here("{検査員}を指定する")
    yield Act.HOLD, places.hold_form(it.id), "廃棄を留保する"
    for trigger, (title, _, _) in WAYS_OUT.items():
        if any(move.trigger == trigger and move.source == it.stage for move in MOVES):
            yield Act.END, places.ending_form(it.id, trigger), title


def _of_branch(visit: Visit, it: ContractPage, no: str, stage: SubcontractStage) -> Iterator[tuple[str, str]]:
    """What may be recorded of a subcontract: the address, and what it is called."""
    if visit.dates or not visit.may(Act.RECORD, it.division):
        return
    yield places.subcontract_form(it.id, no, "amend"), f"再委託{no}の内容を補う・改める"
    if stage not in (*_BEGUN, *FINAL):
        yield places.subcontract_form(it.id, no, "start"), f"再委託{no}の業務開始を記録する"
    if stage in _BEGUN:
        yield places.subcontract_form(it.id, no, "finish"), f"再委託{no}の終了を記録する"
    if stage not in FINAL:
        yield places.subcontract_application(it.id, no), f"再委託{no}からの再々委託の申請を記録する"


def _names(visit: Visit, one: ContractSeen) -> Names:
    """The names in the documents of a contract, for the staff of its office, who need them; numbers stay hidden."""
    if not visit.may(Act.RECORD, one.division):
        return {}
    people = people_in(visit.app, one.records)
    return {
        (record.kind, record.subcontract, record.key): tuple(
            (column.label, _name(column, people.get(value["ref"])))
            for column in columns_of(record.kind)
            if column.personal and (value := record.fields.get(column.name)) is not None
        )
        for record in one.records
    }


def _name(column: Column, text: str | None) -> str:
    """What stands for a person: the name; of a number only that there is one."""
    if column.value_type is ValueType.CONTACT:
        return CONTACT_HIDDEN if text else ERASED
    return text or ERASED


DOORS = (Door("/contracts/{id}", show=_show, document=documents.contract),)
