"""Reads scenarios: dated cases in Japanese, told as departures from a contract whose file is complete.

A scenario is one `[[scenario]]` of a TOML file here:

- `name` is what is promised, one sentence; `source` where it stands; `opinion` which of 意見1–8 it is about.
- `given` has lines 「シート: 列=値; 列=値」, in the ledger's words, that change the complete file
  (`complete_file.toml`).
- `when` has `on`, the day of the question (default 令和6年5月10日), `at`, the stage (default 見積), and `to`,
  the stage asked for.
- `expect` has `allowed`; `unmet`, `warns` and `remarks` exactly, a subcontract's as `S4-03/1`; `excused` (how,
  in words); `not_applicable`; `says` and `remedy` (words that the reason and the cure contain).
  `cites` and `strength` are the source and the strength as a screen shows them.

In `given`, 「シート: なし」 takes a document away, 「追加 シート: …」 adds one more like the complete one,
「再委託1: あり」 adds a subcontract whose file is complete, 「再委託1 シート: …」 changes its documents, 「列=」
blanks a cell. 契約 has 切替日, a paper 記録日 and 操作 (「承認 所属長 R6.4.8」, with 後に変更 or 取消). 原本 is あり
(a file), 文書番号 (a number), 台帳 (only declared) or なし. 例外承認 and 適用 (what
the installation raises, lowers, is) are sheets too. A line may be the name of one of the usual departures
(`variants` in `complete_file.toml`).
"""

import tomllib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from config.loader import rule_book
from config.vocabulary import ActKind, Answer, OverrideCategory, Role, Stage
from config.wareki import parse_date, parse_fiscal_year
from states.amendments import as_amended
from states.content import PLACEHOLDER, Reference
from states.documents import OLD_EDITION, PERSONAL, ValueType
from states.evidence import BUILT_IN, KINDS, NOTICE, Kind
from states.facts import Contract, ContractSheet, Override, Policy, Subcontract, SubcontractSheet
from states.hands import DoneAct
from states.item_numbers import free_text_items
from states.proof import Proof

FOLDER = Path(__file__).parent
BY_LABEL = {kind.label: kind for kind in KINDS.values()}
SHELVES = {"checklist": "checklists", "onsite_inspection": "visits", "onsite_waiver": "waivers"}
SHELVES |= {"improvement_plan": "improvement_plans", "contact_check": "contact_checks", "incident_report": "incidents"}
YES = {"はい", "有", "適", "合格"}
NO = {"いいえ", "無", "不適", "不合格"}
PROOFS = {"あり": Proof(files=1), "文書番号": Proof(document_no=True), "台帳": Proof(via_ledger=True), "なし": Proof()}

Cells = dict[str, str]


@dataclass(frozen=True)
class Scenario:
    """One case as written, and the file it stands in."""

    file: str
    name: str
    source: str
    given: tuple[str, ...]
    when: Mapping[str, str]
    expect: Mapping[str, Any]
    opinion: int | None = None


