"""The forms that go out for a contract: each kind's own, right for the one contract, with nothing that is not asked."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from contractor import everything_in
from installation import DOCUMENTS, FOR_PERFORMING, ID, OTHER_OFFICER, Installation, a_contract, a_subcontract, hand_in
from workbooks import formulas_in, sheets_of

from config.errors import NotFoundError, RoleError, RuleDataError, UsageError
from config.loader import RULE_DATA, load_rule_book, rule_book
from lifecycle.ledger.form_code import KEYS, FormCode, form_code_in, key_label
from lifecycle.papers.letters.forms_out import OfferedForm, forms_of, made_form
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.evidence import attach
from states.columns import columns_of
from states.evidence import KINDS
from states.paper_forms import refuse_unknown_fields

TODAY = AsOf(date(2024, 6, 3))
FORMS = sorted(rule_book().paper_forms)


@pytest.fixture
def contracted(installation: Installation) -> Installation:
    """A contract with a subcontract."""
    a_contract(installation.app())
    a_subcontract(installation.app(), subcontractor="乙社", handles_pi=True)
    return installation


def offered(installation: Installation) -> Mapping[tuple[str, str], OfferedForm]:
    """The forms of the contract by kind and subcontract."""
    return {(form.kind, form.subcontract): form for form in forms_of(installation.app(), ID, TODAY)}


def written(installation: Installation, folder: Path, kind: str, subcontract: str = "") -> list[list[Any]]:
    """The cells of a form's first sheet."""
    path = folder / "様式.xlsx"
    path.write_bytes(made_form(installation.app(), ID, kind, TODAY, subcontract).data)
    return next(iter(sheets_of(path).values()))


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_says_whose_it_is_and_names_each_value(contracted: Installation, tmp_path: Path, kind: str) -> None:
    """Of the contract and of its subcontract: one code, and beside each blank the field of the record that it is."""
    places = [no for of, no in offered(contracted) if of == kind]
    assert places
    for no in places:
        rows = written(contracted, tmp_path, kind, no)
        codes = [code for row in rows for cell in row if isinstance(cell, str) and (code := form_code_in(cell))]
        assert codes == [FormCode(kind, ID, no)]
        assert rows[1][0].startswith("【試用】")
        assert ["契約番号", ID] in [[row[0], row[2]] for row in rows]
        assert ("乙社" in [row[2] for row in rows]) is bool(no)
        (head,) = [at for at, row in enumerate(rows) if row[4] == KEYS]
        named = [row for row in rows[head + 1 :] if row[4]]
        asked = {c.name: c.label for c in columns_of(kind)}
        assert [key_label(row[4]) for row in named] == [
            (asked[field.name], field.ours) for field in rule_book().paper_forms[kind].fields
        ]
        assert [row[3] for row in named] == [""] * len(named)
        assert formulas_in(tmp_path / "様式.xlsx") == 0


@pytest.mark.parametrize("kind", ["reason_kinds", "fit", "extent"])
def test_what_may_be_chosen_is_chosen_from_a_list(contracted: Installation, tmp_path: Path, kind: str) -> None:
    """A word that can't be read back is not typed in the first place; where several may stand, Excel only warns."""
    forms = {"reason_kinds": "onsite_waiver", "fit": "onsite_inspection", "extent": "return_disposal"}
    written(contracted, tmp_path, forms[kind])
    xml = everything_in(tmp_path / "様式.xlsx")
    words = {"reason_kinds": "入室制限", "fit": "適,不適", "extent": "全部"}
    assert words[kind] in xml
    assert ('errorStyle="warning"' in xml) is (kind == "reason_kinds")


def test_what_a_duty_asks_for_comes_first_with_its_rule(contracted: Installation) -> None:
    """The subcontractor's checklist (S4-06) is asked for from the subcontractor's form, not the contractor's own."""
    listed = forms_of(contracted.app(), ID, TODAY)
    asked = [form for form in listed if form.codes]
    assert listed[: len(asked)] == tuple(asked)
    assert "S4-06" in offered(contracted)["checklist", "1"].codes
    assert "S4-06" not in offered(contracted)["checklist", ""].codes
    hand_in(contracted.app(), *FOR_PERFORMING)
    assert offered(contracted)["checklist", ""].codes == ()


