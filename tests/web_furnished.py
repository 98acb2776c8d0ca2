"""An installation with something behind every door of the register: papers, originals, and matters of each kind."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from branches import applied
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    DOCUMENTS,
    FOR_PERFORMING,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    hand_in,
)

from config.vocabulary import OverrideCategory, Role, Stage
from lifecycle.usecases.begun import keep_begun
from lifecycle.usecases.circulars import publish_circular
from lifecycle.usecases.cut_over import set_cut_over
from lifecycle.usecases.deciding import approve_on_paper
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.incidents import report_incident
from lifecycle.usecases.inspectors import appoint
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, request
from lifecycle.usecases.retention import Decided, place_hold
from lifecycle.usecases.staff import assign
from lifecycle.watch.sweep import sweep

DEPUTY, OTHER_CHIEF, OTHER_DEPUTY, INSPECTOR, NOBODY = "広報課参事", "税務課係長", "税務課参事", "kensa", "誰か"
PEOPLE: Mapping[str, str] = {
    OFFICER: "担当者",
    CHIEF: "係長",
    HEAD: "所属長",
    DEPUTY: "代理",
    OTHER_OFFICER: "他所属の担当者",
    OTHER_CHIEF: "他所属の係長",
    OTHER_HEAD: "他所属の所属長",
    OTHER_DEPUTY: "他所属の代理",
    INSPECTOR: "検査員",
    OVERSIGHT: "制度所管課",
    AUDITOR: "監査委員事務局",
    ADMIN: "管理者",
    NOBODY: "職のない人",
}
"""Whoever may stand before a door: every post of the contract's office and of another, the desks, somebody without."""

CONCLUDED = "R6-0003"
"""A contract that may move on from 締結, or be ended."""
BEGUN = f"/contracts/{ID}/evidence/delivery_check"
"""The form that the officer has begun."""
WAIVER: Mapping[str, str] = {
    "recorded_on": "2024-05-31",
    "reason_kinds": "庁舎内",
    "reason": "庁舎内で業務を行うため",
    "substitute_kind": "現場確認",
    "substitute": "現場の確認",
    "substitute_on": "2024-05-30",
    "document_no": "広第31号",
}
"""A visit not made, and what was done instead."""
ON_PAPER: Mapping[str, str] = {"approved_on": "2024-05-31", "approval_no": "広第8号", "approved_by": HEAD}
"""What an approval on paper says."""


def furnish(home: Installation, papers: Path) -> None:
    """Put something behind every door.

    One contract of an office with a deputy and an inspector: an original, a review that waits for its second check,
    applications for subcontracts (one of them approved on paper), substitutes for visits to accept, exceptions asked
    for, a matter of two persons, alerts, an incident, a hold; another contract that may move on; a form that the
    officer has begun.
    """
    for office, deputy in ((OFFICE, DEPUTY), (OTHER_OFFICE, OTHER_DEPUTY)):
        assign(home.app(ADMIN), office, Role.DEPUTY, deputy, None)
    a_contract(home.app(now="2024-04-01"), record_count="5000")
    paper = papers / "契約書.txt"
    paper.write_text("契約書", encoding="utf-8")
    review = {name: text for name, text in DOCUMENTS["contract_review"].items() if name != "rechecked_by"}
    attach(home.app(), ID, "contract_review", review, [paper])
    attach(home.app(), ID, "other", {"dated_on": "2024-05-20", "title": "打合せの記録"})
    attach(home.app(), ID, "onsite_waiver", WAIVER)
    applied(home.app())
    applied(home.app())
    approve_on_paper(home.app(), ID, "2", ON_PAPER, [paper])
    attach(home.app(), ID, "onsite_waiver", WAIVER, subcontract="2")
    for code in ("S2-05", "S3-01"):
        request(home.app(CHIEF), Request(ID, (code,), OverrideCategory.EMERGENCY, REASON, "広第22号"))
    set_cut_over(home.app(HEAD), OFFICE, date(2024, 7, 1))
    appoint(home.app(HEAD), ID, INSPECTOR)
    a_contract(home.app(), CONCLUDED)
    hand_in(home.app(), *FOR_PERFORMING, id_=CONCLUDED)
    advance(home.app(), CONCLUDED, Stage.CONCLUDED)
    keep_begun(home.app(), BEGUN, {"given": {"title": "途中の記録"}, "was": {}, "files": []})
    report_incident(home.app(), ID, {"aware_on": "R6.6.3", "summary": "名簿の入った封筒を紛失した"}, [paper])
    place_hold(home.app(HEAD), ID, Decided("監査の請求を受けているため", HEAD, "広第50号", date(2024, 6, 3)))
    sweep(home.app(ADMIN))
    for circular in ("5kou1237", "30kou2386"):
        publish_circular(home.app(OVERSIGHT), circular)
