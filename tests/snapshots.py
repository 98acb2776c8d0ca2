"""Texts kept as files: what people will read, under `notifications/snapshots/`, to be read aloud when it changes."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "notifications" / "snapshots"
REWRITE = "LIFECYCLE_REWRITE_SNAPSHOTS"


def assert_kept(name: str, text: str) -> None:
    """The text equals the file of that name. With LIFECYCLE_REWRITE_SNAPSHOTS=1 the file is written anew."""
    path = FOLDER / name
    if os.environ.get(REWRITE) == "1":
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path} がありません。{REWRITE}=1 で作り、読み上げて確かめてください。"
    assert text == path.read_text(encoding="utf-8"), f"{path} と違います"
