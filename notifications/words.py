"""The words of a digest, made from its items alone: its subject, the lines at its top, what happens next."""

from datetime import date

from config.marks import at_the_foot, beside_a_count
from config.place import said_here
from config.vocabulary import Role
from config.wareki import format_date
from notifications.alert import Digest, DigestItem
from notifications.ended import ended_counts, ended_tag, ended_top
from notifications.whole_office import whole_office

Lines = tuple[tuple[str, str], ...]
"""Labelled lines, as they stand at the top of a message."""

CHANGED_BY_AMENDMENT = "登録された内容の変更によるものです。変更の内容は契約の履歴に残っています。"
"""The sentence that a digest says next where a change of what is on record met a duty, ended or opened one."""
OPENED = "新たな義務"
"""The word in 【】 of a message that tells of duties that a change of what is on record opened."""
REOPENED = "要是正"
"""The word in 【】 of a message that tells of contracts re-opened."""
_SHOWN_DATES = 3


def greeting(division: str, post: str) -> str:
    """The reader as a greeting: モデル所属12 所属長 様; an office as a whole is greeted with 御中."""
    if post in (Role.OVERSIGHT_OFFICE.label, Role.AUDIT_OFFICE.label):
        return f"{post} 御中" if division in ("", post) else f"{division}({post}) 御中"
    return f"{division} {post} 様" if division else f"{post} 様"


def subject_of(digest: Digest, *, training: bool = False) -> str:
    """The subject: 【期限超過】委託監督 停滞2件・期限は仮定(R6-0012ほか)〔モデル所属12〕, where 件 counts contracts."""
    numbers = [group[0].contract for group in digest.contracts()] or list(digest.resolved_contracts())
    others = "ほか" if len(numbers) > 1 else ""
    head = f"【訓練】【{tag_of(digest)}】" if training else f"【{tag_of(digest)}】"
    unsure = unsure_days(digest)
    what = f"{counted(digest)}・{unsure}" if unsure else counted(digest)
    return f"{head}委託監督 {what}({numbers[0]}{others})〔{office_of(digest)}〕"


def tag_of(digest: Digest) -> str:
    """The word in 【】: that of the highest step told, a first telling before a repeat; officers see their last day."""
    if digest.tag or not digest.items:
        return digest.tag or ended_tag(digest.resolved)
    top = highest(digest.items)
    first = [item for item in top if not item.repeat]
    if not first:
        return f"再通知{max(item.repeat for item in top)}回目"
    days = [item.act_by for item in first if item.act_by is not None and item.names_last_day]
    return first[0].tag + (f"・{min(days).month}/{min(days).day}まで" if days else "")


def highest(items: tuple[DigestItem, ...]) -> tuple[DigestItem, ...]:
    """The items that were told highest up the ladder."""
    top = max(item.height for item in items)
    return tuple(item for item in items if item.height == top)


def counted(digest: Digest) -> str:
    """The number of contracts: 停滞2件, 期限間近1件 where all of a contract's duties still have time; 解消1件・終了1件.

    A duty told because a gate already passed lacks evidence again waits for no day: 要是正1件. One that a change of
    the record opened is not late: 契約1件.
    """
    if not digest.items:
        return ended_counts(digest.resolved)
    soon = sum(all(item.is_ahead for item in group) for group in digest.contracts())
    late = REOPENED if digest.tag == REOPENED else "契約" if digest.tag.startswith(OPENED) else "停滞"
    counts = ((late, len(digest.contracts()) - soon), ("期限間近", soon))
    return "・".join(f"{word}{number}件" for word, number in counts if number)


def types_commands(post: str) -> bool:
    """Whether the reader records what lacks, and so is told by which command: the officer in charge, nobody else."""
    return post == Role.OFFICER.label


def unsure_days(digest: Digest) -> str:
    """What the subject says of the due dates: 期限は仮定, or 期限の一部は仮定; empty where sources set them all.

    What was re-opened waits for no day.
    """
    if digest.tag == REOPENED:
        return ""
    marks = [item.due_note for item in digest.items if item.due_on is not None]
    words = beside_a_count(marks)
    return words if all(marks) else words and "期限の一部は" + words.rpartition("が")[2]


def spans_offices(digest: Digest) -> bool:
    """Whether the digest tells of other offices than the reader's own, so that each contract's office must be named."""
    return any(item.division not in ("", digest.division) for item in (*digest.items, *digest.resolved))


def office_of(digest: Digest) -> str:
    """The office in 〔〕: the one that the contracts belong to, モデル所属12ほか2所属 where there are several."""
    items = [item for group in digest.contracts() for item in group] or list(digest.resolved)
    offices = list(dict.fromkeys(item.division or digest.division for item in items))
    return offices[0] + (f"ほか{len(offices) - 1}所属" if len(offices) > 1 else "")


