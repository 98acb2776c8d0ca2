"""A random life of two contracts, a step at a time, and what every view of the office says of a day."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from installation import (
    ADMIN,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    sheet,
)

from config.errors import LifecycleError
from config.vocabulary import OverrideCategory, Role, Stage
from lifecycle.app import App
from lifecycle.papers.site.seen import gather
from lifecycle.papers.tables.count import count, drill
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.moves import StageDeclared
from lifecycle.records.journal import Draft
from lifecycle.usecases import deciding, subcontracts
from lifecycle.usecases.alerts import acknowledge, snooze
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, reject, request, revoke
from lifecycle.usecases.staff import absent, assign, move, posts
from lifecycle.usecases.work import working
from lifecycle.views import override_register
from lifecycle.views.alert_register import list_alerts
from lifecycle.views.contracts import list_contracts, show
from lifecycle.views.history import history
from lifecycle.views.override_register import entry_of
from lifecycle.views.owed import owed
from lifecycle.views.verdicts import why
from lifecycle.watch.sweep import sweep
from states.columns import CONTRACT
from states.evidence import KINDS

OTHER = "R6-0002"
STEPS = (
    "document", "document", "corrected", "withdrawn", "amended", "moved", "subcontract", "approved", "advance", "asked",
    "decided", "revoked", "post", "away", "swept", "acknowledged", "snoozed", "taken_back", "returned", "declared",
    "ended",
)  # fmt: skip
"""What may happen on a day."""

FURTHER: dict[str, dict[str, str]] = {
    "contract_review": {"nonconformity_clause": "無", "omitted_articles": "3,5"},
    "checklist": {"doubt": "はい", "q20": "はい", "q27": "いいえ"},
    "onsite_inspection": {"place": "本社", "inspected_by": "職員", "fit": "不適"},
    "onsite_waiver": {"reason": "委託先の所在地が県外である", "circumstances": "離島", "substitute": "写真"},
    "emergency_contact": {"arrangement": "なし"},
    "subcontract_notice": {"notice_method": "説明会"},
    "completion_inspection": {"passed": "不合格"},
    "improvement_plan": {"content": "改める"},
    "place_approval": {"work_place": "本社"},
    "incident_report": {"summary": "誤送付"},
    "other": {"title": "覚書"},
}
"""Words for fields of any kind, beside those of the complete documents."""

_SHIFT = st.integers(-60, 10)


class Life:
    """Two contracts' life, each step on the day it is; the data draws what is left open.

    It begins late: in May with no paper on file, a subcontract and an exception undecided, and alerts told.
    """

    def __init__(self, installation: Installation, data: st.DataObject) -> None:
        self.installation, self.data, self.today = installation, data, date(2024, 4, 1)
        for id_ in (ID, OTHER):
            a_contract(self.app(), id_)
        a_subcontract(self.app(), subcontractor="乙社", handles_pi=True, applied_on="2024-03-25")
        self.today = date(2024, 5, 7)
        self.asked()
        self.swept()

    def app(self, actor: str = OFFICER) -> App:
        """The installation today."""
        return self.installation.app(actor, self.today.isoformat())

    def near(self) -> str:
        """A day around today, mostly before it."""
        return (self.today + timedelta(self.data.draw(_SHIFT))).isoformat()

    def some(self) -> str:
        """One of the two contracts."""
        return str(self.data.draw(st.sampled_from([ID, OTHER])))

    def officer(self, id_: str) -> App:
        """The installation as the officer of the contract's office opens it."""
        (row,) = self.installation.rows("SELECT division FROM contract WHERE id = :id", id=id_)
        return self.app(OFFICER if row.division == OFFICE else OTHER_OFFICER)

    def step(self, name: str) -> None:
        """Do it, or leave it where the product refuses it."""
        with suppress(LifecycleError):
            getattr(self, name)()

    def document(self) -> None:
        """Evidence of today or of a day long gone."""
        kind = self.data.draw(st.sampled_from(sorted(DOCUMENTS)))
        dated_by = KINDS[kind].dated_by
        id_, dates = self.some(), {dated_by: self.near()}
        attach(self.officer(id_), id_, kind, {**DOCUMENTS[kind], **dates})

    def later_document(self) -> None:
        """A document of any kind, whole or in part, of the contract or its subcontract, dated in the last 60 days."""
        kind, no = KINDS[self.data.draw(st.sampled_from(sorted(KINDS)))], self.data.draw(st.sampled_from(["", "1"]))
        words = {**FURTHER.get(kind.id, {}), **DOCUMENTS.get(kind.id, {})}
        said = self.data.draw(st.sets(st.sampled_from(sorted(words)))) if words else set()
        dates = {name: (self.today - timedelta(self.data.draw(st.integers(0, 59)))).isoformat() for name in kind.dates}
        paper = {"document_no": "広第99号"}
        attach(self.app(), ID, kind.id, {**{name: words[name] for name in said}, **dates, **paper}, subcontract=no)

    def corrected(self) -> None:
        """A document as it was, but for one answer."""
        answer = self.data.draw(st.sampled_from(["はい", "いいえ"]))
        attach(self.officer(ID), ID, "checklist", {**DOCUMENTS["checklist"], "doubt": answer})

    def withdrawn(self) -> None:
        """A document, or the subcontract, is taken back."""
        kept = self.installation.rows(
            "SELECT kind, subcontract, key FROM record WHERE contract = :id AND superseded_at IS NULL"
            " AND kind != 'contract' ORDER BY number",
            id=ID,
        )
        if kept:
            place = self.data.draw(st.sampled_from(kept))
            self._remove((place.kind, place.subcontract, place.key))

    def taken_back(self) -> None:
        """So is a contract."""
        self._remove((CONTRACT, "", ""), self.some())

    def _remove(self, place: tuple[str, str, str], id_: str = ID) -> None:
        with working(self.app(ADMIN)) as work:
            draft = Recorder(work, [id_]).removal(id_, place)
            work.record([draft] if draft else [])

    def returned(self) -> None:
        """And whichever was brought back."""
        for row in self.installation.rows("SELECT id FROM contract WHERE removed"):
            register(self.app(), row.id, sheet())

    def amended(self) -> None:
        """A fact changes."""
        fields = {"record_count": "2000", "concluded_on": self.near(), "long_term": "はい", "title": "=1+1"}
        name = self.data.draw(st.sampled_from(sorted(fields)))
        id_ = self.some()
        amend(self.officer(id_), id_, {name: fields[name]}, None)

    def moved(self) -> None:
        """To the other office, or home."""
        id_ = self.some()
        (row,) = self.installation.rows("SELECT division FROM contract WHERE id = :id", id=id_)
        head, other = (HEAD, OTHER_OFFICE) if row.division == OFFICE else (OTHER_HEAD, OFFICE)
        move(self.app(head), row.division, other, [id_])

    def subcontract(self) -> None:
        """Applied for, approved or begun, each on its own day."""
        dates = self.data.draw(st.sets(st.sampled_from(["applied_on", "approved_on", "started_on"]), min_size=1))
        a_subcontract(self.app(), handles_pi=True, approval_no="広第7号", **{name: self.near() for name in dates})

    def approved(self) -> None:
        """The head decides on the subcontract, or an attempt is on record."""
        shown = deciding.to_decide(self.app(HEAD), ID, "1").shown
        deciding.approve(self.app(HEAD), ID, "1", {"approval_no": "広第9号"}, shown)

    def advance(self) -> None:
        """The next stage, or a refusal on record."""
        id_ = self.some()
        advance(self.officer(id_), id_, None)

    def ended(self) -> None:
        """不成立, on a day around today."""
        end(self.app(HEAD), OTHER, "withdraw", "入札不調", date.fromisoformat(self.near()))

    def asked(self) -> None:
        """An exception is asked for."""
        code = self.data.draw(st.sampled_from(["S1-01", "S2-04", "S0-01"]))
        request(self.officer(ID), Request(ID, (code,), OverrideCategory.OTHER, REASON, "広第8号"))

    def decided(self) -> None:
        """Whatever is asked for is decided on."""
        decide = self.data.draw(st.sampled_from([lambda i: approve(self.app(HEAD), i, ID), self._rejected]))
        for id_ in self._standing("requested"):
            decide(id_)

    def _rejected(self, id_: str) -> None:
        reject(self.app(HEAD), id_, "証拠で満たせるため")

    def revoked(self) -> None:
        """Whatever is in force ends."""
        for id_ in self._standing("approved"):
            revoke(self.app(HEAD), id_, "事情がなくなったため")

    def _standing(self, status: str) -> list[str]:
        return [
            row.id for row in self.installation.rows("SELECT id FROM override WHERE status = :status", status=status)
        ]

    def post(self) -> None:
        """Somebody takes a post, from today, from a day gone or from a day to come."""
        post = self.data.draw(st.sampled_from([Role.SECTION_CHIEF, Role.DEPUTY]))
        begins = date.fromisoformat(self.near())
        assign(self.app(ADMIN), OFFICE, post, self.data.draw(st.sampled_from("甲乙丙")), None, begins)

    def away(self) -> None:
        """The head of the office is away from a day on."""
        absent(self.app(ADMIN), OFFICE, date.fromisoformat(self.near()))

    def swept(self) -> None:
        """The nightly job."""
        sweep(self.app(ADMIN))

    def acknowledged(self) -> None:
        """An open alert is received, with a day promised."""
        planned_on = self.today + timedelta(self.data.draw(st.integers(0, 20)))
        acknowledge(self.app(), self._alert(), planned_on)

    def snoozed(self) -> None:
        """An open alert is put off."""
        snooze(self.app(HEAD), self._alert(), "委託先の担当者が不在のため")

    def _alert(self) -> str:
        given = [one.id for one in list_alerts(self.app(), OFFICE)]
        return str(self.data.draw(st.sampled_from(given))) if given else "none"

    def declared(self) -> None:
        """The ledger declares the stage of the other contract."""
        stage = self.data.draw(st.sampled_from([Stage.CONCLUDED, Stage.PERFORMING, Stage.COMPLETED]))
        with working(self.app(ADMIN)) as work:
            work.record([Draft(OTHER, work.today, StageDeclared(stage=stage))])


