"""The sample ledger and the sheets' definition: what the product ships reads without a fault."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import lifecycle.demo
from lifecycle.ledger.columns import SHEETS, key_of, sheet_of
from lifecycle.ledger.parse import parse_ledger

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")

# The columns, in the order export writes them.
EXPORT_ORDER = {
    "所属": "所属 部局 担当者 担当者メール 係長 係長メール 所属長 所属長メール 代理 代理メール "
    "担当者ログイン 係長ログイン 所属長ログイン 代理ログイン",
    "契約": "契約番号 所属 業務名 委託先 年度 見積徴取日 締結日 履行開始日 履行期限 契約額 長期継続契約 特定個人情報 "
    "要配慮個人情報 取扱件数 情報システム使用 チェックリストの提出期限 状態",
    "周知説明": "契約番号 周知日 周知方法 チェックリスト手交日 マニュアル手交日 説明日 説明者 受領者",
    "契約書確認": "契約番号 確認日 確認者 再確認者 実地調査・報告条項 再委託書面承認条項 契約不適合責任条項 "
    "無催告解除条項 財務規則第166条の記載事項 条文の版 特記事項の版 省略した条 別に定めた条 反映不要の理由",
    "チェックリスト": "契約番号 再委託番号 依頼日 点検日 受領日 緊急点検日 様式の版 "
    + " ".join(f"問{n}" for n in range(1, 30))
    + " 責任者氏名 責任者連絡先 従事者数 研修計画 運搬の対策 部外者の概要 事故時責任者 "
    "事故時連絡先 確認日 確認者 疑義 疑義の内容 改善策受領日",
    "情報システム確認": "契約番号 確認日 確認者 アクセス制限の方法 持出し防止の方法 部外者アクセスの確認",
    "実地調査": "契約番号 再委託番号 実施日 場所 調査者 調査者の区分 結果 是正確認日 未実施の理由 "
    "未実施の理由の区分 追加の事情 理由の記録日 "
    "代替措置の種類 代替措置 代替措置の実施日 代替措置の承認者 代替措置の承認日",
    "再委託": "契約番号 再委託番号 再委託先 保有個人情報の取扱い 特定個人情報 要配慮個人情報 申請日 合理的理由 "
    "業務範囲 業務遂行能力 大部分又は根幹 承認日 承認文書番号 承認者 業務開始日 周知の確認日 周知の方法",
    "連絡体制": "契約番号 委託先の連絡先 県の連絡先 休日夜間の体制 確認日 委託先につながる時間 県につながる時間",
    "疎通確認": "契約番号 疎通確認日 疎通確認者 委託先への疎通 県への疎通 疎通確認の備考",
    "検査": "契約番号 再委託番号 検査準備日 検査項目 検査日 検査員 方法 個人情報の確認 結果 "
    "返還・廃棄の確認日 返還・廃棄の方法 返還・廃棄の範囲",
    "漏えい歴の確認": "契約番号 確認日 同一事業での漏えい等 過去の事案 "
    "入念な周知の内容 入念な周知の日 説明者 相手方出席者",
    "契約書の点検": "契約番号 点検日 点検者 記載漏れ 大きな損害の懸念 変更契約の要否 判断の理由",
    "変更契約": "契約番号 変更契約日 変更の理由 実地調査・報告条項 再委託書面承認条項 "
    "契約不適合責任条項 無催告解除条項 "
    "財務規則第166条の記載事項 条文の版 特記事項の版 省略した条 別に定めた条",
    "遵守事項の整理": "契約番号 整理日 取り決めた遵守事項 合意日",
    "再委託の範囲の定め": "契約番号 確認日 大部分・根幹の再委託を禁じる定め 契約書の条",
    "監督員の監督": "契約番号 記録日 監督の要否 監督員 立会日 工程の状況 必要な指示",
    "再委託先の監督の報告": "契約番号 再委託番号 報告日 監督の状況 確認者",
    "指示・報告の求め": "契約番号 指示日 指示・求めの内容 回答日 回答の内容",
    "納品の確認": "契約番号 確認日 途中の納品 途中の納品の検査日 途中の納品の検査員 途中の納品の検査結果 データの納品 "
    "対象外データの混入 件数の一致 突合者 突合の再確認者",
    "聞取り・現地確認": "契約番号 聞取り・確認の日 聞取り・現地確認の要否 聞取り・確認の方法 聞取り・確認の内容",
    "一報の指導": "契約番号 指導日 指導の方法 指導者",
}


def test_the_sheets_and_columns_stand_in_the_contracts_export_order() -> None:
    """Columns in the order export writes them, and no 文書番号 among them."""
    assert {sheet.name: " ".join(c.label for c in sheet.columns) for sheet in SHEETS} == EXPORT_ORDER
    assert list(EXPORT_ORDER) == [sheet.name for sheet in SHEETS]


def test_one_sheet_may_feed_several_records() -> None:
    """実地調査 gives visits and reasons, 検査 three kinds; a document goes by its date, steps by their first."""
    targets = {sheet.name: sheet.targets for sheet in SHEETS}
    assert targets["実地調査"] == ("onsite_inspection", "onsite_waiver")
    assert targets["再委託"] == ("subcontract", "subcontract_notice")
    assert targets["検査"] == ("inspection_plan", "completion_inspection", "return_disposal")
    assert key_of("checklist", {"received_on": "2024-04-12", "inspected_on": "2024-04-11"}) == "2024-04-12"
    assert key_of("duty_notice", {"explained_on": "2024-04-10", "announced_on": "2024-02-20"}) == "2024-02-20"
    assert key_of("emergency_contact", {"arrangement": "none"}) == ""
    assert sheet_of("ﾁｪｯｸﾘｽﾄ ") is sheet_of("チェックリスト")


def test_the_sample_reads_without_a_fault() -> None:
    """190 contracts and 71 subcontracts; how fast, the benchmarks say."""
    ledger = parse_ledger(SAMPLE)
    assert ledger.faults == ()
    assert ledger.ignored == ()
    assert ledger.fictional
    counts = Counter(row.sheet for row in ledger.rows)
    assert (counts["契約"], counts["再委託"], counts["所属"], counts["チェックリスト"]) == (190, 71, 20, 203)
    assert len({row.values["contract"]["division"] for row in ledger.of("契約")}) == 20
    assert [row.sheet for row in ledger.rows] == sorted(
        (row.sheet for row in ledger.rows), key=[sheet.name for sheet in SHEETS].index
    )


def test_the_sample_reads_alike_from_a_folder_with_strays_of_our_names(tmp_path: Path) -> None:
    """A stray config.py or json.py in the caller's folder is not picked up by the child."""
    for name in ("config", "json", "lifecycle", "zipfile"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(99)\n", encoding="utf-8")
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        assert parse_ledger(SAMPLE).faults == ()
    finally:
        os.chdir(here)


@pytest.mark.slow
def test_the_reader_knows_no_database() -> None:
    """The package reads; storing is the use case's."""
    code = "import sys, lifecycle.ledger.parse; print({'sqlmodel', 'sqlalchemy', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
