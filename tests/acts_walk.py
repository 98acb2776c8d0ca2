"""Every act by every door: how each is tried on a contract of 広報課, as a command, a use case, an import or a flow."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from command_line import CommandLine, Rows, write_ledger
from installation import DOCUMENTS, HEAD, ID, OFFICE, OTHER_OFFICE, REASON, Installation, sheet

import flows.installation_jobs
import flows.jobs
import lifecycle.usecases.overrides
import lifecycle.usecases.subcontracts
from config.errors import Exit, RoleError
from config.vocabulary import CallOutcome, OverrideCategory, Role
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.records.as_of import AsOf
from lifecycle.usecases import deciding
from lifecycle.usecases.alerts import acknowledge, snooze
from lifecycle.usecases.assigning import give
from lifecycle.usecases.audit import verify
from lifecycle.usecases.circulars import answer_circular, publish_circular
from lifecycle.usecases.clock import accept_clock
from lifecycle.usecases.configuring import configure
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.desks import record_of_desk
from lifecycle.usecases.emergency import check_contacts, open_contacts
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import LedgerRejected, import_ledger
from lifecycle.usecases.inspectors import appoint
from lifecycle.usecases.installation import examine
from lifecycle.usecases.moves import advance
from lifecycle.usecases.originals import opened_original, originals
from lifecycle.usecases.quiet import begin_quiet
from lifecycle.usecases.repair import reassess, rebuild
from lifecycle.usecases.retention import Decided, place_hold
from lifecycle.usecases.sealing import seal
from lifecycle.usecases.staff import absent, assign, move
from lifecycle.usecases.withdrawing import take_back
from lifecycle.views.contracts import show
from lifecycle.views.history import history
from lifecycle.views.verdicts import why
from lifecycle.watch.broken_journal import verify_and_tell
from lifecycle.watch.delivery import deliver
from lifecycle.watch.heartbeat import heartbeat
from lifecycle.watch.leftovers import clear_leftovers
from lifecycle.watch.monthly import monthly_report
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

COMMAND, USE_CASE, IMPORT, FLOW = "命令", "ウェブと同じ入口(use case)", "取込", "定例(flow)"
DAY = AsOf(date(2024, 6, 3))
OF_HEAD, OF_DESK = f"{ID}-E1", f"{ID}-E2"
"""Two exceptions that are asked for: one that the 所属長 decides, one that the 制度所管課 does."""
_GUIDANCE = {"notified_on": "2024-05-20", "addressees": "全所属", "content": "通知で意義を説明"}
_WHY_EXCEPTED = (f"--reason={REASON}", "--document-no=広第23号")
_SUB: dict[str, Any] = {"契約番号": ID, "再委託番号": 1, "再委託先": "サンプル情報サービス株式会社"}
_ROW: dict[str, Any] = {"所属": OFFICE, "業務名": "集計", "委託先": "甲社", "年度": "R6", "締結日": date(2024, 3, 1)}
_OF = {"契約番号": ID}
_SHOWN = "(what is shown)"
_CIRCULAR = "5kou1237"
"""A circular that went out to the offices."""
WORK_OF_SECOND = (
    Act.ACCEPT_SUBSTITUTE,
    Act.ACCEPT_SUBSTITUTE_OF_DESK,
    Act.CHECK_AGAIN,
    Act.CONFIRM_ORIGINAL,
    Act.SETTLE_CONTRADICTION,
    Act.CUT_OVER,
    Act.PUBLISH_RULES,
    Act.ERASE,
    Act.CLOSE_INCIDENT,
    Act.ANSWER_INCIDENT,
    Act.BACKUP,
    Act.READ_ALL,
)
"""Acts whose doors are walked by tests of their own."""


@dataclass(frozen=True)
class Attempt:
    """One person who tries one door of an installation."""

    home: Installation
    actor: str
    folder: Path

    @property
    def app(self) -> App:
        """The installation as that person opens it."""
        return self.home.app(self.actor)

    def types(self, *words: str) -> None:
        """Type a command. Raises RoleError where it ends with the code of a post that may not."""
        typed = [self.shown() if word == _SHOWN else word for word in words]
        said = CommandLine(self.home.home)(*typed, actor=self.actor)
        if said.code == Exit.ROLE:
            raise RoleError(said.err)

    def imports(self, **sheets: Rows) -> None:
        """Import a workbook. Raises RoleError also where a change in it is another's act."""
        try:
            import_ledger(self.app, write_ledger(self.folder / "台帳.xlsx", sheets))
        except LedgerRejected as refused:
            if all("が行うもの" in fault.expected for fault in refused.result.errors):
                raise RoleError(str(refused)) from None
            raise

    def shown(self) -> str:
        """The hash of what the head is shown of the application."""
        return deciding.to_decide(self.home.app(HEAD), ID, "1").shown

    def alert(self) -> str:
        """An alert of the contract."""
        return str(self.home.rows("SELECT id FROM alert WHERE contract = :id ORDER BY id", id=ID)[0].id)


