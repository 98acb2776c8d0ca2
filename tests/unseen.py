"""Every character that nobody sees, worked out from the tables of Unicode rather than from the product's own list."""

import unicodedata

_KINDS = ("Cc", "Cf", "Zl", "Zp")
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"

UNSEEN = (
    "".join(c for c in map(chr, range(0x110000)) if unicodedata.category(c) in _KINDS and c not in "\n\t") + _FILLERS
)
"""The control, format and separator characters of all of Unicode, but for the line break and the tab."""

TERMINALS = "\x00\x07\x08\x0b\x0c\r\x1b\x7f\x84\x85\x9b\x9d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069\u2028"
"""Those that a terminal obeys, or that turn what is read."""
