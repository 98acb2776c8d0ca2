"""The file names of pages that people keep a bookmark of: an office's page has the office's own name where it can."""

import hashlib
import re
import unicodedata

_LONGEST = 40
_BESIDE_LETTERS = "・ー()（）－々〇"
_A_FURTHER_PART = re.compile(r"-\d+\Z")


def office_file(name: str) -> str:
    """The name, without `.html`, of the file of an office's page: the office's own name, or else a hash of it.

    It depends on the name alone, so it stays when another office joins. The name itself is taken where no file share
    could read it otherwise or take it for another: composed (NFC) letters and digits, no small letters of an alphabet,
    at least one sign beyond ASCII, and no end like that of a list's further part (`-2`).
    """
    plain = (
        0 < len(name) <= _LONGEST
        and not name.isascii()
        and name == unicodedata.normalize("NFC", name) == name.upper()
        and all(sign.isalnum() or sign in _BESIDE_LETTERS for sign in name)
        and not _A_FURTHER_PART.search(name)
    )
    return name if plain else f"d-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