@dataclass(frozen=True)
class Door:
    """A door to an act: how it is called, and an attempt; `of_office`: it asks for the office of what it is about."""

    act: Act
    way: str
    name: str
    tried: Callable[[Attempt], object]
    of_office: bool = True


def _opened(at: Attempt) -> None:
    with ExitStack() as stack:
        stack.enter_context(opened_original(at.app, ID, "1"))


def _asked(app: App) -> object:
    asked = lifecycle.usecases.overrides.Request(ID, ("S1-10",), OverrideCategory.EMERGENCY, REASON, "広第23号")
    return lifecycle.usecases.overrides.request(app, asked)


_SUBS, _EXCEPTIONS = lifecycle.usecases.subcontracts, lifecycle.usecases.overrides
_USE_CASES: Mapping[str, tuple[Act, Callable[[Attempt], object]]] = {
    "register": (Act.RECORD, lambda at: register(at.app, "R6-0777", sheet())),
    "amend": (Act.RECORD, lambda at: amend(at.app, ID, {"title": "別の名"}, None)),
    "attach": (Act.RECORD, lambda at: attach(at.app, ID, "duty_notice", DOCUMENTS["duty_notice"])),
    "detach": (Act.RECORD, lambda at: take_back(at.app, ID, "onsite_inspection", None, "誤って記録した")),
    "subcontract apply": (Act.RECORD, lambda at: _SUBS.apply(at.app, ID, {"subcontractor": "丙社"})),
    "subcontract amend": (Act.RECORD, lambda at: _SUBS.record(at.app, ID, "1", {"scope": "封入"})),
    "office record": (Act.RECORD_OF_DESK, lambda at: record_of_desk(at.app, "approval_guidance", _GUIDANCE)),
    "attach 検査": (
        Act.INSPECT,
        lambda at: attach(at.app, ID, "completion_inspection", DOCUMENTS["completion_inspection"]),
    ),
    "staff inspector": (Act.APPOINT_INSPECTOR, lambda at: appoint(at.app, ID, "kensa")),
    "amend 所属": (Act.TRANSFER, lambda at: amend(at.app, ID, {"division": OTHER_OFFICE}, None)),
    "staff move": (Act.TRANSFER, lambda at: move(at.app, OFFICE, OTHER_OFFICE, [ID])),
    "advance": (Act.ADVANCE, lambda at: advance(at.app, ID, None)),
    "withdraw": (Act.END, lambda at: end(at.app, ID, "withdraw", "入札が不調", None)),
    "subcontract approve": (
        Act.DECIDE_SUBCONTRACT,
        lambda at: deciding.approve(at.app, ID, "1", {"approval_no": "広第7号"}, at.shown()),
    ),
    "subcontract reject": (
        Act.DECIDE_SUBCONTRACT,
        lambda at: deciding.reject(at.app, ID, "1", {"rejection_reason": "能力の不足"}, at.shown()),
    ),
    "staff assign": (Act.STAFF, lambda at: assign(at.app, OFFICE, Role.OFFICER, "新任 四郎", None)),
    "staff absent": (Act.STAFF, lambda at: absent(at.app, OFFICE, date(2024, 6, 3))),
    "override request": (Act.REQUEST_EXCEPTION, lambda at: _asked(at.app)),
    "override approve": (Act.DECIDE_EXCEPTION, lambda at: _EXCEPTIONS.approve(at.app, OF_HEAD, ID)),
    "override reject": (Act.DECIDE_EXCEPTION, lambda at: _EXCEPTIONS.reject(at.app, OF_HEAD, "証拠で満たせるため")),
    "override approve (desk)": (Act.DECIDE_EXCEPTION_OF_DESK, lambda at: _EXCEPTIONS.approve(at.app, OF_DESK, ID)),
    "ack": (Act.ACKNOWLEDGE, lambda at: acknowledge(at.app, at.alert(), date(2024, 6, 10))),
    "snooze": (Act.SNOOZE, lambda at: snooze(at.app, at.alert(), "委託先の担当者が不在のため")),
    "quiet begin": (
        Act.QUIET,
        lambda at: begin_quiet(at.app, OFFICE, date(2024, 6, 10), date(2024, 6, 14), "庁内システムの移行"),
    ),
    "retention hold": (
        Act.HOLD,
        lambda at: place_hold(at.app, ID, Decided("訴訟が係属", "広報課長", "広第30号", date(2024, 6, 3))),
    ),
    "office record (office)": (
        Act.RECORD_OF_OFFICE,
        lambda at: record_of_desk(at.app, "staff_training", {"attended_on": "2024-05-20"}, division=OFFICE),
    ),
    "circular confirm": (Act.ANSWER_CIRCULAR, lambda at: answer_circular(at.app, _CIRCULAR, ["received"], OFFICE)),
    "circular confirm (head)": (Act.READ_CIRCULAR, lambda at: answer_circular(at.app, _CIRCULAR, ["read"], OFFICE)),
    "why": (Act.READ, lambda at: why(at.app, ID, None, DAY)),
    "contract show": (Act.READ, lambda at: show(at.app, ID, DAY)),
    "history": (Act.READ, lambda at: history(at.app, ID)),
    "contact show": (Act.CALL, lambda at: open_contacts(at.app, ID)),
    "contact check": (Act.RECORD, lambda at: check_contacts(at.app, ID, CallOutcome.REACHED, None)),
    "evidence list": (Act.OPEN_ORIGINAL, lambda at: originals(at.app, ID)),
    "evidence open": (Act.OPEN_ORIGINAL, _opened),
}
_OF_THE_WHOLE: Mapping[str, tuple[Act, Callable[[Attempt], object]]] = {
    "staff give": (Act.STAFF_OF_DESK, lambda at: give(at.app, Role.AUDIT_OFFICE, "kansa2")),
    "circular publish": (Act.PUBLISH_CIRCULAR, lambda at: publish_circular(at.app, "5zaikatsu2311")),
    "export": (Act.EXPORT, lambda at: export_ledger(at.app, at.folder / "out.xlsx")),
    "sweep": (Act.SWEEP, lambda at: sweep(at.app)),
    "sweep --dry-run": (Act.SWEEP, lambda at: sweep(at.app, dry_run=True)),
    "deliver": (Act.DELIVER, lambda at: deliver(at.app, RecordingChannel())),
    "heartbeat": (Act.KEEP, lambda at: heartbeat(at.app)),
    "monthly": (Act.KEEP, lambda at: monthly_report(at.app, date(2024, 5, 1))),
    "verify and tell": (Act.KEEP, lambda at: verify_and_tell(at.app)),
    "leftovers": (Act.KEEP, lambda at: clear_leftovers(at.app)),
    "verify": (Act.VERIFY, lambda at: verify(at.app)),
    "doctor": (Act.VERIFY, lambda at: examine(at.app)),
    "seal": (Act.SEAL, lambda at: seal(at.app)),
    "rebuild": (Act.REBUILD, lambda at: rebuild(at.app)),
    "reassess": (Act.REASSESS, lambda at: reassess(at.app)),
    "configure": (Act.CONFIGURE, lambda at: configure(at.app)),
    "clock accept": (Act.CLOCK, lambda at: accept_clock(at.app)),
}
_COMMANDS: Mapping[tuple[str, ...], Act] = {
    ("contract", "register", "R6-0777", *(f"--set={name}={text}" for name, text in sheet().items())): Act.RECORD,
    ("contract", "amend", ID, "--set", "title=別の名"): Act.RECORD,
    ("attach", ID, "duty_notice", "--set", "announced_on=R6.3.1"): Act.RECORD,
    ("incident", "report", ID, "--aware", "R6.6.3", "--what", "名簿の紛失"): Act.REPORT_INCIDENT,
    ("detach", ID, "onsite_inspection", "--reason", "誤って記録した"): Act.RECORD,
    ("subcontract", "amend", ID, "1", "--set", "scope=封入"): Act.RECORD,
    ("office", "record", "approval_guidance", *(f"--set={n}={t}" for n, t in _GUIDANCE.items())): Act.RECORD_OF_DESK,
    ("contract", "amend", ID, "--set", f"division={OTHER_OFFICE}"): Act.TRANSFER,
    ("staff", "move", OFFICE, OTHER_OFFICE, "--contract", ID): Act.TRANSFER,
    ("advance", ID): Act.ADVANCE,
    ("contract", "withdraw", ID, "--reason", "入札が不調"): Act.END,
    ("subcontract", "approve", ID, "1", "--approval-no=広第7号", "--shown", _SHOWN): Act.DECIDE_SUBCONTRACT,
    ("subcontract", "reject", ID, "1", "--reason", "能力の不足", "--shown", _SHOWN): Act.DECIDE_SUBCONTRACT,
    ("staff", "assign", OFFICE, "officer", "--name", "新任 四郎"): Act.STAFF,
    (
        "override",
        "request",
        ID,
        "--rule=S1-10",
        "--category=emergency",
        f"--reason={REASON}",
        "--document-no=広第23号",
    ): (Act.REQUEST_EXCEPTION),
    ("override", "approve", OF_HEAD, "--confirm", ID): Act.DECIDE_EXCEPTION,
    ("override", "reject", OF_DESK, "--reason", "証拠で満たせるため"): Act.DECIDE_EXCEPTION_OF_DESK,
    (
        *("quiet", "begin", "--division", OFFICE, "--from=R6.6.10"),
        *("--until=R6.6.14", "--reason=庁内システムの移行"),
    ): Act.QUIET,
    (
        *("retention", "hold", ID, "--reason=訴訟が係属", "--approved-by=広報課長"),
        *("--document-no=広第30号", "--approved-on=R6.6.3"),
    ): Act.HOLD,
    ("circular", "confirm", _CIRCULAR, "received", "--division", OFFICE): Act.ANSWER_CIRCULAR,
    ("circular", "confirm", _CIRCULAR, "read", "--division", OFFICE): Act.READ_CIRCULAR,
    ("why", ID): Act.READ,
    ("subcontract", "list", ID): Act.READ,
    ("contact", "show", ID): Act.CALL,
    ("contact", "check", ID, "--contractor=つながった"): Act.RECORD,
    ("evidence", "list", ID): Act.OPEN_ORIGINAL,
    ("evidence", "open", ID, "1"): Act.OPEN_ORIGINAL,
}
_COMMANDS_OF_THE_WHOLE: Mapping[tuple[str, ...], Act] = {
    ("sweep",): Act.SWEEP,
    ("deliver",): Act.DELIVER,
    ("verify",): Act.VERIFY,
    ("doctor",): Act.VERIFY,
    ("seal",): Act.SEAL,
    ("rebuild",): Act.REBUILD,
    ("reassess",): Act.REASSESS,
    ("configure",): Act.CONFIGURE,
    ("transfer", "--to=sqlite"): Act.CONFIGURE,
    ("circular", "publish", "5zaikatsu2311"): Act.PUBLISH_CIRCULAR,
    ("due",): Act.READ,
    ("contract", "list"): Act.READ,
}
_IMPORTS: Mapping[str, tuple[Act, Mapping[str, Rows]]] = {
    "証拠の行": (Act.RECORD, {"連絡体制": [{**_OF, "確認日": date(2024, 5, 1), "連絡方法": "交替制在庁"}]}),
    "契約の列": (Act.RECORD, {"契約": [{**_OF, **_ROW}]}),
    "取消(契約)": (Act.TAKE_BACK, {"契約": [{**_OF, **_ROW, "取消": "はい"}]}),
    "所属(契約)": (
        Act.TRANSFER,
        {"契約": [{**_OF, **_ROW, "業務名": sheet()["title"], "所属": OTHER_OFFICE}]},
    ),
    "状態": (Act.ADVANCE, {"契約": [{**_ROW, "契約番号": "R6-0777", "状態": "締結"}]}),
    "状態(不成立)": (Act.END, {"契約": [{**_ROW, "契約番号": "R6-0777", "締結日": "", "状態": "不成立"}]}),
    "承認日": (Act.DECIDE_SUBCONTRACT, {"再委託": [{**_SUB, "承認日": date(2024, 6, 3)}]}),
    "承認者": (Act.DECIDE_SUBCONTRACT, {"再委託": [{**_SUB, "承認者": "広報課長"}]}),
    "所属シート": (Act.STAFF, {"所属": [{"所属": OFFICE, "担当者": "新任 四郎"}]}),
}
_FLOWS: Mapping[str, tuple[Act, Callable[[], object]]] = {
    "supervise": (Act.SWEEP, lambda: flows.jobs.sweep("2024-06-03")),
    "deliver": (Act.DELIVER, flows.jobs.send),
    "heartbeat": (Act.KEEP, flows.installation_jobs.run_heartbeat),
    "monthly": (Act.KEEP, flows.installation_jobs.run_monthly),
    "verify": (Act.KEEP, flows.installation_jobs.run_verify),
    "seal": (Act.SEAL, flows.installation_jobs.run_seal),
}


