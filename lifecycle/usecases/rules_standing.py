"""Whether a call judges by the rule data as it stands: what was published since it began is not in its book."""

from sqlalchemy import Connection

from config.errors import ConflictError
from lifecycle.app import App
from lifecycle.records.own_rules import has_what_was_published


def must_be_as_published(app: App, connection: Connection) -> None:
    """Raises ConflictError where rule data was published or withdrawn since this call opened the installation."""
    if not has_what_was_published(connection, app.book):
        raise ConflictError("規程データが公布され、又は取り下げられました。もう一度実行してください。")
