"""Texts kept as files beside their tests: what people will read, to be read aloud when it changes."""

import os
from pathlib import Path

REWRITE = "LIFECYCLE_REWRITE_SNAPSHOTS"
_ASKED = os.environ.get(REWRITE) == "1"  # asked before a test clears the environment


def assert_kept(path: Path, text: str) -> None:
    """The text equals the file. With LIFECYCLE_REWRITE_SNAPSHOTS=1 the file is written anew."""
    if _ASKED:
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path} がありません。{REWRITE}=1 で作り、読み上げて確かめてください。"
    assert text == path.read_text(encoding="utf-8"), f"{path} と違います"
