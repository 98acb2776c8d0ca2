"""The words of a digest for alerts that ended: each way out has its own, そろいました only where evidence came."""

from collections import Counter
from collections.abc import Iterable

from config.alert_ends import AlertEnd, Ended
from config.place import said_here
from notifications.alert import Digest, DigestItem

_SOLVED, _OVER = "解消", "連絡終了"
_SHORT = 2
_NOTHING = "これらについては、もう要りません"
_MAKE_SURE = "変更が事実のとおりかを、{担当者}に確かめてください"
_WHAT_TO_DO = {
    AlertEnd.EXCEPTED: "例外承認の期限までに、証拠をそろえてください",
    AlertEnd.MOVED: "新しい期限までに、証拠をそろえてください",
    AlertEnd.OFFICE: "新しい所属に、足りない記録を引き継いでください",
    AlertEnd.COMPLETED: "足りない記録は、不備として記録に残ります",
    AlertEnd.REPLACED: "引き継いだ連絡に対応してください",
}
_WITHOUT_REASON = Ended(AlertEnd.MET)


def ended_tag(items: Iterable[DigestItem]) -> str:
    """The word in 【】 for what ended: 解消 only of what was done, 連絡終了 of what is merely told no longer."""
    solved = {_of(item).why.is_solved for item in items}
    return "・".join(word for word, is_solved in ((_SOLVED, True), (_OVER, False)) if is_solved in solved)


def ended_counts(items: Iterable[DigestItem]) -> str:
    """The number of contracts in which something was done, and of those that are told of no longer for a reason.

    Several reasons are counted together: 解消1件・終了2件; one is named: 契約の解除1件.
    """
    solved, over = set(), set()
    reasons = set()
    for item in items:
        if (why := _of(item).why).is_solved:
            solved.add(item.contract)
        else:
            over.add(item.contract)
            reasons.add(why.label)
    word = reasons.pop() if len(reasons) == 1 else "終了"
    return "・".join(f"{what}{len(of)}件" for what, of in ((_SOLVED, solved), (word, over)) if of)


def ended_top(digest: Digest) -> tuple[tuple[str, str], ...]:
    """The lines at the top of a digest of what ended: how many for which reason, and whether anything is left to do."""
    items = digest.resolved
    reasons = Counter(_of(item).why for item in items)
    if set(reasons) == {AlertEnd.MET}:
        return ((_SOLVED, f"{len(items)}件の不足がそろいました"), ("対応", _NOTHING))
    listed = "、".join(f"{why.label} {reasons[why]}件" for why in AlertEnd if why in reasons)
    if digest.tag:
        done = all(why.is_solved for why in reasons)
        return (("件数", f"{len(items)}件({listed})"), ("対応", _NOTHING if done else said_here(_MAKE_SURE)))
    left = [_WHAT_TO_DO[why] for why in AlertEnd if why in reasons and why in _WHAT_TO_DO]
    return ((ended_tag(items), f"{len(items)}件({listed})"), ("対応", "。".join(left) or _NOTHING))


def ended_head(digest: Digest) -> str:
    """The heading over the list of what ended: the digest's own word where it tells of nothing else."""
    return digest.tag if digest.tag and not digest.items else ended_tag(digest.resolved)


def ended_intro(digest: Digest) -> str:
    """The sentence before the list: そろいました where that holds of every one that was told of before."""
    if digest.tag:
        return "登録の変更により、次の義務が変わりました"
    if all(_of(item).why is AlertEnd.MET for item in digest.resolved):
        return "先にお知らせした不足がそろいました"
    return "先にお知らせした件の連絡を、次のとおり終えます"


def ended_line(item: DigestItem, digest: Digest) -> str:
    """What is said behind an item that ended; empty where every one ended by its evidence and the heading says so."""
    alike = all(_of(one).why is AlertEnd.MET for one in digest.resolved)
    return "" if alike else _of(item).words


def ended_in_short(digest: Digest) -> str:
    """What ended, on a line beside what is still told: the first two, each with its reason where evidence was none."""
    told = [f"{item.subject} {item.label}{_why(item)}" for item in digest.resolved[:_SHORT]]
    more = len(digest.resolved) - _SHORT
    return "、".join(told) + (f"ほか{more}件" if more > 0 else "")


def _why(item: DigestItem) -> str:
    ended = _of(item)
    return "" if ended.why is AlertEnd.MET else f"({ended.label})"


def _of(item: DigestItem) -> Ended:
    return item.ended or _WITHOUT_REASON
