"""The forms of a subcontract: its application, what is added or amended, the start and the end of its work."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from config.place import said_here
from config.vocabulary import SubcontractStage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.usecases.subcontracts import SubcontractSeen, apply, find_subcontract, record
from lifecycle.views.contracts import division_of, show
from lifecycle.web import places
from lifecycle.web.deed_forms import DeedForm, Foretold, asked, taken
from lifecycle.web.doors import Door
from lifecycle.web.forms import written
from lifecycle.web.visit import Visit
from states.columns import DECISION, SUBCONTRACT, columns_of
from states.evidence import NOTICE

GROUP_COMPANIES = "子会社・グループ会社への委託も再委託です。"
_NOTICE = tuple(c for c in columns_of(NOTICE) if c.name != "document_no")
_SHEET = tuple(c for c in columns_of(SUBCONTRACT) if c.name not in DECISION)
_DISCOVERED = "後から見つかった再委託も、業務開始日とともにありのまま記録してください。"
STEPS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "amend": ("内容を補う・改める", "記録する", tuple(c.name for c in (*_SHEET, *_NOTICE))),
    "start": ("業務開始を記録する", "業務開始を記録する", ("started_on",)),
    "finish": ("終了を記録する", "終了を記録する", ("finished_on",)),
}
"""The steps of a subcontract that facts are recorded of: what each is called, what its button says, its fields."""
_LEADS = {
    "amend": "承認・不承認は{所属長}が決裁として記録します。",
    "start": "事実は拒まれません。承認の前に始まっていれば「無承認」として残り、{所属長}に知らせます。",
    "finish": "返還・廃棄の確認は、証拠として別に登録してください。",
}


def _application(visit: Visit) -> DeedForm:
    id_, under = visit.part("id"), visit.asked("under")
    visit.actor.must(Act.RECORD, division_of(visit.app, id_))
    above = f"再委託{under}からの再々委託" if under else "再委託"

    def do(app: App, given: Mapping[str, str]) -> tuple[str, str]:
        return _page(apply(app, id_, given, under))

    def tried(app: App, given: Mapping[str, str]) -> Sequence[Foretold]:
        return _told(apply(app, id_, given, under, dry_run=True))

    return DeedForm(
        action=places.subcontract_application(id_, under),
        title=f"契約 {id_}: {above}の申請を記録する",
        send="申請を記録する",
        trail=((places.contract_page(id_), f"契約 {id_}"),),
        chain=id_,
        questions=[Question(c, c.name == "subcontractor") for c in (*_SHEET, *_NOTICE)],
        do=do,
        tried=tried,
        lead=GROUP_COMPANIES + _DISCOVERED,
    )


def _step(visit: Visit) -> DeedForm:
    id_, no = visit.part("id"), visit.part("no")
    step = visit.request.url.path.rpartition("/")[2]
    title, send, names = STEPS[step]

    def do(app: App, given: Mapping[str, str]) -> tuple[str, str]:
        return _page(record(app, id_, no, given))

    def tried(app: App, given: Mapping[str, str]) -> Sequence[Foretold]:
        return _told(record(app, id_, no, given, dry_run=True))

    required = names if len(names) == 1 else ()
    return DeedForm(
        action=places.subcontract_form(id_, no, step),
        title=f"契約 {id_} 再委託{no}: {title}",
        send=send,
        trail=((places.contract_page(id_), f"契約 {id_}"), (places.subject_link(f"{id_}/{no}"), f"再委託{no}")),
        chain=id_,
        questions=[Question(c, c.name in required) for c in (*_SHEET, *columns_of(NOTICE)) if c.name in names],
        do=do,
        tried=tried,
        stands=_stands(visit, id_, no, names),
        lead=said_here(_LEADS[step]),
        corrects=True,
    )


def _stands(visit: Visit, id_: str, no: str, names: Sequence[str]) -> dict[str, str]:
    """What is recorded of a subcontract and of its latest notice. Raises NotFoundError, RoleError."""
    shown = show(visit.app, id_, visit.as_of)
    visit.actor.must(Act.RECORD, shown.contract.sheet.division)
    find_subcontract(shown.contract, no)
    columns = {c.name: c for c in (*_SHEET, *_NOTICE) if c.name in names}
    stands: dict[str, str] = {}
    for one in sorted((r for r in shown.records if r.subcontract == no), key=lambda r: r.key):
        if one.kind in (SUBCONTRACT, NOTICE):
            known = {name: one.fields.get(name) for name in columns}
            stands |= {name: text for name, v in known.items() if v is not None and (text := written(columns[name], v))}
    return stands


def _page(seen: SubcontractSeen) -> tuple[str, str]:
    return places.subject_link(seen.id), seen.contract


def _told(seen: SubcontractSeen) -> Sequence[Foretold]:
    """What recording it would mean: the stage, what is to be made sure of, what still lacks."""
    stage = f"再委託{seen.subcontract.no}の段階は「{seen.stage.label}」になります。"
    lines = [stage]
    if seen.unapproved:
        lines.append(said_here("承認の前に業務が始まっています(無承認)。所見として残り、{所属長}に知らせます。"))
    elif seen.stage is SubcontractStage.UNDER_REVIEW:
        lines.append(said_here("{所属長}の決裁待ちに載ります。"))
    lacking = [f"{finding.reason}[{finding.code}]" for finding in seen.findings if finding.blocking]
    told: list[Foretold] = [("記録すると", lines), ("それでも足りないもの", lacking)]
    return [("確かめてください", seen.notes), *told] if seen.notes else told


def _show_application(visit: Visit) -> Response:
    return asked(visit, _application(visit))


def _take_application(visit: Visit) -> Response:
    return taken(visit, _application(visit))


def _show(visit: Visit) -> Response:
    return asked(visit, _step(visit))


def _take(visit: Visit) -> Response:
    return taken(visit, _step(visit))


DOORS = (
    Door("/contracts/{id}/subcontracts", show=_show_application, take=_take_application),
    *(Door(f"/contracts/{{id}}/subcontracts/{{no}}/{step}", show=_show, take=_take) for step in STEPS),
)
