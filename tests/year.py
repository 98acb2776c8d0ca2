"""A year of one contract as an office lives it, told once: the facts can go in by commands or by the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine, Said, write_ledger
from installation import DOCUMENTS

from lifecycle.ledger.columns import SHEETS, Sheet

ID = "R6-0100"
OFFICE, OFFICER, CHIEF, HEAD, NEXT_HEAD = "広報課", "広報 次郎", "広報 花子", "広報 三郎", "広報 四郎"
ADMIN, OVERSIGHT = "管理者", "制度所管課"
OFFICES = [
    {"所属": OFFICE, "部局": "知事公室", "担当者": OFFICER, "担当者メール": "jiro@pref.example.jp", "係長": CHIEF,
     "所属長": HEAD, "所属長メール": "saburo@pref.example.jp"},
]  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """Something that became known on a day: a sheet's fields, as typed."""

    on: str
    kind: str
    fields: Mapping[str, str]
    verb: str = ""
    no: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    """What only a command says: a document number, a reason."""


@dataclass(frozen=True)
class Act:
    """A command that is no fact of the ledger: a move, an exception, the nightly job."""

    on: str
    actor: str
    words: tuple[str, ...]
    code: int = 0


@dataclass(frozen=True)
class Handover:
    """The head changes on a day; the staff command records it ahead, the ledger on the day itself."""

    recorded: str
    on: str


_REVIEW = {n: v for n, v in DOCUMENTS["contract_review"].items() if n not in ("reviewed_by", "rechecked_by")}
_CHECKLIST = {n: v for n, v in DOCUMENTS["checklist"].items() if n != "document_no"}
_APPLICATION = {
    "reason": "読取装置を持つのは同社だけのため", "scope": "調査票の読取り", "capability": "同種業務の実績5件",
    "core_of_work": "いいえ", "specific_pi": "いいえ", "sensitive_pi": "いいえ",
}  # fmt: skip
_EXCEPTION = (
    "override", "request", ID, "--rule", "S4-03", "--subcontract", "1", "--category", "incurable", "--reason",
    "承認の前に業務が始まっていたため事前の承認ができない。てん末書を添える。", "--document-no", "広第90号",
)  # fmt: skip

