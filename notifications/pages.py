"""Where a message leads: the pages of the register in a browser, where an installation has one.

The addresses are the register's own; a message that was sent keeps them, so they never change.
"""

from urllib.parse import quote


def page_of(url: str, subject: str) -> str:
    """The page of a contract (`R6-0012`), or the place of a subcontract on it (`R6-0012/1`); blank without a register.

    `url` is where the register stands. What stands in a number is written so that no mail program cuts it.
    """
    contract, _, subcontract = subject.partition("/")
    if not url or not contract:
        return ""
    place = f"#sub-{quote(subcontract.replace('.', '-'), safe='')}" if subcontract else ""
    return f"{url}/contracts/{quote(contract, safe='')}{place}"


def alerts_of(url: str) -> str:
    """The page on which messages are acknowledged and put off; blank without a register."""
    return f"{url}/alerts" if url else ""
