"""Every character that nobody sees, worked out from the tables of Unicode rather than from the product's own list."""

import unicodedata

_KINDS = ("Cc", "Cf", "Zl", "Zp")
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"

UNSEEN = (
    "".join(c for c in map(chr, range(0x110000)) if unicodedata.category(c) in _KINDS and c not in "\n\t") + _FILLERS
)
"""The control, format and separator characters of all of Unicode, but for the line break and the tab."""

SELECTORS = "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x200D)))
"""Those that only have a place behind another character."""
