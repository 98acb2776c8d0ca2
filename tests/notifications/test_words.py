"""Promises about the words of a digest: which tag, which numbers, who is told next and when."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from message_samples import DIGESTS, HEAD, NO_APPROVAL, NO_VISIT, numbered, stepped

from notifications.alert import Digest, DigestItem
from notifications.words import greeting, next_steps, subject_of, summary, tag_of

NOTICE = stepped("notice", "事前案内", overdue_business_days=0, due_on=date(2024, 12, 3))
OFFICER = stepped("officer", "要対応", act_by=date(2024, 12, 2), escalates_to="所属長", escalates_on=date(2024, 12, 3))
TOP = {"escalates_on": None, "escalates_to": ""}
OVERSIGHT = stepped("oversight_office", "報告", **TOP)


def told(*items: DigestItem, **changes: Any) -> Digest:
    """A digest to the head with these duties."""
    return replace(HEAD, items=items, **changes)


@pytest.mark.parametrize(
    ("items", "tag"),
    [
        ((NOTICE,), "事前案内"),
        ((NOTICE, OFFICER), "要対応・12/2まで"),
        ((OFFICER, replace(OFFICER, act_by=date(2024, 11, 29)), NO_VISIT), "期限超過"),
        ((OFFICER, replace(OFFICER, act_by=date(2024, 11, 29))), "要対応・11/29まで"),
        ((replace(OFFICER, act_by=None),), "要対応"),
        ((NO_VISIT, OVERSIGHT), "報告"),
        ((replace(OVERSIGHT, repeat=2), replace(OVERSIGHT, repeat=1)), "再通知2回目"),
        ((replace(OVERSIGHT, repeat=2), OVERSIGHT), "報告"),
        ((replace(OVERSIGHT, repeat=3), NO_VISIT), "再通知3回目"),
        ((stepped("office_rule", "部長報告"), OFFICER), "部長報告"),
    ],
)
def test_the_tag_is_that_of_the_highest_step(items: tuple[DigestItem, ...], tag: str) -> None:
    """Ladder: 事前案内 < 要対応 < 期限超過 < 報告; what is told for the first time comes before a repeat."""
    assert tag_of(told(*items)) == tag


def test_the_caller_may_name_the_tag_and_the_next_step() -> None:
    """「要是正」 of a contract that was re-opened has words of its own."""
    digest = told(NO_VISIT, tag="要是正", next_step="段階は戻りません。")
    assert subject_of(digest, training=True).startswith("【訓練】【要是正】委託監督 要是正1件(R6-0012)")
    assert next_steps(digest) == ("段階は戻りません。", "次の点検は令和6年11月27日の朝です。")


def test_the_subject_and_the_lead_name_the_weightiest_contract_and_the_lead_the_latest_too() -> None:
    """An unapproved subcontract is named before an old clause that is later; the latest one is named for what it is."""
    approval = replace(NO_APPROVAL, weight=1, overdue_business_days=5)
    clause = replace(OVERSIGHT, weight=7, overdue_business_days=177)
    digest = told(clause, approval)
    assert "停滞2件・期限は仮定(R6-0031ほか)" in subject_of(digest)
    lines = dict(summary(digest))
    assert lines["先に対応するもの"].startswith("R6-0031/1 再委託の承認の記録がありません")
    assert lines["最も遅れているもの"] == "R6-0012 実地調査 超過 177開庁日(期限は仮定)"
    assert "まず R6-0031 から。" in lines["いつまでに何を"]


@pytest.mark.parametrize(
    ("items", "label"),
    [
        ((NO_VISIT,), "最も遅れているもの"),
        ((NO_VISIT, replace(NO_APPROVAL, overdue_business_days=NO_VISIT.overdue_business_days)), "最も遅れているもの"),
        ((NOTICE,), "最も急ぐもの"),
    ],
)
def test_a_lead_that_is_also_the_latest_takes_one_line(items: tuple[DigestItem, ...], label: str) -> None:
    """Nothing is called the weightiest («最も重い»): the weight is the product's, the days are facts."""
    labels = [label for label, _ in summary(told(*items))]
    assert label in labels
    assert not {"先に対応するもの", "最も重いもの"} & set(labels)


