"""Puts a message about the installation into the outbox: the one place where this room does."""

from datetime import date

from sqlalchemy import Connection

from lifecycle.app import App
from lifecycle.post.outbox import queue, wording
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from notifications.installation_notices import BrokenJournalNotice, InstallationNotice, render_installation_notice


def queue_installation_notice(
    app: App, connection: Connection, to: Recipient, topic: Topic, notice: InstallationNotice, *, period: date
) -> bool:
    """Queue a message to one recipient. False where that period's message of this topic was queued before."""
    rendered = render_installation_notice(notice, wording(app, connection))
    urgent = isinstance(notice, BrokenJournalNotice)
    return queue(app, connection, to, topic, period, rendered, urgent=urgent)
