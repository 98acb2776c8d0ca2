"""Numbers that are seen otherwise than they are stored: 12 under the format 0000 is 0012 to whoever reads the sheet."""


class ShownNumber(float):
    """A number of a cell with the text that Excel shows of it; what is read is the text, as people know no other."""

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, value: float, shown: str) -> "ShownNumber":
        """The number with its text."""
        number = super().__new__(cls, value)
        number.shown = shown
        return number


def as_shown(raw: object) -> object:
    """The text of a number that is shown otherwise than it is stored; anything else as it is."""
    return raw.shown if isinstance(raw, ShownNumber) else raw