def test_the_items_answered_no_stand_in_the_forms_that_follow_from_them(
    contracted: Installation, tmp_path: Path
) -> None:
    """S2-06: the contractor need not look up what to improve; item 20 is not among them (いいえ is safe there)."""
    hand_in(contracted.app(), "checklist", q4="いいえ", q7="いいえ", q20="いいえ")
    for kind in ("improvement_plan", "onsite_inspection"):
        told = [(row[0], row[2]) for row in written(contracted, tmp_path, kind) if "「いいえ」の項目" in str(row[0])]
        assert [words for words, _ in told] == ["「いいえ」の項目 問4", "「いいえ」の項目 問7"]
        assert "作業場所・保管場所について、県から承諾を得た場所" in told[0][1]
    assert not any("「いいえ」の項目" in str(row[0]) for row in written(contracted, tmp_path, "improvement_plan", "1"))


def test_what_is_on_record_is_shown_where_it_is_looked_at(contracted: Installation, tmp_path: Path) -> None:
    """The inspector sees the items that were prepared, the visitor the places that were accepted."""
    attach(contracted.app(), ID, "inspection_plan", dict(DOCUMENTS["inspection_plan"]))
    attach(
        contracted.app(), ID, "place_approval",
        {"approved_on": "R6.4.1", "work_place": "県庁2階作業室", "storage_place": "=施錠棚"},
    )  # fmt: skip
    prepared = DOCUMENTS["inspection_plan"]["items"]
    assert ["検査項目", prepared] in [
        [row[0], row[2]] for row in written(contracted, tmp_path, "completion_inspection")
    ]
    visit = [[row[0], row[2]] for row in written(contracted, tmp_path, "onsite_inspection")]
    assert ["作業場所", "県庁2階作業室"] in visit
    assert ["保管場所", "=施錠棚"] in visit
    assert formulas_in(tmp_path / "様式.xlsx") == 0


def test_no_form_carries_a_name_or_a_number(contracted: Installation, tmp_path: Path) -> None:
    """Posts, not names: what records say of persons does not go out to somebody else."""
    hand_in(contracted.app(), *FOR_PERFORMING)
    for kind, no in offered(contracted):
        written(contracted, tmp_path, kind, no)
        content = everything_in(tmp_path / "様式.xlsx")
        said = ("委託先の責任者", "0742-00", "事故時の責任者<", "広報課担当", "広報課係長", "@example")
        assert [text for text in said if text in content] == []


@pytest.mark.parametrize(
    ("kind", "subcontract", "told"),
    [
        ("ない様式", "", "様式「ない様式」はありません"),
        ("system_review", "", "improvement_plan(改善策)"),
        ("emergency_contact", "1", "再委託ごとには記録しません"),
        ("supervision_report", "", "どの再委託かを指定"),
        ("再委託先への周知", "", "どの再委託かを指定"),
    ],
)
def test_a_form_that_there_is_not_is_refused_in_words(
    contracted: Installation, kind: str, subcontract: str, told: str
) -> None:
    """With the forms that there are, or what is missing."""
    with pytest.raises(UsageError) as refused:
        made_form(contracted.app(), ID, kind, TODAY, subcontract)
    assert told in str(refused.value)


@pytest.mark.parametrize("kind", ["onsite_inspection", "実地調査", "実地調査報告書", "ONSITE_INSPECTION"])
def test_a_form_goes_by_its_kind_its_name_and_its_title(contracted: Installation, kind: str) -> None:
    """As people say it."""
    assert made_form(contracted.app(), ID, kind, TODAY).kind == "onsite_inspection"


def test_only_whom_the_contract_concerns_makes_its_forms(contracted: Installation) -> None:
    """Another office's officer reads nothing of it; an unknown subcontract has no form."""
    with pytest.raises(RoleError):
        made_form(contracted.app(OTHER_OFFICER), ID, "改善策", TODAY)
    with pytest.raises(RoleError):
        forms_of(contracted.app(OTHER_OFFICER), ID, TODAY)
    with pytest.raises(NotFoundError, match="再委託 9 はありません"):
        made_form(contracted.app(), ID, "改善策", TODAY, "9")


