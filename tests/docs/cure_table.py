"""docs/cures.md: every cure that the product prints, followed to the letter, with what became of it.

`.venv/bin/python tests/docs/cure_table.py --write` writes it, a minute's work; the tests in tests/cures compare it part
by part.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cures.promises import followed, section
from cures.refusals import PARTS

CURES = Path(__file__).resolve().parents[2] / "docs" / "cures.md"
INTRODUCTION = """# 対応と結果

整った契約を一か所ずつ崩し、`lifecycle why` が示す「対応」と「次にすること」を、示された命令のとおりに行った結果です。
命令の「…」には、その項目に入る値を入れています。どの命令も、ほかの義務を新たに不足にせず、監査の表を悪くしません。
この表は試験が作り、内容が変われば試験が知らせます(作り方は `tests/docs/cure_table.py`)。
"""


def document() -> str:
    """The whole page; each part is followed on an installation of its own."""
    parts = []
    for part in PARTS:
        with tempfile.TemporaryDirectory() as folder:
            parts.append(section(part, followed(part, Path(folder))))
    return "\n".join([INTRODUCTION, *parts])


if __name__ == "__main__":
    if "--write" not in sys.argv:
        raise SystemExit("--write で docs/cures.md を書きます。")
    CURES.write_text(document(), encoding="utf-8")
