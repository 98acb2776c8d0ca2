"""The name under which somebody signed in elsewhere, as the login of the register."""

from config.web_settings import SignInNames

_LONGEST = 256


def login_of(name: str, rules: SignInNames) -> str | None:
    """The login for a name that a front or a provider tells; None where it can be no login at all.

    A login is printable ASCII without blanks: a name in other letters arrives differently from every front.
    """
    if not name.isascii():
        return None
    cased = str.lower if rules.lower_case else str
    name = cased(name)
    for domain in map(cased, rules.take_away):
        name = name.removesuffix(domain) if domain.startswith("@") else name.removeprefix(domain)
    if not name or len(name) > _LONGEST or not all("!" <= letter <= "~" for letter in name):
        return None
    return name
