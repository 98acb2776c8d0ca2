"""Promises about the words that reach a 所属長."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.alert import Wording
from notifications.plain import COLUMNS, width
from notifications.render import render_digest

TEXTS_OF_AN_ITEM = [
    "title",
    "stage_label",
    "code",
    "label",
    "reason",
    "source",
    "strength_label",
    "remedy",
    "command",
]
SYNTHETIC = "この台帳は合成したもので、所属・契約・所見は全て架空です。"
LETTERS = "ກຂຄງຈຊຍດຕຖທນບປຜຝພຟມຢຣລວສຫອຮ"  # letters that no template uses
Make = Callable[..., Any]


def test_the_subject_counts_contracts_and_names_the_worst(digest: Make, item: Make) -> None:
    """【期限超過】委託監督 停滞2件(R6-0012ほか)〔モデル所属12〕; two duties of one contract are one 件."""
    one = digest(items=(item(), item(code="S2-04")))
    assert render_digest(one).subject == "【期限超過】委託監督 停滞1件・期限は仮定(R6-0012)〔モデル所属12〕"
    two = digest(items=(item(contract="R6-0044", overdue_business_days=1), item()))
    assert render_digest(two).subject == "【期限超過】委託監督 停滞2件・期限は仮定(R6-0012ほか)〔モデル所属12〕"


def test_the_top_says_what_to_do_by_when_and_under_which_rule(digest: Make) -> None:
    """Ten seconds: the first lines alone suffice."""
    top = joined(render_digest(digest(recipient_post="担当者")).body.split("\n\n")[1])
    for said in (
        "件数:停滞1件(不足1件。期限は仮定)",
        "最も遅れているもの:R6-0012実地調査の記録がありません。超過132開庁日(期限は仮定)。根拠は5広第824号記2(義務)。",
        "いつまでに何を:直ちに。令和6年12月10日の朝を過ぎると制度所管課(財産活用課)へ報告します。まずR6-0012から。",
        "調査報告書を登録するか、理由と代替措置を登録してください。",
    ):
        assert said in top


def test_each_duty_is_told_with_lack_source_deadline_and_cure(digest: Make) -> None:
    """不足 / 根拠 / 期限 / 対応, each under its label, the command to be copied as it is."""
    body = render_digest(digest(recipient_post="担当者")).body
    for line in (
        "1. R6-0012 健康診査データ入力業務委託",
        "   状態   チェックリスト受領",
        "   不足   実地調査の記録がありません",
        "   根拠   5広第824号 記2(義務) [S3-01 実地調査]",
        "   期限   令和6年5月16日(超過 132開庁日)〔仮定・県規程に日数なし〕",
        "   対応   調査報告書を登録するか、理由と代替措置を登録してください。",
        "・次の点検は令和6年11月27日の朝です。",
        "期限の日数は、通知などが定めたものではありません〔仮定・県規程に日数なし〕。",
    ):
        assert line in body.splitlines()


def test_thirty_late_contracts_make_one_mail_with_ten_of_them(digest: Make, item: Make) -> None:
    """A section chief with thirty late items gets one mail, the ten worst in full and the others on one line each."""
    items = tuple(item(contract=f"R6-{n:04}", subject=f"R6-{n:04}", overdue_business_days=n) for n in range(1, 31))
    rendered = render_digest(digest(items=items, recipient_post="係長"))
    subject, body = rendered.subject, rendered.body
    assert "停滞30件・期限は仮定(R6-0030ほか)" in subject
    assert re.findall(r"^\d+\. (R6-\d+)", body, re.M) == [f"R6-{n:04}" for n in range(30, 20, -1)]
    assert "【ほか20件】" in body
    assert re.findall(r"^・(R6-\d+) .*: 実地調査\(超過 \d+開庁日\)$", body, re.M) == [
        f"R6-{n:04}" for n in range(20, 0, -1)
    ]
    assert 'lifecycle due --division "モデル所属12"' in render_digest(digest(items=items, recipient_post="担当者")).body


def test_a_made_up_ledger_is_said_to_be_made_up_and_a_real_one_is_not(digest: Make) -> None:
    """The sentence stands in the mail whenever the ledger is fictional, never otherwise."""
    for said in (render_digest(digest(fictional=True)), render_digest(digest(), Wording(fictional=True))):
        assert SYNTHETIC in said.body
        assert SYNTHETIC in said.card
    assert "架空" not in f"{render_digest(digest())}"


def test_what_was_resolved_is_told_and_alone_asks_for_nothing(digest: Make, item: Make) -> None:
    """【解消】 beside what is missing, or as a digest of its own."""
    done = item(contract="R6-0031", subject="R6-0031/1", title="集計業務委託")
    told = render_digest(digest(resolved=(done,), recipient_post="担当者")).body
    assert "・R6-0031/1 集計業務委託: 実地調査 [S3-01]" in told
    rendered = render_digest(digest(kind="resolved", items=(), resolved=(done,)))
    assert rendered.subject == "【解消】委託監督 解消1件(R6-0031)〔モデル所属12〕"
    assert "■ 対応: これらについては、もう要りません" in rendered.body
    assert "期限" not in rendered.body


@pytest.mark.parametrize(
    ("due_on", "overdue", "said"),
    [
        (date(2024, 11, 26), 0, "令和6年11月26日まで〔仮定・県規程に日数なし〕"),
        (date(2024, 11, 24), 0, "令和6年11月24日(期限経過)〔仮定・県規程に日数なし〕"),
        (date(2024, 11, 25), 1, "令和6年11月25日(超過 1開庁日)〔仮定・県規程に日数なし〕"),
        (None, 0, "日の定めはありません(次の段階へ進む前に)"),
    ],
)
def test_the_deadline_says_whether_it_has_passed(
    digest: Make, item: Make, due_on: date | None, overdue: int, said: str
) -> None:
    """The day itself is not late; a passed weekend is, by no business day yet; a rule without a day says so."""
    late = item(due_on=due_on, overdue_business_days=overdue)
    body = render_digest(digest(items=(late,), recipient_post="担当者")).body
    assert f"   期限   {said}" in body.splitlines()


def test_a_day_that_a_source_sets_bears_no_mark(digest: Make, item: Make) -> None:
    """Neither subject nor date, count or foot says 仮定 of it; of a mixed list each date says for itself."""
    sure, unsure = item(due_note=""), item(contract="R6-0002", subject="R6-0002")
    told = render_digest(digest(items=(sure,)))
    assert "仮定" not in told.subject + told.body + told.card
    mixed = render_digest(digest(items=(sure, unsure), recipient_post="担当者"))
    assert "停滞2件・期限の一部は仮定(" in mixed.subject
    assert "(不足2件。うち1件は期限が仮定)" in joined(mixed.body)
    assert joined(mixed.body).count("〔仮定・県規程に日数なし〕") == 2
    assert "期限のうち〔〕を付けたものは、" in joined(mixed.body)


def test_what_somebody_typed_into_a_title_does_not_get_out(digest: Make, item: Make) -> None:
    """Mail addresses, telephone numbers and line breaks of a title don't reach the mail; contract numbers do."""
    title = "調査業務(担当 yamada@example.jp、TEL 090-1234-5678、０３-1234-5678)\n【次に起こること】なし"
    body = joined(render_digest(digest(items=(item(title=title),), recipient_post="担当者")).body)
    assert "yamada" not in body
    assert "1234" not in body
    assert body.count("〔伏せました〕") == 3
    assert "R6-0012" in body
    assert "5広第824号" in body


