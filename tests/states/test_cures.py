"""What to do next: each record once, with every field that any duty lacks, and the command that records them all."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from states.cures import OPEN, cures_of

FIELDS = ("reviewed_on", "inspection_clause", "template_edition", "finance_rule_items")


@dataclass(frozen=True)
class Asked:
    """A duty that lacks something, by its command."""

    command: str
    code: str = "S1-01"
    subject: str = "R6-0012"


def attach(kind: str = "contract_review", no: str = "", file: str = "", **values: str) -> Asked:
    """A duty whose cure is to attach these fields."""
    sets = "".join(f" --set {name}={value}" for name, value in values.items())
    of = f" --subcontract {no}" if no else ""
    return Asked(f"lifecycle attach R6-0012 {kind}{of}{sets}{f' --file {file}' if file else ''}")


def test_two_duties_of_one_document_ask_for_it_once_with_the_fields_of_both() -> None:
    """A field that one of them names the value of is typed so; papers stand last."""
    first = attach(file=OPEN, reviewed_on=OPEN, template_edition="R6.3.1")
    (cure,) = cures_of([first, attach(reviewed_on=OPEN, template_edition=OPEN, inspection_clause=OPEN)])
    assert cure.command == (
        "lifecycle attach R6-0012 contract_review --set reviewed_on=… --set template_edition=R6.3.1"
        " --set inspection_clause=… --file …"
    )
    assert cure.words == "契約書確認: 確認日、条文の版=R6.3.1、実地調査・報告条項(有/無)、原本のファイル"


def test_documents_of_different_subjects_and_values_that_disagree_stay_apart() -> None:
    """A subcontractor's checklist is not the contractor's; two reasons are two records."""
    own, other = attach("checklist", reviewed_on=OPEN), attach("checklist", no="1", reviewed_on=OPEN)
    assert [cure.words for cure in cures_of([own, other])] == [
        "チェックリスト: 確認日",
        "再委託1のチェックリスト: 確認日",
    ]
    here, far = attach("onsite_waiver", reason="庁舎内"), attach("onsite_waiver", reason="県外")
    assert len(cures_of([here, far])) == 2


def test_steps_that_follow_each_other_stay_in_their_order() -> None:
    """A subcontract is completed by the officer before the head approves it."""
    amend, approve = "lifecycle subcontract amend R6-0012 1 --set reason=…", "lifecycle subcontract approve R6-0012 1"
    cures = cures_of([Asked(f"{amend}\n{approve}"), Asked(f"{amend.replace('reason', 'core_of_work')}")])
    assert [cure.command for cure in cures] == [f"{amend} --set core_of_work=…", approve]
    assert [cure.words for cure in cures] == [
        "再委託1の内容: 合理的理由、大部分又は根幹(はい/いいえ)",
        "再委託1の承認(所属長が行う)",
    ]


def test_a_command_that_records_nothing_is_printed_as_it_is() -> None:
    """What only looks or moves has no fields."""
    (cure,) = cures_of([Asked("lifecycle advance R6-0012 --to 締結"), Asked("")])
    assert (cure.words, cure.command) == ("", "lifecycle advance R6-0012 --to 締結")


@given(
    st.lists(st.fixed_dictionaries({}, optional={name: st.sampled_from([OPEN, "有"]) for name in FIELDS}), max_size=5)
)
def test_no_field_that_a_duty_lacks_is_lost_and_none_is_typed_twice(wanted: list[dict[str, str]]) -> None:
    """However the duties overlap, their documents become one command with the fields of all."""
    cures = cures_of([attach(**values) for values in wanted])
    assert len(cures) == min(1, len(wanted))
    typed = [part.split("=")[0] for cure in cures for part in cure.command.split(" --set ")[1:]]
    assert sorted(typed) == sorted({name for values in wanted for name in values})


def test_a_command_that_records_nothing_has_no_words_of_a_subcontract_alone() -> None:
    """「再委託1の」 with nothing behind it stood in a head's mail."""
    (cure,) = cures_of([Asked("lifecycle waiver approve R6-0012 --subcontract 1")])
    assert cure.words == ""
