"""A form that was sent from a page: once only, and not from a state that is older than the record."""

from sqlalchemy import Connection

from config.errors import ConflictError, RequestFault
from lifecycle.app import App
from lifecycle.records.forms import last_number, must_be_sent_once


def must_be_fresh(app: App, connection: Connection) -> None:
    """Raises AlreadySentError for a form that was sent before, ConflictError for one filled in from an older state."""
    sent = app.submission
    if sent is None:
        return
    must_be_sent_once(connection, sent.key, app.clock.now())
    if sent.subject and last_number(connection, sent.subject) != sent.number:
        told = "開いている間に、ほかの操作で記録が変わりました。今の内容を確かめて、もう一度送信してください。"
        raise ConflictError(RequestFault("changed_since", told))
