"""Ledgers of many shapes: for each what is read, what is asked, what is refused; nothing is silently misread."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from installation import OFFICER, Installation
from libreoffice import LibreOffice
from shaped_ledgers import ASKED, FIELDS, NO_LEDGER, PRODUCT, READ, REFUSED, TRUTH, Shape, headed, write_book

from lifecycle.app import App
from lifecycle.ledger.layout import READ_NOT, ImportPlan, LedgerMap, MappedTable
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.importing import LedgerRejected, import_ledger
from lifecycle.usecases.planning import plan

NOW = "2025-06-02"


def opened(home: Installation) -> App:
    """The installation as the officer opens it."""
    return home.app(OFFICER, NOW)


def file_of(shape: Shape, folder: Path, request: pytest.FixtureRequest) -> Path:
    """The file of a shape; one of an older Excel is saved by LibreOffice."""
    if not shape.converted:
        return shape.made(folder)
    libreoffice: LibreOffice = request.getfixturevalue("libreoffice")
    source = replace(shape, file=f"{Path(shape.file).stem}.xlsx").made(folder)
    libreoffice.converted(source, "xls", folder)
    return folder / shape.file


def settled(made: ImportPlan, answers: Mapping[tuple[str, str], str]) -> LedgerMap:
    """What is proposed, with the answers of somebody who knows the list."""
    of_topic = {topic: {n: text for (t, n), text in answers.items() if t == topic} for topic, _ in answers}

    def answered(table: MappedTable) -> MappedTable:
        more = {"columns": "column", "constants": "constant", "eras": "era"}
        given = {name: {**getattr(table, name), **of_topic.get(topic, {})} for name, topic in more.items()}
        return replace(table, **given)

    left = {one.sheet for one in made.asked if one.topic == "table" and one.proposed == READ_NOT}
    return LedgerMap(tuple(answered(table) for table in made.mapping.tables if table.sheet not in left))


def on_record(home: Installation) -> dict[str, Mapping[str, Any]]:
    """Every contract on record, with its facts."""
    app = opened(home)
    with app.reading() as connection:
        ids = [row.id for row in home.rows("SELECT id FROM contract ORDER BY id")]
        sheets = {id_: find_contract(connection, id_, AsOf(app.today())).sheet for id_ in ids}
    names = next(iter(TRUTH.values()))
    return {id_: {name: getattr(sheet, name) for name in names} for id_, sheet in sheets.items()}


def truth(lacks: frozenset[str] = frozenset()) -> dict[str, Mapping[str, Any]]:
    """What the register must hold; nothing where the list is silent."""
    return {id_: {n: None if n in lacks else v for n, v in facts.items()} for id_, facts in TRUTH.items()}


def imports(home: Installation, path: Path, answers: Mapping[tuple[str, str], str]) -> None:
    """Import a file as it is proposed and answered."""
    made = plan(opened(home), path)
    import_ledger(opened(home), path, mapping=None if made.standard else settled(made, answers))


def id_of(shape: Shape) -> str:
    """A shape's name, for the report."""
    return shape.name


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("shape", READ, ids=id_of)
def test_what_an_office_keeps_is_read_as_it_is_meant(
    installation: Installation, shape: Shape, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every contract with every fact, and no contract more: no total, no note, no year before."""
    path = file_of(shape, tmp_path, request)
    assert plan(opened(installation), path).standard is shape.standard
    imports(installation, path, shape.answers)
    assert on_record(installation) == truth(shape.lacks)


@pytest.mark.parametrize("shape", ASKED, ids=id_of)
def test_what_a_list_says_only_half_is_asked(installation: Installation, shape: Shape, tmp_path: Path) -> None:
    """It is named in the plan; without an answer it is never taken otherwise than it is meant."""
    path = shape.made(tmp_path)
    made = plan(opened(installation), path)
    assert {(one.topic, one.name) for one in made.asked} >= set(shape.answers)
    assert all(one.question for one in made.asked)
    imports(installation, path, shape.answers)
    assert on_record(installation) == truth()


@pytest.mark.parametrize("shape", REFUSED, ids=id_of)
def test_a_cell_that_cant_be_taken_is_named_and_nothing_is_stored(
    installation: Installation, shape: Shape, tmp_path: Path
) -> None:
    """By the row that Excel shows, wherever the table begins; what was found, and what to do."""
    path = shape.made(tmp_path)
    with pytest.raises(LedgerRejected) as refused:
        imports(installation, path, {})
    faults = refused.value.result.errors
    for row, word in shape.refused:
        assert [f for f in faults if f.row == row and (word in f.found or word in f.expected)], faults
    assert all(fault.expected for fault in faults)
    assert on_record(installation) == {}


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize(
    "shape", [shape for shape in (*READ, *ASKED) if not (shape.standard or shape.converted)], ids=id_of
)
def test_without_an_answer_nothing_is_misread(installation: Installation, shape: Shape, tmp_path: Path) -> None:
    """An own list that is imported as it lies there is refused, or read as it is meant: nothing between."""
    stored = True
    try:
        import_ledger(opened(installation), shape.made(tmp_path))
    except LedgerRejected as refused:
        stored = not refused.result.errors
    assert on_record(installation) == (truth(shape.lacks) if stored else {})


def test_a_workbook_without_a_list_says_what_would_suffice(installation: Installation, tmp_path: Path) -> None:
    """The template is named, and its two sheets."""
    path = tmp_path / "送付.xlsx"
    write_book(path, NO_LEDGER)
    with pytest.raises(LedgerRejected) as refused:
        import_ledger(opened(installation), path)
    told = str(refused.value)
    assert "template" in told
    assert "契約" in told
    assert on_record(installation) == {}


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.permutations(FIELDS),
    above=st.integers(0, 14),
    margin=st.integers(0, 3),
    between=st.integers(0, 2),
)
def test_wherever_the_list_stands_and_however_its_columns_lie(
    installation: Installation, tmp_path: Path, order: list[str], above: int, margin: int, between: int
) -> None:
    """Any order of columns, any margin, any lines above and between: the plan has the same columns and rows."""
    picked = [FIELDS.index(name) for name in order]
    table = [[None] * margin + [row[at] for at in picked] for row in headed()]
    noted = [[f"{n + 1} 記入の注意"] for n in range(above)]
    rows = [*noted, table[0], *(line for row in table[1:] for line in [*([[]] * between), row])]
    folder = tmp_path / "a"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    write_book(folder / "一覧.xlsx", {"一覧": rows})
    (found_table,) = plan(opened(installation), folder / "一覧.xlsx").tables
    read = {column.at: column.reads.partition("/")[2] for column in found_table.columns if column.reads}
    assert read == {margin + at: PRODUCT[name] for at, name in enumerate(order)}
    assert found_table.header[-1] == above + 1
    assert found_table.rows == len(TRUTH)


def test_counts_that_cant_be_read_are_proposed_to_be_read_and_named(installation: Installation, tmp_path: Path) -> None:
    """約３２０人, 1千件: answering as proposed loses no count; each cell is a fault of its own, nothing is stored."""
    rows = headed(count=lambda n: {5000: "5千件", 320: "約３２０人", 12: "12人ほど"}[n])
    write_book(tmp_path / "一覧.xlsx", {"一覧": rows})
    made = plan(opened(installation), tmp_path / "一覧.xlsx")
    (asked,) = [one for one in made.asked if one.topic == "column"]
    assert asked.proposed == "契約/取扱件数"
    with pytest.raises(LedgerRejected) as refusal:
        import_ledger(opened(installation), tmp_path / "一覧.xlsx", mapping=settled(made, {}))
    assert [fault.found for fault in refusal.value.result.errors] == ["5千件", "約３２０人", "12人ほど"]
