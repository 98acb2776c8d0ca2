"""Aligns Japanese text on a terminal, where a kana or kanji takes two columns and a Latin letter one."""

from collections.abc import Iterator, Sequence

from notifications.plain import width as display_width


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up with spaces to a width in columns; a wider text stays as it is."""
    gap = " " * (width - display_width(text))
    return gap + text if right else text + gap


def clipped(text: str, width: int) -> str:
    """The text cut to a width in columns, its loss marked by three dots."""
    if display_width(text) <= width:
        return text
    kept = text
    while display_width(kept) > width - 3:
        kept = kept[:-1]
    return f"{kept}..."


def stacked(headings: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Headings of several lines as lines of a table; each heading ends on the bottom line."""
    height = max(len(heading) for heading in headings)
    filled = [("",) * (height - len(heading)) + tuple(heading) for heading in headings]
    yield from zip(*filled, strict=True)
