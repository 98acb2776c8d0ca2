"""`import plan`, and what is asked at a terminal before an office's own sheet is read."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import CancelledError
from lifecycle.cli.books import Force
from lifecycle.cli.output import DEFAULTS, Common, show_json, talk
from lifecycle.cli.prompt import is_interactive, line_typed

if TYPE_CHECKING:
    from lifecycle.ledger.layout import AskedColumn, ImportPlan, LedgerMap, MappedTable, PlannedTable

_YES = ("はい", "y", "yes")
_BY = {
    "name": "",
    "synonym": "",
    "weak": "",
    "alike": "(似た名)",
    "content": "(値から)",
    "remembered": "(前回のとおり)",
}


def plan(
    file: Path,
    *,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"), help="読み方の案を書き出す(.toml)")] = None,
    force: Force = False,
    common: Common = DEFAULTS,
) -> None:
    """所属が作った一覧を、どの列を何と読むか示す。何も記録しない。

    -o で書き出した案を直し、lifecycle import ファイル --map 案 で取り込む。
    """
    from config.errors import InputRejectedError
    from lifecycle.app import open_app
    from lifecycle.ledger.map_file import map_text
    from lifecycle.ledger.workbook import WorkbookUnreadable
    from lifecycle.papers.books.new_file import check_target, write_new
    from lifecycle.usecases import planning

    if output:
        check_target(output, force=force, suffix=".toml")
    try:
        made = planning.plan(open_app(actor=common.actor), file)
    except WorkbookUnreadable as error:
        raise InputRejectedError(str(error)) from None
    if output and made.tables:
        write_new(output, map_text(made).encode(), force=force, suffix=".toml")
    if common.json:
        show_json({**asdict(made), "output": output.name if output and made.tables else None})
        return
    _show(made)
    if made.standard:
        print("台帳のひな形のとおりに読めます。割当ては要りません。")
    elif output:
        print(f"読み方の案を書き出しました: {output.name}")
        print(f"次にすること: 確かめて直し、lifecycle import {file.name} --map {output.name} --dry-run")


def mapping_for(made: "ImportPlan") -> "LedgerMap | None":
    """How the tables are read: as the person at the terminal settles it; None where nobody is there to be asked.

    Raises CancelledError.
    """
    from lifecycle.ledger.layout import LedgerMap

    if not made.asked or not is_interactive():
        return None
    _show(made, talk)
    tables = [settled for table in made.tables if (settled := _settled(made, table))]
    if not tables or line_typed("この読み方で取り込みますか(はい/いいえ): ").lower() not in _YES:
        raise CancelledError("取り込みませんでした。読み方は lifecycle import plan ファイル -o map.toml でも直せます。")
    return LedgerMap(tuple(tables))


def _settled(made: "ImportPlan", table: "PlannedTable") -> "MappedTable | None":
    """One table with the answers to everything that is asked of it; None where it is not to be read."""
    from lifecycle.ledger.layout import READ_NOT

    asked = [one for one in made.asked if one.sheet == table.sheet]
    answers: dict[str, dict[str, str]] = {"column": {}, "constant": {}, "era": {}}
    for one in asked:
        if one.topic == "table":
            if one.proposed == READ_NOT and line_typed(f"{one.question} [いいえ]: ").lower() not in _YES:
                return None
            continue
        answers[one.topic][one.name] = _answer(one, table)
    mapped = table.mapped
    columns = _with_lacking({**mapped.columns, **answers["column"]}, table)
    constants, eras = {**mapped.constants, **answers["constant"]}, {**mapped.eras, **answers["era"]}
    return replace(mapped, columns=columns, constants=constants, eras=eras)


def _answer(asked: "AskedColumn", table: "PlannedTable") -> str:
    """The answer to one question; Enter takes what is proposed."""
    from lifecycle.ledger.layout import READ_NOT, SPECIAL, column_named

    shown = f"({asked.shown})" if asked.shown else ""
    choices = f" {' / '.join(asked.choices)}" if asked.choices else ""
    default = f" [{'読まない(-)' if asked.proposed == READ_NOT else asked.proposed}]" if asked.proposed else ""
    while True:
        typed = line_typed(f"「{table.sheet}」{asked.name}{shown}: {asked.question}{choices}{default}: ")
        answer = typed or asked.proposed
        if asked.topic == "column" and answer in _YES:
            answer = asked.proposed
        if asked.topic == "column" and answer not in (READ_NOT, *SPECIAL) and column_named(answer) is None:
            talk("    「契約/締結日」のように シート/列 で答えてください(読まない列は - )。")
        elif asked.topic == "era" and answer not in asked.choices:
            talk(f"    {'・'.join(asked.choices)} のどれかで答えてください。")
        elif answer:
            return answer


def _with_lacking(columns: Mapping[str, str], table: "PlannedTable") -> Mapping[str, str]:
    """The columns with those that every contract must have and that no heading was read as: asked by letter."""
    from lifecycle.ledger.layout import lacking_columns

    columns = dict(columns)
    for name in lacking_columns(table, columns.values()):
        letters = {column.letter: column.heading for column in table.columns}
        while True:
            typed = line_typed(
                f"「{table.sheet}」「{name}」はどの列ですか(列の記号、例 {next(iter(letters))}): "
            ).upper()
            if typed in letters:
                columns[letters[typed]] = name
                break
    return columns


def _show(made: "ImportPlan", tell: Callable[[str], None] = print) -> None:
    """Show the tables, what each heading is read as, and three rows as they would be read."""
    for remark in made.remarks:
        tell(remark)
    for table in made.tables:
        rows = "・".join(map(str, table.header))
        hidden = " / 表示されていないシート" if table.hidden else ""
        tell(f"シート「{table.sheet}」 見出し {rows}行目 / {table.rows}行{hidden}")
        for column in table.columns:
            reads = f"{column.reads}{_BY.get(column.by, '')}" if column.reads else "読まない"
            tell(f"  {column.letter}列 {column.heading} → {reads}")
        for name, text in (*table.constants, *table.eras):
            tell(f"  全ての行: {name} = {text}")
        for row in table.preview:
            values = "、".join(f"{name.rpartition('/')[2]} {text}" for name, text in row.values)
            tell(f"  {row.row}行目: {values}")
            for fault in row.faults:
                tell(f"    ▲ {fault}")
    if made.passed_over:
        tell(f"読まないシート: {'、'.join(made.passed_over)}")
    for one in made.asked:
        tell(f"  ▲ 「{one.sheet}」{one.name}: {one.question}{f'({one.shown})' if one.shown else ''}")
