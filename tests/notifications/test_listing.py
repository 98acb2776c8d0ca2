"""Promises about many duties in one message: what one document meets stands once, many contracts stay readable."""

from dataclasses import replace
from datetime import date

from message_samples import HEAD, NO_PLAN, NO_VISIT, OFFICER, numbered

from lifecycle.post.digests import each_record_once
from notifications.listing import SHOWN_TOGETHER, in_brief, lacks, per_office
from notifications.plain import COLUMNS, width
from notifications.render import render_digest

NO_REVIEW = tuple(
    replace(
        NO_VISIT,
        code=f"S1-0{n}",
        label=label,
        reason="契約書確認の記録がない",
        source="5財活第1162号 記1" if n < 5 else "財務規則第166条",
        remedy=f"契約書に{label}を設け、契約書確認に登録してください。",
        command=f"lifecycle attach R6-0012 contract_review --set reviewed_on=… --set {name}=有 --file …",
        weight=7,
    )
    for n, label, name in (
        (1, "実地調査の条項", "inspection_clause"),
        (2, "再委託の条項", "subcontract_clause"),
        (4, "無催告解除の条項", "termination_clause"),
        (5, "記載事項", "finance_rule_items"),
    )
)


def test_duties_that_one_document_meets_are_told_once_with_the_source_of_each() -> None:
    """Four rules say «no contract review»: one 不足, two 根拠, one 登録 with every field, one command."""
    body = render_digest(replace(OFFICER, items=each_record_once(NO_REVIEW))).body
    flat = "".join(body.split())
    assert body.count("契約書確認の記録がない") == 2  # the line at the top, and the duty itself
    assert "5財活第1162号記1(義務)[S1-01実地調査の条項、S1-02再委託の条項、S1-04無催告解除の条項]" in flat
    assert "財務規則第166条(義務)[S1-05記載事項]" in flat
    assert "".join(SHOWN_TOGETHER.split()) in flat
    assert body.count("   登録 ") == body.count("lifecycle attach R6-0012 contract_review") == 1


def test_a_command_names_the_fields_as_the_ledger_does() -> None:
    """What a mail tells to type stands in the same words as the ledger's headings."""
    told = each_record_once(NO_REVIEW)[0].to_record
    assert len(told) == 1
    words, command = told[0]
    assert "--set 確認日=…" in command
    assert "reviewed_on" not in command
    for label in [part.partition("=")[0] for part in command.split(" --set ")[1:]]:
        assert label in words


def test_duties_that_differ_in_anything_shown_stand_apart() -> None:
    """Another subject, another day or another reason is another block."""
    other_day = replace(NO_REVIEW[1], due_on=date(2024, 11, 21))
    subcontract = replace(NO_REVIEW[2], subject="R6-0012/1")
    blocks = lacks((NO_REVIEW[0], other_day, subcontract, NO_PLAN))
    assert [block.first.code for block in blocks] == ["S1-01", "S1-02", "S1-04", "S2-06"]
    assert blocks[3].remedy == NO_PLAN.remedy


def test_forty_contracts_of_three_offices_stay_readable() -> None:
    """Ten in full; the others by office, on one line each; the top says which office has most of them."""
    items = tuple(numbered(n, division=f"モデル所属{1 if n > 25 else n % 3}") for n in range(1, 41))
    digest = replace(HEAD, division="財産活用課", recipient_post="制度所管課", items=items)
    body = render_digest(digest).body
    brief = in_brief(digest, 10, 100)
    assert "■ 所属ごと: モデル所属1 24件、モデル所属2 8件、モデル所属0 8件" in body
    assert body.count("健康診査データ入力業務委託(その") == 40
    assert sum(not line.startswith("・") for line in brief) == 3
    assert all(width(line) <= COLUMNS for line in brief)
    assert "\n".join(brief) in body
    assert per_office(HEAD) == ()


def test_what_is_beyond_the_list_is_counted() -> None:
    """The heading counts all that is not written out, however few are named."""
    digest = replace(OFFICER, items=tuple(numbered(n) for n in range(1, 41)), listed_items=5)
    body = render_digest(digest).body
    assert "【ほか30件】" in body
    assert body.count("・R6-01") == 5
