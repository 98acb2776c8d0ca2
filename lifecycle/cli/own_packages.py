"""Whether the packages that will be loaded are those of this program: another `config` may stand before ours."""

import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("config", "states", "notifications", "lifecycle", "flows")
"""The top-level packages of the program; names that other programs use too."""
_SET_UP = 7
_CURE = (
    "lifecycle だけの環境に入れてください(venv、pipx install、uv tool install。手引き「管理者」の「入れる」)。\n"
    "別の場所のものが PYTHONPATH にあるときは、そこから外してください。\n"
)


def must_be_ours() -> None:
    """End the process with 7, a set-up fault, where a package is another's or is not there; says which and where from.

    Nothing of the program may have been loaded before but what stands beside this file. A foreign `lifecycle` that
    stands before ours is never seen here, for then this is not loaded either.
    """
    root = Path(__file__).resolve().parents[2]
    foreign = [(name, place) for name in PACKAGES if (place := _loaded_from(name)) != root / name / "__init__.py"]
    if not foreign:
        return
    sys.stderr.write("■ 別のプログラムのパッケージが先に読まれるため、始められません。何も記録していません。\n")
    for name, place in foreign:
        sys.stderr.write(f"  {name}: 読まれるもの {place or 'なし'}、この仕組みのもの {root / name}\n")
    sys.stderr.write(_CURE)
    raise SystemExit(_SET_UP)


def _loaded_from(name: str) -> Path | None:
    """The file that `import name` would load, links followed as for ours; None where there is none."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).resolve() if spec and spec.origin else None
