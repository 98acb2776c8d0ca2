"""Commands that need no further word, with others below them: `pack ID` and `pack verify`, `import FILE` and `plan`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from cyclopts import App


@dataclass(frozen=True, slots=True)
class Parted:
    """Such a command: where it stands, its line of help, and those below it, each with its place and its line."""

    target: str
    text: str
    parts: Mapping[str, tuple[str, str]]


PARTED: Mapping[str, Parted] = {
    "import": Parted(
        "cli.ledger:import_",
        "台帳(Excel・CSV)を取り込む",
        {"plan": ("cli.import_plans:plan", "所属が作った一覧の、どの列を何と読むかを示す(記録しない)")},
    ),
    "pack": Parted(
        "cli.pack:pack",
        "監査調書(証拠・経緯・判定・規則の本文)を一つのzipにまとめる",
        {"verify": ("cli.pack:verify", "監査調書が作られたときのままかを確かめる")},
    ),
}


def with_parts(name: str, parted: Parted, asked: Sequence[str], short: Callable[..., str | None]) -> App:
    """The command with those below it; what it needs is only loaded where it is the one that is asked about."""
    group = App(name=name, help=short(parted.text, asked, name), help_format="plaintext")
    for part, (target, text) in parted.parts.items():
        group.command(f"lifecycle.{target}", name=part, help=short(text, asked, name, part))
    if list(asked[:1]) == [name]:
        module, _, function = parted.target.partition(":")
        group.default(getattr(import_module(f"lifecycle.{module}"), function))
    return group