def summary(digest: Digest) -> Lines:
    """The lines at the top: how many contracts, the first by weight and its rule, by when to act and what to do."""
    if not digest.items:
        return ended_top(digest)
    first = digest.contracts()[0][0]
    return (
        ("件数", f"{counted(digest)}(不足 {len(digest.items)}件{of_unsure_days(digest)}){already_raised(digest)}"),
        *_whole_office(digest),
        *_leading(digest, first),
        ("いつまでに何を", f"{_by_when(digest)}。{_what_if_not(digest, first)}{_what_first(digest, first)}"),
    )


def of_unsure_days(digest: Digest) -> str:
    """What stands behind the number of duties: how many of their due dates no source sets."""
    words = beside_a_count(item.due_note for item in digest.items if item.due_on is not None)
    return f"。{words}" if words else ""


def _leading(digest: Digest, first: DigestItem) -> Lines:
    """The lines on the duty that comes first by weight and, where another is later by its day, on that one."""
    late = _late(first, digest.as_of)
    basis = f"根拠は{first.source}({first.strength_label})。"
    what = f"{first.subject} {_in_brief(first.reason)}。{late}{'。' if late else ''}{basis}"
    if not late:
        return (("最も急ぐもの", what),)
    latest = max(digest.items, key=lambda item: item.overdue_business_days)
    if latest.overdue_business_days <= first.overdue_business_days:
        return (("最も遅れているもの", what),)
    told = f"{latest.subject} {latest.label} {_late(latest, digest.as_of)}"
    return (("先に対応するもの", what), ("最も遅れているもの", told))


def _in_brief(reason: str) -> str:
    """The first sentence of a reason without what its last brackets add: the duty itself is told in full below."""
    first = reason.partition("。")[0]
    if first.count("(") > first.count(")"):
        first = first[: first.index("(")]
    return first


def _whole_office(digest: Digest) -> Lines:
    """How the reader's whole office stands, while this message tells only a part; each number says what it counts."""
    if digest.needs_correction is None or digest.stalled is None:
        return ()
    return (("所属の全体", f"{whole_office(digest)}。上の件数は、今回お知らせする契約の数です。"),)


def _what_first(digest: Digest, leading: DigestItem) -> str:
    if digest.recipient_post == Role.OVERSIGHT_OFFICE.label:
        office = leading.division or digest.division
        return f"まず {leading.contract} について、{office}の{Role.DIVISION_HEAD.label}に対応の予定を確かめてください。"
    return f"まず {leading.contract} から。{leading.remedy}"


def already_raised(digest: Digest) -> str:
    """The sentence that says of how many contracts the reader only gets a copy."""
    copies = len({item.contract for item in digest.items if item.copied})
    return f"。うち{copies}件は{Role.OVERSIGHT_OFFICE.label}へ報告しました(写し)" if copies else ""


def _what_if_not(digest: Digest, leading: DigestItem) -> str:
    """The sentence that says who is told next of what is late, the earliest of them."""
    coming = [(item.escalates_on, item) for item in digest.items if item.escalates_on and not item.is_ahead]
    if not coming:
        return ""
    day, first = min(coming, key=lambda pair: pair[0])
    until = "" if first.act_by else f"{format_date(day)}の朝を"
    which = "" if first.contract == leading.contract else f"({first.contract})"
    return f"{until}過ぎると{first.escalates_to}へ{verb(first.escalates_to)}{which}。"


def _by_when(digest: Digest) -> str:
    """By when to act: officers by the last day before the next post is told; else by the due date, or at once."""
    top = highest(digest.items)
    days = [item.act_by for item in top if item.act_by is not None and item.names_last_day]
    if days:
        return f"{format_date(min(days))}まで"
    if any(lateness(item, digest.as_of) for item in digest.items):
        return "直ちに"
    due_days = [item.due_on for item in digest.items if item.due_on is not None]
    return f"{format_date(min(due_days))}まで" if due_days else "次の段階へ進む前に"


def due(item: DigestItem, as_of: date) -> str:
    """The due date as officers read it, and by how many business days it has passed."""
    if item.due_on is None:
        return "日の定めはありません(次の段階へ進む前に)"
    late = lateness(item, as_of)
    return format_date(item.due_on) + (f"({late})" if late else "まで") + item.due_note


def due_foot(digest: Digest, *, shown: bool = True) -> str:
    """The sentence at the foot of a message on its due dates; empty where a source sets every one of them.

    `shown` tells whether each date bears its own mark.
    """
    return at_the_foot((item.due_note for item in digest.items if item.due_on is not None), shown=shown)


