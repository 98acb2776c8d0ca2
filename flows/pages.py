"""The pages of a run on the Prefect server: a table of who was told, and a page in Markdown, both in Japanese.

They hold posts and offices, numbers and codes; never a name, an address or a message's wording.
"""

from datetime import date
from typing import Any

from config.vocabulary import Role
from config.wareki import format_date
from flows.outcome import describe, faults, month_text, undelivered
from flows.schedule import job
from notifications.card import without_markup
from notifications.plain import FICTIONAL, clean
from notifications.trial import TRIAL

_FIGURES = {
    "examined": "点検した契約",
    "alerts_opened": "新たな停滞",
    "alerts_escalated": "上の職へ知らせた停滞",
    "alerts_resolved": "解消した停滞",
    "messages_queued": "作った連絡",
}


def told(result: dict[str, Any]) -> list[dict[str, str | int]]:
    """Who was told in a run, by office and post: messages sent, and messages that did not or may not have arrived."""
    return [
        {
            "所属": _neutral(row["division"]),
            "宛先": _post(row["post"]),
            "送信": row["sent"],
            "届かず・不明": row["missing"],
        }
        for row in result.get("delivery", {}).get("told", ())
    ]


def found(result: dict[str, Any]) -> list[dict[str, str | int]]:
    """The table of what was found in a run, item by item."""
    swept, report = result.get("sweep", {}), result.get("monthly", {})
    rows: list[dict[str, str | int]] = [
        {"項目": label, "件数": swept[name]} for name, label in _FIGURES.items() if name in swept
    ]
    for office in report.get("offices", ()):
        rows.append({"項目": f"{_neutral(office['office'])} 不足", "件数": office["owed"]})
        note = f"({_neutral(office['late_note'])})" if office.get("late_note") else ""
        rows.append({"項目": f"{_neutral(office['office'])} うち期限超過{note}", "件数": office["overdue"]})
    if verification := result.get("verification"):
        rows.append({"項目": "検証した出来事", "件数": verification["events"]})
        rows += [{"項目": f"異常: {_neutral(part['part'])}", "件数": part["faults"]} for part in verification["parts"]]
    return rows


def page(result: dict[str, Any]) -> str:
    """The page of a run in Markdown: what came of it, what was found, who was told, what to do next."""
    title = f"# {job(result['job']).label}({format_date(date.fromisoformat(result['as_of']))})"
    parts = [title, _neutral(describe(result))]
    if "monthly" in result:
        parts.append(f"対象の月: {month_text(result['monthly']['month'])}")
    for heading, rows in (("見つかったこと", found(result)), ("知らせた相手", told(result))):
        if rows:
            parts.append(f"## {heading}\n\n{_table(rows)}")
    parts.append(f"## 次にすること\n\n{_next(result)}")
    if mark := _mark(result):
        parts.append(f"> {mark}")
    return "\n\n".join(parts) + "\n"


def remark(result: dict[str, Any], what: str) -> str:
    """The line under a table: what the table lists, of which day, and whether the ledger was made up."""
    day = format_date(date.fromisoformat(result["as_of"]))
    return f"{what}({day})" + (f"。{mark}" if (mark := _mark(result)) else "")


def _mark(result: dict[str, Any]) -> str:
    """What is said of a home that is none in use: for trial, made up."""
    return (TRIAL if result.get("trial") else "") + (FICTIONAL if result.get("fictional") else "")


def _next(result: dict[str, Any]) -> str:
    if count := faults(result):
        return f"異常が{count}件あります。`lifecycle verify` で確かめ、正しい控えから戻してください。"
    if count := undelivered(result):
        return f"{count}通が届いていない(又は不明)ため、`lifecycle doctor` で宛先と出し先を確かめてください。"
    return "ありません。"


def _table(rows: list[dict[str, str | int]]) -> str:
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads), *([_cell(row[head]) for head in heads] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: str | int) -> str:
    return str(value).replace("|", "\\|")


def _neutral(text: str) -> str:
    """A text in which Markdown and HTML find nothing to act on: no link, no emphasis, no tag, no address."""
    return without_markup(clean(text)).replace("://", "：//").replace("www.", "www．").replace("&", "＆")


def _post(post: str) -> str:
    """The name of a post in Japanese; what is no post of a person is a shared channel."""
    return next((role.label for role in Role if role.value == post), "共有チャネル")