def _typed(words: tuple[str, ...]) -> Callable[[Attempt], object]:
    return lambda at: at.types(*words)


def _called(words: tuple[str, ...]) -> str:
    """The name of a command without what it is about."""
    return words[0] if words[1] == ID else " ".join(words[:2])


def _imported(sheets: Mapping[str, Rows]) -> Callable[[Attempt], object]:
    return lambda at: at.imports(**sheets)


def _run(job: Callable[[], object]) -> Callable[[Attempt], object]:
    return lambda _: job()


DOORS: tuple[Door, ...] = (
    *(Door(act, COMMAND, _called(words), _typed(words)) for words, act in _COMMANDS.items()),
    *(Door(act, COMMAND, words[0], _typed(words), of_office=False) for words, act in _COMMANDS_OF_THE_WHOLE.items()),
    *(Door(act, USE_CASE, name, tried) for name, (act, tried) in _USE_CASES.items()),
    *(Door(act, USE_CASE, name, tried, of_office=False) for name, (act, tried) in _OF_THE_WHOLE.items()),
    *(Door(act, IMPORT, name, _imported(sheets)) for name, (act, sheets) in _IMPORTS.items()),
    *(Door(act, FLOW, name, _run(job), of_office=False) for name, (act, job) in _FLOWS.items()),
    Door(Act.IMPORT, IMPORT, "台帳", _imported(_IMPORTS["証拠の行"][1])),
)
"""Every door that is walked."""
