"""The empty ledger: it reads as nothing, explains every column, and offers what may be chosen."""

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from installation import ADMIN, Installation
from workbooks import coloured, formulas_in, sheets_of, validations

from config.loader import load_rule_book, rule_book, use
from lifecycle.fields.choices import choices_of
from lifecycle.fields.values import parse_value
from lifecycle.ledger.columns import CONTRACT_NO, INTRODUCTION, SHEETS, STAGE, SUBCONTRACT_NO, LedgerColumn, Sheet
from lifecycle.ledger.parse import parse_ledger
from lifecycle.papers.ledger_out.guide import guide
from lifecycle.papers.ledger_out.template import EXAMPLES, template_bytes
from lifecycle.usecases.importing import import_ledger

YELLOW = "FFE699"
CITY = Path(__file__).parents[2] / "packs" / "shiomi"
EVERY = [(sheet, column) for sheet in SHEETS for column in sheet.columns]


def _id(value: Sheet | LedgerColumn) -> str:
    return value.name if isinstance(value, Sheet) else value.label


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template, written once."""
    path = tmp_path_factory.mktemp("template") / "ひな形.xlsx"
    path.write_bytes(template_bytes(rule_book(), datetime(2024, 4, 1, tzinfo=UTC), full=True))
    return path


def test_the_template_reads_as_an_empty_ledger_without_faults(template: Path, installation: Installation) -> None:
    """It must not disturb whoever imports it half filled, and must not look synthetic."""
    parsed = parse_ledger(template)
    assert (parsed.rows, parsed.faults, parsed.ignored, parsed.fictional) == ((), (), (EXAMPLES,), False)
    before = installation.count("journal")
    done = import_ledger(installation.app(ADMIN), template)
    assert (done.contracts, done.created, installation.count("journal")) == (0, 0, before)


def test_what_is_given_out_first_has_the_two_sheets_that_suffice(tmp_path: Path, installation: Installation) -> None:
    """契約 and 再委託: ten linked sheets are nobody's habit; a row typed into it is a contract."""
    small = tmp_path / "small.xlsx"
    small.write_bytes(template_bytes(rule_book(), datetime(2024, 4, 1, tzinfo=UTC)))
    assert list(sheets_of(small)) == [INTRODUCTION, "契約", "再委託", EXAMPLES]
    said = "".join(str(cell) for row in sheets_of(small)[INTRODUCTION] for cell in row)
    assert "義務として示されます" in said
    assert "実施日か理由の記録日" not in said
    parsed = parse_ledger(small)
    assert (parsed.rows, parsed.faults, parsed.ignored) == ((), (), (EXAMPLES,))
    assert import_ledger(installation.app(ADMIN), small).contracts == 0


def test_the_introduction_says_how_and_nothing_fictional(template: Path) -> None:
    """はじめに with 架空 would mark the office's own ledger as synthetic."""
    said = "".join(str(cell) for row in sheets_of(template)[INTRODUCTION] for cell in row)
    assert "lifecycle import" in said
    assert "架空" not in said


@pytest.mark.many_alike(one_in=4)
@pytest.mark.parametrize(("sheet", "column"), EVERY, ids=_id)
def test_every_column_is_explained_and_its_example_can_be_read(sheet: Sheet, column: LedgerColumn) -> None:
    """An example that import refuses would teach the fault."""
    advice = guide(rule_book())[sheet.name, column.label]
    assert advice.meaning
    if column not in (CONTRACT_NO, SUBCONTRACT_NO, STAGE):
        parse_value(column.column, advice.example)
    assert advice.example in choices_of(column.column) or not choices_of(column.column)


def test_the_guide_names_the_rules_that_ask_for_a_column() -> None:
    """`required_fields` of the rule data, by the record its command fills."""
    advice = guide(rule_book())
    codes = {place: [code for code, _ in found.rules] for place, found in advice.items()}
    assert codes["契約書確認", "実地調査・報告条項"] == ["S1-01"]
    assert codes["実地調査", "実施日"][0] == "S3-01"
    assert "S3-01" in codes["契約", "特定個人情報"]
    assert codes["再委託", "特定個人情報"] == []
    assert {"S2-04", "S4-06"} <= set(codes["チェックリスト", "問14"])
    assert "S2-12" in codes["連絡体制", "確認日"]
    assert {code for found in codes.values() for code in found} == {
        code
        for code, rule in rule_book().rules.items()
        if rule.required_fields and rule.subject != "office" and "lifecycle incident" not in (rule.command or "")
    }


def test_every_choice_has_a_drop_down_and_every_column_one_validation_only(template: Path) -> None:
    """Two validations over one cell make Excel call the file damaged."""
    for sheet in SHEETS:
        found = list(validations(template, sheet.name).values())
        assert len(found) == len(sheet.columns)
        for rule, column in zip(found, sheet.columns, strict=True):
            words = choices_of(column.column)
            assert column.label.startswith(rule.get("promptTitle", "?"))
            assert 0 < len(rule.get("prompt", "")) <= 255
            if words:
                assert rule.get("type") == "list"
                assert "".join(rule.itertext()) == f'"{",".join(words)}"'


def test_the_drop_downs_of_a_place_are_in_its_own_words(tmp_path: Path, template: Path) -> None:
    """Also where the process wrote the template of another place before: a server, or a command that opens a home."""
    use(load_rule_book(CITY))
    theirs = tmp_path / "市.xlsx"
    theirs.write_bytes(template_bytes(rule_book(), datetime(2024, 4, 1, tzinfo=UTC), full=True))
    lists = {
        name: "".join(
            "".join(rule.itertext()) for sheet in sheets_of(path) for rule in validations(path, sheet).values()
        )
        for name, path in (("県", template), ("市", theirs))
    }
    assert {name: ("県職員" in text, "市職員" in text) for name, text in lists.items()} == {
        "県": (True, False),
        "市": (False, True),
    }


def test_required_columns_are_coloured_and_no_others(template: Path) -> None:
    """What a row can't do without."""
    assert coloured(template, YELLOW) == {
        (sheet.name, 1, at)
        for sheet in SHEETS
        for at, column in enumerate(sheet.columns)
        if column.label in (*sheet.required, *sheet.one_of)
    }


def test_examples_stand_on_a_sheet_of_their_own_and_every_heading_has_a_note(template: Path) -> None:
    """The example row is seen, never imported."""
    rows = sheets_of(template)[EXAMPLES]
    assert [row[0] for row in rows if str(row[0]).startswith("【")] == [f"【{sheet.name}】" for sheet in SHEETS]
    assert formulas_in(template) == 0
    with ZipFile(template) as container:
        notes = [container.read(name).decode() for name in container.namelist() if "comments" in name]
    assert sum(text.count("<comment ") for text in notes) == len(EVERY)