def scenarios() -> list[Scenario]:
    """Every scenario of every file, in order."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get("scenario", []):
            row["given"] = tuple(row.get("given", ()))
            found.append(Scenario(path.stem, **{"when": {}} | row))
    return found


class File:
    """The papers of a contract on the desk: cells by subject and sheet, in the ledger's words, then facts."""

    def __init__(self) -> None:
        self.sheets: dict[str, dict[str, list[Cells]]] = {"": deepcopy(_complete()["contract"])}
        self.overrides: list[Cells] = []
        self.policy: Cells = {}

    def change(self, line: str) -> None:
        """Apply one line of `given`."""
        head, _, rest = line.partition(":")
        words = head.split()
        subject = words.pop(0).removeprefix("再委託") if words[0][:3] == "再委託" and words[0][3:4].isdigit() else ""
        more = bool(words) and words[0] == "追加" and bool(words.pop(0))
        sheet = words[0] if words else "再委託"
        cells = _cells(rest)
        if subject and subject not in self.sheets:
            self.sheets[subject] = deepcopy(_complete()["subcontract"])
        if sheet == "例外承認":
            self.overrides.append(cells)
        elif sheet == "適用":
            self.policy |= cells
        elif rest.strip() == "なし":
            self.sheets[subject][sheet] = []
        elif rest.strip() != "あり":
            self._write(subject, sheet, cells, more=more)

    def _write(self, subject: str, sheet: str, cells: Cells, *, more: bool) -> None:
        papers = self.sheets[subject].setdefault(sheet, [])
        if more or not papers:
            papers.append(deepcopy(_complete()["added"].get(sheet, [{}])[0]))
        papers[-1].update(cells)

    def contract(self, stage: Stage) -> Contract:
        """The facts of the contract."""
        own = self.sheets[""]
        row = own["契約"][0]
        done, cut_over = row.pop("完了日", ""), row.pop("切替日", "")
        return Contract(
            id="R6-0001",
            stage=stage,
            stage_declared=row.pop("取込時申告", "") == "はい",
            completed_on=parse_date(done) if done else None,
            cut_over_on=parse_date(cut_over) if cut_over else None,
            sheet=ContractSheet(**_row(ContractSheet, row)),
            subcontracts=tuple(self._subcontract(no) for no in self.sheets if no),
            overrides=tuple(_override(cells) for cells in self.overrides),
            **_papers(own),
        )

    def _subcontract(self, no: str) -> Subcontract:
        row = self.sheets[no]["再委託"][0]
        proof = _proof(row)
        told = {column.label: row.pop(column.label) for column in KINDS[NOTICE].columns if column.label in row}
        return Subcontract(
            no=no,
            sheet=SubcontractSheet(**_row(SubcontractSheet, row)),
            proof=proof,
            notice=_document(KINDS[NOTICE], told),
            **_papers(self.sheets[no]),
        )

    def installed(self) -> Policy:
        """What the installation has raised and lowered, and what kind of office the contract's is."""
        kind = self.policy.get("所属の種別")
        return Policy(
            raised=frozenset(filter(None, self.policy.get("上げる", "").split(","))),
            lowered=frozenset(filter(None, self.policy.get("下げる", "").split(","))),
            office_kinds={"消費生活課": kind} if kind else {},
        )


def told(given: Iterable[str]) -> File:
    """The complete file with the lines of `given` applied."""
    file = File()
    for line in given:
        for change in _data()["variants"].get(line, [line]):
            file.change(change)
    return file


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "complete_file.toml").read_text(encoding="utf-8"))


@cache
def _complete() -> dict[str, dict[str, list[Cells]]]:
    found: dict[str, dict[str, list[Cells]]] = {}
    for subject, sheets in _data()["complete"].items():
        found[subject] = {sheet: [_cells(text)] for sheet, text in sheets.items()}
    return found


def _cells(text: str) -> Cells:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {column.strip(): value.strip() for column, _, value in pairs}


def _papers(sheets: Mapping[str, list[Cells]]) -> dict[str, Any]:
    """The documents of a subject as facts, those of many kinds in order of their date."""
    papers: dict[str, Any] = {"records": {}}
    for label, rows in sheets.items():
        if label not in BY_LABEL:
            assert label in ("契約", "再委託"), f"知らないシートです: {label}"
            continue
        kind = BY_LABEL[label]
        documents = [_document(kind, cells) for cells in rows]
        if kind.id in SHELVES or kind.id not in BUILT_IN:
            documents.sort(key=lambda d: getattr(d, kind.dated_by) or date.min)
            shelf = papers if kind.id in SHELVES else papers["records"]
            shelf[SHELVES.get(kind.id, kind.id)] = tuple(documents)
        else:
            papers[kind.id] = documents[-1] if documents else None
    for kind in (KINDS[id_] for id_ in papers["records"] if KINDS[id_].amends):
        amended, standing = KINDS[str(kind.amends)], papers.get(str(kind.amends))
        day = getattr(standing, str(amended.dated_by), None)
        dated = [(getattr(paper, str(kind.dated_by)), paper) for paper in papers["records"][kind.id]]
        papers[amended.id] = as_amended(amended.cls, standing, day, dated)
    return papers


