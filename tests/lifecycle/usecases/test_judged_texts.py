"""What a person's text says is judged when it is recorded and stored with the record (semantics §3, §9)."""

import orjson
import pytest
from installation import FOR_PERFORMING, ID, Installation, a_contract, a_subcontract, hand_in

from config.vocabulary import Stage
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.evidence import attach
from lifecycle.views.verdicts import why


def unmet(installation: Installation) -> dict[str, str]:
    """What the contract lacks for 履行中: the reason by the code."""
    app = installation.app()
    verdict = why(app, ID, Stage.PERFORMING, AsOf(app.today()))
    return {finding.code: finding.reason for finding in verdict.unmet}


@pytest.fixture
def visited(installation: Installation) -> Installation:
    """A contract of 1,500 records that lacks nothing but its visit."""
    a_contract(installation.app(), record_count="1500")
    hand_in(installation.app(), *FOR_PERFORMING)
    return installation


@pytest.mark.parametrize("visitor", ["委託先の社員", "(株)サンプル 山田", "サンプル", "受託者", "再委託サービス 佐藤"])
def test_the_contractors_people_make_no_visit(visited: Installation, visitor: str) -> None:
    """By plain words, by the contractor's name and by a subcontractor's; the text itself stays erasable."""
    a_subcontract(visited.app(), subcontractor="株式会社再委託サービス", handles_pi=False, applied_on="2024-04-02")
    hand_in(visited.app(), "onsite_inspection", inspected_by=visitor)
    assert "県の実地調査ではない" in unmet(visited)["S3-01"]
    stored = visited.rows("SELECT fields FROM record WHERE kind = 'onsite_inspection'")[-1]
    reference = orjson.loads(stored.fields)["inspected_by"]
    assert reference["judged"] == ["contractor"]
    assert visitor.encode() not in stored.fields


@pytest.mark.parametrize("visitor", ["広報課係長", "主事 担当一郎(委託先 サンプル担当)", "委託先担当の県職員"])
def test_an_officer_is_no_contractor_for_being_named_beside_one(visited: Installation, visitor: str) -> None:
    """False alarms: the prefecture's own people are named."""
    hand_in(visited.app(), "onsite_inspection", inspected_by=visitor)
    assert "S3-01" not in unmet(visited)


def test_what_was_recorded_before_texts_were_judged_keeps_its_meaning(visited: Installation) -> None:
    """A record without a judgement says nothing against the visitor."""
    hand_in(visited.app(), "onsite_inspection", inspected_by="委託先の社員")
    row = visited.rows("SELECT number, fields FROM record WHERE kind = 'onsite_inspection'")[-1]
    fields = orjson.loads(row.fields)
    del fields["inspected_by"]["judged"]
    visited.tamper("UPDATE record SET fields = :fields WHERE number = :number", fields=orjson.dumps(fields).decode(),
                   number=row.number)  # fmt: skip
    assert "S3-01" not in unmet(visited)


@pytest.mark.parametrize("name", ["未定", "－", "確認中", "？"])
def test_a_placeholder_for_a_person_is_nobody(visited: Installation, name: str) -> None:
    """調査者=未定."""
    hand_in(visited.app(), "onsite_inspection", inspected_by=name)
    assert "調査者(未定・－の類は内容の記載とは扱いません)が空欄" in unmet(visited)["S3-01"]


def test_two_reasons_both_answered_open_the_gate_once_the_paper_is_there(visited: Installation) -> None:
    """Several reasons and several substitutes in one record, by command; its paper is asked for like a visit's."""
    answered = {
        "recorded_on": "2024-05-07",
        "reason": "大阪府にあり、入室も制限されている",
        "circumstances": "感染症対策のため来訪を断られた",
        "substitute_kind": "テレビ通話・写真、運用確認",
        "substitute_on": "2024-05-08",
        "approved_by": "課長",
        "approved_on": "2024-05-09",
    }
    attach(visited.app(), ID, "onsite_waiver", {**answered, "substitute_kind": "運用確認"})
    assert unmet(visited).keys() == {"S3-01", "S3-05"}
    attach(visited.app(), ID, "onsite_waiver", answered)
    assert "代わる対応の原本" in unmet(visited)["S3-01"]
    attach(visited.app(), ID, "onsite_waiver", {"recorded_on": "2024-05-07", "document_no": "広第30号"})
    assert unmet(visited) == {}


def test_a_document_number_that_is_none_is_no_original(visited: Installation) -> None:
    """文書番号=－."""
    hand_in(visited.app(), "onsite_inspection", document_no="－")
    assert "原本" in unmet(visited)["S3-01"]


def test_the_form_that_asks_takes_several_choices(visited: Installation) -> None:
    """代替措置の種類 by 「、」, in any order; an unknown one is refused with the list."""
    from config.errors import UsageError

    with pytest.raises(UsageError) as refused:
        attach(visited.app(), ID, "onsite_waiver", {"recorded_on": "2024-05-07", "reason_kinds": "県外、遠方"})
    assert "庁舎内、入室制限、県外、その他" in refused.value.faults[0].message
    attach(visited.app(), ID, "onsite_waiver", {"recorded_on": "2024-05-07", "reason_kinds": "県外,庁舎内"})
    stored = visited.rows("SELECT fields FROM record WHERE kind = 'onsite_waiver'")[-1]
    assert orjson.loads(stored.fields)["reason_kinds"] == ["in_building", "outside_prefecture"]