@pytest.mark.parametrize(
    ("offices", "shown"),
    [
        (("モデル所属12",), "モデル所属12"),
        (("モデル所属3",) * 2, "モデル所属3"),
        (("所属1", "所属2", "所属3"), "所属1ほか2所属"),
    ],
)
def test_the_office_of_the_contracts_is_named(offices: tuple[str, ...], shown: str) -> None:
    """The 制度所管課 reads whose contracts these are; it knows its own name."""
    items = tuple(numbered(n, division=office) for n, office in enumerate(offices))
    digest = replace(HEAD, division="財産活用課", recipient_post="制度所管課", items=items)
    assert subject_of(digest).endswith(f"〔{shown}〕")


@pytest.mark.parametrize(
    ("division", "post", "said"),
    [
        ("モデル所属12", "所属長", "モデル所属12 所属長 様"),
        ("財産活用課", "制度所管課", "財産活用課(制度所管課) 御中"),
        ("監査委員事務局", "監査委員事務局", "監査委員事務局 御中"),
        ("", "システム管理者", "システム管理者 様"),
    ],
)
def test_a_post_is_greeted_and_an_office_too(division: str, post: str, said: str) -> None:
    """様 for a post, 御中 for an office as a whole."""
    assert greeting(division, post) == said


def test_what_happens_next_is_told_day_by_day() -> None:
    """Who, when and of which contracts, the earliest first; what has nobody above it is told again."""
    items = (
        numbered(1, escalates_on=date(2024, 12, 5)),
        numbered(2, escalates_on=date(2024, 12, 4)),
        numbered(3, escalates_on=date(2024, 12, 4)),
        OVERSIGHT,
    )
    assert next_steps(told(*items))[:3] == (
        "令和6年12月4日の朝までに証拠がそろわないときは、制度所管課(財産活用課)へ報告します(R6-0102ほか1件)。",
        "令和6年12月5日の朝までに証拠がそろわないときは、制度所管課(財産活用課)へ報告します(R6-0101)。",
        "制度所管課まで知らせたものは、そろうまで定期に再通知します。",
    )


def test_many_days_are_not_all_listed() -> None:
    """Three days, then 「それぞれの日に順に」: a head with thirty contracts reads on."""
    items = tuple(numbered(n, escalates_on=date(2024, 12, n)) for n in range(2, 12))
    steps = next_steps(told(*items))
    assert sum("報告します" in step for step in steps) == 3
    assert steps[3] == "そのほかの契約も、それぞれの日に順に知らせます。"


def test_everybody_reads_what_stops_it_and_how_to_acknowledge() -> None:
    """Evidence or a live 例外承認 stops it; an acknowledgement pauses repeats and nothing else."""
    for name in ("notice", "officer", "division_head", "repeated", "oversight_copy"):
        said = "".join(next_steps(DIGESTS[name]))
        assert "証拠が登録されるか、有効な例外承認があれば止まり、【解消】" in said
        typed = DIGESTS[name].recipient_post == "担当者"
        assert ("lifecycle ack 番号 --planned" in said) is typed
        assert ("担当者に対応予定日の登録を指示" in said) is not typed
        assert "次の段階への連絡は止まりません" in said
    assert "lifecycle ack" not in "".join(next_steps(DIGESTS["oversight"]))


def test_nothing_is_said_of_a_next_step_that_nobody_knows() -> None:
    """An item that names nobody further promises no escalation, and below the last step no repeat either."""
    said = "".join(next_steps(told(replace(NO_VISIT, escalates_on=None, escalates_to=""))))
    assert "知らせます" not in said
    assert "報告" not in said
    assert "再通知します" not in said
