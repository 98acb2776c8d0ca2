"""Does what the product prints: each command as it stands, its gaps filled in, on a real installation."""

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from command_line import CommandLine, Said, write_ledger
from cures.refusals import Case
from installation import BEFORE, CHIEF, HEAD, OFFICE, OFFICER, OVERSIGHT, Installation, found
from scenarios.reader import BY_LABEL, Cells, told

from config.wareki import parse_date, short_date
from lifecycle.fields.values import parse_value
from lifecycle.papers.tables.audit_counts import count_tables
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.installation import CutOverSet
from lifecycle.records.events.moves import StageDeclared
from lifecycle.records.journal import Draft
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.work import working
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.documents import ValueType
from states.evidence import KINDS, NOTICE
from states.facts import Contract

WHOLE = told(
    (
        "再委託1: 実地調査の予定日=R6.5.7",
        "改善策: なし",
        "実地調査: 場所=作業室",
        "実地調査に代わる対応: 追加の事情=離島",
    )
)
CONTRACTORS = ("reviewed_on", "reviewed_by", "doubt", "doubt_detail", "improvement_received_on")
"""The fields of a checklist that are not the contractor's to fill in."""
HANDS: dict[str, str] = {
    "reason": "専用設備が必要", "fit": "適", "corrected_on": "R6.6.3", "closed_on": "R6.10.1",
    "doubt_detail": "立会いの下で行う", "separate_articles": "4", "omitted_articles": "なし",
    "planned_visit_on": "R6.5.7", "reason_kinds": "県外", "contractor_covers": "常時", "office_covers": "常時",
    "contractor": "つながった", "office": "つながった",
}  # fmt: skip
"""What is typed where the complete file says nothing."""
ACTS = {
    ("subcontract", "approve"): HEAD,
    ("waiver", "approve"): OVERSIGHT,
    ("review", "confirm"): CHIEF,
}
"""Who does what a printed cure asks a person for."""
BEGUN = (("contract_review", "reviewed_on"), ("onsite_inspection", "inspected_on"), (SUBCONTRACT, "started_on"))
"""The dates by which something is done anew, today."""
WORSE = ("不備がある", "未使用", "未実施", "未整備", "未把握", "未提出", "体制なし", "承認無")
"""The words of the columns in which nobody wants to be counted."""


DECLARED_UNTIL = date(2026, 4, 1)
"""The cut-over day of the office: what the cases tell is declared, and counts."""


@dataclass(frozen=True)
class Judgement:
    """A contract on the day of the question: the unmet duties and warnings, and its cells of the tables."""

    unmet: frozenset[tuple[str, str]]
    warned: frozenset[tuple[str, str, str]]
    cells: frozenset[tuple[int, int, str]]


@dataclass
class Desk:
    """An installation with one contract for each case, and the command line to it."""

    installation: Installation
    ids: dict[Case, str]

    def at(self, case: Case) -> "Contract":
        """The contract of a case as the installation holds it."""
        app = self.installation.app(OFFICER, case.base.on.isoformat())
        with app.reading() as connection:
            return find_contract(connection, self.ids[case], AsOf(case.base.on))

    def judged(self, case: Case) -> Judgement:
        """How the contract of a case stands."""
        app, contract = self.installation.app(OFFICER, case.base.on.isoformat()), self.at(case)
        findings = app.assessor.assess(contract, case.base.on).findings
        tables = count_tables([contract], case.base.on, app.book)
        return Judgement(
            frozenset((f.subject, f.code) for f in findings if f.status.value == "unmet"),
            frozenset((f.subject, f.code, f.reason) for f in findings if f.status.value == "warning"),
            frozenset(
                (table.number, row.fiscal_year, table.columns[at])
                for table in tables.tables
                for row in table.rows
                for at, members in row.members.items()
                if members and at
            ),
        )

    def run(self, case: Case, words: Sequence[str], actor: str = OFFICER) -> Said:
        """Type a command on the day of the case."""
        with _clock(self.installation.home, case.base.on):
            return CommandLine(self.installation.home)(*words, actor=actor)

    def follow(self, case: Case, command: str) -> Said:
        """Type a printed command with its gaps filled in; an act is typed by its person, bound to what was shown."""
        words = list(filled(case, command, self.ids[case], self.installation.home))
        act = ACTS.get((words[0], words[1]))
        if words[:2] == ["incident", "close"]:
            return self.run(case, words, HEAD)
        if act is None or "--file" in words:
            return self.run(case, words)
        typed = words.index("--approval-no") if "--approval-no" in words else len(words)
        show = [words[0], "show", *words[2:typed], *words[typed + 2 :]]
        seen = self.run(case, [*show, "--json"], act)
        return self.run(case, [*words, "--shown", seen.json["shown"]], act) if seen.code == 0 else seen


