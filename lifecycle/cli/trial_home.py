"""What is said after a command in a home for trial, without loading anything for the sake of it."""

import contextlib
import sys

from lifecycle.cli.output import talk


def say_if_trial() -> None:
    """Say on stderr that the home is one for trial; a command that opened no home has not loaded what opens one."""
    if "lifecycle.app" not in sys.modules:
        return
    from lifecycle.app import home_folder, trial_of
    from lifecycle.records.flags import TRIAL

    # What keeps the home from being asked has been told, or is told by the next command that needs it.
    with contextlib.suppress(Exception):
        if trial_of(home_folder()):
            talk(TRIAL)