def test_the_commands_write_a_file_and_say_how_it_comes_back(
    contracted: Installation, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """Each offered command works as it is shown; a file that stands is kept."""
    environment.setenv("LIFECYCLE_HOME", str(contracted.home))
    environment.setenv("LIFECYCLE_NOW", "2024-06-03T09:00:00+09:00")
    environment.chdir(tmp_path)
    lifecycle = CommandLine(contracted.home)
    listed = lifecycle("letter", "list", ID, "--json").json
    assert {form["kind"] for form in listed} == {*FORMS, "checklist"}
    for form in listed:
        said = lifecycle(*form["command"].split()[1:], "--json")
        assert (said.code, said.json["contract"]) == (0, form["subject"]), said.err
    assert len(list(tmp_path.glob("*.xlsx"))) == len(listed)
    again = lifecycle(*listed[0]["command"].split()[1:])
    assert (again.code, "既にあります" in again.err) == (2, True)
    told = lifecycle("letter", "form", ID, "改善策", "--subcontract", "1", "-o", "b.xlsx").out
    assert f"lifecycle attach {ID} improvement_plan --subcontract 1 --from 記入済みの様式.xlsx" in told
    assert "再委託1の" in lifecycle("letter", "list", ID).out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "place"', 'name = "palce"', "項目「palce」は「onsite_inspection」にありません"),
        ('field = "work_place"', 'field = "place"', "項目「place」は「place_approval」にありません"),
        ('kind = "improvement_plan"', 'kind = "improvement"', "証拠の種類「improvement」がありません"),
        ('name = "place"', 'name = "fit"', "項目の name が重複しています(fit)"),
        ('kind = "improvement_plan"', 'kind = "onsite_inspection"', "様式の種類が重複しています"),
        ('title = "改善策"', 'title = "改善/策"', "決まった形"),
    ],
)
def test_a_faulty_form_of_the_pack_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    """With the file, the form and what is wrong, before anything goes out."""
    shutil.copytree(RULE_DATA, tmp_path / "pack")
    path = tmp_path / "pack" / "paper_forms.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleDataError, match=r"paper_forms\.toml") as refused:
        refuse_unknown_fields(load_rule_book(tmp_path / "pack"))
    assert told in str(refused.value)


def test_a_kind_of_another_pack_has_its_form_by_data_alone(contracted: Installation, tmp_path: Path) -> None:
    """No line of code names a form: a pack's own kind gets one by an entry."""
    app = contracted.app()
    like = app.book.paper_forms["onsite_inspection"]
    fields = (like.fields[0].model_copy(update={"name": "held_on"}), like.fields[1].model_copy(update={"name": "way"}))
    form = like.model_copy(update={"kind": "hearing", "title": "聞取り記録", "fields": fields, "shows": ()})
    book = replace(app.book, paper_forms={**app.book.paper_forms, "hearing": form})
    path = tmp_path / "様式.xlsx"
    path.write_bytes(made_form(replace(app, book=book), ID, "聞取り記録", TODAY).data)
    (rows,) = sheets_of(path).values()
    named = [row[4] for row in rows if row[4]]
    assert named == [KEYS, *(KINDS["hearing"].column(name).label for name in ("held_on", "way"))]  # type: ignore[union-attr]


def test_a_long_title_is_seen_whole(installation: Installation, tmp_path: Path) -> None:
    """LibreOffice fits no merged row to its text: the row is made as tall as the title needs."""
    a_contract(installation.app(), title="県民意識調査の集計及び分析等業務委託" * 12)
    for kind in ("checklist", "onsite_inspection"):
        written(installation, tmp_path, kind)
        heights = re.findall(r'<row [^>]* ht="([0-9.]+)"', everything_in(tmp_path / "様式.xlsx"))
        assert any(80 < float(height) < 200 for height in heights[:10])
