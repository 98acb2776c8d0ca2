"""What people of the made-up county do, each by the use case made for it; a deed that is refused is no fault."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from command_line import write_ledger
from county import CALENDAR, County, Happening
from installation import DOCUMENTS, REASON, Installation

from config.errors import LifecycleError
from config.loader import rule_book
from config.vocabulary import OverrideCategory, Role
from lifecycle.app import App
from lifecycle.usecases import overrides
from lifecycle.usecases.alerts import acknowledge, snooze
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.deciding import approve, to_decide
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request
from lifecycle.usecases.subcontracts import apply, record

OVERSIGHT = "制度所管課"
_APPLICATION: Mapping[str, str] = {
    "subcontractor": "再委託先", "reason": "専門性", "scope": "入力", "capability": "実績", "core_of_work": "いいえ",
    "handles_pi": "はい", "specific_pi": "いいえ", "sensitive_pi": "いいえ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision that was asked for: its alert's code and subject, when, of whom, until when it can be given."""

    code: str
    subject: str
    contract: str
    on: date
    to: tuple[str, str]
    until: date | None


@dataclass(slots=True)
class Deeds:
    """Does what happens in a county in its installation; counts what was done and what was refused."""

    county: County
    installation: Installation
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)
    answered: dict[tuple[str, str], date] = field(default_factory=dict)
    log: list[Happening] = field(default_factory=list)
    ended: dict[str, date] = field(default_factory=dict)
    _apps: dict[str, App] = field(default_factory=dict)

    def on(self, day: date, hour: str = "10:00") -> list[Happening]:
        """Do everything of a day, and what follows from it on later days."""
        later: list[Happening] = []
        for one in [one for one in self.county.happenings if one.on == day]:
            office = self.county.office_of(one.contract)
            app = self.app(office.person(one.post), f"{day}T{hour}")
            try:
                later += _DEEDS[one.what](self, app, one) or []
                self.done[one.what] += 1
                self.log.append(one)
            except LifecycleError:
                self.refused[one.what] += 1
        self.county.happenings += later
        return later

    def app(self, actor: str, now: str) -> App:
        """The installation as a person opens it at a time."""
        if actor not in self._apps:
            self._apps[actor] = self.installation.app(actor)
        return self.installation.at(self._apps[actor], now)

    def _attach(self, app: App, one: Happening) -> None:
        kind = one.given["kind"]
        today = app.today().isoformat()
        fields = {name: today if name.endswith("_on") else text for name, text in DOCUMENTS[kind].items()}
        attach(app, one.contract, kind, fields | self._people(one), subcontract=one.given.get("no", ""))

    def _people(self, one: Happening) -> dict[str, str]:
        """The people who sign in the papers: those of the contract's own office."""
        office = self.county.office_of(one.contract)
        signs = {"reviewed_by": "officer", "rechecked_by": "section_chief", "inspected_by": "section_chief"}
        return {n: office.person(post) for n, post in signs.items() if n in DOCUMENTS[one.given["kind"]]}

    def _registered(self, app: App, one: Happening) -> None:
        register(app, one.contract, self.county.sheets[one.contract])

    def _advance(self, app: App, one: Happening) -> None:
        advance(app, one.contract, None)

    def _subcontract(self, app: App, one: Happening) -> list[Happening]:
        """Applied for today; decided some days later, perhaps after its work began, perhaps never."""
        luck, pause, no = one.given["luck"], one.given["pause"], "1"
        apply(app, one.contract, {**_APPLICATION, "applied_on": app.today().isoformat()}, no=no)
        self._asks("AL-22", f"{one.contract}/{no}", one, None, None)
        decided, begun = CALENDAR.add(one.on, pause), CALENDAR.add(one.on, 20)
        later = [Happening(begun, one.contract, "begun", given={"no": no})] if luck < 0.7 else []
        if luck < 0.85:
            later.append(Happening(decided, one.contract, "approved", "division_head", {"no": no}))
            paper = {"kind": "checklist", "no": no}
            later.append(Happening(CALENDAR.add(decided, pause), one.contract, "attach", given=paper))
        return later

    def _approved(self, app: App, one: Happening) -> None:
        no = one.given["no"]
        approve(app, one.contract, no, {"approval_no": "広第21号"}, to_decide(app, one.contract, no).shown)
        self.answered["AL-22", f"{one.contract}/{no}"] = one.on

    def _begun(self, app: App, one: Happening) -> None:
        record(app, one.contract, one.given["no"], {"started_on": app.today().isoformat()})

    def _more_records(self, app: App, one: Happening) -> None:
        amend(app, one.contract, {"record_count": "2500"}, "対象の市町村が増えたため")

    def _fewer_records(self, app: App, one: Happening) -> None:
        amend(app, one.contract, {"record_count": "50"}, "対象の市町村が減ったため")

    def _longer(self, app: App, one: Happening) -> None:
        later = date.fromisoformat(self.county.sheets[one.contract]["performance_end_on"]) + timedelta(days=40)
        amend(app, one.contract, {"performance_end_on": later.isoformat()}, "履行期限を延ばしたため")

    def _exception(self, app: App, one: Happening) -> list[Happening]:
        """An exception is asked for of the first duty that is overdue; decided some days later."""
        query = "SELECT code, subject FROM alert WHERE contract = :id AND resolved_on IS NULL ORDER BY code"
        open_now = [row for row in self.installation.rows(query, id=one.contract) if row.subject == one.contract]
        waivable = [row.code for row in open_now if row.code in app.book.rules and app.book.rules[row.code].waivable]
        if not waivable:
            return []
        ends = app.today() + timedelta(days=30)
        asked = Request(one.contract, (waivable[0],), OverrideCategory.OTHER, REASON, "広第8号", ends)
        made = overrides.request(app, asked)
        self._asks("AL-21", made.id, one, ends, None if made.approver is Role.DIVISION_HEAD else waivable[0])
        by_desk = made.approver is Role.OVERSIGHT_OFFICE
        given = {"made": made.id, "agreed": one.given["luck"] < 0.6, "by_desk": by_desk}
        return [Happening(CALENDAR.add(one.on, one.given["pause"] // 2), one.contract, "decided", given=given)]

    def _asks(self, code: str, subject: str, one: Happening, until: date | None, desk_of: str | None) -> None:
        """Note that a decision was asked for, and of whom: of the head, or of the desk that answers for a rule."""
        desk = rule_book().oversight_of(desk_of).name_on(one.on) if desk_of else ""
        to = (desk, "oversight_office") if desk else (self.county.office_of(one.contract).name, "division_head")
        self.asked.append(Asked(code, subject, one.contract, one.on, to, until))

    def _decided(self, app: App, one: Happening) -> None:
        office = self.county.office_of(one.contract)
        who = OVERSIGHT if one.given["by_desk"] else office.person("division_head")
        decider = self.app(who, app.clock.now().isoformat())
        if one.given["agreed"]:
            overrides.approve(decider, one.given["made"], one.contract)
        else:
            overrides.reject(decider, one.given["made"], "代わりの手立てがあるため")
        self.answered["AL-21", one.given["made"]] = one.on

    def _incident(self, app: App, one: Happening) -> list[Happening]:
        """Known today; closed some weeks later."""
        attach(
            app, one.contract, "incident_report", {"aware_on": app.today().isoformat(), "wrongful_purpose": "いいえ"}
        )
        closes = CALENDAR.add(one.on, one.given["pause"])
        return [Happening(closes, one.contract, "closed", given={"aware": one.on})]

    def _closed(self, app: App, one: Happening) -> None:
        given: dict[str, Any] = {"aware_on": one.given["aware"].isoformat(), "closed_on": app.today().isoformat()}
        attach(app, one.contract, "incident_report", given)

    def _terminated(self, app: App, one: Happening) -> None:
        office = self.county.office_of(one.contract)
        head = self.app(office.person("division_head"), app.clock.now().isoformat())
        end(head, one.contract, "terminate", "委託先の事情により続けられないため", app.today())
        self.ended[one.contract] = one.on

    def _removed(self, app: App, one: Happening) -> None:
        """Taken back by a row of the ledger that says so."""
        row = {"契約番号": one.contract, "取消": "はい"}
        book = write_ledger(self.installation.home.parent / f"取消{one.contract}.xlsx", {"契約": [row]})
        import_ledger(app, book)
        self.ended[one.contract] = one.on

    def _acknowledged(self, app: App, one: Happening) -> None:
        for row in self._alerts(one):
            acknowledge(app, row.id, CALENDAR.add(one.on, one.given["pause"]))

    def _snoozed(self, app: App, one: Happening) -> None:
        office = self.county.office_of(one.contract)
        chief = self.app(office.person("section_chief"), app.clock.now().isoformat())
        for row in self._alerts(one):
            snooze(chief, row.id, "委託先の確認に日数を要するため")

    def _alerts(self, one: Happening) -> list[Any]:
        query = "SELECT id FROM alert WHERE contract = :id AND resolved_on IS NULL ORDER BY id"
        return self.installation.rows(query, id=one.contract)


def take_the_ledgers_in(county: County, installation: Installation, day: date) -> None:
    """Each office's officer imports the ledger of its new contracts."""
    for office in county.every_office():
        app = installation.app(office.person("officer"), f"{day}T09:30")
        import_ledger(app, county.ledger(installation.home.parent, office))


_DEEDS: Mapping[str, Callable[[Deeds, App, Happening], list[Happening] | None]] = {
    name: getattr(Deeds, f"_{name}")
    for name in (
        "attach", "registered", "advance", "subcontract", "approved", "begun", "more_records", "fewer_records",
        "longer", "exception", "decided", "incident", "closed", "terminated", "removed", "acknowledged", "snoozed",
    )
}  # fmt: skip