YEAR: tuple[Fact | Act | Handover, ...] = (
    Fact("2024-02-13", "contract", {
        "division": OFFICE, "title": "県民意識調査の集計", "contractor": "株式会社サンプル", "fiscal_years": "R6",
        "long_term": "いいえ", "specific_pi": "いいえ", "sensitive_pi": "いいえ", "record_count": "800",
        "uses_system": "はい"}, verb="register"),
    Fact("2024-02-20", "duty_notice", {"announced_on": "R6.2.20", "announced_how": "入札説明書"}),
    Fact("2024-03-11", "contract", {"quoted_on": "R6.3.11"}, verb="amend"),
    Fact("2024-04-01", "contract", {"concluded_on": "R6.4.1", "performance_start_on": "R6.4.15",
                                    "performance_end_on": "R7.3.31"}, verb="amend"),
    Act("2024-04-01", OFFICER, ("advance", ID), 5),
    Fact("2024-04-03", "contract_review", {**_REVIEW, "reviewed_on": "R6.4.2", "reviewed_by": OFFICER,
                                           "rechecked_by": CHIEF}),
    Act("2024-04-03", OFFICER, ("advance", ID)),
    Fact("2024-04-12", "duty_notice", {"checklist_handed_on": "R6.4.10", "manual_handed_on": "R6.4.10",
                                       "explained_on": "R6.4.10"}),
    Act("2024-05-02", ADMIN, ("sweep",)),
    Act("2024-05-02", ADMIN, ("deliver",)),
    Fact("2024-05-07", "checklist", {**_CHECKLIST, "requested_on": "R6.4.2", "inspected_on": "R6.5.1",
                                     "received_on": "R6.5.2", "reviewed_on": "R6.5.7", "reviewed_by": OFFICER},
         more={"document_no": "広第10号"}),
    Fact("2024-05-07", "system_review", {**DOCUMENTS["system_review"], "reviewed_on": "R6.5.7"}),
    Fact("2024-05-07", "emergency_contact", {**DOCUMENTS["emergency_contact"], "confirmed_on": "R6.5.7"}),
    Act("2024-05-08", OFFICER, ("advance", ID, "--to", "履行中")),
    Act("2024-05-08", ADMIN, ("sweep",)),
    Act("2024-05-08", ADMIN, ("deliver",)),
    Fact("2024-06-17", "contract", {"record_count": "1,500"}, verb="amend",
         more={"reason": "対象の市町村が増えたため"}),
    Act("2024-06-18", OFFICER, ("advance", ID), 5),
    Fact("2024-06-27", "onsite_inspection", {"inspected_on": "R6.6.26", "place": "委託先の作業所",
                                             "inspected_by": CHIEF, "fit": "適"}, more={"document_no": "広第11号"}),
    Fact("2024-07-10", "subcontract", {**_APPLICATION, "subcontractor": "サンプル読取株式会社", "handles_pi": "はい",
                                       "applied_on": "R6.7.9", "started_on": "R6.7.1"}, verb="apply", no="1"),
    Fact("2024-07-16", "subcontract", {"approval_no": "広第21号"},
         verb="approve", no="1"),
    Fact("2024-07-22", "subcontract_notice", {"notice_confirmed_on": "R6.7.19", "notice_method": "書面の交付"},
         no="1"),
    Fact("2024-07-22", "checklist", {**_CHECKLIST, "requested_on": "R6.7.10", "inspected_on": "R6.7.16",
                                     "received_on": "R6.7.18", "reviewed_on": "R6.7.22", "reviewed_by": OFFICER},
         no="1", more={"document_no": "広第23号"}),
    Fact("2024-08-05", "subcontract", {**_APPLICATION, "subcontractor": "サンプル運送", "scope": "空の箱の運搬",
                                       "handles_pi": "いいえ", "applied_on": "R6.8.5"}, verb="apply", no="1.1"),
    Fact("2024-08-08", "subcontract", {"approval_no": "広第25号"},
         verb="approve", no="1.1"),
    Fact("2024-08-19", "subcontract", {"started_on": "R6.8.19"}, verb="start", no="1.1"),
    Handover("2024-09-20", "2024-10-01"),
    Act("2024-10-01", HEAD, ("advance", ID), 4),
    Fact("2025-03-03", "inspection_plan", {"prepared_on": "R7.3.3", "items": "数量と個人情報の管理"}),
    Act("2025-03-04", OFFICER, ("advance", ID), 5),
    Act("2025-03-04", OFFICER, _EXCEPTION),
    Act("2025-03-05", OVERSIGHT, ("override", "approve", f"{ID}-E1", "--confirm", ID)),
    Act("2025-03-24", NEXT_HEAD, ("advance", ID)),
    Fact("2025-03-28", "completion_inspection", {"inspected_on": "R7.3.27", "inspected_by": CHIEF, "method": "書面",
                                                 "personal_data_check": "残っていない", "passed": "合格"},
         more={"document_no": "広第99号"}),
    Fact("2025-03-28", "return_disposal", {"confirmed_on": "R7.3.28", "method": "溶解処理の証明書"}),
    Fact("2025-03-28", "return_disposal", {"confirmed_on": "R7.3.28", "method": "返還の受領書"}, no="1"),
    Act("2025-03-28", OFFICER, ("advance", ID)),
)  # fmt: skip
_OPTIONS = {"approve": ("approval_no",), "start": ("started_on",)}


