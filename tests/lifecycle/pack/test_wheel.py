"""What is installed elsewhere: the wheel holds every file the reports are made of, not the modules alone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KINDS = (".ttf", ".txt", ".typ", ".html", ".docx", ".j2", ".toml", ".css", ".js", ".json", ".xlsx", ".vl", ".md")
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")


@pytest.mark.slow
def test_the_wheel_holds_fonts_licence_templates_and_letters(tmp_path: Path) -> None:
    """SIL OFL 1.1 no. 2: the licence goes with the fonts; the cover and the letters need theirs at run time."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as container:
        held = set(container.namelist())
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in KINDS and path.is_file() and "__pycache__" not in path.parts
    }
    assert ours <= held
    fonts = "lifecycle/papers/fonts"
    assert {f"{fonts}/OFL.txt", f"{fonts}/BIZUDPGothic-Regular.ttf", f"{fonts}/BIZUDPGothic-Bold.ttf"} <= held
    assert "lifecycle/papers/pack/templates/cover.typ" in held
    _tells_its_guides(wheel, tmp_path / "elsewhere")
    assert {"lifecycle/papers/letters/request.docx", "lifecycle/papers/letters/reminder.docx"} <= held


def _tells_its_guides(wheel: Path, elsewhere: Path) -> None:
    """An installation without the checkout has every guide that the checkout has, word for word."""
    with zipfile.ZipFile(wheel) as container:
        container.extractall(elsewhere)
    told = {
        name: subprocess.run(
            [sys.executable, "-c", "from lifecycle.cli.entry import run; run()", "guide", *([name] if name else [])],
            cwd=elsewhere, env={**os.environ, "PYTHONPATH": str(elsewhere), "PYTHONUTF8": "1"},
            capture_output=True, text=True, check=True,
        ).stdout
        for name in ("", "管理者")
    }  # fmt: skip
    for path in (ROOT / "docs" / "手引き").glob("*.md"):
        assert f"\n{path.stem}\t" in told[""]
        kept = elsewhere / "lifecycle" / "guides" / "手引き" / path.name
        assert kept.read_bytes() == path.read_bytes()
    assert "\n一台のサーバーで使う\t" in told[""]
    assert told["管理者"].startswith("# 手引き: 管理者\n")
    assert "<!--" not in told["管理者"]