def views(app: App, as_of: AsOf) -> dict[str, Any]:
    """What every view says of a date, by its name; the error's kind where it says that there is nothing."""
    tables = count(app, as_of)
    site = gather(app, as_of)
    asked = {
        "contract list": lambda: list_contracts(app, as_of),
        "due": lambda: owed(app, as_of=as_of),
        "due --division": lambda: owed(app, OFFICE, 10, as_of),
        "tables": lambda: tables,
        "tables --division": lambda: count(app, as_of, None, OTHER_OFFICE),
        "override list": lambda: override_register.register(app, None, as_of),
        "override show": lambda: entry_of(app, f"{ID}-E1", as_of),
        "staff list": lambda: posts(app, None, as_of),
        "alerts": lambda: list_alerts(app, None, as_of),
        "alerts --all --division": lambda: list_alerts(app, OFFICE, as_of, closed=True),
        "report": lambda: (site.seen, site.tables),
    }
    asked |= {f"tables --drill {n}": lambda n=n: drill(app, as_of, tables, n) for n in (1, 2, 8)}
    for id_ in (ID, OTHER):
        asked |= {
            f"contract show {id_}": lambda i=id_: show(app, i, as_of),
            f"why {id_}": lambda i=id_: why(app, i, None, as_of),
            f"history {id_}": lambda i=id_: history(app, i, as_of),
            f"override list {id_}": lambda i=id_: override_register.register(app, i, as_of),
            f"subcontract list {id_}": lambda i=id_: subcontracts.every(app, i, as_of),
        }
    return {name: _said(ask) for name, ask in asked.items()}


def undated(app: App) -> dict[str, Any]:
    """What the views say that answer from what is stored where no date is named, by the names of `views`."""
    return {
        "override list": override_register.register(app),
        "alerts": list_alerts(app),
        "alerts --all --division": list_alerts(app, OFFICE, closed=True),
        "staff list": posts(app),
    }


def _said(ask: Any) -> Any:
    try:
        return ask()
    except LifecycleError as error:
        return type(error).__name__