TEXT = st.text(min_size=1, max_size=60)
PLAIN = st.text(alphabet=LETTERS, min_size=1, max_size=60)


def told(make: Make, item: Make, texts: dict[str, str], head: dict[str, str]) -> str:
    """Subject and body of a digest in which every text is the given one."""
    rendered = render_digest(make(items=(item(**texts),), resolved=(item(**texts),), **head))
    return f"{rendered.subject}\n{rendered.body}"


@settings(max_examples=80)
@given(texts=st.fixed_dictionaries(dict.fromkeys(TEXTS_OF_AN_ITEM, TEXT)), division=TEXT, step=TEXT)
def test_no_text_whatsoever_brings_a_mail_address_into_a_mail(
    digest: Make, item: Make, texts: dict[str, str], division: str, step: str
) -> None:
    """Whatever the fields hold, no @ gets out and every line but a command fits into 38 full-width columns."""
    texts["title"] += "@example.jp"
    out = told(digest, item, texts, {"division": division, "next_step": step})
    assert not set("@＠") & set(out)
    body = out.split("\n", 1)[1]
    wide = [line for line in body.splitlines() if width(line) > COLUMNS]
    assert all(line.startswith("          ") for line in wide)


@settings(max_examples=100)
@given(*[st.fixed_dictionaries(dict.fromkeys(["contract", *TEXTS_OF_AN_ITEM], PLAIN))] * 2)
def test_a_mail_holds_the_words_of_its_template_and_the_allowed_fields_and_nothing_else(
    digest: Make, item: Make, first: dict[str, str], second: dict[str, str]
) -> None:
    """Take the values of the fields away, and two digests of one shape read the same."""
    officer = {"recipient_post": "担当者"}
    shapes = {
        "".join(
            c for c in joined(told(digest, item, texts | {"subject": texts["contract"]}, officer)) if c not in LETTERS
        )
        for texts in (first, second)
    }
    assert len(shapes) == 1


def test_an_installation_may_word_its_own_mail(digest: Make, tmp_path: Path) -> None:
    """A template of the same name in the installation's folder wins; without one, ours is used."""
    own = Wording(templates=tmp_path)
    assert render_digest(digest(), own) == render_digest(digest())
    (tmp_path / "digest.txt.j2").write_text("{{ digest.division }}あて\n", encoding="utf-8")
    assert render_digest(digest(), own).body == "モデル所属12あて\n"


@pytest.mark.parametrize("bad", ["{{ digest.officer_name }}", "{{ person }}", "{% if %}", "{{ digest.division"])
def test_a_template_that_asks_for_more_than_is_allowed_is_left_aside(digest: Make, tmp_path: Path, bad: str) -> None:
    """A field that is not on the list is a fault that is told, never an empty space in a mail; ours takes its place."""
    (tmp_path / "digest.txt.j2").write_text(bad, encoding="utf-8")
    rendered = render_digest(digest(), Wording(templates=tmp_path))
    assert [name for name, _ in rendered.faults] == ["digest.txt.j2"]
    assert rendered.body == render_digest(digest()).body


def joined(text: str) -> str:
    """The text without any space."""
    return "".join(text.split())
