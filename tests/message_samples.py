"""One message of every kind, as an office of the sample ledger would get it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from config.alert_ends import AlertEnd, Ended
from config.loader import rule_book
from notifications.alert import Digest, DigestItem, Rendered, RunCounts, Wording
from notifications.circular_notices import CircularNotice, OwedAnswer, OwedAnswersNotice, render_circular
from notifications.incident_notices import ClockNotice, IncidentNewsNotice, IncidentNotice, ReportToMake
from notifications.installation_notices import (
    BrokenJournalNotice,
    HeartbeatNotice,
    MonthlyLine,
    MonthlyNotice,
    SealNotice,
    TableLine,
    render_installation_notice,
)
from notifications.notice import (
    GapNotice,
    GivenUp,
    OverrideNotice,
    UnapprovedNotice,
    UndeliveredNotice,
    render_notice,
)
from notifications.outage_notices import OutageNotice
from notifications.quiet_notices import QuietNotice
from notifications.record_notices import DeclaredNotice, ReenteredNotice
from notifications.render import render_counts, render_digest
from notifications.storm_notices import ReleasedNotice, StormNotice
from notifications.template_notice import TemplateNotice
from notifications.words import CHANGED_BY_AMENDMENT

DAY, NEXT_DAY = date(2024, 11, 26), date(2024, 11, 27)
OVERSIGHT = "制度所管課(財産活用課)"
NO_VISIT = DigestItem(
    height=3,
    contract="R6-0012",
    subject="R6-0012",
    title="健康診査データ入力業務委託",
    stage_label="チェックリスト受領",
    code="S3-01",
    label="実地調査",
    reason="実地調査の記録がありません。要配慮個人情報を取り扱う契約です。",
    source="5広第824号 記2",
    strength_label="義務",
    due_on=date(2024, 11, 20),
    overdue_business_days=3,
    remedy="調査報告書を登録するか、理由と代替措置を登録してください。",
    command="lifecycle attach R6-0012 onsite_inspection --file 調査報告書.pdf",
    to_record=(("実地調査: 原本のファイル", "lifecycle attach R6-0012 onsite_inspection --file 調査報告書.pdf"),),
    division="モデル所属12",
    escalates_on=date(2024, 12, 4),
    escalates_to=OVERSIGHT,
    weight=2,
    due_note="〔仮定・県規程に日数なし〕",
)
NO_APPROVAL = replace(
    NO_VISIT,
    contract="R6-0031",
    subject="R6-0031/1",
    title="健康保険料通知書印刷封入業務委託",
    stage_label="履行中",
    code="S4-03",
    label="再委託の承認",
    reason="再委託の承認の記録がありません。",
    source="特記事項第9、5広第824号 記3",
    due_on=date(2024, 11, 18),
    overdue_business_days=5,
    remedy="承認書を添えて承認を記録してください。業務が始まっている場合はてん末書を添えた例外承認の申請が必要です。",
    command="lifecycle subcontract approve R6-0031 1 --document-no 文書番号 --file 承認書.pdf",
    to_record=(
        (
            "再委託1の承認(所属長が行う): 承認日、承認文書番号、承認者",
            "lifecycle subcontract approve R6-0031 1 --document-no 文書番号 --file 承認書.pdf",
        ),
    ),
    escalates_on=date(2024, 12, 2),
    weight=1,
    responsible="所属長",
)
NO_PLAN = replace(
    NO_VISIT,
    code="S2-06",
    label="改善策の受領",
    reason="「いいえ」と答えた項目(5、12)の改善策を受け取っていません。",
    source="6広第1237号 記3",
    strength_label="監査意見",
    due_on=None,
    overdue_business_days=0,
    remedy="改善策を受け取り、受領日を登録してください。",
    command="lifecycle attach R6-0012 improvement_plan --set 受領日=2024-11-26",
    weight=6,
    to_record=(("改善策: 改善策受領日", "lifecycle attach R6-0012 improvement_plan --set 受領日=2024-11-26"),),
)
MET = replace(NO_VISIT, contract="R6-0044", subject="R6-0044", title="がん検診結果入力業務委託")
HEAD = Digest("overdue", "モデル所属12", "所属長", (NO_VISIT,), (), DAY, next_look_on=NEXT_DAY)
OFFICER = replace(HEAD, recipient_post="担当者")


def stepped(step: str, tag: str, item: DigestItem = NO_VISIT, **changes: Any) -> DigestItem:
    """A duty told at that step of the ladder; a step of an installation's own stands where the 所属長's does."""
    ladder = rule_book().escalation
    at = next((known for known in ladder.steps if known.id == step), ladder.step("division_head"))
    place = {"height": ladder.rank(at.id), "is_ahead": not at.is_late, "names_last_day": at.names_last_day}
    return replace(item, step=step, tag=tag, **{**place, "is_last": at is ladder.steps[-1], **changes})


def before_it_is_due() -> Digest:
    """D−5: the officer is told ahead."""
    to_chief = {"escalates_on": date(2024, 12, 4), "escalates_to": "担当者・係長"}
    soon = stepped("notice", "事前案内", due_on=date(2024, 12, 3), overdue_business_days=0, **to_chief)
    return replace(OFFICER, items=(soon,))


def officers() -> Digest:
    """D+1: officer and section chief, by the last day before the head is told; something else is due soon."""
    late = {"overdue_business_days": 1, "act_by": date(2024, 12, 2), "escalates_on": date(2024, 12, 3)}
    items = (
        stepped("officer", "要対応", due_on=date(2024, 11, 25), escalates_to="所属長", **late),
        stepped(
            "notice",
            "事前案内",
            NO_APPROVAL,
            due_on=date(2024, 12, 3),
            overdue_business_days=0,
            escalates_on=date(2024, 12, 4),
            escalates_to="担当者・係長",
        ),
    )
    return replace(OFFICER, recipient_post="係長", items=items)


def repeated() -> Digest:
    """A month after the last step: told again, acknowledged with a day, out of reach of the officer."""
    again = stepped("oversight_office", "報告", repeat=2, escalates_on=None, escalates_to="", overdue_business_days=61)
    known = replace(again, due_on=date(2024, 8, 28), planned_on=date(2024, 12, 10))
    return replace(HEAD, items=(replace(known, copied=True, remark="担当者に届かないため、所属長へお知らせします。"),))


def raised() -> Digest:
    """D+10: the 制度所管課 about contracts of two offices."""
    top = {"escalates_on": None, "escalates_to": ""}
    items = (
        stepped("oversight_office", "報告", overdue_business_days=12, **top),
        stepped("oversight_office", "報告", NO_APPROVAL, division="モデル所属7", overdue_business_days=10, **top),
    )
    return replace(HEAD, division="財産活用課", recipient_post="制度所管課", items=items)


def copied() -> Digest:
    """The same day, the head's one digest: what went up in copy, beside what is new to the head."""
    up = stepped("oversight_office", "報告", overdue_business_days=10, escalates_on=None, escalates_to="", copied=True)
    fading = "例外承認 R6-0031-E1 は令和6年12月1日に切れます。"
    return replace(HEAD, items=(up, replace(NO_APPROVAL, remark=fading)))