def lateness(item: DigestItem, as_of: date) -> str:
    """How late an item is: 超過 n 開庁日; before the office's next business day 期限経過; empty if it is not late."""
    if item.overdue_business_days > 0:
        return f"超過 {item.overdue_business_days}開庁日"
    return "期限経過" if item.due_on is not None and item.due_on < as_of else ""


def _late(item: DigestItem, as_of: date) -> str:
    """How late an item is, and that no source sets the day from which that is counted: 超過 n 開庁日(期限は仮定)."""
    late, unsure = lateness(item, as_of), beside_a_count([item.due_note])
    return f"{late}({unsure})" if late and unsure else late


def how_told(item: DigestItem) -> str:
    """The step at which a duty is told: 期限超過, 再通知2回目, 制度所管課へ報告(写し)."""
    again = f"再通知{item.repeat}回目" if item.repeat else ""
    if item.copied:
        return f"{Role.OVERSIGHT_OFFICE.label}へ報告(写し{f'・{again}' if again else ''})"
    return again or item.tag


def subject_line(item: DigestItem) -> str:
    """What a duty is about, where a contract's duties are not all its own: the contract itself, or a subcontract."""
    return f"{item.subject}(再委託)" if item.subject != item.contract else f"{item.contract}(契約)"


def spans_steps(digest: Digest) -> bool:
    """Whether each duty must say at which step it is told, because the subject does not already say it for all."""
    return any(item.copied for item in digest.items) or len({how_told(item) for item in digest.items}) > 1


def next_steps(digest: Digest, *, by_page: bool = False) -> tuple[str, ...]:
    """What happens next and when, one sentence each: who is told, what stops it, how to acknowledge, the next look.

    `by_page` says that the reader has the register in a browser, and needs no command.
    """
    look = f"次の点検は{format_date(digest.next_look_on)}の朝です。" if digest.next_look_on else ""
    if digest.next_step:
        return tuple(filter(None, (digest.next_step, look)))
    if not digest.items:
        rest = "ほかに残っている不足があれば、それぞれの日に知らせます。"
        if types_commands(digest.recipient_post) and not by_page:
            rest += "一覧は lifecycle due で確かめられます。"
        return tuple(filter(None, (rest, look)))
    stops = "証拠が登録されるか、有効な例外承認があれば止まり、【解消】又は【連絡終了】でお知らせします。"
    return tuple(filter(None, (*_told_next(digest), stops, _how_to_acknowledge(digest, by_page=by_page), look)))


def _how_to_acknowledge(digest: Digest, *, by_page: bool) -> str:
    if by_page:
        if digest.recipient_post == Role.OVERSIGHT_OFFICE.label:
            return "所属が登録した対応予定日は、「連絡」の頁で確かめられます。"
        return (
            "すぐにそろわないときは、「連絡」の頁で対応予定日を登録してください。"
            "再通知は止まりますが、次の段階への連絡は止まりません。"
        )
    if digest.recipient_post == Role.OVERSIGHT_OFFICE.label:
        return "所属が登録した対応予定日は、次の連絡に「予定」として載ります。"
    if not types_commands(digest.recipient_post):
        return said_here(
            "すぐにそろわないときは、{担当者}に対応予定日の登録を指示してください。"
            "再通知は止まりますが、次の段階への連絡は止まりません。"
        )
    return (
        "すぐにそろわないときは、lifecycle alerts で番号を確かめ、lifecycle ack 番号 --planned 予定日 で"
        "対応予定日を登録してください。再通知は止まりますが、次の段階への連絡は止まりません。"
    )


def _told_next(digest: Digest) -> list[str]:
    """Which post is told on which day, the earliest first; where no post stands above, the same one is told again."""
    groups: dict[tuple[date, str], dict[str, None]] = {}
    for item in digest.items:
        if item.escalates_on is not None and item.escalates_to:
            groups.setdefault((item.escalates_on, item.escalates_to), {})[item.contract] = None
    unless = "の朝までに証拠がそろわないときは、"
    told = [
        f"{format_date(d)}{unless}{who}へ{verb(who)}({_numbers(list(ids))})。"
        for (d, who), ids in sorted(groups.items())
    ]
    if len(told) > _SHOWN_DATES:
        told[_SHOWN_DATES:] = ["そのほかの契約も、それぞれの日に順に知らせます。"]
    if any(item.is_last and not item.escalates_to for item in digest.items):
        told.append(said_here("{制度所管課}まで知らせたものは、そろうまで定期に再通知します。"))
    return told


def verb(who: str) -> str:
    """What is done towards a post above: 報告します to the 制度所管課, 知らせます to any other."""
    return "報告します" if who.startswith(Role.OVERSIGHT_OFFICE.label) else "知らせます"


def _numbers(contracts: list[str]) -> str:
    return contracts[0] + (f"ほか{len(contracts) - 1}件" if len(contracts) > 1 else "")
