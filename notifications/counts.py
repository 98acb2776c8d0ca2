"""The words for a channel that many read: how many duties are unmet, by rule and by step, without naming an office."""

import re
from collections.abc import Iterable

from config.loader import rule_book
from config.wareki import format_date
from notifications.alert import RunCounts

_CODE = re.compile(r"[A-Z]{1,2}[0-9]?-[0-9]{2}")
_OTHER = "その他"


def counts_subject(counts: RunCounts, *, training: bool = False) -> str:
    """The subject of the message: 委託監督 点検の結果 停滞12件(令和6年11月26日)."""
    head = "【訓練】" if training else ""
    return f"{head}委託監督 点検の結果 停滞{counts.contracts}件({format_date(counts.as_of)})"


def counts_lines(counts: RunCounts) -> tuple[tuple[str, str], ...]:
    """The numbers as labelled lines; a key that is neither a rule's code nor a step's word is shown only as その他."""
    codes = _summed((code if _CODE.fullmatch(code) else _OTHER, number) for code, number in counts.by_code)
    steps = _summed((_step(step), number) for step, number in counts.by_step)
    lines = (
        ("件数", f"契約 {counts.contracts}件、不足 {counts.duties}件、解消・終了 {counts.resolved}件"),
        ("規則ごと", codes),
        ("段階ごと", steps),
    )
    return tuple((label, text) for label, text in lines if text)


def _step(step: str) -> str:
    """The word of a step of the ladder, given as its id or as the word itself; その他 for anything else."""
    words = {one.id: one.subject_tag for one in rule_book().escalation.steps}
    word = words.get(step, step)
    return word if word in (*words.values(), "再通知") else _OTHER


def _summed(counted: Iterable[tuple[str, int]]) -> str:
    sums: dict[str, int] = {}
    for word, number in counted:
        sums[word] = sums.get(word, 0) + number
    return "、".join(f"{word} {number}件" for word, number in sums.items())
