"""The command line as tests use it: run in this process on a home of its own, and ledgers typed by hand."""

import io
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from lifecycle.cli.main import run

AUDIT_DAY = "2024-11-26T09:00:00+09:00"
OFFICER, HEAD, OVERSIGHT = "担当者13", "所属長13", "財産活用課"
"""Who answers for the sample's R6-0012, and an office that decides on exceptions."""

INCURABLE = "R6-0043"
"""A contract of the sample whose subcontract 1 began without approval; its officer is 担当者04."""

REASON = "承認前に業務が始まっていたため事前の承認ができない。てん末書を添え、今後は申請を先に行う。"
REQUEST = (
    "override", "request", INCURABLE, "--rule", "S4-03", "--subcontract", "1", "--category", "incurable",
    "--reason", REASON, "--document-no", "6医療第123号",
)  # fmt: skip
"""An exception for it, as its officer asks for one."""

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs `lifecycle` on a home, in this process. The environment is the caller's to set."""

    home: Path

    def __call__(self, *words: str, actor: str = "") -> Said:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        code = 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                run([*words, *(["--actor", actor] if actor else [])])
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Said(code, _written(out), _written(err))

    def events(self) -> int:
        """How many events the journal holds."""
        with sqlite3.connect(self.home / "lifecycle.db") as connection:
            return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])

    def clean(self) -> bool:
        """Whether `verify` finds nothing wrong."""
        return self("verify", "--json").json["faults"] == []


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.detach()
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


def write_ledger(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook of sheets, each a list of rows by header."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            headers = list(dict.fromkeys(header for row in rows for header in row))
            sheet.write_row(0, 0, headers)
            for y, row in enumerate(rows, start=1):
                for header, value in row.items():
                    x = headers.index(header)
                    if isinstance(value, date):
                        sheet.write_datetime(y, x, value, day)
                    elif value != "":
                        sheet.write(y, x, value)
    return path


OFFICES: Rows = [
    {"所属": "税務課", "部局": "総務部", "担当者": "税務 花子", "担当者メール": "hanako@pref.example.jp",
     "所属長": "税務 太郎", "所属長メール": "taro@pref.example.jp"},
    {"所属": "広報課", "部局": "総務部", "担当者": "広報 次郎", "担当者メール": "jiro@pref.example.jp",
     "所属長": "広報 三郎", "所属長メール": "saburo@pref.example.jp"},
]  # fmt: skip


def contract_row(id_: str = "R6-1", **cells: Any) -> dict[str, Any]:
    """A row of 契約: concluded on 2024-04-01 by 税務課, not yet moved."""
    row: dict[str, Any] = {
        "契約番号": id_,
        "所属": "税務課",
        "業務名": "封入業務",
        "委託先": "甲社",
        "年度": "R6",
        "締結日": date(2024, 4, 1),
        "履行開始日": date(2024, 4, 1),
        "履行期限": date(2025, 3, 31),
        "取扱件数": 10,
        "状態": "締結",
    }
    return row | cells


def small_ledger(**sheets: Rows) -> dict[str, Rows]:
    """Two offices and one contract, and whatever else a test wants."""
    return {"所属": OFFICES, "契約": [contract_row()], **sheets}


def attach(lifecycle: CommandLine, kind: str, *fields: str) -> dict[str, Any]:
    """Record a document of R6-0012 with a file."""
    paper = lifecycle.home.parent / f"{kind}.txt"
    paper.write_text(f"{kind} の原本", encoding="utf-8")
    sets = [word for field in fields for word in ("--set", field)]
    said = lifecycle("attach", "R6-0012", kind, *sets, "--file", str(paper), "--json", actor=OFFICER)
    assert said.code == 0, said.out
    return dict(said.json)


def cure(lifecycle: CommandLine) -> None:
    """What R6-0012 lacks before the inspection."""
    attach(lifecycle, "contract_review", "reviewed_on=R6.11.25", "template_edition=R6.3.1", "reviewed_by=担当者13")
    attach(lifecycle, "onsite_inspection", "inspected_on=R6.11.25", "place=事務所", "inspected_by=担当者13", "fit=適")
    attach(lifecycle, "inspection_plan", "prepared_on=R6.11.20", "items=件数突合")