def thirty() -> Digest:
    """A head with thirty late contracts."""
    late = (numbered(n, due_on=date(2024, 10, 31), overdue_business_days=17) for n in range(1, 31))
    return replace(HEAD, items=tuple(late))


def numbered(n: int, **changes: Any) -> DigestItem:
    """The same lack in another contract."""
    id_ = f"R6-{100 + n:04}"
    return replace(
        NO_VISIT,
        contract=id_,
        subject=id_,
        title=f"健康診査データ入力業務委託(その{n})",
        command=f"lifecycle attach {id_} onsite_inspection --file 調査報告書.pdf",
        to_record=(("実地調査: 原本のファイル", f"lifecycle attach {id_} onsite_inspection --file 調査報告書.pdf"),),
        **changes,
    )


DIGESTS = {
    "notice": before_it_is_due(),
    "officer": replace(officers(), needs_correction=9, stalled=4),
    "division_head": replace(
        HEAD, items=(NO_VISIT, NO_PLAN, NO_APPROVAL), resolved=(MET,), needs_correction=9, stalled=4
    ),
    "repeated": repeated(),
    "oversight": raised(),
    "oversight_copy": copied(),
    "thirty": thirty(),
    "resolved": replace(HEAD, kind="resolved", items=(), resolved=(NO_VISIT, NO_APPROVAL)),
    "ended": replace(
        HEAD,
        kind="resolved",
        items=(),
        resolved=(
            MET,
            replace(NO_VISIT, ended=Ended(AlertEnd.EXCEPTED, "R6-0012-E1", date(2025, 1, 31))),
            replace(NO_APPROVAL, ended=Ended(AlertEnd.TERMINATED)),
        ),
    ),
    "amended": replace(
        HEAD,
        kind="resolved",
        tag="義務の消滅・訂正による",
        items=(),
        resolved=(replace(NO_VISIT, ended=Ended(AlertEnd.FACTS)),),
        next_step=CHANGED_BY_AMENDMENT,
    ),
    "reopened": replace(
        HEAD,
        tag="要是正",
        next_step="事実又は規程が変わり、通過した関門の証拠が足りなくなりました。段階は戻りませんが、次の段階へは進めません。",
        needs_correction=9,
        stalled=4,
    ),
}
INCIDENT = IncidentNotice(
    contract="R6-0012",
    subject="R6-0012",
    incident="R6-0012/J1",
    division="モデル所属12",
    title="健康診査データ入力業務委託",
    aware_on=date(2024, 11, 22),
    known="令和6年11月22日 23:50",
    feared=False,
    first_reported_on=None,
    answer="報告を要する",
    why="当たる類型: 要配慮個人情報を含む、本人の数が100人を超える",
    first_step="委託先に直ちに一報させ、一報日と委託先の認識日を記録する",
    again="誰かが確認するまで、30分ごとに6回、その後は3時間ごとに知らせます。",
    reports=(
        ReportToMake(
            "速報",
            "",
            "個人情報保護委員会",
            "令和6年11月24日〜令和6年11月26日が目安",
            date(2024, 11, 26),
            "知った日から3〜5日目",
            "個人情報保護法第68条第1項",
        ),
        ReportToMake(
            "確報",
            "不正の目的のおそれがないとき",
            "個人情報保護委員会",
            "令和6年12月23日まで",
            date(2024, 12, 23),
            "知った日から30日目",
            "個人情報保護法第68条第1項",
        ),
        ReportToMake(
            "確報",
            "不正の目的のおそれがあるとき",
            "個人情報保護委員会",
            "令和7年1月20日まで",
            date(2025, 1, 20),
            "知った日から60日目",
            "個人情報保護法第68条第1項",
        ),
        ReportToMake(
            "本人通知",
            "",
            "本人",
            "",
            None,
            "日数の定めはなく、状況に応じて速やかに",
            "個人情報保護法第68条第2項",
        ),
    ),
    counting=("報告の期限は、知った日を1日目として数えます。",),
    rests_on="〔外部・日数は特定個人情報と民間の指針で確認。保有個人情報(規則第44条)は同じと見ている〕",
    remedy="委託先に一報を求めて記録し、個人情報保護委員会への報告の要否を確かめてください。",
    sources=("個人情報保護法第68条", "特記事項第14"),
    on=DAY,
)
NOTICES = {
    "override": OverrideNotice(
        id="R6-0043-E1",
        contract="R6-0043",
        subject="R6-0043",
        division="モデル所属12",
        codes=("S3-01",),
        labels=("実地調査",),
        sources=("5広第824号 記2",),
        document_no="6財活第101号",
        expires_on=date(2025, 2, 21),
        on=DAY,
    ),
    "unapproved": UnapprovedNotice(
        contract="R6-0031",
        subject="R6-0031/1",
        division="モデル所属12",
        title="健康保険料通知書印刷封入業務委託",
        reason="承認書のないまま令和6年11月1日から業務が始まっています",
        remedy="てん末書を添え、例外承認を申請してください。",
        code="S4-03",
        label="再委託の承認",
        source="特記事項第9、5広第824号 記3",
        on=DAY,
    ),
    "incident": INCIDENT,
    "incident_again": replace(
        INCIDENT, repeat=2, feared=True, answer="まだ判断できない(要するものとして期限を示す)", why="空欄の類型が5つ"
    ),
    "clock": ClockNotice(
        contract="R6-0012",
        subject="R6-0012",
        incident="R6-0012/J1",
        division="モデル所属12",
        title="健康診査データ入力業務委託",
        report=INCIDENT.reports[0],
        by="県",
        step="本日が末日",
        answer="報告を要する",
        field="preliminary_on",
        on=DAY,
    ),
    "news": IncidentNewsNotice(
        contract="R6-0012",
        subject="R6-0012",
        incident="R6-0012/J1",
        division="モデル所属12",
        title="健康診査データ入力業務委託",
        changes=("段階: 一報から初期対応へ", "報告の要否: 「報告を要しない」から「報告を要する」へ"),
        next_step="委託先に経緯、被害状況等を調査させ、書面で報告を受ける",
        closed=False,
        on=DAY,
    ),
    "gap": GapNotice((("モデル所属3", "所属長"), ("モデル所属12", "係長")), DAY),
    "undelivered": UndeliveredNotice(
        (
            GivenUp("モデル所属3", "所属長", "Teams", "Teams の受付が断りました: HTTP 429", instead="メール"),
            GivenUp("モデル所属3", "係長", "メール", "送信サーバーが断りました: 550 no such mailbox", as_file=True),
            GivenUp("", "共有チャネル", "Teams", "Teams に接続できません: timed out"),
        ),
        DAY,
    ),
    "undelivered_taken_over": UndeliveredNotice(
        (GivenUp("モデル所属3", "所属長", "Teams", "Teams の受付が断りました: HTTP 429", instead="メール"),), DAY
    ),
    "storm": StormNotice(
        (("モデル所属3", "所属長", 5), ("モデル所属12", "係長", 4)),
        9,
        DAY,
        "1回の点検で、1つの宛先に3通を超えました。",
        DAY + timedelta(days=1),
    ),
    "released": ReleasedNotice((("モデル所属3", "所属長", 5), ("モデル所属12", "係長", 4)), 9, DAY),
    "quiet": QuietNotice("モデル所属12", "制度所管課", DAY, DAY + timedelta(days=9), DAY),
    "quiet_over": QuietNotice(
        "モデル所属12", "", DAY - timedelta(days=9), DAY - timedelta(days=1), DAY, over=True, open_alerts=4
    ),
    "outage": OutageNotice(
        7,
        DAY - timedelta(days=5),
        "メール",
        "送信サーバーに接続・認証できません: [Errno 111] Connection refused",
        "システム管理者",
        DAY,
    ),
    "outage_over": OutageNotice(0, DAY - timedelta(days=6), "メール", "", "システム管理者", DAY, ended=True),
    "template": TemplateNotice((("digest.txt.j2", "3行: 書き方に誤りがあります"),), DAY),
    "declared": DeclaredNotice(
        "モデル所属12", "管理者", ("R6-0012: 契約の変更(取扱件数)", "R6-0031: 再委託の記録、証拠の記録"), 4, DAY
    ),
    "reentered": ReenteredNotice("モデル所属12", "担当者", ("R6-0012",), DAY),
}
CIRCULAR = CircularNotice(
    circular="7kou100",
    number="7広第100号",
    title="委託先における保有個人情報の取扱状況チェックリストの一部改正について(通知)",
    issuer="総務部県民情報広報課長",
    issued_on=DAY,
    first_on=DAY + timedelta(days=28),
    division="モデル所属12",
    recipient="所属長",
    on=DAY,
    questions=(("通知の受領", DAY + timedelta(days=3)), ("職員への周知", DAY + timedelta(days=14))),
    changes=True,
    contracts=9,
    command="lifecycle circular confirm 7kou100",
    duties=tuple(f"R6-00{n} 最新のチェックリストの使用[S2-07]、令和7年1月21日まで〔仮定〕" for n in range(31, 38)),
)
OWED = OwedAnswer(
    circular="7kou100",
    number="7広第100号",
    division="モデル所属12",
    label="職員への周知",
    remedy="職員に周知し、周知した日と方法を登録してください。",
    due_on=DAY - timedelta(days=1),
    tag="要対応",
    height=2,
    is_late=True,
    next_on=NEXT_DAY,
    next_to="所属長",
    command="lifecycle circular confirm 7kou100 told --how …",
)
CIRCULARS: Mapping[str, CircularNotice | OwedAnswersNotice] = {
    "circular": CIRCULAR,
    "circular_officer": replace(CIRCULAR, recipient="担当者", duties=()),
    "circular_withdrawn": replace(CIRCULAR, withdrawn_because="別添を誤ったため"),
    "circular_owed": OwedAnswersNotice("モデル所属12", "担当者", (OWED, replace(OWED, label="様式の差替え")), DAY),
    "circular_owed_desk": OwedAnswersNotice(
        "県民情報広報課",
        "制度所管課",
        tuple(replace(OWED, division=f"モデル所属{n}", tag="報告", height=4, next_on=None) for n in (3, 12, 14)),
        DAY,
    ),
}
"""Circulars as offices and the desk are told of them."""
COUNTS = RunCounts(DAY, 12, 15, (("S3-01", 9), ("S4-03", 6)), (("要対応", 3), ("期限超過", 10), ("報告", 2)), 4)


