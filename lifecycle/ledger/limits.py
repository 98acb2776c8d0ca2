"""How large a workbook may be that is imported: what is refused of one that comes in, and said of one exported."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """The limits of one workbook: megabytes of its file, rows of its sheets together, megabytes of what they say."""

    file_megabytes: int = 50
    rows: int = 500_000
    content_megabytes: int = 256

    def beyond(self, rows: int, size: int) -> tuple[str, ...]:
        """In which ways a workbook of so many rows, in a file of so many bytes, is too large; none where it is not."""
        told = []
        if rows > self.rows:
            told.append(f"{rows:,}行(上限{self.rows:,}行。全てのシートの行を合わせて数えます)")
        if size > self.file_megabytes * MEGABYTE:
            told.append(f"{-(-size // MEGABYTE):,}MB(上限{self.file_megabytes}MB)")
        return tuple(told)


ONE_WORKBOOK = WorkbookLimits()
