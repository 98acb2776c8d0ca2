"""What the schedule says when it begins in a home for trial."""

import os

from lifecycle.app import App
from lifecycle.clock import CLOCK_VARIABLE
from lifecycle.records.flags import TRIAL
from lifecycle.records.recording import in_words


def trial_words(app: App) -> str:
    """That the home is for trial, and where its clock is fixed; nothing of a real one."""
    if not app.trial:
        return ""
    fixed = f"{CLOCK_VARIABLE} により、時計は{in_words(app.clock.now())}に止まっています。"
    return TRIAL + (fixed if os.environ.get(CLOCK_VARIABLE) else "")
