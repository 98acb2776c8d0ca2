"""Where a message leads: the pages of the register in a browser, or of the folder where `lifecycle report` puts them.

The addresses are the register's and the folder's own; a message that was sent keeps them, so they never change.
"""

from urllib.parse import quote

from config.page_names import office_file
from notifications.alert import Wording

OPENED_BY_CARDS = ("https://", "http://")
"""The beginnings of the addresses that a button of a card opens."""


def page_of(url: str, subject: str) -> str:
    """The page of a contract (`R6-0012`), or the place of a subcontract on it (`R6-0012/1`); blank without a register.

    `url` is where the register stands. What stands in a number is written so that no mail program cuts it.
    """
    contract, _, subcontract = subject.partition("/")
    if not url or not contract:
        return ""
    place = f"#sub-{quote(subcontract.replace('.', '-'), safe='')}" if subcontract else ""
    return f"{url}/contracts/{quote(contract, safe='')}{place}"


def incident_page(url: str, incident: str) -> str:
    """The page of an incident (`R6-0012/J1`); blank without a register."""
    contract, _, number = incident.rpartition("/")
    return f"{url}/incidents/{quote(contract, safe='')}/{quote(number, safe='')}" if url and contract else ""


def alerts_of(url: str) -> str:
    """The page on which messages are acknowledged and put off; blank without a register."""
    return f"{url}/alerts" if url else ""


def office_page(wording: Wording, division: str) -> str:
    """The page of an office, or of all offices where none is given: in the register, else in the folder of pages.

    Blank where an installation has neither. A folder is written as Windows writes it (`\\\\server\\share\\…`) or with
    slashes, as its setting is.
    """
    if wording.url:
        return f"{wording.url}/offices" + (f"/{quote(division, safe='')}" if division else "")
    if not wording.folder:
        return ""
    name = f"{office_file(division) if division else 'index'}.html"
    if "://" in wording.folder:
        return f"{wording.folder}/divisions/{quote(name)}"
    between = "\\" if "\\" in wording.folder else "/"
    return between.join((wording.folder, "divisions", name))


def decisions_of(url: str, *, checks: bool = False) -> str:
    """The page of what waits for a decision, or for the check of a second person; blank without a register."""
    return f"{url}/{'checks' if checks else 'decisions'}" if url else ""


def circular_page(url: str, circular: str = "") -> str:
    """The page of a circular, or that of all; blank without a register."""
    return f"{url}/circulars" + (f"/{quote(circular, safe='')}" if circular else "") if url else ""
