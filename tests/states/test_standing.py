"""Standing: 要是正, 注意 or 順調 (semantics §6)."""

from datetime import date

import pytest
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Standing
from states.assessment import Assessor

OK, ATTENTION, NEEDS_CORRECTION = Standing.OK, Standing.ATTENTION, Standing.NEEDS_CORRECTION
SPRING = date(2024, 4, 12)


def standing(stage: Stage, on: date, *given: str) -> Standing:
    """How the complete file with these departures stands at a stage on a day."""
    file = told(given)
    assessor = Assessor(rule_book(), file.installed(), BusinessCalendar())
    return assessor.assess(file.contract(stage), on).standing


def test_a_contract_whose_file_is_complete_is_in_order() -> None:
    """順調: no duty unmet, no warning."""
    assert standing(Stage.PERFORMING, SPRING) is OK
    assert standing(Stage.COMPLETED, date(2025, 4, 1)) is OK


def test_a_duty_of_a_gate_already_passed_needs_correction() -> None:
    """A clause found missing after 締結: 要是正, though nothing is overdue before that gate."""
    missing = "周知説明: なし"
    assert standing(Stage.CONCLUDED, date(2024, 4, 1), missing) is NEEDS_CORRECTION


def test_a_duty_of_a_gate_ahead_does_not_yet_need_correction() -> None:
    """Nothing to correct while the gate is ahead and the day has not come; five business days before it is 注意."""
    far = ("契約: 履行期限=R8.3.31", "検査の準備: なし", "検査: なし", "返還・廃棄: なし")
    assert standing(Stage.PERFORMING, SPRING, *far) is OK


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 4, 11), OK),
        (date(2024, 4, 12), ATTENTION),
        (date(2024, 4, 19), ATTENTION),
        (date(2024, 4, 20), NEEDS_CORRECTION),
        (date(2024, 4, 22), NEEDS_CORRECTION),
    ],
)
def test_a_duty_due_within_five_business_days_is_attention_and_then_overdue(on: date, expected: Standing) -> None:
    """項目27の連絡先 due 2024-04-19: attention from 4/12, still on the day itself, 要是正 the day after."""
    assert standing(Stage.CONCLUDED, on, "チェックリスト: 事故時連絡先=") is expected


def test_a_warning_is_attention() -> None:
    """意見8 warns; the same as a block of a gate passed needs correction."""
    assert standing(Stage.PERFORMING, SPRING, "連絡体制: 休日夜間の体制=なし") is ATTENTION
    raised = ("連絡体制: 休日夜間の体制=なし", "適用: 上げる=S2-12")
    assert standing(Stage.PERFORMING, SPRING, *raised) is NEEDS_CORRECTION


def test_evidence_declared_only_weighs_nothing() -> None:
    """「申告のみ・原本未添付」 alone leaves a contract 順調 (semantics §6)."""
    assert standing(Stage.PERFORMING, SPRING, "チェックリスト: 原本=台帳", "検査: 原本=台帳") is OK


def test_a_long_term_contract_not_yet_reviewed_is_attention() -> None:
    """長期継続契約・見直し is a warning (semantics §2)."""
    given = ("令和4年4月1日締結の長期継続契約", "契約書確認: 実地調査・報告条項=無")
    assert standing(Stage.PERFORMING, SPRING, *given) is ATTENTION


def test_an_override_in_force_is_attention_and_afterwards_the_duty_is_unmet_again() -> None:
    """例外適用中 is 注意; the day after its last it is 要是正 again."""
    given = ("周知説明: 周知日=R6.3.16", "例外承認: 規則=S0-01; 承認日=R6.4.2; 期限=R6.4.30")
    assert standing(Stage.CONCLUDED, date(2024, 4, 30), *given) is ATTENTION
    assert standing(Stage.CONCLUDED, date(2024, 5, 1), *given) is NEEDS_CORRECTION


def test_a_subcontracts_unmet_duty_stands_against_the_contract() -> None:
    """S4-03 bars 履行中 from the day the subcontract starts (a gate passed), before that only 検査 (a gate ahead)."""
    unapproved = "再委託1: 承認日=; 承認文書番号=; 承認者="
    assert standing(Stage.PERFORMING, date(2024, 4, 5), unapproved) is OK
    assert standing(Stage.PERFORMING, date(2024, 4, 15), unapproved) is NEEDS_CORRECTION


def test_a_start_without_the_visit_is_normal_until_its_grace_has_passed() -> None:
    """4/1 starts are normal (semantics §1): 順調 until the grace, then a finding at a stage before 履行中."""
    assert standing(Stage.CONCLUDED, date(2024, 5, 16)) is OK
    assert standing(Stage.CONCLUDED, date(2024, 5, 17)) is ATTENTION
    assert standing(Stage.PERFORMING, date(2024, 5, 17)) is OK


def test_a_contract_that_never_came_about_has_passed_no_gate() -> None:
    """不成立 leads out of 見積: nothing it lacks was owed."""
    nothing = (
        "契約: 締結日=; 履行開始日=; 履行期限=",
        "周知説明: なし",
        "契約書確認: なし",
        "チェックリスト: なし",
        "検査: なし",
    )
    assert standing(Stage.WITHDRAWN, SPRING, *nothing) is ATTENTION


def test_after_termination_the_return_of_the_data_stays_open() -> None:
    """解除: S6-01 and S6-02 stay open; the inspection that will never be is no longer asked for."""
    broken_off = ("検査の準備: なし", "検査: なし", "契約: 履行期限=R8.3.31")
    assert standing(Stage.TERMINATED, SPRING, *broken_off) is OK
    assert standing(Stage.TERMINATED, SPRING, *broken_off, "返還・廃棄: なし") is NEEDS_CORRECTION
