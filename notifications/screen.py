"""A message to a head that is sent alone: as much of it as one screen shows at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from notifications.alert import Rendered
from notifications.plain import SCREEN_LINES, on_a_screen
from notifications.record_notices import DeclaredNotice
from notifications.trial import TRIAL_LINES

_Told = TypeVar("_Told")


def on_one_screen(told: _Told, written: Callable[[_Told], Rendered], *, trial: bool) -> Rendered:
    """A notice to a head, with fewer entries written out, and at last without blank lines, where it would not fit."""
    room = SCREEN_LINES - (TRIAL_LINES if trial else 0)
    rendered = written(told)
    while isinstance(told, DeclaredNotice) and len(told.entries) > 1 and _lines(rendered) > room:
        told = replace(told, entries=told.entries[:-1], more=told.more + 1)
        rendered = written(told)
    return replace(rendered, body=on_a_screen(rendered.body, room))


def _lines(rendered: Rendered) -> int:
    return rendered.body.count("\n")
