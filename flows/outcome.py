"""The outcome of a job as plain JSON, and as one Japanese sentence."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from config.place import said_here
from config.wareki import format_date
from lifecycle.watch.delivery import Delivered

STATUSES = ("sent", "failed", "given_up", "uncertain", "refused")


def counted(rows: Sequence[Delivered]) -> dict[str, Any]:
    """Deliveries in numbers, the outbox ids of what did not arrive, and who was told: neither addresses nor wording."""
    counts = Counter(row.status for row in rows)
    sent = Counter((row.division, row.post) for row in rows if row.status == "sent")
    missing = Counter((row.division, row.post) for row in rows if row.status != "sent")
    return {
        **{status: counts[status] for status in STATUSES},
        "undelivered": [row.id for row in rows if row.status != "sent"],
        "told": [
            {"division": to[0], "post": to[1], "sent": sent[to], "missing": missing[to]}
            for to in sorted(sent.keys() | missing.keys())
        ],
    }


def total(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The sum of several deliveries as one."""
    known = list(parts)
    sums: dict[str, Any] = {status: sum(part[status] for part in known) for status in STATUSES}
    lists = {name: [row for part in known for row in part[name]] for name in ("undelivered", "told")}
    return sums | lists


def undelivered(result: dict[str, Any]) -> int:
    """How many messages of a run did not arrive, or may not have arrived."""
    counts = result.get("delivery", {})
    return sum(counts.get(status, 0) for status in STATUSES[1:])


def faults(result: dict[str, Any]) -> int:
    """How many faults a verification found; 0 for every other job."""
    count: int = result.get("verification", {}).get("faults", 0)
    return count


def is_idle(result: dict[str, Any]) -> bool:
    """Whether a delivery had nothing to send and so gets no line and no page."""
    only_sends = "delivery" in result and "sweep" not in result
    return only_sends and not result["skipped"] and not result["delivery"]["sent"] and not undelivered(result)


def describe(result: dict[str, Any]) -> str:
    """The outcome of a run in one Japanese sentence; where the run repeats another, a second sentence says so."""
    if result["skipped"]:
        return f"行いませんでした。{result['skipped']}。"
    note: str = result.get("note", "")
    return "、".join(_parts(result)) + "。" + note


def _parts(result: dict[str, Any]) -> Iterable[str]:
    if figures := result.get("sweep"):
        day = format_date(date.fromisoformat(result["as_of"]))
        yield (
            f"{day}時点で{'数えただけ(記録も連絡もしていない): ' if figures.get('dry_run') else ''}"
            f"{figures['examined']}件を点検、新たな停滞 {figures['alerts_opened']}件、"
            f"解消 {figures['alerts_resolved']}件、連絡 {figures['messages_queued']}通を作成"
        )
    if counts := result.get("delivery"):
        yield f"送信 {counts['sent']}通"
        if missing := undelivered(result):
            yield f"届いていない(又は不明) {missing}通"
    if "heartbeat" in result:
        made = result["heartbeat"]["messages_queued"]
        yield said_here("{システム管理者}への報告を作成") if made else "今週の報告は既に作られています"
        if made > 1:
            yield "監査の事務局への封印の値を作成"
    if report := result.get("monthly"):
        made = report["messages_queued"]
        yield f"{month_text(report['month'])}の報告 {made}通を作成" if made else "この月の報告は既に作られています"
        yield from (f"{o['office']} 不足{o['owed']}件(超過{o['overdue']}件{_said(o)})" for o in report["offices"])
    if made := result.get("seal"):
        yield f"出来事 {made['events']}件を封印{made['number']}番として" + (
            "控えのファイルに書き足し" if made["kept"] else "記録(控えのファイルの指定なし)"
        )
    if figures := result.get("verification"):
        yield f"出来事 {figures['events']}件を検証、" + (
            f"異常 {figures['faults']}件" if figures["faults"] else "異常なし"
        )
        if figures["messages_queued"]:
            yield f"至急の連絡 {figures['messages_queued']}通を作成"


def _said(office: dict[str, Any]) -> str:
    """What stands behind a number of overdue duties: that no source sets their days."""
    return f"。{office['late_note']}" if office.get("late_note") else ""


def month_text(first_day: str) -> str:
    """A month by its first day (ISO) as officers read it: 令和6年10月."""
    return format_date(date.fromisoformat(first_day)).removesuffix("1日")
