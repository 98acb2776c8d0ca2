"""Puts a message about the installation into the outbox; it is the one place where this room does so."""

from datetime import date

from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from notifications.installation_notices import BrokenJournalNotice, InstallationNotice, render_installation_notice


def queue_installation_notice(
    box: Outbox, to: Recipient, topic: Topic, notice: InstallationNotice, *, period: date
) -> bool:
    """Queue a message to one recipient. Gives False where that period's message of this topic was queued before."""
    rendered = render_installation_notice(notice, box.wording)
    urgent = isinstance(notice, BrokenJournalNotice)
    return box.put(to, topic, period, rendered, urgent=urgent)