def _document(kind: Kind, cells: Cells) -> Any:
    answers = {}
    cells = dict(cells)
    values: dict[str, Any] = {"proof": _proof(cells)}
    columns = {column.label: column for column in kind.columns}
    for label, text in cells.items():
        if not text:
            continue
        column = columns[label]
        if column.value_type is ValueType.ANSWER:
            number = int(label.removeprefix("問"))
            is_text = number in free_text_items() and text != Answer.STRUCK.label
            answers[number] = text if is_text else Answer.from_label(text)
        else:
            values[column.name] = _value(text, column.value_type, column.choices)
    return kind.cls(**values, **({"answers": answers} if answers else {}))


def _proof(cells: Cells) -> Proof:
    """How a paper came in, when, and what persons did about it: 「操作=承認 所属長 R6.4.8」."""
    proof, recorded = PROOFS[cells.pop("原本", "あり")], cells.pop("記録日", "")
    acts = tuple(_act(text) for text in cells.pop("操作", "").split("、") if text)
    return replace(proof, recorded_on=parse_date(recorded) if recorded else None, acts=acts)


def _act(text: str) -> DoneAct:
    what, post, day, *then = text.split()
    kinds = {"承認": ActKind.APPROVAL, "代わる対応の承認": ActKind.ACCEPTANCE}
    kinds |= {"再確認": ActKind.SECOND_CHECK, "原本の確認": ActKind.ORIGINAL}
    covers, withdrawn = "後に変更" not in then, "取消" in then
    return DoneAct(kinds[what], Role.from_label(post).value, parse_date(day), covers, withdrawn)


def _row(cls: Any, cells: Cells) -> dict[str, Any]:
    labels = {f.metadata["label"]: f for f in fields(cls)}
    return {
        labels[label].name: _value(text, labels[label].metadata["type"], None) for label, text in cells.items() if text
    }


def _value(text: str, type_: ValueType, choices: Any) -> Any:
    """A cell as a fact."""
    if type_ is ValueType.CHOICES:
        return tuple(choices.from_label(part) for part in text.split("、"))
    if choices:
        return choices.from_label(text)
    if type_ in PERSONAL:
        return _reference(text)
    if text in YES | NO and type_ in (ValueType.YES_NO, ValueType.PRESENT, ValueType.FIT, ValueType.PASSED):
        return text in YES
    readers: dict[ValueType, Any] = {
        ValueType.DATE: parse_date,
        ValueType.EDITION: lambda t: OLD_EDITION if t == "旧" else parse_date(t),
        ValueType.COUNT: lambda t: int(t.replace(",", "")),
        ValueType.ARTICLES: lambda t: tuple(int(n) for n in t.split(",")),
        ValueType.FISCAL_YEARS: lambda t: tuple(parse_fiscal_year(y) for y in t.split(",")),
    }
    return readers.get(type_, str)(text)


def _reference(text: str) -> Reference:
    """A person or contact as guards see it: judged as at its recording, then only referred to."""
    readings = rule_book().readings
    side = readings.visitor_in(text)
    return Reference(text, [*([] if readings.is_content(text) else [PLACEHOLDER]), *([side.value] if side else [])])


def _override(cells: Cells) -> Override:
    subject = cells.get("対象", "")
    return Override(
        id="E-1",
        subject=f"R6-0001/{subject.removeprefix('再委託')}" if subject else "R6-0001",
        codes=tuple(cells["規則"].split(",")),
        category=OverrideCategory.INCURABLE,
        approved_on=parse_date(cells["承認日"]),
        expires_on=parse_date(cells["期限"]),
        revoked_on=parse_date(cells["取消日"]) if cells.get("取消日") else None,
    )