MONTHLY = MonthlyNotice(
    office="財産活用課",
    month=date(2024, 10, 1),
    as_of=date(2024, 10, 31),
    lines=(
        MonthlyLine("モデル所属12（生活保護）", 6, 3, 1, 0, 2),
        MonthlyLine("モデル所属3", 2, 0, 0, 1, 0),
    ),
    figures_before=(5, 1, 0, 4),
    tables=(
        TableLine(1, "契約書の見直し", "件", (("不備なし", "12"), ("不備がある", "3"), ("率", "20.0%"))),
        TableLine(5, "実地調査の実施", "件", (("実施済", "1,203"), ("未実施", "0"), ("率", "空欄"))),
    ),
    fiscal_year="令和6年度",
    source="監査報告書 総括意見 p.17(監査意見)",
    quote="通知の反映状況を定期的に報告させること",
    on=DAY,
    late_note="期限は仮定",
    due_foot="期限には、通知などが日数を定めていないものを含みます〔仮定・県規程に日数なし〕。",
)
INSTALLATION = {
    "monthly": MONTHLY,
    "heartbeat": HeartbeatNotice(
        "管理者", date(2024, 11, 19), DAY, DAY, DAY, "異常なし", (), 42, 0, 0, 0, 12, "9f8e7d6c", date(2024, 11, 25)
    ),
    "heartbeat_worrying": HeartbeatNotice(
        "管理者", date(2024, 11, 19), DAY, None, None, "", ("毎朝の点検",), 3, 2, 9, 1, 12
    ),
    "broken_journal": BrokenJournalNotice("管理者", ("管理者", "監査委員事務局"), (("ハッシュの連鎖", 2),), 1203, DAY),
    "seal": SealNotice("監査委員事務局", "9f8e7d6c", 1203, date(2024, 11, 25), DAY),
}


def every_message() -> dict[str, Rendered]:
    """Every kind of message by its name; those of a training installation with a made-up ledger among them."""
    ours = Wording(owner="システム管理者")
    practice = replace(ours, training=True, fictional=True)
    return {
        **{name: render_digest(digest) for name, digest in DIGESTS.items()},
        "training": render_digest(DIGESTS["officer"], practice),
        **{f"urgent_{name}": render_notice(notice, ours) for name, notice in NOTICES.items()},
        **{name: render_circular(notice, ours) for name, notice in CIRCULARS.items()},
        "urgent_override_oversight": render_notice(replace(NOTICES["override"], recipient="制度所管課")),
        "urgent_training": render_notice(NOTICES["gap"], practice),
        **{name: render_installation_notice(notice, ours) for name, notice in INSTALLATION.items()},
        "counts": render_counts(COUNTS),
    }