@dataclass
class Office:
    """A home in which the year is lived; every step ends as it should."""

    lifecycle: CommandLine
    environment: pytest.MonkeyPatch
    folder: Path
    imports: int = 0

    def run(self, on: str, actor: str, *words: str, code: int = 0) -> Said:
        """A command on a day."""
        self.environment.setenv("LIFECYCLE_HOME", str(self.lifecycle.home))
        self.environment.setenv("LIFECYCLE_NOW", f"{on}T09:00:00+09:00")
        said = self.lifecycle(*words, actor=actor)
        assert said.code == code, (words, said.out, said.err)
        return said

    def type_in(self, fact: Fact) -> Said:
        """A fact by the command made for it."""
        sets = [word for name, value in fact.fields.items() for word in ("--set", f"{name}={value}")]
        sets += ["--reason", fact.more["reason"]] if "reason" in fact.more else []
        sets += ["--set", f"document_no={fact.more['document_no']}"] if "document_no" in fact.more else []
        of = ["--subcontract", fact.no] if fact.no else []
        dashed = [w for n in _OPTIONS.get(fact.verb, ()) for w in (f"--{n.replace('_', '-')}", fact.fields[n])]
        under = ["--under", fact.no.rpartition(".")[0]] if "." in fact.no else []
        match fact.verb:
            case "register" | "amend":
                return self.run(fact.on, OFFICER, "contract", fact.verb, ID, *sets)
            case "apply":
                return self.run(fact.on, OFFICER, "subcontract", "apply", ID, *under, *sets)
            case "approve":
                seen = self.run(fact.on, HEAD, "subcontract", "show", ID, fact.no, "--json").json
                return self.run(fact.on, HEAD, "subcontract", "approve", ID, fact.no, *dashed, "--shown", seen["shown"])
            case "start":
                return self.run(
                    fact.on, OFFICER, "subcontract", "start", ID, fact.no, "--on", fact.fields["started_on"]
                )
        return self.run(fact.on, OFFICER, "attach", ID, fact.kind, *of, *sets)

    def bring_in(self, on: str, actor: str, sheets: Mapping[str, list[dict[str, Any]]]) -> Said:
        """A ledger imported on a day."""
        self.imports += 1
        book = write_ledger(self.folder / f"台帳{self.imports}.xlsx", sheets)
        return self.run(on, actor, "import", str(book))


def row_of(fact: Fact, known: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """A fact as a row of its sheet; what the sheet requires and is known already stands in it again."""
    sheet: Sheet = next(sheet for sheet in SHEETS if fact.kind in sheet.targets)
    labels = {c.column.name: c.label for c in sheet.columns if c.target == fact.kind}
    needed = {labels[n]: v for n, v in known.items() if n in labels and labels[n] in sheet.required}
    number = {"再委託番号": fact.no} if fact.no else {}
    return {sheet.name: [{"契約番号": ID, **number, **needed, **{labels[n]: v for n, v in fact.fields.items()}}]}


def live_by_commands(office: Office) -> None:
    """The year, every fact by its command."""
    office.bring_in("2024-02-01", ADMIN, {"所属": OFFICES})
    for step in YEAR:
        match step:
            case Fact():
                office.type_in(step)
            case Act(on, actor, words, code):
                office.run(on, actor, *words, code=code)
            case Handover(recorded, on):
                words = ("--name", NEXT_HEAD, "--mail", "shiro@pref.example.jp", "--from", on)
                office.run(recorded, ADMIN, "staff", "assign", OFFICE, "所属長", *words)


def live_by_ledger(office: Office) -> None:
    """The same year, every fact by a workbook imported at the same moment.

    Acts are done by their persons, and what is no fact of the ledger (the number of a paper) is recorded, all the same.
    """
    office.bring_in("2024-02-01", ADMIN, {"所属": OFFICES})
    for step in YEAR:
        match step:
            case Fact(verb="approve"):
                office.type_in(step)
            case Fact():
                first = YEAR[0]
                assert isinstance(first, Fact)
                office.bring_in(step.on, OFFICER, row_of(step, first.fields))
                if "document_no" in step.more:
                    of = ["--subcontract", step.no] if step.no else []
                    number = f"document_no={step.more['document_no']}"
                    office.run(step.on, OFFICER, "attach", ID, step.kind, *of, "--set", number)
            case Act(on, actor, words, code):
                office.run(on, actor, *words, code=code)
            case Handover(_, on):
                next_head = {"所属": OFFICE, "所属長": NEXT_HEAD, "所属長メール": "shiro@pref.example.jp"}
                office.bring_in(on, ADMIN, {"所属": [next_head]})
