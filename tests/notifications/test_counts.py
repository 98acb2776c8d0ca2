"""Promises about the channel that many read: numbers and codes of rules, nobody exposed before colleagues."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from message_samples import COUNTS

from notifications.alert import RunCounts, Wording
from notifications.render import render_counts

LETTERS = "ກຂຄງຈຊຍດຕຖທນບປຜຝພຟມຢຣລວສຫອຮ"  # letters that no template uses
COUNTED = st.lists(st.tuples(st.text(alphabet=LETTERS, min_size=1, max_size=20), st.integers(1, 99)), max_size=5)


def test_the_shared_channel_reads_how_much_and_under_which_rules() -> None:
    """How many contracts and duties, by rule and by step."""
    rendered = render_counts(COUNTS)
    for said in ("契約 12件、不足 15件、解消・終了 4件", "S3-01 9件、S4-03 6件", "要対応 3件、期限超過 10件、報告 2件"):
        assert said in rendered.body
        assert said in rendered.card
    assert rendered.subject == "委託監督 点検の結果 停滞12件(令和6年11月26日)"


@settings(max_examples=60)
@given(COUNTED, COUNTED)
def test_no_text_of_a_ledger_can_reach_the_shared_channel(
    codes: list[tuple[str, int]], steps: list[tuple[str, int]]
) -> None:
    """Whatever stands where a code or a step should: it is counted as その他 and not shown."""
    counts = RunCounts(date(2024, 11, 26), 1, 1, tuple(codes), tuple(steps), 0)
    assert not set(LETTERS) & set(f"{render_counts(counts)}")


def test_neither_office_nor_contract_nor_title_is_shown() -> None:
    """Not even where somebody passes them by mistake; the sum stays right."""
    by_code = (("R6-0012", 2), ("S3-01", 1), ("健康診査データ入力業務委託", 3))
    counts = RunCounts(date(2024, 11, 26), 6, 6, by_code, (("モデル所属12", 4), ("division_head", 2)), 0)
    said = f"{render_counts(counts)}"
    for hidden in ("R6-0012", "モデル所属", "健康診査"):
        assert hidden not in said
    assert "その他 5件、S3-01 1件" in said
    assert "その他 4件、期限超過 2件" in said


def test_a_training_run_of_a_made_up_ledger_says_so() -> None:
    """【訓練】 and 架空 in the shared channel as well."""
    rendered = render_counts(COUNTS, Wording(training=True, fictional=True))
    assert rendered.subject.startswith("【訓練】委託監督")
    assert rendered.body.startswith("これは訓練です。")
    assert "これは訓練です。" in rendered.card
    assert "架空" in rendered.body
    assert "架空" in rendered.card
