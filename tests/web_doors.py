"""Every door of the register with whom it lets through, to be compared with the doors that there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    OVERSIGHT,
)
from web_furnished import CONCLUDED, DEPUTY, INSPECTOR, OTHER_CHIEF, OTHER_DEPUTY, PEOPLE

Whom = frozenset[str]
EVERYBODY: Whom = frozenset(PEOPLE)
OWN: Whom = frozenset({OFFICER, CHIEF, HEAD, DEPUTY})
STAFF: Whom = OWN | {OTHER_OFFICER, OTHER_CHIEF, OTHER_HEAD, OTHER_DEPUTY}
HEADS: Whom = frozenset({HEAD, DEPUTY})
READERS: Whom = OWN | {OVERSIGHT, AUDITOR, ADMIN}
READERS_ALL: Whom = STAFF | {OVERSIGHT, AUDITOR, ADMIN}
OPENERS: Whom = OWN | {INSPECTOR, OVERSIGHT, AUDITOR}
DESK: Whom = frozenset({OVERSIGHT})
KEEPERS: Whom = DESK | {ADMIN}
IMPORTERS: Whom = STAFF | KEEPERS
NONE: Whom = frozenset()


@dataclass(frozen=True, slots=True)
class KnownDoor:
    """A door: its address as it is declared, one place behind it, who may read there, who may send its form.

    `page` is where the form stands, `by` who fills it in here, with these `words`; `status` is what a reader
    gets, `refused` what may also tell of a contract that somebody typed and may not see.
    Whoever is `led` elsewhere gets 303. `tells` is who gets the document in JSON,
    where the page of it leads elsewhere.
    """

    path: str
    at: str
    reads: Whom = NONE
    takes: Whom = NONE
    page: str = ""
    by: str = OFFICER
    words: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    refused: int = 403
    led: Whom = NONE
    tells: Whom = NONE


_C, _NEXT, _D, _K = f"/contracts/{ID}", f"/contracts/{CONCLUDED}", "/decisions", "/checks"
_J1 = f"/incidents/{ID}/J1"
_E1 = f"{_D}/exceptions/{ID}-E1"
_SUB, _SUBSTITUTE = f"{_D}/subcontracts/{ID}/1", f"{_D}/substitutes/{ID}"
_REVIEW, _APPROVAL = f"{_K}/{ID}/contract_review", f"{_K}/{ID}/subcontract/of/2"
_STAFF, _NEW = f"/staff/{quote(OFFICE)}", {"name": "広報課新任", "login": "shinnin"}
_ALERT = f"/alerts/of/{ID}:S2-04:2024-06-03"
_PAPER = f"{_C}/evidence/other"
_DECIDED = {
    "reason": "損害賠償の請求を受けているため",
    "approved_by": HEAD,
    "document_no": "広第51号",
    "approved_on": "R6.6.3",
}
"""A decision on a hold."""

KNOWN = (
    KnownDoor("/", "/", STAFF, led=EVERYBODY - STAFF),
    KnownDoor("/requests", "/requests", READERS_ALL),
    KnownDoor("/tables.xlsx", "/tables.xlsx", READERS_ALL),
    KnownDoor("/offices/{name:path}/todo.xlsx", f"/offices/{OFFICE}/todo.xlsx", READERS),
    KnownDoor(
        "/contracts/{id}/subcontracts/{no}/paper",
        f"{_C}/subcontracts/1/paper",
        OWN,
        OWN,
        words={"approved_on": "2024-06-03", "approval_no": "広第41号", "approved_by": HEAD},
    ),
    KnownDoor("/about", "/about", READERS_ALL),
    KnownDoor("/acknowledge", "/acknowledge", READERS_ALL, OWN | KEEPERS, page=f"{_ALERT}", by=OFFICER),
    KnownDoor("/alerts/of/{id:path}", _ALERT, READERS),
    KnownDoor(
        "/snooze", "/snooze", takes=OWN - {OFFICER}, page=_ALERT, by=HEAD, words={"reason": "委託先の不在のため"}
    ),
    KnownDoor("/contracts/{id}/hold", f"{_C}/hold", HEADS | DESK, HEADS | DESK, by=HEAD, words=_DECIDED),
    KnownDoor("/contracts/{id}/holds/{hold}", f"{_C}/holds/H1", HEADS | DESK, HEADS | DESK, by=HEAD, words=_DECIDED),
    KnownDoor("/circulars", "/circulars", READERS_ALL),
    KnownDoor("/circulars/{id}", "/circulars/5kou1237", READERS_ALL),
    KnownDoor(
        "/circulars/{id}/answer/{division:path}",
        f"/circulars/5kou1237/answer/{quote(OFFICE)}",
        OWN,
        OWN,
        words={"received": "R6.6.3"},
    ),
    KnownDoor("/circulars/{id}/publish", "/circulars/5zaikatsu2311/publish", DESK, DESK, by=OVERSIGHT),
    KnownDoor("/circulars/{id}/withdraw", "/circulars/30kou2386/withdraw", DESK, DESK, by=OVERSIGHT),
    KnownDoor("/desk", "/desk", READERS_ALL),
    KnownDoor("/desk/{kind}", "/desk/visit_survey", DESK, DESK, by=OVERSIGHT),
    KnownDoor(
        "/desk/{kind}/of/{division:path}",
        f"/desk/staff_training/of/{quote(OFFICE)}",
        OWN,
        OWN,
        words={"attended_on": "R6.6.3"},
    ),
    KnownDoor("/begun", "/begun", EVERYBODY, EVERYBODY, page="/begun"),
    KnownDoor("/checks", _K, STAFF),
    KnownDoor("/checks/{id}/{kind}", _REVIEW, READERS),
    KnownDoor("/checks/{id}/{kind}/of/{no}", _APPROVAL, READERS),
    KnownDoor("/checks/{id}/{kind}/{choice}", f"{_REVIEW}/confirm", takes=OWN - {OFFICER}, page=_REVIEW, by=CHIEF),
    KnownDoor(
        "/checks/{id}/{kind}/of/{no}/{choice}",
        f"{_APPROVAL}/confirm",
        takes=OWN - {OFFICER},
        page=_APPROVAL,
        by=CHIEF,
    ),
    KnownDoor("/contracts", "/contracts", READERS_ALL),
    KnownDoor("/alerts", "/alerts", READERS_ALL),
    KnownDoor("/exceptions", "/exceptions", READERS_ALL),
    KnownDoor("/staff", "/staff", READERS_ALL),
    KnownDoor("/staff/{office}", _STAFF, READERS),
    KnownDoor("/staff/{office}/{choice}", f"{_STAFF}/give", takes=HEADS | KEEPERS, page=_STAFF, by=HEAD, words=_NEW),
    KnownDoor("/posts", "/posts", READERS_ALL),
    KnownDoor(
        "/posts/{choice}",
        "/posts/give",
        takes=KEEPERS,
        page="/posts",
        by=OVERSIGHT,
        words={"login": "shin", "post": "監査委員事務局"},
    ),
    KnownDoor("/contracts/{id}/inspectors", f"{_C}/inspectors", READERS),
    KnownDoor(
        "/contracts/{id}/inspectors/{choice}",
        f"{_C}/inspectors/appoint",
        takes=HEADS,
        page=f"{_C}/inspectors",
        by=HEAD,
        words={"login": "shin", "post": "監査委員事務局"},
    ),
    KnownDoor("/contracts/{id}/subcontracts", f"{_C}/subcontracts", OWN, OWN),
    KnownDoor(
        "/contracts/{id}/subcontracts/{no}/amend",
        f"{_C}/subcontracts/1/amend",
        OWN,
        OWN,
        words={"scope": "調査票の読取りと点検"},
    ),
    KnownDoor("/contracts/{id}/subcontracts/{no}/start", f"{_C}/subcontracts/2/start", OWN, OWN),
    KnownDoor("/contracts/{id}/subcontracts/{no}/finish", f"{_C}/subcontracts/2/finish", OWN, OWN),
    KnownDoor(
        "/contracts/{id}/exception",
        f"{_C}/exception",
        OWN | {ADMIN},
        OWN | {ADMIN},
        words={"rule": "S2-04", "rules": "S2-04", "document_no": "広第23号", "category": "緊急やむを得ない事情"},
    ),
    KnownDoor("/contracts/{id}", _C, READERS),
    KnownDoor("/contracts/{id}/advance", f"{_NEXT}/advance", READERS, OWN),
    KnownDoor(
        "/contracts/{id}/amend", f"{_C}/amend", OWN, OWN, words={"record_count": "6000", "amend_reason": "仕様の変更"}
    ),
    KnownDoor("/contracts/{id}/evidence", f"{_C}/evidence", READERS),
    KnownDoor("/contracts/{id}/evidence/{kind}", _PAPER, OWN, OWN),
    KnownDoor("/contracts/{id}/evidence/{kind}/check", f"{_PAPER}/check", OWN, OWN, page=_PAPER, status=303),
    KnownDoor("/contracts/{id}/evidence/{kind}/record", f"{_PAPER}/record?of=2024-05-20", READERS | {INSPECTOR}),
    KnownDoor(
        "/contracts/{id}/evidence/{kind}/take-back",
        f"{_PAPER}/take-back?of=2024-05-20",
        OWN,
        OWN,
        words={"reason": "誤り"},
    ),
    KnownDoor("/contracts/{id}/forms", f"{_C}/forms", READERS),
    KnownDoor("/contracts/{id}/forms/{kind}", f"{_C}/forms/checklist", READERS),
    KnownDoor("/contracts/{id}/history", f"{_C}/history", EVERYBODY, status=303, tells=READERS),
    KnownDoor(
        "/contracts/{id}/contacts",
        f"{_C}/contacts",
        READERS,
        OWN,
        words={"checked_on": "R6.6.3", "contractor_outcome": "つながった"},
    ),
    KnownDoor("/contracts/{id}/contacts/numbers", f"{_C}/contacts/numbers", takes=OWN | DESK, page=f"{_C}/contacts"),
    KnownDoor("/contracts/{id}/originals", f"{_C}/originals", OPENERS),
    KnownDoor("/contracts/{id}/originals/{n}", f"{_C}/originals/1", OPENERS),
    KnownDoor("/contracts/{id}/pack", f"{_C}/pack", READERS),
    KnownDoor("/contracts/{id}/pack.zip", f"{_C}/pack.zip", READERS - {ADMIN}),
    KnownDoor("/contracts/{id}/terminate", f"{_NEXT}/terminate", HEADS, HEADS, by=HEAD),
    KnownDoor("/contracts/{id}/verdict", f"{_C}/verdict", EVERYBODY, status=303, tells=READERS),
    KnownDoor("/contracts/{id}/withdraw", f"{_C}/withdraw", HEADS, HEADS, by=HEAD),
    KnownDoor("/decisions", _D, READERS_ALL),
    KnownDoor("/decisions/exceptions/{id}", _E1, READERS),
    KnownDoor("/decisions/exceptions/{id}/{choice}", f"{_E1}/approve", takes=HEADS, page=_E1, by=HEAD),
    KnownDoor("/decisions/matters/{id}", f"{_D}/matters/M1", READERS),
    KnownDoor(
        "/decisions/matters/{id}/{choice}",
        f"{_D}/matters/M1/confirm",
        takes=frozenset({DEPUTY, OVERSIGHT}),
        page=f"{_D}/matters/M1",
        by=OVERSIGHT,
    ),
    KnownDoor("/decisions/subcontracts/{id}/{no}", _SUB, READERS),
    KnownDoor("/decisions/subcontracts/{id}/{no}/{choice}", f"{_SUB}/approve", takes=HEADS, page=_SUB, by=HEAD),
    KnownDoor("/decisions/substitutes/{id}", _SUBSTITUTE, READERS),
    KnownDoor("/decisions/substitutes/{id}/{choice}", f"{_SUBSTITUTE}/accept", takes=HEADS, page=_SUBSTITUTE, by=HEAD),
    KnownDoor("/decisions/substitutes/{id}/of/{no}", f"{_SUBSTITUTE}/of/2", READERS),
    KnownDoor(
        "/decisions/substitutes/{id}/of/{no}/{choice}",
        f"{_SUBSTITUTE}/of/2/accept",
        takes=HEADS,
        page=f"{_SUBSTITUTE}/of/2",
        by=HEAD,
    ),
    KnownDoor("/due", "/due", EVERYBODY, status=303, tells=READERS_ALL),
    KnownDoor("/first-report", "/first-report", EVERYBODY, OWN | DESK, refused=422, words={"aware_on": "R6.6.2"}),
    KnownDoor("/incidents", "/incidents", READERS_ALL),
    KnownDoor("/incidents/{id}/{no}", _J1, READERS),
    KnownDoor("/incidents/{id}/{no}/card", f"{_J1}/card", READERS),
    KnownDoor("/incidents/{id}/{no}/acknowledge", f"{_J1}/acknowledge", takes=HEADS | DESK, page=_J1, by=HEAD),
    KnownDoor(
        "/incidents/{id}/{no}/record/{section}",
        f"{_J1}/record/first",
        OWN | DESK,
        OWN | DESK,
        words={"measures": "封筒を探させた"},
    ),
    KnownDoor(
        "/incidents/{id}/{no}/close",
        f"{_J1}/close",
        HEADS,
        HEADS,
        by=HEAD,
        words={"closed_on": "R6.6.3", "closed_reason": "おそれのまま終わり、封筒は見付かった"},
    ),
    KnownDoor("/offices", "/offices", READERS_ALL),
    KnownDoor("/offices.xlsx", "/offices.xlsx", READERS_ALL),
    KnownDoor("/offices/{name:path}", f"/offices/{OFFICE}", READERS),
    KnownDoor("/offices/{name:path}/due.ics", f"/offices/{OFFICE}/due.ics", READERS),
    KnownDoor("/print.css", "/print.css", EVERYBODY),
    KnownDoor("/register", "/register", STAFF, STAFF, words={"contract": "R6-0002", "division": OFFICE}),
    KnownDoor("/import", "/import", IMPORTERS, IMPORTERS),
    KnownDoor("/import/columns", "/import/columns", IMPORTERS, IMPORTERS, page="/import", status=303),
    KnownDoor("/import/check", "/import/check", IMPORTERS, IMPORTERS, page="/import", status=303),
    KnownDoor("/import/faults.xlsx", "/import/faults.xlsx", IMPORTERS, status=404),
    KnownDoor("/import/template.xlsx", "/import/template.xlsx", EVERYBODY),
    KnownDoor("/returned", "/returned", STAFF, STAFF),
    KnownDoor("/rules", "/rules", READERS_ALL),
    KnownDoor("/rules/{code}", "/rules/S2-05", EVERYBODY, status=303, tells=READERS_ALL),
    KnownDoor("/stages", "/stages", READERS_ALL),
    KnownDoor("/tables", "/tables", READERS_ALL),
    KnownDoor("/tables/{number}", "/tables/1", READERS_ALL),
    KnownDoor("/visits", "/visits", READERS_ALL),
)
"""Every door; `tests/lifecycle/web/test_every_door.py` fails where one is missing."""

UNBOUND = frozenset(
    {
        "/acknowledge",
        "/begun",
        "/circulars/{id}/answer/{division:path}",
        "/circulars/{id}/publish",
        "/circulars/{id}/withdraw",
        "/contracts/{id}/exception",
        "/contracts/{id}/inspectors/{choice}",
        "/contracts/{id}/subcontracts",
        "/desk/{kind}",
        "/desk/{kind}/of/{division:path}",
        "/first-report",
        "/import",
        "/import/check",
        "/incidents/{id}/{no}/acknowledge",
        "/incidents/{id}/{no}/close",
        "/import/columns",
        "/posts/{choice}",
        "/register",
        "/returned",
        "/snooze",
        "/staff/{office}/{choice}",
    }
)
"""The doors whose forms show nothing that another deed might change; each is recorded once all the same."""
