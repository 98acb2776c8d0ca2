"""Pages of the register as they are looked at in a real browser: by axe, in a hand, enlarged."""

from installation import ADMIN, OFFICER, OVERSIGHT
from web_browser import DESK, ENLARGED, HAND, Window
from web_doors import KNOWN, KnownDoor

_FILES = (".css", ".ics", ".xlsx", ".zip", "/originals/1", "/forms/checklist")
"""How the addresses end behind which there is a file."""
READS = [door for door in KNOWN if door.reads and door.status == 200 and not door.at.endswith(_FILES)]
"""The doors behind which there is a page."""
FORMS = [
    door for door in KNOWN if door.takes and door.path != "/begun" and not door.at.endswith(("/check", "/columns"))
]
"""The doors whose form stands on a page."""


def who(door: KnownDoor) -> str:
    """Somebody who may read the page: whoever fills in its form, else the officer, else the desk."""
    return next(one for one in (door.by, OFFICER, OVERSIGHT, ADMIN) if one in door.reads)


def faults_of(shown: Window, place: str) -> list[str]:
    """What is wrong with the page as it stands: by axe, in a hand, enlarged, and what the browser complained of."""
    told = [f"{place}: {one}" for one in (*shown.violations(), *shown.complaints)]
    shown.complaints.clear()
    for size in (HAND, ENLARGED):
        shown.page.set_viewport_size(size)  # type: ignore[arg-type]
        if shown.scrolls_sideways():
            told.append(f"{place}: wider than {size['width']}")
    shown.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return told