@contextmanager
def _clock(home: Path, day: date) -> Iterator[None]:
    """The environment of a call on a day."""
    wanted = {"LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": f"{day.isoformat()}T09:00:00+09:00"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def desk(folder: Path, cases: Sequence[Case]) -> Desk:
    """An installation in which every case is a contract of its own, recorded as it is told."""
    installation = found(folder / "home")
    ids = {case: f"R6-{number:04}" for number, case in enumerate(cases, start=1)}
    with working(installation.app(OVERSIGHT, BEFORE)) as work:
        work.note(f"division:{OFFICE}", CutOverSet(division=OFFICE, starts_on=DECLARED_UNTIL))
    for day in sorted({case.base.on for case in cases}):
        with working(installation.app(OFFICER, day.isoformat())) as work:
            recorder = Recorder(work, list(ids.values()))
            for case in (case for case in cases if case.base.on == day):
                drafts = [recorder.draft(proposal) for proposal in _proposals(case, ids[case])]
                drafts += [Draft(ids[case], day, StageDeclared(stage=case.base.stage))] if case.base.stage.order else []
                work.record([draft for draft in drafts if draft])
    return Desk(installation, ids)


def _proposals(case: Case, id_: str) -> Iterator[Proposal]:
    """The papers of a case as somebody records them."""
    for subject, sheets in case.file.sheets.items():
        for label, papers in sheets.items():
            kind = BY_LABEL[label].id if label in BY_LABEL else CONTRACT if label == "契約" else SUBCONTRACT
            for cells in papers:
                via = "ledger" if cells.get("原本") == "台帳" else "command"
                yield Proposal(id_, kind, _stored(kind, cells), via, subject)
                if kind == SUBCONTRACT:
                    yield Proposal(id_, NOTICE, _stored(NOTICE, cells), via, subject)


def _stored(kind: str, cells: Cells) -> dict[str, Any]:
    """The cells as they are stored; an edition that does not exist too, as older records may hold it."""
    columns = {column.label: column for column in columns_of(kind)}
    given = {"文書番号": "6広第1号", **cells} if cells.get("原本", "あり") == "あり" else cells
    stored = {}
    for label, text in given.items():
        column = columns.get(label)
        if column is None or not text:
            continue
        if column.name == "division":
            stored[column.name] = OFFICE
        elif column.value_type is ValueType.EDITION:
            stored[column.name] = text if text == "旧" else parse_date(text).isoformat()
        else:
            stored[column.name] = parse_value(column, text)
    return stored


def printed(said: str) -> list[str]:
    """The commands under 「次にすること」, each on one line."""
    after = said.partition("次にすること:\n")[2].replace("\\\n", " ")
    return [" ".join(line.split()) for line in after.splitlines() if line.strip().startswith("lifecycle ")]


def filled(case: Case, command: str, id_: str, home: Path) -> Iterator[str]:
    """The words of a printed command, each gap filled with what the complete file has there."""
    words = shlex.split(command.removeprefix("lifecycle "))
    own = {"contract": CONTRACT, "incident": "incident_report", "contact": "contact_check"}
    kind = words[2] if words[0] == "attach" else own.get(words[0], SUBCONTRACT)
    no = words[words.index("--subcontract") + 1] if "--subcontract" in words else ""
    for before, word in zip(["", *words], words, strict=False):
        if before == "--file":
            yield str(_paper(home.parent / "原本.txt"))
        elif before == "--from":
            yield str(_form(home.parent / f"様式{id_}{no}.xlsx", case, id_, no))
        elif before == "--reason" and word == "…":
            yield "記録の残りは書面で保存した"
        elif before == "--set":
            name, _, value = word.partition("=")
            yield f"{name}={_typed(case, kind, name, no) if value == '…' else value}"
        else:
            yield _typed(case, kind, before.removeprefix("--").replace("-", "_"), no) if word == "…" else word


def _typed(case: Case, kind: str, name: str, no: str) -> str:
    """A value of a field: of the complete file, or today where a new record begins by it."""
    column = next(c for c in columns_of(kind) if name in (c.name, c.label))
    if (kind, column.name) in BEGUN:
        return short_date(case.base.on)
    if column.name in HANDS and (kind, column.name) != ("onsite_waiver", "reason"):
        return HANDS[column.name]
    sheets = WHOLE.sheets["1" if kind == SUBCONTRACT or no else ""]
    label = {CONTRACT: "契約", SUBCONTRACT: "再委託"}.get(kind) or KINDS[kind].label
    value = next(
        (
            p[-1][column.label]
            for p in (sheets.get(label), sheets.get("再委託"), WHOLE.sheets[""].get(label))
            if p and p[-1].get(column.label)
        ),
        "",
    )
    if column.value_type is not ValueType.DATE:
        return value or "二名で現物と照合した"
    latest = _approved(case) if column.name == "applied_on" else case.base.on
    return short_date(min(parse_date(value), latest) if value else case.base.on - timedelta(days=1))


def _approved(case: Case) -> date:
    """The day by which an application of the case must have been handed in."""
    (sheet,) = case.file.sheets["1"]["再委託"]
    return parse_date(sheet["承認日"]) if sheet.get("承認日") else case.base.on


def _paper(path: Path) -> Path:
    path.write_text("原本", encoding="utf-8")
    return path


def _form(path: Path, case: Case, id_: str, no: str) -> Path:
    """The form of a contract as the contractor sends it back, received today."""
    columns = {column.label: column.name for column in columns_of("checklist")}
    cells = WHOLE.sheets["1" if no else ""]["チェックリスト"][0]
    day = short_date(case.base.on)
    row = {label: text for label, text in cells.items() if columns[label] not in CONTRACTORS}
    row |= {"契約番号": id_, "点検日": day, "受領日": day, **({"再委託番号": no} if no else {})}
    return write_ledger(path, {"チェックリスト": [row]})


def cells_lost(before: Judgement, after: Judgement) -> list[tuple[int, int, str]]:
    """The bad cells of the tables in which the contract now stands, where the table counted it before as good."""
    counted = {(number, year) for number, year, _ in before.cells}
    now = sorted(after.cells - before.cells)
    return [c for c in now if c[:2] in counted and any(word in c[2] for word in WORSE)]


def numbered_out(text: str, id_: str) -> str:
    """A text without the number of the contract."""
    return re.sub(rf"{id_}\b", "契約番号", text)
