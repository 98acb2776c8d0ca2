"""Promises about the mail of a head: one screen, what to decide, whom to tell what, by which day, when it goes up."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_samples import DIGESTS, HEAD, NO_APPROVAL, NO_PLAN, NO_VISIT, NOTICES, numbered, stepped

from config.vocabulary import Role
from notifications.alert import Digest, Wording
from notifications.head import head_summary
from notifications.late import late
from notifications.notice import render_notice
from notifications.record_notices import DeclaredNotice
from notifications.render import render_digest
from notifications.trial import marked

SCREEN = 25
HEADS = sorted(name for name, digest in DIGESTS.items() if digest.recipient_post == "所属長")
LONGEST = Wording(training=True, fictional=True, answered=True, folder="\\\\server\\itaku\\頁", trial=True)
LONG = st.text(alphabet="委託監督あ,.(「a", min_size=1, max_size=120)


def lines_of(digest: Digest, wording: Wording = LONGEST) -> list[str]:
    """The lines of the mail as it is read, with what a home for trial puts before it."""
    rendered = render_digest(digest, wording)
    return (marked(rendered) if wording.trial else rendered).body.splitlines()


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("wording", [Wording(), LONGEST, Wording(url="https://itaku.pref.example.jp")])
def test_a_heads_mail_fits_a_screen(name: str, wording: Wording) -> None:
    """At most 25 lines with all that an installation can add to them, whether something lacks or was resolved."""
    assert len(lines_of(DIGESTS[name], wording)) <= SCREEN


@pytest.mark.parametrize("name", sorted(NOTICES))
@pytest.mark.parametrize("wording", [Wording(trial=True), Wording(trial=True, fictional=True, folder="\\\\s\\頁")])
def test_what_goes_to_a_head_alone_fits_a_screen_too(name: str, wording: Wording) -> None:
    """An incident with every report still to be made, a ledger with more entries than a screen has lines."""
    notice = NOTICES[name]
    if isinstance(notice, DeclaredNotice):
        notice = replace(notice, entries=tuple(f"R6-{n:04}: 契約の登録、証拠の記録" for n in range(30)))
    rendered = render_notice(notice, wording)
    if f"{Role.DIVISION_HEAD.label} 様" not in rendered.body:
        return
    assert marked(rendered).body.count("\n") <= SCREEN
    if isinstance(notice, DeclaredNotice):
        shown = rendered.body.count("契約の登録")
        assert shown >= 5
        assert f"ほか{30 + notice.more - shown}件" in rendered.body
    assert ("■ 頁: " in rendered.body) is bool(wording.folder)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 60),
    st.fixed_dictionaries(dict.fromkeys(("title", "label", "reason", "source", "remedy", "remark"), LONG)),
    st.booleans(),
    st.integers(0, 30),
)
def test_whatever_is_told_it_stays_on_one_screen(contracts: int, texts: dict[str, str], ours: bool, met: int) -> None:
    """Sixty contracts, the longest words, resolved beside them, decisions of the head's or not."""
    changes: dict[str, Any] = {**texts, "responsible": "所属長" if ours else "担当者"}
    items = tuple(replace(numbered(n), **changes) for n in range(contracts))
    resolved = tuple(replace(numbered(n), **texts) for n in range(100, 100 + met))
    digest = replace(HEAD, items=items, resolved=resolved, needs_correction=9, stalled=4)
    assert len(lines_of(digest)) <= SCREEN
    if resolved:
        assert len(lines_of(replace(digest, kind="resolved", items=()))) <= SCREEN


@pytest.mark.parametrize("name", HEADS)
def test_what_could_not_be_sent_on_its_day_fits_a_screen_with_the_line_that_says_so(name: str) -> None:
    """The day on which it was written stands on top; blank lines go before anything that is said."""
    rendered = render_digest(DIGESTS[name], Wording(folder="\\\\s\\頁"))
    told = late(rendered, date(2024, 11, 22))
    assert told.body.startswith("令和6年11月22日に作られ、送れなかった連絡です。")
    assert len(told.body.splitlines()) <= SCREEN
    before, after = ([line for line in body.splitlines() if line] for body in (rendered.body, told.body))
    assert after[1:] == before


