"""The words of the mail to the head of an office: what to decide, whom to tell what, by which day, on one screen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from config.place import said_here
from config.vocabulary import Role
from config.wareki import format_date
from notifications import words
from notifications.alert import Digest, DigestItem
from notifications.heads import head_posts
from notifications.plain import COLUMNS, clipped, width
from notifications.whole_office import whole_office

Fullness = Literal["fields", "kinds", "line"]
"""How much is said of one contract: every field that lacks, the kinds of evidence, or what fits on one line."""

_NAMED = 3
_SHORT, _MIDDLE, _LONG = 40, 60, 150
_ONE_LINE, _TITLE = COLUMNS - 6, 12


@dataclass(frozen=True, slots=True)
class HeadsPart:
    """One contract in the mail of a head: its first line, and below it what lacks (empty in the shortest form)."""

    first: str
    below: str = ""


def is_head(digest: Digest) -> bool:
    """Whether the digest is one that is written for the head of an office: something lacks, and a head reads it."""
    return bool(digest.items) and digest.recipient_post in head_posts()


def head_summary(digest: Digest) -> words.Lines:
    """The lines at the top: what the head decides, whom the head tells to do what, by which day, when it goes up."""
    decided = tuple(item for item in digest.items if item.responsible in head_posts())
    told = tuple(item for item in digest.items if item.responsible not in head_posts())
    happened = (("何が", digest.next_step),) if digest.next_step else ()
    remarks = {item.remark for item in digest.items}
    why = (("備考", clipped(remark, _LONG)),) if len(remarks) == 1 and (remark := remarks.pop()) else ()
    return (
        ("件数", _count(digest)),
        *happened,
        ("決めること", _to_decide(_ordered(digest, decided))),
        ("指示すること", _to_tell(_ordered(digest, told), digest)),
        ("いつまで", _by_which_day(digest)),
        *why,
    )


def head_parts(digest: Digest, shown: int, form: Fullness) -> tuple[HeadsPart, ...]:
    """The first contracts, the weightiest first, in one form."""
    return tuple(_part(group, digest, form) for group in digest.contracts()[:shown])


def head_notes(digest: Digest) -> Iterator[str]:
    """What may be left out where the screen is full: how to put off, how the whole office stands, the next look."""
    yield (
        said_here(
            "すぐにそろわないときは、{担当者}に対応予定日の登録を指示してください。"
            "再通知は止まりますが、次の段階への連絡は止まりません。"
        )
    )
    if digest.needs_correction is not None and digest.stalled is not None:
        yield f"所属の全体では、{whole_office(digest)}です。"
    if digest.next_look_on:
        yield f"次の点検は{format_date(digest.next_look_on)}の朝です。"


def head_rest(digest: Digest, shown: int, *, has_page: bool) -> str:
    """Where to read of the contracts that are not written out; empty where all are."""
    rest = len(digest.contracts()) - shown
    where = "上の頁で確かめられます" if has_page else said_here("{担当者}に求めてください")
    return f"ほか{rest}件。全ての一覧は、{where}。" if rest else ""


def _count(digest: Digest) -> str:
    lacking = f"不足 {len(digest.items)}件{words.of_unsure_days(digest)}"
    return f"{words.counted(digest)}({lacking}){words.already_raised(digest)}"


def _ordered(digest: Digest, items: tuple[DigestItem, ...]) -> tuple[DigestItem, ...]:
    """The items in the order in which the digest tells them."""
    return tuple(item for group in digest.contracts() for item in group if item in items)


def _to_decide(items: tuple[DigestItem, ...]) -> str:
    if not items:
        return "ありません。"
    named = "、".join(_duty(item) for item in items[:_NAMED])
    more = f"ほか{len(items) - _NAMED}件" if len(items) > _NAMED else ""
    return f"{named}{more}。{clipped(items[0].remedy, _LONG)}"


def _duty(item: DigestItem) -> str:
    return f"{clipped(item.subject, _SHORT)} {clipped(item.label, _SHORT)}"


def _instructed(responsible: str) -> str:
    """Whom the head instructs: the officer where the contractor, or nobody, has to act."""
    return Role.OFFICER.label if responsible in ("", Role.CONTRACTOR.label) else responsible


def _to_tell(items: tuple[DigestItem, ...], digest: Digest) -> str:
    if not items:
        return "ありません。"
    posts = "・".join(dict.fromkeys(_instructed(item.responsible) for item in items))
    first = items[0]
    more = len({item.contract for item in items}) - 1
    which = clipped(first.contract, _SHORT) + (f"ほか{more}件" if more else "")
    late = words.lateness(first, digest.as_of)
    source, *others = first.source.split("、")
    basis = f"{clipped(source, _MIDDLE)}{'ほか' if others else ''}({clipped(first.strength_label, _SHORT)})"
    about = "、".join(part for part in (late, f"根拠は{basis}") if part)
    return f"{posts}に、{which} の証拠をそろえて登録させること。まず {_duty(first)}({about})。"


def _by_which_day(digest: Digest) -> str:
    """By which day to act, and on which day who above is told; what is above already is told again."""
    waits = "直ちに" if _is_late(digest) else _before(digest)
    coming = [item for item in digest.items if item.escalates_on and item.escalates_to]
    if not coming:
        raised = any(item.is_last for item in digest.items)
        return f"{waits}。" + (
            said_here("{制度所管課}へは報告済みで、そろうまで定期に再通知します。") if raised else ""
        )
    first = min(coming, key=lambda item: (str(item.escalates_on), item.weight))
    assert first.escalates_on is not None  # noqa: S101 - only such items are here
    same = {item.contract for item in coming if item.escalates_on == first.escalates_on}
    which = clipped(first.contract, _SHORT) + (f"ほか{len(same) - 1}件" if len(same) > 1 else "")
    last = f"、遅くとも{format_date(first.act_by)}まで" if first.act_by else ""
    up = f"{format_date(first.escalates_on)}の朝までにそろわないときは、{clipped(first.escalates_to, _MIDDLE)}へ"
    later = "ほかは、それぞれ後の日に知らせます。" if len({item.escalates_on for item in coming}) > 1 else ""
    return f"{waits}{last}。{up}{words.verb(first.escalates_to)}({which})。{later}"


def _is_late(digest: Digest) -> bool:
    return digest.tag == words.REOPENED or any(words.lateness(item, digest.as_of) for item in digest.items)


def _before(digest: Digest) -> str:
    days = [item.due_on for item in digest.items if item.due_on]
    return f"{format_date(min(days))}まで" if days else "次の段階へ進む前に"


def _part(group: tuple[DigestItem, ...], digest: Digest, form: Fullness) -> HeadsPart:
    latest = max(group, key=lambda item: item.overdue_business_days)
    shared = len({item.remark for item in digest.items}) == 1
    said = list(filter(None, (words.lateness(latest, digest.as_of), *_remarks(group, with_remark=not shared))))
    if form == "line":
        more = f"ほか{len(group) - 1}件" if len(group) > 1 else ""
        late = words.lateness(group[0], digest.as_of)
        told = f": {clipped(group[0].label, _SHORT)}{more}{_within([late] if late else [])}"
        room = _ONE_LINE - width(f"{group[0].contract} {told}")
        return HeadsPart(f"{group[0].contract} {clipped(group[0].title, max(_TITLE, room))}{told}")
    first = f"{group[0].contract} {clipped(group[0].title, _MIDDLE)}({group[0].stage_label})"
    return HeadsPart(first, "、".join(_evidence(group, form)) + _within(said))


def _within(said: list[str]) -> str:
    return f"({'、'.join(said)})" if said else ""


def _remarks(group: tuple[DigestItem, ...], *, with_remark: bool) -> Iterator[str]:
    """What else is known of a contract: its planned day, that it was raised, what the step remarks, each once."""
    planned = [item.planned_on for item in group if item.planned_on]
    if planned:
        yield f"対応予定日 {format_date(min(planned))}"
    if any(item.copied for item in group):
        yield said_here("{制度所管課}へ報告済み")
    if with_remark:
        yield from dict.fromkeys(item.remark.rstrip("。") for item in group if item.remark)


def _evidence(group: tuple[DigestItem, ...], form: Fullness) -> Iterator[str]:
    """Each kind of evidence that lacks once, with its fields or without; a duty that no record cures by its name."""
    recorded = [told for item in group for told, _ in item.to_record if told]
    if form == "fields":
        yield from (f"{title}({fields})" if fields else title for title, fields in map(_taken_apart, recorded))
    else:
        yield from _once(_taken_apart(told)[0] for told in recorded)
    unnamed = (item for item in group if not recorded or any(not told for told, _ in item.to_record))
    yield from _once(item.label for item in unnamed)


def _taken_apart(told: str) -> tuple[str, str]:
    title, _, fields = told.partition(": ")
    return title, fields


def _once(names: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(clipped(name, _MIDDLE) for name in names))
