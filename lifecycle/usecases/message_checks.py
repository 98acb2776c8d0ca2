"""What `doctor` says of messages: whether somebody reads the folder they are put into, and what did not arrive."""

from collections.abc import Iterator

from sqlalchemy import func, select

from config.wareki import format_date
from lifecycle.app import App
from lifecycle.post.late import late_messages
from lifecycle.post.outbox import STATUSES
from lifecycle.post.ways import folder_is_read
from lifecycle.records.messages import WAITING
from lifecycle.records.tables import outbox
from lifecycle.usecases.home_checks import Check

_STUCK = ("failed", "given_up", "uncertain", "refused", "held")


def message_checks(app: App) -> Iterator[Check]:
    """The checks of what takes messages, and of what became of them."""
    if app.settings.channels.mail.startswith("file:"):
        yield _folder(app)
    yield _stuck(app)


def _folder(app: App) -> Check:
    """The check of whether a folder that takes the place of a mail server is read by somebody."""
    read = folder_is_read(app)
    fine = "試用の環境のため、試している人が読む" if app.trial else "読む人がいる(folder_is_read = true)"
    told = (
        "ファイル(file:)に出す設定ですが、フォルダーを読む人がいることになっていないため、連絡は送らずに待っています。"
        "[channels] mail に送信サーバーを指定するか、毎日読む人がいるなら folder_is_read = true にしてください"
    )
    return Check("連絡の出し先のフォルダー", read, fine if read else told)


def _stuck(app: App) -> Check:
    """The check of messages that did not arrive: how many by state, and since when no way takes them.

    What ended badly is forgotten once its reader took a later message by the same channel.
    """
    count = func.count().label("messages")
    later = outbox.alias()
    taken = select(later.c.id).where(
        *(later.c[name] == outbox.c[name] for name in ("division", "post", "channel")),
        later.c.status == "sent",
        later.c.settled_at > outbox.c.settled_at,
    )
    stuck = outbox.c.status.in_(_STUCK) & (outbox.c.status.in_(WAITING) | ~taken.exists())
    statement = select(outbox.c.status, count).where(stuck).group_by(outbox.c.status)
    with app.reading() as connection:
        found_by = {row.status: row.messages for row in connection.execute(statement)}
        late = late_messages(app, connection)
    total, kinds = sum(found_by.values()), [status for status in _STUCK if status in found_by]
    by_state = "、".join(f"{STATUSES[status]} {found_by[status]}通" for status in kinds)
    told = f"{total}件が届いていない: {by_state}。待つものは原因を直せば送られます" if total else "なし"
    since = f"。{late.sentence}({format_date(late.since)}から)" if late else ""
    return Check("未達の連絡", not total and late is None, told + since)
