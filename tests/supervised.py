"""A working day of the ladder: the sweep, and the delivery that makes its steps told."""

from datetime import date

from lifecycle.app import App
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import Sweep, sweep
from notifications.channels import RecordingChannel


def supervised(app: App, as_of: date | None = None) -> Sweep:
    """The sweep of a day, whose messages a channel then accepts: only so does the ladder climb."""
    swept = sweep(app, as_of)
    deliver(app, RecordingChannel(), force=True)
    return swept
