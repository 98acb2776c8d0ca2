"""Map files: how an office's own sheets are read, as a TOML file that people look through, change and hand in again."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.errors import InputRejectedError, RequestFault, RuleDataError
from config.toml_files import read_toml
from lifecycle.fields.words import plain
from lifecycle.ledger.columns import CONTRACT_NO
from lifecycle.ledger.ditto import HIDDEN
from lifecycle.ledger.layout import (
    NUMBER_PREFIX,
    READ_NOT,
    SPECIAL,
    AskedColumn,
    ImportPlan,
    LedgerMap,
    MappedTable,
    PlannedTable,
    column_named,
)
from lifecycle.ledger.own_cells import ERAS

_PARTS = ("columns", "constants", "eras")
_KNOWN = {"sheet", "header", "read", *_PARTS}
_HEAD = """\
# 「{file}」の読み方の案。確かめて直し、このファイルを割当てとして取り込む。
# [table.columns] は 見出し = 台帳の列。読まない列は "{none}"。[table.constants] は全ての行に当てる値、
# [table.eras] は年号のない年の年号({eras})。read = false の表は読まない。
# 台帳の列の名は「シート/列」。2段の見出しは上下を「/」でつなぐ。▲ の行は、確かめなければならない。
"""


def map_text(plan: ImportPlan) -> str:
    """The plan of a file as a map: what is proposed, and as comments what was found and has to be made sure of."""
    head = _HEAD.format(file=plan.file, none=READ_NOT, eras="・".join(ERAS))
    return "\n".join([head, *(line for table in plan.tables for line in _table_lines(table, plan))])


def _table_lines(table: PlannedTable, plan: ImportPlan) -> Iterator[str]:
    asked = [one for one in plan.asked if one.sheet == table.sheet]
    whole = [one for one in asked if one.topic == "table"]
    yield "[[table]]"
    yield from (f"# ▲ {one.question}" for one in whole)
    yield f"sheet = {_text(table.sheet)}"
    yield f"header = {list(table.header)}"
    yield f"read = {'false' if any(one.proposed == READ_NOT for one in whole) else 'true'}"
    yield "\n[table.columns]"
    for column in table.columns:
        yield from _questions(asked, "column", column.heading)
        yield f"{_text(column.heading)} = {_text(column.reads or READ_NOT)}  # {column.letter}列"
    yield "\n[table.constants]"
    for name, text in _with_asked(asked, "constant", dict(table.constants)).items():
        yield from _questions(asked, "constant", name)
        yield f"{_text(name)} = {_text(text)}"
    yield "\n[table.eras]"
    for name, text in dict(table.eras).items():
        yield from _questions(asked, "era", name)
        yield f"{_text(name)} = {_text(text)}"
    yield ""
    for row in table.preview:
        yield f"# {row.row}行目: {'、'.join(f'{name} {text}' for name, text in row.values)}".replace("\n", " ")
        yield from (f"#   ▲ {fault}".replace("\n", " ") for fault in row.faults)
    yield ""


def _with_asked(asked: list[AskedColumn], topic: str, known: dict[str, str]) -> dict[str, str]:
    return {one.name: "" for one in asked if one.topic == topic} | known


def _questions(asked: list[AskedColumn], topic: str, name: str) -> Iterator[str]:
    for one in asked:
        if one.topic == topic and one.name == name:
            found_there = f"({one.shown})" if one.shown and one.shown != HIDDEN else ""
            yield f"# ▲ {one.question}{found_there}".replace("\n", " ")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_map(path: Path) -> LedgerMap:
    """The map in a file. Raises InputRejectedError with every fault."""
    try:
        data = read_toml(path, path.name)
    except RuleDataError as error:
        raise InputRejectedError("\n".join(str(fault) for fault in error.faults)) from None
    faults: list[str] = [f"{name}: 知らない項目です([[table]] の下に書きます)" for name in data if name != "table"]
    tables = data.get("table")
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        faults.append("table: [[table]] が一つ以上必要です。書き出された案の形に合わせてください")
        tables = []
    read = [table for number, one in enumerate(tables, 1) if (table := _table_of(one, number, faults))]
    if not faults and not read:
        faults.append("table: 読む表がありません。一つは read = true にしてください")
    if faults:
        told = f"割当て「{path.name}」に誤りが{len(faults)}件あります。何も記録していません。"
        raise InputRejectedError(told, *(RequestFault("map_file", fault) for fault in faults))
    return LedgerMap(tuple(read))


def _table_of(table: Mapping[str, Any], number: int, faults: list[str]) -> MappedTable | None:
    """One table of the file; None where it is not to be read. Every fault is noted."""
    sheet, header = table.get("sheet"), table.get("header")
    where = f"table {number}({sheet})" if isinstance(sheet, str) else f"table {number}"
    faults += [f"{where}.{name}: 知らない項目です" for name in table.keys() - _KNOWN]
    if not isinstance(sheet, str) or not sheet:
        faults.append(f"{where}.sheet: シートの名を書いてください")
    rows = header if isinstance(header, list) and all(type(one) is int and one > 0 for one in header) else []
    if not 1 <= len(rows) <= 2 or (len(rows) == 2 and rows[1] != rows[0] + 1):
        faults.append(f"{where}.header: 見出しの行を [4] か [4, 5] のように書いてください(Excelの行、1行か続く2行)")
    if not isinstance(table.get("read", True), bool):
        faults.append(f"{where}.read: true か false を書いてください")
    parts = {name: _texts(table.get(name, {}), f"{where}.{name}", faults) for name in _PARTS}
    faults += _of_parts(where, parts)
    if table.get("read", True) is False:
        return None
    return MappedTable(str(sheet), tuple(rows), *(parts[name] for name in _PARTS))


def _texts(table: Any, where: str, faults: list[str]) -> dict[str, str]:
    if not isinstance(table, dict):
        faults.append(f"{where}: [{where.rpartition('.')[2]}] の表として書いてください")
        return {}
    others = [name for name, one in table.items() if type(one) is not str]
    faults += [f"{where}.{name}: 文字を引用符で囲んで書いてください" for name in others]
    return {name: one for name, one in table.items() if type(one) is str}


def _of_parts(where: str, parts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Every column, constant and era that is none, and every column of the ledger that two headings would feed."""
    known = "「契約/締結日」のように シート/列 で書いてください(読まない列は - )"
    seen: dict[str, str] = {}
    for heading, reads in parts["columns"].items():
        if reads == READ_NOT:
            continue
        if reads not in SPECIAL and column_named(reads) is None:
            yield f"{where}.columns.{heading}: 「{reads}」は台帳にない列です。{known}"
        elif plain(reads) in seen:
            told = f"「{reads}」は「{seen[plain(reads)]}」からも読みます。どちらかを - にしてください"
            yield f"{where}.columns.{heading}: {told}"
        seen.setdefault(plain(reads), heading)
    for name, text in parts["constants"].items():
        named = column_named(name)
        if name != NUMBER_PREFIX and (named is None or named[1] is CONTRACT_NO):
            yield f"{where}.constants.{name}: 全ての行に当てられる列ではありません"
        elif not text.strip():
            yield f"{where}.constants.{name}: 値を書いてください"
        elif name in parts["columns"].values():
            yield f"{where}.constants.{name}: 見出しからも読みます。どちらかを消してください"
    for heading, era in parts["eras"].items():
        if era not in ERAS:
            yield f"{where}.eras.{heading}: {'・'.join(ERAS)} のどれかを書いてください「{era}」"