def test_what_the_head_decides_is_told_apart_from_what_others_are_to_be_told() -> None:
    """An approval is the head's own act; evidence is the officer's; each by number, the heaviest first."""
    lines = dict(head_summary(replace(HEAD, items=(NO_VISIT, NO_PLAN, NO_APPROVAL))))
    assert lines["決めること"].startswith("R6-0031/1 再委託の承認。承認書を添えて承認を記録してください。")
    assert "R6-0012" not in lines["決めること"]
    assert lines["指示すること"].startswith("担当者に、R6-0012 の証拠をそろえて登録させること。まず R6-0012 実地調査")
    assert "5広第824号 記2(義務)" in lines["指示すること"]


def test_what_falls_to_others_alone_leaves_nothing_to_decide() -> None:
    """So does the other way round; a contractor is told by the officer, an inspector by the head."""
    others = (replace(NO_VISIT, responsible="委託先"), replace(numbered(1), responsible="検査員"))
    lines = dict(head_summary(replace(HEAD, items=others)))
    assert lines["決めること"] == "ありません。"
    assert lines["指示すること"].startswith("担当者・検査員に、R6-0012ほか1件 の証拠を")
    assert dict(head_summary(replace(HEAD, items=(NO_APPROVAL,))))["指示すること"] == "ありません。"


def test_the_day_to_act_by_and_the_day_it_goes_up_both_stand_at_the_top() -> None:
    """The last business day before, the morning after it, who is told then and of which contracts."""
    item = replace(NO_VISIT, act_by=date(2024, 12, 3), escalates_on=date(2024, 12, 4))
    later = numbered(2, act_by=date(2024, 12, 5), escalates_on=date(2024, 12, 6))
    said = dict(head_summary(replace(HEAD, items=(later, item))))["いつまで"]
    assert said == (
        "直ちに、遅くとも令和6年12月3日まで。令和6年12月4日の朝までにそろわないときは、"
        "制度所管課(財産活用課)へ報告します(R6-0012)。ほかは、それぞれ後の日に知らせます。"
    )


def test_what_is_with_the_oversight_office_already_says_so() -> None:
    """No further step is promised where nobody stands above."""
    up = stepped("oversight_office", "報告", escalates_on=None, escalates_to="", copied=True)
    lines = dict(head_summary(replace(HEAD, items=(up,))))
    assert lines["いつまで"] == "直ちに。制度所管課へは報告済みで、そろうまで定期に再通知します。"
    assert "制度所管課へ報告しました(写し)" in lines["件数"]


def test_each_kind_of_evidence_stands_once_with_its_fields() -> None:
    """Eight rules that one document meets are one line of the mail, in the words of the ledger."""
    record = (("契約書確認: 確認日、条文の版、無催告解除条項(有/無)", "lifecycle attach R6-0012 contract_review"),)
    first = replace(NO_VISIT, label="契約書の確認", to_record=record)
    others = tuple(replace(first, code=f"S1-{n:02}", to_record=(), weight=5) for n in range(1, 8))
    body = "".join("\n".join(lines_of(replace(HEAD, items=(first, *others)), Wording())).split())
    assert body.count("契約書確認") == 1
    assert "不足契約書確認(確認日、条文の版、無催告解除条項(有/無))(超過3開庁日)" in body


def test_forty_contracts_are_named_as_far_as_the_screen_reaches_and_the_rest_is_counted() -> None:
    """Each on one line with its title; the page, where there is one, has them all."""
    digest = replace(HEAD, items=tuple(numbered(n) for n in range(1, 41)))
    lines = lines_of(digest, Wording())
    named = [line for line in lines if "健康診査データ入力業務委託(その" in line]
    assert len(named) >= 5
    assert f"ほか{40 - len(named)}件。全ての一覧は、担当者に求めてください。" in lines
    assert "上の頁で" in "".join(lines_of(digest, Wording(url="https://itaku.pref.example.jp")))


def test_a_deputy_reads_the_mail_of_a_head() -> None:
    """Who stands in for the head decides as the head does."""
    assert "■ 決めること" in render_digest(replace(HEAD, recipient_post="代理")).body


def test_an_installation_that_words_its_digests_has_its_own_for_heads_too(tmp_path: Any) -> None:
    """Its digest.txt.j2 is used for a head until it has a head.txt.j2 as well."""
    own = Wording(templates=tmp_path)
    (tmp_path / "digest.txt.j2").write_text("{{ digest.division }}あて\n", encoding="utf-8")
    assert render_digest(HEAD, own).body == "モデル所属12あて\n"
    (tmp_path / "head.txt.j2").write_text("{{ top[1][1] }}\n", encoding="utf-8")
    assert render_digest(HEAD, own).body == "ありません。\n"
