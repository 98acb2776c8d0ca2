"""What the doctor says of the kind of the home, of its clock, and of days that have not come."""

import os
from collections.abc import Iterator

from lifecycle.app import App
from lifecycle.clock import CLOCK_VARIABLE
from lifecycle.records.recording import clock_behind, clock_is_back, in_words
from lifecycle.records.unsettled import is_unsettled, not_settled
from lifecycle.usecases.ahead import ahead_of_now
from lifecycle.usecases.home_checks import Check


def time_checks(app: App) -> Iterator[Check]:
    """The checks of what the home is, whether its clock is behind the record, and what is dated ahead."""
    yield _kind(app)
    now = app.clock.now()
    with app.reading() as connection:
        last, ahead = clock_behind(connection, now), str(ahead_of_now(app, connection))
    yield Check("時計", last is None, clock_is_back(last, now).message if last else "戻っていない")
    detail = f"まだ来ていない日付があり、その日まで知らせが出ない: {ahead}。次の点検(sweep)が記録に残して直す"
    yield Check("先の日付", not ahead, detail if ahead else "なし")


def _kind(app: App) -> Check:
    """The check of what the home is: a clock that is fixed is told in a home for trial, which alone believes it."""
    with app.reading() as connection:
        if is_unsettled(connection):
            return Check("環境の種別", fine=False, detail=not_settled().message)
    if not app.trial:
        return Check("環境の種別", fine=True, detail="本番")
    fixed = f"。時計は {CLOCK_VARIABLE} により{in_words(app.clock.now())}に止めている" if _is_fixed() else ""
    return Check("環境の種別", fine=True, detail=f"【試用】試用の環境{fixed}")


def _is_fixed() -> bool:
    return bool(os.environ.get(CLOCK_VARIABLE))
