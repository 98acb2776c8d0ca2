"""LibreOffice, headless and each time in a profile of its own: what a workbook shows to whoever opens it."""

import csv
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
"""Every sheet to a file of its own, each cell as it is displayed."""


@dataclass(frozen=True)
class LibreOffice:
    """Opens workbooks. A profile is used once, below `profiles`: one still held by a program that is on its way out
    would hand the work to it."""

    soffice: str
    profiles: Path

    def converted(self, book: Path, to: str, folder: Path, *more: Path) -> None:
        """Open a workbook and save it as something else; further ones in the same go."""
        profile = f"-env:UserInstallation={Path(tempfile.mkdtemp(dir=self.profiles)).as_uri()}"
        command = [
            self.soffice,
            profile,
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(folder),
            str(book),
            *map(str, more),
        ]
        done = subprocess.run(command, check=True, timeout=600, capture_output=True, text=True)
        for one in (book, *more):
            assert any(folder.glob(f"{one.stem}*.{to.partition(':')[0]}")), done.stdout + done.stderr

    def shown(self, book: Path) -> dict[str, list[list[str]]]:
        """Every sheet's rows by its name, each cell as a reader sees it."""
        folder = book.parent / f"{book.stem}-shown"
        folder.mkdir()
        self.converted(book, _AS_SHOWN, folder)
        return {
            path.stem.removeprefix(f"{book.stem}-"): list(csv.reader(path.read_text(encoding="utf-8").splitlines(True)))
            for path in sorted(folder.glob("*.csv"))
        }
